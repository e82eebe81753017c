"""Every table of the database, as typed rows; knows no story and no page.

`reviews`, `retractions` and `holds` only grow: the database itself refuses to change a
row of theirs. A `content`, `response` or `shown` is JSON text of values of
`trainer.core`. Rows point to each other by id; only keys, slugs and uids go out.
"""

from trainer.tables.base import CONSTRAINT_NAMES, ReviewSource, Row, TextPart
from trainer.tables.content import (
    CardRow,
    DeckRow,
    DeckVersionRow,
    GivenTextRow,
    ItemRevisionRow,
    ItemRow,
    UploadRow,
)
from trainer.tables.log import CardStateRow, RetractionRow, ReviewRow
from trainer.tables.marks import (
    CardHoldRow,
    CardNoteRow,
    CardTagRow,
    ErrorReportRow,
    HoldRow,
    MissRow,
)
from trainer.tables.people import (
    AccountRow,
    ClassroomDeckRow,
    ClassroomRow,
    ClassroomTeacherRow,
    FailedTriesRow,
    MembershipRow,
    MembershipStatus,
    OneTimeLinkRow,
    PersonalReadRow,
    SignInRow,
)
from trainer.tables.students import (
    CatchUpRow,
    DayLimitsRow,
    EnrolmentRow,
    PlannedBreakRow,
    StudentRow,
    StudySettingsRow,
)
from trainer.tables.teaching import AssignmentRow, ContrastRow, ReportAnswerRow

__all__ = [
    "CONSTRAINT_NAMES",
    "AccountRow",
    "AssignmentRow",
    "CardHoldRow",
    "CardNoteRow",
    "CardRow",
    "CardStateRow",
    "CardTagRow",
    "CatchUpRow",
    "ClassroomDeckRow",
    "ClassroomRow",
    "ClassroomTeacherRow",
    "ContrastRow",
    "DayLimitsRow",
    "DeckRow",
    "DeckVersionRow",
    "EnrolmentRow",
    "ErrorReportRow",
    "FailedTriesRow",
    "GivenTextRow",
    "HoldRow",
    "ItemRevisionRow",
    "ItemRow",
    "MembershipRow",
    "MembershipStatus",
    "MissRow",
    "OneTimeLinkRow",
    "PersonalReadRow",
    "PlannedBreakRow",
    "ReportAnswerRow",
    "RetractionRow",
    "ReviewRow",
    "ReviewSource",
    "Row",
    "SignInRow",
    "StudentRow",
    "StudySettingsRow",
    "TextPart",
    "UploadRow",
]
