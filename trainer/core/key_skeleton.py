"""A skeleton of an answer key: what a paper leaves open, ready to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trainer.core.model import Item, Kind, NameKey
from trainer.core.wording import slug

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
        body = list(_body(item))
        if body:
            words = " ".join((item.title or item.text).split()[:_TITLE_WORDS])
            lines += ["", f"### {item.place} {words}", *body]
    return "\n".join(lines) + "\n"


def _body(item: Item) -> Iterator[str]:
    match item.kind:
        case Kind.CHOICE:
            yield from _options(item)
        case Kind.MATCHING | Kind.CASE:
            yield from _blanks(item)
        case Kind.TRUE_FALSE:
            yield from ("- Vrai ou faux ?", "- Phrase :", "- Métier :")
        case Kind.ORDERING:
            names = _step_names(item.steps)
            yield from map("- [{}] {}".format, names, item.steps)
        case Kind.OPEN:
            yield "- Modèle :"
            yield from (f"- [{slug(hint)}] {hint} ? →" for hint in item.hints)
        case Kind.ROLE | Kind.TERM | Kind.MEMO:
            return


def _blanks(item: Item) -> Iterator[str]:
    for blank in item.blanks:
        yield f"- {blank.heading} : {blank.printed}".rstrip()
        if item.kind is Kind.CASE:
            yield "  - Accepté :"
    if item.kind is Kind.MATCHING:
        yield "- Pourquoi :"


def _options(item: Item) -> Iterator[str]:
    key = item.answer
    right = {name.text for name in key.right} if isinstance(key, NameKey) else set()
    for option in item.options:
        yield f"- [{'x' if option in right else ' '}] {option} —"


def _step_names(steps: Iterable[str]) -> list[str]:
    """Name each step after its first words, with a number where they are the same."""
    names: list[str] = []
    for step in steps:
        name = slug(" ".join(step.split()[:_STEP_WORDS])) or "etape"
        while name in names:
            name += "-2"
        names.append(name)
    return names
