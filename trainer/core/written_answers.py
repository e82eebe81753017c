"""Answers that are written: the blanks of a row or a case, an open question.

Each takes an item as the paper prints it and what the key says of it.
"""

from __future__ import annotations

import re

from trainer.core.answer_key import KeyEntry, KeyField, split_point
from trainer.core.answering import Answering
from trainer.core.chosen_answers import WHY
from trainer.core.items import Blank, Item
from trainer.core.lines import is_gap
from trainer.core.messages import Message, message
from trainer.core.raw_items import RawItem, blank_name
from trainer.core.right_answers import (
    AnswerKey,
    CaseAnswer,
    CaseKey,
    KeyPoint,
    MatchingKey,
    OpenKey,
    ShortAnswer,
)
from trainer.core.wording import fold

MODEL = ("modele", "model", "reponse", "answer")
_SLASHED = re.compile(r" ?/ ?")


def fields_of(raw: RawItem, entry: KeyEntry | None) -> list[KeyField | None]:
    """Return what the key says of each blank: by its heading, else by its name."""
    given = list(entry.fields) if entry else []
    found: list[KeyField | None] = []
    for blank in raw.blanks:
        field = _named(fold(blank.heading), given, by_name=False)
        found.append(field)
        given = [other for other in given if other is not field]
    for index, blank in enumerate(raw.blanks):
        if found[index] is None:
            found[index] = _named(blank.name, given, by_name=True)
            given = [other for other in given if other is not found[index]]
    return found


def _named(name: str, given: list[KeyField], *, by_name: bool) -> KeyField | None:
    name_of = blank_name if by_name else fold
    return next((field for field in given if name_of(field.label) == name), None)


# Matching


def matching(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    """Return the answer of each cell, from the key or as the paper prints it."""
    fields = fields_of(raw, entry)
    cells = tuple(
        _cell(raw, blank, given, work)
        for blank, given in zip(raw.blanks, fields, strict=True)
    )
    if not any(cells):
        return None
    for blank, cell in zip(raw.blanks, cells, strict=True):
        if cell is None:
            work.warn(raw, no_answer_to(raw.place, blank))
    why = entry.field(*WHY) if entry else None
    return MatchingKey(cells, why.text if why else "")


def no_answer_to(place: str, blank: Blank) -> Message:
    """Say that neither the paper nor the key answers a column of an item."""
    return message(
        "{place} : {heading} sans réponse connue", place=place, heading=blank.heading
    )


def _cell(
    raw: RawItem, blank: Blank, given: KeyField | None, work: Answering
) -> ShortAnswer | None:
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


# Cases


def case(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    """Return model answers for each blank of a case."""
    fields = tuple(
        _case_answer(raw, blank, given, work)
        for blank, given in zip(raw.blanks, fields_of(raw, entry), strict=True)
    )
    return CaseKey(fields) if any(fields) else None


def _case_answer(
    raw: RawItem, blank: Blank, given: KeyField | None, work: Answering
) -> CaseAnswer | None:
    if given is None or not given.values:
        return None
    model, more = given.values[: blank.count], given.values[blank.count :]
    if len(model) < blank.count:
        text = message(
            "{place} : {count} attendus pour « {heading} », {found}"
            " {found:donné|donnés}",
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


# Open questions


def open_question(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    """Return a model answer and its points; a point not yet filled in is left out."""
    model = entry.field(*MODEL) if entry else None
    points: dict[str, KeyPoint] = {}
    for named in entry.names if entry else ():
        question, answer = split_point(named.text)
        if is_gap(answer):
            continue
        if not question or named.name in points:
            text = message(
                "[{name}] attend « question ? → réponse », une seule fois",
                name=named.name,
            )
            work.key_problem(named.line, text)
        points[named.name] = KeyPoint(named.name, question, answer, named.accepted)
    if not points and not (model and model.text):
        return None
    return OpenKey(model.text if model else "", tuple(points.values()))
