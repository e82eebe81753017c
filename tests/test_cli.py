"""The commands: what each prints, its JSON, its exit code, what it leaves alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest

from tests.conftest import config_of
from tests.studying import NOW
from trainer.cli import main, trainer
from trainer.command_words import FRENCH
from trainer.config import Config, Reach
from trainer.db import open_database
from trainer.first_use import prepare
from trainer.resources import decks_folder

ROOT = Path(__file__).resolve().parents[1]
BUILT_IN = decks_folder() / "metiers-data"
PAPER = """\
# Petit examen

## PARTIE A — Vrai ou faux (2 × 2 pts = /4)

1) SQL sert à interroger une base de données. → V/F
2) Airflow sert à dessiner des tableaux de bord. → V/F
"""
KEY = "### A1\n- Vrai\n\n### A2\n- Faux\n"


@dataclass(frozen=True, slots=True)
class Told:
    """What a command said, its no-break spaces as plain ones, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer of a command with `--json`."""
        return json.loads(self.out)


Run = Callable[..., Told]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the built-in deck and a learner, to be copied."""
    config = config_of(tmp_path_factory.mktemp("prepared"))
    db = open_database(config)
    prepare(db, NOW)
    db.close()
    return config.home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """A data folder of its own with the built-in deck and a learner."""
    shutil.copytree(prepared, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run a command in this process, at a fixed time, and return what it says."""
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TRAINER_DATABASE_URL", raising=False)
    monkeypatch.delenv("TRAINER_LANGUAGE", raising=False)
    monkeypatch.setattr("trainer.console.now", lambda: NOW)
    monkeypatch.setattr("os.umask", lambda mask: mask)  # this process stays as it is

    def run_command(*arguments: object) -> Told:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Told(int(stop.value.code or 0), plain(out), plain(err))

    return run_command


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A small deck folder of two items."""
    return write_deck(tmp_path / "petit")


def write_deck(folder: Path, paper: str = PAPER, key: str = KEY) -> Path:
    folder.mkdir()
    (folder / "exam.md").write_text(paper, encoding="utf-8")
    (folder / "key.md").write_text(key, encoding="utf-8")
    return folder


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


# check


def test_check_counts_the_built_in_deck(run: Run) -> None:
    told = run("check", BUILT_IN, "--json")

    report = told.json
    assert told.code == 0
    assert report["deck"] == "metiers-data"
    assert report["counts"] == {
        "choice": 12,
        "matching": 8,
        "true_false": 6,
        "case": 3,
        "ordering": 1,
        "open": 4,
        "role": 19,
        "term": 5,
        "memo": 10,
    }
    assert report["points"] == 100
    assert report["cards"] == 164
    assert [p for p in report["problems"] if p["level"] == "error"] == []


def test_check_lists_items_and_problems(run: Run) -> None:
    report = run("check", BUILT_IN, "--json").json

    items = {item["key"]: item for item in report["items"]}
    first = items["metiers-data/A1"]
    assert len(items) == len(report["items"]) == sum(report["counts"].values())
    assert first["kind"] == "choice"
    assert first["text"] == "Tableaux de bord mensuels pour la direction avec Power BI."
    paper = (BUILT_IN / "exam.md").read_text(encoding="utf-8").splitlines()
    assert first["text"] in paper[first["line"] - 1]
    for problem in report["problems"]:
        assert set(problem) == {"path", "line", "level", "message"}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("key_in_bold", "(en gras ou cochées) : 11 sur 12"),
        (
            "never_right",
            "« Data Analyst » est proposé dans 12 questions sur 12 et n’est jamais",
        ),
        (
            "key_position",
            "la bonne réponse est en place 2 ou 3 dans 10 questions sur 12",
        ),
        ("role_never_asked", "8 noms sur 19 ne sont jamais la bonne réponse"),
        (
            "pair_never_meets",
            "« Marketing/Growth Analyst » et « Marketing Data Scientist », faciles à",
        ),
        ("guess_score", "cocher au hasard rapporte 4,8 points sur 24 en moyenne"),
        ("longest_option", "l’option la plus longue dans 12 questions sur 12"),
    ],
)
def test_check_finds_what_is_weak_in_the_paper(
    code: str, sentence: str, run: Run
) -> None:
    report = run("check", BUILT_IN, "--json").json
    lines = run("check", BUILT_IN).out.splitlines()

    said = [plain(f["message"]) for f in report["audit"] if f["code"] == code]
    assert any(sentence in one for one in said)
    assert any(line.startswith("- ") and sentence in line for line in lines)


