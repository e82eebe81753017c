"""Answers that are chosen: one option of several, true or false, an order.

Each takes an item as the paper prints it and what the key says of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from trainer.core.answer_key import KeyEntry, KeyOption
from trainer.core.answering import Answering, Labels
from trainer.core.items import Item
from trainer.core.messages import message
from trainer.core.ordering import find_cycle
from trainer.core.raw_items import RawItem
from trainer.core.right_answers import (
    AnswerKey,
    Constraint,
    NameKey,
    OrderKey,
    Reason,
    ShortAnswer,
    Step,
    TrueFalseKey,
)

SENTENCE = ("phrase", "sentence", "correction")
WHY = ("pourquoi", "why", "raison", "reason", "explication")
JOB = ("metier", "job", "role")


# Choice


def choice(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    """Return the right option, by the ticks of the key or the marks of the paper."""
    _check_options(raw, item, work)
    marked = [item.options[index] for index in raw.marked]
    if len(marked) > 1:
        text = message("{place} a deux bonnes réponses", place=raw.place)
        work.exam_problem(raw, text)
    known = _known_options(raw, item, entry, work)
    ticked = [(option.line, label) for option, label, _ in known if option.is_right]
    _check_ticked(raw, marked, ticked, work)
    right = [label for _, label in ticked] or marked
    if not right:
        return None
    is_job = right[0] in work.jobs.other_names
    answer = work.job_answer(raw.line, right[0], ()) if is_job else None
    reasons = tuple(Reason(label, reason) for _, label, reason in known if reason)
    return NameKey((answer or ShortAnswer(right[0]),), is_job, reasons)


def _known_options(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> list[tuple[KeyOption, str, str]]:
    """Return each option of the key with the item's own label of it and its reason."""
    labels = Labels(raw.options, item.options)
    known: dict[str, tuple[KeyOption, str, str]] = {}
    for option in entry.options if entry else ():
        label, reason = _label_and_reason(option, labels, item, work)
        if label is None:
            text = message(
                "« {label} » n’est pas une option de {place}",
                label=list(option.readings())[-1][0],
                place=raw.place,
            )
            work.key_problem(option.line, text)
        elif label in known:
            text = message("« {label} » est là deux fois", label=label)
            work.key_problem(option.line, text)
        else:
            known[label] = (option, label, reason)
    return list(known.values())


def _label_and_reason(
    option: KeyOption, labels: Labels, item: Item, work: Answering
) -> tuple[str | None, str]:
    for label, reason in option.readings():
        index = labels.find(label)
        if index is not None:
            return item.options[index], reason
    for label, reason in option.readings():
        name = work.jobs.one(label)
        if name in item.options:
            return name, reason
    return None, ""


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


def _check_options(raw: RawItem, item: Item, work: Answering) -> None:
    """Say which options are the same job, or none among jobs."""
    if len(set(item.options)) < len(set(raw.options)):
        text = message("{place} propose deux fois le même nom", place=raw.place)
        work.exam_problem(raw, text)
    found = [
        label in work.jobs.other_names or bool(work.jobs.find(option))
        for option, label in zip(raw.options, item.options, strict=True)
    ]
    if not any(found):
        return
    for option, is_job in zip(raw.options, found, strict=True):
        if not is_job:
            work.warn_of_stranger(raw, option)


# True or false


def true_false(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    """Return the verdict, with the sentence that is true and whose work it is."""
    said = [v for v in (raw.is_true, entry.is_true if entry else None) if v is not None]
    if not said:
        return None
    if len(set(said)) > 1 and entry:
        text = message("{place} : corrigé et épreuve se contredisent", place=raw.place)
        work.key_problem(entry.line, text)
    fields = [entry.field(*SENTENCE), entry.field(*WHY)] if entry else []
    sentence = " ".join(given.text for given in fields if given)
    job = entry.field(*JOB) if entry else None
    name = work.job(job.line, job.text) if job and job.text else ""
    return TrueFalseKey(said[-1], sentence.strip(), name)


# Ordering


def ordering(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    """Return the steps by name, and what has to come before what."""
    if entry is None or entry.has_gap or not entry.names:
        return None
    labels = Labels(raw.steps)
    steps: dict[int, Step] = {}
    for named in entry.names:
        index = labels.find(named.text)
        if index is None or index in steps:
            text = message(
                "« {step} » n’est pas une étape de {place}, ou y est déjà",
                step=named.text,
                place=raw.place,
            )
            work.key_problem(named.line, text)
        else:
            steps[index] = Step(named.name, raw.steps[index])
    for index, missing in enumerate(raw.steps):
        if index not in steps:
            text = message(
                "{place} : le corrigé oublie l’étape « {step} »",
                place=raw.place,
                step=missing,
            )
            work.key_problem(entry.line, text)
    if len(steps) < max(len(raw.steps), len(entry.names)):
        return None
    names = [step.name for step in steps.values()]
    return OrderKey(tuple(steps.values()), _constraints(raw, entry, names, work))


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
    if circle := find_cycle(given):
        text = message(
            "{place} : les contraintes tournent en rond ({steps})",
            place=raw.place,
            steps=", ".join(circle),
        )
        work.key_problem(entry.constraints[0].line, text)
        return ()
    for line in entry.constraints:
        if names.index(line.before) > names.index(line.after):
            text = message(
                "{before} doit venir avant {after} : écrire les étapes dans un ordre"
                " juste",
                before=line.before,
                after=line.after,
            )
            work.key_problem(line.line, text)
    return given or tuple(Constraint(*pair) for pair in pairwise(names))
