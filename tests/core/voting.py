"""Votes of made-up classes, for tests of what is reckoned from them."""

from __future__ import annotations

from random import Random

from trainer.core.topic_votes import Tally, TopicVotes


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
