"""The lists of one's own data: for each table about a person, which fields go out.

Which rows are a person's is found from the tables, see `person_rows`; a test finds the
tables and columns that no list names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, inspect, select

from trainer.person_rows import Person, mentions, personal_tables
from trainer.tables import (
    AccountRow,
    AssignmentRow,
    CardHoldRow,
    CardNoteRow,
    CardRow,
    CardStateRow,
    CardTagRow,
    CatchUpRow,
    ClassroomDeckRow,
    ClassroomRow,
    ClassroomTeacherRow,
    ContrastRow,
    DayLimitsRow,
    DeckRow,
    DeckVersionRow,
    ErrorReportRow,
    GivenTextRow,
    HoldRow,
    ItemRevisionRow,
    ItemRow,
    MembershipRow,
    MissRow,
    OneTimeLinkRow,
    PersonalReadRow,
    PlannedBreakRow,
    ReportAnswerRow,
    RetractionRow,
    ReviewRow,
    Row,
    SignInRow,
    StudySettingsRow,
)

AT_ONCE = 1000  # rows read from the database at a time


@dataclass(frozen=True, slots=True)
class Section:
    """A list of the file, one record for each row that a person has in a table.

    `maker` is the column that names who made what is not the person's.
    """

    name: str
    table: type[Row]
    fields: tuple[str, ...]
    maker: str = ""


SECTIONS = (
    Section(
        "settings",
        StudySettingsRow,
        (
            *("since", "desired_retention", "learning_steps", "relearning_steps"),
            *("zone", "rollover_hour", "new_per_day", "reviews_per_day"),
            *("minutes_per_day", "easy_days"),
        ),
    ),
    Section("breaks", PlannedBreakRow, ("first_day", "last_day")),
    Section(
        "day_limits", DayLimitsRow, ("study_day", "new_per_day", "reviews_per_day")
    ),
    Section(
        "catch_ups",
        CatchUpRow,
        ("started_on", "cards_per_day", "due", "created_at", "withdrawn_at"),
    ),
    Section(
        "states",
        CardStateRow,
        (
            *("card", "phase", "step", "stability", "difficulty", "due_at", "due_day"),
            *("earliest_day", "latest_day", "last_reviewed_at", "introduced_on"),
            *("last_study_day", "reps", "lapses"),
        ),
    ),
    Section(
        "reviews",
        ReviewRow,
        (
            *("uid", "card", "revision", "rating", "study_day", "effective_at"),
            *("device_at", "received_at", "sequence", "zone", "purpose", "format"),
            *("response", "shown", "score", "duration_ms", "source", "retracted"),
        ),
    ),
    Section(
        "retractions", RetractionRow, ("uid", "review_uid", "device_at", "received_at")
    ),
    Section(
        "holds",
        HoldRow,
        (
            *("uid", "card", "action", "study_day", "effective_at", "device_at"),
            *("received_at", "sequence"),
        ),
    ),
    Section("held", CardHoldRow, ("card", "is_suspended", "buried_on", "is_flagged")),
    Section("notes", CardNoteRow, ("card", "uid", "text", "written_at")),
    Section("tags", CardTagRow, ("card", "tag")),
    Section(
        "reports",
        ErrorReportRow,
        ("card", "uid", "revision", "text", "device_at", "received_at"),
    ),
    Section("report_answers", ReportAnswerRow, ("report", "text", "answered_at")),
    Section(
        "misses", MissRow, ("uid", "review_uid", "cause", "device_at", "received_at")
    ),
    Section(
        "account",
        AccountRow,
        (
            *("uid", "name", "sign_in_name", "is_teacher", "must_change"),
            *("created_at", "erase_on"),
        ),
    ),
    Section("sign_ins", SignInRow, ("device", "created_at", "seen_at", "ends_at")),
    Section("links", OneTimeLinkRow, ("ends_at",)),
    Section(
        "memberships",
        MembershipRow,
        ("classroom", "status", "roster_name", "roster_id", "since"),
    ),
    Section("taught", ClassroomTeacherRow, ("classroom", "since")),
    Section("reads", PersonalReadRow, ("reader", "reader_uid", "what", "read_at")),
    Section("own_texts", GivenTextRow, ("deck", "part", "name", "text", "given_at")),
    Section(
        "own_versions",
        DeckVersionRow,
        (
            *("deck", "number", "made_at", "exam_given_at", "key_given_at"),
            *("settings_given_at", "added", "changed", "retired", "restores"),
        ),
    ),
    Section(
        "own_items",
        ItemRow,
        (
            *("deck", "key", "kind", "position", "place", "line", "revision"),
            "retired_at",
        ),
    ),
    Section(
        "own_revisions",
        ItemRevisionRow,
        ("item", "number", "content", "content_hash", "created_at"),
    ),
    Section(
        "given",
        ClassroomDeckRow,
        (
            *("classroom", "deck", "given_at", "exam_on", "new_per_day"),
            "desired_retention",
        ),
    ),
    Section(
        "assigned",
        AssignmentRow,
        (
            *("classroom", "deck", "uid", "title", "goal", "target", "part"),
            *("begins_on", "due_on", "created_at"),
        ),
    ),
    Section(
        "contrasted",
        ContrastRow,
        ("classroom", "deck", "uid", "first", "second", "given_at"),
    ),
)

MADE = (
    Section(
        "made_assignments",
        AssignmentRow,
        (
            *("classroom", "deck", "uid", "title", "goal", "target", "part"),
            *("begins_on", "due_on", "created_at"),
        ),
        "made_by",
    ),
    Section(
        "made_contrasts",
        ContrastRow,
        ("classroom", "deck", "uid", "first", "second", "given_at"),
        "made_by",
    ),
    Section("made_answers", ReportAnswerRow, ("text", "answered_at"), "made_by"),
    Section("made_versions", DeckVersionRow, ("deck", "number", "made_at"), "made_by"),
    Section("checked_keys", DeckRow, ("slug", "key_checked_at"), "key_checked_by"),
)
"""What a teacher made for others: whose it is, `personal_register.MENTIONS` says."""


def rows_of(section: Section, person: Person) -> Select[*tuple[Any, ...]]:
    """Select the fields of a person's rows in a table, in the order of its key."""
    table: Any = section.table
    return (
        select(*(_column(table, name) for name in section.fields))
        .where(_of(section, person))
        .order_by(*inspect(section.table).primary_key)
        .execution_options(yield_per=AT_ONCE)
    )


