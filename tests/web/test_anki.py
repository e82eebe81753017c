"""The page of Anki: what goes out, what comes home, what is told and what refused."""

from __future__ import annotations

import html
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from tests.web.anki_uploads import NO_LOG, bring, from_anki, told
from tests.web.visiting import (
    CARD,
    DECK,
    Browser,
    add_person,
    review_event,
    reviews,
    signed_in,
)
from trainer.automatic_backups import Occasion, kept_backups
from web.context import context_of


def answers(browser: Browser) -> list[str]:
    return [line for line in browser.dump() if 'INTO "reviews"' in line]


# Bringing home


def test_reviews_done_in_anki_join_the_log(browser: Browser) -> None:
    page = told(browser, from_anki())

    assert "2 révisions ajoutées, 0 déjà connue" in page
    assert len(answers(browser)) == 2
    assert "Anki" in browser.get(f"/cards/{CARD.replace('#', '%23')}").text


def test_every_page_stands_answers_from_years_before(browser: Browser) -> None:
    """From long before the account began, and from before the card was written."""
    told(browser, from_anki("UPDATE revlog SET id = id - 220000000000"))  # of 2019

    pages = ["/", "/progress", "/progress/days/2019-11-29", "/cards", "/api/queue"]
    pages += [f"/cards/{CARD.replace('#', '%23')}", "/my-data/everything.json"]
    assert {browser.get(page).status_code for page in pages} == {200}
    assert "2019-11-29;" in browser.get("/my-data/reviews.csv").text
    assert ";dans Anki;" in browser.get("/my-data/reviews.csv").text


def test_the_same_file_again_adds_nothing(browser: Browser) -> None:
    told(browser, from_anki())
    before = answers(browser)

    assert "0 révision ajoutée, 2 déjà connues" in told(browser, from_anki())
    assert answers(browser) == before


def test_the_wrong_file_can_be_withdrawn(browser: Browser) -> None:
    told(browser, from_anki())
    page = browser.get("/my-data/anki").text
    (number,) = re.findall(r'name="id" value="(\d+)"', page)

    done = browser.submit("/my-data/anki/withdrawals", id=number)

    assert done.status_code == 303
    page = browser.get("/my-data/anki").text.replace("\xa0", " ")
    assert "2 réponses rapportées d’Anki ne comptent plus." in page
    assert "Retirer" not in page
    assert browser.submit("/my-data/anki/withdrawals", id=number).status_code == 404
    assert browser.submit("/my-data/anki/withdrawals", id="x").status_code == 404


def test_what_was_taken_along_with_its_progress_is_known_again(
    browser: Browser,
) -> None:
    browser.sent("/api/reviews", reviews(review_event(1)))
    package = browser.submit(f"/decks/{DECK}/anki-exports", progress="yes").data
    before = answers(browser)

    assert "0 révision ajoutée, 1 déjà connue" in told(browser, package)
    assert answers(browser) == before


def test_cards_alone_are_taken_along_without_any_answer(browser: Browser) -> None:
    browser.sent("/api/reviews", reviews(review_event(1)))
    package = browser.submit(f"/decks/{DECK}/anki-exports").data

    assert zipfile.is_zipfile(BytesIO(package))
    assert "ne contient aucune révision" in told(browser, package)


def test_the_report_says_what_stayed_in_anki(browser: Browser) -> None:
    edited = "UPDATE notes SET mod = 1999999999 WHERE id = 1"
    reset = (
        "INSERT INTO revlog VALUES (1795000000009, 11, -1, 0, 0, 0, 0, 0, 4);"
        "UPDATE cards SET queue = -1 WHERE id = 11"
    )

    page = html.unescape(told(browser, from_anki(edited, reset)))

    assert "1 note d’Anki qui ne vient pas d’ici (1 révision)" in page
    assert "<li>À moi</li>" in page
    assert "1 révision de cartes supprimées dans Anki" in page
    assert "1 carte modifiée dans Anki" in page
    assert "1 carte suspendue dans Anki" in page
    assert "1 carte marquée d’un drapeau" in page
    assert "1 carte remise à zéro dans Anki" in page
    assert f'href="/cards/{CARD.replace("#", "%23")}"' in page


