"""A paper as Moodle reads it: all questions, their marks and keys, nothing broken."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import unescape
from xml.etree.ElementTree import Element, fromstring

import pytest

from tests.exams import built_in
from tests.vectors import VECTORS
from trainer.core.deck import read_deck
from trainer.core.items import Blank, Deck, Item, Job, Kind, Part
from trainer.core.moodle_xml import moodle_xml
from trainer.core.right_answers import MatchingKey, NameKey, ShortAnswer

PARSED = read_deck(built_in())
PART = Part("A", "Choisir", Kind.CHOICE, 4.0, 2)
ROW = Item(
    "x/B1",
    Kind.MATCHING,
    "B1",
    1,
    "Tâche",
    part="B",
    blanks=(Blank("job", "Métier"), Blank("tool", "Outil")),
    answer=MatchingKey((ShortAnswer("Chef"), ShortAnswer("Four", ("Poêle",)))),
)


def quiz(deck: Deck, *items: Item) -> list[Element]:
    return [
        question
        for question in fromstring(moodle_xml(deck, items))
        if question.get("type") != "category"
    ]


def built_in_quiz() -> list[Element]:
    return quiz(PARSED.deck, *PARSED.items)


def row_text(*, jobs: tuple[str, ...] = ("Chef", "Serveur"), **changes: object) -> str:
    marking = changes.pop("marking", (("job", 1.0), ("tool", 2.0)))
    part = Part("B", "Relier", Kind.MATCHING, 3.0, 1, marking=marking)  # type: ignore[arg-type]  # pairs, as given
    deck = Deck("x", "X", parts=(part,), jobs=tuple(map(Job, jobs)))
    (question,) = quiz(deck, replace(ROW, **changes))  # type: ignore[arg-type]  # its fields
    return question.findtext("questiontext/text") or ""


def choice(*options: str, right: str = "") -> Element:
    key = NameKey((ShortAnswer(right or options[0]),))
    item = Item("x/A1", Kind.CHOICE, "A1", 1, "Quoi ?", part="A", options=options)
    (question,) = quiz(
        Deck("x", "X", parts=(PART,)), replace(item, answer=key if right else None)
    )
    return question


def test_the_built_in_exam_has_all_its_questions() -> None:
    kinds = Counter(question.get("type") for question in built_in_quiz())

    assert kinds == {
        "multichoice": 12,
        "cloze": 8,
        "truefalse": 6,
        "ordering": 1,
        "essay": 6 + 3 + 4,
    }


def test_marks_are_those_of_the_paper() -> None:
    marks: dict[str, float] = dict.fromkeys("ABCDEF", 0.0)
    for question in built_in_quiz():
        part = (question.findtext("idnumber") or "").partition("/")[2][0]
        fields = re.findall(r"\{(\d+):", question.findtext("questiontext/text") or "")
        marks[part] += float(question.findtext("defaultgrade") or 0)
        marks[part] += sum(map(int, fields))

    assert marks == {"A": 24, "B": 24, "C": 18, "D": 3 * 7, "E": 8, "F": 12}


def test_each_question_is_named_once_by_its_key() -> None:
    names = [question.findtext("idnumber") for question in built_in_quiz()]

    assert len(set(names)) == len(names)
    assert {"metiers-data/A3", "metiers-data/C2", "metiers-data/C2-sentence"} <= {
        *names
    }


def test_one_option_is_right_and_has_all_marks() -> None:
    for question in built_in_quiz():
        if question.get("type") in ("multichoice", "truefalse"):
            shares = [answer.get("fraction") for answer in question.findall("answer")]
            assert sorted(shares, key=str) == ["0"] * (len(shares) - 1) + ["100"]


def test_a_true_statement_is_true_there() -> None:
    (verdict,) = (
        q for q in built_in_quiz() if q.findtext("idnumber") == "metiers-data/C2"
    )

    right = {a.findtext("text") for a in verdict.findall("answer[@fraction='100']")}
    assert right == {"true"}


def test_steps_stand_in_their_order() -> None:
    (question,) = (q for q in built_in_quiz() if q.get("type") == "ordering")
    answers = question.findall("answer")

    assert [answer.get("fraction") for answer in answers] == list("12345678")
    assert answers[0].findtext("text") == "Définir le besoin et les indicateurs (KPI)"


def test_a_row_is_filled_in_with_its_marks() -> None:
    text = row_text()

    assert "{1:MULTICHOICE_S:=Chef~Serveur}" in text
    assert "{2:SHORTANSWER:=Four~=Poêle~=Poele}" in text


def test_marks_that_are_no_whole_numbers_keep_their_proportion() -> None:
    text = row_text(marking=(("job", 1.5), ("tool", 1.0)))

    assert "{3:MULTICHOICE_S" in text
    assert "{2:SHORTANSWER" in text


def test_equal_marks_that_are_no_whole_numbers_are_one_each() -> None:
    text = row_text(marking=(("job", 1.25), ("tool", 1.25)))

    assert "{1:MULTICHOICE_S" in text
    assert "{1:SHORTANSWER" in text


def test_the_only_job_is_typed() -> None:
    assert "{1:SHORTANSWER:=Chef}" in row_text(jobs=("Chef",))


def test_an_unknown_cell_is_no_field() -> None:
    text = row_text(answer=MatchingKey((None, ShortAnswer("Four"))))

    assert "Métier : …" in text


def test_signs_of_moodles_own_are_only_signs() -> None:
    text = row_text(
        jobs=("Chef", "=Tout~juste}", "%100%Pirate", "Sel & <b>"),
        answer=MatchingKey((ShortAnswer("Chef"), ShortAnswer('a/b#c"d\\e~f}&g'))),
    )

    picked, typed = fields_in(text)
    assert picked == [
        "=Chef",
        "%0%=Tout~juste}",
        "%0%%100%Pirate",
        "Sel &amp; &lt;b&gt;",
    ]
    assert typed[0] == '=a/b#c"d\\e~f}&g'


def test_a_star_in_an_answer_is_a_star() -> None:
    text = row_text(answer=MatchingKey((ShortAnswer("Chef"), ShortAnswer("A*"))))

    assert fields_in(text)[1] == ["=A\\*", "=A"]


def test_what_is_typed_on_a_keyboard_is_right() -> None:
    answer = ShortAnswer("l’été\u202f: 5 %", ("pré-vente",))

    text = row_text(answer=MatchingKey((ShortAnswer("Chef"), answer)))

    assert fields_in(text)[1] == [
        "=l’été\u202f: 5\xa0%",
        "=l'été : 5 %",
        "=l'ete : 5 %",
        "=l été 5",
        "=l ete 5",
        "=pré-vente",
        "=pre-vente",
        "=pré vente",
        "=pre vente",
    ]


def test_a_right_answer_is_no_better_twice() -> None:
    answer = ShortAnswer("Four", ("four", "FOUR"))

    text = row_text(answer=MatchingKey((ShortAnswer("Chef"), answer)))

    assert fields_in(text)[1] == ["=Four"]


@pytest.mark.parametrize("words", ["{#1}", "{1:SHORTANSWER:=x}", "{1:SA:=x"])
def test_braces_in_a_text_make_no_field(words: str) -> None:
    blanks = (Blank("job", words), Blank("tool", "Outil"))

    text = row_text(text=words, blanks=blanks, jobs=("Chef", words))

    assert text.count("{") == 2
    assert unescape(text).count(words) == 2
    assert words in unescape(fields_in(text)[0][1])


@pytest.mark.parametrize("words", ["$$x$$", r"a \\(x\\)", r"\\[x\\]"])
def test_signs_of_mathematics_are_only_signs(words: str) -> None:
    html = choice(words, "Poivre", right="Poivre").findtext("answer/text") or ""

    assert not re.search(r"\$\$|\\[(\[]", html)
    assert unescape(html) == words.replace("\\\\", "\\")


def fields_in(text: str) -> list[list[str]]:
    """Give the answers of each field as Moodle takes them apart.

    Source: what qtype_multianswer splits by, and which signs it then decodes.
    """
    fields = re.findall(r"\{\d+:[A-Z_]+:(.*?)(?<!&)\}", text)
    return [
        [
            unescape(part).replace("\\}", "}").replace("\\#", "#")
            for part in re.split(r"(?<!\\)~", field)
        ]
        for field in fields
    ]


def test_a_paper_without_points_gives_each_question_a_mark() -> None:
    part = replace(PART, points=0.0)
    key = NameKey((ShortAnswer("Sel"),))
    item = Item(
        "x/A1", Kind.CHOICE, "A1", 1, "Quoi ?", part="A", options=("Sel", "Eau")
    )

    (question,) = quiz(Deck("x", "X", parts=(part,)), replace(item, answer=key))

    assert question.findtext("defaultgrade") == "1.0000000"


def test_a_question_without_a_key_is_marked_by_hand() -> None:
    assert choice("Sel", "Poivre").get("type") == "essay"
    assert choice("Sel", "Poivre", right="Sel").get("type") == "multichoice"


def test_reminders_stay_at_home() -> None:
    role = Item("x/r", Kind.ROLE, "Chef", 1, "dirige")

    assert quiz(Deck("x", "X", parts=(PART,)), role) == []


def test_a_slash_in_a_title_makes_no_level() -> None:
    deck = Deck("x", "Sel/Poivre", parts=(PART,))
    item = Item("x/A1", Kind.CHOICE, "A1", 1, "Quoi ?", part="A")

    category = fromstring(moodle_xml(deck, [item])).findtext("question/category/text")

    assert category == "$course$/top/Sel//Poivre/A — Choisir"


@pytest.mark.parametrize("title", ["TCP/", "/", " /etc "])
def test_a_slash_at_an_end_of_a_title_joins_no_levels(title: str) -> None:
    assert category_levels(title) == ["$course$", "top", title.strip(), "A — Choisir"]


def test_a_long_title_is_cut_to_what_a_category_holds() -> None:
    assert category_levels("é" * 300)[2] == "é" * 255


def category_levels(title: str) -> list[str]:
    """Give the names of the levels as Moodle splits them."""
    deck = Deck("x", title, parts=(PART,))
    item = Item("x/A1", Kind.CHOICE, "A1", 1, "Quoi ?", part="A")
    path = fromstring(moodle_xml(deck, [item])).findtext("question/category/text")
    levels = re.split(r"(?<!/)/(?!/)", path or "")
    return [level.replace("//", "/").strip() for level in levels]


def test_a_name_keeps_its_tags_as_signs() -> None:
    deck = Deck("x", "X", parts=(PART,))

    (question,) = quiz(
        deck, Item("x/A1", Kind.CHOICE, "A1", 1, "Que fait <br> ?", part="A")
    )

    assert question.findtext("name/text") == "A1 — Que fait \u2039br\u203a ?"


def test_a_long_key_is_cut_and_stays_a_key_of_its_own() -> None:
    deck = Deck("x", "X", parts=(PART,))
    long = "x/" + "A" * 120
    items = [
        Item(key, Kind.CHOICE, "A1", 1, "Quoi ?", part="A")
        for key in (f"{long}1", f"{long}2")
    ]

    ids = [question.findtext("idnumber") or "" for question in quiz(deck, *items)]

    assert len(set(ids)) == 2
    assert max(map(len, ids)) == 100


@pytest.mark.parametrize("vector", VECTORS[:40])
def test_hostile_texts_stay_texts(vector: str) -> None:
    question = choice(vector, "Poivre", right="Poivre")

    html = "".join(question.itertext())
    assert "<script" not in html.lower()
    assert not re.search(r"<[^>]+\son\w+\s*=", html.lower())


def test_signs_that_xml_refuses_are_left_out() -> None:
    assert choice("a\x00b\x0cc", "Poivre", right="Poivre") is not None
