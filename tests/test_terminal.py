"""The review in a terminal: what a person types, what is asked again, what is kept."""

from __future__ import annotations

import json
from dataclasses import replace

import click
import pytest
from click.testing import CliRunner

from tests.samples import CHOICE, DECK, OPEN, ORDERING, TERM, TRUE_FALSE
from tests.studying import (
    DAY,
    NOW,
    add_deck,
    add_learner,
    answer,
    everything,
    recall_items,
    reviews_of,
    send,
    stored_states,
)
from trainer.annotating import NoteIn, record_notes
from trainer.core.items import Item
from trainer.core.messages import Message
from trainer.core.questions import Format, Question
from trainer.core.reviews import Rating
from trainer.daily_review import next_cards
from trainer.db import Database
from trainer.errors import NotFound
from trainer.learners import Learner
from trainer.tables import RetractionRow, ReviewSource
from trainer.terminal import Terminal


def learner_of(db: Database, *items: Item) -> Learner:
    """Return a student who learns a deck of these items."""
    with db.writing() as session:
        add_deck(session, items)
        return add_learner(session)


def first_question(db: Database, learner: Learner) -> Question:
    """Return what will be asked first."""
    with db.reading() as session:
        (card,) = next_cards(session, learner, NOW, limit=1).cards
    return card.question


def sit(db: Database, learner: Learner, *typed: str, deck: str | None = None) -> str:
    """Review, typing these lines, and return what the terminal showed."""
    terminal = Terminal(db, learner, deck, clock=lambda: NOW, said=plain)
    lines = "".join(f"{line}\n" for line in typed)
    with CliRunner().isolation(input=lines) as (out, *_):
        terminal.run()
        return out.getvalue().decode()


def plain_spaces(shown: str) -> str:
    """Return what was shown with plain spaces before its signs."""
    return shown.replace("\u00a0", " ")


def plain(sentence: Message) -> str:
    return str(sentence).replace("\xa0", " ").replace("\u202f", " ")


def kept(db: Database, learner: Learner) -> tuple[str, Rating, float | None]:
    """Return response, rating and score of the only answer."""
    (row,) = (row for row in reviews_of(db, learner) if row.uid != "r0")
    return row.response, row.rating, row.score


def number_of(db: Database, learner: Learner, option: str) -> str:
    """Return the number that stands before an option."""
    return str(first_question(db, learner).options.index(option) + 1)


def known_by_now(db: Database, learner: Learner) -> None:
    """Have the first card been recalled once: names are typed from then on."""
    card = first_question(db, learner).card_key
    first = answer("r0", card, at=NOW - DAY, format=Format.SELF_MARKED)
    send(db, learner, first, now=NOW - DAY)


# Every format


def test_an_option_is_chosen_by_its_number(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, CHOICE)

    shown = sit(sqlite_db, lea, number_of(sqlite_db, lea, "ML Engineer"), "", "q")

    assert kept(sqlite_db, lea) == ('{"choice":"ML Engineer"}', Rating.GOOD, 1.0)
    assert "✓ Juste" in shown
    assert "Il met le modèle en service." in shown


def test_a_wrong_option_is_to_be_seen_again(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, CHOICE)

    shown = sit(sqlite_db, lea, number_of(sqlite_db, lea, "Data Scientist"), "", "q")

    assert kept(sqlite_db, lea) == ('{"choice":"Data Scientist"}', Rating.AGAIN, 0.0)
    assert "✗ Faux" in shown


@pytest.mark.parametrize(
    ("typed", "response", "score"),
    [
        ("f", '{"is_true":false}', 1.0),
        ("FAUX", '{"is_true":false}', 1.0),
        ("v", '{"is_true":true}', 0.0),
    ],
)
def test_a_statement_is_judged_by_a_letter(
    typed: str, response: str, score: float, sqlite_db: Database
) -> None:
    lea = learner_of(sqlite_db, TRUE_FALSE)

    sentence = [] if typed == "v" else [""]
    shown = sit(sqlite_db, lea, typed, *sentence, "", "q")

    assert kept(sqlite_db, lea)[::2] == (response, score)
    assert "La phrase est fausse." in shown
    assert "Le MLOps automatise l’entraînement." in shown


