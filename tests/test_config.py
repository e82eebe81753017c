"""The configuration: what each variable means, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from trainer.config import Config, load_config
from trainer.db import open_database
from trainer.engines import sqlite_path
from trainer.errors import UnknownLanguage


def test_without_variables_the_data_lie_in_the_persons_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    config = load_config({})

    assert config.home.name == "trainer"
    assert sqlite_path(config) == config.home / "trainer.db"
    assert config.language == "fr"


def test_an_empty_variable_is_as_good_as_none() -> None:
    empty = dict.fromkeys(
        ("TRAINER_HOME", "TRAINER_DATABASE_URL", "TRAINER_LANGUAGE"), ""
    )

    assert load_config(empty) == load_config({})


def test_a_home_holds_the_database(tmp_path: Path) -> None:
    config = load_config({"TRAINER_HOME": str(tmp_path)})

    assert config.home == tmp_path
    assert sqlite_path(config) == tmp_path / "trainer.db"


def test_a_home_is_taken_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))

    assert load_config({"TRAINER_HOME": "data"}).home == tmp_path / "data"
    assert load_config({"TRAINER_HOME": "~/data"}).home == tmp_path / "data"


@pytest.mark.parametrize("name", ["été à l’école", "100%", "a%20b", "a?b#c", "a:b&c;d"])
def test_any_name_of_a_folder_is_good(tmp_path: Path, name: str) -> None:
    config = load_config({"TRAINER_HOME": str(tmp_path / name)})

    open_database(config).close()

    assert (tmp_path / name / "trainer.db").is_file()


def test_a_database_address_is_taken_as_it_is() -> None:
    url = "postgresql://lea:secret@db.example/trainer"

    config = load_config({"TRAINER_DATABASE_URL": url, "TRAINER_LANGUAGE": "en"})

    assert config.database_url == url
    assert config.language == "en"


def test_a_password_is_not_shown_with_the_configuration() -> None:
    config = Config(home=Path(), database_url="postgresql://lea:secret@db/trainer")

    assert "secret" not in repr(config)


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownLanguage, match=r"«\u00a0de\u00a0».*fr, en"):
        load_config({"TRAINER_LANGUAGE": "de"})


def test_the_configuration_needs_neither_database_nor_web() -> None:
    code = (
        "import sys, trainer.config\n"
        "print([name for name in sys.modules if name in {'sqlalchemy', 'flask'}])"
    )

    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "[]"
