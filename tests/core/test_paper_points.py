from __future__ import annotations

import pytest

from trainer.core.items import Part
from trainer.core.lines import read_lines
from trainer.core.paper_points import (
    PartPoints,
    Scheme,
    SchemeLine,
    check_points,
    read_part_points,
    read_scheme_line,
    read_total,
    same_points,
)

NO_QUESTION = (
    "10: la partie A n’a aucune question reconnue\u00a0: chacune commence par son"
    " numéro, «\u00a01)\u00a0»"
)


@pytest.mark.parametrize(
    ("heading", "title", "points"),
    [
        ("Titre (12 items × 2 pts = /24)", "Titre", PartPoints(12, 2, 24)),
        ("Titre (8 × 3 pts = /24)", "Titre", PartPoints(8, 3, 24)),
        ("Titre (6 questions courtes x 1,5 = 9)", "Titre", PartPoints(6, 1.5, 9)),
        ("Titre (5 * 2 points)", "Titre", PartPoints(5, 2, 10)),
        (
            "Cas (au choix : 2 cas × 7 pts = /14)",
            "Cas",
            PartPoints(2, 7, 14, is_choice=True),
        ),
        ("Cas (2 au choix, /14)", "Cas", PartPoints(2, None, 14, is_choice=True)),
        ("Cas (au choix, /14)", "Cas", PartPoints(None, None, 14, is_choice=True)),
        ("Ordre (simple) ( /8 )", "Ordre (simple)", PartPoints(total=8)),
        ("Ordre (/8) en huit étapes", "Ordre  en huit étapes", PartPoints(total=8)),
        ("Ordre /8", "Ordre", PartPoints(total=8)),
        ("Ordre — 8 points", "Ordre", PartPoints(total=8)),
        ("Ordre 8 pts", "Ordre", PartPoints(total=8)),
        ("Ordre : sur 8", "Ordre", PartPoints(total=8)),
        ("Ordre (sur 2,5)", "Ordre", PartPoints(total=2.5)),
        ("Ordre (24pts)", "Ordre", PartPoints(total=24)),
        ("12 items × 2 pts = /24", "", PartPoints(12, 2, 24)),
        ("Ordre", "Ordre", PartPoints()),
        ("", "", PartPoints()),
        ("La guerre (1914/1918)", "La guerre (1914/1918)", PartPoints()),
        ("Le XIX (19/20e)", "Le XIX (19/20e)", PartPoints()),
        ("Lire (sur 3 textes)", "Lire (sur 3 textes)", PartPoints()),
        ("Compter 12345/2", "Compter 12345/2", PartPoints()),
    ],
)
def test_a_heading_says_what_its_part_is_worth(
    heading: str, title: str, points: PartPoints
) -> None:
    assert read_part_points(heading) == (title, points)


def test_a_heading_that_does_not_add_up_is_told() -> None:
    _, points = read_part_points("Titre (12 items × 2 pts = /25)")

    assert [str(problem) for problem in points.problems] == [
        "12 × 2 points ne font pas 25"
    ]


@pytest.mark.parametrize(
    ("bullet", "line"),
    [
        ("- A — Identifier : **/24**", SchemeLine("A", 24, 1)),
        ("- A : 24 points", SchemeLine("A", 24, 1)),
        ("- Partie B. /2,5 pts", SchemeLine("B", 2.5, 1)),
        ("- C) sur 8.", SchemeLine("C", 8, 1)),
        ("- D", None),
        ("- **R** : un langage", None),
        ("- Data Analyst : 3 outils", None),
        ("- Total : /20", None),
    ],
)
def test_a_line_of_the_scheme_is_told_from_a_fact(
    bullet: str, line: SchemeLine | None
) -> None:
    (read,) = read_lines(bullet)

    assert read_scheme_line(read) == line


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("Total : /100", 100),
        ("**Total : /100**", 100),
        ("TOTAL 20 points.", 20),
        ("Total général : sur 20", 20),
        ("Note total: 12,5", 12.5),
        ("Total", None),
        ("Le total : /20", None),
    ],
)
def test_a_total_is_found(text: str, total: float | None) -> None:
    assert read_total(text) == total


