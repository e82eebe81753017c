"""The log of a card, answer by answer, with the states that replay gives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.core.logs import SETTINGS, logged, unfolded
from trainer.core.card_state import CardState, Phase
from trainer.core.history import in_order, interval_days, unfold
from trainer.core.reviews import Purpose, Rating
from trainer.core.schedule import replay

SEED = "lea a#b"


def test_each_state_is_that_of_a_replay_of_the_answers_so_far() -> None:
    ratings = [Rating.GOOD, Rating.GOOD, Rating.AGAIN, Rating.GOOD, Rating.EASY]
    log = [logged(day * 3, rating) for day, rating in enumerate(ratings)]

    answers = unfolded(*log)

    reviews = [each.review for each in log]
    for number, answer in enumerate(answers):
        assert answer.before == replay(reviews[:number], SETTINGS, seed=SEED)
        assert answer.after == replay(reviews[: number + 1], SETTINGS, seed=SEED)


def test_answers_are_put_in_the_order_of_replay() -> None:
    log = [logged(5), logged(0), logged(2, sequence=1), logged(2, sequence=0)]

    answers = list(unfold(log, SETTINGS, seed=SEED))

    assert [answer.logged for answer in answers] == sorted(log, key=in_order)


def test_an_undone_answer_leaves_the_state_as_it_is() -> None:
    first, undone = unfolded(logged(0), logged(4, is_retracted=True))

    assert undone.before == undone.after == first.after
    assert not undone.is_study


def test_free_practice_leaves_the_state_as_it_is() -> None:
    first, cram = unfolded(logged(0), logged(4, purpose=Purpose.CRAM))

    assert cram.before == cram.after == first.after
    assert not cram.is_study


def test_what_is_not_forgotten_is_passed() -> None:
    answers = unfolded(logged(0, Rating.AGAIN), logged(1, Rating.HARD))

    assert [answer.is_passed for answer in answers] == [False, True]


def test_only_a_card_in_review_is_in_an_interval() -> None:
    day = date(2026, 11, 23)
    review = CardState(
        phase=Phase.REVIEW, last_study_day=day, due_day=day + timedelta(days=9)
    )
    step = CardState(phase=Phase.LEARNING, due_at=datetime(2026, 11, 23, tzinfo=UTC))

    assert interval_days(review) == 9
    assert interval_days(step) is None
    assert interval_days(CardState()) is None
