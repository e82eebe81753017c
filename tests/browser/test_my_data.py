"""Settings and one's own data as a person uses them: typed, uploaded, restored."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looking import violations
from tests.browser.site import Site, Watch

TABLE = "question;réponse;étiquettes\nCapitale de l’Australie ?;Canberra;géo\n"


@pytest.fixture
def page(site: Site, new_context: Callable[..., BrowserContext]) -> Page:
    """The page of one's own data, on a phone."""
    page = new_context(360, 740).new_page()
    page.goto(site.url + "/my-data")
    return page


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True


def test_own_cards_are_shown_stored_and_reviewed(page: Page, tmp_path: Path) -> None:
    table = tmp_path / "cartes.csv"
    table.write_text(TABLE, encoding="utf-8-sig")
    page.get_by_label("Tableau de cartes").set_input_files(table)
    page.get_by_role("button", name="Montrer les cartes").click()
    expect(page.get_by_role("table", name="Cartes lues")).to_contain_text("Canberra")
    assert fits(page)
    assert violations(page) == []

    page.get_by_role("button", name="Enregistrer ces cartes").click()
    expect(page.get_by_role("status")).to_contain_text("Cartes enregistrées")
    page.get_by_role("link", name="Mes cartes", exact=True).click()
    page.get_by_role("link", name="Réviser ce paquet").click()

    expect(page.locator(".question")).to_contain_text("Capitale de l’Australie")


def test_a_table_with_mistakes_says_on_which_lines(
    page: Page, tmp_path: Path, watch: Watch
) -> None:
    table = tmp_path / "cartes.csv"
    table.write_text("question;réponse\nOù ?;\n", encoding="utf-8")
    page.get_by_label("Tableau de cartes").set_input_files(table)

    with watch.forgiving("422"):
        page.get_by_role("button", name="Montrer les cartes").click()

    expect(page.locator(".findings")).to_contain_text("ligne 2")
    assert fits(page)
    assert violations(page) == []


def test_a_backup_is_downloaded_and_restored(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger une sauvegarde").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)

    page.get_by_label("Restaurer un fichier").set_input_files(saved)
    page.get_by_role("button", name="Montrer ce qu’il contient").click()
    expect(page.get_by_role("table")).to_contain_text("Dernière réponse")
    assert fits(page)
    assert violations(page) == []
    page.get_by_role("button", name="Restaurer").click()

    expect(page.get_by_role("status")).to_contain_text("est restaurée")
    expect(page.get_by_text("avant une restauration")).to_be_visible()


def test_a_file_that_is_no_backup_is_explained_beside_the_field(
    page: Page, tmp_path: Path, watch: Watch
) -> None:
    other = tmp_path / "x.db"
    other.write_text("mine")
    page.get_by_label("Restaurer un fichier").set_input_files(other)

    with watch.forgiving("422"):
        page.get_by_role("button", name="Montrer ce qu’il contient").click()

    expect(page.get_by_role("alert")).to_contain_text("n’est pas une sauvegarde")
    assert violations(page) == []


def test_text_size_and_motion_are_obeyed(page: Page, site: Site) -> None:
    page.goto(site.url + "/settings")
    before = page.evaluate("getComputedStyle(document.body).fontSize")
    page.get_by_label("Très grande").check()
    page.get_by_role("radiogroup", name="Animations").get_by_label("Aucune").check()

    page.get_by_role("button", name="Enregistrer").click()

    expect(page.get_by_role("status")).to_contain_text("Réglages enregistrés")
    assert page.evaluate("getComputedStyle(document.body).fontSize") != before
    moving = "getComputedStyle(document.querySelector('.button')).transitionDuration"
    assert page.evaluate(moving) == "0s"
    assert fits(page)


def test_a_wrong_setting_is_explained_beside_its_field(
    page: Page, site: Site, watch: Watch
) -> None:
    page.goto(site.url + "/settings")
    page.evaluate("document.querySelector('form.settings').noValidate = true")
    page.get_by_label("Nouvelles cartes par jour").fill("99999")

    with watch.forgiving("422"):
        page.get_by_role("button", name="Enregistrer").click()

    field = page.get_by_label("Nouvelles cartes par jour")
    expect(field).to_have_value("99999")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Écrire un nombre entier"))
    assert violations(page) == []


def test_a_break_is_planned_and_taken_back(page: Page, site: Site) -> None:
    page.goto(site.url + "/settings")
    page.get_by_label("Premier jour").fill("2026-12-19")
    page.get_by_label("Dernier jour").fill("2027-01-03")
    page.get_by_role("button", name="Prévoir cette pause").click()
    expect(page.get_by_text("3 janvier 2027")).to_be_visible()

    page.get_by_role("button", name="Retirer la pause").click()

    expect(page.get_by_role("status")).to_contain_text("Pause retirée")
