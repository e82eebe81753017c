"""A tablet that two students share: nobody sees or sends what is another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import delete

from tests.browser.conftest import served
from tests.browser.site import Site, Watch
from tests.web.visiting import (
    DECK,
    NOW,
    PASSWORD,
    add_person,
)
from trainer.access import deck_named
from trainer.tables import EnrolmentRow, SignInRow
from web.context import context_of

CUT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "401")


@pytest.fixture
def class_site(tmp_path: Path, built_in_home: Path, watch: Watch) -> Iterator[Site]:
    """A class's server, with Tom and Lea, who learn one deck."""
    with served(built_in_home, tmp_path / "class", is_class=True) as site:
        watch.expect_only(site.url)
        for name in ("Tom", "Lea"):
            student = add_person(site.app, name).student_id
            with context_of(site.app).database.writing() as session:
                deck = deck_named(session, DECK)
                row = EnrolmentRow(student_id=student, deck_id=deck.id, created_at=NOW)
                session.add(row)
        yield site


@pytest.fixture
def tablet(chromium: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A browser with a service worker."""
    context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    context.set_default_timeout(10_000)
    watch.over(context)
    yield context
    context.close()


def test_what_one_has_answered_is_never_sent_as_anothers(
    class_site: Site, tablet: BrowserContext, watch: Watch
) -> None:
    page = tablet.new_page()
    with watch.forgiving(*CUT), cut_off(tablet):
        sign_in(page, class_site, "Tom")
        review(page, class_site)
        answer(page, 3)
        sign_out(page, class_site)
    sign_in(page, class_site, "Lea")
    review(page, class_site)
    answer(page, 1)
    expect(page.locator("body")).to_have_attribute("data-waiting", "0")
    sign_out(page, class_site)
    while_lea_was_there = reviews(class_site)

    sign_in(page, class_site, "Tom")
    expect(page.locator("body")).to_have_attribute("data-waiting", "0")

    assert while_lea_was_there == {"Lea": 1}
    assert reviews(class_site) == {"Tom": 3, "Lea": 1}


def test_who_leaves_leaves_no_card_and_no_page(
    class_site: Site, tablet: BrowserContext, watch: Watch
) -> None:
    page = tablet.new_page()
    with watch.forgiving(*CUT), cut_off(tablet):
        sign_in(page, class_site, "Tom")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        review(page, class_site)
        answer(page, 2)
        before = held_when(page, is_stocked)
        sign_out(page, class_site)
        after = held_when(page, lambda held: "/" not in held["pages"])

    assert set(before["pages"]) >= {"/", "/review"}
    assert not {"/", "/review"} & set(after["pages"])
    (store,) = after["stores"]
    assert {name for name, held in store.items() if held} == {"events"}
    assert [sorted(event) for event in store["events"]] == [
        ["body", "card", "kind", "phase", "sequence"]
    ] * 2


def test_the_next_one_never_sees_the_cards_of_who_was_there(
    class_site: Site, tablet: BrowserContext, watch: Watch
) -> None:
    page = tablet.new_page()
    sign_in(page, class_site, "Tom")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    review(page, class_site)
    held_when(page, is_stocked)
    sign_out(page, class_site)
    sign_in(page, class_site, "Lea")
    held_when(page, lambda held: {"/", "/review"} <= set(held["pages"]))

    with watch.forgiving(*CUT):
        tablet.set_offline(True)
        page.goto(f"{class_site.url}/review")
        # Looked at before the network is back: then the page asks for Lea's own cards.
        expect(page.get_by_role("heading", name="Le réseau manque")).to_be_visible()
        whose = page.locator("body").get_attribute("data-learner")
        asked = page.locator(".question").count()
        tablet.set_offline(False)

    assert whose == student_uid(class_site, "Lea")
    assert asked == 0


def test_who_leaves_without_the_network_is_told_to_come_again(
    class_site: Site, tablet: BrowserContext, watch: Watch
) -> None:
    page = tablet.new_page()
    sign_in(page, class_site, "Tom")
    page.goto(f"{class_site.url}/account")
    leaving = page.get_by_role("button", name="Se déconnecter", exact=True)

    with watch.forgiving(*CUT, "fetching the script"):
        tablet.set_offline(True)
        leaving.click()
        expect(page.get_by_role("alert")).to_contain_text("encore connecté")
        tablet.set_offline(False)
    leaving.click()

    expect(page.locator("#password")).to_be_visible()


def test_another_page_that_is_open_goes_when_its_student_leaves(
    class_site: Site, tablet: BrowserContext
) -> None:
    page, other = tablet.new_page(), tablet.new_page()
    sign_in(page, class_site, "Tom")
    review(other, class_site)

    sign_out(page, class_site)

    expect(other.locator("#password")).to_be_visible()


def test_a_session_that_ended_without_the_network_loses_nothing(
    class_site: Site, tablet: BrowserContext, watch: Watch
) -> None:
    page = tablet.new_page()
    sign_in(page, class_site, "Tom")
    review(page, class_site)
    with watch.forgiving(*CUT):
        tablet.set_offline(True)
        answer(page, 2)
        end_all_sign_ins(class_site)
        tablet.set_offline(False)
        way_in = page.locator("#unsent").get_by_text("Se connecter pour envoyer")
        expect(way_in).to_be_visible()
        expect(page.locator("#unsent")).to_contain_text("2 réponses gardées")
        unsent = reviews(class_site)

        way_in.click()
        sign_in(page, class_site, "Tom")
        expect(page.locator("body")).to_have_attribute("data-waiting", "0")

    assert unsent == {}
    assert reviews(class_site) == {"Tom": 2}


def test_a_stranger_opens_no_store_and_sends_nothing(
    class_site: Site, tablet: BrowserContext
) -> None:
    page = tablet.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{class_site.url}/sign-in")
    expect(page.locator("body")).to_have_attribute("data-waiting", "0")

    assert page.evaluate("indexedDB.databases()") == []
    assert [url for url in asked if "/api/" in url or "sw.js" in url] == []


# Helpers


def sign_in(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.url}/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main .main")
    expect(page.locator(".nav")).to_be_visible()


def sign_out(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/account")
    page.get_by_role("button", name="Se déconnecter", exact=True).click()
    expect(page.locator("#password")).to_be_visible()


def answer(page: Page, times: int) -> None:
    """Say of each card that it is not known, and go on."""
    for _ in range(times):
        page.locator("#actions button", has_text="Je ne sais pas").click()
        page.locator(".answer").wait_for()
        page.locator("#actions .main").click()
        expect(page.locator(".question, .pause, .finished").first).to_be_visible()


def review(page: Page, site: Site) -> None:
    with page.expect_response("**/api/answers-at-hand?**") as answers:
        page.goto(f"{site.url}/review")
        expect(page.locator(".question")).to_be_visible()
    answers.value.finished()


@contextmanager
def cut_off(context: BrowserContext) -> Iterator[None]:
    """Let no answer reach the server."""
    context.route("**/api/reviews", lambda route: route.abort())
    yield
    context.unroute("**/api/reviews")


def held_when(page: Page, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Give what the device holds, once it is as it shall be."""
    held: dict[str, Any] = {}
    for _ in range(100):  # `wait_for_function` awaits no promise
        held = page.evaluate(HELD)
        if is_so(held):
            break
        page.wait_for_timeout(100)  # it lets the browser work between two looks
    assert is_so(held)
    return held


def is_stocked(held: dict[str, Any]) -> bool:
    """Say whether the cards of a day are on the device."""
    return any(store["facts"] for store in held["stores"])


def reviews(site: Site) -> dict[str, int]:
    """Count the answers of each student."""
    rows = site.rows(
        "SELECT students.name, count(*) FROM reviews"
        " JOIN students ON students.id = student_id GROUP BY students.id"
    )
    return {str(name): int(str(count)) for name, count in rows}


# All that the device holds of anybody, but for the files.
HELD = """
Promise.all([
  indexedDB.databases().then((all) => Promise.all(all.map(({ name }) =>
    new Promise((resolve) => {
      indexedDB.open(name).onsuccess = ({ target: { result } }) => {
        const found = {};
        const work = result.transaction([...result.objectStoreNames]);
        for (const store of result.objectStoreNames) {
          work.objectStore(store).getAll().onsuccess = ({ target }) => {
            found[store] = target.result;
          };
        }
        work.oncomplete = () => resolve(found);
      };
    })))),
  caches.keys().then((names) => Promise.all(names.map((name) =>
    caches.open(name).then((cache) => cache.keys())))).then((all) =>
    all.flat().map(({ url }) => new URL(url).pathname)
      .filter((path) => !path.startsWith("/static/"))),
]).then(([stores, pages]) => ({ stores, pages }))
"""


def student_uid(site: Site, name: str) -> str:
    (row,) = site.rows(f"SELECT uid FROM students WHERE name = '{name}'")
    return str(row[0])


def end_all_sign_ins(site: Site) -> None:
    """End every sign-in, as a teacher who resets the class does."""
    with context_of(site.app).database.writing() as session:
        session.execute(delete(SignInRow))
