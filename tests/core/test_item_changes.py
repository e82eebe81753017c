"""What a teacher is told of an item that has changed."""

from __future__ import annotations

from dataclasses import replace

from tests.samples import CHOICE, ITEMS, MEMO, ORDERING, TRUE_FALSE
from trainer.core.item_changes import MOST_WORDS, Piece, answer_lines, item_changes
from trainer.core.items import Item
from trainer.core.right_answers import NameKey, TrueFalseKey


def changes(before: Item, after: Item) -> dict[str, tuple[str, str]]:
    """Return what is other, in brackets, by field."""
    return {
        str(change.field): (said(change.before), said(change.after))
        for change in item_changes(before, after)
    }


def said(pieces: tuple[Piece, ...]) -> str:
    return " ".join(f"[{p.text}]" if p.is_other else p.text for p in pieces)


def test_an_item_that_is_the_same_has_no_change() -> None:
    assert [item_changes(item, item) for item in ITEMS] == [()] * len(ITEMS)


def test_a_text_is_compared_word_by_word() -> None:
    item = replace(CHOICE, text="Mettre un **modèle** en ligne.")

    found = changes(item, replace(item, text="Mettre deux modèles en ligne."))

    assert found == {
        "Énoncé": (
            "Mettre [un modèle] en ligne.",
            "Mettre [deux modèles] en ligne.",
        )
    }


def test_options_and_steps_are_told_by_their_names() -> None:
    other = replace(CHOICE, options=("a", "b"))
    assert set(changes(CHOICE, other)) == {"Réponses proposées"}
    assert set(changes(ORDERING, replace(ORDERING, steps=("a", "b")))) == {"Étapes"}


def test_another_answer_is_told() -> None:
    answer = TRUE_FALSE.answer
    assert isinstance(answer, TrueFalseKey)
    other = replace(TRUE_FALSE, answer=replace(answer, is_true=not answer.is_true))

    assert set(changes(TRUE_FALSE, other)) == {"Corrigé"}


def test_an_answer_that_is_lost_leaves_nothing_on_the_other_side() -> None:
    before, after = changes(MEMO, replace(MEMO, answer=None))["Corrigé"]

    assert before
    assert after == ""


def test_a_long_text_is_told_whole() -> None:
    long = replace(CHOICE, text="mot " * MOST_WORDS + "fin")

    (change,) = item_changes(long, replace(long, text=f"un {long.text}"))

    assert [piece.is_other for piece in change.before] == [True]


def test_every_card_has_its_line_of_the_answer() -> None:
    assert all(line for item in ITEMS for line in answer_lines(item))


def test_what_else_is_accepted_is_told_apart_from_the_answer() -> None:
    answer = CHOICE.answer
    assert isinstance(answer, NameKey)
    (right,) = answer.right
    more = replace(right, variants=(*right.variants, "MLEng"))
    other = replace(CHOICE, answer=replace(answer, right=(more,)))

    assert set(changes(CHOICE, other)) == {"Aussi accepté"}
