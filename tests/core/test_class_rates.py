"""The rules of trainer.core.class_rates."""

from __future__ import annotations

from random import Random

import pytest

from tests.core.voting import drawn, spread_evenly
from trainer.core.class_rates import class_evidence
from trainer.core.topic_votes import Tally, TopicVotes


def test_a_class_without_answers_tells_nothing() -> None:
    found = class_evidence([TopicVotes(4, ())], range(10))

    assert [each.answers for each in found.topics] == [0]
    assert found.doubt == 0


def test_a_topic_without_answers_tells_nothing() -> None:
    found = class_evidence([spread_evenly(), TopicVotes(4, ())], range(10))

    assert found.topics[1].answers == 0


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
