"""The scripts that take the pictures take those that are named.

They run in the browser of the tests: Playwright starts only once in a process.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.picture_scripts import loaded_script, width_of


def test_the_pages_that_are_named_have_their_pictures(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with loaded_script("take_pictures") as script:
        monkeypatch.setattr(script, "FOLDER", tmp_path / "pictures")
        monkeypatch.setattr(script, "GALLERY", tmp_path / "pages.md")
        monkeypatch.setattr(script, "DAYS", 3)

        script.take_pictures(chromium, {"own-cards"})

    taken = {path.name for path in (tmp_path / "pictures").iterdir()}
    assert taken == {f"own-cards-{look.name}.png" for look in script.LOOKS}
    assert (tmp_path / "pages.md").read_text("utf-8") == script.gallery()


def test_the_kinds_of_cards_that_are_named_have_their_pictures(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with loaded_script("take_anki_pictures") as script:
        monkeypatch.setattr(script, "FOLDER", tmp_path / "pictures")
        monkeypatch.setattr(script, "LOOKS", script.LOOKS[-1:])

        script.take_pictures(chromium, {"typed"})

    taken = {path.name: width_of(path) for path in (tmp_path / "pictures").iterdir()}
    assert taken == {"typed-front-phone.png": 360, "typed-back-phone.png": 360}
