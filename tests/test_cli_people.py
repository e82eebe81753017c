"""The commands about people."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import config_of
from tests.entering import NOW, attempt
from trainer.cli import trainer
from trainer.config import Config
from trainer.db import open_database
from trainer.errors import NotFound, TrainerError
from trainer.passwords import Passwords
from trainer.signing_in import NotLetIn, sign_in

PHRASE = re.compile(r"[a-z]+-[a-z]+-[a-z]+")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_file: Path) -> Path:
    """Make a data folder with a database, and have the commands use it."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "trainer.db").write_bytes(migrated_file.read_bytes())
    monkeypatch.setenv("TRAINER_HOME", str(home))
    monkeypatch.setattr("trainer.console.now", lambda: NOW)
    return home


def run(*words: str) -> Result:
    return CliRunner().invoke(trainer, ["person", *words])


def phrase_of(result: Result) -> str:
    (found,) = PHRASE.findall(result.output)
    return str(found)


def listed() -> list[dict[str, object]]:
    found = json.loads(run("list", "--json").output)
    assert isinstance(found, list)
    return found


def lets_in(home: Path, name: str, password: str) -> bool:
    database = open_database(config_of(home))
    try:
        sign_in(database, Passwords(), attempt(name, password), NOW)
    except NotLetIn:
        return False
    finally:
        database.close()
    return True


def test_who_is_added_signs_in_by_the_phrase_that_is_shown(home: Path) -> None:
    phrase = phrase_of(run("add", "Léa"))

    assert lets_in(home, "lea", phrase)
    assert phrase.encode() not in (home / "trainer.db").read_bytes()


def test_people_are_listed_for_persons_and_for_programs() -> None:
    run("add", "Léa")
    run("add", "Vera", "--teacher")

    lines = run("list").output.splitlines()

    assert lines == [
        "Vera\u00a0: enseignant, n’a pas encore choisi de mot de passe",
        "Léa\u00a0: élève, n’a pas encore choisi de mot de passe",
    ]
    assert [(each["name"], each["teacher"]) for each in listed()] == [
        ("Vera", True),
        ("Léa", False),
    ]


def test_a_reset_gives_another_phrase_and_ends_the_first(home: Path) -> None:
    first = phrase_of(run("add", "Léa"))

    second = phrase_of(run("reset", "LÉA"))

    assert not lets_in(home, "Léa", first)
    assert lets_in(home, "Léa", second)


def test_who_is_removed_is_not_let_in_until_a_reset(home: Path) -> None:
    phrase = phrase_of(run("add", "Léa"))

    run("remove", "Léa")

    assert not lets_in(home, "Léa", phrase)
    assert [each["open"] for each in listed()] == [False]
    assert lets_in(home, "Léa", phrase_of(run("reset", "Léa")))


@pytest.mark.parametrize("command", ["reset", "remove"])
def test_nobody_cannot_be_changed(command: str) -> None:
    assert isinstance(run(command, "Nobody").exception, NotFound)


@pytest.mark.parametrize(
    ("words", "environ", "is_class"),
    [
        ([], {}, False),
        (["--class"], {}, True),
        ([], {"TRAINER_CLASS": "1"}, True),
        ([], {"TRAINER_CLASS": "0"}, False),
    ],
)
def test_a_class_is_served_by_an_option_or_a_setting(
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    environ: dict[str, str],
    is_class: bool,
) -> None:
    served: list[Config] = []
    monkeypatch.setattr("web.serving.serve", lambda config, port: served.append(config))

    told = CliRunner().invoke(trainer, ["serve", *words], env=environ)

    assert told.exit_code == 0, told.output
    assert [config.is_class for config in served] == [is_class]
    assert [config.reach.listen for config in served] == ["127.0.0.1"]


def test_a_name_is_given_once() -> None:
    run("add", "Léa")

    assert isinstance(run("add", "Lea").exception, TrainerError)
    assert len(listed()) == 1
