"""The story of texts that are written in the browser, before they are an upload.

Nothing is stored here: what was written goes the way of every upload, with its plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from trainer import access
from trainer.content import deck_from_json
from trainer.core.key_skeleton import without_claim
from trainer.core.messages import message
from trainer.core.paper_blocks import new_paper
from trainer.core.text_changes import text_changes
from trainer.core.wording import slug
from trainer.errors import NotFound
from trainer.given_texts import last_version, texts_of_today
from trainer.papers import sent_text
from trainer.tables import GivenTextRow, TextPart
from trainer.uploads import Upload
from trainer.versions import TextComparison, Version, deck_versions

LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Draft:
    """Texts that are being written.

    `slug` is the deck that they are of, empty for a new one; `base` the number of the
    version that they began with; `title` names them until they have one of their own.
    """

    exam: str
    key: str = ""
    settings: str = ""
    slug: str = ""
    base: int = 0
    title: str = ""

    @property
    def name(self) -> str:
        """What the device keeps them under."""
        return f"deck {self.slug}" if self.slug else f"new {self.title}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What somebody else has stored meanwhile: by whom, and how the draft differs."""

    version: Version
    texts: tuple[TextComparison, ...]


def begin_paper(title: str) -> Draft:
    """Begin a new paper: a small one that is valid, to be written over."""
    words = " ".join(title.split())[:LONGEST_TITLE]
    exam, key = new_paper(words or "Nouvelle épreuve")
    return Draft(exam, key, title=words or "Nouvelle épreuve")


def open_deck(session: Session, deck_slug: str, account_id: int | None) -> Draft:
    """Open the texts of a deck to be changed.

    Args:
        account_id: the teacher who writes; None: who runs the program.

    Raises:
        NotFound: there is no such deck for this teacher, or its texts were not kept.
    """
    deck = access.deck_changed_by(session, account_id, deck_slug)
    today = texts_of_today(session, deck)
    if TextPart.EXAM not in today:
        raise NotFound(message("Ce texte n’a pas été gardé."))
    return Draft(
        exam=_words(today, TextPart.EXAM),
        key=_words(today, TextPart.KEY),
        settings=_words(today, TextPart.SETTINGS),
        slug=deck_slug,
        base=last_version(session, deck),
        title=deck_from_json(deck.content).title,
    )


def reopen(upload: Upload, draft: Draft) -> Draft:
    """Put the texts of an upload into a draft of the same deck, or a new one.

    A key or settings that were not sent stay as they are.
    """
    return Draft(
        exam=lines_of(upload.exam.text),
        key=lines_of(upload.key.text) if upload.key else draft.key,
        settings=lines_of(upload.settings.text) if upload.settings else draft.settings,
        slug=draft.slug,
        base=draft.base,
        title=draft.title,
    )


def conflict_of(
    session: Session, draft: Draft, account_id: int | None
) -> Conflict | None:
    """Return what was stored since a draft was begun; None: nothing.

    Raises:
        NotFound: there is no such deck for this teacher.
    """
    if not draft.slug:
        return None
    stored = open_deck(session, draft.slug, account_id)
    if stored.base == draft.base:
        return None
    texts = zip(TextPart, _texts(stored), _texts(draft), strict=True)
    return Conflict(
        version=deck_versions(session, draft.slug, account_id).versions[0],
        texts=tuple(
            TextComparison(part, text_changes(theirs, own))
            for part, theirs, own in texts
        ),
    )


def upload_of(session: Session, draft: Draft, account_id: int | None) -> Upload:
    """Make an upload of a draft, by the names that its files have.

    A changed key no longer claims that it was checked: that is said on its deck's page.

    Raises:
        BadFiles: a text is empty, too long, or none.
        NotFound: there is no such deck for this teacher.
    """
    today: Mapping[TextPart, GivenTextRow] = {}
    if draft.slug:
        deck = access.deck_changed_by(session, account_id, draft.slug)
        today = texts_of_today(session, deck)
    key = draft.key
    if draft.slug and key != _words(today, TextPart.KEY):
        key = without_claim(key)
    stem = draft.slug or slug(draft.title) or "epreuve"
    names = (f"{stem}.md", f"{stem}.key.md", f"{stem}.toml")
    exam, answers, settings = (
        sent_text(today[part].name if part in today else name, text.encode())
        if text.strip() or part is TextPart.EXAM
        else None
        for part, name, text in zip(
            TextPart, names, (draft.exam, key, draft.settings), strict=True
        )
    )
    assert exam is not None
    return Upload(exam, answers, settings, draft=draft.name)


def lines_of(text: str) -> str:
    """Return a text as a text field has it: without its mark, lines ending alike."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _words(today: Mapping[TextPart, GivenTextRow], part: TextPart) -> str:
    return lines_of(today[part].text) if part in today else ""


def _texts(draft: Draft) -> tuple[str, str, str]:
    return draft.exam, draft.key, draft.settings
