"""A small deck, processes that are told of it, and what they say and write."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.test_read_only import NO_POWER_OVER_FILES

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60
PAPER = """\
# Petit examen

## Les métiers

- **Data Analyst** : analyse des données (SQL, Excel).
- **Data Engineer** : crée les tuyaux de données (Spark).
- **ML Engineer** : met les modèles en service (API).

## PARTIE A — Identifier (2 items × 2 pts = /4)

1) Tableaux de bord pour la direction.
→ [ ] Data Engineer  [ ] Data Analyst  [ ] ML Engineer

2) Flux qui charge des fichiers chaque nuit.
→ [ ] Data Engineer  [ ] Data Analyst  [ ] ML Engineer

## PARTIE B — Associer (2 items × 2 pts = /4)

| Tâche | Métier | Livrable |
|---|---|---|
| 1. Ranger des fichiers | … | … |
| 2. Exposer un modèle | … | … |

## Barème

- A — Identifier : **/4**
- B — Associer : **/4**
**Total : /8**
"""
KEY = """\
### A1
- [ ] Data Engineer — Il amène les données.
- [x] Data Analyst — Il montre les chiffres.
- [ ] ML Engineer — Il sert des modèles.

### A2
- [x] Data Engineer — Il crée les flux.
- [ ] Data Analyst — Il analyse.
- [ ] ML Engineer — Il sert.

### B1
- Métier : Data Engineer
- Livrable : flux

### B2
- Métier : ML Engineer
- Livrable : API
"""
SETTINGS = """\
title = "Petit"

[marking.B]
job = 1
deliverable = 1
"""
FILES = {"exam.md": PAPER, "key.md": KEY, "deck.toml": SETTINGS}


@dataclass(frozen=True, slots=True)
class Told:
    """What a process said, its no-break spaces as plain ones, and its exit code."""

    code: int
    out: str
    err: str


def write_deck(folder: Path, **files: str) -> Path:
    """Write a deck folder; `exam`, `key` and `deck` replace its good files."""
    folder.mkdir()
    for name, text in FILES.items():
        text = files.get(name.partition(".")[0], text)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


# The world around


def trainer(
    *arguments: object, home: Path, without_power: bool = False, code: str = ""
) -> Told:
    """Run the command line in a process of its own.

    Args:
        arguments: of the command line.
        home: the data folder.
        without_power: have permissions hold for root too.
        code: Python to run before the program.
    """
    run = ["-c", f"{code}\nfrom trainer.cli import main\nmain()"] if code else []
    command = [sys.executable, *(run or ["-m", "trainer"]), *map(str, arguments)]
    if without_power and os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        assert setpriv, "as root this test needs setpriv (Debian: util-linux)"
        power = [f"--bounding-set={NO_POWER_OVER_FILES}", "--inh-caps=-all"]
        command = [setpriv, *power, *command]
    done = subprocess.run(
        command,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE_S,
    )
    return Told(done.returncode, plain(done.stdout), plain(done.stderr))


def environment(home: Path) -> dict[str, str]:
    """Return the environment with this data folder and nothing else of ours."""
    others = {k: v for k, v in os.environ.items() if not k.startswith("TRAINER_")}
    return others | {"TRAINER_HOME": str(home), "PYTHONUTF8": "1"}


def plain(output: bytes) -> str:
    return output.decode().replace("\xa0", " ").replace("\u202f", " ")


def refused(told: Told, place: object, words: str = "") -> None:
    """Check that a person is told, in one line that names the place, and no more."""
    assert told.code == 1, told
    assert told.out == "", told
    assert len(told.err.splitlines()) == 1, told
    assert str(place) in told.err, told
    assert words in told.err, told


@contextmanager
def nothing_written(*folders: Path) -> Iterator[None]:
    """Check that the block leaves every file and every row of these folders alone."""
    before = [kept(folder) for folder in folders]
    yield
    assert [kept(folder) for folder in folders] == before


def kept(folder: Path) -> dict[str, object]:
    """Return what a folder holds; locks and SQLite's own files are nothing."""
    ours = (".lock", ".db-wal", ".db-shm")
    paths = sorted(path for path in folder.rglob("*") if path.suffix not in ours)
    return {str(path): content(path) for path in paths}


def content(path: Path) -> object:
    """Return the bytes of a file; of a database, what it says with its log."""
    if path.is_dir():
        return None
    if path.name != "trainer.db" or not path.read_bytes().startswith(b"SQLite"):
        return path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        for file in path.parent.glob("trainer.db*"):
            shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder) / path.name)) as connection:
            return list(connection.iterdump())
