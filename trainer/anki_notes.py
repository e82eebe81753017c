"""Cards as Anki notes: note types, fields, tags, sub-decks and lasting ids.

One card is one note with one card. Frozen: Anki updates a note in place only while its
note type keeps its id, and its fields their ids and places. So nothing of a note type
is ever renumbered, removed or moved; a new field takes the place, and the id, of a
spare one. Templates and style (`anki_templates/`) may change: raise `CHANGED_AT`.
Knows nothing of files, rows or genanki.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from random import Random
from typing import assert_never

from trainer.core.cards import source_of
from trainer.core.items import Deck, Item, Kind
from trainer.core.jobs import own_names
from trainer.core.markup import to_html, to_html_block, to_text
from trainer.core.messages import Message, message
from trainer.core.paper import ask, seed_of
from trainer.core.questions import Card, Format
from trainer.core.right_answers import (
    CaseKey,
    MatchingKey,
    NameKey,
    OrderKey,
    RecallKey,
    RoleKey,
    ShortAnswer,
    TrueFalseKey,
)
from trainer.core.topics import jobs_of
from trainer.core.wording import fold, slug

GUID_PREFIX = "trainer:"
CHANGED_AT = 1_795_462_660  # epoch seconds of the last change of a template or style

_FIRST_ID = 1_400_000_000_000  # milliseconds: May 2014
_IDS = 300_000_000_000  # up to November 2023, so that no id lies in the future

_FACTS: dict[Kind, Message] = {
    Kind.ROLE: message("Rappels — métiers"),
    Kind.TERM: message("Rappels — vocabulaire"),
    Kind.MEMO: message("Rappels — aide-mémoire"),
}
_SHOWN_VARIANTS = 8  # a job has up to twenty other names
# The first two were spare ones; they have kept their ids and places.
_LAST_FIELDS = ("Indice", "À ne pas confondre", "Réserve 3")

Sides = tuple[str, str, str]  # what the front shows, the answer, what goes with it


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type with its one template; `stem` names its files."""

    id: int
    name: str
    stem: str
    fields: tuple[str, ...]
    has_script: bool = True

    @property
    def template_id(self) -> int:
        """The id that Anki knows the template by, whatever its name."""
        return self.id * 1000 + 900

    def field_id(self, place: int) -> int:
        """Give the id that Anki knows a field by, whatever its name."""
        return self.id * 1000 + place


CHOICE = NoteType(
    1_702_500_000_001,
    "Trainer — choix",
    "choice",
    (
        "Clé",
        "Question",
        "Consigne",
        "Options",
        "Réponse",
        "Raisons",
        "Explication",
        "Source",
        *_LAST_FIELDS,
    ),
)
# One type for answers typed and answers said: an answer that grew too long to be typed
# would else change its note type, and Anki then refuses to update the note.
ANSWER = NoteType(
    1_702_500_000_002,
    "Trainer — réponse",
    "answer",
    (
        "Clé",
        "Question",
        "Consigne",
        "À taper",
        "Réponse",
        "Variantes",
        "Explication",
        "Source",
        *_LAST_FIELDS,
    ),
    has_script=False,
)
ORDER = NoteType(
    1_702_500_000_003,
    "Trainer — ordre",
    "order",
    (
        "Clé",
        "Question",
        "Consigne",
        "Étapes",
        "Réponse",
        "Raisons",
        "Explication",
        "Source",
        *_LAST_FIELDS,
    ),
)
NOTE_TYPES = (CHOICE, ANSWER, ORDER)


@dataclass(frozen=True, slots=True)
class AnkiNote:
    """A note with its one card; `fields` are HTML, `subdeck` is below the deck."""

    key: str
    note_type: NoteType
    fields: tuple[str, ...]
    subdeck: str
    tags: tuple[str, ...]
    modified_at: int

    @property
    def guid(self) -> str:
        """What Anki finds the note by when a later export comes."""
        return f"{GUID_PREFIX}{self.key}"


