"""No answer leaves before it may be seen: every card, by the API and on every page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.web.visiting import (
    DECK,
    NOW,
    Browser,
    close,
    config_of,
    review_event,
)
from trainer import access
from trainer.content import load_deck
from trainer.core.cards import make_cards
from trainer.core.markup import to_text
from trainer.core.ordering import is_valid
from trainer.core.questions import Card
from trainer.core.right_answers import OrderKey
from trainer.core.wording import fold
from trainer.learners import load_learner
from web import create_app
from web.context import context_of
from web.schemas import CardOut

PAGES = (
    "/",
    "/review",
    f"/review?deck={DECK}",
    f"/decks/{DECK}",
    "/content",
    "/progress",
    f"/progress/days/{NOW.date()}",
    "/settings",
    "/my-data",
    "/my-data/anki",
)
BOLD = re.compile(r"<(strong|b)\b|\*\*|__|\[x\]", re.IGNORECASE)

Sent = dict[str, Any]


@pytest.fixture(scope="module")
def course(
    tmp_path_factory: pytest.TempPathFactory, prepared_home: Path
) -> Iterator[tuple[Browser, dict[str, Card], dict[str, Sent]]]:
    """A student who has been asked every card of the deck, and what was sent for each.

    The cards of one item never come on one day, so it takes as many days as the largest
    item has cards; each card is answered as easy, so that it does not come back.
    """
    home = tmp_path_factory.mktemp("course") / "home"
    shutil.copytree(prepared_home, home)
    days = iter(NOW + timedelta(days=number) for number in range(60))
    clock = [next(days)]
    app = create_app(config_of(home), lambda: clock[0])
    browser = Browser(app, app.test_client())
    change_limits(browser)
    cards = cards_of(browser)
    sent: dict[str, Sent] = {}
    while len(sent) < len(cards):
        clock[0] = next(days)
        sent |= ask_all(browser, clock[0])
    yield browser, cards, sent
    close(app)


def change_limits(browser: Browser) -> None:
    looks = {"language": "fr", "theme": "auto", "buttons": 2, "zone": "Europe/Paris"}
    looks |= {"text_size": "normal", "motion": "auto"}
    limits = {"new_per_day": 9999, "reviews_per_day": 9999, "minutes_per_day": 0}
    looks |= {"rollover_hour": 4, "retention": "normal"}
    assert browser.submit("/settings", **looks, **limits).status_code == 303


def cards_of(browser: Browser) -> dict[str, Card]:
    with context_of(browser.app).database.reading() as session:
        row = access.deck_of(session, load_learner(session).id, DECK)
        items = [entry.item for entry in load_deck(session, row).items]
    return {card.key: card for item in items for card in make_cards(item)}


def ask_all(browser: Browser, now: datetime) -> dict[str, Sent]:
    sent: dict[str, Sent] = {}
    while hand := browser.json("/api/queue", limit=50)["cards"]:
        sent |= {card["card"]: card for card in hand}
        events = [
            review_event(
                int(now.timestamp()) + len(sent) * 1000 + number,
                card=card["card"],
                rating=4,
                response={},
                answered_at=now.isoformat(),
                overridden=True,
            )
            for number, card in enumerate(hand)
        ]
        body = {"sent_at": now.isoformat(), "reviews": events}
        results = browser.sent("/api/reviews", body)["results"]
        assert {result["status"] for result in results} == {"new"}
    return sent


def texts_of(value: object) -> Iterator[str]:
    """Find every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_of(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))


def secrets_of(card: Card) -> set[str]:
    """Say which words must not be seen before the answer."""
    texts = {*texts_of(card.answer), card.explanation}
    shown = {*card.options, card.answer.kind}
    if isinstance(card.answer, OrderKey):
        shown |= {step.text for step in card.answer.steps}
        shown |= {step.name for step in card.answer.steps}
        shown |= {name for each in card.answer.constraints for name in texts_of(each)}
        shown -= {each.reason for each in card.answer.constraints}
    return {fold(to_text(text)) for text in texts - shown} - {""}


