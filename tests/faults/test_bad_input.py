"""Bad input as a person meets it: one clear sentence, exit code 1, nothing written.

Every case is a real process. As root, those that are to meet a place that is read-only
run without root's power over files.
"""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.faults.telling import (
    PAPER,
    ROOT,
    environment,
    nothing_written,
    refused,
    trainer,
    write_deck,
)
from tests.faults.test_disk_full import SmallDisk
from tests.faults.test_disk_full import disk as disk  # a fixture, used by its name
from tests.faults.test_read_only import mode

# Names of nothing


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with nothing_written(tmp_path):
        told = trainer("import", tmp_path / "nowhere", home=tmp_path / "home")

    refused(told, f"{tmp_path / 'nowhere'}: ce fichier n’existe pas")


@pytest.mark.parametrize(
    "command", [("due", "--deck", "nope"), ("export-anki", "nope", "OUT.apkg")]
)
def test_a_deck_that_is_not_there_is_told(
    command: tuple[str, ...], home: Path, tmp_path: Path
) -> None:
    command = tuple(word.replace("OUT", str(tmp_path / "out")) for word in command)

    with nothing_written(tmp_path):
        told = trainer(*command, home=home)

    refused(told, "Ce paquet n’existe pas.")


def test_a_wrong_usage_has_its_own_exit_code(tmp_path: Path) -> None:
    with nothing_written(tmp_path):
        told = trainer("import", "--nope", home=tmp_path / "home")

    assert told.code == 2
    assert "--nope" in told.err
    assert "Traceback" not in told.err


# Places that cannot be read or written to


@pytest.mark.parametrize("command", ["due", "import"])
def test_a_read_only_data_folder_is_named(
    command: str, home: Path, tmp_path: Path
) -> None:
    with nothing_written(tmp_path), mode(home, 0o500):
        told = trainer(command, home=home, without_power=True)

    refused(told, home, "Impossible d’écrire dans")


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with nothing_written(tmp_path), mode(tmp_path, 0o500):
        told = trainer("due", home=tmp_path / "home", without_power=True)

    refused(told, tmp_path / "home", "Impossible d’écrire dans")


@pytest.mark.parametrize(
    "command",
    [
        ("key", "FOLDER/paper.md"),
        ("keys", "FOLDER"),
        ("export-anki", "metiers-data", "FOLDER/out.apkg"),
        ("backup", "FOLDER/today.db"),
    ],
)
def test_a_read_only_folder_is_named_by_what_would_write_there(
    command: tuple[str, ...], home: Path, tmp_path: Path
) -> None:
    folder = write_deck(tmp_path / "folder")
    (folder / "paper.md").write_text(PAPER)
    command = tuple(word.replace("FOLDER", str(folder)) for word in command)

    with nothing_written(tmp_path), mode(folder, 0o500):
        told = trainer(*command, home=home, without_power=True)

    refused(told, folder, "Impossible d’écrire dans")


@pytest.mark.parametrize("name", ["", "paper.md"])
def test_a_folder_that_may_not_be_entered_is_named(name: str, tmp_path: Path) -> None:
    folder = write_deck(tmp_path / "folder")

    with nothing_written(tmp_path), mode(folder, 0o000):
        told = trainer("check", folder / name, home=tmp_path, without_power=True)

    refused(told, folder / (name or "exam.md"), "ce fichier ne peut pas être lu")


# A full disk. Where none can be mounted, the database has no page left and no file can
# take its name.

NO_ROOM = """
import errno, os
from sqlalchemy import Engine, event

def refuse(*paths, **_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), *map(str, paths[:1]))

@event.listens_for(Engine, "connect")
def limit(connection, _):
    connection.execute("PRAGMA max_page_count=1")

os.rename = os.replace = refuse
"""


@contextmanager
def full(disk: SmallDisk) -> Iterator[str]:
    """Fill a disk for the block, or give the Python that plays a full one."""
    if disk.mounted:
        disk.fill(leave_kb=0)
    yield "" if disk.mounted else NO_ROOM
    if disk.mounted:
        disk.make_room()


def test_an_import_on_a_full_disk_stores_nothing(
    disk: SmallDisk, prepared: Path, tmp_path: Path
) -> None:
    home = disk.folder / "home"
    shutil.copytree(prepared, home)
    deck = write_deck(tmp_path / "petit")

    with nothing_written(home, deck), full(disk) as code:
        told = trainer("import", deck, home=home, code=code)

    refused(told, home, "plus de place sur le disque")


@pytest.mark.parametrize(
    "command",
    [
        ("key", "FOLDER/paper.md"),
        ("export-anki", "metiers-data", "FOLDER/out.apkg"),
        ("backup", "FOLDER/today.db"),
    ],
)
def test_a_file_on_a_full_disk_is_not_begun(
    command: tuple[str, ...], disk: SmallDisk, home: Path
) -> None:
    (disk.folder / "paper.md").write_text(PAPER)
    command = tuple(word.replace("FOLDER", str(disk.folder)) for word in command)

    with nothing_written(disk.folder, home), full(disk) as code:
        told = trainer(*command, home=home, code=code)

    refused(told, disk.folder, "plus de place sur le disque")


# Databases


@pytest.mark.parametrize("command", [("due",), ("import",), ("serve", "--port", "0")])
def test_a_database_of_a_newer_version_is_left_alone(
    command: tuple[str, ...], home: Path
) -> None:
    with closing(sqlite3.connect(home / "trainer.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with nothing_written(home):
        told = trainer(*command, home=home)

    refused(told, home / "trainer.db", "version plus récente du programme")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "trainer.db").write_text("Mes notes de cours\n" * 100)

    with nothing_written(tmp_path):
        told = trainer("due", home=tmp_path)

    refused(told, tmp_path / "trainer.db", "n’est pas une base de données")


# Servers


@contextmanager
def server(home: Path) -> Iterator[None]:
    """Serve the pages for the block, at any port."""
    child = subprocess.Popen(
        [sys.executable, "-m", "trainer", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment(home) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("Prêt".encode())
        try:
            yield
        finally:
            child.terminate()


def test_a_second_server_on_the_same_file_is_refused(home: Path) -> None:
    with server(home):
        told = trainer("serve", "--port", "0", home=home)

    refused(told, home / "trainer.db", "Un serveur utilise déjà")


def test_a_busy_port_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with (
        nothing_written(tmp_path),
        socket.create_server(("127.0.0.1", 0)) as busy,
    ):
        port = busy.getsockname()[1]
        told = trainer("serve", "--port", port, home=tmp_path)

    refused(told, f"Le port {port} est déjà pris")
