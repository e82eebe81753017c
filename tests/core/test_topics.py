"""What a card is about: its part of the paper, and its jobs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.samples import (
    ANALYST,
    BI,
    CASE,
    CHOICE,
    DECK,
    MEMO,
    OPEN,
    ROLE,
    TERM,
    TRUE_FALSE,
    card_named,
)
from trainer.core.cards import make_cards
from trainer.core.items import Item
from trainer.core.topics import (
    jobs_named,
    jobs_of,
    jobs_right,
    jobs_title,
    part_of,
    part_title,
)


@pytest.mark.parametrize(
    ("item", "part", "title"),
    [
        (CHOICE, "A", "A — Choisir"),
        (ROLE, "role", "Rappels"),
        (TERM, "term", "Vocabulaire"),
        (MEMO, "memo", "Aide-mémoire"),
    ],
)
def test_a_part_is_a_letter_or_a_list(item: Item, part: str, title: str) -> None:
    assert part_of(item) == part
    assert str(part_title(item, {"A": "Choisir"})) == title


@pytest.mark.parametrize(
    ("item", "jobs"),
    [
        (ROLE, ("Data Analyst",)),
        (TERM, ()),
        (OPEN, ()),
    ],
)
def test_every_card_of_an_item_is_about_its_jobs(
    item: Item, jobs: tuple[str, ...]
) -> None:
    assert {jobs_of(item, card) for card in make_cards(item)} == {jobs}


def test_a_true_sentence_is_about_whose_work_it_is() -> None:
    (card,) = make_cards(TRUE_FALSE)

    assert jobs_of(TRUE_FALSE, card) == (TRUE_FALSE.answer.job,)  # type: ignore[union-attr]


def test_a_job_card_names_its_jobs_and_takes_others_by_their_names_too() -> None:
    case, memo = card_named(CASE, "job"), card_named(MEMO, "job")

    assert jobs_named(case) == {BI.text}
    assert jobs_right(case, DECK.jobs) == {BI.text, ANALYST.text}
    assert jobs_named(memo) == jobs_right(memo, DECK.jobs) == {BI.text, ANALYST.text}


@pytest.mark.parametrize("item", [TERM, TRUE_FALSE])
def test_a_card_that_asks_for_no_job_names_none(item: Item) -> None:
    card = make_cards(item)[0]

    assert jobs_named(card) == jobs_right(card, DECK.jobs) == frozenset()


def test_what_reminders_tell_of_has_the_name_that_the_deck_gives_it() -> None:
    actors = replace(DECK, has_jobs=False, subjects="Acteurs")

    titles = [DECK, actors, replace(actors, subjects="")]

    assert [str(jobs_title(each)) for each in titles] == [
        *("Métiers", "Acteurs", "Rappels")
    ]
