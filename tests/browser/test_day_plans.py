"""The first page after ten days away: one panel, by keyboard, readable by everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.site import Site
from tests.browser.test_accessibility import SCHEMES, violations
from tests.waiting import come_back_after_ten_days
from web.context import context_of


@pytest.fixture
def back(site: Site) -> Site:
    """A site whose learner was away for ten days."""
    with context_of(site.app).database.writing() as session:
        come_back_after_ten_days(session)
    return site


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_the_panels(
    back: Site, new_context: Callable[..., BrowserContext], scheme: str
) -> None:
    page = new_context(width=360, color_scheme=scheme).new_page()
    page.goto(back.url)
    page.get_by_text("Seulement aujourd’hui").click()

    found = violations(page)
    page.get_by_role("button", name="Suivre ce plan").click()
    expect(page.get_by_role("heading", name="Plan de rattrapage")).to_be_visible()

    assert found + violations(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360


def test_a_plan_is_chosen_and_cancelled_by_keyboard(
    back: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.goto(back.url)
    first, second = page.get_by_role("radio").all()[:2]

    first.focus()
    page.keyboard.press("ArrowDown")
    expect(second).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Plan de rattrapage")).to_be_visible()

    page.get_by_role("button", name="Annuler ce plan").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Retour après une pause")).to_be_visible()
