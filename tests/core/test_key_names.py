"""The rules of trainer.core.key_names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.items import Kind
from trainer.core.key_names import KeyNames, is_key, place_key


@pytest.mark.parametrize(
    ("kind", "place", "key"),
    [
        (Kind.CHOICE, "A3", "A3"),
        (Kind.CASE, "D-B", "D-B"),
        (Kind.OPEN, "", ""),
        (Kind.OPEN, "A 3", ""),
        (Kind.OPEN, "É1", ""),
        (Kind.ROLE, "Data Analyst", "role-data-analyst"),
        (Kind.ROLE, "role-data-analyst", "role-data-analyst"),
        (Kind.TERM, "ETL/ELT", "term-etl-elt"),
        (Kind.MEMO, "Prédire/expérimenter", "memo-predire-experimenter"),
        (Kind.MEMO, "…", ""),
    ],
)
def test_a_place_or_a_name_makes_a_key(kind: Kind, place: str, key: str) -> None:
    assert place_key(kind, place) == key


def test_a_key_is_claimed_once() -> None:
    names = KeyNames(["A1"])

    assert not names.claim("A1")
    assert not names.claim("")
    assert names.claim("A2")
    assert not names.claim("A2")


@pytest.mark.parametrize(
    ("used", "kind", "part", "place", "key"),
    [
        (["A1", "A12", "A3"], Kind.CHOICE, "A", "A3", "A13"),
        (["A1", "B7"], Kind.OPEN, "B", "B7", "B8"),
        (["D-A", "D-C"], Kind.CASE, "D", "D-A", "D4"),
        ([], Kind.OPEN, "A", "", "A1"),
        ([], Kind.OPEN, "", "", "open-1"),
        (["role-dev"], Kind.ROLE, "", "Dev", "role-dev-2"),
        (["role-dev", "role-dev-2"], Kind.ROLE, "", "Dev", "role-dev-3"),
        ([], Kind.MEMO, "", "…", "memo-2"),
    ],
)
def test_a_key_that_is_taken_gives_the_next_number_never_used(
    used: list[str], kind: Kind, part: str, place: str, key: str
) -> None:
    names = KeyNames(used)

    assert names.next(kind, part, place) == key
    assert names.claim(key)


PLACES = st.from_regex(r"[A-D]-?[A-F]?[0-9]{0,3}", fullmatch=True)


@given(st.lists(PLACES), st.lists(st.tuples(st.sampled_from(Kind), PLACES)))
def test_the_next_key_was_never_used(
    used: list[str], asked: list[tuple[Kind, str]]
) -> None:
    names = KeyNames(used)

    for kind, place in asked:
        key = names.next(kind, place[:1], place)

        assert is_key(key)
        assert names.claim(key)
