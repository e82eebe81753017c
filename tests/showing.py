"""A deck written down, so that a person can check it against its paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch

from trainer.core.deck import ParsedDeck
from trainer.core.items import Item, Part
from trainer.core.messages import Level, Problem
from trainer.core.right_answers import (
    CaseKey,
    MatchingKey,
    NameKey,
    OpenKey,
    OrderKey,
    RoleKey,
    ShortAnswer,
    TermKey,
    TrueFalseKey,
)


def shown(parsed: ParsedDeck) -> str:
    """Write a whole deck down: what it says, its items, what is wrong."""
    problems = [problem_line(problem) for problem in parsed.problems]
    lines = [*_deck(parsed), *_items(parsed), *[""] * bool(problems), *problems]
    return "\n".join(lines) + "\n"


def problem_line(problem: Problem) -> str:
    """Return a problem as `file:line: sentence`; a warning begins with a `?`.

    Its no-break spaces are made plain, so that tests can be read.
    """
    mark = "? " if problem.level is Level.WARNING else ""
    sentence = str(problem.message).replace("\u00a0", " ").replace("\u202f", " ")
    return f"{mark}{problem.path}:{problem.line}: {sentence}"


def _deck(parsed: ParsedDeck) -> Iterator[str]:
    deck = parsed.deck
    yield f"{deck.title} ({parsed.total:g} points)"
    yield from _if("duration: {}", deck.duration)
    yield from _if("instruction: {}", deck.instruction)
    yield from _if("sections: {}", " | ".join(s.title for s in parsed.sections))
    for part in deck.parts:
        yield from _part(part)
    yield from (" = ".join(("job: " + j.name, *j.aliases)) for j in deck.jobs)
    yield from ("confusable: " + " ~ ".join(pair) for pair in deck.confusable)


def _part(part: Part) -> Iterator[str]:
    yield (
        f"part {part.letter}: {part.title} ({part.kind}, {part.points:g} points,"
        f" {part.to_answer} to answer)"
    )
    yield from _if("  instruction: {}", part.instruction)
    marking = ", ".join(f"{name} {points:g}" for name, points in part.marking)
    yield from _if("  marking: {}", marking)


def _items(parsed: ParsedDeck) -> Iterator[str]:
    for item in parsed.items:
        points = f", {item.points:g} points" if item.points else ""
        yield ""
        name = item.key.partition("/")[2]
        key = f" {{#{name}}}" * (item.part != "" and name != item.place)
        yield f"{item.place}{key} ({item.kind}{points}) {item.text}"
        yield from _if("  title: {}", item.title)
        yield from _if("  hints: {}", " | ".join(item.hints))
        yield from (_option(item, option) for option in item.options)
        yield from (f"  {line}" for line in _answer(item.answer, item))


def _option(item: Item, option: str) -> str:
    key = item.answer
    right = [answer.text for answer in key.right] if isinstance(key, NameKey) else []
    return f"  [{'x' if option in right else ' '}] {option}"


@singledispatch
def _answer(key: object, item: Item) -> Iterator[str]:
    """Give the lines of an answer; of none, what there is to answer."""
    yield "no answer"
    yield from (f"step: {step}" for step in item.steps)
    yield from (
        f"{blank.name}: {blank.heading} × {blank.count}" for blank in item.blanks
    )


@_answer.register
def _(key: NameKey, item: Item) -> Iterator[str]:
    kind = "job" if key.is_job else "name"
    yield from (f"{kind}: {_short(answer)}" for answer in key.right)
    yield from (f"{reason.label} — {reason.text}" for reason in key.reasons)


@_answer.register
def _(key: MatchingKey, item: Item) -> Iterator[str]:
    for blank, cell in zip(item.blanks, key.cells, strict=True):
        printed = f" (printed: {blank.printed})" if blank.printed else ""
        answer = _short(cell) if cell else "no answer"
        yield f"{blank.name}: {blank.heading} = {answer}{printed}"
    yield from _if("because {}", key.reason)


@_answer.register
def _(key: TrueFalseKey, item: Item) -> Iterator[str]:
    yield " | ".join(filter(None, (str(key.is_true).lower(), key.sentence, key.job)))


@_answer.register
def _(key: CaseKey, item: Item) -> Iterator[str]:
    for blank, field in zip(item.blanks, key.fields, strict=True):
        yield f"{blank.name}: {blank.heading} × {blank.count}"
        if field:
            yield f"  = {' | '.join(field.model)}"
            yield from _if("  or {}", " | ".join(field.accepted))
            yield from _if("  because {}", field.reason)


@_answer.register
def _(key: OrderKey, item: Item) -> Iterator[str]:
    yield from (f"[{step.name}] {step.text}" for step in key.steps)
    for one in key.constraints:
        yield f"{one.before} < {one.after} {one.reason}".rstrip()


@_answer.register
def _(key: OpenKey, item: Item) -> Iterator[str]:
    yield from _if("model: {}", key.model)
    for point in key.points:
        yield f"[{point.name}] {point.question} → {point.answer}"
        yield from _if("  or {}", " | ".join(point.accepted))


@_answer.register
def _(key: RoleKey, item: Item) -> Iterator[str]:
    yield f"job: {_short(key.job)}"
    yield from _if("tools: {}", " | ".join(key.tools))


@_answer.register
def _(key: TermKey, item: Item) -> Iterator[str]:
    yield f"term: {_short(key.term)}"


def _short(answer: ShortAnswer) -> str:
    return " = ".join((answer.text, *answer.variants))


def _if(template: str, value: str) -> list[str]:
    """Give the line, unless there is nothing to say."""
    return [template.format(value)] if value else []
