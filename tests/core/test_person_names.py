"""How a person is called, and how the name may be typed."""

from __future__ import annotations

import pytest

from trainer.core.person_names import shown_name, sign_in_name


@pytest.mark.parametrize(
    "typed", ["Léa Dupont", "lea dupont", "  LÉA   DUPONT ", "Le\u0301a\u00a0Dupont"]
)
def test_a_name_is_found_however_it_is_spelt(typed: str) -> None:
    assert sign_in_name(typed) == "lea dupont"


def test_names_that_differ_by_a_letter_stay_apart() -> None:
    names = ("Lea", "Leo", "Lea B", "Lea-B", "Øyvind", "Oyvind", "Léa 2")

    assert len({sign_in_name(name) for name in names}) == len(names)


@pytest.mark.parametrize("odd", ["\u202e", "\x00", "\n", "\u200b", "\ud800"])
def test_a_shown_name_has_no_hidden_signs(odd: str) -> None:
    assert shown_name(f"Lé{odd}a") == "Lé a"


def test_apostrophes_of_both_kinds_are_one() -> None:
    assert sign_in_name("D’Arc") == sign_in_name("d'arc")
