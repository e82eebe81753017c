"""The rules of trainer.core.keys: who keeps a key, and the lock file."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.keys import (
    KEPT_TEXTS,
    LOCK_HEADER,
    NEW,
    Assignment,
    Doubt,
    DoubtReason,
    KnownItem,
    PaperItem,
    assign,
    lock_from_text,
    lock_to_text,
    merged,
    remember,
)
from trainer.core.model import Kind
from trainer.core.rewording import place_order

CHURN = "Tester plusieurs modèles pour prédire le départ de clients, comparer AUC/F1"
PIPE = "Créer un flux qui lit des fichiers chaque nuit, les nettoie et les charge"
BOARD = "Tableaux de bord mensuels pour la direction avec Power BI"
LESS_CHURN = CHURN.replace("le départ de clients", "les résiliations")


def question(
    place: str, text: str, kind: Kind = Kind.CHOICE, explicit_key: str = ""
) -> PaperItem:
    return PaperItem(kind, place[:1], place, int(place[1:]), text, explicit_key)


def fact(name: str, text: str, kind: Kind = Kind.ROLE) -> PaperItem:
    return PaperItem(kind, "", name, 1, text)


def stored(
    key: str,
    *texts: str,
    kind: Kind = Kind.CHOICE,
    place: str = "",
    retired: bool = False,
) -> KnownItem:
    return KnownItem(key, kind, place or key, texts, retired)


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


# --- Remembering --------------------------------------------------------------------


def test_what_is_known_afterwards_has_the_new_places_and_texts() -> None:
    known = [stored("A1", PIPE), stored("A2", BOARD), stored("A3", "x", retired=True)]
    items = [question("A1", CHURN), question("A2", f"{PIPE} !"), question("A4", "x")]

    after = remember(known, items, assign(items, known))

    assert after == (
        stored("A1", f"{PIPE} !", PIPE, place="A2"),
        stored("A2", BOARD, retired=True),
        stored("A3", "x", place="A4"),
        stored("A4", CHURN, place="A1"),
    )


def test_the_last_texts_are_remembered_each_once() -> None:
    known = [stored("A1", "c", "b", "a", "0")]
    items = [question("A1", "a")]

    after = remember(known, items, Assignment(("A1",), (), ()))

    assert after == (stored("A1", "a", "c", "b", "0"),)
    assert len(after[0].texts) == KEPT_TEXTS


def test_an_assignment_with_doubts_cannot_be_remembered() -> None:
    items, known = [question("A2", LESS_CHURN)], [stored("A1", CHURN)]

    with pytest.raises(AssertionError, match="doubts"):
        remember(known, items, assign(items, known))


def test_of_two_sources_the_first_stands_and_the_second_adds_texts() -> None:
    lock = stored("A1", PIPE, CHURN)
    row = stored("A1", BOARD, PIPE, place="A7", retired=True)

    assert merged([lock, row, stored("A2", "x")]) == (
        stored("A1", PIPE, CHURN, BOARD),
        stored("A2", "x"),
    )


# --- The lock file ------------------------------------------------------------------

LOCK = (
    LOCK_HEADER
    + """
[[item]]
key = "A2"
kind = "choice"
place = "A3"
text = "Le « modèle » dit \\"oui\\""
earlier = ["Avant", "Encore avant"]

[[item]]
key = "A10"
kind = "open"
place = "A10"
text = "Pourquoi ?"
retired = true
"""
)
KNOWN = (
    stored("A2", 'Le « modèle » dit "oui"', "Avant", "Encore avant", place="A3"),
    stored("A10", "Pourquoi ?", kind=Kind.OPEN, retired=True),
)


def test_a_lock_file_is_readable_and_in_the_order_of_the_keys() -> None:
    assert lock_to_text(reversed(KNOWN)) == LOCK
    assert lock_from_text(LOCK, "keys.lock") == (KNOWN, ())


def test_an_empty_lock_file_knows_nothing() -> None:
    assert lock_from_text(lock_to_text(()), "keys.lock") == ((), ())
    assert lock_from_text("", "keys.lock") == ((), ())


KNOWN_ITEMS = st.builds(
    KnownItem,
    key=st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True).filter(lambda k: k != NEW),
    kind=st.sampled_from(Kind),
    place=st.text(),
    texts=st.lists(st.text(), min_size=1, max_size=KEPT_TEXTS).map(tuple),
    retired=st.booleans(),
)


@given(st.lists(KNOWN_ITEMS, unique_by=lambda item: item.key))
def test_what_is_locked_reads_back_as_it_was(known: list[KnownItem]) -> None:
    ordered = sorted(known, key=lambda item: (place_order(item.key), item.key))

    assert lock_from_text(lock_to_text(known), "keys.lock") == (tuple(ordered), ())


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x", [1]),
        ('[[item]]\nkey = "A1"\nkey = "A2"\n', [3]),
        ("<<<<<<< HEAD\n" + LOCK, [1]),
        ("item = " + "[" * 10_000, [1]),
        ("item = 3", [0]),
        ("item = [3]", [0]),
        (LOCK.replace('"A2"', '"A10"'), [11]),
        (LOCK.replace('"choice"', '"quiz"'), [4]),
        (LOCK.replace('key = "A2"', "key = 2"), [4]),
        (LOCK.replace('key = "A2"', f'key = "{NEW}"'), [4]),
        (LOCK.replace('key = "A10"', 'key = "A 10"'), [11]),
        (LOCK.replace('key = "A10"', 'key = ""'), [11]),
        (LOCK.replace('["Avant", "Encore avant"]', '"Avant"'), [4]),
        (LOCK.replace('"Encore avant"', "3"), [4]),
        (LOCK.replace('text = "Pourquoi ?"\n', ""), [11]),
    ],
)
def test_a_damaged_lock_file_says_where(text: str, lines: list[int]) -> None:
    _, problems = lock_from_text(text, "keys.lock")

    assert [(problem.path, problem.line) for problem in problems] == [
        ("keys.lock", line) for line in lines
    ]


def test_what_is_sound_in_a_damaged_lock_file_is_still_known() -> None:
    known, _ = lock_from_text(LOCK.replace('"choice"', '"quiz"'), "keys.lock")

    assert known == KNOWN[1:]


# --- Speed --------------------------------------------------------------------------


def test_ten_thousand_unchanged_items_take_a_tenth_of_a_second() -> None:
    rng = Random(1)
    texts = [
        " ".join(rng.choices(f"{CHURN} {PIPE}".split(), k=14)) for _ in range(10_000)
    ]
    items = [question(f"A{number}", text) for number, text in enumerate(texts)]
    known = remember((), items, assign(items, ()))

    def seconds() -> float:
        start = time.process_time()
        assert assign(items, known).doubts == ()
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < (0.1 if sys.gettrace() is None else 0.5)
