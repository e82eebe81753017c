"""When a server last cared for its data is noted beside them, and read again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.studying import NOW
from trainer.core.clock_jumps import Care, Jump
from trainer.last_care import NAME, last_care, note_care

LATER = NOW + timedelta(days=90)


def test_what_is_noted_is_read_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = last_care(home)

    first = note_care(home, NOW)
    note_care(home, NOW + timedelta(days=1))
    jumped = note_care(home, LATER)

    assert before is None
    assert first == Care(NOW, Jump(None, NOW))
    assert jumped == Care(LATER, Jump(NOW + timedelta(days=1), LATER))
    assert last_care(home) == jumped


@pytest.mark.parametrize("text", ["", "{}", '{"at": "yesterday"}', "\x00"])
def test_a_note_that_nobody_can_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)

    assert last_care(tmp_path) is None
