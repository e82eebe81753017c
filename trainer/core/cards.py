"""The cards of an item: what is asked of it, one prompt at a time.

An item without an answer has no cards. Card names are stable: a card keeps its
student's memory by its key alone. Knows nothing of pages, decks or earlier answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from trainer.core.items import Blank, Deck, Item, Kind
from trainer.core.ladder import is_short
from trainer.core.markup import to_text
from trainer.core.messages import Message, message
from trainer.core.ordering import follower
from trainer.core.questions import Card
from trainer.core.right_answers import (
    CardKey,
    CaseAnswer,
    CaseKey,
    MatchingKey,
    NameKey,
    OpenKey,
    OrderKey,
    RecallKey,
    RoleKey,
    ShortAnswer,
    TermKey,
    TrueFalseKey,
)
from trainer.core.wording import fold, shortened

QUOTED_LENGTH = 90
JOB_WORDS = ("metier", "job")
# Of the cards that are not named after a blank, a step or a point.
QUESTION_NAMES = frozenset(
    {"job", "mission", "tools", "words", "verdict", "order", "rule", "term"}
    | {"definition"}
)

_JOB = message("Quel métier ?")
_ASKS = {
    "job": _JOB,
    "deliverable": message("Quel livrable ?"),
    "tool": message("Quel outil principal ?"),
    "tools": message("Quels outils ?"),
    "indicators": message("Quels indicateurs ?"),
    "risk": message("Quel risque ?"),
}
_RIGHT = message("Quelle est la bonne réponse ?")
_MISSION = message("Quelle est sa mission ?")
_TOOLS = message("À quel métier ces mots font-ils penser ?")
# What a deck that is not about jobs is asked in their place.
_NO_JOB = {
    _JOB.template: message("De qui ou de quoi s’agit-il ?"),
    _MISSION.template: message("Que faut-il en savoir ?"),
    _TOOLS.template: message("À qui ou à quoi ces mots font-ils penser ?"),
}


def make_cards(item: Item) -> tuple[Card, ...]:
    """Make the cards of an item, in the order of its own blanks, steps and points."""
    answer = item.answer
    match answer:
        case None:
            return ()
        case RoleKey() | TermKey():
            return tuple(_fact_cards(item, answer))
        case MatchingKey() | CaseKey():
            return tuple(_blank_cards(item, answer))
        case NameKey() | TrueFalseKey() | OrderKey() | OpenKey():
            return tuple(_question_cards(item, answer))
        case _:
            assert_never(answer)


def asked_by(deck: Deck, card: Card) -> Card:
    """Ask a card in the words of its deck: its own, or those that speak of no job."""
    if deck.has_jobs and not deck.questions:
        return card
    key = card.answer
    if isinstance(key, NameKey) and card.name == "job" and not key.is_job:
        return card  # a choice among other answers than jobs has the name too
    for name, question in deck.questions:
        if name == card.name:
            return replace(card, ask=message("{question}", question=question))
    return card if deck.has_jobs else _without_job(card)


def source_of(item: Item) -> Message:
    """Say where in the paper an item stands, with its words."""
    match item.kind:
        case Kind.ROLE:
            return message("Rappel : « {name} »", name=_quoted(item.place))
        case Kind.TERM:
            return message(
                "Aides de vocabulaire : « {name} »", name=_quoted(item.place)
            )
        case Kind.MEMO:
            return message("Aide-mémoire : « {name} »", name=_quoted(item.text))
        case _ if not item.part:
            return message("Mes cartes : « {text} »", text=_quoted(item.text))
        case _:
            return message(
                "Partie {part}, question {number} : « {text} »",
                part=item.part,
                number=item.place.removeprefix(item.part).lstrip("-"),
                text=_quoted(item.text),
            )


def _without_job(card: Card) -> Card:
    if card.options and card.ask == _JOB:
        return replace(card, ask=_RIGHT)
    return replace(card, ask=_NO_JOB.get(card.ask.template, card.ask))


# --- One kind each ------------------------------------------------------------------


def _fact_cards(item: Item, answer: RoleKey | TermKey) -> Iterator[Card]:
    match answer:
        case RoleKey():
            return _role_cards(item, answer)
        case TermKey():
            return _term_cards(item, answer)
        case _:
            assert_never(answer)


def _blank_cards(item: Item, answer: MatchingKey | CaseKey) -> Iterator[Card]:
    match answer:
        case MatchingKey():
            return _matching_cards(item, answer)
        case CaseKey():
            return _case_cards(item, answer)
        case _:
            assert_never(answer)


def _question_cards(
    item: Item, answer: NameKey | TrueFalseKey | OrderKey | OpenKey
) -> Iterator[Card]:
    match answer:
        case NameKey():
            return _name_cards(item, answer)
        case TrueFalseKey():
            return iter([_true_false_card(item, answer)])
        case OrderKey():
            return _order_cards(item, answer)
        case OpenKey():
            return _open_cards(item, answer)
        case _:
            assert_never(answer)


def _name_cards(item: Item, answer: NameKey) -> Iterator[Card]:
    ask = _JOB if answer.is_job else _RIGHT
    yield replace(_card(item, "job", ask, answer), options=item.options)
    if item.kind is Kind.MEMO:
        names = " · ".join(right.text for right in answer.right)
        ask = message("Quels mots y font penser ?")
        yield _card(item, "words", ask, RecallKey(item.text), names)


def _matching_cards(item: Item, answer: MatchingKey) -> Iterator[Card]:
    for blank, cell in zip(item.blanks, answer.cells, strict=True):
        if cell is not None:
            card = _card(item, blank.name, _ask(blank), _cell_key(blank, cell))
            yield replace(card, explanation=answer.reason)


def _true_false_card(item: Item, answer: TrueFalseKey) -> Card:
    lines = (answer.sentence, f"→ {answer.job}" if answer.job else "")
    card = _card(item, "verdict", message("Vrai ou faux ?"), answer)
    return replace(card, explanation="\n\n".join(line for line in lines if line))


def _case_cards(item: Item, answer: CaseKey) -> Iterator[Card]:
    for blank, field in zip(item.blanks, answer.fields, strict=True):
        if field is not None:
            card = _card(item, blank.name, _ask(blank), _field_key(blank, field))
            yield replace(card, explanation=field.reason)


def _order_cards(item: Item, answer: OrderKey) -> Iterator[Card]:
    yield _card(item, "order", message("Dans quel ordre ?"), answer)
    texts = {step.name: step.text for step in answer.steps}
    for name, text in texts.items():
        after = follower(name, answer)
        if after is not None and len(texts) > 2:  # else there is nothing to choose
            key = NameKey((ShortAnswer(texts[after]),))
            ask = message("Quelle étape vient juste après ?")
            yield replace(
                _card(item, f"after-{name}", ask, key, text),
                options=tuple(texts[other] for other in texts if other != name),
                explanation=_why(name, after, answer),
            )


def _open_cards(item: Item, answer: OpenKey) -> Iterator[Card]:
    points = tuple(f"{point.question} {point.answer}" for point in answer.points)
    ask = message("Que répondre, en quelques phrases ?")
    yield _card(item, "rule", ask, RecallKey(answer.model, points))
    for point in answer.points:
        ask = message("{question}", question=point.question)
        key = RecallKey(point.answer, accepted=point.accepted)
        yield _card(item, f"point-{point.name}", ask, key)


def _role_cards(item: Item, answer: RoleKey) -> Iterator[Card]:
    tools = ", ".join(answer.tools)
    job = answer.job.text
    reminder = f"{job} : {item.text}" + (f" ({tools})" if tools else "")
    key = NameKey((answer.job,), is_job=True)
    mission = RecallKey(_capitalised(item.text))
    cards = [
        _card(item, "job", _JOB, key, _capitalised(item.text)),
        _card(item, "mission", _MISSION, mission, job),
    ]
    if tools:
        cards.append(_card(item, "tools", _TOOLS, key, tools))
    yield from (replace(card, explanation=reminder) for card in cards)


def _term_cards(item: Item, answer: TermKey) -> Iterator[Card]:
    definition = _capitalised(item.text)
    key = NameKey((answer.term,))
    yield _card(item, "term", message("Quel terme ?"), key, definition)
    ask = message("Que veut dire ce terme ?")
    yield _card(item, "definition", ask, RecallKey(definition), answer.term.text)


def _card(
    item: Item, name: str, ask: Message, answer: CardKey, text: str | None = None
) -> Card:
    """Make a card that shows the item's words, or the given text in their place."""
    shown = item.text if text is None else text
    return Card(f"{item.key}#{name}", item.key, shown, ask, answer)


