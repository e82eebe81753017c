"""A plan says what an upload would change, and asks what it cannot know."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage

from tests.web.uploading import (
    FIRST,
    KEY,
    PAPER,
    REWORDED,
    accept,
    key_file,
    slugs,
    stored,
    upload,
    words,
)
from tests.web.visiting import DECK, Browser
from trainer.resources import decks_folder


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
