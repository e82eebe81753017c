"""What the page of sessions offers, and two jobs side by side."""

from __future__ import annotations

import pytest

from tests.samples import ITEMS, MLE, ROLE
from tests.studying import NOW, add_deck, add_learner
from trainer.core.right_answers import RoleKey
from trainer.core.sessions import SessionKind
from trainer.cramming import session_cards
from trainer.db import Database
from trainer.deck_overview import overview
from trainer.errors import NotFound
from trainer.learners import Learner
from trainer.session_offers import Offer, contrast, session_offers
from trainer.study_cards import study_cards
from trainer.tagging import add_tag

MLOPS = "MLOps / Platform"


@pytest.fixture
def learner(sqlite_db: Database) -> Learner:
    with sqlite_db.writing() as session:
        add_deck(session, ITEMS)
        learner = add_learner(session)
        cards = study_cards(session, learner)
        add_tag(session, learner, "api", [cards[0].loaded.id])
        return learner


def test_each_offer_says_how_many_cards_its_session_has(
    sqlite_db: Database, learner: Learner
) -> None:
    with sqlite_db.reading() as session:
        offers = session_offers(session, learner, NOW, size=20)
        (deck,) = offers.decks
        every: list[Offer] = [*offers.weak, *offers.tags, *deck.parts, *deck.jobs]
        asked = [
            len(session_cards(session, learner, offer.request, NOW)) for offer in every
        ]

    assert asked == [min(offer.count, 20) for offer in every]
    assert {offer.request.kind for offer in every} == set(SessionKind) - {"list"}
    assert {offer.request.size for offer in every} == {20}


def test_parts_and_jobs_are_offered_in_the_order_of_the_paper(
    sqlite_db: Database, learner: Learner
) -> None:
    with sqlite_db.reading() as session:
        (deck,) = session_offers(session, learner, NOW).decks

    assert [o.request.value for o in deck.parts][:3] == ["A", "B", "C"]
    assert str(deck.parts[0].name) == "A — Identifier le bon métier"
    assert deck.jobs[0].request.value == MLE.text
    assert (MLE.text, MLOPS) in [offer.pair for offer in deck.pairs]


def test_two_jobs_stand_side_by_side_with_their_missions(
    sqlite_db: Database, learner: Learner
) -> None:
    with sqlite_db.reading() as session:
        found = contrast(session, learner, "exemple", ("Data Analyst", MLE.text), NOW)

    assert isinstance(ROLE.answer, RoleKey)
    first, second = found.missions
    assert (first.job, first.text) == ("Data Analyst", ROLE.text)
    assert first.tools == ROLE.answer.tools
    assert (second.job, second.text) == (MLE.text, "")
    assert found.offer.count > 0
    assert found.request.deck == "exemple"


def test_two_jobs_are_one_pair_either_way_round(
    sqlite_db: Database, learner: Learner
) -> None:
    with sqlite_db.reading() as session:
        one = contrast(session, learner, "exemple", (MLOPS, MLE.text), NOW)
        other = contrast(session, learner, "exemple", (MLE.text, MLOPS), NOW)

    assert one == other


@pytest.mark.parametrize(
    "jobs", [(MLE.text, MLE.text), (MLE.text, "Boulanger"), ("", ""), ("a|b", "c")]
)
def test_what_are_no_two_jobs_is_not_found(
    sqlite_db: Database, learner: Learner, jobs: tuple[str, str]
) -> None:
    with sqlite_db.reading() as session, pytest.raises(NotFound):
        contrast(session, learner, "exemple", jobs, NOW)


def test_a_deck_page_leads_to_a_session_of_each_part_and_job(
    sqlite_db: Database, learner: Learner
) -> None:
    with sqlite_db.reading() as session:
        found = overview(session, learner, "exemple")
        sizes = [
            len(session_cards(session, learner, group.session, NOW))
            for group in (*found.parts, *found.jobs)
            if group.session
        ]

    assert found.total.session is None
    assert sizes == [group.cards for group in (*found.parts, *found.jobs)]
    assert MLE.text in [str(group.name) for group in found.jobs]
