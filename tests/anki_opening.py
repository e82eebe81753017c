"""Many Anki files opened at once by the child's own code (see anki_worker)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trainer.anki_reading import read_anki_file
from trainer.anki_refusals import AnkiFileRefused
from trainer.anki_told import Unfinished, file_told
from trainer.core.anki_file import AnkiFile
from trainer.core.anki_wire import Fault

WORKER = Path(__file__).with_name("anki_worker.py")


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of a file: what it says, or why not; its memory, its processor time."""

    code: int
    memory: int
    took_ms: int
    file: AnkiFile | None
    fault: Fault | None


def fault_of(path: Path) -> Fault | None:
    """Return what a file is refused for."""
    try:
        read_anki_file(path)
    except AnkiFileRefused as refusal:
        return refusal.fault
    return None


def opened(files: Mapping[str, bytes], folder: Path) -> dict[str, Opened]:
    """Open each file in a fork; leave nothing but the files in the folder."""
    inside = folder / "files"
    inside.mkdir()
    names = {f"{number:05}": name for number, name in enumerate(files)}
    for number, name in names.items():
        (inside / number).write_bytes(files[name])
    command = [sys.executable, "-I", str(WORKER), str(inside)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    result = {}
    for line in done.stdout.splitlines():
        number, code, memory, took_ms = line.split()
        outcome = _outcome(inside / f"{number}.told")
        result[names[number]] = Opened(int(code), int(memory), int(took_ms), *outcome)
    return result


def _outcome(told: Path) -> tuple[AnkiFile | None, Fault | None]:
    """Return what the parent would make of it."""
    with told.open("rb") as output:
        try:
            return file_told(output), None
        except AnkiFileRefused as refusal:
            return None, refusal.fault
        except Unfinished:
            return None, Fault.STRANGE
        finally:
            told.unlink()
