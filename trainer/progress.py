"""The story of what a student has done and knows: the figures of the page of progress.

Only reads. Every figure comes from the log, its replay and the cards of the student;
how each is counted is decided in `core.statistics`, `core.habits`, `core.confusions`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from trainer.annotating import causes_of
from trainer.content import LoadedCard
from trainer.core.confusions import (
    Confusion,
    confusion_of,
    job_names,
    most_common,
)
from trainer.core.history import Answer
from trainer.core.messages import Message, message
from trainer.core.reviews import MissCause
from trainer.core.statistics import (
    DayWork,
    TrueRetention,
    chance_of_recall,
    forecast,
    leech_step,
    mean_chance,
    median_seconds,
    options_to_guess_from,
    true_retention,
    work_by_day,
)
from trainer.core.topics import jobs_title, part_title
from trainer.due_days import due_days
from trainer.learners import Learner
from trainer.review_history import histories
from trainer.streaks import days_in_a_row
from trainer.study_cards import StudyCard, study_cards

MONTH_DAYS = 30
DAYS_AHEAD = 35


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that belong together, and what is known of them.

    `key` is the letter of a part, the kind of a list, or a job; `chance` is their mean
    chance of recall today; `causes` are those of their misses.
    """

    key: str
    name: Message
    cards: int
    seen: int
    chance: float
    median_s: float | None
    causes: Mapping[MissCause, int]


@dataclass(frozen=True, slots=True)
class DeckProgress:
    """A deck with its parts (and lists) and its jobs, under what these are called."""

    slug: str
    title: str
    parts: tuple[Group, ...]
    jobs_title: Message
    jobs: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Leech:
    """A card that is forgotten again and again, and the jobs that it confuses most."""

    card: LoadedCard
    lapses: int
    confusion: Confusion | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The figures of a student on a study day.

    `due` counts the cards of each coming day, today first; `streak` is for who wants
    one.
    """

    today: date
    days: Mapping[date, DayWork]
    due: tuple[int, ...]
    month: TrueRetention
    ever: TrueRetention
    cards: int
    seen: int
    chance: float
    decks: tuple[DeckProgress, ...]
    confusions: tuple[tuple[Confusion, int], ...]
    leeches: tuple[Leech, ...]
    streak: int | None


@dataclass(frozen=True, slots=True)
class _Studied:
    """A card with its answers and what was found in them."""

    card: StudyCard
    answers: tuple[Answer, ...]
    chance: float
    confusions: tuple[Confusion | None, ...]
    causes: tuple[MissCause, ...]


def progress(session: Session, learner: Learner, now: datetime) -> Progress:
    """Say what a student has done and knows, and what is to come."""
    today = learner.day_at(now)
    log = histories(session, learner)
    cards = study_cards(session, learner)
    studied = _studied(cards, log, causes_of(session, learner), today)
    days = work_by_day(answer.logged for answers in log.values() for answer in answers)
    return Progress(
        today=today,
        days=days,
        due=forecast(due_days(learner, cards).values(), today, DAYS_AHEAD),
        month=true_retention(log.values(), today - timedelta(days=MONTH_DAYS - 1)),
        ever=true_retention(log.values()),
        cards=len(cards),
        seen=sum(1 for card in cards if card.state.reps),
        chance=mean_chance([each.chance for each in studied]),
        decks=_decks(studied),
        confusions=most_common(pair for each in studied for pair in each.confusions),
        leeches=_leeches(studied),
        streak=days_in_a_row(session, learner, cards, log, today),
    )


# What is known


def _studied(
    cards: Sequence[StudyCard],
    log: Mapping[int, tuple[Answer, ...]],
    causes: Mapping[str, MissCause],
    today: date,
) -> list[_Studied]:
    names = {card.loaded.deck.slug: card.loaded.deck.jobs for card in cards}
    jobs = {slug: job_names(deck_jobs) for slug, deck_jobs in names.items()}
    studied = []
    for card in cards:
        answers = log.get(card.loaded.id, ())
        options = options_to_guess_from(answers)
        known = jobs[card.loaded.deck.slug]
        studied.append(
            _Studied(
                card=card,
                answers=answers,
                chance=chance_of_recall(card.state, today, options),
                confusions=tuple(
                    confusion_of(answer, card.loaded.card, known) for answer in answers
                ),
                causes=tuple(
                    causes[answer.review.uid]
                    for answer in answers
                    if answer.is_study and answer.review.uid in causes
                ),
            )
        )
    return studied


def _decks(studied: Iterable[_Studied]) -> tuple[DeckProgress, ...]:
    by_deck = defaultdict(list)
    for each in studied:
        by_deck[each.card.loaded.deck.slug].append(each)
    return tuple(_deck(cards) for cards in by_deck.values())


def _deck(cards: Sequence[_Studied]) -> DeckProgress:
    deck = cards[0].card.loaded.deck
    titles = {part.letter: part.title for part in deck.parts}
    return DeckProgress(
        slug=deck.slug,
        title=deck.title,
        parts=_groups(
            cards, lambda card: {card.part: part_title(card.loaded.item, titles)}
        ),
        jobs_title=jobs_title(deck),
        jobs=_groups(
            cards, lambda card: {job: message("{job}", job=job) for job in card.jobs}
        ),
    )


def _groups(
    cards: Iterable[_Studied], names: Callable[[StudyCard], Mapping[str, Message]]
) -> tuple[Group, ...]:
    """Sum cards up by what they belong to, in the order in which it comes."""
    named: dict[str, Message] = {}
    members: defaultdict[str, list[_Studied]] = defaultdict(list)
    for each in cards:
        for key, name in names(each.card).items():
            named.setdefault(key, name)
            members[key].append(each)
    return tuple(_group(key, named[key], group) for key, group in members.items())


def _group(key: str, name: Message, cards: Sequence[_Studied]) -> Group:
    return Group(
        key=key,
        name=name,
        cards=len(cards),
        seen=sum(1 for each in cards if each.card.state.reps),
        chance=mean_chance([each.chance for each in cards]),
        median_s=median_seconds(answer for each in cards for answer in each.answers),
        causes=Counter(cause for each in cards for cause in each.causes),
    )


def _leeches(studied: Iterable[_Studied]) -> tuple[Leech, ...]:
    leeches = [
        Leech(each.card.loaded, each.card.state.lapses, _most_confused(each))
        for each in studied
        if leech_step(each.card.state.lapses)
    ]
    return tuple(sorted(leeches, key=lambda leech: -leech.lapses))


def _most_confused(studied: _Studied) -> Confusion | None:
    found = most_common(studied.confusions)
    return found[0][0] if found else None
