"""In which words a deck is asked, by its paper and by its settings."""

from __future__ import annotations

import pytest

from trainer.core.deck import ParsedDeck, Source, SourceText, read_deck

PAPER = """# Géographie

## Les pays (à savoir)

- **France** : a pour capitale Paris.
- **Italie** : a pour capitale Rome.

## PARTIE A — Relier (1 × 2 pts = /2)

| Ville | Pays |
|---|---|
| 1. Rome | … |
"""
SETTINGS = """\
subjects = "Pays d’Europe"

[questions]
job = "Quel pays ?"
pays = "Dans quel pays ?"
"""


def read(paper: str = PAPER, settings: str = "") -> ParsedDeck:
    texts = SourceText("exam.md", paper), None, SourceText("deck.toml", settings)
    return read_deck(Source("geo", *texts))


def test_a_paper_that_never_says_job_is_about_something_else() -> None:
    deck = read().deck

    assert (deck.has_jobs, deck.subjects) == (False, "Les pays")


@pytest.mark.parametrize(
    "word", ["Métier", "métiers", "METIER", "Me\u0301tier", "job", "Jobs"]
)
def test_a_paper_that_says_job_is_about_jobs(word: str) -> None:
    assert read(PAPER.replace("Ville", word)).deck.has_jobs


def test_a_paper_without_reminders_has_no_name_for_them() -> None:
    assert read("# T\n").deck.subjects == ""


def test_the_settings_have_the_last_word() -> None:
    deck = read(settings=SETTINGS).deck

    assert deck.subjects == "Pays d’Europe"
    assert dict(deck.questions) == {"job": "Quel pays ?", "pays": "Dans quel pays ?"}


def test_a_question_that_no_card_is_asked_by_is_told() -> None:
    parsed = read(settings=SETTINGS.replace("pays =", "payss ="))

    errors = [problem for problem in parsed.problems if problem.path == "deck.toml"]
    assert [(problem.line, str(problem.message)) for problem in errors] == [
        (5, "[questions]\u00a0: rien ne s’appelle «\u00a0payss\u00a0» dans l’épreuve")
    ]
