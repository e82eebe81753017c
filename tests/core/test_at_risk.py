"""Whom to see: each rule holds by the figures that its sentence names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from trainer.core.at_risk import (
    ABSENT_DAYS,
    MOST_DAYS_OFF,
    Rule,
    Work,
    active_students,
    at_risk,
    days_off,
    flags_of,
    window_begins,
)
from web.i18n import translate

TODAY = date(2026, 11, 23)  # a Monday
DAY = timedelta(days=1)
DONE = Work(
    begun_on=TODAY - 60 * DAY,
    days={TODAY - n * DAY: 20 for n in range(1, 28)},
    cards=200,
    seen=200,
    begun=100,
    due={TODAY: 20},
    later=300,
    recalled=270,
    exam_on=TODAY + 30 * DAY,
)


def rules(work: Work, off: frozenset[date] = frozenset()) -> list[Rule]:
    return [flag.rule for flag in flags_of(work, off, TODAY)]


def why(work: Work, off: frozenset[date] = frozenset()) -> str:
    (flag,) = flags_of(work, off, TODAY)
    return translate(flag.why, "fr").replace("\u202f", " ").replace("\xa0", " ")


def last_seen(days_ago: int) -> Work:
    return replace(DONE, days={TODAY - days_ago * DAY: 20})


def test_nothing_is_said_of_who_is_on_track() -> None:
    assert rules(DONE) == []


def test_who_was_not_here_on_seven_days_is_named_and_today_is_not_over() -> None:
    assert rules(last_seen(ABSENT_DAYS)) == []
    assert rules(last_seen(ABSENT_DAYS + 1)) == [Rule.ABSENT]
    assert why(last_seen(10)) == "9 jours sans aucune séance (signalé dès 7)."


def test_who_was_not_here_in_four_weeks_was_not_for_longer() -> None:
    assert why(replace(DONE, days={})).startswith("Au moins 27 jours sans aucune")


def test_who_never_began_is_named_a_week_after_the_deck_was_given() -> None:
    new = replace(DONE, days={}, begun_on=TODAY - 6 * DAY)

    assert rules(new) == []
    assert rules(replace(new, begun_on=TODAY - 7 * DAY)) == [Rule.ABSENT]


def test_days_on_which_hardly_anybody_worked_are_no_absence() -> None:
    off = frozenset({TODAY - DAY, TODAY - 2 * DAY})

    assert rules(last_seen(9), off) == []
    assert why(last_seen(10), off) == (
        "9 jours sans aucune séance, dont 7 où la classe a travaillé (signalé dès 7)."
    )


def test_a_deck_without_cards_is_not_missed() -> None:
    assert rules(replace(last_seen(20), cards=0, seen=0)) == []


def test_more_than_three_usual_days_overdue_are_named() -> None:
    overdue = {TODAY - DAY: 60, TODAY: 500}  # today's are not overdue

    assert rules(replace(DONE, due=overdue)) == []
    assert why(replace(DONE, due=overdue | {TODAY - 9 * DAY: 15})) == (
        "75 cartes en retard, soit 3,8 jours de travail à 20 par jour"
        " (signalé au-delà de 3)."
    )


def test_the_usual_load_is_not_known_from_two_days() -> None:
    two = {TODAY - n * DAY: 1 for n in (1, 2)}

    assert rules(replace(DONE, days=two, due={TODAY - DAY: 99})) == []


def test_what_fell_due_in_holidays_is_not_overdue_when_they_end() -> None:
    off = frozenset(TODAY - n * DAY for n in range(1, 10))
    due = {TODAY - 5 * DAY: 99}

    assert rules(replace(DONE, due=due)) == [Rule.BACKLOG]
    assert rules(replace(DONE, due=due), off) == []


@pytest.mark.parametrize(
    ("recalled", "later", "is_named"),
    [(0, 0, False), (0, 9, False), (2, 10, True), (6, 10, False), (60, 100, True)],
)
def test_forgetting_is_named_when_it_is_sure(
    recalled: int, later: int, *, is_named: bool
) -> None:
    work = replace(DONE, later=later, recalled=recalled)

    assert (rules(work) == [Rule.SUCCESS]) is is_named


def test_forgetting_is_said_with_its_interval() -> None:
    assert why(replace(DONE, later=100, recalled=60)) == (
        "60 réponses justes sur 100 aux révisions d’un autre jour : entre 54 et 66 %"
        " (signalé si c’est très probablement moins de 70 %)."
    )


def test_a_pace_that_ends_after_the_exam_is_named() -> None:
    slow = replace(DONE, seen=60, begun=28)

    assert rules(replace(slow, seen=170)) == []  # one a day is enough for thirty
    assert why(slow) == (
        "140 cartes sur 200 jamais vues ; à 1 nouvelle par jour, au plus 1,3, il en"
        " restera au moins 100 le jour de l’examen."
    )


def test_a_pace_is_not_known_in_the_first_two_weeks_nor_without_an_exam() -> None:
    slow = replace(DONE, seen=60, begun=28)

    assert rules(replace(slow, begun_on=TODAY - 13 * DAY)) == []
    assert rules(replace(slow, begun_on=TODAY - 14 * DAY)) == [Rule.PACE]
    assert rules(replace(slow, exam_on=None)) == []
    assert rules(replace(slow, exam_on=TODAY)) == []


def test_holidays_do_not_slow_a_pace() -> None:
    off = frozenset(TODAY - n * DAY for n in range(1, 14))
    slow = replace(DONE, seen=160, begun=14)

    assert rules(slow) == [Rule.PACE]
    assert rules(slow, off) == []


def test_days_off_are_found_in_a_class_and_not_in_a_handful() -> None:
    weekdays = {day: 9 for n in range(1, 28) if (day := TODAY - n * DAY).weekday() < 5}
    works = [replace(DONE, days=weekdays)] * 8 + [DONE]

    assert {day.weekday() for day in days_off(works, TODAY)} == {5, 6}
    assert days_off(works[:4], TODAY) == frozenset()


def test_what_is_longer_than_holidays_is_absence() -> None:
    nobody = [replace(DONE, days={})] * 9

    off = days_off(nobody, TODAY)

    assert len(off) == MOST_DAYS_OFF
    assert all(at_risk(dict(enumerate(nobody)), TODAY).values())


def test_those_come_first_for_whom_most_rules_hold() -> None:
    works = {
        1: DONE,
        2: replace(DONE, later=100, recalled=20),
        3: last_seen(20),
        4: replace(DONE, later=100, recalled=20, due={TODAY - DAY: 99}),
    }

    found = at_risk(works, TODAY)

    assert list(found) == [4, 3, 2]


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (last_seen(10), last_seen(20)),
        (replace(DONE, due={TODAY - DAY: 90}), replace(DONE, due={TODAY - DAY: 150})),
        (replace(DONE, later=40, recalled=20), replace(DONE, later=40, recalled=10)),
        (replace(DONE, seen=60, begun=28), replace(DONE, seen=20, begun=20)),
    ],
)
def test_of_one_rule_the_worst_comes_first(less: Work, more: Work) -> None:
    found = at_risk({1: less, 2: more}, TODAY)

    assert [[flag.rule for flag in flags] for flags in found.values()] in [
        [[rule], [rule]] for rule in Rule
    ]
    assert list(found) == [2, 1]


def test_students_of_the_last_seven_days_are_active() -> None:
    works = [last_seen(6), last_seen(7), replace(DONE, days={TODAY: 1})]

    assert active_students(works, TODAY) == 2


def test_the_window_is_four_weeks_with_today() -> None:
    assert TODAY - window_begins(TODAY) == 27 * DAY
