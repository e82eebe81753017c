"""What Monday names first, and how many answers it still waits for."""

from __future__ import annotations

import pytest

from trainer.class_topics import ClassTopic
from trainer.core.exam_topics import Topic, TopicKind
from trainer.core.messages import message
from trainer.core.weak_topics import FEWEST_ANSWERS, Estimate
from trainer.monday import missing_answers, weakest


def topic(
    asked: int,
    *,
    width: float = 0.1,
    rate: float = 0.5,
    students: int = 9,
    weight: float = 4,
) -> ClassTopic:
    return ClassTopic(
        topic=Topic(TopicKind.JOB, f"{asked}", message("Métiers"), weight, ()),
        asked=asked,
        students=students,
        estimate=Estimate(rate, rate - width / 2, rate + width / 2),
    )


def test_the_first_topic_that_can_be_shown_is_the_weakest() -> None:
    unsure, few, known = topic(2), topic(90, students=3), topic(80)

    assert weakest([unsure, few, known], in_public=True) is known
    assert weakest([unsure, few, known], in_public=False) is few


def test_what_brings_no_marks_or_is_known_is_not_weak() -> None:
    well_known, nearly = topic(80, rate=0.9, weight=40), topic(70, rate=0.89)

    assert weakest([topic(90, weight=0), well_known], in_public=False) is None
    assert weakest([well_known, nearly], in_public=False) is nearly


@pytest.mark.parametrize(
    ("topics", "missing"),
    [
        ([], FEWEST_ANSWERS),
        ([topic(0, width=0.6)], FEWEST_ANSWERS),
        ([topic(4)], 1),
        ([topic(10, width=0.6)], 30),  # half as wide: four times the answers
        ([topic(10, width=0.6), topic(20, width=0.45)], 25),
        ([topic(2, width=0.6), topic(50)], 0),
    ],
)
def test_about_how_many_answers_are_missing(
    topics: list[ClassTopic], missing: int
) -> None:
    assert missing_answers(topics) == missing
