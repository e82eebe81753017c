"""Own cards: a question, an answer and tags in each row of a table.

Knows nothing of files, rows of the database or students.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from trainer.core.items import Item, Kind
from trainer.core.messages import Message, Problem, message
from trainer.core.right_answers import NameKey, ShortAnswer
from trainer.core.spreadsheet import TableRow
from trainer.core.wording import fold

COLUMNS = ("question", "réponse", "étiquettes")
LONGEST_TEXT = 2000
LONGEST_TAG = 40
MOST_TAGS = 100

_QUESTION = frozenset({"question", "questions", "recto", "front"})
_ANSWER = frozenset({"reponse", "reponses", "verso", "back", "answer", "answers"})
_NUMBERED = re.compile(r".*/Q(\d{1,9})")


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A question and its answer; `tags` is None where the table has no such column."""

    question: str
    answer: str
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class OwnCards:
    """The cards of a table, each with its line, and all that is wrong with it."""

    cards: tuple[OwnCard, ...]
    lines: tuple[int, ...]
    problems: tuple[Problem, ...]


def cards_of_table(rows: Sequence[TableRow], name: str) -> OwnCards:
    """Read the cards of a table, with a row of headings or without.

    Args:
        rows: of the table.
        name: what the file is called, for the problems.
    """
    body = rows[1:] if rows and _is_heading(rows[0]) else rows
    has_tags = any(len(row.cells) > 2 for row in rows)
    cards = tuple(_card(row, has_tags=has_tags) for row in body)
    problems = tuple(
        Problem(name, row.line, wrong) for row, wrong in _wrong(body, cards)
    )
    return OwnCards(cards, tuple(row.line for row in body), problems)


def card_rows(cards: Iterable[OwnCard]) -> Iterator[Sequence[str]]:
    """Write cards as the rows that `cards_of_table` reads back, headings first."""
    yield COLUMNS
    for card in cards:
        yield card.question, card.answer, ", ".join(card.tags or ())


def items_of_cards(
    cards: Sequence[OwnCard],
    deck: str,
    before: Sequence[Item],
    removed: Collection[str] = (),
) -> tuple[Item, ...]:
    """Return the items of a deck once cards are added to it, or changed in it.

    A card is known again by its question; what is not among `cards` stays as it is,
    or stays away.

    Args:
        cards: with different questions.
        deck: its slug.
        before: the items that the deck has had, those that are removed too.
        removed: the keys of those.
    """
    items = {question_name(item.text): item for item in before}
    number = max((_number(item.key) for item in before), default=0)
    for card in cards:
        name = question_name(card.question)
        old = items.get(name)
        number += old is None
        key = old.key if old else f"{deck}/Q{number}"
        items[name] = _item(card, key)
    wanted = {question_name(card.question) for card in cards}
    return tuple(
        item
        for name, item in items.items()
        if name in wanted or item.key not in removed
    )


def card_of_item(item: Item, tags: tuple[str, ...]) -> OwnCard:
    """Read a card back."""
    assert isinstance(item.answer, NameKey)
    return OwnCard(item.text, item.answer.right[0].text, tags)


def question_name(question: str) -> str:
    """Return what two spellings of one question have in common: all but the spaces."""
    return " ".join(question.split())


def _is_heading(row: TableRow) -> bool:
    names = [fold(cell) for cell in row.cells[:2]]
    return len(names) == 2 and names[0] in _QUESTION and names[1] in _ANSWER


def _card(row: TableRow, *, has_tags: bool) -> OwnCard:
    question, answer, tags = (*(_lines(cell) for cell in row.cells), "", "", "")[:3]
    if not has_tags:
        return OwnCard(question, answer)
    words = (" ".join(tag.split()) for tag in tags.split(","))
    return OwnCard(question, answer, tuple(dict.fromkeys(filter(None, words))))


def _lines(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def _wrong(
    rows: Sequence[TableRow], cards: Sequence[OwnCard]
) -> Iterator[tuple[TableRow, Message]]:
    first: dict[str, int] = {}
    tags: set[str] = set()
    for row, card in zip(rows, cards, strict=True):
        line = first.setdefault(question_name(card.question), row.line)
        tags.update(map(fold, card.tags or ()))
        if wrong := _wrong_card(row, card):
            yield row, wrong
        elif line != row.line:
            yield row, message("cette question est déjà à la ligne {line}", line=line)
        elif len(tags) > MOST_TAGS:
            yield row, message("il y a plus de {n} étiquettes", n=MOST_TAGS)
            return


def _wrong_card(row: TableRow, card: OwnCard) -> Message | None:
    if not _is_seen(card.question):
        return message("il manque la question")
    if not _is_seen(card.answer):
        return message("il manque la réponse")
    if len(row.cells) > len(COLUMNS) and any(row.cells[len(COLUMNS) :]):
        return message(
            "il y a plus de trois colonnes : mettre entre guillemets un texte qui"
            " contient le séparateur"
        )
    if max(len(card.question), len(card.answer)) > LONGEST_TEXT:
        return message("ce texte dépasse {n} signes", n=LONGEST_TEXT)
    if any(len(tag) > LONGEST_TAG or not fold(tag) for tag in card.tags or ()):
        return message(
            "une étiquette a une lettre ou un chiffre, et {n} signes au plus",
            n=LONGEST_TAG,
        )
    return None


def _is_seen(text: str) -> bool:
    return any(sign.isprintable() and not sign.isspace() for sign in text)


def _number(key: str) -> int:
    found = _NUMBERED.fullmatch(key)
    return int(found[1]) if found else 0


def _item(card: OwnCard, key: str) -> Item:
    return Item(
        key=key,
        kind=Kind.CHOICE,
        place=key.rpartition("/")[2],
        line=0,
        text=card.question,
        answer=NameKey((ShortAnswer(card.answer),)),
    )
