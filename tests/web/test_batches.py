"""One event that does not fit holds no other up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.web.visiting import review_event, reviews
from trainer.reviewing import Status
from web.batches import read_batch
from web.errors import Malformed
from web.schemas import ReviewsIn


def read(batch: object) -> tuple[list[str], list[tuple[str, Status]]]:
    form, rejected = read_batch(ReviewsIn, "reviews", json.dumps(batch).encode())
    outcomes = [(each.uid, each.status) for each in rejected]
    return [review.uid for review in form.reviews], outcomes


def test_a_bad_event_among_five_hundred_is_the_only_one_rejected() -> None:
    events = [review_event(number) for number in range(500)]
    events[250]["rating"] = 9

    taken, rejected = read(reviews(*events))

    assert len(taken) == 499
    assert rejected == [(events[250]["uid"], Status.REJECTED)]


def test_an_event_with_a_field_too_many_is_rejected() -> None:
    taken, rejected = read(reviews(review_event(1, source="anki"), review_event(2)))

    assert taken == [review_event(2)["uid"]]
    assert rejected == [(review_event(1)["uid"], Status.REJECTED)]


@pytest.mark.parametrize(
    "batch",
    [
        None,
        [],
        {},
        {"sent_at": "2026-11-23T09:00:00Z"},
        {"sent_at": "yesterday", "reviews": []},
        {"sent_at": "2026-11-23T09:00:00Z", "reviews": {}},
        reviews(review_event()) | {"student_id": 1},
        reviews(*(review_event(number) for number in range(501))),
        reviews({"rating": 3}),
        reviews(review_event(uid=7)),
        reviews("event"),  # type: ignore[arg-type]  # what is sent is not typed
    ],
)
def test_what_is_no_batch_is_refused_as_a_whole(batch: Any) -> None:
    with pytest.raises(Malformed):
        read(batch)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff", b"[" * 10_000, b'{"a":"\\ud800"}']
)
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_batch(ReviewsIn, "reviews", data)
