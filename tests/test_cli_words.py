"""What commands say of a wrong use, and in which language they say it."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from tests.commanding import BUILT_IN, Run
from tests.commanding import deck as deck  # a fixture, used by its name
from tests.commanding import run as run  # a fixture, used by its name
from trainer.cli import trainer
from trainer.command_words import FRENCH


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nope"], "La commande « nope » n’existe pas."),
        (["check"], "Il manque 'PATH'."),
        (["due", "--nope"], "L’option « --nope » n’existe pas."),
        (["due", "--deck"], "L’option « --deck » attend une valeur."),
        (["due", "x"], "« x » est de trop."),
        (["due", "x", "y"], "« x y » sont de trop."),
        (
            ["serve", "--port", "65536"],
            "'--port' : 65536 est hors des bornes (0<=x<=65535).",
        ),
        (["serve", "--port", "x"], "'--port' : « x » n’est pas un nombre."),
        (["export-anki", "metiers-data"], "Il manque 'OUT'."),
    ],
)
def test_a_wrong_usage_is_told_with_exit_code_2(
    arguments: list[str], sentence: str, run: Run
) -> None:
    told = run(*arguments)

    assert (told.code, told.out) == (2, "")
    assert told.err.splitlines()[-1] == f"Erreur : {sentence}"


def test_a_wrong_usage_is_told_in_the_language_that_is_spoken(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("nope")
    monkeypatch.setenv("TRAINER_LANGUAGE", "en")

    assert "Error: No such command 'nope'." in run("nope").err


def test_every_sentence_of_click_that_we_say_is_one_of_its_own() -> None:
    folder = Path(click.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))

    assert [each for each in FRENCH if f'"{each}"' not in source] == []


def test_ctrl_c_ends_quietly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("trainer.papers.read_source", interrupt)

    told = run("check", "x.md")

    assert (told.code, told.err.strip()) == (130, "")


@pytest.mark.usefixtures("home")
def test_english_is_spoken_on_request(
    deck: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINER_LANGUAGE", "en")

    due = run("due").out
    missing = run("check", deck / "nope.md").err
    report = run("check", BUILT_IN).out

    assert due.startswith("Today: 20 new, 0 in progress, 0 to review\n")
    assert missing == f"{deck / 'nope.md'}: this file does not exist\n"
    assert "100 points, 68 questions" in report
    assert "jamais la bonne réponse" not in report


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("command", [["due"], ["check", BUILT_IN]])
def test_a_language_that_nobody_speaks_is_refused(
    command: list[object], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINER_LANGUAGE", "de")

    told = run(*command)

    assert told.code == 1
    assert told.err == "TRAINER_LANGUAGE vaut « de » : choisir parmi fr, en.\n"


@pytest.mark.parametrize("name", sorted(trainer.commands))
def test_every_command_says_in_french_what_it_does(name: str, run: Run) -> None:
    told = run(name, "--help")

    assert told.code == 0
    assert name in told.out.splitlines()[0]
    assert name in run("--help").out


@pytest.mark.parametrize("group", [(), ("person",), ("classroom",)])
def test_no_line_of_a_list_of_commands_is_cut(group: tuple[str, ...], run: Run) -> None:
    (_, commands) = run(*group, "--help").out.split("Commandes:")

    assert "..." not in commands
    assert "…" not in commands
