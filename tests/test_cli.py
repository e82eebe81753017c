"""The commands about a day and its data: what each prints, and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commanding import Run, Told
from tests.commanding import run as run  # a fixture, used by its name
from tests.conftest import config_of
from trainer.config import Config, Reach
from trainer.db import open_database

# decks, due, rebuild, export-anki, backup


@pytest.mark.usefixtures("home")
def test_decks_say_what_is_to_do_today(run: Run) -> None:
    assert run("decks", "--json").json == [
        {
            "slug": "metiers-data",
            "title": "Métiers data",
            "checked": False,
            "cards": 164,
            "new": 20,
            "learning": 0,
            "review": 0,
        }
    ]
    assert run("decks").out == (
        "Métiers data (metiers-data) : 164 cartes ; aujourd’hui 20 nouvelles,"
        " 0 en cours, 0 à revoir\n"
    )


@pytest.mark.usefixtures("home")
def test_due_lists_the_cards_of_today(run: Run) -> None:
    report = run("due", "--json").json
    lines = run("due", "--deck", "metiers-data").out.splitlines()

    assert [report[name] for name in ("new", "learning", "review")] == [20, 0, 0]
    assert len(report["cards"]) == 20
    assert report["cards"][0]["key"] == "metiers-data/role-bi-analyst-bi-developer#job"
    assert lines[0] == "Aujourd’hui : 20 nouvelles, 0 en cours, 0 à revoir"
    assert len(lines) == 21


def test_the_first_command_brings_the_built_in_decks(run: Run) -> None:
    assert run("due", "--json").json["new"] == 20


@pytest.mark.usefixtures("home")
def test_a_review_in_the_terminal_is_counted_and_replayed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["1", "1", "q"])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers))

    told = run("review", "--deck", "metiers-data")

    assert told.out.splitlines()[-1] == "1 carte faite."
    assert run("rebuild", "--check", "--json").json == {"cards": 1, "different": 0}
    assert run("rebuild").out == "1 carte recalculée, 0 différente\n"


def test_a_rebuild_tells_of_states_that_are_wrong(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["1", "1", "q"])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers))
    run("review")
    db = open_database(config_of(home))
    with db.writing() as session:
        session.connection().exec_driver_sql("UPDATE card_states SET reps = 9")
    db.close()

    told = run("rebuild", "--check", "--json")

    assert (told.code, told.json) == (1, {"cards": 1, "different": 1})
    assert run("rebuild").code == 0
    assert run("rebuild", "--check", "--json").json["different"] == 0


@pytest.mark.usefixtures("home")
def test_an_export_says_where_and_how_many(tmp_path: Path, run: Run) -> None:
    out = tmp_path / "cartes.apkg"

    told = run("export-anki", "metiers-data", out)

    assert told == Told(0, f"{out} : 164 cartes de « Métiers data » pour Anki\n", "")
    assert out.stat().st_size > 10_000


@pytest.mark.usefixtures("home")
def test_an_exam_is_written_for_moodle_once(tmp_path: Path, run: Run) -> None:
    out = tmp_path / "examen.xml"

    told = run("export-moodle", "metiers-data", out)
    again = run("export-moodle", "metiers-data", out)

    assert told.code == 0
    assert told.out.startswith(f"{out} : 34 questions pour Moodle")
    assert "<idnumber>metiers-data/A3</idnumber>" in out.read_text("utf-8")
    assert (again.code, again.out) == (1, "")
    assert run("export-moodle", "nothing", tmp_path / "x.xml").code == 1


@pytest.mark.usefixtures("home")
def test_a_backup_says_where_and_that_it_was_read_back(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "today.db"

    told = run("backup", out)
    again = run("backup", out)

    words = "lignes sauvegardées, puis relues et comparées\n"
    assert told.out.startswith(f"{out} : ")
    assert told.out.endswith(words)
    assert (again.code, again.out) == (1, "")


def test_serve_hands_its_address_and_port_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def serve(config: object, **where: object) -> None:
        asked.append((config, where))

    monkeypatch.setattr("web.serving.serve", serve)

    run("serve", "--port", "0")

    assert asked == [(config_of(tmp_path / "home"), {"port": 0})]


def test_serve_hands_on_from_where_it_is_reached(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Config] = []
    monkeypatch.setattr("web.serving.serve", lambda config, port: asked.append(config))

    run(
        "serve", "--host", "localhost", "--tls", "a.pem", "a.key", "--behind-proxy", "2"
    )

    assert asked[0].reach == Reach(
        listen="localhost",
        proxies=2,
        certificate=Path("a.pem"),
        private_key=Path("a.key"),
    )


def test_a_backup_is_restored_by_command(run: Run, tmp_path: Path) -> None:
    run("backup", tmp_path / "saved.db")

    told = run("restore", tmp_path / "saved.db")

    assert (told.code, told.err) == (0, "")
    assert "0 réponses restaurées" in told.out
    assert "Ce qui était là est gardé dans" in told.out


def test_a_file_that_is_no_backup_is_refused_by_command(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "x.db").write_text("mine")

    told = run("restore", tmp_path / "x.db")

    assert (told.code, told.out) == (1, "")
    assert "n’est pas une sauvegarde" in told.err


def test_data_are_written_by_command(run: Run, tmp_path: Path) -> None:
    told = run("export-data", tmp_path / "all.json")

    assert told.code == 0
    assert json.loads((tmp_path / "all.json").read_text("utf-8"))["decks"]
    assert run("export-data", tmp_path / "all.txt").code == 1
