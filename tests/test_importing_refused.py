"""Imports that are in doubt, wrong, too late or broken off: all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.importing import (
    CHURN,
    COMMITTED,
    KAFKA,
    LATER,
    PAPER,
    SLUG,
    apply,
    card_ids,
    dump,
    import_paper,
    items_of,
    planned,
    revisions_of,
    reworded,
    swapped,
    with_exam,
    with_settings,
    without_masking,
)
from tests.importing import lea as lea  # a fixture, used by its name
from tests.statements import Fault, failing_at, failing_at_commit
from tests.studying import MINUTE, NOW, stored_states
from trainer.config import Config
from trainer.core.deck import Source
from trainer.core.keys import NEW
from trainer.db import Database, open_database
from trainer.errors import BadFiles
from trainer.first_use import prepare
from trainer.importing import PlanOutdated, apply_import
from trainer.learners import Learner, ensure_learner

BUDGET = (
    "Choisir un modèle d’attribution publicitaire et optimiser le budget marketing."
)
PRICES = "Choisir un modèle de prix et optimiser le stock."  # half the words of BUDGET


# Doubts and mistakes


def test_an_unsettled_doubt_writes_nothing(db: Database, lea: Learner) -> None:
    before = dump(db)

    plan = planned(db, reworded(BUDGET, PRICES))
    with pytest.raises(BadFiles):
        apply(db, plan)

    assert [doubt.candidates for doubt in plan.parsed.assignment.doubts] == [("A12",)]
    assert dump(db) == before


def test_a_doubtful_item_that_is_the_old_one_keeps_its_history(
    db: Database, lea: Learner
) -> None:
    ids, states = card_ids(db), stored_states(db, lea)

    import_paper(db, half_new(), {"A12": "A12"})

    assert revisions_of(db, "A12") == [1, 2]
    assert card_ids(db, only_live=True) == ids
    assert stored_states(db, lea) == states


def test_a_doubtful_item_that_is_new_leaves_the_old_one_its_history(
    db: Database, lea: Learner
) -> None:
    ids, states = card_ids(db), stored_states(db, lea)

    plan = import_paper(db, half_new(), {"A12": NEW})

    live = card_ids(db, only_live=True)
    assert [p.item.key for p in plan.added] == [f"{SLUG}/A13"]
    assert (plan.retired, revisions_of(db, "A12")) == ((f"{SLUG}/A12",), [1])
    assert (live.keys() - ids.keys(), ids.keys() - live.keys()) == (
        {f"{SLUG}/A13#job"},
        {f"{SLUG}/A12#job"},
    )
    assert stored_states(db, lea) == states


def half_new() -> Source:
    """Return the built-in deck, A12 half rewritten and its key no more quoting it."""
    source = reworded(BUDGET, PRICES)
    assert source.key
    text = source.key.text.replace("### A12 Choisir un modèle d’attribution", "### A12")
    return replace(source, key=replace(source.key, text=text))


@pytest.mark.parametrize("has_deck", [False, True])
def test_a_paper_with_errors_writes_nothing(db: Database, *, has_deck: bool) -> None:
    if has_deck:
        import_paper(db)
    before = dump(db)
    role = "- **Data Architect** : dessine les tables.\n"
    wrong = PAPER.exam.text.replace("- **Data Steward", f"{role}- **Data Steward")

    plan = planned(db, with_exam(wrong))
    with pytest.raises(BadFiles):
        apply(db, plan)

    assert plan.has_errors
    assert dump(db) == before


# Two imports at once


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(reworded(CHURN, "pour prévoir le départ"), id="changed"),
        pytest.param(reworded(KAFKA, ""), id="retired"),
        pytest.param(swapped(3, 5), id="moved"),
        pytest.param(with_settings('"Métiers data"', '"Data"'), id="settings"),
    ],
)
def test_a_plan_for_an_older_deck_is_refused(db: Database, other: Source) -> None:
    import_paper(db)
    plan = planned(db, reworded("Power BI.  ", "Tableau.  "))
    import_paper(db, other, now=LATER)
    before = dump(db)

    with pytest.raises(PlanOutdated):
        apply(db, plan, LATER + MINUTE)

    assert dump(db) == before


def test_a_plan_is_still_good_after_an_import_that_changed_nothing(
    db: Database,
) -> None:
    import_paper(db)
    plan = planned(db, swapped(3, 5))
    import_paper(db, now=NOW + MINUTE)

    apply(db, plan)

    assert items_of(db)["A3"].place == "A5"


def test_of_two_first_imports_the_second_is_refused(db: Database) -> None:
    first, second = planned(db), planned(db)
    apply(db, first)
    before = dump(db)

    with pytest.raises(PlanOutdated):
        apply(db, second, LATER)

    assert dump(db) == before


def test_of_two_first_imports_at_the_same_time_the_second_is_refused(
    postgresql_config: Config,
) -> None:
    db = open_database(postgresql_config)
    first, second = planned(db), planned(db)

    with ThreadPoolExecutor(1) as threads:
        with db.writing() as session, about_to("INSERT INTO decks") as is_inserting:
            apply_import(session, first, NOW)
            is_inserting.clear()
            waiting = threads.submit(apply, db, second)
            assert is_inserting.wait(20)
        refusal = waiting.exception(20)

    assert isinstance(refusal, PlanOutdated)
    assert planned(db).base == NOW
    db.close()


@contextmanager
def about_to(beginning: str) -> Iterator[Event]:
    """Give an event that is set whenever such a statement is about to be sent."""
    is_about_to = Event()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(beginning):
            is_about_to.set()

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield is_about_to
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_two_programs_that_start_at_once_have_the_same_learner(
    postgresql_config: Config,
) -> None:
    db = open_database(postgresql_config)
    import_paper(db, COMMITTED)

    with ThreadPoolExecutor(1) as threads:
        with db.writing() as session, about_to("INSERT INTO students") as is_inserting:
            first = ensure_learner(session, NOW)
            is_inserting.clear()
            waiting = threads.submit(prepare, db, NOW)
            assert is_inserting.wait(20)
        second = waiting.result(20)

    assert second == first
    db.close()


# All or nothing


def test_an_import_that_breaks_anywhere_writes_nothing(
    db: Database, lea: Learner
) -> None:
    plan = planned(db, all_at_once())
    assert all((plan.added, plan.changed, plan.moved, plan.retired))
    before = dump(db)

    number, is_done = 0, False
    while not is_done:
        number += 1
        with suppress(Fault), failing_at(number):
            apply(db, plan)
            is_done = True
        assert (dump(db) == before) is not is_done, f"at statement {number}"

    assert number > 8
    assert planned(db, all_at_once()).changed == ()


def test_an_import_whose_commit_fails_writes_nothing(
    db: Database, lea: Learner
) -> None:
    plan = planned(db, all_at_once())
    before = dump(db)

    with pytest.raises(Fault), failing_at_commit():
        apply(db, plan)

    assert dump(db) == before


def all_at_once() -> Source:
    """Return the built-in deck with items added, changed, moved and retired."""
    exam = with_exam(
        reworded(KAFKA, "> - **Token** : un morceau de mot.\n").exam.text.replace(
            CHURN, "pour prévoir le départ de clients"
        )
    ).exam
    moved = exam.text.replace("\n---", "\n\n---", 1)
    return replace(without_masking(), exam=replace(exam, text=moved))
