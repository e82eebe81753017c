"""The JSON API of the review page: cards out, answers and undoings in.

A batch is answered event by event, so that one bad event holds nothing else up; each
event has its own name, so that a batch may be sent again at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from trainer.annotating import record_misses, record_notes, record_reports
from trainer.cramming import session_hand, session_named
from trainer.daily_review import Hand, next_cards
from trainer.holding import record_holds
from trainer.revealing import reveal, reveal_some
from trainer.reviewing import Outcome, record, retract
from web import openapi, schemas, wire
from web.assets import pack
from web.batches import read_batch
from web.context import database, is_class, now, quotas
from web.errors import ForeignRequest, Malformed, NotSignedIn
from web.preferences import language
from web.visitor import current_learner, find_visitor, locked_learner, visitor

api = Blueprint("api", __name__)

_Asked = TypeVar("_Asked", bound=BaseModel)


@api.before_request
def refuse_what_other_sites_can_send() -> None:
    """Let through only what a script of our own pages can send.

    The header cannot be put on a request to another site without asking it first.
    """
    if request.method == "POST" and (
        request.mimetype != "application/json"
        or request.headers.get("X-Trainer") != "1"
    ):
        raise ForeignRequest


@api.before_request
def refuse_the_page_of_another_learner() -> None:
    """Let nobody who has signed in meanwhile send what another one's page holds."""
    of_page = request.headers.get("X-Trainer-Learner")
    if of_page is not None and find_visitor() and of_page != visitor().uid:
        raise NotSignedIn


@api.get("/api/queue")
def queue() -> Response:
    """Hand out the next cards, or all of a session apart, without their answers."""
    asked = _query(schemas.QueueQuery, several=("exclude",))
    with database().reading() as session:
        hand = _hand(session, asked)
    return pack(_json(wire.queue_out(hand, language())))


@api.get("/api/answers")
def answer() -> Response:
    """Give the answer of one card, apart from its question."""
    asked = _query(schemas.AnswerQuery)
    with database().reading() as session:
        learner = current_learner(session)
        revealed = reveal(session, learner, asked.card, beside=_beside(asked.session))
    return _json(wire.answer_out(revealed, language()))


@api.get("/api/answers-at-hand")
def answers_at_hand() -> Response:
    """Give the answers of several cards, for a device that may lose the network."""
    asked = _query(schemas.AnswersQuery, several=("card",))
    with database().reading() as session:
        learner = current_learner(session)
        beside = _beside(asked.session)
        revealed = reveal_some(session, learner, asked.card, beside=beside)
    answers = tuple(wire.answer_out(each, language()) for each in revealed)
    return pack(_json(schemas.AnswersOut(answers=answers)))


@api.post("/api/reviews")
def reviews() -> Response:
    """Store answers; what was stored before is known and changes nothing."""
    batch, rejected = read_batch(schemas.ReviewsIn, "reviews", request.get_data())
    answers = [wire.answer_in(review) for review in batch.reviews]
    at = now()
    if is_class():  # T6: nobody gives so many
        quotas().take_answers(visitor().uid, len(answers), at)
    with database().writing() as session:
        learner = locked_learner(session)
        outcomes = record(session, learner, answers, sent_at=batch.sent_at, now=at)
    return _outcomes((*outcomes, *rejected))


@api.post("/api/retractions")
def retractions() -> Response:
    """Undo answers, each by an event of its own."""
    batch, rejected = read_batch(
        schemas.RetractionsIn, "retractions", request.get_data()
    )
    undone = [wire.retraction_in(retraction) for retraction in batch.retractions]
    with database().writing() as session:
        learner = locked_learner(session)
        outcomes = retract(session, learner, undone, now())
    return _outcomes((*outcomes, *rejected))


@api.post("/api/holds")
def holds() -> Response:
    """Set cards aside, take them back, flag them."""
    batch, rejected = read_batch(schemas.HoldsIn, "holds", request.get_data())
    held = [wire.hold_in(hold) for hold in batch.holds]
    at = now()
    with database().writing() as session:
        learner = locked_learner(session)
        outcomes = record_holds(session, learner, held, sent_at=batch.sent_at, now=at)
    return _outcomes((*outcomes, *rejected))


@api.post("/api/misses")
def misses() -> Response:
    """Keep why answers were wrong."""
    batch, rejected = read_batch(schemas.MissesIn, "misses", request.get_data())
    said = [wire.miss_in(miss) for miss in batch.misses]
    with database().writing() as session:
        learner = locked_learner(session)
        outcomes = record_misses(session, learner, said, now())
    return _outcomes((*outcomes, *rejected))


@api.post("/api/notes")
def notes() -> Response:
    """Keep the student's own words on cards."""
    batch, rejected = read_batch(schemas.NotesIn, "notes", request.get_data())
    written = [wire.note_in(note) for note in batch.notes]
    at = now()
    with database().writing() as session:
        learner = locked_learner(session)
        outcomes = record_notes(
            session, learner, written, sent_at=batch.sent_at, now=at
        )
    return _outcomes((*outcomes, *rejected))


@api.post("/api/reports")
def reports() -> Response:
    """Keep what students find wrong with cards."""
    batch, rejected = read_batch(schemas.ReportsIn, "reports", request.get_data())
    said = [wire.report_in(report) for report in batch.reports]
    with database().writing() as session:
        learner = locked_learner(session)
        outcomes = record_reports(session, learner, said, now())
    return _outcomes((*outcomes, *rejected))


@api.get("/api/openapi.json")
def description() -> Response:
    """Describe this API."""
    return jsonify(openapi.document())


@api.get("/healthz")
def health() -> Response:
    """Say that the database answers."""
    database().check()
    return _json(schemas.HealthOut(status="ok"))


def _hand(session: Session, asked: schemas.QueueQuery) -> Hand:
    learner = current_learner(session)
    if asked.session:
        apart = session_named(asked.session, deck=asked.deck or "")
        return session_hand(session, learner, apart, now(), exclude=asked.exclude)
    return next_cards(
        session,
        learner,
        now(),
        deck=asked.deck,
        limit=asked.limit,
        exclude=asked.exclude,
    )


def _beside(apart: str | None) -> Sequence[str]:
    """Give the jobs that a session apart asks with, if it is one of two jobs."""
    return (session_named(apart).pair or ()) if apart else ()


def _outcomes(outcomes: Iterable[Outcome]) -> Response:
    """Answer each event."""
    results = tuple(wire.outcome_out(each, language) for each in outcomes)
    return _json(schemas.OutcomesOut(results=results))


def _query(form: type[_Asked], several: Sequence[str] = ()) -> _Asked:
    given: dict[str, Any] = {
        name: values if name in several else values[-1]
        for name, values in request.args.lists()
    }
    try:
        return form.model_validate(given)
    except ValidationError as error:
        raise Malformed(error) from error


def _json(body: BaseModel) -> Response:
    return Response(body.model_dump_json(), mimetype="application/json")
