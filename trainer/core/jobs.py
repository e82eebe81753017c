"""The names of the jobs: one canonical name each, found again under its other names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trainer.core.model import Job, Message, message
from trainer.core.wording import fold

_BRACKETS = re.compile(r" ?\([^()]*\)")
_SLASH = re.compile(r" ?/ ?")


@dataclass(frozen=True, slots=True)
class JobNames:
    """Looks labels up among the names of the jobs of a deck."""

    jobs: tuple[Job, ...]
    by_name: Mapping[str, str]

    def find(self, label: str) -> tuple[str, ...]:
        """Return the canonical names a label stands for: whole first, then its parts.

        Nothing is returned unless every part ("A / B") is a known name.
        """
        whole = self.by_name.get(fold(label)) or self.by_name.get(
            fold(_BRACKETS.sub("", label))
        )
        if whole:
            return (whole,)
        parts = [self.by_name.get(fold(part)) for part in _SLASH.split(label)]
        return tuple(dict.fromkeys(part for part in parts if part)) * (
            None not in parts
        )

    def one(self, label: str) -> str | None:
        """Return the one job that a label stands for, if it is exactly one."""
        found = self.find(label)
        return found[0] if len(found) == 1 else None

    def job(self, name: str) -> Job:
        """Return the job of a canonical name."""
        return next(job for job in self.jobs if job.name == name)


def name_jobs(
    names: Iterable[str], aliases: Mapping[str, Sequence[str]]
) -> tuple[JobNames, list[Message]]:
    """Collect the names of each job, and say which aliases cannot be.

    Args:
        names: the jobs as the reminders write them; "A / B" and brackets are one job.
        aliases: other names by job, the job written as in the reminders.
    """
    ordered = list(dict.fromkeys(names))
    known = {fold(name): name for name in ordered}
    given, problems = _given_aliases(known, aliases)
    owners = _owners(ordered, given)
    problems += [
        message("« {alias} » désigne plusieurs métiers", alias=alias)
        for name in given
        for alias in given[name]
        if len(owners[fold(alias)]) > 1
    ]
    by_name = {key: next(iter(jobs)) for key, jobs in owners.items() if len(jobs) == 1}
    _add_initials(ordered, by_name)
    jobs = tuple(Job(name, _aliases(name, given[name], by_name)) for name in ordered)
    return JobNames(jobs, by_name | known), problems


def own_names(name: str) -> tuple[str, ...]:
    """Return the names inside a job's name: "A / B (C)" → itself, "A / B", "A", "B"."""
    bare = _BRACKETS.sub("", name).strip()
    parts = bare.split(" / ")
    return tuple(dict.fromkeys((name, bare, *parts)))


def _given_aliases(
    known: Mapping[str, str], aliases: Mapping[str, Sequence[str]]
) -> tuple[dict[str, tuple[str, ...]], list[Message]]:
    given: dict[str, tuple[str, ...]] = dict.fromkeys(known.values(), ())
    problems = []
    for label, others in aliases.items():
        name = known.get(fold(label))
        if name is None:
            problems.append(message("« {label} » n’est pas un métier", label=label))
        else:
            given[name] = tuple(others)
    return given, problems


def _owners(
    names: Sequence[str], given: Mapping[str, tuple[str, ...]]
) -> dict[str, dict[str, None]]:
    """Return, for each folded name, the jobs that bear it (a whole name wins)."""
    owners: dict[str, dict[str, None]] = {}
    for name in names:
        for alias in (*own_names(name), *given[name]):
            owners.setdefault(fold(alias), {})[name] = None
    for name in names:
        owners[fold(name)] = {name: None}
    return owners


def _add_initials(names: Sequence[str], by_name: dict[str, str]) -> None:
    """Let initials ("DE") stand for a job where only one job has them."""
    pairs = {
        (_initials(own), name)
        for name in names
        for own in own_names(name)
        if len(_initials(own)) > 1
    }
    counts = Counter(initials for initials, _ in pairs)
    for initials, name in pairs:
        if counts[initials] == 1:
            by_name.setdefault(fold(initials), name)


def _initials(name: str) -> str:
    return "".join(word[0] for word in fold(name).split())


def _aliases(
    name: str, given: tuple[str, ...], by_name: Mapping[str, str]
) -> tuple[str, ...]:
    mine = [
        alias
        for alias in (*own_names(name)[1:], *given)
        if by_name.get(fold(alias)) == name
    ]
    return tuple(dict.fromkeys(mine))
