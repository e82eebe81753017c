"""Raw items and key entries → items with their answers.

Every line of the key that stands for nothing in the paper is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from trainer.core.answer_key import ACCEPTED, KeyEntry
from trainer.core.answering import Answering
from trainer.core.chosen_answers import JOB, SENTENCE, WHY, choice, ordering, true_false
from trainer.core.items import Item, Kind
from trainer.core.jobs import own_names
from trainer.core.messages import Message, message
from trainer.core.raw_items import RawItem, hints_of
from trainer.core.right_answers import AnswerKey, NameKey, RoleKey, ShortAnswer, TermKey
from trainer.core.wording import fold
from trainer.core.written_answers import MODEL, case, fields_of, matching, open_question

_TOOLS = ("outils", "outil", "tools", "tool")
_SLASHED = re.compile(r" ?/ ?")


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
        options=tuple(work.jobs.one(option) or option for option in raw.options),
        steps=tuple(raw.steps),
        blanks=tuple(raw.blanks),
        hints=tuple(raw.hints),
    )
    answer = _ANSWERS[raw.kind](raw, item, entry, work)
    if entry is not None:
        _check_unused(raw, entry, work)
    if answer is None:
        work.warn(raw, no_answer(raw.place))
    if isinstance(answer, RoleKey):
        item = _with_brackets(item, answer)
    return replace(item, answer=answer)


def no_answer(place: str) -> Message:
    """Say that neither the paper nor the key answers an item."""
    return message("{place} n’a pas de réponse connue", place=place)


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
    given = entry.field(*ACCEPTED) if entry else None
    more = given.values if given else ()
    variants = dict.fromkeys((*names, *inside, *parts, *more))
    variants.pop(raw.label, None)
    return TermKey(ShortAnswer(raw.label, tuple(variants)))


def _memo(
    raw: RawItem, item: Item, entry: KeyEntry | None, work: Answering
) -> AnswerKey | None:
    names = work.jobs.find(raw.label)
    if names:
        # Who types what the paper prints ("BI / Data Analyst") is right, too.
        printed = (raw.label,) if len(names) > 1 else ()
        first = work.job_answer(raw.line, names[0], printed)
        others = (work.job_answer(raw.line, name, ()) for name in names[1:])
        return NameKey((first, *others), is_job=True)
    if work.jobs.jobs:
        work.warn_of_stranger(raw, raw.label)
    return NameKey((ShortAnswer(raw.label),))


def _check_unused(raw: RawItem, entry: KeyEntry, work: Answering) -> None:
    """Say what the key holds that an item of this kind cannot take."""
    kind = raw.kind
    stray = [
        *(o.line for o in entry.options if kind is not Kind.CHOICE),
        *(n.line for n in entry.names if kind not in (Kind.ORDERING, Kind.OPEN)),
        *(c.line for c in entry.constraints if kind is not Kind.ORDERING),
        *_stray_fields(raw, entry),
    ]
    if entry.is_true is not None and kind is not Kind.TRUE_FALSE:
        stray.append(entry.line)
    for line in stray:
        text = message("{place} n’attend pas cette ligne", place=raw.place)
        work.key_problem(line, text)


def _stray_fields(raw: RawItem, entry: KeyEntry) -> list[int]:
    """Return the lines of the fields that nothing of the item takes."""
    taken = [id(field) for field in fields_of(raw, entry)]
    labels = _LABELS.get(raw.kind, ())
    return [
        field.line
        for field in entry.fields
        if id(field) not in taken and fold(field.label) not in labels
    ]


_LABELS = {
    Kind.MATCHING: WHY,
    Kind.TRUE_FALSE: (*SENTENCE, *WHY, *JOB),
    Kind.OPEN: MODEL,
    Kind.ROLE: _TOOLS,
    Kind.TERM: ACCEPTED,
}
_ANSWERS: dict[
    Kind,
    Callable[[RawItem, Item, KeyEntry | None, Answering], AnswerKey | None],
] = {
    Kind.CHOICE: choice,
    Kind.MATCHING: matching,
    Kind.TRUE_FALSE: true_false,
    Kind.CASE: case,
    Kind.ORDERING: ordering,
    Kind.OPEN: open_question,
    Kind.ROLE: _role,
    Kind.TERM: _term,
    Kind.MEMO: _memo,
}
