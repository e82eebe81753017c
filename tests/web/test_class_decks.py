"""Who may see and change which deck in a class."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.web.in_class import SchoolPages, open_school
from tests.web.uploading import PAPER, accept, token_of, upload, words
from tests.web.visiting import DECK, Browser, without_tokens


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """Vera teaches 10A with Tom, Carl 10B with Max."""
    return open_school(class_app)


def bring(browser: Browser, paper: str = PAPER) -> str:
    """Upload a paper and accept it; return the address of its deck."""
    done = accept(browser, upload(browser, paper))
    assert done.status_code == 303, words(done)
    return done.location


def is_none(answer: TestResponse, browser: Browser) -> bool:
    """Say whether an answer is that of a deck that is not there."""
    none = browser.get("/content/decks/nothing-at-all")
    return (answer.status_code, answer.text) == (404, none.text)


def shown(browser: Browser, place: str) -> str:
    """Give what the page of a deck holds below its title; its forms say the second."""
    return without_tokens(browser.get(place).text).partition("<h1>")[2]


def test_a_teacher_sees_own_decks_and_the_schools(school: SchoolPages) -> None:
    own = bring(school.vera)

    listed, others = (
        words(browser.get("/content")) for browser in (school.vera, school.carl)
    )

    assert own in listed
    assert f"/content/decks/{DECK}" in listed
    assert own not in others
    assert f"/content/decks/{DECK}" in others


def test_a_deck_of_another_teacher_looks_like_none(school: SchoolPages) -> None:
    own = bring(school.vera)

    for path in (own, f"{own}/exam"):
        assert school.vera.get(path).status_code == 200
        assert is_none(school.carl.get(path), school.carl)


def test_the_schools_deck_is_read_not_changed(school: SchoolPages) -> None:
    page = words(school.vera.get(f"/content/decks/{DECK}"))

    assert "Modifier ici" not in page
    assert "Modifier ici" in words(school.vera.get(bring(school.vera)))


def test_the_same_paper_of_two_teachers_is_two_decks(school: SchoolPages) -> None:
    first = bring(school.vera)

    plan = words(upload(school.carl, PAPER))
    second = bring(school.carl)

    assert "Nouveau paquet" in plan
    assert first != second
    assert first.rpartition("/")[2] not in plan


def test_a_plan_is_the_same_whether_others_have_the_name_or_not(
    school: SchoolPages,
) -> None:
    before = bring_and_forget(school)
    bring(school.vera)

    assert bring_and_forget(school) == before


def bring_and_forget(school: SchoolPages) -> str:
    """Look at a plan of Carl's, without what is other each time."""
    page = upload(school.carl, PAPER)
    return words(page).replace(token_of(page), "TOKEN").split("csrf_token")[0]


def test_a_paper_sent_again_updates_ones_own_deck(school: SchoolPages) -> None:
    place = bring(school.vera)

    again = upload(school.vera, PAPER.replace("tomates", "tomates crues"))

    assert "Met à jour le paquet" in words(again)
    assert accept(school.vera, again).location == place


@pytest.mark.parametrize("of", ["vera", "school"])
def test_a_deck_of_others_cannot_be_chosen(school: SchoolPages, of: str) -> None:
    place = bring(school.vera) if of == "vera" else f"/content/decks/{DECK}"
    slug = place.rpartition("/")[2]
    token = token_of(upload(school.carl, PAPER))
    before = shown(school.vera, place)

    plan = school.carl.get(f"/content/plans/{token}", deck=slug)
    done = accept(school.carl, plan)

    assert "Nouveau paquet" in words(plan)
    assert done.location != place
    assert shown(school.vera, place) == before


def test_the_plan_of_another_teacher_is_not_found(school: SchoolPages) -> None:
    plan = upload(school.vera, PAPER)

    other = school.carl.get(plan.request.path)

    assert plan.status_code == 200
    assert other.status_code == 404
    own_form = {"csrf_token": school.carl.token()}
    assert accept(school.carl, plan, **own_form).status_code == 404


def test_a_deck_of_a_class_is_read_by_all_who_teach_it(school: SchoolPages) -> None:
    own = bring(school.vera)
    slug = own.rpartition("/")[2]
    school.vera.submit(f"{school.class_a}/decks", deck=slug)
    school.vera.submit(f"{school.class_a}/teachers", name="Carl")

    read = school.carl.get(own)
    given = school.carl.submit(f"{school.class_b}/decks", deck=slug)
    school.vera.submit(f"{school.class_a}/removed-teachers", person=school.uids["carl"])

    assert read.status_code == 200
    assert "Mettre à jour" not in words(read)
    assert given.status_code == 404
    assert is_none(school.carl.get(own), school.carl)


def test_a_student_has_no_content_pages_and_no_export_of_other_decks(
    school: SchoolPages,
) -> None:
    own = bring(school.vera)
    slug = own.rpartition("/")[2]

    pages = [
        school.tom.get(path).status_code
        for path in ("/content", own, f"{own}/key", f"/content/decks/{DECK}")
    ]
    exports = [
        school.tom.submit(f"/decks/{each}/{what}").status_code
        for each in (slug, DECK)
        for what in ("anki-exports", "anki-texts")
    ]

    assert set(pages + exports) == {404}


def test_who_brings_a_deck_learns_it_and_nobody_else_does(school: SchoolPages) -> None:
    slug = bring(school.vera).rpartition("/")[2]

    assert school.vera.get(f"/decks/{slug}").status_code == 200
    assert school.carl.get(f"/decks/{slug}").status_code == 404


def test_a_teacher_begins_to_learn_a_deck_of_the_school(school: SchoolPages) -> None:
    begun = school.vera.submit(f"/content/decks/{DECK}/enrolments")

    assert begun.location == f"/decks/{DECK}"
    assert school.vera.get(begun.location).status_code == 200
    assert school.tom.submit(f"/content/decks/{DECK}/enrolments").status_code == 404


def test_no_page_of_a_student_leads_to_a_page_for_others(school: SchoolPages) -> None:
    pages = ["/", "/cards", "/sessions", "/progress", "/settings", "/my-data"]
    without_deck = [school.tom.get(path).text for path in pages]
    school.vera.submit(f"{school.class_a}/decks", deck=DECK)
    with_deck = [school.tom.get(path).text for path in (*pages, f"/decks/{DECK}")]

    found = set(re.findall(r'href="(/[^"#]*)"', "".join(without_deck + with_deck)))
    refused = [
        path
        for path in sorted(found)
        if school.tom.get(html.unescape(path)).status_code == 404
    ]

    assert refused == []
