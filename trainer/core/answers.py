"""Raw items and key entries → items with their answers: one function a kind.

Every label of the key that stands for nothing in the paper is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from trainer.core.answer_key import KeyEntry, KeyField, KeyOption, split_point
from trainer.core.exam import RawItem, blank_name, hints_of
from trainer.core.jobs import JobNames, own_names
from trainer.core.model import (
    AnswerKey,
    CaseAnswer,
    CaseKey,
    Constraint,
    Item,
    KeyPoint,
    Kind,
    Level,
    MatchingKey,
    Message,
    NameKey,
    OpenKey,
    OrderKey,
    Problem,
    Reason,
    RoleKey,
    ShortAnswer,
    Step,
    TermKey,
    TrueFalseKey,
    message,
)
from trainer.core.ordering import closure
from trainer.core.wording import fold

_WHY = ("pourquoi", "why", "raison", "reason", "explication")
_MODEL = ("modele", "model", "reponse", "answer")
_SENTENCE = ("phrase", "sentence", "correction")
_JOB = ("metier", "job", "role")
_TOOLS = ("outils", "outil", "tools", "tool")
_SLASHED = re.compile(r" ?/ ?")


@dataclass(slots=True)
class Answering:
    """What answering items needs: the jobs, where the key stands, problems so far."""

    jobs: JobNames
    exam_path: str
    key_path: str
    problems: list[Problem] = field(default_factory=list)

    def key_problem(self, line: int, text: Message) -> None:
        """Note a mistake in the key."""
        self.problems.append(Problem(self.key_path, line, text))

    def warn(self, raw: RawItem, text: Message) -> None:
        """Note something about an item that does not stop an import."""
        self.problems.append(Problem(self.exam_path, raw.line, text, Level.WARNING))

    def job(self, line: int, label: str) -> str:
        """Return the canonical name of a job that the key names."""
        name = self.jobs.one(label) if self.jobs.jobs else label
        if name is None:
            self.key_problem(line, message("métier inconnu : {label}", label=label))
        return name or label

    def job_answer(self, line: int, label: str, more: Iterable[str]) -> ShortAnswer:
        """Return a job as an answer, with every name it is known by."""
        name = self.job(line, label)
        known = next((job for job in self.jobs.jobs if job.name == name), None)
        return ShortAnswer(name, (*(known.aliases if known else ()), *more))


def answered(raw: RawItem, entry: KeyEntry | None, work: Answering) -> Item:
    """Return the item with its answer, from the key and from the paper's own marks."""
    item = Item(
        key="",
        kind=raw.kind,
        place=raw.place,
        line=raw.line,
        text=raw.text,
        part=raw.part,
        title=raw.title,
        options=tuple(_label(option, work.jobs) for option in raw.options),
        steps=tuple(raw.steps),
        blanks=tuple(raw.blanks),
        hints=tuple(raw.hints),
    )
    answer = _ANSWERS[raw.kind](raw, item, entry, work)
    if entry is not None:
        _check_unused(raw, entry, work)
    if answer is None:
        text = message("{place} n’a pas de réponse connue", place=raw.place)
        work.warn(raw, text)
    if isinstance(answer, RoleKey):
        item = _with_brackets(item, answer)
    return replace(item, answer=answer)


def _label(option: str, jobs: JobNames) -> str:
    return jobs.one(option) or option


# Choice


