"""Answers that stay when a paper comes without its key: those of the same questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from trainer.core.answers import no_answer
from trainer.core.deck import ParsedDeck
from trainer.core.items import Item
from trainer.core.right_answers import NameKey, RoleKey, TrueFalseKey
from trainer.core.written_answers import no_answer_to


def keep_answers(
    parsed: ParsedDeck, before: Mapping[str, Item]
) -> tuple[ParsedDeck, tuple[str, ...]]:
    """Give the items of a paper without a key the answers that they had.

    An item keeps its answer if it asks the same, and unless the paper itself marks
    another one as right.

    Args:
        parsed: what was read.
        before: the items that are stored, by key.

    Returns:
        The deck with those answers, and the places of the items that keep one.
    """
    items = tuple(_with_kept(item, before.get(item.key)) for item in parsed.items)
    kept = tuple(
        new.place
        for new, old in zip(items, parsed.items, strict=True)
        if new.answer != old.answer
    )
    answered = [
        told
        for item in items
        if item.place in kept
        for told in (
            no_answer(item.place),
            *(no_answer_to(item.place, blank) for blank in item.blanks),
        )
    ]
    problems = tuple(p for p in parsed.problems if p.message not in answered)
    return replace(parsed, items=items, problems=problems), kept


def _with_kept(item: Item, before: Item | None) -> Item:
    if before is None or before.answer is None or _marks_another(item, before):
        return item
    place, line, points = item.place, item.line, item.points
    kept = replace(before, place=place, line=line, points=points)
    asked = {item.text, _with_brackets(item)}
    is_same = kept.text in asked and item == replace(
        kept, text=item.text, answer=item.answer
    )
    return kept if is_same else item


def _with_brackets(item: Item) -> str:
    """Return a mission as it stands where a key names other tools than its brackets."""
    tools = item.answer.tools if isinstance(item.answer, RoleKey) else ()
    return f"{item.text} ({', '.join(tools)})"


def _marks_another(item: Item, before: Item) -> bool:
    """Say whether the paper itself has another right answer than was stored."""
    match item.answer, before.answer:
        case NameKey(right), NameKey(stored):
            return [one.text for one in right] != [one.text for one in stored]
        case TrueFalseKey(is_true), TrueFalseKey(was_true):
            return is_true is not was_true
        case _:
            return False
