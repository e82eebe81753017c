"""The review without the network: kept on the device, and sent exactly once."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    TimeoutError,
    expect,
)

import web.pwa
from benchmarks.chromium import chromium_path
from tests.browser.conftest import FLAGS
from tests.browser.site import Clock, Site, Watch, wait_until
from tests.browser.student import Student, choose_in_menu
from tests.web.visiting import Browser as Client
from tests.web.visiting import close, config_of
from web import create_app

CUT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
ANSWERS = 50
UNDOS = 5
HOLDS = ("suspend", "bury")


def test_a_day_without_network_is_there_once_after_the_browser_was_closed(
    site: Site, chromium: Browser, watch: Watch, tmp_path: Path
) -> None:
    with watch.forgiving(*CUT, "503"):
        with deaf(site), device(chromium, watch, tmp_path) as context:
            page = opened(context, site)
            context.set_offline(True)
            answer_cards(page, ANSWERS - 10)
            for _ in range(UNDOS):
                page.locator("#undo").click()
            for action in HOLDS:
                choose_in_menu(page, action)
            kept = ANSWERS - 10 - UNDOS  # those that count, as a student would
            expect(page.locator(".notice")).to_contain_text(f"{kept} réponses")
        with device(chromium, watch, tmp_path) as context:
            context.set_offline(True)
            page = context.new_page()
            page.goto(f"{site.url}/review")
            expect(page.locator(".question, .pause")).to_be_visible()
            answer_cards(page, 10)
            waiting = ANSWERS + UNDOS + len(HOLDS)
            expect(page.locator("body")).to_have_attribute("data-waiting", f"{waiting}")
            expect(page.locator(".notice")).to_contain_text(f"{kept + 10} réponses")
            assert stored(site) == []
            given = page.evaluate(WAITING)

            context.set_offline(False)
            page.goto(f"{site.url}/settings")
            settle(page)

    assert stored(site) == sorted(map(tuple, given))
    kinds = Counter(kind for kind, *_ in given)
    assert kinds == {"review": ANSWERS, "retraction": UNDOS, "hold": len(HOLDS)}
    assert {what for kind, _, _, what in given if kind == "hold"} == set(HOLDS)
    assert len(site.effective_reviews()) == ANSWERS - UNDOS


def test_two_devices_that_come_back_in_either_order_give_one_state(
    site: Site, built_in_home: Path, chromium: Browser, watch: Watch, tmp_path: Path
) -> None:
    """The second order has the requests of the first, the laptop's two hours later."""
    shutil.copytree(built_in_home, tmp_path / "other")
    clock = Clock(site.clock.at)
    app = create_app(config_of(tmp_path / "other"), clock)
    other, client = Site("", app, clock), Client(app, app.test_client())
    with ExitStack() as stack:
        stack.enter_context(watch.forgiving(*CUT))
        stack.callback(close, app)
        pages, sent = [], []
        for name in ("laptop", "phone"):
            context = stack.enter_context(device(chromium, watch, tmp_path / name))
            sent.append(posts_of(context))
            pages.append(opened(context, site))
            context.set_offline(True)
        for number, page in enumerate(pages):
            answer_cards(page, 8 + number)
            page.locator("#undo").click()
            choose_in_menu(page, HOLDS[number])
        for page in pages:
            page.context.set_offline(False)
            settle(page)
            site.clock.advance(hours=1)
        for requests, hours_later in ((sent[1], 0), (sent[0], 2)):
            clock.advance(hours=1)
            for request in requests:
                body = later(request.post_data_json, hours_later)
                client.sent(urlsplit(request.url).path, body)

    assert len(site.effective_reviews()) == 15
    assert sorted(other.effective_reviews()) == sorted(site.effective_reviews())
    assert other.states() == site.states() != []
    assert other.holds() == site.holds() != []