def make_note(
    card: Card,
    item: Item,
    deck: Deck,
    modified_at: int,
    *,
    reminders: Sequence[Item] = (),
) -> AnkiNote:
    """Make the note of a card.

    Args:
        card: the card.
        item: what it was made from.
        deck: where the item is from.
        modified_at: epoch seconds; must rise when the content changes, and only then.
        reminders: of the jobs that its own are taken for; its own are among them.
    """
    note_type, (shown, answer, more) = _sides(card, deck)
    fields = (
        escape(card.key),
        _block(card.text),
        to_html(str(card.ask)),
        shown,
        answer,
        more,
        _block(card.explanation),
        escape(str(source_of(item)), quote=False),
        _hint(card, item),
        _told_apart(item, card, reminders),
        "",
    )
    return AnkiNote(
        card.key,
        note_type,
        tuple(_tame(field) for field in fields),
        _subdeck(item, deck),
        _tags(item),
        modified_at,
    )


def lasting_id(name: str) -> int:
    """Give the id of a named thing: the same in every export, within Anki's range."""
    digest = hashlib.sha256(name.encode()).digest()
    return _FIRST_ID + int.from_bytes(digest[:8], "big") % _IDS


def lasting_ids(names: Iterable[str]) -> dict[str, int]:
    """Give each name an id of its own: the next free one where two are the same.

    The names are taken in their own order, not in the order given, so that the order of
    the paper plays no part.
    """
    ids: dict[str, int] = {}
    taken: set[int] = set()
    for name in sorted(names):
        found = lasting_id(name)
        while found in taken:
            found += 1
        taken.add(found)
        ids[name] = found
    return ids


# --- Fields -------------------------------------------------------------------------


def _sides(card: Card, deck: Deck) -> tuple[NoteType, Sides]:
    key = card.answer
    match key:
        case NameKey() if card.options:
            return CHOICE, _choice(card, key, deck)
        case NameKey():
            return ANSWER, _name(key)
        case TrueFalseKey():
            return CHOICE, _verdict(key)
        case OrderKey():
            return ORDER, _order(card, key, deck)
        case RecallKey():
            return ANSWER, _recall(key)
        case _:
            assert_never(key)


def _choice(card: Card, key: NameKey, deck: Deck) -> Sides:
    question = ask(card, Format.CHOICE, deck, _chance(card))
    right = [answer.text for answer in key.right]
    reasons = (
        f"{_sign(reason.label in right)} <b>{to_html(reason.label)}</b> — "
        f"{to_html(reason.text)}"
        for reason in key.reasons
    )
    return _list(map(to_html, question.options)), to_html(right[0]), _list(reasons)


def _verdict(key: TrueFalseKey) -> Sides:
    verdicts = {True: message("Vrai"), False: message("Faux")}
    options = _list(map(str, verdicts.values()), '<ul class="fixed">')
    return options, str(verdicts[key.is_true]), ""


def _name(key: NameKey) -> Sides:
    """Ask for one name to be typed; for one of several, to be said."""
    answer = " · ".join(to_html(right.text) for right in key.right)
    variants = [name for right in key.right for name in right.variants]
    typed = _typed(key.right[0]) if len(key.right) == 1 else ""
    return typed, answer, _joined(variants[:_SHOWN_VARIANTS])


def _recall(key: RecallKey) -> Sides:
    answer = _paragraph(key.text) + _list(map(to_html, key.points))
    return "", answer, _joined(key.accepted)


def _order(card: Card, key: OrderKey, deck: Deck) -> Sides:
    question = ask(card, Format.ORDERING, deck, _chance(card))
    shuffled = _list(to_html(step.text) for step in question.steps)
    right = _list((to_html(step.text) for step in key.steps), "<ol>", "</ol>")
    reasons = _list(to_html(c.reason) for c in key.constraints if c.reason)
    return shuffled, right, reasons


