"""Contrast is measured once for texts that look alike: each faint one is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.looking import COLOUR_RULES, Look, violations

ROW = "<tr><td>plain</td><td class='{name}'><b>{word}</b></td></tr>"
PAGE = """
<html lang="fr"><title>Table</title>
<style>
  body { background: #fff; color: #000 }
  .faint { color: #bbb }
  .on-grey { background: #555 }
  @media (prefers-color-scheme: dark) {
    body { background: #111; color: #eee }
    .by-day { color: #222 }
  }
  @media (max-width: 400px) { .wide { color: #ccc } }
</style>
<table>%s</table>
"""


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """An empty page."""
    return new_context().new_page()


def show(page: Page, *names: str) -> None:
    """Show a long table, in whose last rows a word is in a cell of each class."""
    rows = [ROW.format(name="", word="plain")] * 20
    rows += [ROW.format(name=name, word=name) for name in names]
    page.set_content(PAGE % "".join(rows))


def found(page: Page, look: Look) -> list[str]:
    look.take(page)
    return [
        line.partition("<b>")[2].partition("</b>")[0]
        for line in violations(page, COLOUR_RULES)
    ]


def test_each_faint_text_among_many_is_told(page: Page) -> None:
    show(page, "faint", "faint", "on-grey")

    told = found(page, Look("light", "1280 px"))

    assert told == ["faint", "faint", "on-grey"]


def test_what_a_theme_or_a_width_makes_faint_is_told(page: Page) -> None:
    show(page, "by-day", "wide")

    by_look = [
        found(page, Look(scheme, size))
        for scheme, size in (
            *(("light", "1280 px"), ("dark", "1280 px")),
            *(("light", "360 px"), ("light", "1280 px")),
        )
    ]

    assert by_look == [[], ["by-day"], ["wide"], []]
