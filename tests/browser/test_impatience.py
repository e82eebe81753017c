"""Somebody who presses a button again before the page has changed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.site import Site


def test_a_change_that_is_sent_twice_can_still_be_undone(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.goto(f"{site.url}/cards?part=C")
    page.get_by_label("Lesquelles").select_option("all")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.method))

    page.evaluate(
        "const form = document.getElementById('cards');"
        "form.requestSubmit(); setTimeout(() => form.requestSubmit(), 0);"
    )

    expect(page.get_by_role("status")).to_contain_text("6 cartes suspendues.")
    expect(page.get_by_role("button", name="Annuler")).to_be_visible()
    assert sent.count("POST") == 1
