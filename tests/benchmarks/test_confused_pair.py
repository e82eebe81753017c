"""The benchmark of confused pairs runs, and prints a row for each class it tries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "confused_pair.py"


def test_a_row_is_printed_for_each_rate_and_each_effect() -> None:
    command = [sys.executable, str(SCRIPT), "--small"]

    told = subprocess.run(command, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stderr
    rates, effects = told.stdout.strip().split("\n\n")
    assert [row.count(" | ") for row in rates.splitlines()] == [3] * 8
    assert [row.count(" | ") for row in effects.splitlines()] == [3] * 8
