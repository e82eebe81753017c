"""Assignments, pairs that a class was told to contrast, answers to reported errors."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Instant = sa.DateTime(timezone=True)
Uid = sa.String(64)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "assignments",
        *what_for(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("goal", goals(), nullable=False),
        sa.Column("target", sa.Integer, nullable=False),
        sa.Column("part", sa.Text),
        sa.Column("begins_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        by_whom(),
        sa.Column("created_at", Instant, nullable=False),
    )
    op.create_table(
        "contrasts",
        *what_for(),
        sa.Column("first", sa.Text, nullable=False),
        sa.Column("second", sa.Text, nullable=False),
        sa.Column("given_at", Instant, nullable=False),
        by_whom(),
    )
    op.create_table(
        "report_answers",
        sa.Column(
            "report_id",
            sa.Integer,
            sa.ForeignKey("error_reports.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answered_at", Instant, nullable=False),
        by_whom(),
    )


def downgrade() -> None:
    """Drop the tables, and all that is in them."""
    op.drop_table("report_answers")
    op.drop_table("contrasts")
    op.drop_table("assignments")


def what_for() -> tuple[sa.Column[int] | sa.Column[str], ...]:
    """Give the columns that say which class and which deck a row is about."""
    return (
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", Uid, nullable=False, unique=True),
        reference("classroom_id", "classrooms.id"),
        reference("deck_id", "decks.id"),
    )


def reference(name: str, key: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(key), nullable=False, index=True)


def by_whom() -> sa.Column[int]:
    return sa.Column("made_by", sa.Integer, sa.ForeignKey("accounts.id"))


def goals() -> sa.Enum:
    return sa.Enum(
        *("days", "mastery", "sessions"),
        name="goal",
        native_enum=False,
        create_constraint=True,
        length=16,
    )
