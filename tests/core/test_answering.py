from __future__ import annotations

import pytest

from trainer.core.answering import Answering, Labels
from trainer.core.items import Kind
from trainer.core.jobs import name_jobs
from trainer.core.messages import Level, message
from trainer.core.raw_items import RawItem
from trainer.core.right_answers import ShortAnswer

JOBS, _ = name_jobs(["Un / Deux", "Trois"], {"Trois": ["three"]})
NO_JOBS, _ = name_jobs([], {})


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("C", 0),
        ("c++", 1),
        ("C #", 2),
        ("Data-Engineer", 3),
        ("data engineer", 3),
        ("Ingénieur", 3),
        ("C-", None),  # the words of three
        ("+", 4),
        ("-", None),
        ("", None),
    ],
)
def test_a_label_is_found_by_its_letters_or_else_its_words(
    text: str, index: int | None
) -> None:
    labels = Labels(
        ["C", "C++", "C#", "Data Engineer", "+"], ["C", "C++", "C#", "ingénieur", "+"]
    )

    assert labels.find(text) == index


def test_a_label_that_two_texts_have_is_neither() -> None:
    assert Labels(["a", "A", "b"]).find("a") is None


def test_a_job_of_the_key_has_its_canonical_name_and_every_other() -> None:
    work = Answering(JOBS, "exam.md", "key.md")

    assert work.job(3, "deux") == "Un / Deux"
    assert work.job_answer(3, "THREE", ["3"]) == ShortAnswer("Trois", ("three", "3"))
    assert work.problems == []


def test_an_unknown_job_is_told_at_its_line() -> None:
    work = Answering(JOBS, "exam.md", "key.md")

    assert work.job_answer(3, "Quatre", []) == ShortAnswer("Quatre")
    (problem,) = work.problems
    assert (problem.path, problem.line) == ("key.md", 3)


def test_without_jobs_any_name_will_do() -> None:
    work = Answering(NO_JOBS, "exam.md", "key.md")

    assert work.job(3, "Quatre") == "Quatre"
    assert work.problems == []


def test_problems_stand_where_their_text_does() -> None:
    work, raw = Answering(JOBS, "exam.md", "key.md"), RawItem(Kind.OPEN, "A1", 7)

    work.warn(raw, message("a"))
    work.exam_problem(raw, message("b"))
    work.key_problem(9, message("c"))

    assert [(p.path, p.line, p.level) for p in work.problems] == [
        ("exam.md", 7, Level.WARNING),
        ("exam.md", 7, Level.ERROR),
        ("key.md", 9, Level.ERROR),
    ]
