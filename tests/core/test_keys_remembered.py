"""What is known of keys afterwards, and the lock file that keeps it."""

from __future__ import annotations

import sys
import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.key_items import BOARD, CHURN, LESS_CHURN, PIPE, question, stored
from trainer.core.items import Kind
from trainer.core.keys import (
    KEPT_TEXTS,
    LOCK_HEADER,
    NEW,
    Assignment,
    KnownItem,
    assign,
    lock_from_text,
    lock_to_text,
    merged,
    remember,
)
from trainer.core.rewording import place_order

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
