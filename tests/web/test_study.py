"""The student's pages: today, the review's frame, a deck."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.visiting import DECK, Browser, review_event, reviews
from tests.web.visits import SETTINGS


def test_the_first_page_says_how_much_waits_and_offers_one_button(
    browser: Browser,
) -> None:
    page = browser.get("/").text

    assert "20" in page
    assert 'href="/review"' in page
    assert f"/decks/{DECK}" in page


def test_the_first_page_follows_the_answers(browser: Browser) -> None:
    before = browser.get("/").text

    browser.sent("/api/reviews", reviews(review_event()))

    assert browser.get("/").text != before


def test_who_takes_no_new_cards_is_told_why_none_come(browser: Browser) -> None:
    form = {"new_per_day": "0", "reviews_per_day": "100", "zone": "Europe/Paris"}
    browser.submit("/settings", **SETTINGS | form)

    for path in ("/", "/review"):
        assert "sont à 0 par jour" in browser.get(path).text


def test_who_has_suspended_all_cards_is_told_that_none_will_come(
    browser: Browser,
) -> None:
    before = browser.get("/").text

    browser.submit("/cards/changes", action="suspend", scope="all")

    assert "suspendues" not in before
    assert "elles sont suspendues (voir Cartes)" in browser.get("/").text


@pytest.mark.parametrize("path", ["/review", f"/review?deck={DECK}"])
def test_the_review_is_a_frame_for_the_script(browser: Browser, path: str) -> None:
    page = browser.get(path).text

    assert '<script type="module"' in page
    assert 'data-learner="local"' in page


def test_the_review_of_a_deck_names_it(browser: Browser) -> None:
    page = browser.get("/review", deck=DECK).text

    assert f'data-deck="{DECK}"' in page
    assert "Métiers data" in page


def test_a_deck_shows_its_parts_and_the_way_to_anki(browser: Browser) -> None:
    page = browser.get(f"/decks/{DECK}").text

    assert "Métiers data" in page
    assert 'href="/my-data/anki"' in page
    assert "enseignant" in page  # nobody has checked the key yet


@pytest.mark.parametrize(
    "paths",
    [
        ("/decks/x", "/decks/y-z", "/decks/A%00", "/decks/%F0%9F%98%80"),
        ("/review?deck=x", "/review?deck=y-z", "/review?deck=%00"),
    ],
)
def test_unknown_decks_all_get_the_same_page(
    client: FlaskClient, paths: tuple[str, ...]
) -> None:
    answers = [client.get(path) for path in paths]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


def test_the_pages_speak_the_language_of_the_browser(client: FlaskClient) -> None:
    french = client.get("/", headers={"Accept-Language": "fr-CH, en;q=0.5"}).text
    english = client.get("/", headers={"Accept-Language": "en-GB, fr;q=0.5"}).text
    other = client.get("/", headers={"Accept-Language": "de"}).text

    assert '<html lang="fr"' in french
    assert '<html lang="en"' in english
    assert '<html lang="fr"' in other
