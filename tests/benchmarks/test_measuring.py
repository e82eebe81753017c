"""What is taken on trust in every figure: pairs, aims, and whose memory it is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import measuring


def test_ratio_is_taken_pair_by_pair() -> None:
    ours, theirs = [2.0, 40.0, 6.0], [1.0, 10.0, 2.0]

    assert measuring.ratios(ours, theirs) == measuring.Spread(3.0, 2.0, 4.0)


def test_runs_take_turns() -> None:
    order: list[str] = []

    def run(name: str) -> float:
        order.append(name)
        return float(len(order))

    figures = measuring.take_turns(2, {"a": lambda: run("a"), "b": lambda: run("b")})

    assert order == ["a", "b", "a", "b"]
    assert figures == {"a": [1.0, 3.0], "b": [2.0, 4.0]}


@pytest.mark.parametrize(
    ("found", "said"), [(3.0, "reached"), (3.01, "**not reached**")]
)
def test_aim_is_reached_or_not(found: float, said: str) -> None:
    assert measuring.verdict(found, 3.0, "×") == ("≤ 3×", said)


def test_rate_is_of_one_second_and_its_ratio_of_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    measuring.rate_row("import", (1000, [500.0]), "Anki", (100, [25.0]))

    cells = [cell.strip() for cell in capsys.readouterr().out.split("|")]
    assert cells[2].startswith("2,000 ")
    assert cells[4].startswith("4,000 ")
    assert cells[5].startswith("2 ")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system counts it")
def test_memory_of_a_step_is_not_that_of_its_parent(tmp_path: Path) -> None:
    script = tmp_path / "step.py"
    script.write_text("from benchmarks import measuring\nmeasuring.report(n=1)\n")
    much = bytearray(200 * 2**20)

    found = measuring.run_step(str(script))

    assert found["n"] == len(much) / (200 * 2**20)
    assert 5 < found["peak_mb"] < 100
