"""The rules of trainer.core.giveaways."""

from __future__ import annotations

import pytest

from trainer.core.giveaways import (
    WIDEST,
    Choice,
    Pattern,
    at_places,
    known_choices,
    longest,
    most_skewed,
    spelled_out,
    widest,
)
from trainer.core.items import Item, Kind
from trainer.core.right_answers import AnswerKey, NameKey, ShortAnswer, TrueFalseKey


def choice(right: int, *labels: str, place: str = "A1") -> Choice:
    options = tuple(f"option {number}" for number in range(len(labels)))
    item = Item("", Kind.CHOICE, place, 1, "Qui ?", options=options)
    return Choice(item, right, labels)


def asked(answer: AnswerKey | None, *options: str, place: str = "A1") -> Item:
    return Item("", Kind.CHOICE, place, 1, "?", options=options, answer=answer)


def name(*texts: str) -> NameKey:
    return NameKey(tuple(ShortAnswer(text) for text in texts))


def test_the_right_option_is_found_by_its_words() -> None:
    item = asked(name("Data-Engineer"), "BI", "data engineer", "DS")

    assert known_choices([item], {}) == [Choice(item, 1, ("BI", "data engineer", "DS"))]


def test_options_of_signs_alone_are_told_apart() -> None:
    item = asked(name("=="), "=", "!=", "==")

    assert [found.right for found in known_choices([item], {})] == [2]


@pytest.mark.parametrize(
    "answer", [None, TrueFalseKey(True, ""), name("DE"), name("BI", "DS")]
)
def test_items_without_exactly_one_right_option_are_left_out(
    answer: AnswerKey | None,
) -> None:
    assert known_choices([asked(answer, "BI", "DS")], {}) == []


def test_labels_are_those_the_paper_prints_if_they_fit() -> None:
    items = [
        asked(name("BI Analyst"), "BI Analyst", "Data Scientist", place=place)
        for place in ("A1", "A2", "A3")
    ]

    found = known_choices(items, {"A1": ("BI", "DS"), "A2": ("BI",)})

    assert [each.labels for each in found] == [
        ("BI", "DS"),
        ("BI Analyst", "Data Scientist"),
        ("BI Analyst", "Data Scientist"),
    ]


def test_a_right_option_is_the_longest_when_no_other_is_as_long() -> None:
    choices = [
        choice(1, "ab", "abc", "a", place="A1"),
        choice(1, "abc", "abc", "a", place="A2"),
        choice(0, "ab", "abc", "a", place="A3"),
    ]

    found = longest(choices)

    assert found.places == ("A1",)
    assert found.expected == pytest.approx(1)
    assert found.likelihood == pytest.approx(1 - (2 / 3) ** 3)


@pytest.mark.parametrize(
    ("right", "labels", "shows"),
    [
        (1, ("BI", "Data Engineer", "MLE"), True),
        (1, ("LLMOps", "Prompt Engineer", "MLOps"), True),
        (1, ("BI", "Data Engineer", "Data Analyst"), False),
        (0, ("BI", "Data Engineer", "DS"), False),
        (0, ("Kafka", "dbt", "SQL"), False),
    ],
)
def test_a_right_option_is_spelled_out_when_all_others_are_abbreviations(
    right: int, labels: tuple[str, ...], shows: bool
) -> None:
    assert bool(spelled_out([choice(right, *labels)]).places) is shows


def test_the_chance_of_a_place_depends_on_how_many_there_are() -> None:
    choices = [choice(1, "a", "b"), choice(0, *"abcd"), choice(0, "a", "b")]

    found = at_places(choices, [1, 2])

    assert found.places == ("A1",)
    assert found.expected == pytest.approx(1 / 2 + 2 / 4 + 1 / 2)


def test_the_most_skewed_places_are_found_and_charged_for_the_search() -> None:
    choices = [choice(1 + n % 2, *"abcde") for n in range(10)]

    places, found = most_skewed(choices)

    assert places == (1, 2)
    assert len(found.places) == 10
    assert found.likelihood == pytest.approx(0.4**10 * 15)


def test_places_that_hold_their_share_are_not_unlikely() -> None:
    choices = [choice(n % 5, *"abcde") for n in range(10)]

    assert most_skewed(choices)[1].likelihood == 1


def test_without_choices_there_is_no_pattern() -> None:
    assert most_skewed([]) == ((), Pattern((), 0, 1))
    assert longest([]).likelihood == 1
    assert widest([]) == 0


def test_only_so_many_places_are_looked_at() -> None:
    assert widest([choice(0, *"abc")]) == 3
    assert widest([choice(0, *"abcdefghijklmno")]) == WIDEST
