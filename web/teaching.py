"""What the pages of a class's results share: which class, which deck, since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import request
from sqlalchemy.orm import Session

from trainer import access
from trainer.content import deck_from_json
from trainer.core.items import Deck
from trainer.core.small_groups import may_show, may_split, shown_shares
from trainer.tables import ClassroomRow, DeckRow
from web.addresses import deck_slug
from web.classrooms import classroom_here
from web.context import now
from web.projector import hides_names
from web.visitor import current_learner

WEEKS = 4
ALL = "all"  # ?since=all: from the beginning


@dataclass(frozen=True, slots=True)
class ClassDeck:
    """The deck that a page is about, and all that the class learns, the last first."""

    row: DeckRow
    deck: Deck
    choices: tuple[Deck, ...]


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class as one of its pages was asked for, by who teaches it.

    `deck` is None while the class learns nothing. `since` is the first study day that
    counts (None: from the beginning), `today` the visitor's. With `hides_names` the
    page names nobody, has no student's row and no figure about few people.
    """

    classroom: ClassroomRow
    deck: ClassDeck | None
    since: date | None
    today: date
    hides_names: bool

    @property
    def slug(self) -> str | None:
        """Return what names the deck in an address."""
        return self.deck.row.slug if self.deck else None

    def may_split(self, people: int, whole: int) -> bool:
        """Say whether this screen may tell of how many of a group something is true."""
        return not self.hides_names or may_split(people, whole)

    def may_count(self, people: int) -> bool:
        """Say whether this screen may tell how many they are; nobody is no secret."""
        return not (people and self.hides_names) or may_show(people)

    def shown_shares(self, people: Sequence[int]) -> tuple[bool, ...]:
        """Say which shares of a group this screen may tell."""
        return shown_shares(people) if self.hides_names else (True,) * len(people)


def class_view(session: Session, uid: str, *, slug: str | None = None) -> ClassView:
    """Return a class that the visitor teaches, as the page was asked for.

    Args:
        slug: of the deck, if the page names it otherwise than by `?deck=`.

    Raises:
        NotFound: no such class, or no such deck in it, for this visitor.
    """
    classroom = classroom_here(session, uid)
    today = current_learner(session).day_at(now())
    return ClassView(
        classroom=classroom,
        deck=chosen_deck(session, classroom, slug),
        since=chosen_since(today),
        today=today,
        hides_names=hides_names(),
    )


def chosen_deck(
    session: Session, classroom: ClassroomRow, slug: str | None = None
) -> ClassDeck | None:
    """Return the deck of `?deck=`, by default the one that was given last.

    Raises:
        NotFound: the class does not learn it.
    """
    asked = slug or request.args.get("deck", "")
    rows = access.decks_of_class(session, classroom.id)
    if asked:
        row = access.deck_of_class(session, classroom.id, deck_slug(asked))
    elif rows:
        row = rows[0]
    else:
        return None
    return ClassDeck(
        row,
        deck_from_json(row.content),
        tuple(deck_from_json(each.content) for each in rows),
    )


def chosen_since(today: date) -> date | None:
    """Return the first day that counts: four weeks, or from the beginning (None)."""
    if request.args.get("since") == ALL:
        return None
    return today - timedelta(weeks=WEEKS) + timedelta(days=1)
