"""An upload is planned, shown, and imported as it was shown or not at all."""

from __future__ import annotations

import re
import shutil
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage

from tests.web.uploading import (
    KEY,
    PAPER,
    accept,
    key_file,
    stored,
    token_of,
    upload,
    words,
)
from tests.web.visiting import DECK, NOW, Browser, close, config_of
from trainer.resources import decks_folder
from trainer.tables import Row
from web import create_app

MEGABYTE = 1024 * 1024
FIRST = "Un plat froid de tomates."
REWORDED = "Une soupe glacée faite de tomates mûres."


def slugs(browser: Browser) -> set[str]:
    page = browser.get("/content").text
    return set(re.findall(r"/content/decks/([\w-]+)", page))


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
    before = stored(browser)

    second = accept(browser, page, **{"doubt-A1": "A1"})

    assert second.status_code == 303
    assert stored(browser) == before


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


# The page of a plan is an address like any other


def test_a_plan_can_be_reloaded_and_gone_back_to(browser: Browser) -> None:
    page = upload(browser, PAPER, key=key_file(KEY))

    again = browser.get(page.request.path)
    accept(browser, page)
    after = browser.get(page.request.path)

    assert again.status_code == 200
    assert "Nouveau paquet" in again.text
    assert "Tout est déjà à jour" in after.text


@pytest.mark.parametrize("token", ["x", "%00", "é", "a" * 500])
def test_files_that_are_not_kept_have_to_be_sent_again(
    browser: Browser, token: str
) -> None:
    page = browser.get(f"/content/plans/{token}")

    assert page.status_code == 404
    assert "envoyer de nouveau" in words(page)
    assert 'class="button" href="/content"' in page.text


def test_a_deck_that_cannot_be_is_not_found(browser: Browser) -> None:
    page = upload(browser, PAPER)

    assert browser.get(page.request.path, deck="a/../b").status_code == 404


# Which deck


def test_a_paper_of_a_known_name_says_which_deck_it_brings_up_to_date(
    browser: Browser,
) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))

    page = upload(browser, PAPER.replace(FIRST, "Une soupe froide de tomates."))

    assert "Met à jour le paquet « Examen de cuisine »" in words(page)
    assert "Nouveau paquet" not in page.text


def test_a_paper_of_a_known_name_can_become_a_deck_of_its_own(
    browser: Browser,
) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))
    page = upload(browser, PAPER, key=key_file(KEY))
    assert "deck=cuisine-2" in words(page)

    other = browser.get(page.request.path, deck="cuisine-2")
    accept(browser, other)

    assert "Nouveau paquet" in other.text
    assert slugs(browser) == {DECK, "cuisine", "cuisine-2"}
    assert "(cuisine-2)" in browser.get("/content").text


def test_another_paper_under_a_known_name_is_doubted(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))
    other = """# Histoire

## PARTIE A — Dater (/2)

1) Quand la Bastille est-elle prise ?
→ [x] 1789  [ ] 1790
"""

    page = upload(browser, other)

    assert "Questions déjà dans ce paquet : 0 sur 1" in words(page)


def test_the_built_in_paper_under_another_name_is_recognised(browser: Browser) -> None:
    exam = (decks_folder() / DECK / "exam.md").read_bytes()

    page = upload(browser, exam, name="exam.md")
    chosen = browser.get(page.request.path, deck=DECK)

    assert "Nouveau paquet" in words(page)
    assert f"({DECK}) : 63 sur 68" in words(page)
    assert f"deck={DECK}" in words(page)
    assert "Met à jour le paquet" in words(chosen)
    assert "Tout est déjà à jour" in words(chosen)


def test_a_new_paper_with_a_known_title_is_told(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))
    new = """# Examen de cuisine

## PARTIE A — Choisir (/2)

1) Un gratin de légumes.
→ [x] Tian  [ ] Soupe
"""

    page = upload(browser, new, name="juin.md")

    assert "(cuisine) porte déjà ce titre" in words(page)


# Without the key