@pytest.mark.parametrize("between", [" ", ", "])
def test_steps_are_ordered_by_their_numbers(between: str, sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, ORDERING)
    names = [step.name for step in first_question(sqlite_db, lea).steps]
    wanted = ["besoin", "donnees", "tables", "modele", "ligne"]
    typed = between.join(str(names.index(name) + 1) for name in wanted)

    shown = sit(sqlite_db, lea, typed, "", "q")

    response, rating, score = kept(sqlite_db, lea)
    assert json.loads(response) == {"order": wanted}
    assert (rating, score) == (Rating.GOOD, 1.0)
    assert "1. Définir" in shown


def test_a_sentence_put_right_is_for_the_student_to_mark(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, TRUE_FALSE)

    sit(sqlite_db, lea, "f", "Le MLOps dort.", "1", "q")

    response = '{"is_true":false,"text":"Le MLOps dort."}'
    assert kept(sqlite_db, lea) == (response, Rating.AGAIN, 1.0)


def test_a_name_is_typed_where_there_is_nothing_to_choose(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, TERM)
    known_by_now(sqlite_db, lea)

    shown = sit(sqlite_db, lea, "  dérive ", "", "q")

    assert kept(sqlite_db, lea) == ('{"text":"dérive"}', Rating.GOOD, 1.0)
    assert "Drift" in shown


def test_a_note_is_shown_with_the_answer(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, TRUE_FALSE)
    note = NoteIn("n1", first_question(sqlite_db, lea).card_key, "Ops = outils", NOW)
    with sqlite_db.writing() as session:
        record_notes(session, lea, [note], sent_at=NOW, now=NOW)

    shown = sit(sqlite_db, lea, "v", "", "q")

    assert "Ma note : Ops = outils" in shown


def test_a_slip_of_the_finger_is_typed_once_more(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, TERM)
    known_by_now(sqlite_db, lea)

    shown = sit(sqlite_db, lea, "dérivee", "dérive", "", "q")

    response = '{"text":"dérive","first_try":"dérivee"}'
    assert kept(sqlite_db, lea) == (response, Rating.GOOD, 1.0)
    assert "Presque : une lettre à revoir." in shown


def test_an_open_answer_is_rated_by_oneself(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, OPEN)

    shown = sit(sqlite_db, lea, "compter les lignes", "1", "q")

    expected = '{"text":"compter les lignes"}', Rating.AGAIN, None
    assert kept(sqlite_db, lea) == expected
    assert "Juste" not in shown
    assert "[1] À revoir" in shown
    assert "[3] Correct" in shown
    assert "[2]" not in shown


# What is typed by mistake


@pytest.mark.parametrize("typed", ["6", "²", "x", "-1", "1 2", ""])
def test_what_is_no_number_of_an_option_is_asked_again(
    typed: str, sqlite_db: Database
) -> None:
    lea = learner_of(sqlite_db, CHOICE)

    shown = sit(sqlite_db, lea, typed, "q")

    assert "Taper le numéro d’une réponse." in shown
    assert reviews_of(sqlite_db, lea) == []


def test_what_is_neither_true_nor_false_is_asked_again(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, TRUE_FALSE)

    shown = sit(sqlite_db, lea, "peut-être", "v", "", "q")

    assert "Taper v (vrai) ou f (faux)." in shown
    assert len(reviews_of(sqlite_db, lea)) == 1


@pytest.mark.parametrize("typed", ["1 2 3", "1 1 2 3 4", "1 2 3 4 6", "12345", ""])
def test_an_order_that_lacks_a_step_is_asked_again(
    typed: str, sqlite_db: Database
) -> None:
    lea = learner_of(sqlite_db, ORDERING)

    shown = sit(sqlite_db, lea, typed, "q")

    assert "Taper tous les numéros, dans l’ordre voulu." in shown
    assert reviews_of(sqlite_db, lea) == []


@pytest.mark.parametrize("typed", ["0", "5", "²", "bien"])
def test_what_is_no_rating_is_asked_again(typed: str, sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, OPEN)

    shown = sit(sqlite_db, lea, "", typed, "3", "q")

    assert "Taper un de ces numéros : 1, 2, 3, 4." in plain_spaces(shown)
    assert kept(sqlite_db, lea)[1] is Rating.GOOD


# Overriding, undoing, leaving


@pytest.mark.parametrize(
    ("option", "rating", "overridden"),
    [
        ("ML Engineer", "o", True),
        ("ML Engineer", "2", False),
        ("ML Engineer", "4", False),
        ("Data Scientist", "o", True),
        ("Data Scientist", "1", False),
    ],
)
def test_another_rating_than_the_marked_one_is_kept_as_such(
    option: str, rating: str, overridden: bool, sqlite_db: Database
) -> None:
    lea = learner_of(sqlite_db, CHOICE)

    sit(sqlite_db, lea, number_of(sqlite_db, lea, option), rating, "q")

    (row,) = reviews_of(sqlite_db, lea)
    turned = Rating.AGAIN if option == "ML Engineer" else Rating.GOOD
    assert row.rating is (turned if rating == "o" else Rating(int(rating)))
    assert json.loads(row.response).get("overridden", False) is overridden


