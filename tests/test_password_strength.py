"""Which passwords somebody may choose."""

from __future__ import annotations

import time

import pytest

from trainer.password_strength import WeakPassword, check_strength
from trainer.phrases import new_phrase

ABOUT = ("Léa Dupont-Morel", "Terminale 4")


@pytest.mark.parametrize(
    "password",
    [
        *("tulip7x", "12345678", "azertyuiop", "motdepasse", "azerty123", "Doudou2012"),
        *("lea dupont", "DupontMorel1", "Léa2012!", "leadupontmorel", "terminale4"),
        *("aaaaaaaaaaaa", "abcdefghij", "professeur1", "soleil2024"),
    ],
)
def test_a_student_may_not_take_what_a_class_would_try(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_strength(password, ABOUT, is_teacher=False)


@pytest.mark.parametrize(
    "password", ["velo-rouge-quai", "xk3vbq9t", "jaimelesfrites", "Mon chat dort ici"]
)
def test_a_student_may_take_what_nobody_guesses_soon(password: str) -> None:
    check_strength(password, ABOUT, is_teacher=False)


@pytest.mark.parametrize(
    "password", ["xk3vbq9tz4mw2q", "azertyuiopqsdfghjklm", "LeaDupontMorel2012"]
)
def test_a_teacher_needs_fifteen_signs_and_more_than_a_row_of_keys(
    password: str,
) -> None:
    with pytest.raises(WeakPassword):
        check_strength(password, ABOUT, is_teacher=True)


def test_a_phrase_of_three_words_is_good_enough_for_everybody() -> None:
    for _ in range(100):
        check_strength(new_phrase(), ABOUT, is_teacher=True)


def test_a_password_has_at_most_256_signs_and_is_judged_in_no_time() -> None:
    began = time.perf_counter()

    check_strength("velo rouge quai " * 16, ABOUT, is_teacher=True)
    with pytest.raises(WeakPassword):
        check_strength("x" * 257, ABOUT, is_teacher=True)

    assert time.perf_counter() - began < 2
