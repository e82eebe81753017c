"""The rules of trainer.core.rewording: what is clear, what is asked, what is new."""

from __future__ import annotations

import sys
import time
from random import Random

import pytest

from trainer.core.rewording import NEAREST, Placed, Rewordings, place_order, reworded

CHURN = "Tester plusieurs modèles pour prédire le départ de clients, comparer AUC/F1"
PIPE = "Créer un flux qui lit des fichiers chaque nuit, les nettoie et les charge"
BOARD = "Tableaux de bord mensuels pour la direction avec Power BI"
NOTHING = Rewordings({}, {})


def at(place: str, *texts: str) -> Placed:
    return Placed(place, texts)


def test_a_typo_at_the_same_place_is_the_same_text() -> None:
    found = reworded([at("A1", CHURN.replace("modèles", "modéls"))], [at("A1", CHURN)])

    assert found == Rewordings({0: 0}, {})


def test_a_text_partly_rewritten_at_the_same_place_is_the_same_text() -> None:
    new = CHURN.replace("le départ de clients", "les résiliations")

    assert reworded([at("A1", new)], [at("A1", CHURN)]).clear == {0: 0}


def test_the_same_change_elsewhere_is_a_doubt() -> None:
    new = CHURN.replace("le départ de clients", "les résiliations")

    assert reworded([at("A2", new)], [at("A1", CHURN)]) == Rewordings({}, {0: (0,)})


def test_a_typo_in_a_text_that_moved_is_the_same_text() -> None:
    new = [at("B1", PIPE), at("B2", CHURN.replace("modèles", "modéls"))]

    found = reworded(new, [at("B1", CHURN), at("B7", PIPE + ".")])

    assert found == Rewordings({0: 1, 1: 0}, {})


def test_a_text_half_rewritten_is_a_doubt_at_its_place_and_new_elsewhere() -> None:
    new = "Tester deux algorithmes pour deviner le départ d’abonnés, choisir selon F1"

    assert reworded([at("A1", new)], [at("A1", CHURN)]) == Rewordings({}, {0: (0,)})
    assert reworded([at("A2", new)], [at("A1", CHURN)]) == NOTHING


def test_another_text_at_the_same_place_is_new() -> None:
    assert reworded([at("A1", PIPE)], [at("A1", CHURN)]) == NOTHING


def test_a_piece_of_a_text_is_a_doubt_wherever_it_stands() -> None:
    first, second = CHURN[:38], CHURN[38:]

    found = reworded([at("A8", first), at("A9", second)], [at("A1", CHURN)])

    assert found == Rewordings({}, {0: (0,), 1: (0,)})


def test_a_word_or_two_in_common_are_no_piece() -> None:
    assert reworded([at("A8", "Tester plusieurs")], [at("A1", CHURN)]) == NOTHING


def test_two_texts_made_one_are_a_doubt_about_both() -> None:
    found = reworded([at("A1", f"{CHURN} {PIPE}")], [at("A1", CHURN), at("A2", PIPE)])

    assert found.clear == {}
    assert set(found.doubtful[0]) == {0, 1}


def test_a_text_as_like_another_one_elsewhere_is_a_doubt() -> None:
    old = [at("A1", "Charger 3 fichiers"), at("A2", "Charger 4 fichiers")]

    found = reworded([at("A9", "Charger 5 fichiers")], old)

    assert found == Rewordings({}, {0: (0, 1)})


def test_near_doubles_keep_their_places_through_typos() -> None:
    old = [at("A1", "Charger 3 fichiers"), at("A2", "Charger 4 fichiers")]
    new = [at("A1", "Charger 3 fichier"), at("A2", "Charger 4 ficheirs")]

    assert reworded(new, old) == Rewordings({0: 0, 1: 1}, {})


def test_a_likelier_text_elsewhere_makes_the_one_at_the_place_a_doubt() -> None:
    old = [at("A1", f"{CHURN} ensuite"), at("A2", f"{CHURN} enfin")]

    found = reworded([at("A1", f"{CHURN} enfn")], old)

    assert found == Rewordings({}, {0: (1, 0)})


def test_what_another_text_clearly_is_is_no_candidate() -> None:
    new = [at("A1", BOARD + "."), at("A2", BOARD[: len(BOARD) // 2])]

    assert reworded(new, [at("A1", BOARD)]) == Rewordings({0: 0}, {})


def test_a_past_text_counts_as_well() -> None:
    found = reworded([at("A2", CHURN + " !")], [at("A1", PIPE, CHURN)])

    assert found == Rewordings({0: 0}, {})


def test_a_long_text_is_told_by_its_beginning_and_its_end() -> None:
    long = "\n".join(f"{PIPE} {number}" for number in range(100))
    old = [at("A1", f"{long} Quel métier ?"), at("A2", f"{long} {CHURN} {BOARD}")]

    found = reworded([at("A7", f"{long} {CHURN} {BOARD}.")], old)

    assert found.clear.get(0, 1) == 1


def test_signs_alone_are_compared_as_signs() -> None:
    assert reworded([at("A1", "=====")], [at("A1", "====!")]).clear == {0: 0}
    assert reworded([at("A1", "=====")], [at("A1", "<<<<<")]) == NOTHING


def test_nothing_is_like_nothing() -> None:
    assert reworded([], []) == NOTHING
    assert reworded([at("A1", CHURN)], []) == NOTHING


@pytest.mark.parametrize(
    ("vocabulary", "words", "seconds"),
    [
        (800, 14, 1),  # questions as they are
        (20, 60, 4),  # every text has all the words of every other one
    ],
)
def test_five_hundred_texts_against_five_hundred_take_a_second(
    vocabulary: int, words: int, seconds: float
) -> None:
    rng = Random(1)
    spoken = ["".join(rng.choices("aeilnrstu", k=6)) for _ in range(vocabulary)]
    texts = [" ".join(rng.choices(spoken, k=words)) for _ in range(2 * NEAREST)]
    new = [at(f"A{number}", text) for number, text in enumerate(texts[:NEAREST])]
    old = [at(f"A{number}", text) for number, text in enumerate(texts[NEAREST:])]
    start = time.process_time()

    reworded(new, old)

    traced = sys.gettrace() is not None  # by coverage: several times as slow
    assert time.process_time() - start < seconds * (5 if traced else 1)


def test_past_the_bound_the_nearest_places_are_still_searched() -> None:
    rng = Random(2)
    signs = "abcdefghijklmnopqrstuvwxyz "
    texts = ["".join(rng.choices(signs, k=60)) for _ in range(3 * NEAREST)]
    old = [at(f"A{number}", text) for number, text in enumerate(texts)]

    found = reworded([at("A1010", f"{texts[1000]}!"), at("A9", f"{texts[-1]}!?")], old)

    assert found == Rewordings({0: 1000}, {})


def test_places_are_ordered_as_people_number() -> None:
    places = ["A10", "B1", "A2", "A", "", "D-B", "Data Analyst"]

    assert sorted(places, key=place_order) == [
        *("", "A", "A2", "A10", "B1", "D-B", "Data Analyst")
    ]
