"""What the command line says of values: shapes, lines, plain numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.studying import NOW, add_deck, add_learner
from trainer import reports
from trainer.anki_export import ExportReport
from trainer.backup import Backup
from trainer.core.audit import audit
from trainer.core.deck import ParsedDeck, Source, SourceText, read_deck
from trainer.core.messages import Level, Message, Problem, message
from trainer.daily_review import next_cards, today
from trainer.db import Database
from trainer.import_plan import ImportPlan, plan_import
from trainer.replaying import RebuildReport

PAPER = """\
# Petit examen

**Durée :** 20 minutes

## PARTIE A — Choisir (2 items × 1,5 pts = /3)

1) Un outil **rapide** ?
→ [x] Polars  [ ] Excel

2) Un outil de tableaux ?
→ [ ] Polars  [x] Excel
"""
SOURCE = Source("petit", SourceText("petit.md", PAPER))


def plain(sentence: Message) -> str:
    return str(sentence).replace("\xa0", " ").replace("\u202f", " ")


def parsed(text: str = PAPER) -> ParsedDeck:
    return read_deck(replace(SOURCE, exam=SourceText("petit.md", text)))


def test_a_check_report_is_json_of_the_agreed_shape() -> None:
    deck = parsed()
    findings = audit(deck.deck, deck.items, deck.marked, deck.printed)

    report = json.loads(json.dumps(reports.check_report(deck, findings, plain)))

    agreed = {"deck", "counts", "points", "cards", "items", "problems", "audit"}
    assert agreed <= set(report)
    assert (report["deck"], report["counts"]) == ("petit", {"choice": 2})
    assert (report["points"], report["cards"]) == (3, 2)
    first = report["items"][0]
    assert (first["key"], first["kind"]) == ("petit/A1", "choice")
    assert (first["line"], first["options"]) == (7, ["Polars", "Excel"])
    assert first["text"] == "Un outil rapide ?"
    assert report["paper"]["parts"][0]["points"] == 3
    assert report["paper"]["duration"] == "20 minutes"
    assert {finding["code"] for finding in report["audit"]} >= {"key_in_bold"}


def test_half_points_are_kept_and_whole_ones_are_whole() -> None:
    text = PAPER.replace("(2 items × 1,5 pts = /3)", "(2 items × 1,25 pts = /2,5)")

    half = reports.check_report(parsed(text), (), plain)["points"]
    whole = reports.check_report(parsed(), (), plain)["points"]

    assert (half, whole) == (2.5, 3)
    assert isinstance(whole, int)


def test_check_lines_without_findings_say_nothing_of_weak_points() -> None:
    lines = reports.check_lines(parsed(), (), plain)

    assert lines == [
        "Petit examen : 3 points, 2 questions (choix 2), 2 cartes",
        "Corrigé pas encore relu par un enseignant.",
    ]


def test_a_checked_key_is_not_said_to_be_unchecked() -> None:
    key = SourceText("petit.key.md", "+++\nchecked = true\n+++\n")

    lines = reports.check_lines(read_deck(replace(SOURCE, key=key)), (), plain)

    assert len(lines) == 1


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("x.md", 3, message("faux")), "x.md:3: faux"),
        (Problem("x.md", 0, message("faux")), "x.md: faux"),
        (
            Problem("x.md", 3, message("louche"), Level.WARNING),
            "x.md:3: avertissement : louche",
        ),
    ],
)
def test_a_problem_is_a_line_with_its_place(problem: Problem, line: str) -> None:
    assert reports.problem_line(problem, plain) == line


def plan_of(db: Database) -> ImportPlan:
    with db.reading() as session:
        return plan_import(session, SOURCE)


def test_an_import_report_adds_its_counts_to_the_check(sqlite_db: Database) -> None:
    plan = plan_of(sqlite_db)

    report = reports.import_report(plan, plain)

    counts = [report[name] for name in ("added", "changed", "unchanged", "retired")]
    assert counts == [2, 0, 0, 0]
    assert report["deck"] == "petit"


def test_a_plan_is_said_as_what_would_be(sqlite_db: Database) -> None:
    plan = plan_of(sqlite_db)

    done = reports.import_line(plan, plain, dry_run=False)
    planned = reports.import_line(plan, plain, dry_run=True)

    assert (
        done
        == "Petit examen : 2 questions ajoutées, 0 modifiée, 0 inchangée, 0 retirée"
    )
    assert planned == (
        "Petit examen : seraient ajoutées 2, modifiées 0, inchangées 0, retirées 0"
        " (rien n’est écrit)"
    )


def test_the_day_is_said_deck_by_deck_and_card_by_card(sqlite_db: Database) -> None:
    with sqlite_db.writing() as session:
        add_deck(session)
        lea = add_learner(session, new_per_day=3)
    with sqlite_db.reading() as session:
        day = today(session, lea, NOW)
        hand = next_cards(session, lea, NOW, limit=reports.ALL)

    (deck,) = reports.decks_report(day)
    (deck_line,) = reports.deck_lines(day, plain)
    due = reports.due_report(hand, plain)
    lines = reports.due_lines(hand, plain)

    assert (deck["slug"], deck["new"], deck["review"]) == ("exemple", 3, 0)
    assert deck_line.startswith("Exemple (exemple) : ")
    assert deck_line.endswith(" ; aujourd’hui 3 nouvelles, 0 en cours, 0 à revoir")
    assert [due[name] for name in ("new", "learning", "review")] == [3, 0, 0]
    assert set(due["cards"][0]) == {"key", "deck", "phase", "format", "text", "ask"}
    assert lines[0] == "Aujourd’hui : 3 nouvelles, 0 en cours, 0 à revoir"
    assert len(lines) == 1 + len(due["cards"]) == 4
    assert json.loads(json.dumps(due)) == due


def test_what_was_written_is_said_with_its_place() -> None:
    path = Path("x")

    rebuilt = reports.rebuild_line(RebuildReport(cards=4, different=1), plain)
    exported = reports.export_lines(ExportReport("Titre", path, 7, ()), plain)
    learnt = reports.export_lines(ExportReport("Titre", path, 7, (), 1, 5), plain)
    saved = reports.backup_line(Backup(path, rows=9, size_bytes=1), plain)

    assert rebuilt == "4 cartes recalculées, 1 différente"
    assert exported == ["x : 7 cartes de « Titre » pour Anki"]
    assert len(learnt) == 4
    assert learnt[1] == "Avec ce qui est appris : 1 carte, 5 réponses."
    assert "Importer tout progrès dans les révisions" in learnt[2]
    assert saved == "x : 9 lignes sauvegardées, puis relues et comparées"
