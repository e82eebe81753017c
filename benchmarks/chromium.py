"""The browser of the benchmarks, of the pictures and of the tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager

from playwright.sync_api import Browser, Playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
    *("--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """Start a browser without a window."""
    chromium = playwright.chromium
    with closing(
        chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
    ) as browser:
        yield browser


def chromium_path() -> str:
    """Give the browser that TRAINER_CHROMIUM names, else one of the system."""
    found = (shutil.which(name) for name in BROWSERS)
    path = os.environ.get("TRAINER_CHROMIUM") or next(filter(None, found), None)
    assert path, "No Chromium: `python3 dev.py test` finds or installs one."
    return path
