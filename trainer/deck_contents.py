"""The story of a deck as a teacher sees it: its questions, and the texts it is from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from trainer import access
from trainer.content import load_deck
from trainer.core.cards import make_cards
from trainer.core.deck import SourceText
from trainer.core.items import Deck, Item
from trainer.core.messages import message
from trainer.errors import NotFound
from trainer.given_texts import texts_of_today
from trainer.key_checks import KeyCheck, key_check_of
from trainer.tables import DeckRow, TextPart


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A question of a deck, with how many cards it makes."""

    item: Item
    cards: int


@dataclass(frozen=True, slots=True)
class ListedDeck:
    """A paper in the list of them, with how much it asks."""

    slug: str
    title: str
    is_checked: bool
    is_retired: bool
    may_change: bool
    items: int
    cards: int


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text that was given of a deck: the name of its file, and when."""

    part: TextPart
    name: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class DeckContents:
    """All that a deck asks, in the paper's order, and the texts that were given.

    `may_change` says whether a paper of whoever looks may change it, `may_vouch`
    whether this person may call its key checked, `check` who has.
    """

    deck: Deck
    may_change: bool
    may_vouch: bool
    check: KeyCheck | None
    retired_at: datetime | None
    items: tuple[ListedItem, ...]
    texts: tuple[GivenText, ...]

    @property
    def cards(self) -> int:
        """How many cards there are."""
        return sum(listed.cards for listed in self.items)

    @property
    def unanswered(self) -> int:
        """How many questions have no answer, and so no card."""
        return sum(listed.item.answer is None for listed in self.items)


def list_decks(session: Session, account_id: int | None) -> tuple[ListedDeck, ...]:
    """Return the papers that a teacher may see, oldest first, also the retired ones.

    Args:
        account_id: the teacher who looks; None: who runs the program.
    """
    if account_id is None:
        rows = [row for row in access.all_decks(session) if row.owner_id is None]
    else:
        rows = list(access.decks_read_by(session, account_id))
    return tuple(_listed(session, row, account_id) for row in rows)


def deck_contents(
    session: Session, slug: str, account_id: int | None = None
) -> DeckContents:
    """Say what a deck asks.

    Args:
        account_id: the teacher who looks; None: who runs the program.

    Raises:
        NotFound: there is no such deck.
    """
    row = access.deck_read_by(session, account_id, slug)
    loaded = load_deck(session, row)
    given = texts_of_today(session, row).values()
    return DeckContents(
        deck=loaded.deck,
        may_change=account_id in (None, row.keeper_id),
        may_vouch=account_id is None or row.keeper_id in (None, account_id),
        check=key_check_of(session, row),
        retired_at=row.retired_at,
        items=tuple(
            ListedItem(each.item, len(make_cards(each.item))) for each in loaded.items
        ),
        texts=tuple(GivenText(each.part, each.name, each.given_at) for each in given),
    )


def given_text(
    session: Session, slug: str, part: str, account_id: int | None = None
) -> SourceText:
    """Return a text that was given of a deck, by the name of its file.

    Args:
        account_id: the teacher who looks; None: who runs the program.

    Raises:
        NotFound: there is no such deck, or no such text of it.
    """
    row = access.deck_read_by(session, account_id, slug)
    given = texts_of_today(session, row)
    if part not in given:
        raise NotFound(message("Ce texte n’a pas été gardé."))
    text = given[TextPart(part)]
    return SourceText(text.name, text.text)


def _listed(session: Session, row: DeckRow, account_id: int | None) -> ListedDeck:
    loaded = load_deck(session, row)
    return ListedDeck(
        slug=row.slug,
        title=loaded.deck.title,
        is_checked=loaded.deck.checked,
        is_retired=row.retired_at is not None,
        may_change=account_id in (None, row.keeper_id),
        items=len(loaded.items),
        cards=sum(len(make_cards(each.item)) for each in loaded.items),
    )
