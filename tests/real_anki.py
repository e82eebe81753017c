"""The real Anki, and packages of the sample deck for it to take in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from anki.collection import (
    Collection,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from anki.scheduler.v3 import Scheduler

from tests.samples import DECK, ITEMS
from trainer.anki_deck import notes_of
from trainer.anki_export import write_package
from trainer.content import LoadedDeck, LoadedItem
from trainer.core.items import Item

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What Anki says of an import."""

    new: int
    updated: int
    same: int
    refused: int


def take_in(anki: Collection, path: Path, *, merge: bool = False) -> Outcome:
    """Import a package as a user does who changes none of Anki's choices.

    Args:
        merge: tick that note types are to be merged.
    """
    options = ImportAnkiPackageOptions(merge_notetypes=merge)
    request = ImportAnkiPackageRequest(package_path=str(path), options=options)
    log = anki.import_anki_package(request).log
    refused = (log.conflicting, log.missing_notetype, log.missing_deck)
    return Outcome(
        len(log.new), len(log.updated), len(log.duplicate), sum(map(len, refused))
    )


def loaded(
    items: Sequence[Item] = ITEMS, edited: Sequence[Item] = (), days: int = 1
) -> LoadedDeck:
    """Give the deck; the edited items stand for those of their key, a revision on."""
    later = {item.key: item for item in edited}
    after = NOW + timedelta(days=days)
    return LoadedDeck(
        DECK,
        tuple(
            LoadedItem(later[item.key], 2, after)
            if item.key in later
            else LoadedItem(item, 1, NOW)
            for item in items
        ),
    )


def package(path: Path, deck: LoadedDeck | None = None) -> Path:
    """Write the package of a deck, of the sample deck if none is given."""
    deck = deck or loaded()
    write_package(deck.deck, tuple(notes_of(deck)), path, NOW)
    return path


def fields_of(anki: Collection) -> dict[str, dict[str, str]]:
    notes = (anki.get_note(id_) for id_ in anki.find_notes(""))
    return {note.guid: dict(note.items()) for note in notes}


def study(anki: Collection, answers: int) -> None:
    deck = anki.decks.by_name("Exemple")
    assert deck
    anki.decks.select(deck["id"])
    for _ in range(answers):
        answer_next(anki, 3)


def answer_next(anki: Collection, ease: int) -> None:
    """Answer the next card, at the first moment that no other answer has.

    Anki notes the second of an answer, and takes the next millisecond that is free for
    its id: of many answers at once the last ids could lie in another second.
    """
    assert isinstance(anki.sched, Scheduler)
    assert anki.db
    card = anki.sched.getCard()
    assert card
    states = anki._backend.get_scheduling_states(card.id)
    rating: Any = ease - 1
    answer = anki.sched.build_answer(card=card, states=states, rating=rating)
    last = anki.db.scalar("select max(id) from revlog") or 0
    answer.answered_at_millis = max(answer.answered_at_millis, last + 1)
    anki.sched.answer_card(answer)


def assert_renders(anki: Collection) -> None:
    for id_ in anki.find_cards(""):
        card = anki.get_card(id_)
        output = card.render_output()
        question, consigne = card.note()["Question"], card.note()["Consigne"]
        assert question
        assert consigne
        assert question in output.question_text
        assert consigne in output.question_text
        assert card.note()["Réponse"] in output.answer_text
        for side in (output.question_text, output.answer_text):
            assert "{{" not in side
            assert "has a problem" not in side
