"""The command that writes a deck for Anki, with what a student has learnt."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commanding import Run
from tests.commanding import run as run  # a fixture, used by its name
from tests.conftest import config_of
from tests.studying import NOW, answer, send
from trainer.accounts import add_account
from trainer.db import open_database
from trainer.first_use import prepare

CARD = "metiers-data/A1#job"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, migrated_file: Path) -> Path:
    """Make a data folder whose learner, and whose student Tom, answered once each."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "trainer.db").write_bytes(migrated_file.read_bytes())
    database = open_database(config_of(home))
    send(database, prepare(database, NOW), answer("a", CARD))
    with database.writing() as session:
        add_account(session, "Tom", "hash", NOW, is_teacher=False)
    database.close()
    return home


def test_what_is_learnt_on_this_computer_goes_along(tmp_path: Path, run: Run) -> None:
    told = run("export-anki", "metiers-data", tmp_path / "a.apkg", "--student", "local")

    lines = told.out.splitlines()
    assert told.code == 0
    assert lines[0].endswith("cartes de « Métiers data » pour Anki")
    assert lines[1] == "Avec ce qui est appris : 1 carte, 1 réponse."
    assert "Importer tout préréglage des paquets" in lines[2]
    assert "FSRS" in lines[3]


def test_nobody_of_that_name_and_a_deck_that_one_does_not_learn(
    tmp_path: Path, run: Run
) -> None:
    out = tmp_path / "a.apkg"

    unknown = run("export-anki", "metiers-data", out, "--student", "Max")
    not_learnt = run("export-anki", "metiers-data", out, "--student", "tom")

    assert (unknown.code, unknown.err) == (1, "Personne ne s’appelle « Max » ici.\n")
    assert (not_learnt.code, not_learnt.err) == (1, "Ce paquet n’existe pas.\n")
    assert not out.exists()


def test_a_name_that_ends_in_txt_takes_the_notes_as_text(
    tmp_path: Path, run: Run
) -> None:
    out = tmp_path / "a.txt"

    told = run("export-anki", "metiers-data", out)
    again = run("export-anki", "metiers-data", out)
    studied = run("export-anki", "metiers-data", out, "--student", "local")

    assert (told.code, again.code, studied.code) == (0, 1, 1)
    assert told.out == f"{out} : 164 cartes de « Métiers data » pour Anki\n"
    assert out.read_text("utf-8").count("\ntrainer:metiers-data/") == 164
    assert "n’emporte pas les progrès" in studied.err
