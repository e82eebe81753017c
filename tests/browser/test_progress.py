"""The pages that look back and ahead, after some weeks of answers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import served
from tests.browser.site import Site, Watch
from tests.browser.test_accessibility import SCHEMES, violations
from tests.simulated_student import Habits, study
from tests.web.visiting import NOW, config_of
from trainer.db import open_database

DAYS = 40
HARD = Habits(wrong=0.3)
PATHS = (
    "/progress",
    f"/progress/days/{NOW.date() - timedelta(days=DAYS - 1)}",
    f"/progress/days/{NOW.date() + timedelta(days=1)}",
    "/cards/metiers-data/A3%23job",
)


@pytest.fixture(scope="module")
def studied_home(built_in_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after some weeks of answers, to be copied and never opened."""
    home = tmp_path_factory.mktemp("studied") / "home"
    shutil.copytree(built_in_home, home)
    database = open_database(config_of(home))
    study(database, days=DAYS, until=NOW, habits=HARD)
    database.close()
    return home


@pytest.fixture
def studied_site(tmp_path: Path, studied_home: Path, watch: Watch) -> Iterator[Site]:
    """A server for a student of some weeks."""
    with served(studied_home, tmp_path / "home") as site:
        watch.expect_only(site.url)
        yield site


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    studied_site: Site,
    new_context: Callable[..., BrowserContext],
    scheme: str,
    width: int,
) -> None:
    page = new_context(width, color_scheme=scheme).new_page()
    found, too_wide = [], []
    for path in PATHS:
        page.goto(studied_site.url + path)
        for summary in page.locator("summary").all():
            summary.click()
        found += violations(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(path)

    assert found == []
    assert too_wide == []


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


def test_right_answers_show_with_the_answer(
    studied_site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.goto(studied_site.url + PATHS[-1])
    right = page.locator(".veiled").first
    expect(right).to_be_hidden()

    page.get_by_text("Montrer la réponse").click()

    expect(right).to_be_visible()
