"""Each benchmark runs, at a size that proves nothing, and prints what it promises."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"
HEAD = "| what | ours | beside | theirs | ratio | aim |  |"
COLUMNS = 7


@pytest.mark.parametrize(
    ("script", "rows"),
    [
        ("anki_in", 6),
        ("anki_out", 2),
        ("answer", 6),
        ("day_queue", 8),
        ("growth", 3),
        ("import_export", 8),
        ("school", 5),
        ("sign_in", 2),
        ("start", 4),
        pytest.param("paint", 2, marks=pytest.mark.browser),
        pytest.param("first_load", 3, marks=pytest.mark.browser),
    ],
)
def test_benchmark_prints_a_row_for_each_comparison(script: str, rows: int) -> None:
    command = [sys.executable, str(FOLDER / f"{script}.py"), "--small"]

    told = subprocess.run(command, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stderr
    table = told.stdout[told.stdout.index(HEAD) :].splitlines()[2:]
    assert [row.count(" | ") for row in table] == [COLUMNS - 1] * rows
