"""Accounts, classes, and who looked at whose results."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REFUSE_SQLITE = """
CREATE TRIGGER personal_reads_only_grow BEFORE UPDATE ON personal_reads
BEGIN SELECT RAISE(ABORT, 'personal_reads only grow'); END
"""
REFUSE_POSTGRESQL = """
CREATE TRIGGER personal_reads_only_grow BEFORE UPDATE ON personal_reads
FOR EACH STATEMENT EXECUTE FUNCTION refuse_update()
"""

Instant = sa.DateTime(timezone=True)
Uid = sa.String(64)

TABLES = (
    "personal_reads",
    "classroom_decks",
    "memberships",
    "classroom_teachers",
    "classrooms",
    "one_time_links",
    "failed_tries",
    "sign_ins",
)


def upgrade() -> None:
    """Make the tables; a deck may have a teacher who keeps it."""
    make_accounts()
    make_classrooms()
    make_reads()
    op.execute(
        "ALTER TABLE decks ADD COLUMN keeper_id INTEGER"
        " CONSTRAINT fk_decks_keeper_id_accounts REFERENCES accounts (id)"
    )


def downgrade() -> None:
    """Drop the tables, and all that is in them."""
    op.execute("ALTER TABLE decks DROP COLUMN keeper_id")
    for table in (*TABLES, "accounts"):
        op.drop_table(table)


def make_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", Uid, nullable=False, unique=True),
        sa.Column(
            "student_id",
            sa.Integer,
            sa.ForeignKey("students.id"),
            nullable=False,
            unique=True,
        ),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sign_in_name", sa.Text, nullable=False, unique=True),
        sa.Column("is_teacher", sa.Boolean, nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("erase_on", sa.Date),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_hash", Uid, nullable=False, unique=True),
        account_column(index=True),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
    )
    op.create_table(
        "failed_tries",
        sa.Column("key", Uid, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", Instant, nullable=False, index=True),
    )
    op.create_table(
        "one_time_links",
        sa.Column("token_hash", Uid, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id"), index=True),
        sa.Column("ends_at", Instant, nullable=False),
    )


def make_classrooms() -> None:
    op.create_table(
        "classrooms",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", Uid, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("closes_on", sa.Date, nullable=False),
        sa.Column("join_code", sa.String(16), unique=True),
        sa.Column("join_until", Instant),
        sa.Column("needs_approval", sa.Boolean, nullable=False),
    )
    op.create_table(
        "classroom_teachers",
        classroom_column(),
        account_column(autoincrement=False, index=True),
        sa.Column("since", Instant, nullable=False),
        sa.PrimaryKeyConstraint("classroom_id", "account_id"),
    )
    op.create_table(
        "memberships",
        classroom_column(),
        account_column(autoincrement=False, index=True),
        sa.Column("status", words("status", "waiting member"), nullable=False),
        sa.Column("roster_name", sa.Text, nullable=False),
        sa.Column("roster_id", sa.Text),
        sa.Column("since", Instant, nullable=False),
        sa.PrimaryKeyConstraint("classroom_id", "account_id"),
    )
    op.create_table(
        "classroom_decks",
        classroom_column(),
        sa.Column(
            "deck_id",
            sa.Integer,
            sa.ForeignKey("decks.id"),
            nullable=False,
            autoincrement=False,
            index=True,
        ),
        sa.Column("given_at", Instant, nullable=False),
        sa.Column("exam_on", sa.Date),
        sa.Column("new_per_day", sa.Integer),
        sa.Column("desired_retention", sa.Double),
        sa.PrimaryKeyConstraint("classroom_id", "deck_id"),
    )


def make_reads() -> None:
    op.create_table(
        "personal_reads",
        sa.Column("id", sa.Integer, primary_key=True),
        account_column(index=True),
        sa.Column("reader_uid", Uid, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("read_at", Instant, nullable=False),
    )
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(REFUSE_POSTGRESQL if on_postgresql else REFUSE_SQLITE)


def account_column(**options: bool) -> sa.Column[int]:
    key = sa.ForeignKey("accounts.id")
    return sa.Column("account_id", sa.Integer, key, nullable=False, **options)


def classroom_column() -> sa.Column[int]:
    key = sa.ForeignKey("classrooms.id")
    return sa.Column(
        "classroom_id", sa.Integer, key, nullable=False, autoincrement=False
    )


def words(name: str, values: str) -> sa.Enum:
    return sa.Enum(
        *values.split(),
        name=name,
        native_enum=False,
        create_constraint=True,
        length=16,
    )
