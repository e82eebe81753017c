"""Commands run in this process or in one of their own, and a small deck for them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.studying import NOW
from trainer.cli import main
from trainer.resources import decks_folder

ROOT = Path(__file__).resolve().parents[1]
BUILT_IN = decks_folder() / "metiers-data"
PAPER = """\
# Petit examen

## PARTIE A — Vrai ou faux (2 × 2 pts = /4)

1) SQL sert à interroger une base de données. → V/F
2) Airflow sert à dessiner des tableaux de bord. → V/F
"""
KEY = "### A1\n- Vrai\n\n### A2\n- Faux\n"


@dataclass(frozen=True, slots=True)
class Told:
    """What a command said, its no-break spaces as plain ones, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer of a command with `--json`."""
        return json.loads(self.out)


Run = Callable[..., Told]


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run a command in this process, at a fixed time, and return what it says."""
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TRAINER_DATABASE_URL", raising=False)
    monkeypatch.delenv("TRAINER_LANGUAGE", raising=False)
    monkeypatch.setattr("trainer.console.now", lambda: NOW)
    monkeypatch.setattr("os.umask", lambda mask: mask)  # this process stays as it is

    def run_command(*arguments: object) -> Told:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Told(int(stop.value.code or 0), plain(out), plain(err))

    return run_command


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A small deck folder of two items."""
    return write_deck(tmp_path / "petit")


def write_deck(folder: Path, paper: str = PAPER, key: str = KEY) -> Path:
    folder.mkdir()
    (folder / "exam.md").write_text(paper, encoding="utf-8")
    (folder / "key.md").write_text(key, encoding="utf-8")
    return folder


def python(
    *arguments: str,
    encoding: str = "utf-8",
    home: Path | None = None,
    umask: int = -1,
) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, from the project's folder."""
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        encoding=encoding,
        env={
            **os.environ,
            "PYTHONIOENCODING": encoding,
            **({"TRAINER_HOME": str(home)} if home else {}),
        },
        umask=umask,
        timeout=60,
    )


def at_a_terminal(*arguments: object, home: Path, typed: str = "") -> str:
    """Run a command at a pseudo-terminal and return all that it shows there."""
    import pty

    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "trainer", *map(str, arguments)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "TRAINER_HOME": str(home)},
        close_fds=True,
    )
    os.close(theirs)
    os.write(ours, typed.encode())
    shown = b""
    while True:
        try:
            data = os.read(ours, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        if not data:
            break
        shown += data
    os.close(ours)
    child.wait(60)
    return plain(shown.decode(errors="replace"))


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")
