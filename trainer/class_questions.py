"""The story of a class's questions: how hard each was, and what is odd about it.

Counted from the first answer of each student to each card, or from the last one. One
that was given in Anki to a card that is marked here is none: who gave it marked it. The
cards of the exam's parts are one paper, those of its lists another: who knows the
reminders need not know the exam.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.class_answers import (
    ClassAnswer,
    ClassMember,
    cards_of_class,
    first_answers_of,
)
from trainer.content import LoadedCard
from trainer.core.distractors import (
    Choice,
    OptionFlag,
    OptionShare,
    drawing_place,
    option_flags,
    option_shares,
)
from trainer.core.exam_topics import shares_of
from trainer.core.item_statistics import (
    ItemIntervals,
    ItemStatistics,
    PaperStatistics,
    Question,
    Sheet,
    chances_against,
    item_intervals,
    item_statistics,
    paper_statistics,
)
from trainer.core.items import Part
from trainer.core.mastery import guess_chance
from trainer.core.right_answers import NameKey, RecallKey
from trainer.core.statistics import LEECH_LAPSES
from trainer.error_reports import count_open
from trainer.tables import CardRow, CardStateRow, DeckRow, ItemRow, ReviewSource

_SEED = "intervals"  # the same page shows the same intervals
HARD = 0.3  # under this share of the class, guessing apart, nearly nobody knows
SUSPECT = 0.8  # chance of going against the rest


class Paper(StrEnum):
    """Which cards are looked at together."""

    EXAM = "exam"
    LISTS = "lists"


class QuestionFlag(StrEnum):
    """What is odd about a question, the worst first."""

    AGAINST = "against"  # who knows the rest is surely more often wrong here
    REPORTED = "reported"
    STRONG_WRONG_OPTION = "strong_wrong_option"
    HARD = "hard"
    LEECH = "leech"
    PLACE = "place"
    IDLE_OPTION = "idle_option"


@dataclass(frozen=True, slots=True)
class ClassQuestion:
    """A card with its figures in a class.

    `leeches` are the students who have forgotten it again and again, `reports` the
    errors that the class has reported and nobody answered yet, `earlier` how many
    answers were given before the question was changed; `place` is where wrong answers
    pile up. `chance_against`: who knows the rest knows this one less.
    """

    loaded: LoadedCard
    guess: float
    statistics: ItemStatistics
    intervals: ItemIntervals
    options: tuple[OptionShare, ...]
    option_flags: Mapping[str, OptionFlag]
    place: int | None
    leeches: int
    reports: int
    earlier: int
    chance_against: float = 0.0

    @property
    def key(self) -> str:
        """The card's key."""
        return self.loaded.card.key

    @property
    def flags(self) -> tuple[QuestionFlag, ...]:
        """All that is odd, the worst first."""
        has = {
            QuestionFlag.REPORTED: self.reports > 0,
            QuestionFlag.LEECH: self.leeches > 0,
            QuestionFlag.PLACE: self.place is not None,
        }
        if self.statistics.is_shown:
            facility = self.intervals.facility
            enough = self.guess + HARD * (1 - self.guess)
            of_options = self.option_flags.values()
            has |= {
                QuestionFlag.AGAINST: self.chance_against > SUSPECT,
                QuestionFlag.HARD: facility is not None and facility.high < enough,
                QuestionFlag.STRONG_WRONG_OPTION: OptionFlag.CHOSEN_BY_THE_STRONG
                in of_options,
                QuestionFlag.IDLE_OPTION: OptionFlag.NEVER_CHOSEN in of_options,
            }
        return tuple(flag for flag in QuestionFlag if has.get(flag))


@dataclass(frozen=True, slots=True)
class ClassQuestions:
    """All questions of a paper in a class, in its order, and the paper as a whole."""

    paper: PaperStatistics
    questions: tuple[ClassQuestion, ...]

    @property
    def to_mend(self) -> tuple[ClassQuestion, ...]:
        """Those with anything odd but an idle option, the worst first."""
        found = [each for each in self.questions if _worst(each) < _LEAST]
        return tuple(sorted(found, key=lambda each: (_worst(each), -each.leeches)))


_ORDER = tuple(QuestionFlag)
_LEAST = _ORDER.index(QuestionFlag.IDLE_OPTION)


def _worst(question: ClassQuestion) -> int:
    return _ORDER.index(question.flags[0]) if question.flags else len(_ORDER)


def questions_of(
    session: Session,
    members: Collection[ClassMember],
    deck: DeckRow,
    *,
    paper: Paper = Paper.EXAM,
    last: bool = False,
) -> ClassQuestions:
    """Return the figures of each question of a deck in a class.

    Args:
        last: whether each student's last answer counts in the place of the first.
    """
    students = [member.student_id for member in members]
    cards = {
        each.id: each for each in cards_of_class(session, deck) if _is_of(each, paper)
    }
    answers = [
        answer
        for answer in first_answers_of(session, students, deck, last=last)
        if answer.card_id in cards and _is_evidence(answer, cards[answer.card_id])
    ]
    questions = questions_in(cards.values())
    worth = {each.key: each.max_mark for each in questions}
    sheets = _sheets(answers, cards, worth)
    figures = item_statistics(questions, sheets.values())
    against = chances_against(figures)
    rng = Random(_SEED)  # no secret: the same class, the same intervals
    intervals = item_intervals(questions, sheets.values(), rng)
    choices = _choices(answers, cards, sheets, worth)
    leeches = _leeches(session, students, deck)
    reports = count_open(session, students, deck)
    earlier = _earlier(answers, cards)
    return ClassQuestions(
        paper=paper_statistics(questions, sheets.values()),
        questions=tuple(
            _question(
                (loaded, question.guess),
                figures[question.key],
                intervals[question.key],
                choices.get(loaded.id, ()),
                (leeches[loaded.id], reports[loaded.id], earlier[loaded.id]),
                chance_against=against.get(question.key, 0.0),
            )
            for loaded, question in zip(cards.values(), questions, strict=True)
        ),
    )


