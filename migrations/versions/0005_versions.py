"""Every text that was given of a deck, in versions; keys checked; decks retired."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Instant = sa.DateTime(timezone=True)
PARTS = ("exam", "key", "settings")

MAKE_FIRST_VERSIONS = """
INSERT INTO deck_versions
    (deck_id, number, made_at, made_by, exam_id, key_id, settings_id)
SELECT exam.deck_id, 1, exam.given_at, decks.keeper_id, exam.id, answers.id, settings.id
FROM given_texts AS exam
JOIN decks ON decks.id = exam.deck_id
LEFT JOIN given_texts AS answers
    ON answers.deck_id = exam.deck_id AND answers.part = 'key'
LEFT JOIN given_texts AS settings
    ON settings.deck_id = exam.deck_id AND settings.part = 'settings'
WHERE exam.part = 'exam'
"""
# The newest text of each part.
KEEP_LAST_TEXTS = """
INSERT INTO deck_texts (deck_id, part, name, text, given_at)
SELECT deck_id, part, name, text, given_at FROM given_texts
WHERE id IN (SELECT max(id) FROM given_texts GROUP BY deck_id, part)
"""


def upgrade() -> None:
    """Make the tables; what was given last is the first version of each deck."""
    op.create_table(
        "given_texts",
        sa.Column("id", sa.Integer, primary_key=True),
        points_to("decks", "deck_id", index=True),
        *text_columns(),
    )
    op.execute(
        "INSERT INTO given_texts (deck_id, part, name, text, given_at)"
        " SELECT deck_id, part, name, text, given_at FROM deck_texts"
        " ORDER BY deck_id, part"
    )
    op.create_table(
        "deck_versions",
        sa.Column("id", sa.Integer, primary_key=True),
        points_to("decks", "deck_id"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        points_to("accounts", "made_by", nullable=True),
        points_to("given_texts", "exam_id"),
        points_to("given_texts", "key_id", nullable=True),
        points_to("given_texts", "settings_id", nullable=True),
        *(sa.Column(name, sa.Integer) for name in ("added", "changed", "retired")),
        sa.Column("restores", sa.Integer),
        sa.UniqueConstraint("deck_id", "number"),
    )
    op.execute(MAKE_FIRST_VERSIONS)
    op.drop_table("deck_texts")
    op.add_column("decks", sa.Column("key_checked_at", Instant))
    op.execute(
        "ALTER TABLE decks ADD COLUMN key_checked_by INTEGER"
        " CONSTRAINT fk_decks_key_checked_by_accounts REFERENCES accounts (id)"
    )
    op.add_column("decks", sa.Column("retired_at", Instant))


def downgrade() -> None:
    """Keep the last texts of each deck; who checked and what is retired is dropped."""
    for name in ("retired_at", "key_checked_by", "key_checked_at"):
        op.execute(f"ALTER TABLE decks DROP COLUMN {name}")
    op.create_table(
        "deck_texts",
        points_to("decks", "deck_id", autoincrement=False),
        *text_columns(),
        sa.PrimaryKeyConstraint("deck_id", "part"),
    )
    op.execute(KEEP_LAST_TEXTS)
    op.drop_table("deck_versions")
    op.drop_table("given_texts")


def text_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("part", parts(), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("given_at", Instant, nullable=False),
    )


def points_to(
    table: str, name: str, *, nullable: bool = False, **options: bool
) -> sa.Column[int]:
    key = sa.ForeignKey(f"{table}.id")
    return sa.Column(name, sa.Integer, key, nullable=nullable, **options)


def parts() -> sa.Enum:
    return sa.Enum(
        *PARTS, name="part", native_enum=False, create_constraint=True, length=16
    )
