"""The page of Anki in a browser: how far a file is, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.bringing_home import package, send
from tests.browser.looking import violations
from tests.browser.site import Site, Watch
from trainer.anki_reading import read_anki_file
from trainer.core.anki_file import AnkiFile

REPORT = "**/my-data/anki/imports/*"
HELP_AT = "document.getElementById('help').getBoundingClientRect().top + scrollY"


@pytest.fixture
def page(site: Site, new_context: Callable[..., BrowserContext]) -> Page:
    """The page of Anki, on a phone."""
    page = new_context(360, 740).new_page()
    page.goto(site.url + "/my-data/anki")
    return page


def answered(site: Site) -> int:
    return len(site.effective_reviews())


def test_a_file_leads_to_its_report(page: Page, site: Site, tmp_path: Path) -> None:
    send(page, package(tmp_path))

    page.wait_for_url(REPORT)
    expect(page.get_by_role("status").first).to_contain_text("2 révisions ajoutées")
    assert answered(site) == 2
    page.reload()
    assert answered(site) == 2


def test_the_way_of_a_file_is_shown_and_said(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_read = Event()

    def read_late(path: Path) -> AnkiFile:
        may_read.wait(30)
        return read_anki_file(path)

    monkeypatch.setattr("web.anki.read_anki_file", read_late)
    before = page.evaluate(HELP_AT)

    send(page, package(tmp_path))

    way = page.get_by_role("progressbar")
    expect(page.get_by_text("Lecture du fichier…")).to_be_visible()
    expect(page.get_by_text("Lecture du fichier…")).to_have_role("status")
    expect(way).to_have_accessible_name("Lecture du fichier…")
    expect(way).to_be_in_viewport()
    expect(page.get_by_role("button", name="Rapporter mes")).to_be_disabled()
    assert page.evaluate(HELP_AT) == before
    assert violations(page) == []
    may_read.set()
    page.wait_for_url(REPORT)


def test_a_file_that_is_no_anki_file_is_explained_and_another_one_taken(
    page: Page, site: Site, tmp_path: Path, watch: Watch
) -> None:
    wrong = tmp_path / "wrong.apkg"
    wrong.write_text("question;réponse\n", encoding="utf-8")
    with watch.forgiving("422"):
        send(page, wrong)
        field = page.get_by_label("Fichier exporté d’Anki")
        expect(page.get_by_role("alert")).to_contain_text("un fichier de texte")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(page.get_by_role("alert")).to_be_in_viewport()
    assert page.url.endswith("/my-data/anki")

    send(page, package(tmp_path))

    page.wait_for_url(REPORT)
    assert answered(site) == 2


def test_a_file_that_is_too_big_is_not_sent(page: Page, tmp_path: Path) -> None:
    page.evaluate("document.querySelector('[data-anki]').dataset.most = 1000")

    send(page, package(tmp_path))

    expect(page.get_by_role("alert")).to_contain_text("Ce fichier est trop gros")


def test_a_sending_that_breaks_off_can_be_begun_again(
    page: Page, site: Site, tmp_path: Path, watch: Watch
) -> None:
    page.route("**/my-data/anki/imports", lambda route: route.abort())
    with watch.forgiving("ERR_FAILED"):
        send(page, package(tmp_path))
        expect(page.get_by_role("alert")).to_contain_text("L’envoi s’est interrompu")
    page.unroute("**/my-data/anki/imports")

    page.get_by_role("button", name="Rapporter mes").click()

    page.wait_for_url(REPORT)
    assert answered(site) == 2


def test_without_scripts_the_form_works_as_it_is(
    site: Site, tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(site.url + "/my-data/anki")

    send(page, package(tmp_path))

    expect(page.get_by_role("heading", level=1)).to_contain_text("rapportées")
    assert answered(site) == 2


def test_a_deck_goes_out_with_or_without_what_was_learnt(page: Page) -> None:
    for button in ("Avec mes progrès", "Cartes seules"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"{button} Métiers data").click()

        assert download.value.suggested_filename == "Métiers data.apkg"
