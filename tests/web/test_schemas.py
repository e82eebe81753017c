"""What the API takes: every bound of an event."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from tests.web.visiting import review_event
from web.schemas import ReviewIn


def read(**changes: Any) -> ReviewIn:
    return ReviewIn.model_validate_json(json.dumps(review_event(**changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {"uid": "short"},
        {"uid": "x" * 65},
        {"uid": "019ab000 0000"},
        {"card": ""},
        {"card": "a\0b"},
        {"card": "x" * 201},
        {"rating": 0},
        {"rating": 5},
        {"rating": "3"},
        {"rating": True},
        {"rating": 3.0},
        {"rating": None},
        {"response": {"choice": "x" * 1001}},
        {"response": {"text": "x" * 10_001}},
        {"response": {"order": ["x"] * 101}},
        {"response": {"text": "\0"}},
        {"response": {"is_true": "yes"}},
        {"response": {"score": 1}},
        {"shown": ["x"] * 101},
        {"duration_ms": "4000"},
        {"answered_at": 0},
        {"answered_at": "2026-11-23T09:00:00"},
        {"answered_at": "9999-12-31T23:59:59-12:00"},
        {"answered_at": "0001-01-01T00:00:00+12:00"},
        {"sequence": -1},
        {"sequence": 2**63},
        {"zone": "x" * 65},
        {"overridden": "true"},
    ],
)
def test_what_is_out_of_bounds_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(**changes)


@pytest.mark.parametrize(
    "name",
    ["source", "student_id", "study_day", "score", "received_at", "id"],
)
def test_nobody_sets_from_outside_what_is_ours_to_set(name: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        read(**{name: "mock"})


@pytest.mark.parametrize(
    ("sent", "kept"), [(-5, 0), (0, 0), (4000, 4000), (10**15, 24 * 3600 * 1000)]
)
def test_an_odd_duration_loses_no_answer(sent: int, kept: int) -> None:
    assert read(duration_ms=sent).duration_ms == kept


@pytest.mark.parametrize(
    "moment", ["1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"]
)
def test_a_clock_wrong_by_centuries_loses_no_answer(moment: str) -> None:
    assert read(answered_at=moment).answered_at.utcoffset() is not None