def words_of(html: str) -> str:
    return f" {fold(unescape(re.sub(r'<[^>]*>', ' ', html)))} "


Course = tuple[Browser, dict[str, Card], dict[str, Sent]]


def test_every_card_was_asked(course: Course) -> None:
    _, cards, sent = course

    assert set(sent) == set(cards)


def test_a_question_has_the_fields_of_a_question_and_no_other(course: Course) -> None:
    _, _, sent = course

    assert {frozenset(card) for card in sent.values()} == {
        frozenset(CardOut.model_fields)
    }


def test_a_question_holds_no_word_of_its_answer(course: Course) -> None:
    _, cards, sent = course

    told = {
        key: found for key, card in sent.items() if (found := told_by(card, cards[key]))
    }

    assert told == {}


def told_by(sent: Sent, card: Card) -> set[str]:
    """Say which secrets of a card its question tells, the options apart.

    The paper itself may name a tool or a deliverable in what it asks, in a few words.
    """
    said = words_of(" ".join(every_text({**sent, "options": [], "card": ""})))
    own = words_of(card.text)
    return {
        secret
        for secret in secrets_of(card)
        if f" {secret} " in said
        and not (len(secret.split()) <= 3 and f" {secret} " in own)
    }


def every_text(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from every_text(part)
    elif isinstance(value, list):
        for part in value:
            yield from every_text(part)


def test_a_question_holds_no_bold_and_no_tick(course: Course) -> None:
    _, _, sent = course

    marked = [key for key, card in sent.items() if BOLD.search(str(card))]

    assert marked == []


def test_the_options_stand_in_an_order_of_their_own(course: Course) -> None:
    _, cards, sent = course
    choices = [key for key, card in cards.items() if len(card.options) > 2]

    printed = [
        key
        for key in choices
        if tuple(option["value"] for option in sent[key]["options"])
        == cards[key].options
    ]

    # Five options come out as printed once in 120 times.
    assert len(choices) >= 12
    assert len(printed) <= 1


def test_the_right_option_stands_at_every_place(course: Course) -> None:
    _, cards, sent = course
    places = [
        [option["value"] for option in sent[key]["options"]].index(right)
        for key, card in cards.items()
        if (right := right_option(card, sent[key])) is not None
    ]

    assert set(places) == set(range(5))
    assert max(places.count(place) for place in range(5)) < len(places) / 2


def right_option(card: Card, sent: Sent) -> str | None:
    """Return the one right label among the options, if it is a choice."""
    right = set(texts_of(getattr(card.answer, "right", ())))
    found = [o["value"] for o in sent["options"] if o["value"] in right]
    return found[0] if len(found) == 1 and len(sent["options"]) == 5 else None


def test_the_steps_never_come_in_a_right_order(course: Course) -> None:
    _, cards, sent = course
    orders = [card for card in cards.values() if isinstance(card.answer, OrderKey)]

    for card in orders:
        assert isinstance(card.answer, OrderKey)
        names = tuple(step["name"] for step in sent[card.key]["steps"])
        assert names
        assert not is_valid(names, card.answer)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_holds_no_question_and_no_answer(course: Course, page: str) -> None:
    browser, cards, _ = course
    response = browser.client.get(page)
    assert response.status_code == 200

    said = f" {fold(unescape(response.text))} "  # attributes and scripts too

    # Names of jobs and single words stand on pages anyway; sentences do not.
    told = {
        secret
        for card in cards.values()
        for secret in secrets_of(card) | {fold(to_text(card.text))}
        if len(secret.split()) > 5 and f" {secret} " in said
    }
    assert told == set()


def test_the_answer_comes_by_its_own_address_alone(course: Course) -> None:
    browser, cards, sent = course

    for key in cards:
        answer = browser.json("/api/answers", card=key)
        assert set(answer) & set(sent[key]) == {"card"}