def test_points_are_compared_as_a_person_does() -> None:
    assert same_points(6 * 1.1, 6.6)
    assert same_points(0.1 + 0.2, 0.3)
    assert not same_points(1, 1.01)


def part(letter: str, line: int) -> Part:
    return Part(letter, letter, None, 0, 0, line=line)


def check(
    headings: list[str],
    found: list[int],
    rows: list[tuple[str, float]],
    total: float | None,
) -> list[str]:
    """Check parts on lines 10, 11, …, the scheme's on 20, 21, …, its sum on 30."""
    parts = [part("ABCD"[n], 10 + n) for n in range(len(headings))]
    scheme = Scheme(total=total, total_line=30)
    for number, (letter, points) in enumerate(rows):
        scheme.add(SchemeLine(letter, points, 20 + number))
    said = [read_part_points(heading)[1] for heading in headings]
    _, problems = check_points(parts, said, found, scheme)
    return [f"{line}: {text}" for line, text in problems]


def test_a_scheme_that_adds_up_is_no_problem() -> None:
    rows = [("A", 6.6), ("B", 4.0)]

    assert check(["(6 × 1,1)", "(/4)"], [6, 1], rows, 10.6) == []


def test_the_scheme_gives_the_points_that_a_heading_does_not() -> None:
    scheme = Scheme([SchemeLine("A", 5, 20)], 5, 30)

    parts, problems = check_points([part("A", 1)], [PartPoints()], [3], scheme)

    assert (parts[0].points, parts[0].to_answer, problems) == (5, 3, [])


def test_fewer_may_be_answered_than_there_are() -> None:
    parts, problems = check_points(
        [part("A", 1)], [read_part_points("(2 au choix, /4)")[1]], [3], Scheme()
    )

    assert (parts[0].to_answer, problems) == (2, [])


@pytest.mark.parametrize(
    ("headings", "found", "rows", "total", "problems"),
    [
        (
            ["(2 × 1 pt)"],
            [3],
            [],
            None,
            ["10: la partie A annonce 2 questions, 3 trouvées"],
        ),
        (
            ["(au choix : 2 × 1 pt)"],
            [1],
            [],
            None,
            ["10: la partie A annonce 2 questions, 1 trouvée"],
        ),
        (["(/2)"], [0], [], None, [NO_QUESTION]),
        (
            ["(/2)", "(/3)"],
            [1, 1],
            [("A", 2)],
            2,
            ["11: le barème oublie la partie B"],
        ),
        (
            ["(/2)"],
            [1],
            [("A", 3)],
            3,
            ["20: le barème donne 3 points à la partie A, son titre 2"],
        ),
        (
            ["(/2)"],
            [1],
            [("A", 2), ("Z", 1)],
            3,
            ["21: le barème note une partie Z absente"],
        ),
        (
            ["(/2)"],
            [1],
            [("A", 2), ("A", 2)],
            4,
            ["21: le barème note deux fois la partie A"],
        ),
        (["(/2)"], [1], [("A", 2)], None, ["20: le barème n’a pas de total"]),
        (
            ["(/2)"],
            [1],
            [("A", 2)],
            3,
            ["30: le barème fait 2 points, le total annonce 3"],
        ),
        (
            ["(/2)", "(/2,5)"],
            [1, 1],
            [],
            4,
            ["30: le barème fait 4,5 points, le total annonce 4"],
        ),
    ],
)
def test_what_does_not_add_up_is_told(
    headings: list[str],
    found: list[int],
    rows: list[tuple[str, float]],
    total: float | None,
    problems: list[str],
) -> None:
    assert check(headings, found, rows, total) == problems
