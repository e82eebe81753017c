"""Which families are not begun on one day: those of jobs that are taken for each other.

Of two alike one is learnt first; begun together, each gets in the other's way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def rivals_of(
    jobs: Mapping[int, frozenset[str]], confusable: Iterable[tuple[str, str]]
) -> dict[int, frozenset[int]]:
    """Give, for each family that has some, the families that are not begun with it.

    Args:
        jobs: of each family, by their one name each.
        confusable: pairs of jobs.
    """
    of_job: dict[str, set[int]] = {}
    for family, names in jobs.items():
        for name in names:
            of_job.setdefault(name, set()).add(family)
    rivals: dict[int, set[int]] = {}
    for one, other in confusable:
        for family in of_job.get(one, ()):
            rivals.setdefault(family, set()).update(of_job.get(other, ()))
        for family in of_job.get(other, ()):
            rivals.setdefault(family, set()).update(of_job.get(one, ()))
    return {
        family: frozenset(others - {family})
        for family, others in rivals.items()
        if others - {family}
    }
