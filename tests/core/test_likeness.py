"""The rules of trainer.core.likeness."""

from __future__ import annotations

from random import Random

import pytest

from tests.core.voting import drawn, spread_evenly
from trainer.core.likeness import Likeness, design_effect, likeness_of
from trainer.core.topic_votes import Tally, TopicVotes

NOBODY: dict[int, float] = dict.fromkeys(range(10), 0.0)
ALIKE = Likeness(student=0.2, card=0.1, cell=0.1, strength=0.1)


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
