"""The rows of a table as cards, what is wrong with them, and items made of them."""

from __future__ import annotations

import pytest

from trainer.core.cards import source_of
from trainer.core.own_cards import (
    COLUMNS,
    LONGEST_TEXT,
    MOST_TAGS,
    OwnCard,
    OwnCards,
    card_of_item,
    card_rows,
    cards_of_table,
    items_of_cards,
)
from trainer.core.spreadsheet import TableRow
from trainer.core.topics import part_title


def table(*rows: tuple[str, ...]) -> OwnCards:
    return cards_of_table([TableRow(n, row) for n, row in enumerate(rows, 1)], "x.csv")


@pytest.mark.parametrize(
    "heading",
    [COLUMNS, ("Question", "Réponse"), ("FRONT", "Back", "Tags"), ("recto", "verso")],
)
def test_headings_in_french_and_english_are_no_card(heading: tuple[str, ...]) -> None:
    found = table(heading, ("Où ?", "Ici"))

    assert [card.question for card in found.cards] == ["Où ?"]
    assert (found.lines, found.problems) == ((2,), ())


def test_a_table_without_headings_is_read_from_its_first_line() -> None:
    assert table(("Question de cours", "Réponse")).cards == (
        OwnCard("Question de cours", "Réponse"),
    )


def test_tags_are_set_only_where_there_is_a_column_for_them() -> None:
    assert table(("a", "b")).cards[0].tags is None
    assert table(("a", "b", "dur,  à  revoir, dur,"), ("c", "d")).cards == (
        OwnCard("a", "b", ("dur", "à revoir")),
        OwnCard("c", "d", ()),
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("", "b"), "il manque la question"),
        (("a", ""), "il manque la réponse"),
        (("a",), "il manque la réponse"),
        (("\u200b\u202e", "b"), "il manque la question"),
        (("a", "b", "c", "d"), "plus de trois colonnes"),
        (("a" * (LONGEST_TEXT + 1), "b"), "2000 signes"),
        (("a", "b", "!"), "une lettre ou un chiffre"),
        (("a", "b", "x" * 41), "40 signes"),
    ],
)
def test_a_wrong_row_is_a_problem_with_its_line(
    row: tuple[str, ...], said: str
) -> None:
    found = table(("fine", "too"), row)

    (problem,) = found.problems
    assert (problem.path, problem.line) == ("x.csv", 2)
    assert said in str(problem.message)


def test_the_same_question_twice_is_a_problem() -> None:
    (problem,) = table(("Où est-ce ?", "a"), ("Où  est-ce ?", "b")).problems

    assert "déjà à la ligne 1" in str(problem.message)


def test_there_are_not_more_tags_than_one_can_choose_among() -> None:
    rows = [(f"q{n}", "a", f"t{n}") for n in range(MOST_TAGS + 5)]

    assert len(table(*rows).problems) == 1


def test_a_question_that_is_known_keeps_its_key() -> None:
    first = items_of_cards([OwnCard("a", "1"), OwnCard("b", "2")], "x", ())

    second = items_of_cards([OwnCard("c", "3"), OwnCard(" a", "one")], "x", first)

    assert [item.key for item in first] == ["x/Q1", "x/Q2"]
    assert [(item.key, card_of_item(item, ()).answer) for item in second] == [
        ("x/Q1", "one"),
        ("x/Q2", "2"),
        ("x/Q3", "3"),
    ]


def test_a_card_that_was_removed_stays_away_until_its_question_comes_again() -> None:
    before = items_of_cards([OwnCard("a", "1"), OwnCard("b", "2")], "x", ())

    without = items_of_cards([OwnCard("c", "3")], "x", before, {"x/Q1"})
    again = items_of_cards([OwnCard("a", "4")], "x", before, {"x/Q1"})

    assert [item.key for item in without] == ["x/Q2", "x/Q3"]
    assert [item.key for item in again] == ["x/Q1", "x/Q2"]


def test_cards_are_written_as_they_are_read() -> None:
    cards = (OwnCard("a", "b", ("t", "u")), OwnCard("c\nd", "e", ()))

    assert table(*map(tuple, card_rows(cards))).cards == cards


def test_the_source_of_an_own_card_is_no_part_of_a_paper() -> None:
    (item,) = items_of_cards([OwnCard("Où ?", "Ici")], "x", ())

    assert str(source_of(item)).startswith("Mes cartes")
    assert str(part_title(item, {})) == "Mes cartes"
