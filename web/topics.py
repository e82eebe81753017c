"""The pages of a class's topics: what costs most marks, who knows what, how it went."""

from __future__ import annotations

from collections.abc import Sequence

from babel.dates import format_date
from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from trainer.class_answers import ClassMember, members_of
from trainer.class_grid import grid_of_class
from trainer.class_topics import TopicDetail, title_of, topic_of_class, topics_of_class
from trainer.class_trend import PartTrend, Trend, WeekRate, trend_of_class
from trainer.core.exam_topics import TopicKind, has_points
from trainer.core.messages import message
from trainer.errors import NotFound
from web import i18n
from web.charts import Mark, Rate, trend
from web.context import database, now
from web.i18n import Language
from web.preferences import language
from web.projector import note_shown
from web.teaching import ClassView, class_view
from web.visitor import current_learner

topics = Blueprint("topics", __name__)

WEEK = 7  # days
_TICKS = 3  # of the weeks, one has its date below


@topics.get("/classrooms/<uid>/topics")
def show(uid: str) -> str:
    """Show the topics of a class, those that cost most marks first."""
    with database().reading() as session:
        view = class_view(session, uid)
        found = view.deck and topics_of_class(
            session,
            members_of(session, view.classroom),
            view.deck.row,
            kind=_kind(),
            since=view.since,
        )
        return render_template(
            "teaching/topics.html",
            view=view,
            found=found,
            title_of=title_of,
            has_points=view.deck is not None and has_points(view.deck.deck),
        )


@topics.get("/classrooms/<uid>/topic")
def detail(uid: str) -> str:
    """Show the cards and, once names are shown, the students of a topic."""
    with database().reading() as session:
        view = class_view(session, uid)
        members = members_of(session, view.classroom)
        found = _detail(session, view, members)
        page = render_template("teaching/topic.html", view=view, found=found)
    if not view.hides_names:
        note_shown(member.account_id for member in members)
    return page


@topics.get("/classrooms/<uid>/topics/grid")
def grid(uid: str) -> str:
    """Show what the class would recall today and, once names are shown, who."""
    with database().reading() as session:
        view = class_view(session, uid)
        members = members_of(session, view.classroom)
        found = view.deck and grid_of_class(
            session,
            members,
            view.deck.row,
            today=view.today,
            kind=_kind() or TopicKind.PART,
        )
        page = render_template(
            "teaching/topic_grid.html",
            view=view,
            found=found,
            members=len(members),
            title_of=title_of,
        )
    if found and not view.hides_names:
        note_shown(member.account_id for member in members)
    return page


@topics.get("/classrooms/<uid>/topics/trend")
def over_time(uid: str) -> str:
    """Show how each part went, week by week."""
    with database().reading() as session:
        view = class_view(session, uid)
        found = view.deck and trend_of_class(
            session,
            view.classroom,
            members_of(session, view.classroom),
            view.deck.row,
            today=view.today,
            zone=current_learner(session).settings_at(now()).zone,
        )
        return render_template(
            "teaching/topic_trend.html",
            view=view,
            found=found,
            charts=[_chart(view, found, part) for part in found.parts] if found else [],
        )


def _detail(
    session: Session, view: ClassView, members: Sequence[ClassMember]
) -> TopicDetail:
    kind, name = _kind(), request.args.get("name", "")
    if view.deck is None or kind is None:
        raise NotFound(message("Ce sujet n’existe pas."))
    return topic_of_class(
        session,
        members,
        view.deck.row,
        (kind, name),
        today=view.today,
        since=view.since,
    )


def _kind() -> TopicKind | None:
    asked = request.args.get("by", "")
    return TopicKind(asked) if asked in {*TopicKind} else None


def _chart(view: ClassView, found: Trend, part: PartTrend) -> str:
    """Draw a part week by week; nothing, if no week has enough answers."""
    spoken = language()
    rates = [_rate(view, week, spoken) for week in part.weeks]
    if not any(rates):
        return ""
    title = i18n.translate(part.topic.title, spoken)
    return trend(
        rates,
        label=title,
        ticks=[
            "" if place % _TICKS else format_date(start, "d MMM", locale=spoken)
            for place, start in enumerate(found.starts)
        ],
        marks=[
            Mark(
                (event.day - found.starts[0]).days / WEEK,
                number,
                i18n.translate(event.what, spoken),
            )
            for number, event in enumerate(found.events, start=1)
        ],
    )


def _rate(view: ClassView, week: WeekRate, spoken: Language) -> Rate | None:
    if not week.is_shown(in_public=view.hides_names):
        return None
    estimate = week.estimate
    title = message(
        "{rate} %, entre {low} et {high}, {n} {n:réponse|réponses}",
        rate=round(100 * estimate.rate),
        low=round(100 * estimate.low),
        high=round(100 * estimate.high),
        n=week.asked,
    )
    said = i18n.translate(title, spoken)
    return Rate(estimate.rate, estimate.low, estimate.high, said)
