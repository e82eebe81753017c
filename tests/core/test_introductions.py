"""Families of jobs that are taken for each other are rivals, and no others."""

from __future__ import annotations

from trainer.core.introductions import rivals_of

PAIRS = (("analyst", "bi"), ("bi", "growth"))


def jobs(**of_family: str) -> dict[int, frozenset[str]]:
    return {int(name[1:]): frozenset(jobs.split()) for name, jobs in of_family.items()}


def test_families_of_a_pair_are_rivals_both_ways() -> None:
    found = rivals_of(jobs(f1="analyst", f2="bi", f3="growth", f4="bi"), PAIRS)

    assert found == {
        1: frozenset({2, 4}),
        2: frozenset({1, 3}),
        3: frozenset({2, 4}),
        4: frozenset({1, 3}),
    }


def test_families_of_one_job_or_of_none_are_no_rivals() -> None:
    assert rivals_of(jobs(f1="bi", f2="bi", f3="", f4="manager"), PAIRS) == {}


def test_a_family_about_both_is_no_rival_of_itself() -> None:
    found = rivals_of(jobs(f1="analyst bi", f2="bi"), PAIRS)

    assert found == {1: frozenset({2}), 2: frozenset({1})}
