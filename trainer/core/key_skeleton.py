"""A skeleton of an answer key: what a paper leaves open, ready to be filled in.

A gap ("…") is read as not yet known, so that a skeleton answers nothing by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import assert_never

from trainer.core.answer_key import parse_key
from trainer.core.items import Item, Kind
from trainer.core.right_answers import NameKey
from trainer.core.wording import slug

GAP = "…"
_CLAIM = re.compile(r"(\A\s*\+\+\+\n(?:[^+\n].*\n)*?checked *= *)true")
_STEP_WORDS = 2
_TITLE_WORDS = 6


def key_skeleton(title: str, items: Iterable[Item]) -> str:
    """Write the key of a paper with everything that the paper says, and gaps.

    Args:
        title: of the paper.
        items: as the paper alone gives them; what it marks as right is ticked.
    """
    lines = ["+++", "checked = false", "+++", "", f"# Corrigé — {title}"]
    for item in items:
        lines += _entry(item)
    return "\n".join(lines) + "\n"


def with_missing(key: str, title: str, items: Iterable[Item]) -> str:
    """Add to a key what it lacks, in the place that the paper gives it, with gaps.

    Args:
        key: as it is; empty for a whole skeleton.
        title: of the paper.
        items: as the paper alone gives them.
    """
    if not key.strip():
        return key_skeleton(title, items)
    lines = key.replace("\r\n", "\n").rstrip().split("\n")
    starts = {e.place: e.line for e in parse_key(key, "").entries if e.place}
    at = len(lines)
    for item in reversed(tuple(items)):
        entry = _entry(item)
        if item.place in starts:
            at = starts[item.place] - 1
        elif entry:
            above = [""] if at and lines[at - 1].strip() else []
            below = [""] if at < len(lines) and lines[at].strip() else []
            lines[at:at] = [*above, *entry[1:], *below]
    return "\n".join(lines) + "\n"


def without_claim(key: str) -> str:
    """Return a key that no longer says of itself that a teacher has checked it."""
    return _CLAIM.sub(r"\1false", key, count=1)


def _entry(item: Item) -> list[str]:
    """Return the lines of an item's answer; nothing where the paper has it all."""
    body = list(_body(item))
    words = " ".join((item.title or item.text).split()[:_TITLE_WORDS])
    return ["", f"### {item.place} {words}", *body] if body else []


def _body(item: Item) -> Iterator[str]:
    match item.kind:
        case Kind.CHOICE:
            yield from _options(item)
        case Kind.MATCHING | Kind.CASE:
            yield from _blanks(item)
        case Kind.TRUE_FALSE:
            yield from (f"- Vrai ou faux : {GAP}", f"- Phrase : {GAP}")
        case Kind.ORDERING:
            yield from map("- [{}] {}".format, _step_names(item.steps), item.steps)
            yield f"- {GAP} < {GAP} : {GAP}"
        case Kind.OPEN:
            yield f"- Modèle : {GAP}"
            names = _unique(slug(hint) or "point" for hint in item.hints)
            yield from map(f"- [{{}}] {{}} ? → {GAP}".format, names, item.hints)
        case Kind.ROLE | Kind.TERM | Kind.MEMO:
            return
        case _:
            assert_never(item.kind)


def _blanks(item: Item) -> Iterator[str]:
    for blank in item.blanks:
        yield f"- {blank.heading} : {blank.printed or GAP}"
        if item.kind is Kind.CASE:
            yield f"  - Accepté : {GAP}"
    if item.kind is Kind.MATCHING:
        yield f"- Pourquoi : {GAP}"


def _options(item: Item) -> Iterator[str]:
    key = item.answer
    right = {name.text for name in key.right} if isinstance(key, NameKey) else set()
    for option in item.options:
        yield f"- [{'x' if option in right else ' '}] {option} — {GAP}"


def _step_names(steps: Iterable[str]) -> list[str]:
    """Name each step after its first words."""
    return _unique(
        slug(" ".join(step.split()[:_STEP_WORDS])) or "etape" for step in steps
    )


def _unique(names: Iterable[str]) -> list[str]:
    """Number the names that come again: "a", "a-2", "a-3"."""
    taken: dict[str, None] = {}
    for name in names:
        numbered = (f"{name}-{number}" for number in count(2))
        taken[
            name if name not in taken else next(n for n in numbered if n not in taken)
        ] = None
    return list(taken)
