"""The built-in deck: all of its paper is read, and its key says all that it should."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from trainer.core.audit import audit
from trainer.core.deck import ParsedDeck, Source, read_deck
from trainer.core.items import Item, Kind
from trainer.core.ordering import guess_share
from trainer.core.right_answers import (
    CaseKey,
    MatchingKey,
    NameKey,
    OpenKey,
    OrderKey,
    TrueFalseKey,
)
from trainer.papers import read_source
from trainer.reports import check_report

FOLDER = Path(__file__).parents[1] / "decks" / "metiers-data"
EXAM = (FOLDER / "exam.md").read_text(encoding="utf-8")
RULE = re.compile(r"-{3,}")
LINES = [
    number
    for number, line in enumerate(EXAM.split("\n"), start=1)
    if line.strip() and not RULE.fullmatch(line.strip())
]


@cache
def source() -> Source:
    """Read the deck's files once."""
    return read_source(FOLDER)


@cache
def deck() -> ParsedDeck:
    """Read the deck once."""
    return read_deck(source())


def items(kind: Kind) -> list[Item]:
    """Return the items of a kind."""
    return [item for item in deck().items if item.kind is kind]


# Every line is accounted for


def report(text: str, *, with_key: bool) -> Any:
    """Return what is said of a paper, with no line number in it."""
    whole = source()
    exam = replace(whole.exam, text=text)
    given = replace(whole, exam=exam) if with_key else Source("x", exam)
    parsed = read_deck(given)
    findings = audit(parsed.deck, parsed.items, parsed.marked, parsed.printed)
    return without_lines(check_report(parsed, findings, str))


def without_lines(value: Any) -> Any:
    """Leave the line numbers of a report out."""
    if isinstance(value, dict):
        return {k: without_lines(v) for k, v in value.items() if k != "line"}
    if isinstance(value, list | tuple):
        return [without_lines(each) for each in value]
    return value


@cache
def whole_report(*, with_key: bool) -> Any:
    """Return what is said of the whole paper."""
    return report(EXAM, with_key=with_key)


@pytest.mark.parametrize("with_key", [True, False])
@pytest.mark.parametrize("number", LINES)
def test_no_line_of_the_exam_can_go_unnoticed(number: int, with_key: bool) -> None:
    lines = EXAM.split("\n")
    del lines[number - 1]

    told = report("\n".join(lines), with_key=with_key)

    assert told != whole_report(with_key=with_key)


@pytest.mark.parametrize("added", ["", "\n"])
def test_a_blank_line_more_is_nothing(added: str) -> None:
    assert report(EXAM + added, with_key=True) == whole_report(with_key=True)


# What the key says


def test_the_exam_is_read_whole() -> None:
    counts = Counter(item.kind for item in deck().items)

    assert counts == {
        Kind.CHOICE: 12,
        Kind.MATCHING: 8,
        Kind.TRUE_FALSE: 6,
        Kind.CASE: 3,
        Kind.ORDERING: 1,
        Kind.OPEN: 4,
        Kind.ROLE: 19,
        Kind.TERM: 5,
        Kind.MEMO: 10,
    }
    assert deck().total == 100
    assert not deck().has_errors


def test_every_item_has_an_answer() -> None:
    assert [item.key for item in deck().items if item.answer is None] == []


def test_every_option_has_a_reason() -> None:
    for item in items(Kind.CHOICE):
        assert isinstance(item.answer, NameKey)
        reasons = {reason.label for reason in item.answer.reasons if reason.text}

        assert reasons == set(item.options), item.key


def test_every_option_and_answer_of_a_job_is_one_of_the_nineteen() -> None:
    jobs = {job.name for job in deck().deck.jobs}

    assert len(jobs) == 19
    assert {option for item in items(Kind.CHOICE) for option in item.options} <= jobs


def test_every_row_and_case_is_filled_in() -> None:
    for item in items(Kind.MATCHING):
        assert isinstance(item.answer, MatchingKey)
        assert None not in item.answer.cells
    for item in items(Kind.CASE):
        assert isinstance(item.answer, CaseKey)
        for blank, field in zip(item.blanks, item.answer.fields, strict=True):
            assert field is not None
            assert len(field.model) == blank.count
            assert field.accepted
            assert field.reason


def test_every_statement_has_its_true_sentence_and_its_job() -> None:
    keys = [item.answer for item in items(Kind.TRUE_FALSE)]

    assert all(isinstance(key, TrueFalseKey) for key in keys)
    truths = [key.is_true for key in keys if isinstance(key, TrueFalseKey)]
    assert truths == [False, True, True, True, True, False]
    for key in keys:
        assert isinstance(key, TrueFalseKey)
        assert key.sentence
        assert key.job


def test_every_constraint_of_the_order_has_its_sentence() -> None:
    (item,) = items(Kind.ORDERING)

    assert isinstance(item.answer, OrderKey)
    assert len(item.answer.constraints) == 8
    assert all(constraint.reason for constraint in item.answer.constraints)
    assert guess_share(item.answer) == pytest.approx(0.126, abs=0.001)


def test_every_open_question_has_a_model_answer_and_its_points() -> None:
    for item in items(Kind.OPEN):
        assert isinstance(item.answer, OpenKey)
        assert item.answer.model
        assert len(item.answer.points) >= 3
        assert all(point.accepted for point in item.answer.points)
