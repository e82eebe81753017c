"""The very first start, by the program itself: from nothing to the first answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import func, select

from benchmarks.http_client import served, trainer_command
from tests.browser.site import Watch
from tests.web.visiting import config_of
from trainer.db import open_database
from trainer.tables import ReviewRow

FIRST_ANSWER_S = 30
# Words of those who make such programs, not of those who learn with them.
JARGON = (
    *("fsrs", "algorithme", "stabilité", "rétention", "intervalle"),
    *("serveur", "base de données", "compte", "mot de passe"),
)


@pytest.fixture
def first_start(tmp_path: Path, watch: Watch) -> Iterator[tuple[str, float]]:
    """The address of `trainer serve` in an empty folder, and when it was started."""
    started_at = time.monotonic()
    with served(trainer_command("serve", "--port", "0"), tmp_path / "home") as url:
        watch.expect_only(url)
        yield url, started_at


def test_the_first_card_is_answered_within_thirty_seconds_of_the_first_start(
    first_start: tuple[str, float],
    new_context: Callable[..., BrowserContext],
    tmp_path: Path,
) -> None:
    url, started_at = first_start
    page = new_context().new_page()

    page.goto(url)
    page.get_by_role("link", name="Réviser", exact=True).click()
    page.locator(".option").first.click()
    page.locator(".answer").wait_for()
    page.locator("#actions .main").click()
    expect(page.locator("body")).to_have_attribute("data-waiting", "0")
    took_s = time.monotonic() - started_at

    assert took_s < FIRST_ANSWER_S
    with (
        closing(open_database(config_of(tmp_path / "home"))) as database,
        database.reading() as session,
    ):
        assert session.scalar(select(func.count(ReviewRow.id))) == 1


def test_what_is_seen_first_asks_for_no_account_and_has_no_jargon(
    first_start: tuple[str, float], new_context: Callable[..., BrowserContext]
) -> None:
    url, _ = first_start
    page = new_context().new_page()

    page.goto(url)
    seen = page.locator("body").inner_text()
    assert page.locator("input[type=password], input[type=email]").count() == 0
    page.get_by_role("link", name="Réviser", exact=True).click()
    expect(page.locator(".question")).to_be_visible()
    seen += page.locator("body").inner_text()

    assert [word for word in JARGON if word in seen.lower()] == []
