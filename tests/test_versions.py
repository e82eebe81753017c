"""Each import is a version; an older one comes back by an import like any other."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.importing import answer_all, apply, card_ids, cards_of
from tests.schooling import make_school
from tests.studying import DAY, NOW, stored_states
from tests.web.uploading import KEY, PAPER
from trainer.core.deck import Source, SourceText
from trainer.db import Database
from trainer.erasing import delete_person
from trainer.errors import NotFound
from trainer.giving import bring_paper
from trainer.import_plan import ImportPlan, plan_import
from trainer.learners import ensure_learner
from trainer.tables import GivenTextRow, StudentRow, TextPart
from trainer.uploads import UploadChoice, plan_upload
from trainer.versions import (
    Comparison,
    Version,
    compare_versions,
    deck_versions,
    older_upload,
)

LATER = NOW + DAY
SLUG = "cuisine"
REWRITTEN = PAPER.replace("Un plat froid de", "Un plat frais de")
# Its first question is gone, the second one asks something else altogether.
SHORT = """# Examen de cuisine

## PARTIE A — Choisir le bon plat (1 item × 2 pts = /2)

1) Une spécialité de Nice mijotée longuement à feu doux.
→ [ ] Gaspacho  [x] Ratatouille
"""
SHORT_KEY = "### A1\n- [ ] Gaspacho — Il vient d’ailleurs.\n- [x] Ratatouille — Oui.\n"


def source(exam: str = PAPER, key: str | None = KEY) -> Source:
    given = SourceText("cuisine.key.md", key) if key else None
    return Source(SLUG, SourceText("cuisine.md", exam), given)


def store(db: Database, wanted: Source, now: datetime = NOW) -> ImportPlan:
    with db.reading() as session:
        plan = plan_import(session, wanted)
    apply(db, plan, now)
    return plan


def versions(db: Database) -> tuple[Version, ...]:
    """Return the versions of the deck, oldest first."""
    with db.reading() as session:
        return deck_versions(session, SLUG).versions[::-1]


def compared(db: Database, before: int, after: int) -> Comparison:
    with db.reading() as session:
        return compare_versions(session, SLUG, (before, after))


def planned_return(session: Session, number: int) -> ImportPlan:
    """Plan to go back to a version as its page does."""
    upload = older_upload(session, SLUG, number)
    return plan_upload(session, upload, UploadChoice(SLUG)).plan


def go_back(db: Database, number: int) -> None:
    with db.reading() as session:
        plan = planned_return(session, number)
    assert plan.parsed.assignment.doubts == ()
    apply(db, plan, LATER + DAY)


def test_an_import_is_a_version_with_its_counts(db: Database) -> None:
    store(db, source())
    store(db, source(REWRITTEN), LATER)

    first, second = versions(db)

    assert (first.number, first.made_at, first.by) == (1, NOW, "")
    assert (first.added, first.changed, first.retired) == (2, 0, 0)
    assert first.parts == (TextPart.EXAM, TextPart.KEY)
    assert (second.number, second.made_at, second.parts) == (2, LATER, (TextPart.EXAM,))
    assert (second.added, second.changed, second.retired) == (0, 1, 0)


def test_the_same_import_again_is_no_version(db: Database) -> None:
    store(db, source())

    store(db, source(), LATER)

    assert len(versions(db)) == 1


def test_a_text_that_changes_no_question_is_kept_too(db: Database) -> None:
    store(db, source())

    plan = store(db, source(f"{PAPER}\n<!-- à revoir -->\n"), LATER)

    assert (plan.changed, plan.changes_texts) == ((), True)
    assert versions(db)[-1].parts == (TextPart.EXAM,)


def test_a_text_that_stays_is_kept_once(db: Database) -> None:
    store(db, source())
    store(db, source(REWRITTEN), LATER)

    with db.reading() as session:
        parts = session.scalars(select(GivenTextRow.part)).all()

    assert sorted(parts) == ["exam", "exam", "key"]


def test_two_versions_are_compared_line_by_line(db: Database) -> None:
    store(db, source())
    store(db, source(REWRITTEN), LATER)

    paper, key = compared(db, 1, 2).texts

    gone, come = [line for line in paper.lines if line.kind in ("gone", "come")]
    assert [piece.text for piece in gone.pieces if piece.is_other] == ["froid"]
    assert [piece.text for piece in come.pieces if piece.is_other] == ["frais"]
    assert (key.part, key.lines) == (TextPart.KEY, ())


def test_a_version_that_is_not_there_is_not_found(db: Database) -> None:
    store(db, source())

    with pytest.raises(NotFound), db.reading() as session:
        compare_versions(session, SLUG, (1, 2))
    with pytest.raises(NotFound), db.reading() as session:
        older_upload(session, SLUG, 0)


def test_going_back_brings_questions_back_with_their_memory(db: Database) -> None:
    plan = store(db, source())
    with db.writing() as session:
        learner = ensure_learner(session, NOW)
    answer_all(db, learner, cards_of(plan.parsed))
    memory, live = stored_states(db, learner), card_ids(db, only_live=True)
    changed = store(db, source(SHORT, SHORT_KEY), LATER)
    assert len(changed.retired) == 2

    go_back(db, 1)

    assert stored_states(db, learner) == memory
    assert card_ids(db, only_live=True) == live
    last = versions(db)[-1]
    assert (last.number, last.restores, last.retired) == (3, 1, 1)
    assert all(text.lines == () for text in compared(db, 1, 3).texts)


def test_what_one_goes_back_from_is_a_version_too(db: Database) -> None:
    store(db, source())
    store(db, source(SHORT, SHORT_KEY), LATER)

    go_back(db, 1)

    with db.reading() as session:
        assert older_upload(session, SLUG, 2).exam.text == SHORT


def test_a_question_is_known_by_words_that_it_had_long_ago(db: Database) -> None:
    texts = (
        "Un plat froid de tomates.",
        "Une recette andalouse qui rafraîchit en été.",
        "De quoi commencer un repas quand il fait chaud à Séville.",
    )
    for number, text in enumerate(texts):
        marked = PAPER.replace(texts[0], f"{text} {{#A1}}")
        store(db, source(marked), NOW + number * DAY)

    with db.reading() as session:
        plan = planned_return(session, 1)
        unmarked = plan_import(session, source())

    assert (plan.added, plan.retired) == ((), ())
    assert (unmarked.added, unmarked.retired) == ((), ())
    assert unmarked.parsed.assignment.doubts == ()


def test_going_back_to_a_version_without_a_key_keeps_the_answers(db: Database) -> None:
    bare = PAPER.replace("[x]", "[ ]")
    store(db, source(bare, None))
    store(db, source(bare), LATER)

    with db.reading() as session:
        plan = planned_return(session, 1)

    assert len(plan.kept) == 2
    assert plan.lost_cards == 0


def test_a_version_names_its_teacher_until_the_teacher_is_erased(db: Database) -> None:
    school = make_school(db)
    with db.writing() as session:
        bring_paper(session, plan_import(session, source()), school.vera.id, NOW)
    assert [each.by for each in versions(db)] == ["Vera"]

    with db.writing() as session:
        delete_person(session, session.get_one(StudentRow, school.vera.student_id))

    assert [each.by for each in versions(db)] == [""]


def test_only_who_keeps_a_deck_goes_back(db: Database) -> None:
    school = make_school(db)
    with db.writing() as session:
        bring_paper(session, plan_import(session, source()), school.vera.id, NOW)

    with db.reading() as session:
        assert older_upload(session, SLUG, 1, school.vera.id).restores == 1
        with pytest.raises(NotFound):
            older_upload(session, SLUG, 1, school.carl.id)
        with pytest.raises(NotFound):
            deck_versions(session, SLUG, school.carl.id)
