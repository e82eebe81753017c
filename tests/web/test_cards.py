"""The pages of many cards: the list and what is done in it, sessions apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.web.visiting import (
    CARD,
    DECK,
    NOW,
    RIGHT,
    Browser,
    close,
    retraction,
    review_event,
    reviews,
)
from trainer.config import Config
from web import create_app

SUSPENDED = "/cards?status=suspended"
_ROW = re.compile(r'name="card" value="([^"]+)"')
_UNDO = re.compile(r'name="change" value="([^"]+)"')


@pytest.fixture
def either(config: Config) -> Iterator[Browser]:
    """A browser in front of an app on a database of each kind."""
    app = create_app(config, lambda: NOW)
    yield Browser(app, app.test_client())
    close(app)


def listed(browser: Browser, path: str) -> list[str]:
    """Give the keys of the cards that a page of the list shows."""
    return _ROW.findall(browser.get(path).text)


def found(page: str) -> str:
    """Give what a page says of how many cards there are."""
    heading = re.search(r'<h2 id="found">([^<]+)</h2>', page)
    assert heading is not None
    return heading[1].replace("\u00a0", " ")


def change(browser: Browser, action: str, **fields: str) -> str:
    """Send the form of the list, and give the page that it leads to."""
    response = browser.submit("/cards/changes", action=action, **fields)
    assert response.status_code == 303, response.text
    return browser.get(response.location).text.replace("\u00a0", " ")


def states(browser: Browser) -> list[str]:
    """Give all that the database says of states."""
    return [line for line in browser.dump() if '"card_states"' in line]


# The list


def test_the_list_shows_fifty_cards_a_page_and_leads_to_the_next(
    browser: Browser,
) -> None:
    first = listed(browser, "/cards")

    second = listed(browser, "/cards?page=2")

    assert (len(first), len(set(first + second))) == (50, 100)
    assert 'href="/cards?page=2"' in browser.get("/cards").text


def test_a_filter_is_in_the_address_and_in_the_form(browser: Browser) -> None:
    page = browser.get("/cards", text="MODELE", part="A", status="new").text

    assert 0 < len(_ROW.findall(page)) < 12
    assert 'value="MODELE"' in page
    assert '<option value="A" selected>' in page
    assert '<option value="new" selected>' in page


def test_to_filter_by_nothing_is_called_as_its_noun_asks(browser: Browser) -> None:
    browser.submit("/my-data/card-imports", table="Où ?;Ici\n")

    page = browser.get("/cards").text

    assert re.search(r'name="deck">\s*<option value="">Tous<', page)
    assert re.search(r'name="part">\s*<option value="">Toutes<', page)


def test_the_list_shows_no_answer(browser: Browser) -> None:
    page = browser.get("/cards", text="A3", part="A").text
    rows = page[page.index("<tbody") : page.index("</tbody")]

    assert quote(CARD) in rows
    assert RIGHT not in rows


@pytest.mark.parametrize(
    "query",
    [
        "status=odd",
        "recall=9",
        "order=x",
        "page=x",
        "page=-1",
        "page=99999999999999999999",
        "deck=%00",
        "text=%00%27%22%3Cscript%3E",
        "part=%ED%A0%80",
    ],
)
def test_odd_filters_are_no_mistake(browser: Browser, query: str) -> None:
    response = browser.get(f"/cards?{query}")

    assert response.status_code == 200
    assert "<script>" not in response.text


def test_a_list_of_nothing_says_what_to_do(browser: Browser) -> None:
    page = browser.get("/cards", text="xyzzy").text

    assert "Aucune carte ne correspond" in page
    assert 'action="/cards/changes"' not in page


def test_all_cards_of_a_page_are_checked_without_a_script(browser: Browser) -> None:
    page = browser.get("/cards", part="C", checked="page").text

    assert len(re.findall(r'name="card" value="[^"]+" checked', page)) == 6
    assert "part=C&amp;checked=none" in page


def test_checked_cards_are_suspended_and_the_filter_stays(either: Browser) -> None:
    response = either.submit(
        "/cards/changes", action="suspend", card=CARD, view="part=A&text=mod&page=1"
    )
    page = either.get(response.location).text.replace("\u00a0", " ")

    assert response.location == "/cards?text=mod&part=A"
    assert "1 carte suspendue." in page
    assert listed(either, SUSPENDED) == [CARD]


def test_all_found_cards_are_changed_and_it_is_undone(either: Browser) -> None:
    before = listed(either, SUSPENDED)

    page = change(either, "suspend", scope="all", view="part=A")
    suspended = listed(either, SUSPENDED)
    undone = either.submit(
        "/cards/undoings", change=_UNDO.findall(page)[0], view="part=A"
    )
    after = either.get(undone.location).text.replace("\u00a0", " ")

    assert "12 cartes suspendues." in page
    assert len(suspended) == 12
    assert (undone.status_code, undone.location) == (303, "/cards?part=A")
    assert "12 cartes remises comme avant." in after
    assert _UNDO.findall(after) == []
    assert listed(either, SUSPENDED) == before == []


@pytest.mark.parametrize(
    ("action", "said", "status"),
    [
        ("bury", "6 cartes reportées à demain.", "buried"),
        ("flag", "6 cartes marquées.", "flagged"),
    ],
)
def test_cards_are_put_off_and_flagged_and_taken_back(
    browser: Browser, action: str, said: str, status: str
) -> None:
    back = {"bury": "release", "flag": "unflag"}[action]

    page = change(browser, action, scope="all", view="part=C")
    held = listed(browser, f"/cards?status={status}")
    change(browser, back, scope="all", view="part=C")

    assert said in page
    assert len(held) == 6
    assert listed(browser, f"/cards?status={status}") == []


def test_what_was_done_is_said_once(browser: Browser) -> None:
    page = change(browser, "flag", card=CARD)

    assert "1 carte marquée." in page
    assert "1 carte marquée." not in browser.get("/cards").text.replace("\u00a0", " ")


def test_what_is_so_already_is_said_to_be_so(browser: Browser) -> None:
    change(browser, "flag", card=CARD)

    page = change(browser, "flag", card=CARD)

    assert "Rien à changer" in page


def test_nothing_checked_changes_nothing(browser: Browser) -> None:
    before = browser.dump()

    page = change(browser, "suspend")

    assert "Aucune carte cochée" in page
    assert browser.dump() == before


def test_a_tag_is_put_on_cards_and_found(browser: Browser) -> None:
    page = change(browser, "tag", card=CARD, tag="à relire")

    assert "Étiquette « à relire » ajoutée à 1 carte." in page
    assert listed(browser, "/cards?tag=à relire") == [CARD]
    assert listed(browser, "/cards?text=A RELIRE") == [CARD]


def test_own_cards_are_removed_and_that_is_undone(either: Browser) -> None:
    shown_before = "Retirer de" in either.get("/cards").text
    either.submit("/my-data/card-imports", table="Où ?;Ici\nQuand ?;Demain\n")
    own = listed(either, "/cards?text=demain")

    page = change(either, "remove", scope="all", view="text=demain")
    left = listed(either, "/cards?text=demain")
    either.submit("/cards/undoings", change=_UNDO.findall(page)[0], view="")

    assert not shown_before
    assert "1 carte retirée de « Mes cartes »." in page
    assert (len(own), left) == (1, [])
    assert listed(either, "/cards?text=demain") == own


def test_cards_of_a_paper_are_not_removed_from_the_list(browser: Browser) -> None:
    page = change(browser, "remove", card=CARD)

    assert "ce sont les cartes d’une épreuve, à suspendre" in page
    assert listed(browser, "/cards?text=modele&part=A")


def test_a_tag_without_a_letter_is_refused(browser: Browser) -> None:
    response = browser.submit("/cards/changes", action="tag", card=CARD, tag="<>")

    assert response.status_code == 422
    assert "étiquette" in response.text


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "erase"},
        {"action": "suspend", "scope": "some"},
        {"action": "suspend", "extra": "1"},
        {},
    ],
)
def test_another_form_is_refused(browser: Browser, fields: dict[str, str]) -> None:
    before = browser.dump()

    response = browser.submit("/cards/changes", card=CARD, **fields)

    assert response.status_code == 422
    assert browser.dump() == before


def test_changes_need_the_token_of_a_form(browser: Browser) -> None:
    for path in ("/cards/changes", "/cards/undoings"):
        response = browser.client.post(path, data={"action": "suspend", "card": CARD})

        assert response.status_code == 403


def test_another_undo_is_refused(browser: Browser) -> None:
    assert browser.submit("/cards/undoings", change="x").status_code == 422


def test_a_change_leads_nowhere_else(browser: Browser) -> None:
    response = browser.submit(
        "/cards/changes", action="flag", card=CARD, view="//evil.example/?x=1"
    )

    assert response.location == "/cards"


# Sessions


def test_sessions_are_offered_with_how_many_cards_they_have(browser: Browser) -> None:
    page = browser.get("/sessions", size=20).text

    assert "Avant l’examen" in page
    assert f'href="/review?session=part.20:A&amp;deck={DECK}"' in page
    assert "/sessions/contrast?deck=" in page


def test_two_jobs_are_put_side_by_side(browser: Browser) -> None:
    response = browser.get(
        "/sessions/contrast",
        deck=DECK,
        first="ML Engineer",
        second="MLOps / Platform",
        size=10,
    )

    assert response.status_code == 200
    assert "Outils" in response.text
    assert "session=confused.10:ML+Engineer%7CMLOps" in response.text.replace(
        "%20", "+"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/sessions/contrast",
        f"/sessions/contrast?deck={DECK}&first=a&second=b",
        "/sessions/contrast?deck=%00",
        "/review?session=nothing",
        "/review?session=part",
        f"/api/queue?session=odd&deck={DECK}",
    ],
)
def test_another_session_is_not_found(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_the_review_of_a_session_says_that_it_moves_nothing(browser: Browser) -> None:
    page = browser.get("/review", session="part:A", deck=DECK).text

    assert 'data-session="part:A"' in page
    assert "le calendrier ne bouge pas" in page
    assert "le calendrier ne bouge pas" not in browser.get("/review").text


def test_a_session_is_handed_out_whole(browser: Browser) -> None:
    whole = browser.json("/api/queue", session="part:B", deck=DECK)
    first = whole["cards"][0]["card"]

    rest = browser.json("/api/queue", session="part:B", deck=DECK, exclude=first)

    assert len(whole["cards"]) == 24 == whole["counts"]["new"]
    assert whole["cards"][0]["intervals"] == {}
    assert rest["cards"] == whole["cards"][1:]


def test_answers_to_a_session_leave_the_day_alone(either: Browser) -> None:
    def day() -> tuple[object, str]:
        return either.json("/api/queue", limit=50), either.get("/sessions").text

    either.sent("/api/reviews", reviews(review_event(1)))
    before = day()
    wrong = {"rating": 1, "response": {"choice": "Data Analyst"}}
    missed = review_event(2, purpose="cram", **wrong)

    new = either.sent("/api/reviews", reviews(missed))["results"][0]
    during = day()
    other = either.sent("/api/reviews", reviews(missed | {"purpose": "study"}))
    either.sent("/api/retractions", retraction(1, of=2))

    assert new["status"] == "new"
    assert other["results"][0]["status"] == "rejected"  # it was stored as cram
    assert (during, day()) == (before, before)


def test_every_state_is_the_same_after_a_session(browser: Browser) -> None:
    browser.sent("/api/reviews", reviews(review_event(1)))
    before = states(browser)

    for number, card in enumerate(
        browser.json("/api/queue", session="part:A")["cards"], start=2
    ):
        event = review_event(
            number, card=card["card"], purpose="cram", rating=1, response={}
        )
        (result,) = browser.sent("/api/reviews", reviews(event))["results"]
        assert result["status"] == "new"

    assert len(before) == 1
    assert states(browser) == before


def test_a_deck_page_leads_to_its_sessions(browser: Browser) -> None:
    page = browser.get(f"/decks/{DECK}").text

    assert f'href="/review?deck={DECK}&amp;session=part:A"' in page
    assert f'href="/cards?deck={DECK}"' in page
