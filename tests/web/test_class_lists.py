"""Class lists and slips on the pages."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from tests.web.in_class import SchoolPages, open_code, open_school, phrases, read_list
from tests.web.visiting import Browser

LIST = "Nom;Numéro\nZoé Lefèvre;1\nLoïc Nuñez;2\n"


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """Vera teaches 10A with Tom, Carl 10B with Max."""
    return open_school(class_app)


def test_a_plan_shows_who_is_new_and_stores_nothing(school: SchoolPages) -> None:
    before = school.vera.dump()

    planned = school.vera.submit(f"{school.class_a}/roster-plans", pasted=LIST)

    assert "Zoé Lefèvre" in planned.text
    assert "n’est pas dans la liste et y reste : Tom" in planned.text.replace(
        "\xa0", " "
    )
    assert school.vera.dump() == before


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_file_is_read_in_its_encoding(school: SchoolPages, encoding: str) -> None:
    file = FileStorage(BytesIO(LIST.encode(encoding)), "10A.csv")

    planned = school.vera.submit(f"{school.class_a}/roster-plans", file=file)

    assert "Loïc Nuñez" in planned.text


def test_phrases_are_shown_once_and_let_in(
    school: SchoolPages, class_app: Flask
) -> None:
    sheet = read_list(school, LIST)

    first, _ = phrases(sheet)
    assert sheet.headers["Cache-Control"] == "no-store"
    assert school.rows(first) == []
    zoe = Browser(class_app, class_app.test_client()).sign_in("zoé lefevre", first)
    assert zoe.get("/").location == "/account/password"


def test_a_list_sent_twice_makes_nobody_twice(school: SchoolPages) -> None:
    read_list(school, LIST)
    before = len(school.rows('INSERT INTO "accounts"'))

    again = read_list(school, LIST)

    assert again.status_code == 303
    assert len(school.rows('INSERT INTO "accounts"')) == before


def test_mistakes_are_said_with_their_lines_and_nothing_is_stored(
    school: SchoolPages,
) -> None:
    before = school.rows('INSERT INTO "accounts"')

    planned = school.vera.submit(f"{school.class_a}/roster-plans", pasted="Zoé\nZoé")
    applied = school.vera.submit(f"{school.class_a}/rosters", table="Zoé\nZoé")

    assert planned.status_code == applied.status_code == 422
    assert "ligne 2" in planned.text.replace("\xa0", " ")
    assert school.rows('INSERT INTO "accounts"') == before


def test_a_pasted_list_with_mistakes_is_corrected_where_they_are_said(
    school: SchoolPages,
) -> None:
    page = f"{school.class_a}/roster-plans"
    file = FileStorage(BytesIO(b"Tom\nTom"), "10A.csv")

    pasted = school.vera.submit(page, pasted="Zoé <b>\nZoé <b>")
    sent = school.vera.submit(page, file=file)

    assert ">\nZoé &lt;b&gt;\nZoé &lt;b&gt;</textarea>" in pasted.text
    assert "<textarea" not in sent.text


def test_a_number_that_is_new_is_no_other_name(school: SchoolPages) -> None:
    read_list(school, LIST)

    planned = school.vera.submit(
        f"{school.class_a}/roster-plans", pasted="Zoé Lefèvre;3\nTom;9"
    )

    assert "était «" not in planned.text
    assert "<td>le numéro</td>" in planned.text


@pytest.mark.parametrize("text", ["", "\n\n", "Nom\n"])
def test_what_is_no_list_is_said_on_the_page_of_the_class(
    school: SchoolPages, text: str
) -> None:
    refused = school.vera.submit(f"{school.class_a}/roster-plans", pasted=text)

    assert refused.status_code == 422
    assert "ne contient aucun nom" in refused.text


def test_names_are_written_as_text(school: SchoolPages) -> None:
    name = "<script>alert(1)</script>"

    sheet = read_list(school, name)
    pages = sheet.text + school.vera.get(school.class_a).text

    assert name not in pages
    assert "&lt;script&gt;" in pages


def test_slips_are_made_anew_for_who_has_not_come(
    school: SchoolPages, class_app: Flask
) -> None:
    old, _ = phrases(read_list(school, LIST))

    sheet = school.vera.submit(f"{school.class_a}/phrases", person="to-come")

    new = phrases(sheet)
    assert len(new) == 2
    assert old not in new
    assert "Tom" not in sheet.text
    stranger = Browser(class_app, class_app.test_client())
    refused = stranger.submit("/sign-in", name="zoe lefevre", password=old)
    assert refused.status_code == 422


def test_a_student_is_named_anew_on_the_page(school: SchoolPages) -> None:
    names = f"{school.class_a}/roster-names"
    tom = {"person": school.uids["tom"]}

    saved = school.vera.submit(names, **tom, name="Tom <b>", number="7")
    refused = school.vera.submit(names, **tom, name=" ")

    assert saved.location == school.student_page()
    page = school.vera.get(school.student_page()).text
    assert "<h1>Tom &lt;b&gt;</h1>" in page
    assert "se connecte par" in page
    assert refused.status_code == 422


def test_when_all_have_come_no_slip_is_made(school: SchoolPages) -> None:
    school.vera.submit("/classrooms", name="Vide")
    page = school.vera.get("/classrooms").text
    empty = f"/classrooms/{re.findall('/classrooms/([0-9a-f]{32})', page)[-1]}"

    answer = school.vera.submit(f"{empty}/phrases", person="to-come")

    assert answer.location == f"{empty}#students"


def test_a_forgotten_phrase_is_replaced_and_devices_sign_out(
    school: SchoolPages, class_app: Flask
) -> None:
    sheet = school.vera.submit(f"{school.class_a}/phrases", person=school.uids["tom"])

    (phrase,) = phrases(sheet)
    assert school.tom.get("/").status_code == 303
    again = Browser(class_app, class_app.test_client()).sign_in("tom", phrase)
    assert again.get("/").location == "/account/password"


def test_nobody_gives_a_teacher_another_phrase(school: SchoolPages) -> None:
    school.carl.submit("/join", code=open_code(school, approval=False))
    school.carl.submit("/join/account")

    refused = school.vera.submit(
        f"{school.class_a}/phrases", person=school.uids["carl"]
    )

    assert refused.status_code == 409
    assert school.carl.get("/classrooms").status_code == 200
