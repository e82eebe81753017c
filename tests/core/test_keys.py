"""The rules of trainer.core.keys: who keeps a key, and the lock file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.key_items import BOARD, CHURN, LESS_CHURN, PIPE, fact, question, stored
from trainer.core.items import Kind
from trainer.core.keys import NEW, Assignment, Doubt, DoubtReason, assign

# --- Keeping a key ------------------------------------------------------------------


def test_the_first_import_names_items_by_place_and_facts_by_name() -> None:
    items = [
        question("A1", BOARD),
        replace(question("D1", PIPE, Kind.CASE), place="D-B"),
        fact("Marketing/Growth Analyst", "mesure l’impact des campagnes"),
        fact("Kafka", "outil pour recevoir des données", Kind.TERM),
        fact("Prédire/expérimenter", "Prédire/expérimenter", Kind.MEMO),
    ]

    assert assign(items, ()) == Assignment(
        keys=(
            "A1",
            "D-B",
            "role-marketing-growth-analyst",
            "term-kafka",
            "memo-predire-experimenter",
        ),
        retired=(),
        doubts=(),
    )


def test_an_unchanged_paper_changes_no_key() -> None:
    items = [question("A1", BOARD), question("A2", PIPE)]
    known = [stored("A1", BOARD), stored("A2", PIPE)]

    assert assign(items, known) == Assignment(("A1", "A2"), (), ())


def test_an_item_that_moves_takes_its_key_along() -> None:
    items = [question("A1", PIPE), question("B1", BOARD)]
    known = [stored("A1", BOARD), stored("A2", PIPE)]

    assert assign(items, known).keys == ("A2", "A1")


def test_case_accents_and_signs_do_not_change_the_words() -> None:
    items = [question("A5", BOARD.upper().replace(" ", " – "))]

    assert assign(items, [stored("A1", BOARD)]).keys == ("A1",)


def test_texts_that_differ_in_signs_alone_are_told_apart() -> None:
    items = [question("A1", "Que vaut 2 - 2 ?"), question("A2", "Que vaut 2 * 2 ?")]
    known = [
        stored("A1", "Que vaut 2 + 2 ?"),
        stored("A2", "Que vaut 2 - 2 ?"),
        stored("A3", "Que vaut 2 * 2 ?"),
    ]

    assert assign(items, known) == Assignment(("A2", "A3"), ("A1",), ())


def test_texts_of_signs_alone_are_known_by_their_signs() -> None:
    items = [question("A1", "!="), question("A2", "==")]

    assert assign(items, [stored("A7", "=="), stored("A8", "!=")]).keys == ("A8", "A7")


def test_a_rewritten_text_keeps_its_key_at_its_place() -> None:
    assert assign([question("A1", LESS_CHURN)], [stored("A1", CHURN)]).keys == ("A1",)


def test_an_item_of_another_kind_never_gets_the_key() -> None:
    items = [question("A1", CHURN, Kind.OPEN)]

    assert assign(items, [stored("A1", CHURN)]) == Assignment(("A2",), ("A1",), ())


def test_a_role_keeps_its_key_by_its_name_alone() -> None:
    items = [fact("Data Analyst", "explore, calcule, présente")]
    known = [stored("role-da", "analyse (SQL)", kind=Kind.ROLE, place="Data Analyst")]

    assert assign(items, known).keys == ("role-da",)


def test_a_role_renamed_keeps_its_key_by_its_text() -> None:
    items = [fact("Analyste", "analyse des données, calcule des indicateurs")]
    known = [
        stored(
            "role-da",
            "analyse des données, calcule des indicateurs",
            kind=Kind.ROLE,
            place="Data Analyst",
        )
    ]

    assert assign(items, known).keys == ("role-da",)


def test_equal_texts_keep_their_places_first() -> None:
    items = [question("A1", "Pareil"), question("A3", "Pareil")]
    known = [stored("A2", "Pareil"), stored("A3", "Pareil"), stored("A1", "Pareil")]

    assert assign(items, known) == Assignment(("A1", "A3"), ("A2",), ())


def test_equal_texts_elsewhere_pair_up_in_the_order_of_their_places() -> None:
    items = [question("B1", "Pareil"), question("B2", "Pareil")]
    known = [stored("A10", "Pareil"), stored("A9", "Pareil")]

    assert assign(items, known).keys == ("A9", "A10")


def test_an_item_in_the_paper_goes_before_one_that_is_retired() -> None:
    known = [stored("A1", BOARD, retired=True), stored("A9", BOARD)]

    assert assign([question("B1", BOARD)], known).keys == ("A9",)


# --- New, retired, revived ----------------------------------------------------------


def test_a_new_item_at_a_place_once_used_gets_the_next_number() -> None:
    items = [question("A1", PIPE), question("A2", BOARD), question("A3", CHURN)]
    known = [stored("A1", BOARD), stored("A2", CHURN)]

    assert assign(items, known).keys == ("A3", "A1", "A2")


def test_a_new_item_at_a_free_place_comes_before_one_that_needs_a_number() -> None:
    items = [question("A1", PIPE), question("A3", CHURN)]

    keys = assign(items, [stored("A1", BOARD), stored("A2", BOARD)]).keys

    assert keys == ("A4", "A3")


def test_the_key_of_a_retired_item_is_not_given_again() -> None:
    known = [stored("A1", BOARD, retired=True)]

    assert assign([question("A1", CHURN)], known) == Assignment(("A2",), (), ())


def test_a_second_fact_of_a_name_gets_a_number() -> None:
    items = [fact("Dev", "un", Kind.MEMO), fact("Dev", "deux", Kind.MEMO)]

    assert assign(items, ()).keys == ("memo-dev", "memo-dev-2")


def test_what_has_vanished_is_retired_once() -> None:
    known = [stored("A1", BOARD), stored("A2", PIPE, retired=True)]

    assert assign([], known) == Assignment((), ("A1",), ())


def test_what_comes_back_has_its_old_key() -> None:
    known = [stored("A1", BOARD, retired=True), stored("A2", PIPE)]

    items = [question("A1", PIPE), question("A2", BOARD)]

    assert assign(items, known) == Assignment(("A2", "A1"), (), ())


def test_what_comes_back_in_past_words_has_its_old_key() -> None:
    known = [stored("A1", PIPE, CHURN, "AUC"), stored("A2", BOARD)]

    items = [question("A5", BOARD), question("A6", "auc")]

    assert assign(items, known).keys == ("A2", "A1")


def test_one_item_that_has_the_words_of_several_pasts_is_taken_once() -> None:
    known = [stored("A1", PIPE, CHURN, BOARD)]

    keys = assign([question("A5", BOARD), question("A6", CHURN)], known).keys

    assert sorted(keys) == ["A1", "A6"] or sorted(keys) == ["A1", "A5"]


# --- Explicit keys ------------------------------------------------------------------


def test_an_explicit_key_settles_who_it_is() -> None:
    items = [question("A1", PIPE, explicit_key="A2")]
    known = [stored("A1", PIPE), stored("A2", CHURN)]

    assert assign(items, known) == Assignment(("A2",), ("A1",), ())


def test_an_explicit_key_brings_a_retired_item_back() -> None:
    items = [question("A1", PIPE, explicit_key="A2")]

    assert assign(items, [stored("A2", CHURN, retired=True)]).keys == ("A2",)


def test_an_explicit_key_that_is_new_is_taken_as_it_is() -> None:
    items = [question("A1", PIPE), question("A2", CHURN, explicit_key="A1")]

    assert assign(items, ()).keys == ("A2", "A1")


def test_an_explicit_key_can_say_that_an_item_is_new() -> None:
    items = [question("A1", CHURN, explicit_key=NEW)]

    assert assign(items, [stored("A1", CHURN)]) == Assignment(("A2",), ("A1",), ())


def test_an_explicit_key_that_stands_twice_is_a_doubt_about_both() -> None:
    items = [
        question("A1", PIPE, explicit_key="A1"),
        question("A2", CHURN, explicit_key="A1"),
    ]

    found = assign(items, [stored("A1", PIPE)])

    assert found.keys == ("", "")
    assert found.retired == ()
    assert [doubt.reason for doubt in found.doubts] == [DoubtReason.USED_TWICE] * 2


def test_an_explicit_key_of_another_kind_is_a_doubt() -> None:
    items = [question("A1", PIPE, Kind.OPEN, explicit_key="A1")]

    found = assign(items, [stored("A1", PIPE)])

    assert found.doubts == (Doubt("A1", 1, PIPE, ("A1",), DoubtReason.OTHER_KIND),)


def test_a_new_explicit_key_for_a_known_text_is_a_doubt() -> None:
    items = [question("A1", PIPE, explicit_key="A11"), question("A2", f"{PIPE} !")]

    found = assign(items, [stored("A1", PIPE)])

    assert found.doubts[0] == Doubt("A1", 1, PIPE, ("A1",), DoubtReason.RENAMED)
    assert found.keys == ("", "A2")
    assert found.retired == ()


# --- Doubts and decisions -----------------------------------------------------------


def test_a_doubtful_item_has_no_key_and_its_candidate_is_not_retired() -> None:
    found = assign([question("A2", LESS_CHURN)], [stored("A1", CHURN)])

    assert found == Assignment(("",), (), (Doubt("A2", 2, LESS_CHURN, ("A1",)),))


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("A1", Assignment(("A1",), (), ())),
        (NEW, Assignment(("A2",), ("A1",), ())),
    ],
)
def test_a_decision_settles_a_doubt(decision: str, expected: Assignment) -> None:
    items = [question("A2", LESS_CHURN)]

    assert assign(items, [stored("A1", CHURN)], {"A2": decision}) == expected


@pytest.mark.parametrize("decision", ["", "A7", "B1", "B2"])
def test_a_decision_that_cannot_be_followed_leaves_the_doubt(decision: str) -> None:
    items = [question("A2", LESS_CHURN), question("B5", BOARD)]
    known = [
        stored("A1", CHURN),
        stored("B1", BOARD),
        stored("B2", PIPE, kind=Kind.OPEN, retired=True),
    ]

    found = assign(items, known, {"A2": decision})

    assert found.keys == ("", "B1")
    assert len(found.doubts) == 1


def test_one_key_decided_for_two_items_goes_to_the_first() -> None:
    items = [question("A2", LESS_CHURN), question("A3", f"{LESS_CHURN} encore")]

    found = assign(items, [stored("A1", CHURN)], {"A2": "A1", "A3": "A1"})

    assert found.keys == ("A1", "A3")


@pytest.mark.parametrize(
    ("decision", "keys"), [("A1", ("A1", "A2")), (NEW, ("A11", "A1"))]
)
def test_a_decision_settles_an_explicit_key_too(
    decision: str, keys: tuple[str, str]
) -> None:
    items = [question("A1", PIPE, explicit_key="A11"), question("A2", PIPE.lower())]

    found = assign(items, [stored("A1", PIPE)], {"A1": decision})

    assert found.keys == keys
