"""Into a class and out again by the keyboard, and what its doors look like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import served
from tests.browser.looking import SHARP, faults
from tests.browser.site import Site, Watch
from tests.web.visiting import NOW, PASSWORD, add_person
from trainer.first_teacher import offer_link
from web.context import context_of

NEW = "gare lente du matin 4"


@pytest.fixture
def school(tmp_path: Path, built_in_home: Path, watch: Watch) -> Iterator[Site]:
    """A class's server with Lea, and Tom who was given his password."""
    with served(built_in_home, tmp_path / "school", is_class=True) as site:
        watch.expect_only(site.url)
        add_person(site.app, "Lea")
        add_person(site.app, "Tom", must_change=True)
        yield site


def test_one_signs_in_and_out_by_the_keyboard(
    school: Site, new_context: Callable[..., BrowserContext], watch: Watch
) -> None:
    page = new_context().new_page()
    page.goto(f"{school.url}/progress")
    expect(page.get_by_label("Nom", exact=True)).to_be_focused()

    with watch.forgiving("422"):
        type_in(page, "lea", "guess")
        expect(page.get_by_role("alert")).to_contain_text("ne va pas")
    expect(page.get_by_label("Mot de passe, ou les trois mots")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{school.url}/progress")
    page.goto(f"{school.url}/account")
    tab_to(page, "Se déconnecter")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{school.url}/sign-in")
    expect(page.get_by_role("status")).to_contain_text("déconnecté")
    page.goto(f"{school.url}/progress")
    expect(page).to_have_url(f"{school.url}/sign-in?next=/progress")


def test_who_was_given_a_password_chooses_one_by_the_keyboard(
    school: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.goto(school.url)
    type_in(page, "tom", PASSWORD)
    expect(page).to_have_url(f"{school.url}/account/password")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_label("Nouveau mot de passe")).to_be_focused()

    type_in(page, NEW, NEW)

    expect(page).to_have_url(f"{school.url}/")
    expect(page.get_by_role("status")).to_contain_text("enregistré")


def test_the_doors_of_a_class_have_no_fault_in_any_look(
    school: Site, new_context: Callable[..., BrowserContext], watch: Watch
) -> None:
    context = new_context(**SHARP)
    page = context.new_page()
    found = {}
    with context_of(school.app).database.writing() as session:
        token = offer_link(session, NOW)

    for path in ("/sign-in", f"/first-teacher/{token}"):
        page.goto(school.url + path)
        found[path[:9]] = faults(page)
    with watch.forgiving("422"):
        page.goto(f"{school.url}/sign-in")
        type_in(page, "lea", "guess")
        expect(page.get_by_role("alert")).to_be_visible()
        found["refused"] = faults(page)
        type_in(page, PASSWORD, None)
        expect(page).to_have_url(f"{school.url}/")
    for path in ("/account", "/account/password"):
        page.goto(school.url + path)
        found[path] = faults(page)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def type_in(page: Page, first: str, second: str | None) -> None:
    """Type into the field that has the focus, into the next one, and send."""
    page.keyboard.type(first)
    if second is not None:
        page.keyboard.press("Tab")
        page.keyboard.type(second)
    page.keyboard.press("Enter")


def tab_to(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name)
    for _ in range(20):
        page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{name} is out of reach of the keyboard")
