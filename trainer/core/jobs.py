"""The names of the jobs: one canonical name each, found again under its other names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from trainer.core.items import Job
from trainer.core.messages import Message, message
from trainer.core.wording import fold

_BRACKETS = re.compile(r" ?\([^()]*\)")
_SLASH = re.compile(r" ?/ ?")


@dataclass(frozen=True, slots=True)
class JobNames:
    """Looks labels up among the names of the jobs of a deck.

    `initials` are those that several jobs share: they stand for none.
    """

    jobs: tuple[Job, ...]
    by_name: Mapping[str, str]
    other_names: Mapping[str, tuple[str, ...]]
    initials: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def find(self, label: str) -> tuple[str, ...]:
        """Return the canonical names a label stands for: whole first, then its parts.

        Nothing is returned unless every part ("A / B") is a known name.
        """
        whole = self.whole(label) or self.whole(_BRACKETS.sub("", label))
        if whole:
            return (whole,)
        parts = [self.whole(part) for part in _SLASH.split(label)]
        known = tuple(dict.fromkeys(part for part in parts if part))
        return known if all(parts) else ()

    def whole(self, label: str) -> str | None:
        """Return the job that has this very name, or else the one with its words."""
        return self.by_name.get(exact(label)) or self.by_name.get(fold(label))

    def one(self, label: str) -> str | None:
        """Return the one job that a label stands for, if it is exactly one."""
        found = self.find(label)
        return found[0] if len(found) == 1 else None

    def sharing(self, label: str) -> tuple[str, ...]:
        """Return the jobs whose initials a label is, if they are several."""
        return self.initials.get(fold(label), ())


def exact(name: str) -> str:
    """Return a name without case and spaces: "C++" stays another name than "C"."""
    return "".join(name.casefold().split())


def name_jobs(
    names: Iterable[str], aliases: Mapping[str, Sequence[str]]
) -> tuple[JobNames, list[Message]]:
    """Collect the names of each job, and say which aliases cannot be.

    Args:
        names: the jobs as the reminders write them; "A / B" and brackets are one job.
        aliases: other names by job, the job written as in the reminders.
    """
    whole = {exact(name): name for name in names}
    ordered = list(whole.values())
    known = _sure(_owners({name: (name,) for name in ordered})) | whole
    given, problems = _given_aliases(known, aliases)
    owners = _owners(
        {name: (*own_names(name), *given.get(name, ())) for name in ordered}
    )
    problems += [
        message("« {alias} » désigne plusieurs rappels", alias=alias)
        for aliases_of in given.values()
        for alias in aliases_of
        if len(owners.get(fold(alias), ())) > 1
    ]
    initials = _initials_of(ordered)
    alone = {short: jobs[0] for short, jobs in initials.items() if len(jobs) == 1}
    by_name = alone | _sure(owners) | known
    others = {name: _others(name, given.get(name, ()), by_name) for name in ordered}
    jobs = tuple(Job(name, others[name]) for name in ordered)
    return JobNames(jobs, by_name, others, initials), problems


def own_names(name: str) -> tuple[str, ...]:
    """Return the names inside a job's name: "A / B (C)" → itself, "A / B", "A", "B"."""
    bare = _BRACKETS.sub("", name).strip()
    parts = bare.split(" / ")
    return tuple(dict.fromkeys((name, bare, *parts)))


def _owners(names: Mapping[str, Iterable[str]]) -> dict[str, dict[str, None]]:
    """Return the jobs that bear each name, by its letters and by its words."""
    owners: dict[str, dict[str, None]] = {}
    for job, its_names in names.items():
        for name in its_names:
            for key in {exact(name), fold(name)} - {""}:
                owners.setdefault(key, {})[job] = None
    return owners


def _sure(owners: Mapping[str, Mapping[str, None]]) -> dict[str, str]:
    """Return the job of each name that only one job bears."""
    return {key: next(iter(jobs)) for key, jobs in owners.items() if len(jobs) == 1}


def _given_aliases(
    known: Mapping[str, str], aliases: Mapping[str, Sequence[str]]
) -> tuple[dict[str, tuple[str, ...]], list[Message]]:
    given: dict[str, tuple[str, ...]] = {}
    problems = []
    for label, others in aliases.items():
        name = known.get(exact(label)) or known.get(fold(label))
        if name is None:
            problems.append(
                message("« {label} » n’est pas un nom des rappels", label=label)
            )
        else:
            given[name] = (*given.get(name, ()), *others)
    return given, problems


def _initials_of(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the jobs of each initials ("de", "mle")."""
    jobs: dict[str, dict[str, None]] = {}
    for name in names:
        for own in own_names(name):
            for initials in _initials(own):
                if len(initials) > 1:
                    jobs.setdefault(initials, {})[name] = None
    return {initials: tuple(names) for initials, names in jobs.items()}


def _initials(name: str) -> set[str]:
    """Return "me" and "mle" for "ML Engineer": what is an acronym may stay whole."""
    words = [(word, fold(word)) for word in name.replace("/", " ").split()]
    short = "".join(part[0] for _, folded in words for part in folded.split())
    whole = "".join(folded if word.isupper() else folded[:1] for word, folded in words)
    return {short, whole}


def _others(
    name: str, given: Iterable[str], by_name: Mapping[str, str]
) -> tuple[str, ...]:
    """Return a job's other names, without those that are rather another job's."""
    mine = [
        alias
        for alias in (*own_names(name)[1:], *given)
        if by_name.get(exact(alias)) == name
    ]
    return tuple(dict.fromkeys(mine))
