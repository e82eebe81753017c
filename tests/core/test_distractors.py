"""Who chose which option, and what that says of it."""

from __future__ import annotations

from random import Random

import pytest

from trainer.core.distractors import (
    Choice,
    OptionFlag,
    drawing_place,
    option_flags,
    option_shares,
)

OPTIONS = ("Right", "Wrong", "Odd", "Never")


def chose(option: str, rest: float = 0.5, times: int = 1) -> list[Choice]:
    return [Choice(option, OPTIONS, rest)] * times


def test_each_option_has_its_share_and_the_rest_of_who_chose_it() -> None:
    choices = chose("Right", 0.8, 3) + chose("Wrong", 0.2)

    right, wrong, *others = option_shares(choices, {"Right"})

    assert (right.option, right.chosen, right.share) == ("Right", 3, 0.75)
    assert right.rest == pytest.approx(0.8)
    assert (wrong.option, wrong.chosen, wrong.rest) == ("Wrong", 1, 0.2)
    assert [(each.option, each.chosen) for each in others] == [("Never", 0), ("Odd", 0)]


def test_a_share_is_of_those_who_saw_the_option() -> None:
    seen = Choice("Odd", ("Right", "Odd"), 0.5)
    unseen = Choice("Right", ("Right", "Wrong"), 0.5)

    shares = option_shares([seen, unseen, unseen], {"Right"})

    assert {each.option: each.share for each in shares} == {
        "Right": 2 / 3,
        "Odd": 1.0,
        "Wrong": 0.0,
    }


def test_what_nobody_takes_is_said_once_enough_were_wrong() -> None:
    rights = chose("Right", times=40)
    # Three options: by luck one of them is left over 3 × (2/3)ⁿ times at most.
    eight, nine = (chose("Wrong", times=n - 1) + chose("Odd") for n in (8, 9))

    assert option_flags(rights, {"Right"}) == {}
    assert option_flags(rights + eight, {"Right"}) == {}
    found = option_flags(rights + nine, {"Right"})
    assert found == {"Never": OptionFlag.NEVER_CHOSEN}


def test_an_option_that_the_strong_take_is_said() -> None:
    choices = chose("Right", 0.5, 9) + chose("Odd", 0.9, 5) + chose("Wrong", 0.1, 3)

    flags = option_flags(choices, {"Right"})

    assert flags == {"Odd": OptionFlag.CHOSEN_BY_THE_STRONG}


def test_two_students_are_too_few_to_be_the_strong() -> None:
    choices = chose("Right", 0.5, 5) + chose("Odd", 0.9, 2)

    assert option_flags(choices, {"Right"}) == {}


def test_a_little_better_is_not_strong() -> None:
    choices = chose("Right", 0.2, 5) + chose("Right", 0.8, 5) + chose("Odd", 0.6, 4)

    assert option_flags(choices, {"Right"}) == {}


def test_a_place_that_draws_wrong_answers_is_found() -> None:
    assert drawing_place(guesses(always_first=True), {"Right"}) == 1


def test_guessing_everywhere_draws_no_place() -> None:
    assert drawing_place(guesses(always_first=False), {"Right"}) is None


def test_few_wrong_answers_say_nothing_of_places() -> None:
    assert drawing_place(guesses(always_first=True)[:15], {"Right"}) is None


def guesses(*, always_first: bool) -> list[Choice]:
    rng = Random(3)
    choices = []
    for _ in range(60):
        shown = tuple(rng.sample(OPTIONS, len(OPTIONS)))
        wrong = [option for option in shown if option != "Right"]
        option = shown[0] if always_first else rng.choice(wrong)
        choices.append(Choice(option, shown, 0.5))
    return choices
