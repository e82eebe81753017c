"""Two versions of a text side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core import text_changes as module
from trainer.core.text_changes import LineKind, TextLine, text_changes

LINES = st.lists(st.sampled_from(["", "a", "b", "c d", "c e"]), max_size=12)


def words(line: TextLine) -> str:
    return " ".join(piece.text for piece in line.pieces)


def rows(before: str, after: str) -> list[tuple[str, int, int, str]]:
    return [
        (line.kind.value, line.before, line.after, words(line))
        for line in text_changes(before, after)
    ]


def test_equal_texts_have_no_changes() -> None:
    assert text_changes("a\nb\n", "a\r\nb") == ()


def test_a_changed_line_goes_and_comes_with_its_words_marked() -> None:
    gone, come = text_changes("un plat froid", "un plat chaud")

    assert (gone.kind, gone.before, come.kind, come.after) == ("gone", 1, "come", 1)
    assert [piece.text for piece in gone.pieces if piece.is_other] == ["froid"]
    assert [piece.text for piece in come.pieces if piece.is_other] == ["chaud"]


def test_lines_that_come_and_go_have_their_numbers() -> None:
    assert rows("a\nb", "a\nc d\nb") == [
        ("same", 1, 1, "a"),
        ("come", 0, 2, "c d"),
        ("same", 2, 3, "b"),
    ]
    assert rows("a\nb", "b") == [("gone", 1, 0, "a"), ("same", 2, 1, "b")]


def test_lines_far_from_a_change_are_folded() -> None:
    before = "\n".join("abcdefghij")

    folded, *_ = text_changes(before, f"{before}\nk")

    assert (folded.kind, folded.count) == (LineKind.FOLDED, 8)


@given(LINES, LINES)
def test_every_line_of_both_texts_is_told_of(old: list[str], new: list[str]) -> None:
    told = text_changes("\n".join(old), "\n".join(new))

    folded = sum(line.count for line in told if line.kind is LineKind.FOLDED)
    for kind, side in ((LineKind.GONE, old), (LineKind.COME, new)):
        shown = [line for line in told if line.kind in (kind, LineKind.SAME)]
        lines = "\n".join(side).splitlines()
        assert told == () or len(shown) + folded == len(lines)


def test_a_text_that_is_too_long_to_compare_goes_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_LINES", 2)

    kinds = [row[0] for row in rows("x\na\nb\nc\ny", "x\nb\na\nd\ny")]

    assert kinds == ["same", *["gone"] * 3, *["come"] * 3, "same"]