def test_a_paper_without_its_key_keeps_the_stored_answers(browser: Browser) -> None:
    bare = PAPER.replace("[x]", "[ ]")
    accept(browser, upload(browser, bare, key=key_file(KEY)))

    more = bare.replace("2 items × 2 pts = /4", "3 items × 2 pts = /6")
    page = upload(browser, f"{more}\n3) Un gratin.\n→ [ ] Tian  [ ] Soupe\n")
    accept(browser, page)

    assert "2 questions gardent la réponse déjà enregistrée" in words(page)
    assert "ne seront plus posées" not in words(page)
    answered = browser.json("/api/answers", card="cuisine/A1#job")
    assert answered["right"] == ["Gaspacho"]
    given = browser.get("/content/decks/cuisine/key")
    assert given.text == KEY


def test_a_paper_that_carries_its_answers_needs_no_stored_ones(
    browser: Browser,
) -> None:
    accept(browser, upload(browser, PAPER))

    page = upload(browser, PAPER.replace(FIRST, "Un plat glacé de tomates."))

    assert "Corrigé non envoyé" not in words(page)
    assert "Ne garder que ce qui a été envoyé" not in words(page)


def test_a_paper_can_be_imported_without_the_stored_answers(browser: Browser) -> None:
    bare = PAPER.replace("[x]", "[ ]")
    accept(browser, upload(browser, bare, key=key_file(KEY)))

    page = upload(browser, bare)
    alone = browser.get(page.request.path, keeps="0")
    accept(browser, alone)

    assert "2 cartes ne seront plus posées" in words(alone)
    assert browser.json("/api/queue", deck="cuisine")["counts"]["new"] == 0


# Settings


def test_settings_alone_can_be_changed(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))

    settings = key_file('title = "Cuisine"')
    page = upload(browser, PAPER, key=key_file(KEY), settings=settings)
    answer = accept(browser, page)

    assert "paquet modifié" in words(page)
    assert answer.status_code == 303
    assert "<h1>Cuisine</h1>" in browser.get("/content/decks/cuisine").text


# What changes, in words


def test_a_changed_question_is_shown_as_it_was_and_as_it_will_be(
    browser: Browser,
) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))

    reworded = PAPER.replace(FIRST, "Un plat glacé de tomates.")
    page = upload(browser, reworded, key=key_file(KEY))

    assert "<del>froid</del>" in words(page)
    assert "<ins>glacé</ins>" in words(page)


def test_remarks_that_say_the_same_are_folded(browser: Browser) -> None:
    page = upload(browser, PAPER.replace("[x]", "[ ]"))

    assert "A1 n’a pas de réponse" in words(page)
    assert "La même remarque 1 autre fois" in words(page)


def test_the_files_are_named_as_they_were_sent(browser: Browser) -> None:
    wrong = FileStorage(BytesIO(b"### Z9\n"), filename="mon corrigé.md")

    page = upload(browser, PAPER, key=wrong)

    assert "cuisine.md · mon corrigé.md" in words(page)
    assert "mon corrigé.md:1" in words(page)


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


# Bad files


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


def test_what_is_in_doubt_is_neither_added_nor_gone_yet(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))
    reworded = PAPER.replace(FIRST, "Un plat d’été froid, fait de tomates crues.")

    page = upload(browser, reworded, key=key_file(KEY))

    bar = words(page).split('<div class="plan-bar">')[1].split("</p>")[0]
    assert "1 question à décider" in bar
    assert all(each not in bar for each in ("ajoutée", "retirée", "perdue"))


def test_both_texts_of_a_doubt_stand_side_by_side(browser: Browser) -> None:
    accept(browser, upload(browser, PAPER, key=key_file(KEY)))
    reworded = PAPER.replace(FIRST, "Un plat d’été froid, fait de tomates crues.")

    page = upload(browser, reworded, key=key_file(KEY)).text

    both = page.split('<dl class="both">')[1].split("</dl>")[0]
    assert "<del>tomates.</del>" in both
    assert "<ins>tomates crues.</ins>" in both
