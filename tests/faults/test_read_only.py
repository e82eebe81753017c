"""A place that cannot be written to: one sentence that names it, nothing written.

As root a child without root's power over files does it: permissions mean nothing else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import config_of
from tests.rows import add_student
from trainer.db import open_database

ROOT = Path(__file__).resolve().parents[2]
PREPARE = """
import sys
from pathlib import Path
from sqlalchemy import text
from trainer.backup import backup
from trainer.config import load_config
from trainer.db import open_database, serving
from trainer.errors import TrainerError

home, target = Path(sys.argv[1]), Path(sys.argv[2])
config = load_config({"TRAINER_HOME": str(home)})

def read():
    with open_database(config).reading() as session:
        print(session.scalar(text("SELECT count(*) FROM students")), "students")

def write():
    with open_database(config).writing() as session:
        session.execute(text("UPDATE students SET name = 'changed'"))

def serve():
    with serving(config):
        pass

def copy():
    backup(open_database(config), target)

try:
    WHAT()
except TrainerError as error:
    print(f"{type(error).__name__}: {error}")
"""
NO_POWER_OVER_FILES = "-dac_override,-dac_read_search"


def told_by(what: str, home: Path, target: Path) -> str:
    """Do one thing in a process for which permissions hold; return what it prints."""
    code = PREPARE.replace("WHAT", what)
    command = [sys.executable, "-c", code, str(home), str(target)]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        assert setpriv, "as root this test needs setpriv (Debian: util-linux)"
        power = [f"--bounding-set={NO_POWER_OVER_FILES}", "--inh-caps=-all"]
        command = [setpriv, *power, *command]
    told = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert "Traceback" not in told.stderr, told.stderr
    return told.stdout.strip()


@contextmanager
def mode(path: Path, bits: int) -> Iterator[None]:
    """Give a file or folder these permissions for the block."""
    before = path.stat().st_mode
    path.chmod(bits)
    try:
        yield
    finally:
        path.chmod(before)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with a student in its database."""
    config = config_of(tmp_path / "home")
    db = open_database(config)
    with db.writing() as session:
        add_student(session)
    db.close()
    return config.home


@pytest.mark.parametrize("what", ["read", "write", "serve"])
def test_a_data_folder_cannot_be_made(tmp_path: Path, what: str) -> None:
    with mode(tmp_path, 0o500):
        told = told_by(what, tmp_path / "home", tmp_path)

    assert told.startswith("ReadOnlyPlace: ")
    assert str(tmp_path / "home") in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["read", "write", "serve"])
def test_an_empty_data_folder_is_read_only(tmp_path: Path, what: str) -> None:
    with mode(tmp_path, 0o500):
        told = told_by(what, tmp_path, tmp_path)

    assert told.startswith("ReadOnlyPlace: ")
    assert str(tmp_path) in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["read", "write"])
def test_a_data_folder_with_a_database_is_read_only(home: Path, what: str) -> None:
    before = (home / "trainer.db").read_bytes()

    with mode(home, 0o500):
        told = told_by(what, home, home)

    assert told.startswith("ReadOnlyPlace: ")
    assert str(home) in told
    assert (home / "trainer.db").read_bytes() == before


def test_a_read_only_file_is_not_written_to(home: Path) -> None:
    before = (home / "trainer.db").read_bytes()

    with mode(home / "trainer.db", 0o400):
        told = told_by("write", home, home)

    assert told.startswith("ReadOnlyPlace: ")
    assert str(home / "trainer.db") in told
    assert (home / "trainer.db").read_bytes() == before


def test_a_read_only_file_can_be_read(home: Path) -> None:
    with mode(home / "trainer.db", 0o400):
        assert told_by("read", home, home) == "1 students"


def test_a_file_that_may_not_be_read_is_named(home: Path) -> None:
    with mode(home / "trainer.db", 0o000):
        told = told_by("read", home, home)

    assert str(home / "trainer.db") in told


def test_a_backup_into_a_read_only_folder_is_refused(
    home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    with mode(folder, 0o500):
        told = told_by("copy", home, folder / "today.db")

    assert told.startswith("ReadOnlyPlace: ")
    assert str(folder) in told
    assert list(folder.iterdir()) == []
