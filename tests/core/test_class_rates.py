"""The rules of trainer.core.class_rates."""

from __future__ import annotations

from random import Random

import pytest

from trainer.core.class_rates import (
    Likeness,
    Tally,
    TopicVotes,
    class_evidence,
    design_effect,
    likeness_of,
)

NOBODY: dict[int, float] = dict.fromkeys(range(10), 0.0)
ALIKE = Likeness(student=0.2, card=0.1, cell=0.1, strength=0.1)


def spread_evenly(asked: int = 2) -> TopicVotes:
    """Ten students, four cards, each asked equally often."""
    cells = [(s, c) for s in range(10) for c in range(4)]
    return TopicVotes(4, [Tally(s, c, asked, asked // 2) for s, c in cells])


def drawn(rng: Random, strengths: list[float], answers: int) -> list[TopicVotes]:
    """Eight topics of four cards, answered by students who are so strong."""
    students = range(len(strengths))
    return [
        TopicVotes(
            4,
            [
                Tally(
                    s,
                    c,
                    answers,
                    sum(rng.random() < strengths[s] for _ in range(answers)),
                )
                for s in students
                for c in range(4)
            ],
        )
        for _ in range(8)
    ]


def test_a_class_without_answers_tells_nothing() -> None:
    found = class_evidence([TopicVotes(4, ())], range(10))

    assert [each.answers for each in found.topics] == [0]
    assert found.doubt == 0


def test_a_topic_without_answers_tells_nothing() -> None:
    found = class_evidence([spread_evenly(), TopicVotes(4, ())], range(10))

    assert found.topics[1].answers == 0


def test_what_all_answered_equally_often_tells_more_than_single_answers() -> None:
    topic = spread_evenly()

    assert design_effect(topic, NOBODY, ALIKE) == pytest.approx(0.6)


def test_what_few_answered_often_tells_less() -> None:
    one = TopicVotes(4, [Tally(0, 0, 40, 20)])
    some = TopicVotes(4, [Tally(s, s % 4, 8, 4) for s in range(5)])

    assert design_effect(one, NOBODY, ALIKE) > design_effect(some, NOBODY, ALIKE) > 1


def test_a_strength_that_is_known_is_not_left_to_chance() -> None:
    one = TopicVotes(4, [Tally(0, 0, 40, 20)])
    known = NOBODY | {0: 1.0}

    assert design_effect(one, known, ALIKE) < design_effect(one, NOBODY, ALIKE)


def test_answers_of_chance_alone_are_hardly_alike() -> None:
    found = likeness_of(drawn(Random(1), [0.6] * 12, 3))

    assert max(found.student, found.card, found.cell, found.strength) < 0.05


def test_answers_of_unequal_students_are_alike() -> None:
    found = likeness_of(drawn(Random(2), [0.3, 0.9] * 6, 3))

    # The variance between 0.3 and 0.9 is 0.09, that of one answer 0.24.
    assert found.strength == pytest.approx(0.09 / 0.24, abs=0.05)
    assert found.student == pytest.approx(found.strength, abs=0.08)


def test_those_who_answer_more_do_not_stand_for_the_class() -> None:
    rng = Random(3)
    strengths = [0.9] * 10 + [0.4] * 10
    topics = [
        TopicVotes(
            4,
            [
                Tally(s, c, n, sum(rng.random() < strengths[s] for _ in range(n)))
                for s in range(20)
                for c in range(4)
                for n in [6 if s < 10 else 1]
            ],
        )
        for _ in range(8)
    ]

    found = class_evidence(topics, range(20))

    assert topics[0].share > 0.8
    assert found.topics[0].rate == pytest.approx(0.65, abs=0.06)


def test_the_silent_are_taken_to_be_like_those_who_answer_little() -> None:
    rng = Random(4)
    strengths = [0.9] * 8 + [0.4] * 8
    topics = drawn(rng, strengths, 2)
    alone = class_evidence(topics, range(16))
    beside = class_evidence(topics, range(32))

    assert beside.doubt > alone.doubt
    assert len(beside.topics) == 8


def test_the_silent_are_not_taken_for_better_than_anybody() -> None:
    # Cards that were missed come again: the weak answer a little more.
    cells = [(s, c, 4 + s // 13) for s in range(26) for c in range(12)]
    topics = [
        TopicVotes(12, [Tally(s, c, n, 1 if n == 5 else 2) for s, c, n in cells])
        for _ in range(8)
    ]

    alone, beside = (class_evidence(topics, range(n)) for n in (26, 28))

    assert topics[0].share == pytest.approx(0.333, abs=0.01)
    assert beside.topics[0].rate == pytest.approx(alone.topics[0].rate, abs=0.02)
    assert beside.doubt < 0.02


def test_all_right_is_not_above_one() -> None:
    topic = TopicVotes(1, [Tally(s, 0, 3, 3) for s in range(5)])

    (found,) = class_evidence([topic], range(5)).topics

    assert found.rate == 1
