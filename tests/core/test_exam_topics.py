"""What an exam is about, and what each topic weighs, on the built-in deck."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from tests.exams import built_in
from trainer.core.cards import make_cards
from trainer.core.deck import ParsedDeck, read_deck
from trainer.core.exam_topics import (
    AskedCard,
    Topic,
    TopicKind,
    has_points,
    topics_of,
)
from trainer.core.items import Deck

JOB = "ML Engineer"


@cache
def parsed() -> ParsedDeck:
    return read_deck(built_in())


def deck() -> Deck:
    return parsed().deck


@cache
def cards() -> tuple[AskedCard, ...]:
    asked = ((item, card) for item in parsed().items for card in make_cards(item))
    return tuple(AskedCard(n, item, card) for n, (item, card) in enumerate(asked))


def topics(kind: TopicKind) -> dict[str, Topic]:
    return {topic.name: topic for topic in topics_of(deck(), cards(), kind)}


def places(topic: Topic) -> set[str]:
    by_id = {card.id: card.item.place for card in cards()}
    return {by_id[card_id] for card_id in topic.card_ids}


def test_the_parts_weigh_the_points_of_the_paper() -> None:
    found = topics(TopicKind.PART)

    weights = {name: found[name].weight for name in "ABCDEF"}
    assert weights == pytest.approx(
        {"A": 24, "B": 24, "C": 18, "D": 14, "E": 8, "F": 12}
    )
    assert str(found["A"].title) == "A — Identifier le bon métier"


def test_a_job_weighs_the_marks_of_its_questions() -> None:
    ml = topics(TopicKind.JOB)[JOB]

    # A4 brings 2, the job of B5 one of 3, C4 brings 3.
    assert {"A4", "B5", "C4", JOB} <= places(ml)
    assert ml.weight == pytest.approx(6)


def test_a_list_weighs_what_the_paper_gives_for_its_jobs() -> None:
    found = topics(TopicKind.PART)
    of_jobs = sum(topic.weight for topic in topics(TopicKind.JOB).values())

    assert found["term"].weight == 0
    assert 0 < found["role"].weight < of_jobs


def test_tools_come_from_reminders_and_from_answers() -> None:
    airflow = topics(TopicKind.TOOL)["Airflow"]

    assert {"B2", "Data Engineer (Big Data)", "D-B"} == places(airflow)


def test_a_tool_of_one_card_is_no_topic() -> None:
    assert "pandas" not in topics(TopicKind.TOOL)


def test_a_tag_holds_named_questions_and_those_with_its_words() -> None:
    marketing = topics(TopicKind.TAG)["Marketing"]

    assert {"A11", "A12", "B8", "Marketing Data Scientist"} <= places(marketing)
    assert "A1" not in places(marketing)  # A11 is not A1


def test_a_question_that_a_tag_names_is_not_looked_for_as_a_word() -> None:
    quality = topics(TopicKind.TAG)["Qualité et conformité"]

    assert {"F1", "F2", "Data Steward / Gouvernance"} == places(quality)  # no F1 score


def test_a_deck_without_tags_has_none() -> None:
    assert topics_of(replace(deck(), topics=()), cards(), TopicKind.TAG) == ()


def test_without_points_each_question_weighs_one() -> None:
    parts = tuple(replace(part, points=0.0) for part in deck().parts)
    plain = replace(deck(), parts=parts)

    found = {each.name: each for each in topics_of(plain, cards(), TopicKind.PART)}

    assert has_points(deck())
    assert not has_points(plain)
    assert found["A"].weight == pytest.approx(12)