def test_check_says_what_it_found_in_one_line(run: Run) -> None:
    told = run("check", BUILT_IN)

    first = told.out.splitlines()[0]
    assert first.startswith("Métiers data : 100 points, 68 questions (choix 12, ")
    assert first.endswith(", aide-mémoire 10), 164 cartes")
    assert "Corrigé pas encore relu par un enseignant." in told.out


@pytest.mark.parametrize("as_json", [True, False])
def test_check_fails_on_an_error(as_json: bool, tmp_path: Path, run: Run) -> None:
    deck = write_deck(tmp_path / "petit", key="### A3\n- Vrai\n")

    told = run("check", deck, *(["--json"] if as_json else []))

    line = f"{deck / 'key.md'}:1: aucune question A3 dans l’épreuve"
    assert told.code == 1
    if as_json:
        told_paths = [(p["path"], p["line"]) for p in told.json["problems"]]
        assert (str(deck / "key.md"), 1) in told_paths
        assert told.err == ""
    else:
        assert line in told.err.splitlines()


def test_check_makes_no_data_folder(deck: Path, tmp_path: Path, run: Run) -> None:
    run("check", deck)

    assert not (tmp_path / "home").exists()


# key


def test_key_writes_a_skeleton_beside_a_paper(tmp_path: Path, run: Run) -> None:
    paper = tmp_path / "petit.md"
    paper.write_text(PAPER, encoding="utf-8")

    told = run("key", paper)

    written = tmp_path / "petit.key.md"
    assert told == Told(0, f"{written}\n", "")
    assert "### A2 Airflow sert" in written.read_text(encoding="utf-8")


def test_key_writes_a_skeleton_into_a_deck_folder(deck: Path, run: Run) -> None:
    (deck / "key.md").unlink()

    assert run("key", deck) == Told(0, f"{deck / 'key.md'}\n", "")


def test_key_of_a_paper_with_errors_is_not_written(tmp_path: Path, run: Run) -> None:
    paper = tmp_path / "petit.md"
    paper.write_text(f"{PAPER}- ni vrai ni faux\n", encoding="utf-8")

    told = run("key", paper)

    assert (told.code, told.out) == (1, "")
    assert f"{paper}:7: cette ligne n’appartient à rien de connu" in told.err
    assert list(tmp_path.iterdir()) == [paper]


def test_key_never_replaces_a_key(deck: Path, run: Run) -> None:
    told = run("key", deck)

    assert told.code == 1
    assert told.err.startswith(f"{deck / 'key.md'} existe déjà")
    assert (deck / "key.md").read_text(encoding="utf-8") == KEY


# keys


def test_keys_writes_the_lock_of_a_deck_folder(deck: Path, run: Run) -> None:
    told = run("keys", deck)

    assert told == Told(0, f"{deck / 'keys.lock'}\n", "")
    assert run("check", deck).code == 0


def test_keys_keep_an_item_that_is_reworded(deck: Path, run: Run) -> None:
    run("keys", deck)
    before = run("check", deck, "--json").json["items"]
    reworded = PAPER.replace("interroger", "questionner").replace("2)", "3)")
    (deck / "exam.md").write_text(reworded, encoding="utf-8")
    (deck / "key.md").unlink()

    told = run("keys", deck)

    after = run("check", deck, "--json").json["items"]
    assert told.code == 0
    assert [item["key"] for item in after] == [item["key"] for item in before]