def test_a_wrong_answer_is_not_rated_as_a_pass_by_the_way(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, CHOICE)

    wrong = number_of(sqlite_db, lea, "Data Scientist")
    shown = sit(sqlite_db, lea, wrong, "4", "", "q")

    (row,) = reviews_of(sqlite_db, lea)
    assert row.rating is Rating.AGAIN
    assert "Taper un de ces numéros" in shown


@pytest.mark.parametrize("item", [CHOICE, TRUE_FALSE, ORDERING])
def test_zero_says_that_one_does_not_know(item: Item, sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, item)

    sit(sqlite_db, lea, "0", "", "q")

    (row,) = reviews_of(sqlite_db, lea)
    assert (row.rating, row.score, row.response) == (Rating.AGAIN, 0.0, "{}")


def test_an_answer_is_kept_with_what_was_shown_and_where(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, CHOICE)
    options = first_question(sqlite_db, lea).options

    sit(sqlite_db, lea, "1", "", "q")

    (row,) = reviews_of(sqlite_db, lea)
    assert row.source is ReviewSource.CLI
    assert row.effective_at == NOW
    assert all(option in row.shown for option in options)


def test_the_last_answer_is_taken_back(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, *recall_items(2))

    shown = sit(sqlite_db, lea, "", "4", "u", "q")

    assert "Dernière réponse annulée." in shown
    assert "0 carte faite." in shown
    assert stored_states(sqlite_db, lea) == {}
    tables = {row[0] for row in everything(sqlite_db)}
    assert RetractionRow.__tablename__ in tables


@pytest.mark.parametrize("prompt", ["the answer", "the rating"])
def test_undoing_works_at_every_prompt(prompt: str, sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, *recall_items(3))
    before = ["", "3", *([""] if prompt == "the rating" else [])]

    shown = sit(sqlite_db, lea, *before, "u", "q")

    assert "Dernière réponse annulée." in shown
    assert stored_states(sqlite_db, lea) == {}


def test_there_may_be_nothing_to_take_back(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, *recall_items(2))
    send(sqlite_db, lea, answer("before", "exemple/F1#rule", Rating.EASY))

    shown = sit(sqlite_db, lea, "u", "q")

    assert "Rien à annuler." in shown
    assert len(stored_states(sqlite_db, lea)) == 1


def test_leaving_before_the_rating_keeps_nothing(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, OPEN)

    shown = sit(sqlite_db, lea, "compter", "Q")

    assert "0 carte faite." in shown
    assert everything(sqlite_db) == []


def test_a_closed_terminal_keeps_the_answers_before(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, *recall_items(3))

    with pytest.raises(click.Abort):
        sit(sqlite_db, lea, "", "3")

    assert len(reviews_of(sqlite_db, lea)) == 1


def test_the_sitting_ends_when_nothing_is_left(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, *recall_items(2))

    shown = sit(sqlite_db, lea, "", "4", "", "4")

    assert "2 cartes faites." in shown
    assert len(reviews_of(sqlite_db, lea)) == 2


def test_the_very_last_answer_is_taken_back_too(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, *recall_items(1))

    shown = sit(sqlite_db, lea, "", "4", "u", "", "4", "")

    assert "Dernière réponse annulée." in shown
    assert "1 carte faite." in shown
    assert len(reviews_of(sqlite_db, lea)) == 2


def test_one_deck_alone_can_be_reviewed(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, *recall_items(1))
    with sqlite_db.writing() as session:
        other = replace(DECK, slug="autre", title="Autre")
        add_deck(session, recall_items(1, "autre"), other)

    with pytest.raises(NotFound):
        sit(sqlite_db, lea, "q", deck="nope")
    shown = sit(sqlite_db, lea, "", "4", deck="exemple")

    assert "1 carte faite." in shown


def test_nothing_of_the_key_is_shown_before_the_answer(sqlite_db: Database) -> None:
    lea = learner_of(sqlite_db, CHOICE, TRUE_FALSE, OPEN)

    shown = sit(sqlite_db, lea, "q")

    assert "Il met le modèle en service." not in shown
    assert "Partie A" not in shown
    assert "**" not in shown
