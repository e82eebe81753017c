"""An upload is planned, shown, and imported as it was shown or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.web.uploading import (
    KEY,
    PAPER,
    accept,
    key_file,
    slugs,
    stored,
    token_of,
    upload,
    words,
)
from tests.web.visiting import DECK, NOW, Browser, close, config_of
from trainer.resources import decks_folder
from trainer.tables import Row
from web import create_app


def test_the_page_lists_the_papers_and_takes_another(browser: Browser) -> None:
    page = browser.get("/content").text

    assert "Métiers data" in page
    assert 'enctype="multipart/form-data"' in page
    assert slugs(browser) == {DECK}


def test_own_cards_are_no_paper(browser: Browser) -> None:
    browser.submit("/my-data/card-imports", table="Où ?;Ici\n")

    page = browser.get("/content").text

    assert "Mes cartes" not in page
    assert "Métiers data" in page


def test_a_plan_shows_what_would_change_and_changes_nothing(browser: Browser) -> None:
    before = stored(browser)

    page = upload(browser, PAPER, key=key_file(KEY))

    assert page.status_code == 200
    assert "Examen de cuisine" in page.text
    assert "Un plat froid de tomates." in page.text
    assert stored(browser) == before


def test_a_plan_that_is_accepted_is_imported(browser: Browser) -> None:
    page = upload(browser, PAPER, key=key_file(KEY))

    answer = accept(browser, page)

    assert answer.status_code == 303
    assert answer.location == "/content/decks/cuisine"
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
    before = stored(browser)

    second = accept(browser, page)

    assert second.status_code == 303
    assert stored(browser) == before


def test_a_paper_imported_again_changes_nothing(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))
    before = stored(browser)

    page = upload(browser, PAPER, key=key_file(KEY))
    accept(browser, page)

    assert page.status_code == 200
    assert "Tout est déjà à jour" in page.text
    assert stored(browser) == before


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
    before = stored(browser)

    late = accept(browser, page)

    assert late.status_code == 409
    assert stored(browser) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"deck": "autre"},
        {"fingerprint": ""},
        {"fingerprint": "0" * 64},
    ],
)
def test_an_import_other_than_the_plan_that_was_shown_is_refused(
    browser: Browser, changed: dict[str, str]
) -> None:
    page = upload(browser, PAPER, key=key_file(KEY))
    before = stored(browser)

    answer = accept(browser, page, **changed)

    assert answer.status_code == 409
    assert stored(browser) == before


def test_an_import_of_a_paper_with_mistakes_is_refused(browser: Browser) -> None:
    wrong = PAPER.replace("[ ] Ratatouille", "[x] Ratatouille")
    before = stored(browser)

    page = upload(browser, wrong)
    answer = accept(browser, page, token=token_of(page), keeps="1")

    assert page.status_code == 422
    assert "cuisine.md:5" in page.text
    assert answer.status_code in (409, 422)
    assert stored(browser) == before


# A deck as a teacher sees it


def test_the_page_of_a_deck_lists_its_questions_and_files(browser: Browser) -> None:
    more = PAPER.replace("2 items × 2 pts = /4", "3 items × 2 pts = /6")
    accept(browser, upload(browser, f"{more}\n3) Quoi ?\n→ [ ] a  [ ] b\n"))

    page = browser.get("/content/decks/cuisine")

    assert "Un plat froid de tomates." in words(page)
    assert "3 questions" in words(page)
    assert "1 question sans réponse" in words(page)
    assert 'href="/content/decks/cuisine/exam"' in page.text
    assert 'href="/content/decks/cuisine/key"' not in page.text


def test_what_was_given_can_be_taken_out_again(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))

    texts = [browser.get(f"/content/decks/cuisine/{part}") for part in ("exam", "key")]

    assert [text.text for text in texts] == [PAPER, KEY]
    sent_as = [text.headers["Content-Disposition"] for text in texts]
    assert sent_as == [
        "attachment; filename=cuisine.md",
        "attachment; filename=cuisine.key.md",
    ]
    assert {text.mimetype for text in texts} == {"text/plain"}


@pytest.mark.parametrize(
    "path", ["cuisine/settings", "cuisine/x", "nichts", "nichts/exam", "a%00"]
)
def test_what_is_not_kept_is_not_found(browser: Browser, path: str) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))

    assert browser.get(f"/content/decks/{path}").status_code == 404


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
        if column.name
        not in ("deck", "key", "name", "token")  # fields of the form itself
    }

    accept(browser, upload(browser, PAPER, key=key_file(KEY)))
    more = upload(other, PAPER, key=key_file(KEY), **columns)
    accept(other, more, **columns)

    assert len(columns) > 30
    assert stored(other) == stored(browser)
    close(app)
