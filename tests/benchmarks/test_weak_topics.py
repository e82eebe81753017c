"""The benchmark of weak topics prints a row for each sort of class."""

from __future__ import annotations

import pytest

from benchmarks.weak_topics import main, worlds


def test_each_sort_of_class_has_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--classes", "2"]) == 0

    rows = [line for line in capsys.readouterr().out.splitlines() if "±" in line]
    assert len(rows) == len(worlds())
    assert all("%" in row for row in rows)
