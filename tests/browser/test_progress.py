"""The pages that look back and ahead, after some weeks of answers."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.site import Site

CARD = "/cards/metiers-data/A3%23job"


def test_a_day_of_the_calendar_leads_to_its_answers(
    studied_site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.goto(f"{studied_site.url}/progress")

    page.locator(".calendar a").first.click()

    expect(page).to_have_url(re.compile(r"/progress/days/\d{4}-\d\d-\d\d$"))
    expect(page.get_by_role("heading", name="Réponses")).to_be_visible()


def test_a_phone_begins_with_the_days_around_today(
    studied_site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(360, 740).new_page()
    page.goto(f"{studied_site.url}/progress")

    expect(page.locator(".coming").last).to_be_in_viewport()


def test_a_phone_shows_the_days_in_a_table_whole(
    studied_site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(360, 740).new_page()
    page.goto(f"{studied_site.url}/progress")

    page.get_by_text("Les mêmes nombres en tableau").first.click()

    table = page.get_by_role("region", name="Réponses, jour par jour")
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert table.locator("tbody th").first.evaluate("th => th.clientHeight") < 75


def test_right_answers_show_with_the_answer(
    studied_site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.goto(studied_site.url + CARD)
    right = page.locator(".veiled").first
    expect(right).to_be_hidden()

    page.get_by_text("Montrer la réponse").click()

    expect(right).to_be_visible()
