"""Files that are no paper get one clear sentence, and nothing is stored."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tests.web.uploading import PAPER, accept, key_file, stored, token_of, upload
from tests.web.visiting import Browser

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("exam", "sentence"),
    [
        (b"", "vide"),
        (b" \n\n ", "vide"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "pas du texte"),
        (b"PK\x03\x04\0\0", "pas du texte"),
        ("# Métiers".encode("latin-1"), "UTF-8"),
        ("# Métiers".encode("utf-16-le"), "pas du texte"),
        (b"x" * (5 * MEGABYTE), "4"),
        (b"x" * (10 * MEGABYTE), "8"),
    ],
    ids=["empty", "blank", "picture", "zip", "latin-1", "utf-16", "5 MB", "10 MB"],
)
@pytest.mark.parametrize("part", ["exam", "key", "settings"])
def test_a_file_that_is_no_text_gets_one_clear_sentence(
    browser: Browser, exam: bytes, sentence: str, part: str
) -> None:
    before = stored(browser)

    if part == "exam":
        page = upload(browser, exam)
    else:
        page = upload(browser, PAPER, **{part: key_file(exam)})

    assert page.status_code == 422
    said = re.findall(r"<h1[^>]*>(.*?)</h1>", page.text)
    assert len(said) == 1
    assert sentence in unescape(said[0])
    assert stored(browser) == before


def test_a_form_without_a_paper_says_so(browser: Browser) -> None:
    page = browser.submit("/content/plans")

    assert page.status_code == 422
    assert "Aucune épreuve" in page.text
    assert "Rien n’a été enregistré." in unescape(page.text)
    assert 'class="button" href="/content"' in page.text


def test_a_paper_without_any_item_is_not_imported(browser: Browser) -> None:
    before = stored(browser)

    page = upload(browser, "Bonjour")
    answer = accept(browser, page, token=token_of(page), keeps="1")

    assert page.status_code == 422
    assert answer.status_code in (409, 422)
    assert stored(browser) == before


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.md", "C:\\x\\cuisine.md", "a\0b.md", "é" * 300, ".md"]
)
def test_the_name_of_a_file_is_no_path(
    browser: Browser, tmp_path: Path, name: str
) -> None:
    files = sorted(tmp_path.rglob("*"))

    page = upload(browser, PAPER, name=name)

    assert page.status_code in (200, 422)
    assert sorted(tmp_path.rglob("*")) == files
