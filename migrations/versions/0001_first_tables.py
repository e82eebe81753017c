"""The first tables: content, students, the review log and card states.

Constraints are named by `trainer.tables.CONSTRAINT_NAMES`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LOGS = ("reviews", "retractions")
REFUSE_SQLITE = """
CREATE TRIGGER {log}_only_grow BEFORE UPDATE ON {log}
BEGIN SELECT RAISE(ABORT, '{log} only grow'); END
"""
# A statement that would change no row is refused as well.
REFUSE_POSTGRESQL = """
CREATE TRIGGER {log}_only_grow BEFORE UPDATE ON {log}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_update()
"""
REFUSE_FUNCTION = """
CREATE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% only grow', TG_TABLE_NAME; END $$
"""

Instant = sa.DateTime(timezone=True)
LongId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    make_decks_and_items()
    make_item_revisions_and_cards()
    make_students()
    make_reviews()
    make_retractions()
    make_card_states()
    make_logs_grow_only()


def downgrade() -> None:
    """Drop the tables, and all that is in them."""
    for table in ("card_states", *LOGS, "enrolments", "study_settings", "students"):
        op.drop_table(table)
    for table in ("cards", "item_revisions", "items", "decks"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_update()")


def make_decks_and_items() -> None:
    kinds = "choice matching true_false case ordering open role term memo"
    op.create_table(
        "decks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("deck_id", sa.Integer, sa.ForeignKey("decks.id"), nullable=False),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("kind", words("kind", kinds), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("retired_at", Instant),
        sa.Index(None, "deck_id", "position"),
    )


def make_item_revisions_and_cards() -> None:
    op.create_table(
        "item_revisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.UniqueConstraint("item_id", "number"),
    )
    op.create_table(
        "cards",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "item_id", sa.Integer, sa.ForeignKey("items.id"), nullable=False, index=True
        ),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("retired_at", Instant),
    )


def make_students() -> None:
    op.create_table(
        "students",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
    )
    op.create_table(
        "study_settings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "student_id", sa.Integer, sa.ForeignKey("students.id"), nullable=False
        ),
        sa.Column("since", Instant, nullable=False),
        sa.Column("desired_retention", sa.Double, nullable=False),
        sa.Column("learning_steps", sa.Text, nullable=False),
        sa.Column("relearning_steps", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("rollover_hour", sa.Integer, nullable=False),
        sa.Column("new_per_day", sa.Integer, nullable=False),
        sa.Column("reviews_per_day", sa.Integer, nullable=False),
        sa.UniqueConstraint("student_id", "since"),
    )
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "student_id", sa.Integer, sa.ForeignKey("students.id"), nullable=False
        ),
        sa.Column(
            "deck_id", sa.Integer, sa.ForeignKey("decks.id"), nullable=False, index=True
        ),
        sa.Column("created_at", Instant, nullable=False),
        sa.UniqueConstraint("student_id", "deck_id"),
    )


def make_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", LongId, primary_key=True),
        sa.Column(
            "student_id", sa.Integer, sa.ForeignKey("students.id"), nullable=False
        ),
        sa.Column("card_id", sa.Integer, sa.ForeignKey("cards.id"), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("rating", sa.SmallInteger, nullable=False),
        sa.Column("response", sa.Text, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("score", sa.Double),
        sa.Column("duration_ms", sa.Integer, nullable=False),
        sa.Column("source", words("source", "web cli anki"), nullable=False),
        sa.Column("purpose", words("purpose", "study cram mock"), nullable=False),
        sa.Column("device_at", Instant, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("effective_at", Instant, nullable=False),
        sa.Column("study_day", sa.Date, nullable=False),
        sa.UniqueConstraint("student_id", "uid"),
        sa.CheckConstraint("length(uid) BETWEEN 1 AND 64", name="uid"),
        sa.CheckConstraint("rating BETWEEN 1 AND 4", name="rating"),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name="score"),
        sa.Index(None, "student_id", "card_id"),
        sa.Index(None, "student_id", "study_day"),
    )


def make_retractions() -> None:
    op.create_table(
        "retractions",
        sa.Column("id", LongId, primary_key=True),
        sa.Column(
            "student_id", sa.Integer, sa.ForeignKey("students.id"), nullable=False
        ),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("review_uid", sa.String(64), nullable=False),
        sa.Column("device_at", Instant, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.UniqueConstraint("student_id", "uid"),
        sa.CheckConstraint("length(uid) BETWEEN 1 AND 64", name="uid"),
        sa.Index(None, "student_id", "review_uid"),
    )


def make_card_states() -> None:
    phases = "new learning review relearning"
    op.create_table(
        "card_states",
        sa.Column(
            "student_id", sa.Integer, sa.ForeignKey("students.id"), autoincrement=False
        ),
        sa.Column(
            "card_id", sa.Integer, sa.ForeignKey("cards.id"), autoincrement=False
        ),
        sa.Column("phase", words("phase", phases), nullable=False),
        sa.Column("step", sa.Integer),
        sa.Column("stability", sa.Double),
        sa.Column("difficulty", sa.Double),
        sa.Column("due_at", Instant),
        sa.Column("due_day", sa.Date),
        sa.Column("earliest_day", sa.Date),
        sa.Column("latest_day", sa.Date),
        sa.Column("last_reviewed_at", Instant),
        sa.Column("introduced_on", sa.Date),
        sa.Column("last_study_day", sa.Date),
        sa.Column("reps", sa.Integer, nullable=False),
        sa.Column("lapses", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("student_id", "card_id"),
        sa.Index(None, "student_id", "due_day"),
        sa.Index(None, "student_id", "due_at"),
        sa.Index(None, "student_id", "last_study_day"),
        sqlite_with_rowid=False,
    )


def make_logs_grow_only() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        op.execute(REFUSE_FUNCTION)
    trigger = REFUSE_POSTGRESQL if on_postgresql else REFUSE_SQLITE
    for log in LOGS:
        op.execute(trigger.format(log=log))


def words(name: str, values: str) -> sa.Enum:
    return sa.Enum(
        *values.split(),
        name=name,
        native_enum=False,
        create_constraint=True,
        length=16,
    )
