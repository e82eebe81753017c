"""Classes on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import config_of
from tests.schooling import add_person
from trainer.cli import trainer
from trainer.db import open_database
from trainer.errors import NotFound

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of `trainer classroom` where Vera and Tom have accounts."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "trainer.db").write_bytes(migrated_file.read_bytes())
    monkeypatch.setenv("TRAINER_HOME", str(home))
    database = open_database(config_of(home))
    with database.writing() as session:
        add_person(session, "Vera", is_teacher=True)
        add_person(session, "Tom")
    database.close()

    def run(*words: str) -> Result:
        return CliRunner().invoke(trainer, ["classroom", *words])

    return run


def test_a_class_is_made_filled_and_listed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "10A.csv"
    file.write_bytes("Nom;Numéro\nZoé;1\nLoïc;2\n".encode("cp1252"))

    made = run("add", "10A", "--teacher", "vera")
    planned = run("roster", "10A", str(file), "--dry-run")
    read = run("roster", "10A", str(file), "--json")
    again = run("roster", "10A", str(file))
    (listed,) = json.loads(run("list", "--json").stdout)

    assert "ferme le 20" in made.stdout
    assert "Nouveaux\N{NO-BREAK SPACE}: 2" in planned.stderr
    slips = json.loads(read.stdout)
    assert [slip["sign_in_name"] for slip in slips] == ["Zoé", "Loïc"]
    assert all(slip["phrase"].count("-") == 2 for slip in slips)
    assert (again.exit_code, again.stdout) == (0, "")
    assert (listed["name"], listed["students"], listed["waiting"]) == ("10A", 2, 0)


def test_another_teacher_is_put_into_a_class_and_nobody_else(run: Run) -> None:
    run("add", "10A", "--teacher", "Vera")

    once, twice, tom = (run("teacher", "10A", name) for name in ("vera", "vera", "Tom"))

    assert once.stdout == twice.stdout == "Vera enseigne dans la classe 10A.\n"
    assert tom.exit_code == 1


def test_a_code_is_opened_and_closed(run: Run) -> None:
    run("add", "10A", "--teacher", "Vera")

    opened, closed = run("code", "10A"), run("code", "10A", "--close")

    assert len(opened.stdout.strip()) == 9
    assert closed.exit_code == 0


def test_monday_of_a_class_is_told_in_the_terminal(run: Run) -> None:
    run("add", "10A", "--teacher", "Vera")
    run("give", "10A", "metiers-data")

    said = CliRunner().invoke(trainer, ["report", "10A"])
    read = CliRunner().invoke(trainer, ["report", "10A", "--json"])

    assert "pas assez de réponses" in said.stdout
    report = json.loads(read.stdout)
    assert (report["classroom"], report["topic"]) == ("10A", None)


def test_the_built_in_deck_is_given(run: Run) -> None:
    run("add", "10A", "--teacher", "Vera")

    given = run("give", "10A", "metiers-data", "--new", "8", "--exam", "2030-06-14")

    assert given.exit_code == 0, given.output


@pytest.mark.parametrize(
    "words",
    [
        ("add", "10A", "--teacher", "Tom"),
        ("add", "10A", "--teacher", "nobody"),
        ("code", "nowhere"),
        ("give", "nowhere", "metiers-data"),
    ],
)
def test_who_or_what_is_not_there_is_said(run: Run, words: tuple[str, ...]) -> None:
    refused = run(*words)

    assert isinstance(refused.exception, NotFound)


def test_of_two_classes_of_one_name_the_uid_is_asked(run: Run) -> None:
    for _ in range(2):
        run("add", "10A", "--teacher", "Vera")
    first, _ = json.loads(run("list", "--json").stdout)

    assert "Plusieurs classes" in str(run("code", "10A").exception)
    assert run("code", first["id"]).exit_code == 0


def test_a_list_with_mistakes_is_said_by_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "10A.csv"
    file.write_text("Zoé\nZoé\n", encoding="utf-8")
    run("add", "10A", "--teacher", "Vera")

    refused = run("roster", "10A", str(file))

    assert refused.exit_code == 1
    assert "10A.csv:2:" in refused.stderr
