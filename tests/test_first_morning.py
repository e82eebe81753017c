"""A school's first morning goes as the script of it does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "docs" / "first_morning.py"


def test_thirty_students_answer_their_first_cards(tmp_path: Path) -> None:
    home = tmp_path / "school"

    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(home)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "30 students, 90 answers stored" in done.stdout
    assert (home / "trainer.db").exists()