def _of(section: Section, person: Person) -> ColumnElement[bool]:
    table: Any = section.table
    if section.maker:
        made = (table.__tablename__, section.maker)
        return next(
            mine
            for each, column, mine in mentions(person)
            if (each.name, column) == made
        )
    which = {each.name: mine for each, mine in personal_tables(person)}
    return which[table.__tablename__]


def _column(table: Any, name: str) -> Any:
    """Return a column, or what it points to by a name that may go out."""
    if name == "retracted":
        return exists().where(
            RetractionRow.student_id == ReviewRow.student_id,
            RetractionRow.review_uid == ReviewRow.uid,
        )
    if name.endswith("_given_at"):
        id_ = getattr(table, name.replace("given_at", "id"))
        return _name(GivenTextRow.given_at, GivenTextRow.id == id_)
    return _named(table, name)


def _named(table: Any, name: str) -> Any:
    column: Any
    match name:
        case "card":
            column = _name(CardRow.key, CardRow.id == table.card_id)
        case "item":
            column = _name(ItemRow.key, ItemRow.id == table.item_id)
        case "deck":
            column = _name(DeckRow.slug, DeckRow.id == table.deck_id)
        case "classroom":
            column = _name(ClassroomRow.name, ClassroomRow.id == table.classroom_id)
        case "report":
            column = _name(ErrorReportRow.uid, ErrorReportRow.id == table.report_id)
        case "reader":
            column = _name(AccountRow.name, AccountRow.uid == table.reader_uid)
        case _:
            column = getattr(table, name)
    return column


def _name(column: Any, which: ColumnElement[bool]) -> Any:
    return select(column).where(which).scalar_subquery()
