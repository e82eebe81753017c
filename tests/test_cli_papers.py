"""The commands about papers: what each prints, its JSON, its exit code."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.commanding import (
    BUILT_IN,
    KEY,
    PAPER,
    Run,
    Told,
    at_a_terminal,
    plain,
    write_deck,
)
from tests.commanding import deck as deck  # a fixture, used by its name
from tests.commanding import run as run  # a fixture, used by its name

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
