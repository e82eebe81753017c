"""The rules of trainer.core.audit; the built-in exam has to be found out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from trainer.core.audit import Finding, FindingCode, audit
from trainer.core.deck import ParsedDeck, Source, SourceText, read_deck
from trainer.core.items import Deck, Item, Job, Kind
from trainer.core.right_answers import (
    Constraint,
    NameKey,
    OrderKey,
    ShortAnswer,
    Step,
    TrueFalseKey,
)

FOLDER = Path(__file__).parents[2] / "decks" / "metiers-data"
NOTHING = Deck("x", "X")
BI, DA, DE = "BI Analyst", "Data Analyst", "Data Engineer"


def read(name: str) -> SourceText:
    return SourceText(name, (FOLDER / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def exam() -> ParsedDeck:
    texts = (read(name) for name in ("exam.md", "key.md", "deck.toml"))
    return read_deck(Source("metiers-data", *texts))


@pytest.fixture(scope="module")
def found(exam: ParsedDeck) -> tuple[Finding, ...]:
    return audit(exam.deck, exam.items, exam.marked, exam.printed)


def of(code: FindingCode, findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.code is code]


def the(code: FindingCode, findings: Sequence[Finding]) -> Finding:
    (finding,) = of(code, findings)
    return finding


def plain(finding: Finding) -> str:
    return str(finding.message).replace("\u00a0", " ")


# --- The built-in exam --------------------------------------------------------------


def test_the_exam_prints_eleven_of_twelve_answers_in_bold(
    found: tuple[Finding, ...],
) -> None:
    finding = the(FindingCode.KEY_IN_BOLD, found)

    assert plain(finding) == (
        "Partie A : bonnes réponses déjà marquées dans l’épreuve (en gras ou cochées) :"
        " 11 sur 12"
    )
    assert finding.places == tuple(f"A{number}" for number in range(2, 13))


def test_the_exam_prints_its_steps_in_a_right_order(found: tuple[Finding, ...]) -> None:
    finding = the(FindingCode.ORDER_PRINTED, found)

    assert plain(finding) == "E1 : les étapes sont imprimées dans un ordre juste"
    assert finding.places == ("E1",)


def test_the_exam_offers_data_analyst_twelve_times_for_nothing(
    found: tuple[Finding, ...],
) -> None:
    finding = the(FindingCode.NEVER_RIGHT, found)

    assert plain(finding) == (
        "Partie A : « Data Analyst » est proposé dans 12 questions sur 12 et n’est"
        " jamais"
        " la bonne réponse"
    )


def test_the_exam_has_ten_of_twelve_answers_in_place_two_or_three(
    found: tuple[Finding, ...],
) -> None:
    finding = the(FindingCode.KEY_POSITION, found)

    assert plain(finding) == (
        "Partie A : la bonne réponse est en place 2 ou 3 dans 10 questions sur 12"
        " (au hasard : 4,8)"
    )
    assert set(finding.places) == {f"A{number}" for number in range(1, 13)} - {
        "A1",
        "A6",
    }


def test_the_exam_never_has_the_answer_in_place_five(
    found: tuple[Finding, ...],
) -> None:
    assert plain(the(FindingCode.POSITION_NEVER, found)) == (
        "Partie A : la bonne réponse n’est jamais en place 5"
    )


def test_the_exam_never_asks_for_eight_of_nineteen_jobs(
    found: tuple[Finding, ...],
) -> None:
    assert plain(the(FindingCode.ROLE_NEVER_ASKED, found)) == (
        "Partie A : 8 noms sur 19 ne sont jamais la bonne réponse : Data Analyst,"
        " Data Architect, Data Steward / Gouvernance, Applied Scientist / Deep"
        " Learning, LLMOps / GenAI Platform, NLP Engineer, Generative Image Engineer,"
        " AI Product Manager"
    )


def test_the_exam_never_offers_both_marketing_jobs(found: tuple[Finding, ...]) -> None:
    pairs = {plain(f): f.places for f in of(FindingCode.PAIR_NEVER_MEETS, found)}

    assert pairs[
        "« Marketing/Growth Analyst » et « Marketing Data Scientist », faciles à"
        " confondre, ne sont jamais proposés dans la même question"
    ] == ("A11", "A12")
    assert len(pairs) == 5


def test_the_exam_can_be_guessed(found: tuple[Finding, ...]) -> None:
    assert plain(the(FindingCode.GUESS_SCORE, found)) == (
        "Partie A : cocher au hasard rapporte 4,8 points sur 24 en moyenne, cocher"
        " toujours la place 2 en rapporte 10"
    )


def test_the_exam_writes_its_answers_longer_than_the_rest(
    found: tuple[Finding, ...],
) -> None:
    assert plain(the(FindingCode.LONGEST_OPTION, found)) == (
        "Partie A : la bonne réponse est l’option la plus longue dans 12 questions sur"
        " 12"
        " (au hasard : 2,4)"
    )
    assert plain(the(FindingCode.SPELLED_OUT, found)) == (
        "Partie A : la bonne réponse est la seule option sans sigle dans 9 questions"
        " sur 12"
    )


def test_the_exam_betrays_statements_by_their_words(found: tuple[Finding, ...]) -> None:
    words = [(plain(f), f.places) for f in of(FindingCode.ABSOLUTE_WORD, found)]

    assert words == [
        (
            "Vrai ou faux : un mot sans nuance (« jamais ») n’apparaît que dans des"
            " phrases fausses",
            ("C6",),
        ),
        (
            "Vrai ou faux : un mot prudent (« surtout, peut ») n’apparaît que dans des"
            " phrases vraies",
            ("C2", "C5"),
        ),
    ]


def test_the_exam_without_marks_and_in_another_order_has_lost_these_leaks(
    exam: ParsedDeck,
) -> None:
    items = [replace(item, steps=item.steps[::-1]) for item in exam.items]

    codes = {finding.code for finding in audit(exam.deck, items, {})}

    assert FindingCode.KEY_IN_BOLD not in codes
    assert FindingCode.ORDER_PRINTED not in codes
    assert FindingCode.NEVER_RIGHT in codes


def test_the_exam_without_any_answer_still_shows_its_marks(exam: ParsedDeck) -> None:
    items = [replace(item, answer=None) for item in exam.items]

    findings = audit(exam.deck, items, exam.marked, exam.printed)

    assert [finding.code for finding in findings] == [FindingCode.KEY_IN_BOLD]


# --- Other papers -------------------------------------------------------------------


def choice(number: int, right: str, *options: str, points: float = 0) -> Item:
    return Item(
        key=f"x/A{number}",
        kind=Kind.CHOICE,
        place=f"A{number}",
        line=number,
        text="Qui ?",
        part="A",
        points=points,
        options=options,
        answer=NameKey((ShortAnswer(right),)),
    )


def statement(number: int, text: str, *, is_true: bool) -> Item:
    place = f"C{number}"
    key = TrueFalseKey(is_true, "")
    return Item(f"x/{place}", Kind.TRUE_FALSE, place, number, text, "C", answer=key)


def memo(*jobs: str) -> Item:
    key = NameKey(tuple(ShortAnswer(job) for job in jobs), is_job=True)
    return Item("x/m", Kind.MEMO, "images", 1, "images", answer=key)


def codes(items: Sequence[Item], deck: Deck = NOTHING) -> list[FindingCode]:
    return [finding.code for finding in audit(deck, items, {})]


def test_an_empty_paper_has_nothing_to_find() -> None:
    assert audit(NOTHING, (), {}) == ()


def test_a_fair_paper_has_nothing_to_find() -> None:
    items = [choice(n, "abcde"[n % 5], *"abcde") for n in range(10)]

    assert audit(NOTHING, items, {}) == ()


def test_what_chance_does_easily_is_not_named() -> None:
    items = [choice(n, f"long {n}", f"x{n}", f"long {n}") for n in range(3)]

    assert codes(items) == []


@pytest.mark.parametrize(
    ("offered", "others", "is_named"),
    [
        (1, 0, False),
        (1, 1, False),
        (2, 1, True),
        (2, 2, True),
        (2, 3, False),
        (3, 9, True),
    ],
)
def test_an_option_never_right_is_named_when_offered_often(
    offered: int, others: int, is_named: bool
) -> None:
    items = [choice(n, f"r{n}", f"r{n}", DA) for n in range(offered)]
    items += [choice(n, f"r{n}", f"r{n}", f"w{n}") for n in range(20, 20 + others)]

    assert (FindingCode.NEVER_RIGHT in codes(items)) is is_named


def test_one_place_that_holds_all_answers_is_named_alone() -> None:
    items = [choice(n, f"r{n}", f"w{n}", f"r{n}", f"v{n}") for n in range(9)]

    finding = the(FindingCode.KEY_POSITION, audit(NOTHING, items, {}))

    assert plain(finding) == (
        "Partie A : la bonne réponse est en place 2 dans 9 questions sur 9 (au hasard"
        " : 3)"
    )


def test_each_part_is_looked_at_by_itself() -> None:
    items = [choice(n, DE, BI, DE) for n in range(2)]
    other = [replace(item, part="B", place=f"B{n}") for n, item in enumerate(items)]

    marked = {"A1": (1,), "B0": (1,), "B1": (1,)}
    findings = of(FindingCode.KEY_IN_BOLD, audit(NOTHING, items + other, marked))

    assert [finding.places for finding in findings] == [("A1",), ("B0", "B1")]


def test_points_are_summed_for_the_guess_score() -> None:
    items = [
        choice(1, "r", "r", "w", "v", points=3),
        choice(2, "r", "w", "r", points=1),
        choice(3, "r", "v", "w", "r", points=2.5),
    ]

    assert plain(the(FindingCode.GUESS_SCORE, audit(NOTHING, items, {}))) == (
        "Partie A : cocher au hasard rapporte 2,33 points sur 6,5 en moyenne, cocher"
        " toujours la place 1 en rapporte 3"
    )


def test_jobs_are_missed_only_where_jobs_are_asked_for() -> None:
    deck = Deck("x", "X", jobs=(Job(BI), Job(DE)))

    assert codes([choice(1, "7", "7", "8")], deck) == []
    assert codes([choice(1, BI, BI, DE)], deck) == [FindingCode.ROLE_NEVER_ASKED]
    assert codes([choice(1, BI, BI, DE), choice(2, DE, BI, DE)], deck) == []


@pytest.mark.parametrize(("options", "meets"), [((DE, BI), True), ((DE, DA), False)])
def test_a_confusable_pair_ought_to_meet(options: tuple[str, ...], meets: bool) -> None:
    deck = Deck("x", "X", confusable=((BI, DE), (DE, BI)))

    found = of(FindingCode.PAIR_NEVER_MEETS, audit(deck, [choice(1, DE, *options)], {}))

    assert [finding.places for finding in found] == ([] if meets else [("A1",)])


def test_a_pair_that_is_never_asked_for_is_not_missed() -> None:
    deck = Deck("x", "X", confusable=((BI, DE),))

    assert codes([choice(1, DA, DA, "x")], deck) == []


def test_jobs_of_one_memo_line_are_easily_confused() -> None:
    items = [choice(1, DE, DE, "x"), memo(DE, BI), memo(DA)]

    assert codes(items) == [FindingCode.PAIR_NEVER_MEETS]


@pytest.mark.parametrize(("family", "pairs"), [(2, 1), (3, 2), (4, 0)])
def test_jobs_of_a_small_family_of_names_are_easily_confused(
    family: int, pairs: int
) -> None:
    jobs = tuple(Job(f"Marketing/{number}") for number in range(family))
    items = [choice(1, "Marketing/0", "Marketing/0", "x")]

    found = audit(Deck("x", "X", jobs=jobs), items, {})

    assert len(of(FindingCode.PAIR_NEVER_MEETS, found)) == pairs


STEPS = (Step("a", "Un"), Step("b", "Deux"), Step("c", "Trois"))


def ordering(*printed: str, constraints: tuple[Constraint, ...]) -> Item:
    key = OrderKey(STEPS, constraints)
    return Item("x/E1", Kind.ORDERING, "E1", 1, "?", "E", steps=printed, answer=key)


@pytest.mark.parametrize(
    ("printed", "leaks"),
    [
        (("Un", "Deux", "Trois"), True),
        (("un !", "TROIS", "deux"), True),
        (("Deux", "Un", "Trois"), False),
        (("Un", "Deux", "Quatre"), False),
    ],
)
def test_steps_printed_in_any_right_order_leak(
    printed: tuple[str, ...], leaks: bool
) -> None:
    item = ordering(*printed, constraints=(Constraint("a", "b"),))

    assert codes([item]) == [FindingCode.ORDER_PRINTED] * leaks


def test_steps_that_nothing_orders_do_not_leak() -> None:
    assert codes([ordering("Un", "Deux", "Trois", constraints=())]) == []


@pytest.mark.parametrize(
    ("statements", "findings"),
    [
        ([("Il ne dort jamais", False)], 1),
        ([("Il ne dort jamais", True)], 0),
        ([("Il ne dort JAMAIS", False), ("Il dort toujours", True)], 0),
        ([("Il peut dormir", True), ("Il dort", False)], 1),
        ([("Il peut dormir", False)], 0),
        ([("Il dort", True), ("Il court", False)], 0),
    ],
)
def test_words_that_tell_the_answer_are_named_while_they_tell_it(
    statements: list[tuple[str, bool]], findings: int
) -> None:
    items = [
        statement(number, text, is_true=is_true)
        for number, (text, is_true) in enumerate(statements)
    ]

    assert codes(items) == [FindingCode.ABSOLUTE_WORD] * findings


def test_ten_thousand_items_are_audited_in_seconds() -> None:
    items = [
        choice(n, f"j{n % 40}", *(f"j{(n + k) % 40}" for k in range(5)))
        for n in range(10_000)
    ]
    jobs = tuple(Job(f"j{number}") for number in range(40))
    start = time.process_time()

    audit(Deck("x", "X", jobs=jobs), items, {})

    assert time.process_time() - start < 3
