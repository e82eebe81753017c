"""Slips: what may be typed once more, and what is another answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trainer.core.slips import SHORTEST_WORD, is_near, rivals_of

LETTERS = st.text("abcdefghij", min_size=SHORTEST_WORD, max_size=10)


@given(LETTERS, st.integers(0, 9), st.sampled_from("xyz"))
def test_one_letter_too_many_is_near_in_any_place(
    word: str, place: int, letter: str
) -> None:
    assert is_near(word[:place] + letter + word[place:], [word])


@given(LETTERS, st.integers(0, 5))
def test_one_letter_missing_is_near_in_any_place(word: str, place: int) -> None:
    assert is_near(word[:place] + word[place + 1 :], [word])


@given(st.text("abc123 ", max_size=5), st.text("abc123 ", max_size=5))
def test_short_words_have_no_slips(typed: str, answer: str) -> None:
    assert not is_near(" ".join(typed.split()), [" ".join(answer.split())])


@given(LETTERS, LETTERS)
def test_what_is_another_answer_or_near_it_too_is_no_slip(a: str, b: str) -> None:
    typed = a[:3] + "x" + a[3:]

    assert not is_near(b, [a], [b])
    assert not (is_near(typed, [a], [b]) and is_near(typed, [b]))


@given(LETTERS, st.integers(0, 5), st.integers(0, 5))
def test_every_answer_two_slips_away_is_a_rival(word: str, one: int, two: int) -> None:
    slipped = word[:one] + "x" + word[one:]
    other = slipped[:two] + slipped[two + 1 :]

    assert other == word or other in rivals_of((word,), (other, "far away from it"))
    assert "far away from it" not in rivals_of((word,), ("far away from it",))


def test_a_right_spelling_is_no_slip_and_no_rival() -> None:
    accepted = ("ml engineer", "ml engineers")

    assert not is_near("ml engineers", accepted)
    assert rivals_of(accepted, ("ml engineers",)) == ()
