"""`trainer person export` and `erase`, as the one who runs the server types them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.canaries import canaries, fill
from tests.conftest import file_of
from tests.people import add_account, add_classroom
from trainer.cli import main
from trainer.config import Config
from trainer.db import open_database


@pytest.fixture
def home(sqlite_config: Config, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Vera teaches Tom, who has a canary everywhere."""
    monkeypatch.setenv("TRAINER_HOME", str(sqlite_config.home))
    monkeypatch.setattr("os.umask", lambda mask: mask)  # this process stays as it is
    database = open_database(sqlite_config)
    with database.writing() as session:
        vera = add_account(session, "Vera", is_teacher=True)
        tom = add_account(session, "Tom")
        add_classroom(session, "10A", teachers=(vera,), pupils=(tom,))
        fill(session, tom)
        tom.sign_in_name = "tom"
    database.close()
    return sqlite_config.home


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


def erase_dates(config: Config) -> dict[str, str | None]:
    connection = sqlite3.connect(file_of(config))
    try:
        return dict(connection.execute("SELECT name, erase_on FROM accounts"))
    finally:
        connection.close()


def test_all_of_a_person_is_written_into_an_archive(home: Path, tmp_path: Path) -> None:
    code = run("person", "export", "Tom", str(tmp_path / "tom.zip"))

    with ZipFile(tmp_path / "tom.zip") as archive:
        data = json.loads(archive.read("mes-donnees.json"))
    assert code == 0
    assert data["student"]["uid"] == "student-tom"


def test_a_person_is_erased_in_seven_days(
    home: Path, sqlite_config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run("person", "erase", "tom")

    said = capsys.readouterr().out
    day = erase_dates(sqlite_config)["canari nom"]
    assert code == 0
    assert day is not None
    assert "/".join(reversed(day.split("-"))) in said


def test_or_at_once(home: Path) -> None:
    assert run("person", "erase", "tom", "--now") == 0

    assert canaries(home) == []


def test_the_last_teacher_of_a_class_is_not_erased(
    home: Path, sqlite_config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run("person", "erase", "Vera", "--now")

    assert code == 1
    assert "10A" in capsys.readouterr().err
    assert erase_dates(sqlite_config)["Vera"] is None
