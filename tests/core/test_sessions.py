"""Which cards a session apart asks, and in what order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from trainer.core.sessions import (
    MAX_SIZE,
    SessionCard,
    SessionKind,
    SessionRequest,
    cards_in,
    contrast_of,
    in_order,
    parse_session,
    with_size,
)

DAY = date(2026, 11, 23)
PAIRS = (("ML Engineer", "MLOps"),)


def asking(card_id: int, *jobs: str) -> SessionCard:
    """Give a card that asks for jobs."""
    return SessionCard(
        card_id, "A", jobs=jobs, named=frozenset(jobs), right=frozenset(jobs)
    )


def ids_in(address: str, *cards: SessionCard) -> list[int]:
    request = parse_session(address)
    assert request is not None
    return [card.card_id for card in cards_in(cards, request, day=DAY, pairs=PAIRS)]


def ordered(address: str, *cards: SessionCard, seed: int = 1) -> tuple[int, ...]:
    request = parse_session(address)
    assert request is not None
    return in_order(cards, request, pairs=PAIRS, rng=Random(seed))


@pytest.mark.parametrize(
    ("address", "request_"),
    [
        ("part:A", SessionRequest(SessionKind.PART, "A")),
        ("part.20:A", SessionRequest(SessionKind.PART, "A", 20)),
        ("exam", SessionRequest(SessionKind.EXAM)),
        ("errors:30", SessionRequest(SessionKind.ERRORS, "30")),
        ("confused:A|B", contrast_of(("A", "B"))),
        ("tag:a:b", SessionRequest(SessionKind.TAG, "a:b")),
        ("list", SessionRequest(SessionKind.LIST)),
        ("job:R&D\n", SessionRequest(SessionKind.JOB, "R&D\n")),
    ],
)
def test_a_session_has_an_address(address: str, request_: SessionRequest) -> None:
    assert parse_session(address) == request_
    assert request_.address == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nothing",
        "part",
        "part:",
        "part.0:A",
        "part.101:A",
        "part.x:A",
        "errors:0",
        "errors:367",
        "errors:99999999999999999999",
        "errors:²",
        "exam:A",
        "confused:A",
        "PART:A",
    ],
)
def test_another_address_is_no_session(address: str) -> None:
    assert parse_session(address) is None


def test_only_a_session_of_two_jobs_has_a_pair() -> None:
    assert contrast_of(("A", "B")).pair == ("A", "B")
    assert SessionRequest(SessionKind.CONFUSED).pair is None
    assert SessionRequest(SessionKind.TAG, "A|B").pair is None


def test_a_session_may_be_of_another_size_within_bounds() -> None:
    request = SessionRequest(SessionKind.EXAM)

    sizes = [with_size(request, size).size for size in (10, 0, 1000)]

    assert sizes == [10, 1, MAX_SIZE]


def test_cards_are_picked_by_part_job_tag_and_flag() -> None:
    a = SessionCard(1, "A", jobs=("MLOps",), tags=frozenset({"api"}))
    b = SessionCard(2, "B", is_marked=True)

    assert ids_in("part:A", a, b) == [1]
    assert ids_in("job:MLOps", a, b) == [1]
    assert ids_in("tag:api", a, b) == [1]
    assert ids_in("marked", a, b) == [2]
    assert ids_in("exam", a, b) == [1, 2]


def test_errors_count_back_from_today() -> None:
    today = SessionCard(1, "A", missed_on=DAY)
    week = SessionCard(2, "A", missed_on=DAY - timedelta(days=6))
    before = SessionCard(3, "A", missed_on=DAY - timedelta(days=7))
    never = SessionCard(4, "A")

    assert ids_in("forgotten", today, week, before, never) == [1]
    assert ids_in("errors", today, week, before, never) == [1, 2]
    assert ids_in("errors:30", today, week, before, never) == [1, 2, 3]


def test_confused_jobs_are_those_of_the_pair_or_of_all_pairs() -> None:
    one = asking(1, "ML Engineer")
    other = asking(2, "Data Analyst")
    none = SessionCard(3, "A")

    assert ids_in("confused", one, other, none) == [1]
    assert ids_in("confused:Data Analyst|MLOps", one, other, none) == [2]


def test_two_jobs_are_told_apart_where_one_is_named_and_the_other_is_wrong() -> None:
    plain = asking(1, "ML Engineer")
    about = SessionCard(2, "C", jobs=("ML Engineer",))  # a statement on the job
    both = asking(3, "ML Engineer", "MLOps")
    with_another = asking(4, "ML Engineer", "Data Analyst")
    also_right = replace(plain, card_id=5, right=frozenset(("ML Engineer", "MLOps")))
    by_another_name = replace(plain, card_id=6, named=frozenset())

    cards = (plain, about, both, with_another, also_right, by_another_name)

    assert ids_in("confused:ML Engineer|MLOps", *cards) == [1, 4]


def test_a_suspended_card_is_asked_only_where_it_was_picked_itself() -> None:
    card = SessionCard(1, "A", is_suspended=True, is_marked=True)

    assert ids_in("part:A", card) == []
    assert ids_in("list", card) == [1]


def test_before_an_exam_the_weakest_come_first_and_new_ones_last() -> None:
    cards = [SessionCard(1, "A", recall=0.9), SessionCard(2, "A", recall=0.2)]

    assert ordered("exam", SessionCard(3, "A"), *cards) == (2, 1, 3)


def test_two_jobs_take_turns() -> None:
    first = [SessionCard(n, "A", jobs=("ML Engineer",)) for n in (1, 2, 3)]
    second = [SessionCard(n, "A", jobs=("MLOps",)) for n in (11, 12)]

    asked = ordered(contrast_of(PAIRS[0]).address, *first, *second)

    assert sorted(asked) == [1, 2, 3, 11, 12]
    assert [id_ > 10 for id_ in asked] == [False, True, False, True, False]


def test_other_sessions_are_shuffled_the_same_with_the_same_chance() -> None:
    cards = [SessionCard(n, "A") for n in range(30)]

    asked = ordered("part:A", *cards)

    assert asked == ordered("part:A", *cards)
    assert asked != ordered("part:A", *cards, seed=2)
    assert sorted(asked) == list(range(30)) != list(asked)


def test_a_list_keeps_its_order_and_a_session_its_size() -> None:
    cards = [SessionCard(n, "A") for n in range(200)]

    assert ordered("list", *cards) == tuple(range(MAX_SIZE))
    assert ordered("list.10", *cards) == tuple(range(10))
