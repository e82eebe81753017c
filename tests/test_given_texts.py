"""What a teacher gave of a deck is kept, and answers can outlive a missing key."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from tests.importing import LATER, PAPER, SLUG, import_paper, reworded, with_exam
from tests.studying import NOW
from trainer.core.deck import Source, SourceText
from trainer.db import Database
from trainer.import_plan import ImportPlan, plan_import
from trainer.tables import GivenTextRow, TextPart

ALONE = replace(PAPER, key=None)


def texts(db: Database) -> dict[TextPart, GivenTextRow]:
    with db.reading() as session:
        return {
            row.part: row
            for row in session.scalars(select(GivenTextRow).order_by(GivenTextRow.id))
        }


def kept(db: Database, source: Source = ALONE) -> ImportPlan:
    with db.reading() as session:
        return plan_import(session, source, keeps_answers=True)


def test_the_texts_of_an_import_are_kept_by_the_names_of_their_files(
    db: Database,
) -> None:
    import_paper(db)

    held = texts(db)
    assert {part: row.name for part, row in held.items()} == {
        TextPart.EXAM: "exam.md",
        TextPart.KEY: "key.md",
        TextPart.SETTINGS: "deck.toml",
    }
    assert held[TextPart.EXAM].text == PAPER.exam.text


def test_the_same_texts_again_keep_their_time(db: Database) -> None:
    import_paper(db)

    import_paper(db, now=LATER)

    assert {row.given_at for row in texts(db).values()} == {NOW}


def test_a_new_text_takes_the_place_of_the_old_one(db: Database) -> None:
    import_paper(db)

    import_paper(db, with_exam(f"{PAPER.exam.text}\n"), now=LATER)

    held = texts(db)
    assert held[TextPart.EXAM].text == f"{PAPER.exam.text}\n"
    assert held[TextPart.EXAM].given_at == LATER
    assert held[TextPart.KEY].given_at == NOW


def test_a_key_that_is_not_given_again_is_not_lost(db: Database) -> None:
    import_paper(db)

    import_paper(db, ALONE, now=LATER)

    assert PAPER.key
    assert texts(db)[TextPart.KEY].text == PAPER.key.text


def test_a_paper_without_its_key_can_keep_all_answers(db: Database) -> None:
    import_paper(db)

    plan = kept(db)

    assert (plan.changed, plan.lost_cards, plan.retired) == ((), 0, ())
    assert len(plan.kept) > 20
    lines = [str(problem.message) for problem in plan.parsed.problems]
    assert [line for line in lines if "pas de réponse" in line] == []
    assert plan.parsed.deck.checked == import_paper(db).parsed.deck.checked


def test_a_question_that_asks_something_else_keeps_no_answer(db: Database) -> None:
    import_paper(db)
    old = "Créer un flux qui lit des fichiers chaque nuit"
    source = replace(reworded(old, f"{old} et le jour"), key=None)

    plan = kept(db, source)

    assert [each.item.key for each in plan.changed] == [f"{SLUG}/A2"]
    assert "A2" not in plan.kept


def test_the_mark_of_the_paper_wins_over_the_answer_that_was_stored(
    db: Database,
) -> None:
    import_paper(db)
    text = PAPER.exam.text.replace("[  ] **Data Scientist**", "[  ] Data Scientist")
    third = text.index("3) Tester plusieurs modèles")
    text = text[:third] + text[third:].replace("[  ] MLE", "[  ] **MLE**", 1)

    plan = kept(db, replace(ALONE, exam=SourceText("exam.md", text)))

    assert f"{SLUG}/A3" in [each.item.key for each in plan.changed]
    assert "A3" not in plan.kept


def test_a_deck_that_is_new_has_nothing_to_keep(db: Database) -> None:
    assert kept(db).kept == ()