def _choice(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    _check_options(raw, work)
    marked = [item.options[index] for index in raw.marked]
    if len(marked) > 1:
        text = message("{place} a deux bonnes réponses", place=raw.place)
        work.problems.append(Problem(work.exam_path, raw.line, text))
    known = [
        (option, label)
        for option in (entry.options if entry else ())
        if (label := _option_label(option, raw, item, work))
    ]
    ticked = [(option.line, label) for option, label in known if option.is_right]
    _check_ticked(raw, marked, ticked, work)
    right = [label for _, label in ticked] or marked
    if not right:
        return None
    is_job = any(right[0] == job.name for job in work.jobs.jobs)
    answer = work.job_answer(raw.line, right[0], ()) if is_job else None
    reasons = tuple(Reason(label, o.reason) for o, label in known if o.reason)
    return NameKey((answer or ShortAnswer(right[0]),), is_job, reasons)


def _option_label(
    option: KeyOption, raw: RawItem, item: Item, work: Answering
) -> str | None:
    """Return the item's own label of an option of the key, if there is one."""
    words = fold(option.label)
    for printed, label in zip(raw.options, item.options, strict=True):
        if words in (fold(printed), fold(label)):
            return label
    name = work.jobs.one(option.label)
    if name in item.options:
        return name
    text = message(
        "« {label} » n’est pas une option de {place}",
        label=option.label,
        place=raw.place,
    )
    work.key_problem(option.line, text)
    return None


def _check_ticked(
    raw: RawItem, marked: list[str], ticked: list[tuple[int, str]], work: Answering
) -> None:
    """Say where the key ticks two options, or another one than the paper."""
    if len(ticked) > 1:
        text = message("{place} a deux bonnes réponses", place=raw.place)
        work.key_problem(ticked[1][0], text)
    if ticked and marked and ticked[0][1] != marked[0]:
        text = message(
            "{place} : le corrigé dit « {key} », l’épreuve « {paper} »",
            place=raw.place,
            key=ticked[0][1],
            paper=marked[0],
        )
        work.key_problem(ticked[0][0], text)


def _check_options(raw: RawItem, work: Answering) -> None:
    """Warn of an option that is no job, in an item whose other options are."""
    found = [bool(work.jobs.find(option)) for option in raw.options]
    if not any(found):
        return
    for option, is_job in zip(raw.options, found, strict=True):
        if not is_job:
            text = message(
                "{place} : « {label} » n’est pas un métier connu",
                place=raw.place,
                label=option,
            )
            work.warn(raw, text)


# Matching and cases


def _matching(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    cells = tuple(
        _cell(raw, index, _blank_field(raw, index, entry), work)
        for index in range(len(raw.blanks))
    )
    if not any(cells):
        return None
    for blank, cell in zip(raw.blanks, cells, strict=True):
        if cell is None:
            text = message(
                "{place} : {heading} sans réponse connue",
                place=raw.place,
                heading=blank.heading,
            )
            work.warn(raw, text)
    why = entry.field(*_WHY) if entry else None
    return MatchingKey(cells, why.text if why else "")


def _cell(
    raw: RawItem, index: int, given: KeyField | None, work: Answering
) -> ShortAnswer | None:
    blank = raw.blanks[index]
    if given and given.values:
        first, *others = given.values
        variants = (*others, *given.accepted)
        if blank.name == "job":
            return work.job_answer(given.line, first, variants)
        return ShortAnswer(first, variants)
    if not blank.printed:
        return None
    if blank.name == "job":
        name = work.jobs.one(blank.printed)
        return work.job_answer(raw.line, name, ()) if name else None
    parts = _SLASHED.split(blank.printed)
    return ShortAnswer(blank.printed, tuple(parts) if len(parts) > 1 else ())


def _blank_field(raw: RawItem, index: int, entry: KeyEntry | None) -> KeyField | None:
    """Return what the key says of a blank: by its heading, or by its stable name."""
    if entry is None:
        return None
    heading = fold(raw.blanks[index].heading)
    exact = entry.field(heading)
    if exact:
        return exact
    name = raw.blanks[index].name
    return next((f for f in entry.fields if blank_name(f.label) == name), None)


def _case(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    fields = tuple(
        _case_answer(raw, index, _blank_field(raw, index, entry), work)
        for index in range(len(raw.blanks))
    )
    return CaseKey(fields) if any(fields) else None


def _case_answer(
    raw: RawItem, index: int, given: KeyField | None, work: Answering
) -> CaseAnswer | None:
    if given is None or not given.values:
        return None
    blank = raw.blanks[index]
    model, more = given.values[: blank.count], given.values[blank.count :]
    if len(model) < blank.count:
        text = message(
            "{place} : {count} attendus pour « {heading} », {found} donnés",
            place=raw.place,
            count=blank.count,
            heading=blank.heading,
            found=len(model),
        )
        work.key_problem(given.line, text)
    if blank.name == "job":
        answer = work.job_answer(given.line, model[0], (*more, *given.accepted))
        return CaseAnswer((answer.text,), answer.variants, given.reason)
    return CaseAnswer(model, (*more, *given.accepted), given.reason)


# True or false, ordering, open


def _true_false(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    said = [v for v in (raw.is_true, entry.is_true if entry else None) if v is not None]
    if not said:
        return None
    if len(set(said)) > 1 and entry:
        text = message("{place} : corrigé et épreuve se contredisent", place=raw.place)
        work.key_problem(entry.line, text)
    sentence = entry.field(*_SENTENCE, *_WHY) if entry else None
    job = entry.field(*_JOB) if entry else None
    name = work.job(job.line, job.text) if job and job.text else ""
    return TrueFalseKey(said[-1], sentence.text if sentence else "", name)


def _ordering(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    if entry is None or not entry.names:
        return None
    printed = {fold(step): step for step in raw.steps}
    steps = []
    for named in entry.names:
        step = printed.pop(fold(named.text), None)
        if step is None:
            wrong = message(
                "« {step} » n’est pas une étape de {place}",
                step=named.text,
                place=raw.place,
            )
            work.key_problem(named.line, wrong)
        steps.append(Step(named.name, step or named.text))
    for missing in printed.values():
        text = message(
            "{place} : le corrigé oublie l’étape « {step} »",
            place=raw.place,
            step=missing,
        )
        work.key_problem(entry.line, text)
    constraints = _constraints(raw, entry, [step.name for step in steps], work)
    return OrderKey(tuple(steps), constraints)


def _constraints(
    raw: RawItem, entry: KeyEntry, names: Sequence[str], work: Answering
) -> tuple[Constraint, ...]:
    """Return the constraints; none given: each listed step comes before the next."""
    given = tuple(Constraint(c.before, c.after, c.reason) for c in entry.constraints)
    for line in entry.constraints:
        for name in (line.before, line.after):
            if name not in names:
                text = message("étape inconnue : {name}", name=name)
                work.key_problem(line.line, text)
                return ()
    if len(set(names)) < len(names):
        text = message("{place} : deux étapes du même nom", place=raw.place)
        work.key_problem(entry.line, text)
        return ()
    if any(before == after for before, after in closure(given)):
        text = message("{place} : les contraintes tournent en rond", place=raw.place)
        work.key_problem(entry.constraints[0].line, text)
        return ()
    return given or tuple(Constraint(*pair) for pair in pairwise(names))


def _open(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    model = entry.field(*_MODEL) if entry else None
    if entry is None or (model is None and not entry.names):
        return None
    points: list[KeyPoint] = []
    for named in entry.names:
        question, answer = split_point(named.text)
        if not question or any(named.name == point.name for point in points):
            text = message(
                "[{name}] attend « question ? → réponse », une seule fois",
                name=named.name,
            )
            work.key_problem(named.line, text)
        points.append(KeyPoint(named.name, question, answer, named.accepted))
    return OpenKey(model.text if model else "", tuple(points))


# Facts


def _role(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    tools = entry.field(*_TOOLS) if entry else None
    words = tools.values if tools else tuple(raw.hints)
    return RoleKey(work.job_answer(raw.line, raw.label, ()), words)


def _with_brackets(item: Item, answer: RoleKey) -> Item:
    """Give a mission its brackets back, unless they are the tools it is known by."""
    text = item.text
    if item.hints and item.hints != answer.tools:
        text = f"{text} ({', '.join(item.hints)})"
    return replace(item, text=text, hints=())


def _term(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    names = own_names(raw.label)[1:]
    inside = hints_of(raw.label)[1]
    parts = _SLASHED.split(names[0] if names else raw.label)
    variants = dict.fromkeys((*names, *inside, *parts))
    variants.pop(raw.label, None)
    return TermKey(ShortAnswer(raw.label, tuple(variants)))


def _memo(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    names = work.jobs.find(raw.label)
    if names:
        right = tuple(work.job_answer(raw.line, name, ()) for name in names)
        return NameKey(right, is_job=True)
    if work.jobs.jobs:
        text = message("« {label} » n’est pas un métier connu", label=raw.label)
        work.warn(raw, text)
    return NameKey((ShortAnswer(raw.label),))


def _check_unused(raw: RawItem, entry: KeyEntry, work: Answering) -> None:
    """Say what the key holds that an item of this kind cannot take."""
    kind = raw.kind
    stray = [
        *(o.line for o in entry.options if kind is not Kind.CHOICE),
        *(n.line for n in entry.names if kind not in (Kind.ORDERING, Kind.OPEN)),
        *(c.line for c in entry.constraints if kind is not Kind.ORDERING),
        *(f.line for f in entry.fields if not _takes(raw, f)),
    ]
    if entry.is_true is not None and kind is not Kind.TRUE_FALSE:
        stray.append(entry.line)
    for line in stray:
        text = message("{place} n’attend pas cette ligne", place=raw.place)
        work.key_problem(line, text)


def _takes(raw: RawItem, given: KeyField) -> bool:
    label = fold(given.label)
    match raw.kind:
        case Kind.MATCHING | Kind.CASE:
            names = {blank.name for blank in raw.blanks}
            headings = {fold(blank.heading) for blank in raw.blanks}
            known = label in headings or blank_name(given.label) in names
            return known or (raw.kind is Kind.MATCHING and label in _WHY)
        case Kind.TRUE_FALSE:
            return label in (*_SENTENCE, *_WHY, *_JOB)
        case Kind.OPEN:
            return label in _MODEL
        case Kind.ROLE:
            return label in _TOOLS
        case _:
            return False


_ANSWERS: dict[
    Kind,
    Callable[[RawItem, Item, KeyEntry | None, Answering], AnswerKey | None],
] = {
    Kind.CHOICE: _choice,
    Kind.MATCHING: _matching,
    Kind.TRUE_FALSE: _true_false,
    Kind.CASE: _case,
    Kind.ORDERING: _ordering,
    Kind.OPEN: _open,
    Kind.ROLE: _role,
    Kind.TERM: _term,
    Kind.MEMO: _memo,
}
