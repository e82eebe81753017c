"""The pages of versions, of a key that is checked, of a deck that is retired."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.statements import counted
from tests.web.in_class import SchoolPages, open_school
from tests.web.test_class_decks import bring
from tests.web.uploading import KEY, PAPER, accept, key_file, upload, words
from tests.web.visiting import DECK, NOW, Browser, review_event, reviews

UNCHECKED = KEY.replace("checked = true", "checked = false")
PAGE = "/content/decks/cuisine"


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """Vera teaches 10A with Tom, Carl 10B with Max."""
    return open_school(class_app)


def store(browser: Browser, exam: str = PAPER, key: str = UNCHECKED) -> None:
    assert accept(browser, upload(browser, exam, key=key_file(key))).status_code == 303


def store_two(browser: Browser) -> None:
    store(browser)
    store(browser, PAPER.replace("Un plat froid de", "Un plat frais de"))


def test_the_versions_are_listed_with_what_they_changed(browser: Browser) -> None:
    store_two(browser)

    page = words(browser.get(f"{PAGE}/versions"))

    newest, oldest = page.split('<li class="version">')[1:]
    assert "Version 2" in newest
    assert "actuelle" in newest
    assert "1 question modifiée" in newest
    assert "2 questions ajoutées" in oldest
    assert "Y revenir" in oldest


def test_two_versions_are_compared_whichever_comes_first(browser: Browser) -> None:
    store_two(browser)

    for query in ({"from": "1", "to": "2"}, {"from": "2", "to": "1"}):
        page = browser.get(f"{PAGE}/versions/differences", **query)
        assert "<del>froid</del>" in page.text
        assert "<ins>frais</ins>" in page.text
        assert "Corrigé : rien n’a changé." in words(page)


def test_a_page_asks_the_database_no_more_for_more_versions(browser: Browser) -> None:
    store_two(browser)
    with counted() as few:
        browser.get(f"{PAGE}/versions")
    store_two(browser)

    with counted() as many:
        browser.get(f"{PAGE}/versions")
    with counted() as compared:
        browser.get(f"{PAGE}/versions/differences", **{"from": "1", "to": "4"})

    assert len(many) == len(few)
    assert len(compared) - len(many) <= 5


@pytest.mark.parametrize("number", ["0", "9", "", "x", "9" * 30])
def test_a_version_that_is_not_there_is_not_found(
    browser: Browser, number: str
) -> None:
    store(browser)

    page = browser.get(f"{PAGE}/versions/differences", **{"from": number, "to": "1"})
    back = browser.submit(f"{PAGE}/restorations", number=number)

    assert (page.status_code, back.status_code) == (404, 404)


def test_one_goes_back_by_a_plan(browser: Browser) -> None:
    store_two(browser)

    sent = browser.submit(f"{PAGE}/restorations", number="1")
    plan = browser.get(sent.location)

    assert "Retour de « Examen de cuisine » à la version 1" in words(plan)
    assert "frais" in browser.get(PAGE).text  # nothing is stored yet
    accept(browser, plan)
    assert "froid" in browser.get(PAGE).text
    assert "retour à la version 1" in words(browser.get(f"{PAGE}/versions"))


def test_a_plan_of_before_is_shown_anew_and_can_be_accepted(browser: Browser) -> None:
    store(browser)
    plan = upload(browser, PAPER.replace("chaud", "brûlant"))
    store(browser, PAPER.replace("Un plat froid de", "Un plat frais de"))

    late = accept(browser, plan)

    assert late.status_code == 409
    assert "rien n’a été enregistré" in words(late)
    assert accept(browser, late).status_code == 303


def test_a_key_is_called_checked_and_no_longer(browser: Browser) -> None:
    store(browser)
    assert "pas encore été relu" in words(browser.get(PAGE))

    browser.submit(f"{PAGE}/key-checks")

    assert "Corrigé relu par un enseignant" in words(browser.get(PAGE))
    assert "pas encore relu" not in words(browser.get("/")).split("cuisine")[1]
    browser.submit(f"{PAGE}/withdrawn-key-checks")
    assert "pas encore été relu" in words(browser.get(PAGE))


def test_what_its_file_says_of_a_key_is_told_as_such(browser: Browser) -> None:
    store(browser, key=KEY)

    assert "(d’après son fichier)" in words(browser.get(PAGE))


def test_a_changed_answer_asks_for_a_check_anew(browser: Browser) -> None:
    store(browser)
    browser.submit(f"{PAGE}/key-checks")

    store(browser, key=UNCHECKED.replace("soupe froide", "soupe très froide"))

    assert "pas encore été relu" in words(browser.get(PAGE))


def test_any_teacher_checks_a_deck_of_the_school_by_name(school: SchoolPages) -> None:
    page = f"/content/decks/{DECK}"

    school.carl.submit(f"{page}/key-checks")

    assert "Corrigé relu par un enseignant, Carl" in words(school.vera.get(page))


def test_who_does_not_keep_a_deck_does_nothing_to_it(school: SchoolPages) -> None:
    own = bring(school.vera)
    paths = ("key-checks", "withdrawn-key-checks", "retirements", "returns")

    for path in paths:
        assert school.carl.submit(f"{own}/{path}").status_code == 404
    assert school.vera.submit(f"/content/decks/{DECK}/retirements").status_code == 404


def test_a_deck_is_retired_after_saying_what_it_means(browser: Browser) -> None:
    store(browser)

    page = words(browser.get(f"{PAGE}/retirement"))
    browser.submit(f"{PAGE}/retirements")

    assert "2 cartes ne seront plus posées à personne." in page
    assert "cuisine" not in words(browser.get("/"))
    assert "Paquets retirés" in words(browser.get("/content"))
    assert browser.get("/decks/cuisine").status_code == 404


def test_a_retired_deck_comes_back(browser: Browser) -> None:
    store(browser)
    browser.submit(f"{PAGE}/retirements")
    assert "Remettre ce paquet" in words(browser.get(PAGE))

    browser.submit(f"{PAGE}/returns")

    assert browser.json("/api/queue", deck="cuisine")["counts"]["new"] == 2
    assert "Paquets retirés" not in words(browser.get("/content"))
    assert browser.submit(f"{PAGE}/returns").status_code == 409


def test_a_class_is_named_before_its_deck_is_retired(school: SchoolPages) -> None:
    own = bring(school.vera)
    slug = own.rpartition("/")[2]
    (class_a,) = set(
        re.findall(r'/classrooms/([\w-]+)"', school.vera.get("/classrooms").text)
    )
    school.vera.submit(f"/classrooms/{class_a}/decks", deck=slug)
    assert slug in school.tom.get("/").text

    page = words(school.vera.get(f"{own}/retirement"))
    school.vera.submit(f"{own}/retirements")

    assert "<strong>10A</strong>" in page
    assert slug not in school.tom.get("/").text
    assert slug not in school.vera.get(f"/classrooms/{class_a}").text
    school.vera.submit(f"{own}/returns")
    assert slug in school.tom.get("/").text


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/cards", "/sessions", "/progress", "/settings", "/my-data"),
        *("/cards/cuisine/A1%23job", f"/progress/days/{NOW.date()}", "/content"),
    ],
)
def test_a_retired_deck_breaks_no_page(browser: Browser, path: str) -> None:
    store(browser)
    card = "cuisine/A1#job"
    event = review_event(card=card, response={"choice": "Gaspacho"}, shown=["Gaspacho"])
    browser.sent("/api/reviews", reviews(event))

    browser.submit(f"{PAGE}/retirements")

    assert browser.get(path).status_code == 200
