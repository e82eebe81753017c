"""The command that brings reviews home from Anki."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commanding import Run
from tests.commanding import run as run  # a fixture, used by its name
from tests.studying import NOW
from tests.web.anki_uploads import NO_LOG, from_anki
from trainer.accounts import add_account
from trainer.config import Config
from trainer.db import open_database


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A file from Anki with two answers to a card of ours."""
    path = tmp_path / "de-anki.apkg"
    path.write_bytes(from_anki())
    return path


def test_the_command_adds_what_is_new_and_says_what_is_not(
    run: Run, package: Path
) -> None:
    first, again = (run("import-anki", package) for _ in range(2))

    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines() == [
        "2 révisions ajoutées, 0 déjà connue.",
        "1 note d’Anki qui ne vient pas d’ici (1 révision) : elle reste dans Anki.",
        "- À moi",
        "1 révision de cartes supprimées dans Anki : on ne sait plus lesquelles.",
        "1 carte suspendue dans Anki, mais pas ici.",
        "- metiers-data/A3#job",
        "1 carte marquée d’un drapeau dans Anki, mais pas ici.",
        "- metiers-data/A3#job",
    ]
    assert again.out.startswith("0 révision ajoutée, 2 déjà connues.")


def test_a_dry_run_writes_nothing(run: Run, package: Path) -> None:
    told = run("import-anki", package, "--dry-run")

    assert told.out.startswith("2 révisions ajoutées")
    assert told.out.endswith("Rien n’a été écrit.\n")
    assert run("import-anki", package, "--json").json["added"] == 2


def test_json_says_all_that_is_known(run: Run, package: Path) -> None:
    report = run("import-anki", package, "--json").json

    assert (report["added"], report["known"], report["skipped"]) == (2, 0, {})
    assert (report["foreign_reviews"], report["orphans"]) == (1, 1)
    assert report["differences"]["flagged"]["first"] == ["metiers-data/A3#job"]


def test_what_cannot_be_read_is_said_in_a_sentence(run: Run, tmp_path: Path) -> None:
    text, silent = tmp_path / "text.apkg", tmp_path / "silent.apkg"
    text.write_text("question;réponse\n", encoding="utf-8")
    silent.write_bytes(from_anki(NO_LOG))

    missing = run("import-anki", tmp_path / "nowhere.apkg")

    assert missing.code == 1
    assert "nowhere.apkg: ce fichier ne peut pas être lu" in missing.err
    assert "un fichier de texte" in run("import-anki", text).err
    assert "données de planification" in run("import-anki", silent).out


def test_a_student_of_a_class_is_called_by_name(run: Run, package: Path) -> None:
    told = run("import-anki", package, "--student", "Personne")

    assert told.code == 1
    assert "Personne ne s’appelle « Personne » ici." in told.err


def test_the_answers_are_those_of_the_student_who_is_named(
    run: Run, package: Path, sqlite_config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINER_DATABASE_URL", sqlite_config.database_url)
    database = open_database(sqlite_config)
    with database.writing() as session:
        add_account(session, "Tom", "", NOW, is_teacher=False)
    database.close()

    told = run("import-anki", package, "--student", "tom")

    assert "1 carte d’un paquet qui ne s’apprend pas ici (2 révisions)" in told.out
