"""Imports: what a paper changes in the database, and what it must never change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from random import Random
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from tests.core.test_keys_edited import strange_text
from tests.importing import (
    COMMITTED,
    LATER,
    PAPER,
    SLUG,
    answer_all,
    apply,
    card_ids,
    cards_of,
    changed_tables,
    dump,
    import_paper,
    items_of,
    planned,
    reviews_by_card,
    revisions_of,
    reworded,
    swapped,
    with_exam,
    with_key,
    with_settings,
)
from tests.statements import Fault, counted, failing_at, failing_at_commit
from tests.studying import (
    MINUTE,
    NOW,
    answer,
    reviews_of,
    send,
    stored_states,
)
from trainer.config import Config
from trainer.content import load_deck
from trainer.core.deck import Source, SourceText, read_deck
from trainer.core.keys import NEW, lock_to_text
from trainer.db import Database, open_database
from trainer.errors import BadFiles
from trainer.first_use import prepare
from trainer.importing import PlanOutdated, apply_import
from trainer.learners import Learner, ensure_learner
from trainer.reviewing import Status
from trainer.tables import DeckRow

CHURN = "pour prédire le départ de clients"
DRIFT = (
    "> - **Drift** : quand les données changent avec le temps et que le modèle se"
    " dégrade.\n"
)
MASKING = re.compile(r"- \[masquage\].*\n  - Accepté.*\n")
BUDGET = (
    "Choisir un modèle d’attribution publicitaire et optimiser le budget marketing."
)
PRICES = "Choisir un modèle de prix et optimiser le stock."  # half the words of BUDGET


@pytest.fixture
def lea(db: Database) -> Learner:
    """A student who has answered every card of the built-in deck once."""
    import_paper(db)
    with db.writing() as session:
        learner = ensure_learner(session, NOW)
    answer_all(db, learner, card_ids(db))
    return learner


# The first import, and the same again


def test_the_first_import_stores_every_item_and_card(db: Database) -> None:
    plan = import_paper(db)

    with db.reading() as session:
        deck = load_deck(session, session.scalars(select(DeckRow)).one())
    assert len(plan.added) == len(plan.parsed.items)
    assert (deck.deck, [loaded.item for loaded in deck.items]) == (
        plan.parsed.deck,
        list(plan.parsed.items),
    )
    assert list(card_ids(db)) == cards_of(plan.parsed)


def test_importing_the_same_paper_again_touches_no_row(
    db: Database, lea: Learner
) -> None:
    before = dump(db)

    plan = import_paper(db, now=LATER)

    assert (plan.added, plan.changed, plan.moved, plan.retired) == ((), (), (), ())
    assert len(plan.unchanged) == len(before["items"])
    assert dump(db) == before


def test_a_plan_alone_changes_nothing(db: Database, lea: Learner) -> None:
    before = dump(db)

    planned(db, swapped(3, 5))

    assert dump(db) == before


# Items that change


def test_a_changed_word_makes_one_revision_and_keeps_all_else(
    db: Database, lea: Learner
) -> None:
    before, states = dump(db), stored_states(db, lea)

    plan = import_paper(db, reworded(CHURN, "pour prévoir le départ de clients"))

    after = dump(db)
    assert [p.item.key for p in plan.changed] == [f"{SLUG}/A3"]
    assert len(plan.unchanged) == len(before["items"]) - 1
    assert changed_tables(before, after) == {
        "given_texts",
        "deck_versions",
        "items",
        "item_revisions",
    }
    assert len(after["item_revisions"]) == len(before["item_revisions"]) + 1
    assert all(row in after["item_revisions"] for row in before["item_revisions"])
    assert (items_of(db)["A3"].revision, revisions_of(db, "A3")) == (2, [1, 2])
    assert stored_states(db, lea) == states


def test_words_changed_back_make_a_revision_again(db: Database) -> None:
    import_paper(db)
    import_paper(db, reworded(CHURN, "pour prévoir le départ de clients"))

    import_paper(db, now=LATER)

    assert revisions_of(db, "A3") == [1, 2, 3]
    assert planned(db).changed == ()


def test_a_changed_answer_makes_a_revision_too(db: Database) -> None:
    import_paper(db)
    assert PAPER.key
    key = PAPER.key.text.replace("compter les valeurs vides dans", "compter les trous")

    plan = import_paper(db, with_key(key))

    assert [p.item.key for p in plan.changed] == [f"{SLUG}/F2"]


# Items that move


def test_questions_that_change_places_keep_their_revision(
    db: Database, lea: Learner
) -> None:
    before, old, ids = dump(db), items_of(db), card_ids(db)

    plan = import_paper(db, swapped(3, 5), now=LATER)

    new = items_of(db)
    assert (plan.changed, len(plan.moved)) == ((), 2)
    assert changed_tables(before, dump(db)) == {
        "given_texts",
        "deck_versions",
        "decks",
        "items",
    }
    assert (new["A3"].place, new["A5"].place) == ("A5", "A3")
    for one, other in (("A3", "A5"), ("A5", "A3")):
        assert (new[one].line, new[one].position) == (
            old[other].line,
            old[other].position,
        )
        assert (new[one].id, new[one].revision) == (old[one].id, 1)
    assert card_ids(db) == ids


def test_a_line_more_above_moves_lines_and_nothing_else(db: Database) -> None:
    import_paper(db)
    old = items_of(db)

    plan = import_paper(db, with_exam(PAPER.exam.text.replace("\n---", "\n\n---", 1)))

    new = items_of(db)
    assert (plan.changed, len(plan.moved)) == ((), len(old))
    assert {new[key].line - old[key].line for key in old} == {1}
    assert {(k, r.place, r.position) for k, r in new.items()} == {
        (k, r.place, r.position) for k, r in old.items()
    }


def test_numbers_that_all_shift_make_no_revision(db: Database) -> None:
    statements = [f"{n}) Énoncé {word}." for n, word in enumerate(WORDS, start=1)]
    import_paper(db, small_paper(statements))

    shifted = [f"{n}) Énoncé {word}." for n, word in enumerate(WORDS, start=2)]
    plan = import_paper(db, small_paper(["1) Tout autre chose.", *shifted]))

    assert [p.item.place for p in plan.added] == ["C1"]
    assert (plan.changed, plan.retired) == ((), ())
    assert [(p.item.key, p.item.place) for p in plan.moved] == [
        (f"petit/C{n}", f"C{n + 1}") for n in range(1, len(WORDS) + 1)
    ]


WORDS = ("abricot", "brouette", "cathédrale", "diligence", "escalier")


def small_paper(statements: Iterable[str]) -> Source:
    """Return a paper of statements, true or false, without a key."""
    lines = [f"{text} → V/F + 1 phrase" for text in statements]
    heading = f"## PARTIE C — Vrai/Faux ({len(lines)} × 3 pts = /{3 * len(lines)})"
    text = "\n".join(["# Petit\n", f"{heading}\n", *lines, ""])
    return Source("petit", SourceText("petit.md", text))


# Items and cards that go and come back


def test_a_vanished_item_is_retired_and_comes_back_as_it_was(
    db: Database, lea: Learner
) -> None:
    before, states, log = dump(db), stored_states(db, lea), reviews_by_card(db, lea)

    gone = import_paper(db, reworded(DRIFT, ""), now=NOW + MINUTE)
    live = card_ids(db, only_live=True)
    back = import_paper(db, now=LATER)

    drift = f"{SLUG}/term-drift"
    assert (gone.retired, gone.changed) == ((drift,), ())
    assert not any(card.startswith(drift) for card in live)
    assert [p.item.key for p in back.changed] == [drift]
    # Of the deck, the time of its last change.
    assert changed_tables(before, dump(db)) == {"given_texts", "deck_versions", "decks"}
    assert reviews_by_card(db, lea) == log
    assert stored_states(db, lea) == states


def test_a_retired_item_stays_in_the_log(db: Database, lea: Learner) -> None:
    states, log = stored_states(db, lea), reviews_by_card(db, lea)

    import_paper(db, reworded(DRIFT, ""))

    assert items_of(db)["term-drift"].retired_at == NOW
    assert stored_states(db, lea) == states
    assert reviews_by_card(db, lea) == log


def test_a_card_that_its_item_loses_is_retired_and_comes_back(
    db: Database, lea: Learner
) -> None:
    card, states, ids = (
        f"{SLUG}/F1#point-masquage",
        stored_states(db, lea),
        card_ids(db),
    )

    import_paper(db, without_masking())
    live = card_ids(db, only_live=True)
    import_paper(db, now=LATER)

    assert set(ids) - set(live) == {card}
    assert card_ids(db, only_live=True) == ids
    assert stored_states(db, lea) == states
    assert items_of(db)["F1"].retired_at is None


def without_masking() -> Source:
    """Return the built-in deck, one point of its answer to F1 gone."""
    assert PAPER.key
    text, times = MASKING.subn("", PAPER.key.text)
    assert times == 1
    return with_key(text)


def test_an_answer_to_a_card_that_its_item_lost_meanwhile_is_kept(
    db: Database, lea: Learner
) -> None:
    card = f"{SLUG}/F1#point-masquage"
    import_paper(db, without_masking())

    (outcome,) = send(db, lea, answer("late", card, at=NOW - MINUTE))

    row = reviews_of(db, lea)[-1]
    assert outcome.status is Status.NEW
    assert (row.uid, row.card_id, row.revision) == ("late", card_ids(db)[card], 1)
    assert stored_states(db, lea)[card].reps == 2


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
        pytest.param(reworded(DRIFT, ""), id="retired"),
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


def decks(db: Database) -> list[DeckRow]:
    """Return the decks, the oldest first."""
    with db.reading() as session:
        return list(session.scalars(select(DeckRow).order_by(DeckRow.id)))


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
        reworded(DRIFT, "> - **Token** : un morceau de mot.\n").exam.text.replace(
            CHURN, "pour prévoir le départ de clients"
        )
    ).exam
    moved = exam.text.replace("\n---", "\n\n---", 1)
    return replace(without_masking(), exam=replace(exam, text=moved))


# Settings


def test_a_new_title_is_stored_without_a_revision(db: Database, lea: Learner) -> None:
    before = dump(db)

    plan = import_paper(db, with_settings('"Métiers data"', '"Data"'), now=LATER)

    (deck,) = decks(db)
    assert (plan.changed, plan.parsed.deck.title) == ((), "Data")
    assert changed_tables(before, dump(db)) == {"given_texts", "deck_versions", "decks"}
    assert '"title":"Data"' in deck.content
    assert (deck.created_at, deck.updated_at) == (NOW, LATER)


def test_a_new_alias_is_stored(db: Database) -> None:
    import_paper(db)

    import_paper(db, with_settings('"AE", ', '"AE", "Modeleuse de tables", '))

    (deck,) = decks(db)
    assert "Modeleuse de tables" in deck.content


# Long papers


def test_a_long_paper_takes_no_more_statements_than_a_short_one(db: Database) -> None:
    rng = Random("long")
    statements = [strange_text(rng) for _ in range(2000)]

    with counted() as first:
        import_paper(db, recall_paper(statements))
    with counted() as again:
        import_paper(db, recall_paper(statements), now=LATER)
    with counted() as shifted:
        import_paper(db, recall_paper(["Tout autre chose", *statements]), now=LATER)

    assert len(card_ids(db)) == 3 + 2 * 2001
    assert len(first) <= 40  # rows go in by the thousand
    assert len(again) <= 15
    assert len(shifted) <= 20


def recall_paper(words: Iterable[str]) -> Source:
    """Return a paper of reminders, of two cards each."""
    lines = "\n".join(f"- **{text}** → Data Analyst" for text in words)
    text = (
        "# Long\n\n## Les métiers\n\n- **Data Analyst** : analyse (SQL).\n\n"
        f"## Aide mémoire (mots → métier)\n\n{lines}\n"
    )
    return Source("long", SourceText("long.md", text))


# The committed keys


def test_the_committed_keys_are_those_of_the_paper() -> None:
    assert COMMITTED.lock
    parsed = read_deck(COMMITTED)

    text = lock_to_text(parsed.remembered())

    assert not parsed.has_errors
    assert COMMITTED.lock.text == text, "python -m trainer keys decks/metiers-data"


def test_every_committed_key_is_that_of_an_item() -> None:
    parsed = read_deck(COMMITTED)

    keys = {item.key.removeprefix(f"{SLUG}/") for item in parsed.items}

    assert {known.key for known in parsed.known if not known.retired} == keys


def test_the_keys_are_the_same_with_the_lock_and_without(db: Database) -> None:
    with_lock, without = (
        [(p.item.place, p.item.key) for p in planned(db, source).added]
        for source in (COMMITTED, PAPER)
    )

    assert with_lock == without


def test_a_lock_changes_nothing_for_a_deck_that_was_imported_without(
    db: Database, lea: Learner
) -> None:
    before = dump(db)

    import_paper(db, COMMITTED, now=LATER)

    assert dump(db) == before
