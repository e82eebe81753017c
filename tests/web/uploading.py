"""A small paper with its key, and how a person uploads and accepts it."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from tests.web.visiting import Browser

PAPER = """# Examen de cuisine

## PARTIE A — Choisir le bon plat (2 items × 2 pts = /4)

1) Un plat froid de tomates.
→ [x] Gaspacho  [ ] Ratatouille

2) Un plat chaud de légumes.
→ [ ] Gaspacho  [x] Ratatouille
"""
KEY = """+++
checked = true
+++

### A1
- [x] Gaspacho — C’est une soupe froide.
- [ ] Ratatouille — Elle se mange chaude.

### A2
- [ ] Gaspacho — Il se mange froid.
- [x] Ratatouille — C’est un plat chaud.
"""
FIRST = "Un plat froid de tomates."
REWORDED = "Une soupe glacée faite de tomates mûres."
_MARK = re.compile(r"</?data\b[^>]*>")  # of a figure
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def upload(browser: Browser, exam: bytes | str, **more: Any) -> TestResponse:
    """Send a paper, and what goes with it, through the form; give the plan's page."""
    data = exam.encode() if isinstance(exam, str) else exam
    name = more.pop("name", "cuisine.md")
    exam_file = FileStorage(BytesIO(data), filename=name)
    sent = browser.submit("/content/plans", exam=exam_file, **more)
    return browser.get(sent.location) if sent.status_code == 303 else sent


def key_file(key: bytes | str) -> FileStorage:
    data = key.encode() if isinstance(key, str) else key
    return FileStorage(BytesIO(data), filename="cuisine.key.md")


def fields_of(page: TestResponse) -> dict[str, str]:
    """Read the hidden fields of a plan's page as a browser would send them."""
    return {name: unescape(value) for name, value in FIELD.findall(page.text)}


def accept(browser: Browser, page: TestResponse, **more: str) -> TestResponse:
    """Press the button of a plan's page."""
    return browser.submit("/content/imports", **(fields_of(page) | more))


def stored(browser: Browser) -> list[str]:
    """Give all that the database holds but the files of uploads."""
    return [line for line in browser.dump() if '"uploads"' not in line]


def slugs(browser: Browser) -> set[str]:
    """Give the decks that the page of papers lists."""
    page = browser.get("/content").text
    return set(re.findall(r"/content/decks/([\w-]+)", page))


def token_of(page: TestResponse) -> str:
    """Read the token of an upload from the address of its plan."""
    return page.request.path.rpartition("/")[2]


def words(page: TestResponse) -> str:
    """Give what a page says, its no-break spaces as plain ones, no number marked."""
    return unescape(_MARK.sub("", page.text)).replace("\u00a0", " ")
