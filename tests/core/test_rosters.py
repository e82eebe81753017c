"""Class lists as schools have them, and as nobody should send them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.rosters import (
    MOST_STUDENTS,
    Classmate,
    Roster,
    RosterChange,
    RosterLine,
    compare_roster,
    roster_of_table,
)
from trainer.core.spreadsheet import UnreadableTableError, read_table

NEW, RENAMED, SAME = RosterChange.NEW, RosterChange.RENAMED, RosterChange.SAME


def read(text: str, encoding: str = "utf-8") -> Roster:
    return roster_of_table(read_table(text.encode(encoding)), "liste.csv")


def names(roster: Roster) -> list[str]:
    return [line.name for line in roster.lines]


def said(roster: Roster) -> list[str]:
    sentences = [f"{each.line}: {each.message}" for each in roster.problems]
    return [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in sentences]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_list_is_read_in_any_usual_form(
    encoding: str, separator: str, end: str
) -> None:
    rows = ["Nom;Prénom;Numéro", "Lefèvre;Zoé;12", "Nuñez;Loïc;7", ""]

    roster = read(end.join(rows).replace(";", separator), encoding)

    assert roster.problems == ()
    assert names(roster) == ["Zoé Lefèvre", "Loïc Nuñez"]
    assert [line.number for line in roster.lines] == ["12", "7"]


@pytest.mark.parametrize("head", ["N°", "Nº", "No", "N° élève", "Numéro"])
def test_a_number_is_headed_in_many_ways(head: str) -> None:
    (line,) = read(f"{head};Nom;Prénom\n12;Lefèvre;Zoé").lines

    assert line == RosterLine(2, "Zoé Lefèvre", "12")


def test_a_pasted_column_is_a_list_of_names() -> None:
    assert names(read("Zoé Lefèvre\n\n  Loïc   Nuñez \n")) == [
        "Zoé Lefèvre",
        "Loïc Nuñez",
    ]


def test_without_a_heading_the_second_column_is_a_number() -> None:
    (line,) = read("Zoé Lefèvre;12;zoe").lines

    assert line == RosterLine(1, "Zoé Lefèvre", "12", "zoe")


def test_without_a_heading_two_columns_of_words_are_one_name() -> None:
    assert names(read("Lefèvre, Zoé\nNuñez, Loïc")) == ["Lefèvre Zoé", "Nuñez Loïc"]


def test_a_pseudonym_is_enough() -> None:
    roster = read("pseudonyme\nHibou 3\nRenard 7")

    assert names(roster) == ["Hibou 3", "Renard 7"]
    assert [line.number for line in roster.lines] == ["Hibou 3", "Renard 7"]


def test_other_columns_of_a_school_program_are_left_out() -> None:
    roster = read("Classe;Élève;Né le;Identifiant\n10A;Zoé Lefèvre;2010-01-02;zoe.l")

    assert roster.lines == (RosterLine(2, "Zoé Lefèvre", None, "zoe.l"),)


@pytest.mark.parametrize(
    "text",
    [
        "Nom de l’élève;Prénom usuel;Né(e) le\nLefèvre;Zoé;02/01/2010",
        "Liste des élèves de 3B;;\n\nNom;Prénom;\nLefèvre;Zoé;",
        "Classe;3B\nNom;Prénom\nLefèvre;Zoé",
        "Nom;Prénom;Classe;;;\nLefèvre;Zoé;3B;;;\n;;;;;",
    ],
)
def test_a_heading_is_found_as_schools_write_it(text: str) -> None:
    assert [(line.name, line.number) for line in read(text).lines] == [
        ("Zoé Lefèvre", None)
    ]


@pytest.mark.parametrize(
    ("row", "number"),
    [
        ("1;Lefèvre;Zoé", "1"),
        ("1;Lefèvre Zoé", "1"),
        ("Lefèvre;Zoé;1", "1"),
        ("Lefèvre;Zoé;02/01/2010", None),
        ("Lefèvre Zoé;02/01/2010", None),
        ("Lefèvre Zoé;zoe@lycee.example", None),
    ],
)
def test_without_a_heading_columns_are_known_by_what_they_hold(
    row: str, number: str | None
) -> None:
    (line,) = read(row).lines

    assert (line.name, line.number) == ("Lefèvre Zoé", number)


def test_what_all_students_have_is_no_number() -> None:
    roster = read("Zoé Lefèvre;3B\nLoïc Nuñez;3B")

    assert roster.problems == ()
    assert [line.number for line in roster.lines] == [None, None]


def test_a_table_without_a_known_name_is_read_by_its_first_column() -> None:
    assert names(read("Date de naissance;Qui\n02/01/2010;Zoé")) == ["Zoé"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Nom;Numéro\n;\nZoé;1\nTom;1", "3: Le numéro « 1 » est là deux fois."),
        ("Zoé\nzoe", "1: « Zoé » est là deux fois"),
        ("Nom;Login\nZoé;z\nTom;Z", "2: Le nom de connexion « z » est là deux fois."),
        ("Nom;Numéro;Login\nZoé;1;\n;;tom", "3: Il n’y a pas de nom"),
        ("Zoé\n" + "x" * 61, "2: Un nom a 60 signes au plus."),
        ("Nom\n!!!", "2: Un nom a au moins une lettre"),
        ('"Zoé;1\nTom;2\nLéa;3', "1: Un guillemet droit s’ouvre sur cette ligne"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, problem: str) -> None:
    roster = read(text)

    assert any(each.startswith(problem) for each in said(roster)), said(roster)


def test_namesakes_are_told_apart_by_their_numbers() -> None:
    assert read("Nom;Numéro\nZoé;1\nZoé;2").problems == ()


def test_a_list_is_not_too_long() -> None:
    roster = read("\n".join(f"Élève {n}" for n in range(MOST_STUDENTS + 1)))

    assert said(roster)[0].startswith(f"{MOST_STUDENTS + 1}: Cette liste a plus de")


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "{{ config }}",
        "' OR TRUE --",
        "=HYPERLINK(1)",
        "Zoé\u202eevil",
        "Zo\u200bé",
    ],
)
def test_a_hostile_name_is_a_name_without_hidden_signs(name: str) -> None:
    roster = read(f"Nom\n{name}")

    assert roster.problems == ()
    assert "\u202e" not in names(roster)[0]
    assert "\u200b" not in names(roster)[0]


@given(st.binary(max_size=400))
def test_any_file_is_a_list_or_no_table(data: bytes) -> None:
    try:
        roster = roster_of_table(read_table(data), "x")
    except UnreadableTableError:
        return

    assert all(line.name for line in roster.lines)


# The list and the class


def test_a_student_is_found_by_the_number_else_by_the_name() -> None:
    tom, lea = Classmate(1, "Tom", "1"), Classmate(2, "Léa", None)
    lines = [RosterLine(1, "Thomas", "1"), RosterLine(2, "LEA", "2")]

    planned = compare_roster(lines, [tom, lea])

    assert [(line.change, line.classmate) for line in planned] == [
        (RENAMED, tom),
        (RENAMED, lea),
    ]


def test_who_has_another_number_is_somebody_else() -> None:
    planned = compare_roster([RosterLine(1, "Tom", "2")], [Classmate(1, "Tom", "1")])

    assert planned[0].change is NEW


def test_a_name_that_passes_to_another_number_takes_nobody_away() -> None:
    mates = [Classmate(1, "Tom", "1"), Classmate(2, "Léa", "2")]
    lines = [RosterLine(1, "Léa", "1"), RosterLine(2, "Tom", "2")]

    planned = compare_roster(lines, mates)

    assert [line.classmate for line in planned] == mates


def test_a_list_without_numbers_leaves_those_that_are_there() -> None:
    planned = compare_roster([RosterLine(1, "Tom")], [Classmate(1, "Tom", "1")])

    assert planned[0].change is SAME