def _hint(card: Card, item: Item) -> str:
    """Give what the paper itself adds in brackets, to whom is asked all at once."""
    return _joined(item.hints) if card.name == "rule" else ""


def _told_apart(item: Item, card: Card, reminders: Iterable[Item]) -> str:
    """Say what each of some jobs does, and how its cards are found in Anki."""
    own = {*jobs_of(item, card)}
    return _list(
        _reminder(key.job.text, role.text, key.tools, is_own=key.job.text in own)
        for role in reminders
        if isinstance(key := role.answer, RoleKey) and role.key != item.key
    )


# The same few jobs are beside many cards of a deck.
@lru_cache(maxsize=1024)
def _reminder(job: str, mission: str, tools: tuple[str, ...], *, is_own: bool) -> str:
    more = ", ".join(tool for tool in tools if fold(tool) not in fold(mission))
    text = f"{mission} ({more})" if more else mission
    told = f"<b>{to_html(job)}</b> — {to_html(text)}"
    tag = slug(job)
    if is_own or not tag:
        return f"{'=' if is_own else '≠'} {told}"
    return f'≠ {told} <span class="search">tag:job::{escape(tag)}</span>'


def _typed(answer: ShortAnswer) -> str:
    """Give the plain form of a name: "A / B (C)" is typed as "A", on one line."""
    names = own_names(answer.text)
    plain = (name for name in names if "(" not in name and " / " not in name)
    words = to_text(next(plain, answer.text))
    return escape(" ".join(words.split()), quote=False)


def _chance(card: Card) -> Random:
    return Random(seed_of(card.key, "anki"))


def _sign(is_right: bool) -> str:
    return "✓" if is_right else "✗"


def _list(rows: Iterable[str], opening: str = "<ul>", closing: str = "</ul>") -> str:
    inside = "".join(f"<li>{row}</li>" for row in rows)
    return f"{opening}{inside}{closing}" if inside else ""


def _block(md: str) -> str:
    return to_html_block(md) if "\n" in md else to_html(md)


def _paragraph(md: str) -> str:
    return f"<p>{_block(md)}</p>" if md and "\n" not in md else _block(md)


def _joined(texts: Iterable[str]) -> str:
    return " · ".join(map(to_html, texts))


def _tame(html: str) -> str:
    """Keep Anki from taking words for commands: [sound:…], [[type:…]], {{c1::…}}."""
    return html.replace("[", "&#91;").replace("{{", "&#123;&#123;")


# --- Where a note goes --------------------------------------------------------------


def _subdeck(item: Item, deck: Deck) -> str:
    for part in deck.parts:
        if part.letter == item.part:
            return f"{part.letter} — {part.title}" if part.title else part.letter
    if item.kind is Kind.ROLE and not deck.has_jobs:
        return str(message("Rappels"))
    return str(_FACTS.get(item.kind, message("Autres")))


def _tags(item: Item) -> tuple[str, ...]:
    part = (f"part::{item.part}",) if item.part else ()
    jobs = dict.fromkeys(slug(name) for name in _jobs(item))
    return (*part, f"kind::{item.kind}", *(f"job::{job}" for job in jobs if job))


def _jobs(item: Item) -> Iterable[str]:
    """Give the jobs that an item is about."""
    match item.answer:
        case NameKey(right, True):
            return [answer.text for answer in right]
        case MatchingKey(cells):
            pairs = zip(item.blanks, cells, strict=True)
            return [cell.text for blank, cell in pairs if cell and blank.name == "job"]
        case CaseKey(fields):
            found = zip(item.blanks, fields, strict=True)
            return [f.model[0] for blank, f in found if f and blank.name == "job"]
        case TrueFalseKey(_, _, job) if job:
            return [job]
        case RoleKey(job):
            return [job.text]
        case _:
            return []
