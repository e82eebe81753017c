"""Hostile texts of a paper, a key or a file name are words, on every page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from tests.web.uploading import KEY, PAPER, accept, key_file, upload
from tests.web.visiting import Browser

VECTORS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'onmouseover='alert(1)",
    "[y](javascript:alert(1))",
    "</textarea><script>alert(1)</script>",
    "{{ config }}",
    "{% raw %}",
    "<!--",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)


class Watcher(HTMLParser):
    """Notes what a browser would run, or fetch from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.active: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().startswith("javascript"):
                self.active.append(f"{tag} {name}={value}")
        if tag in ("img", "iframe", "object", "base", "style"):
            self.active.append(tag)
        if tag == "script" and not str(dict(attrs).get("src")).startswith("/static/"):
            self.active.append(tag)


def active(page: str) -> list[str]:
    watcher = Watcher()
    watcher.feed(page)
    watcher.close()
    return watcher.active


def texts_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for part in value for text in texts_of(part)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("vector", VECTORS)
def test_hostile_texts_are_words_on_every_page(browser: Browser, vector: str) -> None:
    paper = PAPER.replace("Examen de cuisine", f"Examen {vector}").replace(
        "Un plat froid de tomates.", f"Un plat {vector} froid."
    )
    key = KEY.replace("C’est une soupe froide.", f"C’est {vector}.")
    page = upload(browser, paper, key=key_file(key), name="cuisine.md")
    accept(browser, page)

    paths = ("/", "/content", "/decks/cuisine", "/review?deck=cuisine")
    pages = [page.text, *(browser.get(path).text for path in paths)]
    queue = browser.json("/api/queue", deck="cuisine")
    answer = browser.json("/api/answers", card="cuisine/A1#job")

    assert [found for text in pages for found in active(text)] == []
    # Labels are texts for the page to write as such, not HTML.
    assert [
        found
        for name, value in (*answer.items(), *queue["cards"][0].items())
        if name not in ("right", "deck", "source")
        for text in texts_of(value)
        for found in active(text)
    ] == []
    assert not any("SECRET_KEY" in text for text in pages)


@pytest.mark.parametrize("vector", VECTORS)
def test_a_hostile_file_name_is_words(browser: Browser, vector: str) -> None:
    for exam in (PAPER, b"\0", PAPER.replace("[ ]", "[x]")):
        page = upload(browser, exam, name=f"{vector}.md")

        assert active(page.text) == []
