"""A paper is written in the browser: by keyboard, through a reload, without network."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import served
from tests.browser.looking import violations
from tests.browser.site import Site, Watch, wait_until
from tests.browser.test_shared_tablet import sign_in, sign_out
from tests.web.visiting import add_person

KEPT = """(async () => {
  const name = `trainer-${document.body.dataset.learner}`;
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const facts = database.transaction("facts").objectStore("facts").getAll();
  const all = await new Promise((resolve) => {
    facts.onsuccess = () => resolve(facts.result);
  });
  database.close();
  return all.filter(({ name }) => name.startsWith("draft "));
})()"""
WRITTEN = "Quelle est la capitale du Canada ?"


@pytest.fixture
def page(site: Site, new_context: Callable[..., BrowserContext]) -> Page:
    """A new paper in the editor, on a phone."""
    page = new_context(360, 740).new_page()
    page.goto(f"{site.url}/content")
    page.get_by_label("Titre de l’épreuve").fill("Géographie")
    page.keyboard.press("Enter")
    expect(page.locator(".mirror > div").first).to_be_attached()
    return page


def replace(page: Page, field: str, old: str, new: str) -> None:
    """Select words of a text as somebody with a mouse would, and type over them."""
    area = page.get_by_label(field, exact=True)
    area.evaluate(
        "(area, old) => { const at = area.value.indexOf(old); area.focus();"
        " area.setSelectionRange(at, at + old.length); }",
        old,
    )
    page.keyboard.insert_text(new)


def with_words(words: str) -> re.Pattern[str]:
    """Match a text that has these words."""
    return re.compile(re.escape(words))


def test_a_paper_is_written_mended_and_stored(page: Page) -> None:
    page.get_by_role("button", name="Choix").press("Enter")
    expect(page.locator("[data-status]")).to_contain_text("Ajouté à la ligne 12")
    assert page.evaluate("getSelection().toString()").startswith("2) Écrire ici")

    page.keyboard.insert_text(f"2) {WRITTEN}")
    expect(page.locator(".asked").nth(1)).to_contain_text(WRITTEN)
    replace(page, "Épreuve", "2 items", "3 items")
    expect(page.locator("[data-status]")).to_contain_text("2 erreurs à corriger")
    expect(page.locator(".mirror > .is-wrong")).to_have_text(
        ["## PARTIE A — Choisir la bonne réponse (3 items × 2 pts = /4)"]
    )
    link = page.get_by_role("link", name="Épreuve, ligne 5").first
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "exam"
    assert page.evaluate("getSelection().toString()").startswith("## PARTIE A")

    page.keyboard.insert_text("## PARTIE A — Choisir (2 items × 2 pts = /4)")
    expect(page.locator("[data-status]")).to_contain_text("Rien à corriger")
    page.get_by_role("button", name="Préparer le corrigé").press("Enter")
    expect(page.get_by_label("Corrigé", exact=True)).to_have_value(
        with_words("### A2 Quelle")
    )
    replace(
        page, "Corrigé", "- [ ] Première réponse — …", "- [x] Première réponse — Oui."
    )
    expect(page.locator("[data-status]")).to_contain_text("3 cartes")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Montrer ce qui changera").press("Enter")
    page.get_by_role("button", name="Enregistrer").press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("est à jour")
    wait_until(page, f"{KEPT}.then((kept) => kept.length === 0)")


def test_what_is_not_stored_outlives_a_reload_and_a_lost_network(
    page: Page, site: Site, watch: Watch
) -> None:
    with watch.forgiving("ERR_INTERNET_DISCONNECTED"):
        page.context.set_offline(True)
        replace(page, "Épreuve", "Quelle ville est la capitale de l’Italie ?", WRITTEN)
        expect(page.locator("[data-status]")).to_contain_text("Pas de réseau")
        wait_until(page, f"{KEPT}.then(([kept]) => kept?.exam.includes('Canada'))")
        page.context.set_offline(False)
    expect(page.locator(".asked").first).to_contain_text(WRITTEN)

    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda box: box.accept())
        page.reload()

    assert asked.value.type == "beforeunload"
    expect(page.get_by_label("Épreuve", exact=True)).to_have_value(with_words("Canada"))
    expect(page.get_by_text("Texte non enregistré retrouvé")).to_be_visible()
    page.once("dialog", lambda box: box.accept())
    page.goto(f"{site.url}/content")
    page.get_by_role("link", name="Géographie").click()
    expect(page.get_by_label("Épreuve", exact=True)).to_have_value(with_words("Canada"))
    page.get_by_role("button", name="Reprendre le texte d’avant").click()
    expect(page.get_by_label("Épreuve", exact=True)).to_have_value(with_words("Italie"))


def test_the_numbers_keep_step_with_lines_that_are_cut(page: Page) -> None:
    tops = """[...document.querySelectorAll('#exam')].map((area) => {
      const mirror = area.parentElement.querySelector('.mirror');
      return [area.scrollHeight, mirror.scrollHeight, mirror.children.length];
    })[0]"""
    replace(page, "Épreuve", "30 minutes", "trente minutes " * 20)

    height, mirrored, lines = page.evaluate(tops)

    assert abs(height - mirrored) <= 1
    assert lines == page.evaluate(
        "document.getElementById('exam').value.split('\\n').length"
    )


def test_what_is_not_stored_goes_with_who_signs_out(
    tmp_path: Path, built_in_home: Path, chromium: Browser, watch: Watch
) -> None:
    with (
        served(built_in_home, tmp_path / "class", is_class=True) as site,
        closing(chromium.new_context(locale="fr-FR")) as tablet,
    ):
        add_person(site.app, "Vera", is_teacher=True)
        page = tablet.new_page()
        sign_in(page, site, "Vera")
        page.goto(f"{site.url}/content/editor?title=Essai")
        replace(page, "Épreuve", "l’Italie", "Canada")
        wait_until(page, f"{KEPT}.then((kept) => kept.length === 1)")
        page.once("dialog", lambda box: box.accept())
        sign_out(page, site)

        sign_in(page, site, "Vera")

        assert page.evaluate(KEPT) == []
