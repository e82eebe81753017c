"""An upload is planned, shown, and imported as it was shown or not at all."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from tests.web.uploading import KEY, PAPER, accept, key_file, upload
from tests.web.visiting import DECK, NOW, Browser, close, config_of
from trainer.resources import decks_folder
from trainer.tables import Row
from web import create_app

MEGABYTE = 1024 * 1024
FIRST = "Un plat froid de tomates."
REWORDED = "Une soupe glacée faite de tomates mûres."


def slugs(browser: Browser) -> set[str]:
    page = browser.get("/content").text
    return set(re.findall(r"/decks/([\w-]+)", page))


def test_the_page_lists_the_papers_and_takes_another(browser: Browser) -> None:
    page = browser.get("/content").text

    assert "Métiers data" in page
    assert 'enctype="multipart/form-data"' in page
    assert slugs(browser) == {DECK}


def test_a_plan_shows_what_would_change_and_changes_nothing(browser: Browser) -> None:
    before = browser.dump()

    page = upload(browser, PAPER, key=key_file(KEY))

    assert page.status_code == 200
    assert "Examen de cuisine" in page.text
    assert "Un plat froid de tomates." in page.text
    assert browser.dump() == before


def test_a_plan_that_is_accepted_is_imported(browser: Browser) -> None:
    page = upload(browser, PAPER, key=key_file(KEY))

    answer = accept(browser, page)

    assert answer.status_code == 303
    assert answer.location == "/content"
    assert slugs(browser) == {DECK, "cuisine"}
    answered = browser.json("/api/answers", card="cuisine/A1#job")
    assert answered["right"] == ["Gaspacho"]


def test_an_imported_paper_is_asked_at_once(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))

    queue = browser.json("/api/queue", deck="cuisine")

    assert queue["counts"]["new"] == 2


def test_what_was_done_is_said_on_the_next_page(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))

    assert "Examen de cuisine" in browser.get("/content").text


def test_a_paper_may_come_with_its_settings(browser: Browser) -> None:
    settings = key_file('title = "Cuisine"')

    page = upload(browser, PAPER, key=key_file(KEY), settings=settings)
    accept(browser, page)

    assert "Cuisine" in browser.get("/decks/cuisine").text


def test_a_long_paper_comes_back_with_its_plan(browser: Browser) -> None:
    long = PAPER + ("\n" + " " * 9) * 150_000

    answer = accept(browser, upload(browser, long, key=key_file(KEY)))

    assert answer.status_code == 303


def test_a_paper_of_the_greatest_size_is_not_too_large_when_it_comes_back(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.papers.MAX_BYTES", len(PAPER.encode()))

    answer = accept(browser, upload(browser, PAPER))

    assert answer.status_code == 303


def test_accepting_twice_imports_once(browser: Browser) -> None:
    page = upload(browser, PAPER, key=key_file(KEY))
    accept(browser, page)
    before = browser.dump()

    second = accept(browser, page)

    assert second.status_code == 303
    assert browser.dump() == before


def test_a_paper_imported_again_changes_nothing(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))
    before = browser.dump()

    page = upload(browser, PAPER, key=key_file(KEY))
    accept(browser, page)

    assert page.status_code == 200
    assert browser.dump() == before


def test_the_built_in_deck_uploaded_as_it_is_changes_no_item(browser: Browser) -> None:
    folder = decks_folder() / DECK
    before = browser.json("/api/queue")

    page = upload(
        browser,
        (folder / "exam.md").read_bytes(),
        name=f"{DECK}.md",
        key=key_file((folder / "key.md").read_bytes()),
    )

    assert page.status_code in (200, 422)
    assert browser.json("/api/queue") == before


def test_a_plan_for_a_deck_that_has_changed_since_is_refused(browser: Browser) -> None:
    page = upload(browser, PAPER, key=key_file(KEY))
    reworded = PAPER.replace("Un plat froid", "Une soupe froide")
    accept(browser, upload(browser, reworded, key=key_file(KEY)))
    before = browser.dump()

    late = accept(browser, page)

    assert late.status_code == 409
    assert browser.dump() == before


@pytest.mark.parametrize(
    "changed",
    [
        {"exam": PAPER.replace("froid", "tiède")},
        {"key": KEY.replace("soupe", "boisson")},
        {"settings": 'title = "Autre"'},
        {"name": "autre.md"},
        {"fingerprint": ""},
        {"fingerprint": "0" * 64},
    ],
)
def test_an_import_other_than_the_plan_that_was_shown_is_refused(
    browser: Browser, changed: dict[str, str]
) -> None:
    page = upload(browser, PAPER, key=key_file(KEY))
    before = browser.dump()

    answer = accept(browser, page, **changed)

    assert answer.status_code == 409
    assert browser.dump() == before


def test_an_import_of_a_paper_with_mistakes_is_refused(browser: Browser) -> None:
    wrong = PAPER.replace("[ ] Ratatouille", "[x] Ratatouille")
    before = browser.dump()

    page = upload(browser, wrong)
    answer = accept(browser, page, exam=wrong, name="cuisine.md", key="")

    assert page.status_code == 422
    assert "cuisine.md:5" in page.text
    assert answer.status_code in (409, 422)
    assert browser.dump() == before


def test_a_doubt_is_settled_by_the_person(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))
    page = upload(browser, PAPER.replace(FIRST, REWORDED), key=key_file(KEY))
    names = set(re.findall(r'name="(doubt-[^"]+)"', page.text))
    assert names == {"doubt-A1"}

    undecided = accept(browser, page)
    kept = accept(browser, page, **dict.fromkeys(names, "A1"))

    assert undecided.status_code == 422
    assert 'name="doubt-A1"' in undecided.text
    assert kept.status_code == 303
    queue = browser.json("/api/queue", deck="cuisine")["cards"]
    assert [card["card"] for card in queue] == ["cuisine/A1#job", "cuisine/A2#job"]
    assert "glacée" in queue[0]["text"]


def test_settling_a_doubt_twice_is_settling_it_once(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))
    page = upload(browser, PAPER.replace(FIRST, REWORDED), key=key_file(KEY))
    accept(browser, page, **{"doubt-A1": "A1"})
    before = browser.dump()

    second = accept(browser, page, **{"doubt-A1": "A1"})

    assert second.status_code == 303
    assert browser.dump() == before


def test_doubts_settled_in_part_are_all_asked_again(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))
    other = "Un plat chaud de légumes."
    moved = PAPER.replace(FIRST, REWORDED).replace(
        other, "Une marmite chaude pleine de légumes cuits."
    )
    page = upload(browser, moved, key=key_file(KEY))

    half = accept(browser, page, **{"doubt-A1": "A1"})
    whole = accept(browser, half, **{"doubt-A1": "A1", "doubt-A2": "A2"})

    assert half.status_code == 422
    assert 'name="doubt-A1"' in half.text
    assert 'name="doubt-A2"' in half.text
    assert whole.status_code == 303


# Bad files


@pytest.mark.parametrize(
    ("exam", "sentence"),
    [
        (b"", "vide"),
        (b" \n\n ", "vide"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "pas du texte"),
        (b"PK\x03\x04\0\0", "pas du texte"),
        ("# Métiers".encode("latin-1"), "UTF-8"),
        ("# Métiers".encode("utf-16"), "pas du texte"),
        (b"x" * (5 * MEGABYTE), "4"),
        (b"x" * (10 * MEGABYTE), "4"),
    ],
    ids=["empty", "blank", "picture", "zip", "latin-1", "utf-16", "5 MB", "10 MB"],
)
@pytest.mark.parametrize("part", ["exam", "key", "settings"])
def test_a_file_that_is_no_text_gets_one_clear_sentence(
    browser: Browser, exam: bytes, sentence: str, part: str
) -> None:
    before = browser.dump()

    if part == "exam":
        page = upload(browser, exam)
    else:
        page = upload(browser, PAPER, **{part: key_file(exam)})

    assert page.status_code == 422
    said = re.findall(r"<h1[^>]*>(.*?)</h1>", page.text)
    assert len(said) == 1
    assert sentence in unescape(said[0])
    assert browser.dump() == before


def test_a_form_without_a_paper_says_so(browser: Browser) -> None:
    page = browser.submit("/content/plans")

    assert page.status_code == 422
    assert "Aucune épreuve" in page.text
    assert "Rien n’a été enregistré." in unescape(page.text)
    assert 'class="button" href="/content"' in page.text


def test_a_paper_without_any_item_is_not_imported(browser: Browser) -> None:
    before = browser.dump()

    page = upload(browser, "Bonjour")
    answer = accept(browser, page, exam="Bonjour", name="x.md", key="")

    assert page.status_code == 422
    assert answer.status_code in (409, 422)
    assert browser.dump() == before


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


def test_no_column_can_be_set_through_a_form(
    browser: Browser, tmp_path: Path, prepared_home: Path
) -> None:
    shutil.copytree(prepared_home, tmp_path / "other")
    app = create_app(config_of(tmp_path / "other"), lambda: NOW)
    other = Browser(app, app.test_client())
    columns = {
        column.name: "1"
        for table in Row.metadata.tables.values()
        for column in table.columns
        if column.name not in ("name", "key")  # fields of the form itself
    }

    accept(browser, upload(browser, PAPER, key=key_file(KEY)))
    more = upload(other, PAPER, key=key_file(KEY), **columns)
    accept(other, more, **columns)

    assert len(columns) > 30
    assert other.dump() == browser.dump()
    close(app)
