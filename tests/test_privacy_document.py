"""The document about privacy is made from the register, and fresh."""

from __future__ import annotations

import runpy
from pathlib import Path

from trainer.core.personal_register import REGISTER

DOCS = Path(__file__).parents[1] / "docs"


def test_the_document_is_the_one_that_the_register_gives() -> None:
    document = runpy.run_path(str(DOCS / "write_privacy.py"))["document"]

    assert (DOCS / "privacy.md").read_text(encoding="utf-8") == document(), (
        "run python docs/write_privacy.py"
    )


def test_the_document_names_every_column() -> None:
    text = (DOCS / "privacy.md").read_text(encoding="utf-8")

    missing = [
        (each.table, column)
        for each in REGISTER
        for column in each.columns
        if f"`{column}`" not in text or f"`{each.table}`: " not in text
    ]

    assert missing == []
