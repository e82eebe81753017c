"""What a year of daily reviews needs: holds, notes, tags, limits of a day, exams."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSE_SQLITE = """
CREATE TRIGGER holds_only_grow BEFORE UPDATE ON holds
BEGIN SELECT RAISE(ABORT, 'holds only grow'); END
"""
REFUSE_POSTGRESQL = """
CREATE TRIGGER holds_only_grow BEFORE UPDATE ON holds
FOR EACH STATEMENT EXECUTE FUNCTION refuse_update()
"""

Instant = sa.DateTime(timezone=True)
LongId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

COLUMNS = {
    "decks": ["owner_id"],
    "students": ["counts_streak"],
    "study_settings": ["minutes_per_day", "easy_days"],
    "enrolments": ["exam_on", "exam_set_on"],
    "reviews": ["format"],
}
TABLES = (
    "uploads",
    "deck_texts",
    "misses",
    "error_reports",
    "card_tags",
    "card_notes",
    "card_holds",
    "holds",
    "catch_ups",
    "day_limits",
    "planned_breaks",
)


def upgrade() -> None:
    """Make the tables, and the columns of tables that are there."""
    add_columns()
    index_reviews_by_day("study_day", "study_day", "card_id", "purpose")
    make_plans()
    make_holds()
    make_notes()
    make_misses()
    make_texts()


def downgrade() -> None:
    """Drop the tables and the columns, and all that is in them."""
    index_reviews_by_day("study_day_card_id_purpose", "study_day")
    for table in TABLES:
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def index_reviews_by_day(was: str, *columns: str) -> None:
    """Put another index of a student's reviews by day in the place of the one."""
    op.drop_index(f"ix_reviews_student_id_{was}", "reviews")
    op.create_index(None, "reviews", ["student_id", *columns])


def add_columns() -> None:
    """Add columns by SQL that both databases read: Alembic cannot name a check here."""
    formats = "'choice', 'true_false', 'ordering', 'typed', 'sentence', 'self_marked'"
    for table, definition in (
        (
            "decks",
            "owner_id INTEGER CONSTRAINT fk_decks_owner_id_students"
            " REFERENCES students (id)",
        ),
        ("students", "counts_streak BOOLEAN DEFAULT '0' NOT NULL"),
        ("study_settings", "minutes_per_day INTEGER DEFAULT '0' NOT NULL"),
        ("study_settings", "easy_days TEXT DEFAULT '[]' NOT NULL"),
        ("enrolments", "exam_on DATE"),
        ("enrolments", "exam_set_on DATE"),
        (
            "reviews",
            "format VARCHAR(16) CONSTRAINT ck_reviews_format"
            f" CHECK (format IN ({formats}))",
        ),
    ):
        op.execute(f"ALTER TABLE {table} ADD COLUMN {definition}")


def make_plans() -> None:
    op.create_table(
        "planned_breaks",
        sa.Column("id", sa.Integer, primary_key=True),
        student_column(index=True),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.CheckConstraint("first_day <= last_day", name="days"),
    )
    op.create_table(
        "day_limits",
        student_column(autoincrement=False),
        sa.Column("study_day", sa.Date, nullable=False),
        sa.Column("new_per_day", sa.Integer, nullable=False),
        sa.Column("reviews_per_day", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("student_id", "study_day"),
    )
    op.create_table(
        "catch_ups",
        sa.Column("id", sa.Integer, primary_key=True),
        student_column(index=True),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("cards_per_day", sa.Integer, nullable=False),
        sa.Column("due", sa.Integer, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("withdrawn_at", Instant),
    )


def make_holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", LongId, primary_key=True),
        student_column(),
        card_column(),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column(
            "action",
            words("action", "suspend resume bury unbury flag unflag"),
            nullable=False,
        ),
        sa.Column("device_at", Instant, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("effective_at", Instant, nullable=False),
        sa.Column("study_day", sa.Date, nullable=False),
        sa.UniqueConstraint("student_id", "uid"),
        sa.Index(None, "student_id", "card_id"),
        sa.CheckConstraint("length(uid) BETWEEN 1 AND 64", name="uid"),
    )
    op.create_table(
        "card_holds",
        student_column(autoincrement=False),
        card_column(autoincrement=False),
        sa.Column("is_suspended", sa.Boolean, nullable=False),
        sa.Column("buried_on", sa.Date),
        sa.Column("is_flagged", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("student_id", "card_id"),
        sqlite_with_rowid=False,
    )
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(REFUSE_POSTGRESQL if on_postgresql else REFUSE_SQLITE)


def make_notes() -> None:
    op.create_table(
        "card_notes",
        student_column(autoincrement=False),
        card_column(autoincrement=False),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("student_id", "card_id"),
    )
    op.create_table(
        "card_tags",
        student_column(autoincrement=False),
        card_column(autoincrement=False),
        sa.Column("tag", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("student_id", "card_id", "tag"),
    )
    op.create_table(
        "error_reports",
        sa.Column("id", sa.Integer, primary_key=True),
        student_column(),
        card_column(index=True),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("device_at", Instant, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.UniqueConstraint("student_id", "uid"),
    )


def make_misses() -> None:
    op.create_table(
        "misses",
        sa.Column("id", LongId, primary_key=True),
        student_column(),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("review_uid", sa.String(64), nullable=False),
        sa.Column("cause", words("cause", "gap misread confused time"), nullable=False),
        sa.Column("device_at", Instant, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.UniqueConstraint("student_id", "uid"),
        sa.Index(None, "student_id", "review_uid"),
    )


def make_texts() -> None:
    op.create_table(
        "deck_texts",
        sa.Column(
            "deck_id",
            sa.Integer,
            sa.ForeignKey("decks.id"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("part", words("part", "exam key settings"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("given_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("deck_id", "part"),
    )
    op.create_table(
        "uploads",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("made_at", Instant, nullable=False, index=True),
    )


def student_column(**options: bool) -> sa.Column[int]:
    key = sa.ForeignKey("students.id")
    return sa.Column("student_id", sa.Integer, key, nullable=False, **options)


def card_column(**options: bool) -> sa.Column[int]:
    key = sa.ForeignKey("cards.id")
    return sa.Column("card_id", sa.Integer, key, nullable=False, **options)


def words(name: str, values: str) -> sa.Enum:
    return sa.Enum(
        *values.split(),
        name=name,
        native_enum=False,
        create_constraint=True,
        length=16,
    )
