"""The rules of trainer.core.wording."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.wording import (
    SLUG_LENGTH,
    Reading,
    fold,
    read,
    shortened,
    similarity,
    slug,
)

CHURN = "Tester plusieurs modèles pour prédire le départ de clients, comparer AUC/F1"
PIPE = "Créer un flux qui lit des fichiers chaque nuit, les nettoie et les charge"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("   ", ""),
        ("— … !", ""),
        ("Data Engineer", "data engineer"),
        ("ÉTÉ, été", "ete ete"),
        ("e\u0301te\u0301", "ete"),
        ("l’été", "l ete"),
        ("l'été", "l ete"),
        ("cœur & Œuvre", "coeur oeuvre"),
        ("ML-Ops", "ml ops"),
        ("ML\u2011Ops", "ml ops"),
        ("MLOps", "mlops"),
        ("A / B", "a b"),
        ("A/B", "a b"),
        ("GenAI\u00a0/\u202fLLM Dev", "genai llm dev"),
        ("“classique”", "classique"),
        ("Prix\u00a0: 50\u00a0%", "prix 50"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ﬁn", "fin"),
        ("x²", "x2"),
        ("co\u00adupé", "coupe"),
        ("tab\tulation\r\nligne", "tab ulation ligne"),
        ("snake_case", "snake case"),
    ],
)
def test_folding_keeps_the_words_alone(text: str, words: str) -> None:
    assert fold(text) == words


@given(st.text())
def test_a_folded_text_is_plain_words_and_folds_to_itself(text: str) -> None:
    folded = fold(text)

    assert folded.isascii()
    assert folded == folded.lower()
    assert all(word.isalnum() for word in folded.split(" ") if folded)
    assert fold(folded) == folded


@given(st.text(alphabet=st.characters(max_codepoint=127)), st.sampled_from("é’\u00a0œ"))
def test_ascii_folds_as_in_a_text_with_accents(text: str, sign: str) -> None:
    assert fold(f"{text} {sign}") == f"{fold(text)} {fold(sign)}".strip()


@pytest.mark.parametrize(
    "text",
    [
        PIPE,
        "Create a flow that reads files each night, cleans and loads them into it",
    ],
)
def test_ten_thousand_items_fold_in_fifty_milliseconds(text: str) -> None:
    texts = [f"{text} {number}" for number in range(10_000)]

    def seconds() -> float:
        start = time.process_time()
        for words in texts:
            fold(words)
        return time.process_time() - start

    assert min(seconds() for _ in range(5)) < 0.05


def test_a_slug_is_the_words_with_hyphens() -> None:
    assert slug("Marketing/Growth Analyst") == "marketing-growth-analyst"
    assert slug("  Métiers — Données !  ") == "metiers-donnees"
    assert slug("…") == ""


def test_a_long_slug_is_cut_between_words() -> None:
    assert slug("mot " * 30) == "-".join(["mot"] * 15)
    assert slug("abcde " * 10 + "suite") == "-".join(["abcde"] * 10)


def test_a_long_word_is_cut_where_it_must() -> None:
    assert slug("a" * 100) == "a" * SLUG_LENGTH


@given(st.text())
def test_a_slug_is_safe_in_a_name(text: str) -> None:
    words = slug(text)

    assert len(words) <= SLUG_LENGTH
    assert all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in words)
    assert words == words.strip("-")


def test_a_text_is_read_as_its_words_and_sorted() -> None:
    assert read("Les nettoie, les charge") == Reading(
        "les nettoie les charge", "charge les les nettoie"
    )


def test_the_same_words_are_fully_alike() -> None:
    assert similarity(CHURN, CHURN.upper()) == 1
    assert similarity("Kafka, Spark", "Spark ; Kafka") == 1


def test_typos_change_little() -> None:
    typos = CHURN.replace("modèles", "modéles").replace("clients", "cleints")

    assert similarity(CHURN, typos) > 0.95


def test_words_moved_change_little() -> None:
    moved = "Comparer AUC/F1, tester plusieurs modèls pour prédire le départ de clients"

    assert similarity(CHURN, moved) > 0.95


def test_two_different_questions_are_hardly_alike() -> None:
    assert similarity(CHURN, PIPE) < 0.4


def test_signs_alone_are_alike_only_when_they_are_the_same() -> None:
    assert similarity("==", " == ") == 1
    assert similarity("==", "!=") < 1
    assert similarity("==", "égal") == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_share_and_takes_no_side(a: str, b: str) -> None:
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, b) == similarity(b, a)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("court", "court"),
        ("dix signes", "dix signes"),
        ("un texte trop long", "un texte…"),
        ("un texte, trop long", "un texte…"),
        ("anticonstitutionnellement", "anticonst…"),
    ],
)
def test_a_long_text_is_cut_between_words_with_an_ellipsis(
    text: str, said: str
) -> None:
    assert shortened(text, 10) == said
