"""Imports: what a paper changes in the database, and what it must never change."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from sqlalchemy import select

from tests.core.test_keys_edited import strange_text
from tests.importing import (
    CHURN,
    COMMITTED,
    KAFKA,
    LATER,
    PAPER,
    SLUG,
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
    without_masking,
)
from tests.importing import lea as lea  # a fixture, used by its name
from tests.statements import counted
from tests.studying import MINUTE, NOW, answer, reviews_of, send, stored_states
from trainer.content import load_deck
from trainer.core.deck import Source, SourceText, read_deck
from trainer.core.keys import lock_to_text
from trainer.db import Database
from trainer.learners import Learner
from trainer.reviewing import Status
from trainer.tables import DeckRow

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

    gone = import_paper(db, reworded(KAFKA, ""), now=NOW + MINUTE)
    live = card_ids(db, only_live=True)
    back = import_paper(db, now=LATER)

    kafka = f"{SLUG}/term-kafka"
    assert (gone.retired, gone.changed) == ((kafka,), ())
    assert not any(card.startswith(kafka) for card in live)
    assert [p.item.key for p in back.changed] == [kafka]
    # Of the deck, the time of its last change.
    assert changed_tables(before, dump(db)) == {"given_texts", "deck_versions", "decks"}
    assert reviews_by_card(db, lea) == log
    assert stored_states(db, lea) == states


def test_a_retired_item_stays_in_the_log(db: Database, lea: Learner) -> None:
    states, log = stored_states(db, lea), reviews_by_card(db, lea)

    import_paper(db, reworded(KAFKA, ""))

    assert items_of(db)["term-kafka"].retired_at == NOW
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


def decks(db: Database) -> list[DeckRow]:
    """Return the decks, the oldest first."""
    with db.reading() as session:
        return list(session.scalars(select(DeckRow).order_by(DeckRow.id)))


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
