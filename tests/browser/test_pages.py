"""The pages around the review: today, a paper with its plan, a deck, the settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.site import Site, Watch

PAPER = Path(__file__).parent / "paper"


@pytest.fixture
def page(site: Site, new_context: Callable[..., BrowserContext]) -> Page:
    """The first page of the built-in deck."""
    page = new_context().new_page()
    page.goto(site.url)
    return page


def test_the_first_page_says_how_many_cards_and_how_long(page: Page) -> None:
    expect(page.locator(".due")).to_contain_text("20 cartes à réviser")
    expect(page.locator(".due")).to_contain_text("environ 4\N{NO-BREAK SPACE}min")


def test_a_paper_is_planned_then_imported_then_reviewed(page: Page) -> None:
    upload(page, PAPER / "cuisine.md", PAPER / "cuisine.key.md")
    expect(page.locator(".plan-bar")).to_contain_text("7 questions ajoutées")
    expect(page.get_by_role("heading", level=1)).to_have_text("Examen — Cuisine")

    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("à jour")
    page.get_by_role("link", name="Étudier ce paquet").click()
    page.get_by_role("link", name="Réviser ce paquet").click()

    expect(page.locator(".question")).to_be_visible()


def test_the_same_paper_again_changes_nothing(page: Page) -> None:
    for _ in range(2):
        upload(page, PAPER / "cuisine.md", PAPER / "cuisine.key.md")
        if page.get_by_role("button", name="Enregistrer").count():
            page.get_by_role("button", name="Enregistrer").click()

    expect(page.get_by_text("Tout est déjà à jour")).to_be_visible()


def test_mistakes_in_a_paper_are_listed_with_their_lines(
    page: Page, tmp_path: Path, watch: Watch
) -> None:
    key = tmp_path / "cuisine.key.md"
    text = (PAPER / "cuisine.key.md").read_text("utf-8")
    key.write_text(text.replace("### B1", "### B7"), encoding="utf-8")

    with watch.forgiving("422"):
        upload(page, PAPER / "cuisine.md", key)

    expect(page.locator(".plan-bar")).to_contain_text("sont à corriger")
    expect(page.locator(".place").first).to_contain_text("cuisine.key.md:")
    expect(page.get_by_role("button", name="Enregistrer")).to_have_count(0)


def test_a_doubt_is_settled_by_choosing(
    page: Page, tmp_path: Path, watch: Watch
) -> None:
    upload(page, PAPER / "cuisine.md", PAPER / "cuisine.key.md")
    page.get_by_role("button", name="Enregistrer").click()
    exam = tmp_path / "cuisine.md"
    text = (PAPER / "cuisine.md").read_text("utf-8")
    reworded = text.replace(
        "Tient les desserts et les pâtes levées.",
        "Tient la pâtisserie : desserts, pâtes levées, glaces et petits fours.",
    )
    exam.write_text(reworded, encoding="utf-8")
    with watch.forgiving("422"):
        upload(page, exam, PAPER / "cuisine.key.md")
    expect(page.get_by_role("heading", name="À décider")).to_be_visible()

    page.get_by_label("La même que A1").check()
    page.get_by_role("button", name="Enregistrer").click()

    expect(page.get_by_role("status")).to_contain_text("1 modifiée")


def test_a_deck_shows_its_parts_and_that_its_key_is_not_checked(page: Page) -> None:
    page.get_by_role("link", name="Métiers data").click()

    expect(page.get_by_role("table", name="Parties")).to_contain_text("Mini-cas")
    expect(page.get_by_role("table", name="Métiers")).to_contain_text("ML Engineer")
    expect(page.get_by_text("pas encore été relu par un enseignant")).to_be_visible()


def test_a_deck_is_downloaded_for_anki(page: Page) -> None:
    page.get_by_role("link", name="Métiers data").click()
    page.get_by_role("link", name="Emporter vers Anki").click()

    with page.expect_download() as download:
        page.get_by_role("button", name="Cartes seules Métiers data").click()

    assert download.value.suggested_filename.endswith(".apkg")


def test_settings_are_kept_and_used(page: Page) -> None:
    page.get_by_role("link", name="Réglages").click()
    page.get_by_label("Nouvelles cartes par jour").fill("5")
    page.get_by_label("Sombre").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("Réglages enregistrés")

    page.get_by_role("link", name="Aujourd’hui").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".due")).to_contain_text("5 cartes à réviser")


def test_the_pages_speak_english_on_request(page: Page) -> None:
    page.get_by_role("link", name="Réglages").click()
    page.get_by_label("English").check()
    page.get_by_role("button", name="Enregistrer").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="Today")).to_be_visible()


def upload(page: Page, exam: Path, key: Path) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Contenu").click()
    page.locator("#exam").set_input_files(exam)
    page.locator("#key").set_input_files(key)
    page.get_by_role("button", name="Montrer ce qui changera").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Contenu")
