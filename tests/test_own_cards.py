"""A student's own cards: in from a table, out as one, with the memory they have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from tests.importing import dump, import_paper
from tests.samples import ITEMS
from tests.studying import NOW, add_deck, add_learner, answer, send, stored_states
from trainer.anki_export import export_deck
from trainer.core.own_cards import OwnCard
from trainer.daily_review import next_cards, today
from trainer.db import Database
from trainer.deck_overview import overview
from trainer.errors import BadFiles, NotFound
from trainer.import_plan import ImportPlan
from trainer.learners import Learner, ensure_learner
from trainer.my_data import export_json
from trainer.own_cards import (
    NoTable,
    bring_cards_back,
    deck_slug,
    export_cards,
    import_cards,
    own_cards,
    plan_cards,
    read_cards,
    remove_cards,
)
from trainer.study_cards import study_cards
from trainer.tables import DeckRow, EnrolmentRow

FIRST = "question;réponse;étiquettes\r\nOù ?;Ici;lieu\r\nQuand ?;Demain ;temps, dur\r\n"


@pytest.fixture
def learner(db: Database) -> Learner:
    """A student."""
    with db.writing() as session:
        return add_learner(session)


def take(db: Database, learner: Learner, text: str) -> ImportPlan:
    with db.writing() as session:
        return import_cards(session, learner, read_cards(text.encode(), "x.csv"), NOW)


def cards(db: Database, learner: Learner) -> Sequence[OwnCard]:
    with db.reading() as session:
        return own_cards(session, learner)


def written(db: Database, learner: Learner) -> str:
    with db.reading() as session:
        return "".join(export_cards(session, learner))


def test_cards_of_a_table_become_a_deck_that_is_learnt(
    db: Database, learner: Learner
) -> None:
    plan = take(db, learner, FIRST)

    assert len(plan.added) == 2
    assert cards(db, learner) == (
        OwnCard("Où ?", "Ici", ("lieu",)),
        OwnCard("Quand ?", "Demain", ("dur", "temps")),
    )
    with db.reading() as session:
        hand = next_cards(session, learner, NOW, deck=deck_slug(learner))
        assert [card.question.text for card in hand.cards] == ["Où ?", "Quand ?"]
        assert overview(session, learner, deck_slug(learner)).total.cards == 2


def test_what_is_exported_changes_nothing_when_imported(
    db: Database, learner: Learner
) -> None:
    take(db, learner, FIRST + '=1+1;-2;\r\n"a;b\nc";"«\u202fd\u202f»";été\r\n')
    before, text = dump(db), written(db, learner)

    plan = take(db, learner, text)

    assert (plan.added, plan.changed, len(plan.unchanged)) == ((), (), 4)
    assert dump(db) == before
    assert written(db, learner) == text


def test_a_question_that_comes_again_keeps_its_memory(
    db: Database, learner: Learner
) -> None:
    take(db, learner, FIRST)
    key = f"{deck_slug(learner)}/Q1#job"
    send(db, learner, answer("u1", key))
    before = stored_states(db, learner)

    plan = take(db, learner, "Où ?;Là-bas\nPourquoi ?;Parce que\n")

    assert (len(plan.added), len(plan.changed)) == (1, 1)
    assert [card.answer for card in cards(db, learner)] == [
        "Là-bas",
        "Demain",
        "Parce que",
    ]
    assert cards(db, learner)[0].tags == ("lieu",)  # there was no column for them
    assert stored_states(db, learner) == before


def test_tags_of_the_table_take_the_place_of_others(
    db: Database, learner: Learner
) -> None:
    take(db, learner, FIRST)

    take(db, learner, "Où ?;Ici;\nQuand ?;Demain;Dur,neuf\n")

    assert [card.tags for card in cards(db, learner)] == [(), ("dur", "neuf")]


def test_a_plan_changes_nothing(db: Database, learner: Learner) -> None:
    before = dump(db)

    with db.reading() as session:
        found = read_cards(FIRST.encode(), "x.csv")
        plan = plan_cards(session, learner, found.cards)

    assert len(plan.added) == 2
    assert dump(db) == before


def test_a_mistake_in_one_row_keeps_all_out(db: Database, learner: Learner) -> None:
    before = dump(db)

    with pytest.raises(BadFiles):
        take(db, learner, FIRST + "Pourquoi ?;\n")

    assert dump(db) == before


@pytest.mark.parametrize("data", [b"", b"\n\n", b"question;answer\n", b"\x00\x01"])
def test_a_file_without_cards_is_refused(data: bytes) -> None:
    with pytest.raises(NoTable):
        read_cards(data, "x.csv")


def test_own_cards_are_nobody_elses(db: Database, learner: Learner) -> None:
    take(db, learner, FIRST)
    with db.writing() as session:
        other = add_learner(session, "max")
        session.execute(delete(EnrolmentRow).filter_by(student_id=other.id))

    with db.writing() as session:
        ensure_learner(session, NOW)
        assert own_cards(session, other) == ()
        with pytest.raises(NotFound):
            overview(session, other, deck_slug(learner))


def test_a_deck_of_another_is_not_learnt_by_the_next_start(
    db: Database, learner: Learner
) -> None:
    with db.writing() as session:
        other = add_learner(session, "max")
    take(db, other, FIRST)

    with db.writing() as session:
        ensure_learner(session, NOW)
        learnt = session.scalars(
            select(DeckRow.slug)
            .join(EnrolmentRow, EnrolmentRow.deck_id == DeckRow.id)
            .where(EnrolmentRow.student_id == learner.id)
        ).all()

    assert learnt == []


def test_no_paper_has_the_name_of_own_cards(db: Database, learner: Learner) -> None:
    import_paper(db)

    take(db, learner, FIRST)

    assert "--" in deck_slug(learner)
    assert len(cards(db, learner)) == 2


def test_own_cards_go_to_anki_and_into_the_export(
    db: Database, learner: Learner, tmp_path: Path
) -> None:
    take(db, learner, FIRST)

    with db.reading() as session:
        export_deck(session, deck_slug(learner), tmp_path / "x.apkg", NOW)
        text = "".join(export_json(session, learner, NOW))

    assert '"question": "Où ?", "answer": "Ici"' in text


def remove(db: Database, learner: Learner, *questions: str) -> tuple[int, ...]:
    with db.writing() as session:
        ids = [
            card.loaded.id
            for card in study_cards(session, learner)
            if card.loaded.item.text in questions
        ]
        return remove_cards(session, learner, ids, NOW)


def questions(db: Database, learner: Learner) -> list[str]:
    return [card.question for card in cards(db, learner)]


def test_a_removed_card_is_asked_no_more(db: Database, learner: Learner) -> None:
    take(db, learner, FIRST)

    removed = remove(db, learner, "Où ?")

    assert len(removed) == 1
    assert questions(db, learner) == ["Quand ?"]
    with db.reading() as session:
        hand = next_cards(session, learner, NOW)
        assert [card.question.text for card in hand.cards] == ["Quand ?"]


def test_a_removed_card_comes_back_with_its_memory(
    db: Database, learner: Learner
) -> None:
    take(db, learner, FIRST)
    send(db, learner, answer("u1", f"{deck_slug(learner)}/Q1#job"))
    before = stored_states(db, learner)

    removed = remove(db, learner, "Où ?")
    with db.writing() as session:
        back = bring_cards_back(session, learner, removed, NOW)
        again = bring_cards_back(session, learner, removed, NOW)

    assert (back, again) == (removed, ())
    assert questions(db, learner) == ["Où ?", "Quand ?"]
    assert stored_states(db, learner) == before


def test_other_cards_do_not_bring_a_removed_one_back(
    db: Database, learner: Learner
) -> None:
    take(db, learner, FIRST)
    remove(db, learner, "Où ?")

    take(db, learner, "Pourquoi ?;Parce que\n")
    without = questions(db, learner)
    take(db, learner, "Où ?;Là\n")

    assert without == ["Quand ?", "Pourquoi ?"]
    assert questions(db, learner) == ["Où ?", "Quand ?", "Pourquoi ?"]


def test_cards_of_papers_and_of_others_are_not_removed(
    db: Database, learner: Learner
) -> None:
    with db.writing() as session:
        add_deck(session, ITEMS)
        other = add_learner(session, "max")
        paper = {card.loaded.id for card in study_cards(session, other)}
    take(db, learner, FIRST)
    take(db, other, FIRST)

    with db.writing() as session:
        mine = {card.loaded.id for card in study_cards(session, learner)} - paper
        before = dump(db)
        assert remove_cards(session, other, [*paper, *mine], NOW) == ()

    assert paper
    assert mine
    assert dump(db) == before


def test_a_deck_without_own_cards_is_not_shown(db: Database, learner: Learner) -> None:
    take(db, learner, FIRST)

    remove(db, learner, "Où ?", "Quand ?")

    with db.reading() as session:
        assert today(session, learner, NOW).decks == ()


def test_two_thousand_cards_come_in_at_once(db: Database, learner: Learner) -> None:
    text = "".join(f"Question {n} ?;Réponse {n};t{n % 50}\n" for n in range(2000))

    plan = take(db, learner, text)

    assert len(plan.added) == 2000