def test_words_of_a_file_are_no_html(browser: Browser) -> None:
    hostile = (
        "UPDATE notes SET flds = '&lt;script&gt;alert(1)&lt;/script&gt;' WHERE id = 2"
    )

    page = told(browser, from_anki(hostile))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_card_that_is_not_ones_own_is_told_by_its_key_alone(browser: Browser) -> None:
    page = told(browser, from_anki(card="autre/<b>#x"))

    assert "1 carte d’un paquet qui ne s’apprend pas ici (2 révisions)" in page
    assert "autre/&lt;b&gt;#x" in page
    assert answers(browser) == []


def test_a_backup_is_made_before_reviews_come_home(browser: Browser) -> None:
    browser.sent("/api/reviews", reviews(review_event(1)))

    bring(browser, from_anki())

    (made,) = kept_backups(context_of(browser.app).database)
    assert made.occasion is Occasion.IMPORT


# What is refused


def test_a_file_without_a_log_says_what_to_tick(browser: Browser) -> None:
    page = told(browser, from_anki(NO_LOG))

    assert "« Inclure les données de planification »" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "abîmé ou incomplet"),
        (b"question;reponse\n", "un fichier de texte"),
        (b"PK\x03\x04 and nothing", "abîmé ou incomplet"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_beside_the_field(
    browser: Browser, content: bytes, said: str
) -> None:
    before = browser.dump()

    answer = bring(browser, content)

    assert answer.status_code == 422
    assert said in answer.text.replace("\xa0", " ")
    assert 'aria-invalid="true"' in answer.text
    assert browser.dump() == before


def test_words_beside_a_file_are_not_held_in_memory_like_one(browser: Browser) -> None:
    large = "x" * 1_000_000

    answer = browser.submit("/my-data/anki/imports", note=large)

    assert answer.status_code == 422
    assert "L’envoi est trop gros" in answer.text
    assert "L’envoi est trop gros" not in bring(browser, large.encode()).text


def test_a_form_of_words_alone_is_not_read_like_a_file(class_app: Flask) -> None:
    """It would be in memory as a whole, whoever sends it."""
    answer = class_app.test_client().post(
        "/my-data/anki/imports", data={"note": "x" * 2_000_000}
    )

    assert answer.status_code == 422
    assert "1 Mo au plus" in answer.text.replace("\xa0", " ")


def test_a_form_without_a_file_is_explained(browser: Browser) -> None:
    answer = browser.submit("/my-data/anki/imports")

    assert answer.status_code == 422
    assert "Choisir d’abord un fichier" in answer.text


def test_one_file_at_a_time_is_read_of_a_person(browser: Browser) -> None:
    with context_of(browser.app).quotas.importing("local"):
        answer = bring(browser, from_anki())

    assert answer.status_code == 503
    assert "Un autre import est en cours" in answer.text.replace("\xa0", " ")
    assert answers(browser) == []


def test_nothing_of_a_file_is_left_on_the_disk(
    browser: Browser, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))

    bring(browser, b"PK\x03\x04 and nothing")

    assert [path for path in sorted(tmp_path.rglob("*")) if path.is_file()] == [
        path for path in before if path.is_file()
    ]


# In a class


def test_a_report_is_for_who_sent_the_file(class_app: Flask) -> None:
    for name in ("Tom", "Lea"):
        add_person(class_app, name)
    tom, lea = (signed_in(class_app, name) for name in ("Tom", "Lea"))

    report = bring(tom, from_anki()).location

    assert tom.get(report).status_code == 200
    assert lea.get(report).status_code == 404
    assert lea.get("/my-data/anki/imports/nothing").status_code == 404
    assert "qui ne s’apprend pas ici" in tom.get(report).text.replace("\xa0", " ")
