"""Small files from Anki about a card of the built-in deck, and how they are sent."""

from __future__ import annotations

from io import BytesIO

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from tests.anki_files import database, legacy
from tests.web.visiting import CARD, Browser

NO_LOG = "DELETE FROM revlog"


def from_anki(*changes: str, card: str = CARD) -> bytes:
    """Make a package: two answers to a card of ours, one to another, one to none.

    Args:
        changes: SQL, see `anki_files.database`.
    """
    guid = f"UPDATE notes SET guid = 'trainer:{card}' WHERE id = 1"
    return legacy(database(guid, *changes))


def upload_of(content: bytes, name: str = "Métiers.apkg") -> FileStorage:
    """Make the field of a form that holds a file."""
    return FileStorage(BytesIO(content), filename=name)


def bring(browser: Browser, content: bytes) -> TestResponse:
    """Send a file from Anki through the form."""
    return browser.submit("/my-data/anki/imports", file=upload_of(content))


def told(browser: Browser, content: bytes) -> str:
    """Send a file from Anki, and give the words of the report."""
    sent = bring(browser, content)
    assert sent.status_code == 303, sent.text
    page = browser.get(sent.location)
    assert page.status_code == 200
    return page.text.replace("\xa0", " ").replace("\u202f", " ")
