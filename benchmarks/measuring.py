"""What the benchmarks share: taking turns, ratios pair by pair, table rows, memory.

Things are compared by turns (A B A B …) and their ratio is taken pair by pair, so that
other work on the machine weighs on both of a pair alike. Knows nothing of what is
measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

MS = 1000.0
Figures = dict[str, list[float]]
Steps = list[dict[str, float]]  # what a step reports, round by round
Found = dict[str, Steps]


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some figures, the lowest and the highest."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{show(self.median)} ({show(self.low)}–{show(self.high)})"


@dataclass(slots=True)
class Stopwatch:
    """Adds up the milliseconds of the blocks that it times."""

    ms: float = 0.0
    laps: list[float] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Time a block."""
        start = time.perf_counter()
        yield
        self.laps.append((time.perf_counter() - start) * MS)
        self.ms += self.laps[-1]


def spread(values: Sequence[float]) -> Spread:
    """Say how some figures lie."""
    return Spread(median(values), min(values), max(values))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Divide pair by pair."""
    return spread([a / b for a, b in zip(ours, theirs, strict=True)])


def percentile(values: Sequence[float], percent: int) -> float:
    """Give the figure below which this share of them lies."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def timed(run: Callable[[], object]) -> float:
    """Give how many milliseconds a call takes."""
    watch = Stopwatch()
    with watch.running():
        run()
    return watch.ms


def take_turns(rounds: int, runs: Mapping[str, Callable[[], float]]) -> Figures:
    """Run each by turns and give the figures of each, in the order of the rounds."""
    figures: Figures = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            figures[name].append(run())
    return figures


# Rows


def heading(unit: str, spread: str = "median (lowest–highest)") -> None:
    """Print on what machine this is, how busy it is, and the head of the table."""
    load = os.getloadavg()[0]
    print(
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores of {processor()}, load before {load:.1f}; "
        f"{spread}, {unit}\n"
    )
    print_cells("what", "ours", "beside", "theirs", "ratio", "aim", "")
    print("|" + 7 * "---|")


def row(
    what: str,
    ours: Sequence[float],
    peer: str,
    theirs: Sequence[float],
    aim: float | None = None,
) -> None:
    """Print a row; the aim is the highest median of the ratio."""
    ratio = ratios(ours, theirs)
    said = verdict(ratio.median, aim, "×") if aim else ("", "")
    print_cells(what, spread(ours), peer, spread(theirs), ratio, *said)


def limit_row(
    what: str, ours: Sequence[float], peer: str, theirs: Sequence[float], limit: float
) -> None:
    """Print a row whose aim is a figure of our own, not a ratio."""
    ratio = ratios(ours, theirs)
    said = verdict(median(ours), limit)
    print_cells(what, spread(ours), peer, spread(theirs), ratio, *said)


def rate_row(
    what: str,
    ours: tuple[float, Sequence[float]],
    peer: str,
    theirs: tuple[float, Sequence[float]],
) -> None:
    """Print how many a second, each of two; the ratio is that of the time for one.

    Args:
        what: is made by us.
        ours: how many, and the milliseconds of each round.
        peer: whom we stand beside.
        theirs: the same of theirs.
    """
    rates = [spread([MS * n / ms for ms in rounds]) for n, rounds in (ours, theirs)]
    ratio = ratios(*([ms / n for ms in rounds] for n, rounds in (ours, theirs)))
    print_cells(what, rates[0], peer, rates[1], ratio, "", "")


def step_rows(what: str, ours: Steps, peer: str, theirs: Steps) -> None:
    """Print how many a second, and the memory, of steps that report their count."""
    of_us, of_them = (
        (each[0]["count"], [step["ms"] for step in each]) for each in (ours, theirs)
    )
    rate_row(what, of_us, peer, of_them)
    memory = [[step["peak_mb"] for step in each] for each in (ours, theirs)]
    row(f"{what}, memory", memory[0], peer, memory[1])


def verdict(found: float, limit: float, unit: str = "") -> tuple[str, str]:
    """Say what was aimed at and whether it is reached."""
    said = "reached" if found <= limit else "**not reached**"
    return f"≤ {show(limit)}{unit}", said


def print_cells(*cells: object) -> None:
    """Print one row of the table."""
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def show(value: float) -> str:
    """Write a figure with three digits that say something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def processor() -> str:
    """Name the processor, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


# Processes of their own


def run_step(script: str, *arguments: object) -> dict[str, float]:
    """Run one step of a script in a new process and give what it reports."""
    command = [sys.executable, script, "--step", *map(str, arguments)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return figures


def run_steps(
    script: str,
    steps: Iterable[str],
    folder: Path,
    rounds: int,
    forget: Callable[[Path], None] = lambda _: None,
) -> Found:
    """Run all steps of a script in turn, and give what each reports in each round.

    Args:
        forget: makes the folder as it was before a round.
    """
    found: Found = {step: [] for step in steps}
    for _ in range(rounds):
        forget(folder)
        for step, figures in found.items():
            figures.append(run_step(script, step, folder))
    return found


def forget_files(folder: Path, pattern: str) -> None:
    """Remove what is called so, files and folders."""
    for path in folder.glob(pattern):
        path.unlink() if path.is_file() else shutil.rmtree(path)


def report(**figures: float) -> None:
    """Tell the parent what a step has found, and the most memory it ever had."""
    print(json.dumps(figures | {"peak_mb": peak_mb()}))


def peak_mb() -> float:
    """Give the most memory that this process ever had, in MB.

    Linux counts in `ru_maxrss` what the parent had before it became this program.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    lines = status.read_text().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def options(doc: str | None, **numbers: int) -> Any:
    """Read the command line: a number each, and `--small` for a try of seconds.

    Args:
        doc: the script's own words.
        numbers: the options with their usual numbers.
    """
    lines = (doc or "").partition("\n")[0]
    parser = argparse.ArgumentParser(description=lines)
    parser.add_argument("--small", action="store_true", help="a try, not a figure")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    for name, number in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    return parser.parse_args()
