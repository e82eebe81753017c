"""What the command promises that compares our replay with fsrs on a given log."""

from __future__ import annotations

import runpy
from pathlib import Path

import fsrs
import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

COMMAND = Path(__file__).parents[2] / "benchmarks" / "replay.py"
LOG = """\
card_id,review_rating,review_time,review_duration
a,1,2026-01-05T21:00:00+00:00,4000
b,3,2026-01-05T21:01:00+00:00,3000
a,3,2026-01-05T21:02:00.500000+00:00,2000
a,3,2026-01-06T07:00:00+00:00,2000
b,2,2026-01-09T07:00:00+00:00,2000
a,4,2026-01-09T02:30:00+00:00,2000
a,1,2026-03-29T02:30:00+00:00,2000
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    return path


def run(log: Path) -> int:
    code = runpy.run_path(str(COMMAND))["main"]([str(log)])
    assert isinstance(code, int)
    return code


def test_equal_replays_are_reported_as_equal(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(log)

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[0] == "7 reviews of 2 cards, Europe/Paris"
    assert lines[3].endswith(": 0")
    assert "times its time" in lines[4]


@pytest.mark.parametrize(
    "other",
    [
        fsrs.Scheduler(desired_retention=0.8, enable_fuzzing=False),
        fsrs.Scheduler((0.3, *DEFAULT_PARAMETERS[1:]), enable_fuzzing=False),
    ],
    ids=["another due day", "another stability"],
)
def test_difference_is_reported_by_the_exit_code(
    log: Path, monkeypatch: pytest.MonkeyPatch, other: fsrs.Scheduler
) -> None:
    monkeypatch.setattr("trainer.core.schedule._scheduler", lambda *settings: other)

    assert run(log) == 1