def _question(
    asked: tuple[LoadedCard, float],
    statistics: ItemStatistics,
    intervals: ItemIntervals,
    choices: Sequence[Choice],
    counts: tuple[int, int, int],
    *,
    chance_against: float,
) -> ClassQuestion:
    (loaded, guess), (leeches, reports, earlier) = asked, counts
    right = _right(loaded)
    return ClassQuestion(
        loaded=loaded,
        guess=guess,
        statistics=statistics,
        intervals=intervals,
        options=option_shares(choices, right),
        option_flags=option_flags(choices, right),
        place=drawing_place(choices, right),
        leeches=leeches,
        reports=reports,
        earlier=earlier,
        chance_against=chance_against,
    )


# Marks


def _is_of(loaded: LoadedCard, paper: Paper) -> bool:
    return bool(loaded.item.part) is (paper is Paper.EXAM)


def _is_evidence(answer: ClassAnswer, loaded: LoadedCard) -> bool:
    """Say whether an answer was marked as all others of its card are.

    In Anki the student says how well a card was known, and no option is written down. A
    later answer here does not take its place: it is no first one.
    """
    is_self_marked = isinstance(loaded.card.answer, RecallKey)
    return is_self_marked or answer.source is not ReviewSource.ANKI


def questions_in(cards: Iterable[LoadedCard]) -> list[Question]:
    """Share the points of each item among its cards; without points each is worth 1."""
    questions = []
    for _, some in groupby(cards, lambda each: each.item_id):
        family = list(some)
        part = _part_of(family[0])
        points = part.points_each if part else 0.0
        shares = shares_of([each.card for each in family], part.marking if part else ())
        questions += [
            Question(
                each.card.key,
                points * share if points else 1.0,
                guess_chance(each.card, len(each.deck.jobs)),
            )
            for each, share in zip(family, shares, strict=True)
        ]
    return questions


def _part_of(loaded: LoadedCard) -> Part | None:
    letter = loaded.item.part
    return next((part for part in loaded.deck.parts if part.letter == letter), None)


def _sheets(
    answers: Iterable[ClassAnswer],
    cards: Mapping[int, LoadedCard],
    worth: Mapping[str, float],
) -> dict[int, dict[str, float]]:
    """Give the marks of each student; what was recalled is right, what has a score too.

    A score that was overridden is none: the student has said that it was right.
    """
    sheets: dict[int, dict[str, float]] = {}
    for answer in answers:
        key = cards[answer.card_id].card.key
        share = _share(answer)
        sheets.setdefault(answer.student_id, {})[key] = share * worth[key]
    return sheets


def _share(answer: ClassAnswer) -> float:
    if answer.score is None or (answer.is_passed and answer.score == 0):
        return float(answer.is_passed)
    return answer.score


# Choices


def _right(loaded: LoadedCard) -> frozenset[str]:
    key = loaded.card.answer
    if isinstance(key, NameKey):
        return frozenset(each.text for each in key.right)
    return frozenset()


def _choices(
    answers: Iterable[ClassAnswer],
    cards: Mapping[int, LoadedCard],
    sheets: Mapping[int, Sheet],
    worth: Mapping[str, float],
) -> dict[int, list[Choice]]:
    """Return what was chosen of each card that was asked as a choice."""
    totals = {
        student: (sum(sheet.values()), sum(worth[key] for key in sheet))
        for student, sheet in sheets.items()
    }
    found: dict[int, list[Choice]] = {}
    for answer in answers:
        option = json.loads(answer.response).get("choice")
        if option is None:
            continue
        key = cards[answer.card_id].card.key
        marks, possible = totals[answer.student_id]
        others = possible - worth[key]
        rest = (marks - sheets[answer.student_id][key]) / others if others else 0.0
        choice = Choice(option, tuple(json.loads(answer.shown)), rest)
        found.setdefault(answer.card_id, []).append(choice)
    return found


def _earlier(
    answers: Iterable[ClassAnswer], cards: Mapping[int, LoadedCard]
) -> Counter[int]:
    """Count by card the answers to what it was before its last change."""
    return Counter(
        answer.card_id
        for answer in answers
        if answer.revision < cards[answer.card_id].revision
    )


def _leeches(
    session: Session, students: Collection[int], deck: DeckRow
) -> Counter[int]:
    """Count by card the students who forgot it again and again."""
    rows = session.execute(
        select(CardStateRow.card_id, func.count())
        .join(CardRow, CardRow.id == CardStateRow.card_id)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .where(
            CardStateRow.student_id.in_(students),
            CardStateRow.lapses >= LEECH_LAPSES,
            ItemRow.deck_id == deck.id,
        )
        .group_by(CardStateRow.card_id)
    )
    return Counter(dict(rows.all()))
