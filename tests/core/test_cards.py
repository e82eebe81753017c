"""The cards of each kind of item, and the format in which they are asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.samples import (
    ANALYST,
    BI,
    CASE,
    CHOICE,
    DECK,
    ITEMS,
    MATCHING,
    MEMO,
    MLE,
    OPEN,
    ORDERING,
    ROLE,
    TERM,
    TRUE_FALSE,
    card_named,
    cards_of,
    unanswered,
)
from trainer.core.cards import asked_by, make_cards, source_of
from trainer.core.items import Deck, Item
from trainer.core.right_answers import (
    MatchingKey,
    NameKey,
    OrderKey,
    RecallKey,
    RoleKey,
    ShortAnswer,
    TrueFalseKey,
)


@pytest.mark.parametrize(
    ("item", "names"),
    [
        (CHOICE, "job"),
        (MATCHING, "job deliverable tool"),
        (TRUE_FALSE, "verdict"),
        (CASE, "job deliverable tools indicators risk"),
        (ORDERING, "order after-besoin"),
        (OPEN, "rule point-complets point-doublons"),
        (ROLE, "job mission tools"),
        (TERM, "term definition"),
        (MEMO, "job words"),
    ],
    ids=lambda value: value.kind if isinstance(value, Item) else "",
)
def test_each_kind_of_item_has_its_cards(item: Item, names: str) -> None:
    cards = make_cards(item)

    assert " ".join(card.name for card in cards) == names
    assert {card.item_key for card in cards} == {item.key}
    assert {card.key for card in cards} == {f"{item.key}#{n}" for n in names.split()}
    assert all(card.text and str(card.ask) for card in cards)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.kind)
def test_an_item_without_an_answer_has_no_card(item: Item) -> None:
    assert make_cards(unanswered(item)) == ()


def test_a_choice_card_has_the_options_and_reasons_of_its_item() -> None:
    card = card_named(CHOICE, "job")

    assert card.options == CHOICE.options
    assert card.answer == CHOICE.answer
    assert str(card.ask) == "Quel métier ?"


def test_a_choice_of_another_subject_does_not_speak_of_jobs() -> None:
    item = replace(CHOICE, answer=NameKey((ShortAnswer("Paris"),)))

    assert str(card_named(item, "job").ask) == "Quelle est la bonne réponse ?"


def test_a_matching_row_never_shows_what_the_paper_prints_in_it() -> None:
    cards = make_cards(MATCHING)

    assert {card.text for card in cards} == {MATCHING.text}
    assert {card.explanation for card in cards} == {"FastAPI crée l’API."}
    assert card_named(MATCHING, "job").answer == NameKey((MLE,), is_job=True)
    assert str(card_named(MATCHING, "tool").ask) == "Quel outil principal ?"


def test_a_long_deliverable_is_recalled_and_a_short_one_typed() -> None:
    long = ShortAnswer("un rapport clair avec ses deux annexes", ("rapport",))
    item = replace(MATCHING, answer=MatchingKey((None, long, None, None)))

    assert isinstance(card_named(MATCHING, "deliverable").answer, NameKey)
    assert make_cards(item)[0].answer == RecallKey(long.text, accepted=("rapport",))


def test_another_column_is_asked_by_its_heading() -> None:
    cells = (None, None, None, ShortAnswer("un mois"))
    item = replace(MATCHING, answer=MatchingKey(cells))

    assert str(make_cards(item)[0].ask) == "Délai ?"


def test_a_statement_is_explained_by_the_true_sentence_and_whose_work_it_is() -> None:
    card = card_named(TRUE_FALSE, "verdict")

    assert card.explanation == (
        "Le MLOps automatise l’entraînement.\n\n→ MLOps / Platform"
    )


def test_a_statement_without_sentence_or_job_has_no_explanation() -> None:
    item = replace(TRUE_FALSE, answer=TrueFalseKey(True, ""))

    assert card_named(item, "verdict").explanation == ""


def test_the_job_of_a_case_takes_what_else_is_accepted() -> None:
    key = card_named(CASE, "job").answer

    assert key == NameKey(
        (ShortAnswer(BI.text, (*BI.variants, ANALYST.text)),), is_job=True
    )
    assert card_named(CASE, "job").explanation == "C’est la BI."


def test_the_other_fields_of_a_case_are_recalled() -> None:
    tools = card_named(CASE, "tools")

    assert tools.answer == RecallKey("", ("Power BI", "SQL", "Excel"), ("Tableau",))
    assert str(tools.ask) == "Quels outils ? En citer 3."
    assert str(card_named(CASE, "indicators").ask) == "Quels indicateurs ? En citer 2."
    assert card_named(CASE, "deliverable").answer == RecallKey(
        "tableau de bord", accepted=("dashboard",)
    )


def test_another_field_of_which_several_are_wanted_says_how_many() -> None:
    public, others = CASE.blanks[-1], CASE.blanks[:-1]
    item = replace(CASE, blanks=(replace(public, count=2), *others))

    assert str(make_cards(item)[0].ask) == "Public ? En citer 2."


def test_the_step_after_is_chosen_among_all_other_steps() -> None:
    card = card_named(ORDERING, "after-besoin")

    assert card.text == "Définir"
    assert card.answer == NameKey((ShortAnswer("Nettoyer"),))
    assert sorted(card.options) == [
        "Entraîner",
        "Mettre en ligne",
        "Nettoyer",
        "Préparer les tables",
    ]
    assert card.explanation == "Sans besoin, rien à chercher."


def test_a_follower_that_no_constraint_names_has_no_reason() -> None:
    assert isinstance(ORDERING.answer, OrderKey)
    steps, constraints = ORDERING.answer.steps[:3], ORDERING.answer.constraints[:2]
    bare = OrderKey(steps, tuple(replace(c, reason="") for c in constraints))

    card = card_named(replace(ORDERING, answer=bare), "after-besoin")

    assert card.explanation == ""


def test_of_two_steps_only_the_order_is_asked() -> None:
    assert isinstance(ORDERING.answer, OrderKey)
    steps, constraints = ORDERING.answer.steps[:2], ORDERING.answer.constraints[:1]

    cards = make_cards(replace(ORDERING, answer=OrderKey(steps, constraints)))

    assert [card.name for card in cards] == ["order"]


def test_an_open_question_is_recalled_as_a_whole_and_point_by_point() -> None:
    point = card_named(OPEN, "point-complets")

    assert card_named(OPEN, "rule").answer == RecallKey(
        "Compter, dater, comparer.",
        (
            "Complètes ? On compte les lignes.",
            "Sans doublons ? La clé est unique.",
        ),
    )
    assert (point.text, str(point.ask)) == (OPEN.text, "Complètes ?")
    assert point.answer == RecallKey("On compte les lignes.", accepted=("compter",))


def test_a_role_is_asked_from_its_mission_its_name_and_its_tools() -> None:
    job, mission, tools = make_cards(ROLE)

    text = "Analyse des données, calcule des indicateurs (KPI)"
    assert (job.text, job.answer) == (text, NameKey((ANALYST,), is_job=True))
    assert (mission.text, mission.answer) == ("Data Analyst", RecallKey(text))
    assert (tools.text, tools.answer) == ("SQL, Excel", job.answer)
    assert job.explanation == f"Data Analyst : {ROLE.text} (SQL, Excel)"


def test_the_mission_does_not_name_the_tools() -> None:
    assert "SQL" not in card_named(ROLE, "job").text


def test_a_role_without_tools_has_two_cards() -> None:
    item = replace(ROLE, answer=RoleKey(ANALYST))

    cards = make_cards(item)

    assert [card.name for card in cards] == ["job", "mission"]
    assert cards[0].explanation == f"Data Analyst : {ROLE.text}"


def test_a_term_is_asked_both_ways() -> None:
    term, definition = make_cards(TERM)

    text = "Quand les données changent avec le temps"
    key = NameKey((ShortAnswer("Drift", ("dérive",)),))
    assert (term.text, term.answer) == (text, key)
    assert (definition.text, definition.answer) == ("Drift", RecallKey(text))


def test_a_memo_line_of_two_jobs_accepts_either_and_names_both() -> None:
    job, words = make_cards(MEMO)

    assert job.answer == NameKey((BI, ANALYST), is_job=True)
    assert words.text == "BI Analyst / BI Developer · Data Analyst"
    assert words.answer == RecallKey("Tableau de bord/KPI")


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (
            CHOICE,
            "Partie A, question 1 : « Mettre un modèle en ligne via une API rapide. »",
        ),
        (
            CASE,
            "Partie D, question A : « La direction veut un tableau clair des ventes. »",
        ),
        (ROLE, "Rappel : « Data Analyst »"),
        (TERM, "Aides de vocabulaire : « Drift »"),
        (MEMO, "Aide-mémoire : « Tableau de bord/KPI »"),
    ],
)
def test_the_source_names_the_place_in_the_paper(item: Item, sentence: str) -> None:
    assert str(source_of(item)) == sentence


def test_a_long_source_is_cut_between_words_and_has_no_marks() -> None:
    item = replace(CHOICE, text="le **mot** " * 40)

    text = str(source_of(item))

    assert text.endswith("le mot le… »")
    assert len(text) < 120


def test_card_keys_are_unique() -> None:
    keys = [card.key for card in cards_of()]

    assert len(keys) == len(set(keys)) == 22


# The words of a deck


def asks(deck: Deck, *items: Item) -> dict[str, str]:
    cards = [card for item in items for card in make_cards(item)]
    return {card.key: str(asked_by(deck, card).ask) for card in cards}


def test_a_deck_about_jobs_is_asked_about_them() -> None:
    cards = [card for item in ITEMS for card in make_cards(item)]

    assert [asked_by(DECK, card) for card in cards] == cards


def test_a_deck_about_something_else_is_asked_without_the_word() -> None:
    said = asks(replace(DECK, has_jobs=False), *ITEMS)

    assert said[f"{ROLE.key}#job"] == "De qui ou de quoi s’agit-il\u00a0?"
    assert said[f"{ROLE.key}#mission"] == "Que faut-il en savoir\u00a0?"
    assert said[f"{CHOICE.key}#job"] == "Quelle est la bonne réponse\u00a0?"
    assert said[f"{TRUE_FALSE.key}#verdict"] == "Vrai ou faux\u00a0?"
    assert [text for text in said.values() if "métier" in text] == []


def test_a_deck_may_ask_in_its_own_words() -> None:
    questions = (("job", "Quel pays ?"), ("tool", "Quel fleuve ?"))
    deck = replace(DECK, has_jobs=False, questions=questions)

    said = asks(deck, ROLE, CHOICE, MATCHING)

    assert said[f"{ROLE.key}#job"] == "Quel pays\u00a0?"
    assert said[f"{CHOICE.key}#job"] == "Quel pays\u00a0?"
    assert said[f"{MATCHING.key}#tool"] == "Quel fleuve\u00a0?"


def test_a_choice_among_other_answers_is_not_asked_by_the_word_for_jobs() -> None:
    other = replace(CHOICE, answer=NameKey((ShortAnswer("1789"),)))

    said = asks(replace(DECK, questions=(("job", "Quel pays ?"),)), other)

    assert said == {f"{CHOICE.key}#job": "Quelle est la bonne réponse\u00a0?"}


@pytest.mark.parametrize(
    ("heading", "said"),
    [("Métier concerné", "Quel métier"), ("Job", "Quel métier"), ("Rôle", "Rôle")],
)
def test_a_column_of_names_is_asked_by_its_heading(heading: str, said: str) -> None:
    first, *others = MATCHING.blanks
    item = replace(MATCHING, blanks=(replace(first, heading=heading), *others))

    assert str(make_cards(item)[0].ask) == f"{said}\u00a0?"