def test_keys_of_a_single_paper_are_kept_in_the_database(deck: Path, run: Run) -> None:
    told = run("keys", deck / "exam.md")

    assert told.code == 1
    assert "n’est pas un dossier de paquet" in told.err


def test_keys_of_a_paper_with_errors_are_not_written(deck: Path, run: Run) -> None:
    (deck / "key.md").write_text("### A9\n- Vrai\n")

    told = run("keys", deck)

    assert told.code == 1
    assert "key.md:1: aucune question A9 dans l’épreuve" in told.err
    assert not (deck / "keys.lock").exists()


DOUBTFUL = PAPER.replace(
    "SQL sert à interroger une base de données.",
    "SQL sert à interroger une base, ou un entrepôt, ou un lac, et Python à dessiner.",
)


def test_keys_leave_a_doubt_that_nobody_can_settle(deck: Path, run: Run) -> None:
    run("keys", deck)
    before = (deck / "keys.lock").read_bytes()
    (deck / "exam.md").write_text(DOUBTFUL, encoding="utf-8")

    told = run("keys", deck)

    assert told.code == 1
    assert f"{deck / 'exam.md'}:5: " in told.err
    assert (deck / "keys.lock").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(("decision", "is_kept"), [("A1", True), ("new", False)])
def test_keys_ask_a_person_at_a_terminal(
    decision: str, is_kept: bool, deck: Path, run: Run
) -> None:
    run("keys", deck)
    (deck / "exam.md").write_text(DOUBTFUL, encoding="utf-8")

    told = at_a_terminal("keys", deck, typed=f"nonsense\n{decision}\n", home=deck)

    keys = [item["key"] for item in run("check", deck, "--json").json["items"]]
    assert "Quelle question est-ce" in told
    assert ("petit/A1" in keys) is is_kept


# import


def test_import_of_the_built_in_decks_says_what_it_added(run: Run) -> None:
    report = run("import", "--json").json

    sums = [report[name] for name in ("added", "changed", "unchanged", "retired")]
    assert sums == [68, 0, 0, 0]
    assert report["counts"]["choice"] == 12
    assert report["points"] == 100


def test_second_import_changes_nothing(deck: Path, run: Run) -> None:
    first = run("import", deck)
    again = run("import", deck)

    counts = "Petit examen : {}, 0 modifiée, {}, 0 retirée\n"
    added = counts.format("2 questions ajoutées", "0 inchangée")
    assert first == Told(0, added, "")
    kept = counts.format("0 question ajoutée", "2 inchangées")
    assert again == Told(0, kept, "")


def test_import_counts_what_changed_and_what_went(deck: Path, run: Run) -> None:
    run("import", deck)
    changed = PAPER.replace("(2 × 2 pts = /4)", "(1 × 2 pts = /2)")
    changed = changed[: changed.index("2) ")].replace("interroger", "questionner")
    (deck / "exam.md").write_text(changed, encoding="utf-8")
    (deck / "key.md").write_text("### A1\n- Vrai\n", encoding="utf-8")

    told = run("import", deck)

    wanted = "Petit examen : 0 question ajoutée, 1 modifiée, 0 inchangée, 1 retirée\n"
    assert (told.code, told.out) == (0, wanted)
    assert "1 carte ne sera plus posée" in told.err


def test_a_paper_without_its_key_is_told_what_it_costs(deck: Path, run: Run) -> None:
    run("import", deck)
    (deck / "key.md").unlink()

    told = run("import", deck, "--dry-run")

    assert "2 cartes ne seront plus posées" in told.err
    assert run("import", deck, "--dry-run", "--json").json["lost_cards"] == 2


