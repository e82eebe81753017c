"""Between the stories' values and the JSON of `schemas.py`: nothing else knows both.

Texts become safe HTML here, and sentences the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from trainer.annotating import MissIn, NoteIn, ReportIn
from trainer.core.markup import to_html, to_html_block
from trainer.core.questions import Response
from trainer.core.reviews import Purpose, Rating
from trainer.core.right_answers import OrderKey, Step
from trainer.daily_review import Hand, HandCard, Interval
from trainer.holding import HoldIn
from trainer.revealing import Reveal
from trainer.reviewing import AnswerIn, Outcome, RetractionIn
from trainer.tables import ReviewSource
from web import schemas
from web.i18n import Language, days_label, minutes_label, translate

# The same few labels and texts come again and again: 19 jobs, a hundred cards.
_html = lru_cache(maxsize=4096)(to_html)
_block = lru_cache(maxsize=1024)(to_html_block)


def queue_out(hand: Hand, language: Language) -> schemas.QueueOut:
    """Say which cards come next."""
    return schemas.QueueOut(
        study_day=hand.study_day.isoformat(),
        day_ends_in_s=round(hand.day_ends_in.total_seconds()),
        counts=schemas.CountsOut(
            new=hand.new, learning=hand.learning, review=hand.review
        ),
        next_due_at=hand.next_due_at,
        cards=tuple(_card(card, language) for card in hand.cards),
    )


def answer_out(reveal: Reveal, language: Language) -> schemas.AnswerOut:
    """Say what is right, and why."""
    return schemas.AnswerOut(
        card=reveal.card.key,
        right=reveal.right,
        is_true=reveal.is_true,
        job=reveal.job,
        order=_order(reveal.order) if reveal.order else None,
        spellings=reveal.spellings,
        accepted=reveal.accepted,
        rivals=reveal.rivals,
        html=_block(reveal.text),
        points=tuple(_html(point) for point in reveal.points),
        examples=tuple(_html(example) for example in reveal.examples),
        reasons=tuple(
            schemas.ReasonOut(label=reason.label, html=_html(reason.text))
            for reason in reveal.reasons
        ),
        explanation=_block(reveal.explanation),
        source=translate(reveal.source, language) if reveal.source else "",
        missions=tuple(
            schemas.MissionOut(
                job=mission.job, html=_html(mission.text), names=mission.names
            )
            for mission in reveal.missions
        ),
        note=reveal.note,
    )


def answer_in(review: schemas.ReviewIn) -> AnswerIn:
    """Take one answer of the review page; cram of a session moves no schedule."""
    given = review.response
    return AnswerIn(
        uid=review.uid,
        card=review.card,
        rating=Rating(review.rating),
        device_at=review.answered_at,
        response=Response(
            given.choice, given.is_true, given.order, given.text, given.first_try
        ),
        shown=review.shown,
        duration_ms=review.duration_ms,
        sequence=review.sequence,
        zone=review.zone,
        purpose=Purpose(review.purpose),
        source=ReviewSource.WEB,
        overridden=review.overridden,
        format=review.format,
    )


def retraction_in(retraction: schemas.RetractionIn) -> RetractionIn:
    """Take one undoing."""
    return RetractionIn(
        uid=retraction.uid,
        review_uid=retraction.review_uid,
        device_at=retraction.retracted_at,
    )


def hold_in(hold: schemas.HoldIn) -> HoldIn:
    """Take one hold."""
    return HoldIn(
        uid=hold.uid,
        card=hold.card,
        action=hold.action,
        device_at=hold.held_at,
        sequence=hold.sequence,
    )


def miss_in(miss: schemas.MissIn) -> MissIn:
    """Take one reason why an answer was wrong."""
    return MissIn(miss.uid, miss.review_uid, miss.cause, device_at=miss.said_at)


def note_in(note: schemas.NoteIn) -> NoteIn:
    """Take one note."""
    return NoteIn(note.uid, note.card, note.text, device_at=note.written_at)


def report_in(report: schemas.ReportIn) -> ReportIn:
    """Take one report of an error."""
    return ReportIn(report.uid, report.card, report.text, device_at=report.reported_at)


def outcome_out(
    outcome: Outcome, language: Callable[[], Language]
) -> schemas.OutcomeOut:
    """Say what became of one event; the language is looked up for a reason alone."""
    return schemas.OutcomeOut(
        uid=outcome.uid,
        status=outcome.status.value,
        reason=translate(outcome.reason, language()) if outcome.reason else None,
        score=outcome.score,
        phase=outcome.phase,
    )


def interval_label(interval: Interval, language: Language) -> str:
    """Say the delay that a rating leads to."""
    if interval.days is not None:
        return days_label(interval.days, language)
    return minutes_label(interval.minutes or 0, language)


def _card(card: HandCard, language: Language) -> schemas.CardOut:
    question = card.question
    return schemas.CardOut(
        card=question.card_key,
        deck=card.deck_title,
        phase=card.phase.value,
        format=question.format.value,
        text=_html(question.text),
        ask=translate(question.ask, language),
        options=tuple(_option(label) for label in question.options),
        steps=tuple(_step(step) for step in question.steps),
        intervals={
            str(rating.value): interval_label(interval, language)
            for rating, interval in card.intervals.items()
        },
        minutes={
            str(rating.value): interval.minutes
            for rating, interval in card.intervals.items()
            if interval.minutes is not None
        },
        due_in_s=None if card.due_in is None else round(card.due_in.total_seconds()),
        is_flagged=card.is_flagged,
    )


def _option(label: str) -> schemas.OptionOut:
    return schemas.OptionOut(value=label, html=_html(label))


def _step(step: Step) -> schemas.StepOut:
    return schemas.StepOut(name=step.name, html=_html(step.text))


def _order(key: OrderKey) -> schemas.OrderOut:
    return schemas.OrderOut(
        steps=tuple(_step(step) for step in key.steps),
        constraints=tuple(
            schemas.ConstraintOut(
                before=each.before, after=each.after, reason=_html(each.reason)
            )
            for each in key.constraints
        ),
    )