def test_a_new_service_worker_leaves_unsent_answers_alone(
    site: Site,
    chromium: Browser,
    watch: Watch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with device(chromium, watch, tmp_path) as context:
        context.add_init_script(CUT_POSTS)
        page = opened(context, site)
        answer_cards(page, 3)
        monkeypatch.setattr(web.pwa, "folder_version", lambda folder: "next")
        page.evaluate("navigator.serviceWorker.ready.then((found) => found.update())")
        wait_until(page, "caches.has('trainer-next')")
        page.close()  # now the next release may take over

        page = reopened_by_next(context, site)
        expect(page.locator("body")).to_have_attribute("data-waiting", "3")
        page.evaluate("localStorage.cut = 'no'")
        page.reload()
        settle(page)

    assert len(site.effective_reviews()) == 3


def reopened_by_next(context: BrowserContext, site: Site) -> Page:
    """Open a page until the next release has it: the last one lets go a little late.

    One that opens in that very moment can wait without end (sw.js): then another does.
    """
    for _ in range(20):
        page = context.new_page()
        with suppress(TimeoutError):
            page.goto(f"{site.url}/settings", timeout=3_000)
            if page.evaluate("caches.keys()") == ["trainer-next"]:
                return page
        page.close()
    raise AssertionError("the next release does not take over")


def test_without_a_service_worker_the_review_goes_on_past_the_hand(
    site: Site, new_context: Callable[..., BrowserContext], watch: Watch
) -> None:
    """Over plain HTTP in a local network there is none."""
    with watch.forgiving(*CUT):
        page = new_context().new_page()
        page.goto(f"{site.url}/review")
        stocked(page)
        page.context.set_offline(True)

        answer_cards(page, 25)

        expect(page.locator(".notice")).to_contain_text("25 réponses")
        page.context.set_offline(False)
        settle(page)
    assert len(site.effective_reviews()) == 25


def test_a_store_of_the_first_release_is_read(student: Student, watch: Watch) -> None:
    """Its events have no title; made here as that release made them."""
    with watch.forgiving("favicon.ico"):  # of a page without markup
        student.page.goto(f"{student.site.url}/sw.js")
        student.page.evaluate(STORE_OF_VERSION_1)

    student.page.goto(f"{student.site.url}/settings")
    settle(student.page)

    assert student.site.effective_reviews() == [("cuisine/D1#rule", 3, "{}")]


# The parts


@contextmanager
def device(chromium: Browser, watch: Watch, folder: Path) -> Iterator[BrowserContext]:
    """A browser that keeps what it has when it is closed."""
    context = chromium.browser_type.launch_persistent_context(
        folder / "browser",
        executable_path=chromium_path(),
        args=list(FLAGS),
        locale="fr-FR",
        timezone_id="Europe/Paris",
        service_workers="allow",
    )
    context.set_default_timeout(10_000)
    watch.over(context)
    yield context
    context.close()


@contextmanager
def deaf(site: Site) -> Iterator[None]:
    """Let the server take nothing that is sent to it.

    For a browser that is closed without the network: it has it back for a moment.
    """
    serve = site.app.wsgi_app

    def take_nothing(environ: Any, start_response: Any) -> Any:
        if environ["REQUEST_METHOD"] != "POST":
            return serve(environ, start_response)
        start_response("503 Service Unavailable", [("Content-Length", "0")])
        return ()

    with patch.object(site.app, "wsgi_app", take_nothing):
        yield


def posts_of(context: BrowserContext) -> list[Request]:
    """Keep what the pages of a device send, once it has an answer."""
    kept: list[Request] = []

    def keep(request: Request) -> None:
        if request.method == "POST":
            kept.append(request)

    context.on("requestfinished", keep)
    return kept


def later(batch: Any, hours: int) -> Any:
    """Give a batch as its device would have sent it some hours later."""
    sent_at = datetime.fromisoformat(batch["sent_at"]) + timedelta(hours=hours)
    return batch | {"sent_at": sent_at.isoformat()}


def opened(context: BrowserContext, site: Site) -> Page:
    """Open the review, and wait until this device has all that it needs."""
    page = context.new_page()
    page.goto(f"{site.url}/review")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    stocked(page)
    return page


def stocked(page: Page) -> None:
    """Wait until today's cards are on the device."""
    expect(page.locator(".question")).to_be_visible()
    wait_until(page, FACTS)


def answer_cards(page: Page, number: int) -> None:
    """Answer cards as who knows nothing in one case of three."""
    for n in range(number):
        page.locator("#actions .main, #actions .give-up").first.wait_for()
        if page.locator(".pause").count():
            page.locator("#actions .main").click()
        options = page.locator(".option")
        if n % 3 and options.count():
            options.first.click()
        else:
            page.locator("#actions .give-up, #actions .main").first.click()
        page.locator(".answer").wait_for()
        page.locator("#actions .main").click()


def stored(site: Site) -> list[tuple[object, ...]]:
    """Give what the server has: kind, uid, which card or answer, and what of it."""
    return sorted(
        site.rows(
            "SELECT 'review', uid, cards.key, rating FROM reviews"
            " JOIN cards ON cards.id = card_id"
            " UNION ALL SELECT 'retraction', uid, review_uid, '' FROM retractions"
            " UNION ALL SELECT 'hold', uid, cards.key, action FROM holds"
            " JOIN cards ON cards.id = card_id"
        )
    )


def settle(page: Page) -> None:
    expect(page.locator("body")).to_have_attribute("data-waiting", "0")


FACTS = """
new Promise((resolve) => {
  indexedDB.open("trainer-local").onsuccess = ({ target }) => {
    const facts = target.result.transaction("facts").objectStore("facts");
    facts.get("stock").onsuccess = ({ target }) => resolve(Boolean(target.result));
  };
})
"""
WAITING = """
new Promise((resolve) => {
  indexedDB.open("trainer-local").onsuccess = ({ target }) => {
    const events = target.result.transaction("events").objectStore("events");
    events.getAll().onsuccess = ({ target }) =>
      resolve(target.result.map(({ kind, body }) => [
        kind,
        body.uid,
        body.card ?? body.review_uid,
        body.rating ?? body.action ?? "",
      ]));
  };
})
"""
CUT_POSTS = """
if (location.protocol === "http:") localStorage.cut ??= "yes";
const whole = fetch;
window.fetch = (path, options) =>
  options?.method === "POST" && localStorage.cut === "yes"
    ? Promise.reject(new TypeError("cut"))
    : whole(path, options);
"""
STORE_OF_VERSION_1 = """
new Promise((resolve) => {
  const request = indexedDB.open("trainer-local", 1);
  request.onupgradeneeded = () =>
    request.result.createObjectStore("events", {
      keyPath: "sequence",
      autoIncrement: true,
    });
  request.onsuccess = () => {
    const transaction = request.result.transaction("events", "readwrite");
    transaction.objectStore("events").add({
      kind: "review",
      phase: "new",
      body: {
        uid: "019ab000-0000-7000-8000-000000000001",
        card: "cuisine/D1#rule",
        rating: 3,
        response: {},
        shown: [],
        duration_ms: 4000,
        answered_at: new Date().toISOString(),
        zone: "Europe/Paris",
        overridden: false,
      },
    });
    transaction.oncomplete = () => {
      request.result.close();
      resolve();
    };
  };
})
"""
