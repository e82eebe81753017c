"""The story of a deck for Moodle: its exam, as its question bank imports it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from trainer.content import load_deck
from trainer.core.messages import Message, message
from trainer.core.moodle_xml import moodle_xml
from trainer.tables import DeckRow


@dataclass(frozen=True, slots=True)
class MoodleExport:
    """A file for Moodle; `by_hand` questions have no known answer, for want of a key.

    Moodle imports it anew each time: it knows no question again by itself. The key of
    each is its "ID number" there.
    """

    title: str
    data: bytes
    questions: int
    by_hand: int


def export_line(made: MoodleExport, path: Path) -> Message:
    """Say what was written, and what has no key."""
    text = message(
        "{path} : {n} {n:question|questions} pour Moodle (Banque de questions,"
        " Importer, format Moodle XML).",
        path=path,
        n=made.questions,
    )
    if not made.by_hand:
        return text
    return message(
        "{text} {n} {n:question sans corrigé est|questions sans corrigé sont} à"
        " corriger à la main.",
        text=text,
        n=made.by_hand,
    )


def export_moodle(session: Session, deck: DeckRow) -> MoodleExport:
    """Write the exam of a deck for Moodle."""
    loaded = load_deck(session, deck)
    items = [each.item for each in loaded.items if each.item.part]
    return MoodleExport(
        title=loaded.deck.title,
        data=moodle_xml(loaded.deck, items),
        questions=len(items),
        by_hand=sum(item.answer is None for item in items),
    )