# --- Questions and keys of blanks and steps -----------------------------------------


def _ask(blank: Blank) -> Message:
    heading, count = blank.heading, blank.count
    if count == 1:
        known = None if _names_another(blank) else _ASKS.get(blank.name)
        return known or message("{heading} ?", heading=heading)
    match blank.name:
        case "tools":
            return message("Quels outils ? En citer {count}.", count=count)
        case "indicators":
            return message("Quels indicateurs ? En citer {count}.", count=count)
        case _:
            return message(
                "{heading} ? En citer {count}.", heading=heading, count=count
            )


def _names_another(blank: Blank) -> bool:
    """Say whether a column of names is not headed "Métier": "Rôle", "Poste"."""
    return blank.name == "job" and not fold(blank.heading).startswith(JOB_WORDS)


def _cell_key(blank: Blank, answer: ShortAnswer) -> CardKey:
    if blank.name == "job":
        return NameKey((answer,), is_job=True)
    if blank.name == "tool" or is_short(answer):
        return NameKey((answer,))
    return RecallKey(answer.text, accepted=answer.variants)


def _field_key(blank: Blank, answer: CaseAnswer) -> CardKey:
    if blank.name == "job":
        first, *others = answer.model
        right = (ShortAnswer(first, answer.accepted), *map(ShortAnswer, others))
        return NameKey(right, is_job=True)
    if len(answer.model) == 1:
        return RecallKey(answer.model[0], accepted=answer.accepted)
    return RecallKey("", answer.model, answer.accepted)


def _why(before: str, after: str, answer: OrderKey) -> str:
    reasons = (
        constraint.reason
        for constraint in answer.constraints
        if (constraint.before, constraint.after) == (before, after)
    )
    return next(reasons, "")


def _capitalised(text: str) -> str:
    """Let what followed a colon in the paper begin like a sentence."""
    return text[:1].upper() + text[1:]


def _quoted(text: str) -> str:
    return shortened(to_text(text), QUOTED_LENGTH)
