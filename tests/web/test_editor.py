"""A paper is written in the browser: checked, shown, and stored by its plan alone."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.web.in_class import SchoolPages, open_school
from tests.web.test_class_decks import bring
from tests.web.uploading import KEY, PAPER, accept, key_file, stored, upload, words
from tests.web.visiting import DECK, Browser
from trainer.core.paper_blocks import new_paper
from web.editor import LONGEST

AREA = re.compile(r'<textarea id="(\w+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
HIDDEN = re.compile(r'name="(slug|base|title)" value="([^"]*)"')
UNCHECKED = KEY.replace("checked = true", "checked = false")


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """Vera teaches 10A with Tom, Carl 10B with Max."""
    return open_school(class_app)


def texts(page: TestResponse) -> dict[str, str]:
    """Read the form of the editor as a browser would send it."""
    page_text = words(page)
    return dict(HIDDEN.findall(page_text)) | dict(AREA.findall(page_text))


def open_own(browser: Browser, *, key: str = UNCHECKED) -> dict[str, str]:
    """Import the small paper, and open it in the editor."""
    accept(browser, upload(browser, PAPER, key=key_file(key)))
    return texts(browser.get("/content/decks/cuisine/editor"))


def check(browser: Browser, form: dict[str, str], add: str = "") -> TestResponse:
    return browser.submit("/content/editor", **(form | {"add": add}))


def shown_plan(browser: Browser, form: dict[str, str]) -> TestResponse:
    """Press the button that shows what will change."""
    sent = browser.submit("/content/editor/plans", **form)
    return browser.get(sent.location) if sent.status_code == 303 else sent


def test_a_new_paper_begins_with_a_sample_that_can_be_stored(browser: Browser) -> None:
    page = browser.get("/content/editor", title="Géographie  de l’Europe")

    form = texts(page)
    exam, key = new_paper("Géographie de l’Europe")
    assert (form["exam"], form["key"], form["slug"]) == (exam, key, "")
    assert "Rien à corriger" in words(page)
    done = accept(browser, shown_plan(browser, form))
    assert done.location == "/content/decks/geographie-de-l-europe"
    assert (
        browser.json("/api/queue", deck="geographie-de-l-europe")["counts"]["new"] == 2
    )


def test_a_new_paper_is_another_deck_than_one_of_its_name(browser: Browser) -> None:
    form = texts(browser.get("/content/editor", title="Essai"))
    accept(browser, shown_plan(browser, form))

    plan = shown_plan(browser, form)

    assert "Nouveau paquet" in words(plan)
    assert accept(browser, plan).location == "/content/decks/essai-2"


def test_a_deck_opens_with_its_texts_and_is_changed_by_a_plan(browser: Browser) -> None:
    form = open_own(browser)
    assert form["exam"] == PAPER
    assert (form["slug"], form["base"], form["key"]) == ("cuisine", "1", UNCHECKED)
    form["exam"] = PAPER.replace("tomates", "tomates mûres")

    plan = shown_plan(browser, form)

    assert "1 question modifiée" in words(plan)
    assert accept(browser, plan).location == "/content/decks/cuisine"
    again = texts(browser.get("/content/decks/cuisine/editor"))
    assert (again["exam"], again["base"]) == (form["exam"], "2")


def test_the_built_in_deck_opens_without_a_mistake(browser: Browser) -> None:
    page = words(browser.get(f"/content/decks/{DECK}/editor"))

    assert "Rien à corriger" in page


def test_nothing_is_stored_before_the_plan_is_accepted(browser: Browser) -> None:
    form = open_own(browser)
    before = stored(browser)

    check(browser, form | {"exam": "# Autre"})
    check(browser, form, "choice")
    shown_plan(browser, form | {"exam": PAPER.replace("froid", "glacé")})

    assert stored(browser) == before


def test_a_mistake_is_told_with_its_text_and_line(browser: Browser) -> None:
    form = open_own(browser)
    form["exam"] = PAPER.replace("2 items", "3 items")
    form["key"] = UNCHECKED.replace("### A2", "### A7")

    page = words(check(browser, form))

    assert 'data-part="exam" data-line="3" data-error' in page
    assert 'data-part="key" data-line="9" data-error' in page
    assert "Épreuve, ligne 3" in page
    assert "aucune question A7 dans l’épreuve" in page


def test_the_preview_shows_questions_and_then_their_answers(browser: Browser) -> None:
    form = open_own(browser)

    page = words(check(browser, form)).split("Ce qui sera demandé")[1]

    asked, answer = page.split('<dl class="answers">')[:2]
    assert "Un plat froid de tomates." in asked
    assert "C’est une soupe froide." in answer
    assert "C’est une soupe froide." not in asked


def test_a_hostile_text_is_shown_and_does_nothing(browser: Browser) -> None:
    attack = '<img src=x onerror="alert(1)"><script>alert(1)</script>'
    form = open_own(browser)
    form["exam"] = PAPER.replace("Un plat froid", attack).replace("cuisine", attack)
    form["key"] = UNCHECKED.replace("C’est une soupe", attack)

    page = check(browser, form).text

    assert "&lt;img" in page
    assert "<img" not in page
    assert "<script>" not in page


def test_a_script_gets_the_same_without_the_page(browser: Browser) -> None:
    form = open_own(browser)
    asking = Browser(browser.app, browser.client, {"Accept": "application/json"})

    sent = check(asking, form, "open").json

    assert sent is not None
    assert sent["html"].lstrip().startswith('<p class="verdict"')
    assert sent["exam"].split("\n")[sent["line"] - 1].startswith("## PARTIE B")
    assert (sent["part"], sent["key"]) == ("exam", UNCHECKED)


@pytest.mark.parametrize("kind", ["choice", "matching", "ordering", "role", "memo"])
def test_a_button_adds_a_question_without_a_script(browser: Browser, kind: str) -> None:
    form = open_own(browser)

    page = check(browser, form, kind)

    added = texts(page)
    assert len(added["exam"]) > len(form["exam"])
    assert re.search(r'<textarea id="exam"[^>]* data-line="\d+"', page.text)
    assert "Rien à corriger" in words(page)


def test_a_button_prepares_the_key_for_what_it_lacks(browser: Browser) -> None:
    form = open_own(browser)
    form = texts(check(browser, form, "open"))

    page = check(browser, form, "key")

    assert texts(page)["key"].startswith(UNCHECKED)
    assert "### B1" in texts(page)["key"]
    assert "Rien à corriger" in words(page)


@pytest.mark.parametrize("what", ["", "nothing", "key-checks"])
def test_what_is_no_kind_of_question_adds_nothing(browser: Browser, what: str) -> None:
    form = open_own(browser)

    assert texts(check(browser, form, what)) == form


def test_an_empty_paper_says_so(browser: Browser) -> None:
    form = open_own(browser) | {"exam": " \n"}

    page = check(browser, form)

    assert "L’épreuve est vide" in words(page)
    assert shown_plan(browser, form).status_code == 422


def test_a_text_that_is_too_long_is_planned_but_not_shown(browser: Browser) -> None:
    form = open_own(browser)
    form["exam"] = PAPER + (" " * 99 + "\n") * (LONGEST // 100)

    page = check(browser, form, "choice")

    assert "trop long pour être montré" in words(page)
    assert shown_plan(browser, form).status_code == 200


def test_who_comes_second_is_told_and_sees_both_texts(browser: Browser) -> None:
    form = open_own(browser)
    first = form | {"exam": PAPER.replace("froid", "glacé")}
    second = form | {"exam": PAPER.replace("chaud", "brûlant")}
    accept(browser, shown_plan(browser, first))
    before = stored(browser)

    late = shown_plan(browser, second)

    assert late.status_code == 409
    assert "Entre-temps, la version 2" in words(late)
    assert "<del>glacé</del>" in late.text
    assert "<ins>brûlant.</ins>" in late.text or "<ins>brûlant</ins>" in late.text
    assert stored(browser) == before
    resent = texts(late)
    assert (resent["exam"], resent["base"]) == (second["exam"], "2")
    assert accept(browser, shown_plan(browser, resent)).status_code == 303


def test_what_was_sent_with_mistakes_is_mended_in_the_editor(browser: Browser) -> None:
    wrong = PAPER.replace("[ ] Ratatouille", "[x] Ratatouille")
    plan = upload(browser, wrong, key=key_file(UNCHECKED))
    (address,) = re.findall(r'href="(/content/editor\?upload=[^"]+)"', plan.text)

    form = texts(browser.get(address))

    assert (form["exam"], form["key"]) == (wrong, UNCHECKED)
    form["exam"] = PAPER
    done = accept(browser, shown_plan(browser, form))
    assert done.location == "/content/decks/cuisine"


def test_a_paper_sent_to_a_deck_keeps_the_key_that_it_has(browser: Browser) -> None:
    open_own(browser)
    plan = upload(browser, PAPER.replace("froid", "glacé"))
    (address,) = re.findall(r'href="(/content/decks/cuisine/editor[^"]+)"', plan.text)

    form = texts(browser.get(address))

    assert "glacé" in form["exam"]
    assert form["key"] == UNCHECKED


def test_a_changed_key_no_longer_claims_to_be_checked(browser: Browser) -> None:
    form = open_own(browser, key=KEY)
    form["key"] = KEY.replace("soupe froide", "soupe très froide")

    plan = shown_plan(browser, form)
    accept(browser, plan)

    assert "pas encore été relu" in words(plan)
    again = texts(browser.get("/content/decks/cuisine/editor"))
    assert again["key"] == form["key"].replace("checked = true", "checked = false")


def test_a_key_that_stays_goes_on_claiming_it(browser: Browser) -> None:
    form = open_own(browser, key=KEY)

    plan = shown_plan(
        browser, form | {"exam": PAPER.replace("tomates", "tomates mûres")}
    )

    assert "pas encore été relu" not in words(plan)


def test_the_device_is_told_once_what_is_stored(browser: Browser) -> None:
    form = open_own(browser)
    form["exam"] = PAPER.replace("tomates", "tomates mûres")
    place = accept(browser, shown_plan(browser, form)).location

    told = 'data-stored="deck cuisine"'
    assert told in browser.get(place).text
    assert told not in browser.get(place).text


def test_nobody_writes_into_the_deck_of_another(school: SchoolPages) -> None:
    slug = bring(school.vera).rpartition("/")[2]
    form = texts(school.vera.get(f"/content/decks/{slug}/editor"))

    assert school.carl.get(f"/content/decks/{slug}/editor").status_code == 404
    assert school.carl.submit("/content/editor/plans", **form).status_code == 404
    assert school.vera.get(f"/content/decks/{DECK}/editor").status_code == 404
    assert school.carl.get("/content/editor", upload="none").status_code == 404


def test_two_teachers_of_one_title_write_two_decks(school: SchoolPages) -> None:
    places = [
        accept(
            each, shown_plan(each, texts(each.get("/content/editor", title="Essai")))
        )
        for each in (school.vera, school.carl)
    ]

    first, second = (place.location for place in places)
    assert first != second
    assert school.carl.get(first).status_code == 404
