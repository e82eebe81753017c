"""The story of an answer that is shown: what is like it, and what the student wrote."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from tests.samples import CHOICE, DECK, ITEMS, ROLE, TERM
from tests.statements import counted
from tests.studying import (
    DAY,
    NOW,
    add_deck,
    add_learner,
    answer,
    recall_items,
    send,
    undo,
)
from trainer.core.items import Item, Kind
from trainer.core.questions import Format, Response
from trainer.core.reviews import Rating
from trainer.core.right_answers import RoleKey, ShortAnswer, TermKey
from trainer.daily_review import next_cards
from trainer.db import Database
from trainer.learners import Learner
from trainer.revealing import Reveal, reveal, reveal_some
from trainer.reviewing import AnswerIn, retract
from trainer.tables import CardStateRow

JOB = "exemple/A1#job"
PROMPT = "Prompt Engineer"
MLOPS = replace(
    ROLE,
    key="exemple/mlops",
    place="MLOps / Platform",
    text="automatise l’entraînement",
    answer=RoleKey(ShortAnswer("MLOps / Platform", ("MLOps",))),
)


def deck_of(db: Database, *items: Item) -> Learner:
    with db.writing() as session:
        add_deck(session, items)
        return add_learner(session)


def shown(db: Database, learner: Learner, card: str) -> Reveal:
    with db.reading() as session:
        return reveal(session, learner, card)


def term(number: int, name: str) -> Item:
    return replace(
        TERM,
        key=f"exemple/t{number}",
        place=name,
        text=f"ce qui s’appelle ainsi ({number})",
        answer=TermKey(ShortAnswer(name)),
    )


def test_a_job_comes_with_the_names_that_a_slip_makes_of_another(
    db: Database,
) -> None:
    lea = deck_of(db, *ITEMS)

    found = shown(db, lea, JOB)

    assert "nlp engineer" in found.rivals
    assert "bi analyst bi developer" not in found.rivals
    assert not set(found.rivals) & set(found.accepted)


def test_a_term_comes_with_the_terms_that_a_slip_makes_of_it(db: Database) -> None:
    names = ("Abduction", "Adduction", "Rotation")
    lea = deck_of(db, *(term(n, name) for n, name in enumerate(names)))

    assert shown(db, lea, "exemple/t0#term").rivals == ("adduction",)
    assert shown(db, lea, "exemple/t2#term").rivals == ()


def test_a_job_comes_with_what_the_jobs_to_choose_from_do(db: Database) -> None:
    lea = deck_of(db, CHOICE, ROLE, MLOPS)

    missions = {each.job: each.text for each in shown(db, lea, JOB).missions}

    assert missions == {
        "Data Analyst": ROLE.text,  # an option
        "MLOps / Platform": "automatise l’entraînement",  # confused with the right one
    }


def test_where_a_job_is_typed_the_missions_know_the_names_of_their_jobs(
    db: Database,
) -> None:
    lea = deck_of(db, CHOICE, ROLE, MLOPS)
    chosen = shown(db, lea, JOB).missions
    send(db, lea, right("u1", Format.CHOICE))
    hold_for_long(db)

    typed = {each.job: each.names for each in shown(db, lea, JOB).missions}

    assert {each.names for each in chosen} == {()}
    assert typed == {"MLOps / Platform": ("mlops platform", "mlops")}


def test_missions_stand_in_the_order_of_the_deck(db: Database) -> None:
    lea = deck_of(db, CHOICE, MLOPS, ROLE)
    order = [job.name for job in DECK.jobs]

    missions = [each.job for each in shown(db, lea, JOB).missions]

    assert missions == sorted(missions, key=order.index)


def test_a_job_that_it_was_asked_with_apart_is_among_the_missions(
    db: Database,
) -> None:
    other = replace(ROLE, key="exemple/role-pe", answer=RoleKey(ShortAnswer(PROMPT)))
    lea = deck_of(db, *ITEMS, other)

    with db.reading() as session:
        apart = reveal(session, lea, JOB, beside=("ML Engineer", PROMPT))
        (at_hand,) = reveal_some(session, lea, [JOB], beside=("ML Engineer", PROMPT))

    assert PROMPT not in [mission.job for mission in shown(db, lea, JOB).missions]
    assert PROMPT in [mission.job for mission in apart.missions]
    assert apart == at_hand


@pytest.mark.parametrize("card", ["exemple/F1#rule", "exemple/C1#verdict"])
def test_what_is_no_name_has_neither_rivals_nor_missions(
    db: Database, card: str
) -> None:
    lea = deck_of(db, *ITEMS)

    found = shown(db, lea, card)

    assert (found.rivals, found.missions, found.note) == ((), (), "")


def test_spellings_are_as_they_are_written(db: Database) -> None:
    lea = deck_of(db, *ITEMS)

    assert shown(db, lea, JOB).spellings == ("ML Engineer", "MLE", "ingénieur ML")


def test_many_answers_take_as_many_statements_as_two(db: Database) -> None:
    items = recall_items(20)
    terms = [term(number, f"Terme {number}") for number in range(20)]
    lea = deck_of(db, *items, *terms)
    keys = [f"exemple/t{number}#term" for number in range(20)]

    with counted() as few, db.reading() as session:
        reveal_some(session, lea, keys[:2])
    with counted() as many, db.reading() as session:
        found = reveal_some(session, lea, keys)

    assert len(found) == 20
    assert len(many) == len(few)


# The last rung of the ladder is reached by what the log tells


def format_asked(db: Database, lea: Learner) -> Format:
    now = NOW + 60 * DAY
    with db.reading() as session:
        (card,) = next_cards(session, lea, now, limit=1).cards
    return card.question.format


def hold_for_long(db: Database) -> None:
    with db.writing() as session:
        session.execute(update(CardStateRow).values(stability=40.0))


def right(uid: str, format: Format, rating: Rating = Rating.EASY) -> AnswerIn:
    response = {
        Format.CHOICE: Response(choice="ML Engineer"),
        Format.TYPED: Response(text="ML Engineer"),
    }[format]
    return answer(uid, JOB, rating, response=response, format=format)


def test_a_job_that_was_only_chosen_is_typed_before_it_is_said(db: Database) -> None:
    lea = deck_of(db, CHOICE)
    send(db, lea, right("u1", Format.CHOICE))
    hold_for_long(db)

    assert format_asked(db, lea) is Format.TYPED


def test_a_job_that_was_typed_rightly_is_said_in_a_sentence(db: Database) -> None:
    lea = deck_of(db, CHOICE)
    send(db, lea, right("u1", Format.TYPED))
    hold_for_long(db)

    assert format_asked(db, lea) is Format.SENTENCE


def test_a_typed_answer_that_was_undone_counts_for_nothing(db: Database) -> None:
    lea = deck_of(db, CHOICE)
    send(db, lea, right("u1", Format.CHOICE), right("u2", Format.TYPED))
    with db.writing() as session:
        retract(session, lea, [undo("u2")], NOW)
    hold_for_long(db)

    assert format_asked(db, lea) is Format.TYPED


def test_a_deck_has_rivals_of_its_own_alone(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, [term(0, "Abduction")])
        other = replace(term(1, "Adduction"), key="autre/t1", kind=Kind.TERM)
        add_deck(session, [other], replace(DECK, slug="autre"))
        lea = add_learner(session)

    assert shown(db, lea, "exemple/t0#term").rivals == ()


def test_a_statement_comes_with_its_sentence_and_whose_work_it_is(
    db: Database,
) -> None:
    lea = deck_of(db, *ITEMS)

    found = shown(db, lea, "exemple/C1#verdict")

    assert found.explanation == "Le MLOps automatise l’entraînement."
    assert found.job == "MLOps / Platform"