def test_a_dry_run_writes_nothing(deck: Path, run: Run) -> None:
    told = run("import", deck, "--dry-run")

    assert "seraient ajoutées 2" in told.out
    assert "(rien n’est écrit)" in told.out
    assert run("import", deck, "--dry-run") == told
    assert run("import", deck, "--dry-run", "--json").json["added"] == 2


@pytest.mark.parametrize("is_text", [True, False])
def test_several_papers_are_imported_all_or_none(
    is_text: bool, deck: Path, tmp_path: Path, run: Run
) -> None:
    other = write_deck(tmp_path / "autre", key="### A3\n- Vrai\n")
    if not is_text:
        (other / "exam.md").write_bytes(b"\0")

    told = run("import", deck, other)

    assert told.code == 1
    assert str(other) in told.err
    assert run("import", deck, "--json").json["added"] == 2


def test_several_papers_are_reported_in_a_list(
    deck: Path, tmp_path: Path, run: Run
) -> None:
    other = write_deck(tmp_path / "autre")

    reports = run("import", deck, other, "--json").json

    assert [(report["deck"], report["added"]) for report in reports] == [
        ("petit", 2),
        ("autre", 2),
    ]


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


# Exit codes and languages


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


# Real processes


def test_help_imports_nothing_heavy() -> None:
    loaded = modules_after("--help")

    heavy = {"flask", "sqlalchemy", "pydantic", "rich", "babel", "web"}
    assert "click" in loaded
    assert loaded.isdisjoint(heavy)


def test_check_needs_no_database(deck: Path) -> None:
    loaded = modules_after("check", str(deck))

    assert "trainer.reports" in loaded
    assert loaded.isdisjoint({"flask", "sqlalchemy.orm", "pydantic", "genanki"})


def test_signs_that_a_pipe_cannot_hold_are_written_as_numbers() -> None:
    command = ("-m", "trainer", "check", str(BUILT_IN), "--json")

    done = python(*command, encoding="cp850")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["points"] == 100


def test_a_progress_bar_is_for_a_person(deck: Path, tmp_path: Path, run: Run) -> None:
    other = write_deck(tmp_path / "autre")

    told = run("import", deck, other)

    assert told.err == ""
    if sys.platform != "win32":
        assert "%" in at_a_terminal("import", deck, other, home=tmp_path / "else")


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
def test_whatever_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)  # as it was made by hand, before the first start

    done = python(
        "-m", "trainer", "backup", str(tmp_path / "saved.db"), home=home, umask=0o022
    )

    made = {each.name: each.stat().st_mode & 0o077 for each in home.iterdir()}
    assert done.returncode == 0, done.stderr
    assert "trainer.db" in made
    assert set(made.values()) == {0}
    assert (tmp_path / "saved.db").stat().st_mode & 0o077 == 0


def modules_after(*arguments: str) -> set[str]:
    """Return the modules that a command has loaded when it is done."""
    code = (
        "import atexit, sys\n"
        "from trainer.cli import main\n"
        "atexit.register(lambda: print(*sys.modules))\n"
        "main(sys.argv[1:])\n"
    )
    done = python("-c", code, *arguments)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def python(
    *arguments: str,
    encoding: str = "utf-8",
    home: Path | None = None,
    umask: int = -1,
) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, from the project's folder."""
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        encoding=encoding,
        env={
            **os.environ,
            "PYTHONIOENCODING": encoding,
            **({"TRAINER_HOME": str(home)} if home else {}),
        },
        umask=umask,
        timeout=60,
    )


def at_a_terminal(*arguments: object, home: Path, typed: str = "") -> str:
    """Run a command at a pseudo-terminal and return all that it shows there."""
    import pty

    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "trainer", *map(str, arguments)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "TRAINER_HOME": str(home)},
        close_fds=True,
    )
    os.close(theirs)
    os.write(ours, typed.encode())
    shown = b""
    while True:
        try:
            data = os.read(ours, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        if not data:
            break
        shown += data
    os.close(ours)
    child.wait(60)
    return plain(shown.decode(errors="replace"))


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
