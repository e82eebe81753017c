"""A deck leaves as an Anki package, under a name that every system takes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask, Response, send_file
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.visiting import DECK, Browser
from web.transfer import attach, download_name

HEADER = "Content-Disposition"


def test_a_deck_is_sent_as_a_package(browser: Browser) -> None:
    answer = browser.submit(f"/decks/{DECK}/anki-exports")

    assert answer.status_code == 200
    assert answer.headers[HEADER].startswith("attachment; filename=")
    assert "filename*=UTF-8''M%C3%A9tiers%20data.apkg" in answer.headers[HEADER]
    assert "collection.anki2" in zipfile.ZipFile(BytesIO(answer.data)).namelist()


def test_an_export_changes_nothing_and_can_be_had_twice(browser: Browser) -> None:
    before = browser.dump()

    first = browser.submit(f"/decks/{DECK}/anki-exports")
    second = browser.submit(f"/decks/{DECK}/anki-exports")

    assert first.status_code == second.status_code == 200
    assert browser.dump() == before


def test_a_deck_is_sent_as_a_text_of_notes(browser: Browser) -> None:
    answer = browser.submit(f"/decks/{DECK}/anki-texts")

    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    name = "filename*=UTF-8''M%C3%A9tiers%20data%20%28Anki%29.txt"
    assert name in answer.headers[HEADER]
    assert answer.text.startswith("#separator:tab\n#html:true\n#guid column:1\n")
    assert answer.text.count(f"\ntrainer:{DECK}/") == 164


def test_the_page_of_anki_offers_a_deck_in_each_form(browser: Browser) -> None:
    page = browser.get("/my-data/anki").text

    assert f'action="/decks/{DECK}/anki-exports"' in page
    assert f'action="/decks/{DECK}/anki-texts"' in page


def test_an_exam_is_sent_for_moodle(browser: Browser) -> None:
    answer = browser.submit(f"/content/decks/{DECK}/moodle-exports")

    assert answer.status_code == 200
    name = "filename*=UTF-8''M%C3%A9tiers%20data%20%28Moodle%29.xml"
    assert name in answer.headers[HEADER]
    assert fromstring(answer.data).tag == "quiz"
    assert f"<idnumber>{DECK}/A3</idnumber>" in answer.text


def test_the_page_of_a_deck_offers_its_exam_for_moodle(browser: Browser) -> None:
    page = browser.get(f"/content/decks/{DECK}").text

    assert f'action="/content/decks/{DECK}/moodle-exports"' in page
    assert "L’épreuve pour Moodle" in page


def test_an_exam_that_is_not_there_is_not_sent(browser: Browser) -> None:
    assert browser.submit("/content/decks/x/moodle-exports").status_code == 404


def test_a_deck_that_is_not_there_is_not_found(browser: Browser) -> None:
    answers = [
        browser.submit(f"/decks/{slug}/{what}")
        for slug in ("x", "y")
        for what in ("anki-exports", "anki-texts")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Métiers data", "Métiers data.apkg"),
        ("a/b\\c:d", "a b c d.apkg"),
        ("x\r\nSet-Cookie: a=b", "x Set-Cookie a=b.apkg"),
        ("../../etc", "etc.apkg"),
        ("...", "export.apkg"),
        ("", "export.apkg"),
        ("\u202egpka", "gpka.apkg"),
        ("é" * 300, "é" * 100 + ".apkg"),
    ],
)
def test_a_name_has_only_signs_that_every_system_takes(title: str, name: str) -> None:
    assert download_name(title, "apkg") == name


@given(title=st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_title_gets_out_of_the_header(title: str) -> None:
    with Flask("test").test_request_context():
        response: Response = send_file(
            BytesIO(b""), as_attachment=True, download_name=download_name(title, "apkg")
        )

    attached = Response()
    attach(attached, download_name(title, "csv"))

    values = [each.headers[HEADER] for each in (response, attached)]
    response.close()
    assert all(value.isprintable() for value in values)
    assert all(value.encode("latin-1") for value in values)


def test_a_name_of_other_signs_is_kept_beside_a_plain_one() -> None:
    plain, dashed, foreign = Response(), Response(), Response()
    attach(plain, "examen.md")
    attach(dashed, "2de 4, Examen — Cuisinée.csv")
    attach(foreign, "экзамен.csv")

    assert plain.headers[HEADER] == "attachment; filename=examen.md"
    assert dashed.headers[HEADER] == (
        'attachment; filename="2de 4, Examen  Cuisinee.csv"; '
        "filename*=UTF-8''2de%204%2C%20Examen%20%E2%80%94%20Cuisin%C3%A9e.csv"
    )
    assert "filename=export.csv;" in foreign.headers[HEADER]
