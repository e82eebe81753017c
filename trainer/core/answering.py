"""What answering items takes: the jobs of the deck, labels found again, problems.

Knows names and lines; nothing of what kind of item is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from trainer.core.jobs import JobNames, exact
from trainer.core.messages import Level, Message, Problem, message
from trainer.core.raw_items import RawItem
from trainer.core.right_answers import ShortAnswer
from trainer.core.wording import fold

_SEVERAL = -1


@dataclass(slots=True)
class Answering:
    """The jobs, where the texts stand, and the problems so far."""

    jobs: JobNames
    exam_path: str
    key_path: str
    problems: list[Problem] = field(default_factory=list)
    strangers: dict[str, list[RawItem]] = field(default_factory=dict)

    def key_problem(self, line: int, text: Message) -> None:
        """Note a mistake in the key."""
        self.problems.append(Problem(self.key_path, line, text))

    def exam_problem(self, raw: RawItem, text: Message) -> None:
        """Note a mistake in the paper that only the jobs or the key tell."""
        self.problems.append(Problem(self.exam_path, raw.line, text))

    def warn(self, raw: RawItem, text: Message) -> None:
        """Note something about an item that does not stop an import."""
        self.problems.append(Problem(self.exam_path, raw.line, text, Level.WARNING))

    def warn_of_stranger(self, raw: RawItem, label: str) -> None:
        """Note a label that stands for no job: said once, however often it is there."""
        self.strangers.setdefault(label, []).append(raw)

    def all_problems(self) -> list[Problem]:
        """Return what was noted, the labels that stand for no job among it."""
        strangers = [
            Problem(
                self.exam_path,
                raws[0].line,
                _stranger(label, raws, self.jobs.sharing(label)),
                Level.WARNING,
            )
            for label, raws in self.strangers.items()
        ]
        return [*strangers, *self.problems]

    def job(self, line: int, label: str) -> str:
        """Return the canonical name of a job that the key names."""
        name = self.jobs.one(label) if self.jobs.jobs else label
        if name is None:
            self.key_problem(
                line, message("nom inconnu des rappels : {label}", label=label)
            )
        return name or label

    def job_answer(self, line: int, label: str, more: Iterable[str]) -> ShortAnswer:
        """Return a job as an answer, with every name it is known by."""
        name = self.job(line, label)
        return ShortAnswer(name, (*self.jobs.other_names.get(name, ()), *more))


class Labels:
    """Texts of an item, found again by their letters or else by their words.

    "C" is not "C++": words alone decide only where a single text has them.
    """

    def __init__(self, *spellings: Sequence[str]) -> None:
        """Take the texts, each list of them another spelling of the same ones."""
        self.longest = max((len(t) for texts in spellings for t in texts), default=0)
        self.by_letters: dict[str, int] = {}
        self.by_words: dict[str, int] = {}
        for texts in spellings:
            for index, text in enumerate(texts):
                _note(self.by_letters, exact(text), index)
                _note(self.by_words, fold(text), index)

    def find(self, text: str) -> int | None:
        """Return the index of the one text that is meant."""
        if len(text) > 2 * self.longest:
            return None  # a whole line of the key, its reason included
        index = self.by_letters.get(exact(text))
        if index is None or index == _SEVERAL:
            index = self.by_words.get(fold(text), _SEVERAL)
        return None if index == _SEVERAL else index


def _stranger(label: str, raws: Sequence[RawItem], sharing: Iterable[str]) -> Message:
    place, times = raws[0].place, len(raws)
    where = message("{place}", place=place)
    if times > 1:
        where = message("{times} fois, d’abord en {place}", times=times, place=place)
    names = ", ".join(sharing)
    if names:
        return message(
            "« {label} » ({where}) est à préciser dans deck.toml, sous [aliases] : ces"
            " initiales sont celles de {names}",
            label=label,
            where=where,
            names=names,
        )
    return message(
        "« {label} » ({where}) n’est pas un nom des rappels", label=label, where=where
    )


def _note(indexes: dict[str, int], key: str, index: int) -> None:
    if key and indexes.setdefault(key, index) != index:
        indexes[key] = _SEVERAL
