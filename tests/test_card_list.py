"""Every card of a student, searched, filtered and sorted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.samples import DECK, ITEMS, cards_of
from tests.statements import counted
from tests.studying import (
    DAY,
    NOW,
    add_deck,
    add_learner,
    answer,
    recall_items,
    send,
)
from trainer.card_list import PAGE_SIZE, card_page, find_cards
from trainer.core.card_filter import CardFilter, CardOrder, CardStatus, RecallBand
from trainer.core.holds import HoldAction
from trainer.core.reviews import Rating
from trainer.db import Database
from trainer.holding import HoldIn, record_holds
from trainer.learners import Learner
from trainer.own_cards import import_cards, read_cards
from trainer.study_cards import study_cards
from trainer.tagging import add_tag

ROLE = "exemple/role-data-analyst#job"
VERDICT = "exemple/C1#verdict"


def keys(session: Session, learner: Learner, wanted: CardFilter) -> list[str]:
    found = find_cards(session, learner, wanted, NOW)
    return [card.loaded.card.key for card in found.cards]


def hold(session: Session, learner: Learner, **actions: HoldAction) -> None:
    holds = [HoldIn(f"h{n}", ROLE, a, NOW, n) for n, a in enumerate(actions.values())]
    record_holds(session, learner, holds, sent_at=NOW, now=NOW)


@pytest.fixture
def learner(db: Database) -> Learner:
    with db.writing() as session:
        add_deck(session, ITEMS)
        return add_learner(session)


def test_every_card_is_listed_in_the_order_of_the_paper(
    db: Database, learner: Learner
) -> None:
    with db.reading() as session:
        assert keys(session, learner, CardFilter()) == [c.key for c in cards_of()]


@pytest.mark.parametrize(
    "text", ["AUTOMATISE l’entrainement", "l’entraînement", "c1", "mlops jamais"]
)
def test_words_are_found_whatever_their_case_and_accents(
    sqlite_db: Database, text: str
) -> None:
    with sqlite_db.writing() as session:
        add_deck(session, ITEMS)
        learner = add_learner(session)

        assert VERDICT in keys(session, learner, CardFilter(text=text))
        assert keys(session, learner, CardFilter(text=f"{text} introuvable")) == []


def test_cards_are_found_by_part_job_deck_and_tag(
    db: Database, learner: Learner
) -> None:
    with db.writing() as session:
        role = next(c for c in study_cards(session, learner) if c.part == "role")
        add_tag(session, learner, "À relire", [role.loaded.id])

        by_part = keys(session, learner, CardFilter(part="role"))
        by_job = keys(session, learner, CardFilter(job="Data Analyst"))

        assert by_part
        assert set(by_part) <= set(by_job)
        assert keys(session, learner, CardFilter(deck="exemple", part="C")) == [VERDICT]
        assert keys(session, learner, CardFilter(deck="autre")) == []
        assert keys(session, learner, CardFilter(tag="À relire")) == by_part[:1]
        assert keys(session, learner, CardFilter(text="a relire")) == by_part[:1]


@pytest.mark.parametrize(
    ("action", "status"),
    [
        (HoldAction.SUSPEND, CardStatus.SUSPENDED),
        (HoldAction.BURY, CardStatus.BURIED),
        (HoldAction.FLAG, CardStatus.FLAGGED),
    ],
)
def test_cards_set_aside_or_flagged_are_found(
    db: Database, learner: Learner, action: HoldAction, status: CardStatus
) -> None:
    with db.writing() as session:
        hold(session, learner, first=action)

        assert keys(session, learner, CardFilter(status=status)) == [ROLE]
        (row,) = card_page(session, learner, CardFilter(status=status), NOW).rows
        assert row.is_flagged is (action is HoldAction.FLAG)


RULES = [f"exemple/F{n}#rule" for n in range(1, 5)]


@pytest.fixture
def studied(db: Database) -> Learner:
    """A student of four cards: one due, one known, one in a step, one new."""
    with db.writing() as session:
        add_deck(session, recall_items(4))
        learner = add_learner(session)
    due, known, step, _ = RULES
    send(
        db,
        learner,
        answer("u1", due, Rating.EASY, at=NOW - 60 * DAY),
        answer("u2", known, Rating.EASY, at=NOW - DAY),
        answer("u3", step, Rating.AGAIN, at=NOW - timedelta(minutes=5)),
    )
    return learner


def test_cards_are_found_by_their_state_and_their_chance(
    db: Database, studied: Learner
) -> None:
    with db.reading() as session:
        by_status = {
            status: keys(session, studied, CardFilter(status=status))
            for status in CardStatus
        }
        middle = keys(session, studied, CardFilter(recall=RecallBand.MIDDLE))
        high = keys(session, studied, CardFilter(recall=RecallBand.HIGH))

    due, known, step, new = RULES
    assert by_status[CardStatus.DUE] == [due] == middle
    assert by_status[CardStatus.LATER] == [known]
    assert by_status[CardStatus.LEARNING] == [step]
    assert by_status[CardStatus.NEW] == [new]
    assert high == [known, step]


@pytest.mark.parametrize(
    ("order", "places"),
    [
        (CardOrder.PAPER, [0, 1, 2, 3]),
        (CardOrder.RECALL, [0, 1, 2, 3]),
        (CardOrder.DUE, [0, 2, 1, 3]),
        (CardOrder.LAPSES, [0, 1, 2, 3]),
    ],
)
def test_cards_are_sorted_and_new_ones_come_last(
    db: Database, studied: Learner, order: CardOrder, places: list[int]
) -> None:
    with db.reading() as session:
        found = keys(session, studied, CardFilter(order=order))

    assert found == [RULES[place] for place in places]


def test_cards_forgotten_often_come_first_and_are_hard(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(2))
        learner = add_learner(session)
    card = RULES[1]
    first = answer("u", card, Rating.EASY, at=NOW - 99 * DAY)
    events = [
        event
        for n in range(4)
        for event in (
            answer(f"a{n}", card, Rating.AGAIN, at=NOW - (90 - 20 * n) * DAY),
            answer(f"g{n}", card, Rating.GOOD, at=NOW - (89 - 20 * n) * DAY),
        )
    ]
    send(db, learner, first, *events)

    with db.reading() as session:
        assert keys(session, learner, CardFilter(status=CardStatus.HARD)) == [card]
        assert keys(session, learner, CardFilter(order=CardOrder.LAPSES))[0] == card


def test_a_line_says_all_but_the_answer(sqlite_db: Database) -> None:
    with sqlite_db.writing() as session:
        add_deck(session, ITEMS)
        learner = add_learner(session)

        page = card_page(session, learner, CardFilter(part="A"), NOW)

    (row,) = page.rows
    assert row.question == "Mettre un modèle en ligne via une API rapide."
    assert str(row.part) == "A — Identifier le bon métier"
    assert (row.status, row.recall, row.due_day) == (CardStatus.NEW, None, None)
    assert "ML Engineer" not in str(row)


def test_a_question_of_one_long_word_is_cut_in_it(sqlite_db: Database) -> None:
    with sqlite_db.writing() as session:
        learner = add_learner(session)
        table = f"{'a' * 300};b\n".encode()
        import_cards(session, learner, read_cards(table, "x.csv"), NOW)
        page = card_page(session, learner, CardFilter(), NOW)

    assert page.rows[0].question == "a" * 119 + "…"


def test_a_long_question_is_cut_between_words(sqlite_db: Database) -> None:
    (item,) = recall_items(1)
    with sqlite_db.writing() as session:
        add_deck(session, [replace(item, text="mot " * 100)])
        learner = add_learner(session)

        (row,) = card_page(session, learner, CardFilter(), NOW).rows

    assert row.question.endswith("mot…")
    assert len(row.question) <= 121


def test_the_list_comes_in_pages(sqlite_db: Database) -> None:
    with sqlite_db.writing() as session:
        add_deck(session, recall_items(PAGE_SIZE + 3))
        learner = add_learner(session)

        pages = [
            card_page(session, learner, CardFilter(), NOW, page=page)
            for page in (1, 2, 99, -5)
        ]

    assert [len(page.rows) for page in pages] == [PAGE_SIZE, 3, 3, PAGE_SIZE]
    assert [page.page for page in pages] == [1, 2, 2, 1]
    assert {(page.found, page.all, page.pages) for page in pages} == {(53, 53, 2)}


def test_the_filter_offers_what_there_is(db: Database, learner: Learner) -> None:
    with db.writing() as session:
        ids = [card.loaded.id for card in study_cards(session, learner)]
        add_tag(session, learner, "b", ids[:1])
        add_tag(session, learner, "a", ids[:1])

        choices = card_page(session, learner, CardFilter(tag="none"), NOW).choices

    assert choices.decks == {"exemple": "Exemple"}
    assert list(choices.parts) == ["A", "B", "C", "D", "E", "F", "role", "term", "memo"]
    assert {"Data Analyst", "ML Engineer"} <= set(choices.jobs)
    assert choices.tags == ("a", "b")


def test_another_student_has_a_list_of_his_own(db: Database, learner: Learner) -> None:
    with db.writing() as session:
        add_deck(session, (), replace(DECK, slug="autre"))
        stranger = add_learner(session, uid="max")
        hold(session, learner, first=HoldAction.SUSPEND)

        suspended = CardFilter(status=CardStatus.SUSPENDED)
        assert keys(session, stranger, suspended) == []


def test_the_list_takes_as_many_statements_for_any_number_of_cards(
    sqlite_db: Database,
) -> None:
    with sqlite_db.writing() as session:
        add_deck(session, recall_items(60))
        learner = add_learner(session)

    with sqlite_db.reading() as session, counted() as statements:
        card_page(session, learner, CardFilter(text="question"), NOW)

    assert len(statements) == 5
