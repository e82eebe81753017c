"""The first page after ten days away: one panel, by the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.site import Site
from tests.waiting import come_back_after_ten_days
from web.context import context_of


@pytest.fixture
def back(site: Site) -> Site:
    """A site whose learner was away for ten days."""
    with context_of(site.app).database.writing() as session:
        come_back_after_ten_days(session)
    return site


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
