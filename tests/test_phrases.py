"""Phrases of three words."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from rapidfuzz.distance import DamerauLevenshtein

from trainer.phrases import as_phrase, new_phrase, words


def test_there_are_enough_words_and_each_is_short_and_plain() -> None:
    found = words()

    assert len(found) == len(set(found)) >= 1024
    assert all(4 <= len(word) <= 8 for word in found)
    assert all(word.isascii() and word.isalpha() and word.islower() for word in found)


def test_no_two_words_differ_by_one_slip_of_the_finger() -> None:
    by_length: dict[int, list[str]] = {}
    for word in words():
        by_length.setdefault(len(word), []).append(word)

    near = [
        (one, other)
        for length, group in by_length.items()
        for one, other in itertools.chain(
            itertools.combinations(group, 2),
            itertools.product(group, by_length.get(length + 1, [])),
        )
        if DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1
    ]

    assert near == []


def test_a_phrase_has_three_words_and_fifteen_signs() -> None:
    phrases = [new_phrase() for _ in range(500)]

    assert all(len(phrase) >= 15 for phrase in phrases)
    assert all(set(phrase.split("-")) <= set(words()) for phrase in phrases)
    assert all(phrase.count("-") == 2 for phrase in phrases)
    assert len(set(phrases)) == len(phrases)


@pytest.mark.parametrize("between", ["-", " ", "  ", "_", " - ", "\u2011", "."])
@pytest.mark.parametrize("write", [str, str.upper, str.capitalize])
def test_a_phrase_is_known_however_it_is_typed(between: str, write: object) -> None:
    assert callable(write)

    typed = write(between.join(("tulipe", "bateau", "girafe")))

    assert as_phrase(f" {typed} ") == "tulipe-bateau-girafe"


@pytest.mark.parametrize("typed", ["", "tulipe bateau", "tulipe bateau xyzzy", "- - -"])
def test_what_is_no_phrase_is_left_as_it_is(typed: str) -> None:
    assert as_phrase(typed) is None


def test_words_are_what_a_keyboard_types_without_thinking() -> None:
    assert all(unicodedata.normalize("NFKD", word) == word for word in words())
