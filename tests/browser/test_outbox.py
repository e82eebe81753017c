"""Answers without the network: kept, said, and sent exactly once."""

from __future__ import annotations

import json

from playwright.sync_api import Route, expect

from tests.browser.site import Watch
from tests.browser.student import Student

KEPT = "Réponse gardée sur cet appareil, envoyée dès que le réseau revient."


def test_an_answer_without_network_is_kept_said_and_sent_once(
    student: Student, watch: Watch
) -> None:
    with watch.forgiving("ERR_INTERNET_DISCONNECTED"):
        student.start_with_full_hand()
        student.page.context.set_offline(True)
        student.do()
        expect(student.page.locator(".notice")).to_have_text(KEPT)
        assert student.site.effective_reviews() == []

        student.page.context.set_offline(False)
        student.settle()

    expect(student.page.locator(".notice")).to_be_hidden()
    assert len(student.site.rows("SELECT * FROM reviews")) == 1


def test_a_session_goes_on_without_network_as_far_as_the_hand_goes(
    student: Student, watch: Watch
) -> None:
    with watch.forgiving("ERR_INTERNET_DISCONNECTED", "ERR_FAILED"):
        student.start_with_full_hand()
        student.page.context.set_offline(True)
        for _ in range(6):
            student.do()
        expect(student.page.locator(".notice")).to_contain_text("6 réponses gardées")

        student.page.context.set_offline(False)
        student.settle()

    assert len(student.site.effective_reviews()) == 6


def test_a_network_that_is_said_to_be_back_too_early_is_tried_again_soon(
    student: Student, watch: Watch
) -> None:
    def cut(route: Route) -> None:
        route.abort()

    page = student.page
    with watch.forgiving("ERR_FAILED"):
        student.start_with_full_hand()
        page.route("**/api/reviews", cut)
        for _ in range(6):
            student.do()
        expect(page.locator(".notice")).to_contain_text("6 réponses gardées")
        # At no moment does none of the two hold: the page tries again by itself too.
        page.route("**/api/reviews", lambda route: route.abort(), times=1)
        page.unroute("**/api/reviews", cut)

        with page.expect_request("**/api/reviews"):
            page.evaluate("dispatchEvent(new Event('online'))")

        student.settle()
    assert len(student.site.effective_reviews()) == 6


def test_answers_left_on_the_device_are_sent_when_the_page_opens_again(
    student: Student, watch: Watch
) -> None:
    with watch.forgiving("ERR_INTERNET_DISCONNECTED", "ERR_FAILED"):
        student.start_with_full_hand()
        student.page.context.set_offline(True)
        student.do()
        expect(student.page.locator(".notice")).to_have_text(KEPT)
        student.page.close()

        student.page.context.set_offline(False)
        again = Student(student.site, student.page.context.new_page())
        again.start()
        again.settle()

    assert len(student.site.rows("SELECT * FROM reviews")) == 1


def test_an_answer_whose_reply_is_lost_is_sent_again_and_stored_once(
    student: Student, watch: Watch
) -> None:
    sent: list[str | None] = []

    def lose_the_first_reply(route: Route) -> None:
        sent.append(route.request.post_data)
        response = route.fetch()
        if len(sent) == 1:
            route.abort()
        else:
            route.fulfill(response=response)

    with watch.forgiving("ERR_FAILED"):
        student.start()
        student.page.route("**/api/reviews", lose_the_first_reply)

        student.do()
        student.settle()

    assert len(sent) == 2
    assert len(student.site.rows("SELECT * FROM reviews")) == 1


def test_an_undo_without_network_is_sent_after_its_answer(
    student: Student, watch: Watch
) -> None:
    with watch.forgiving("ERR_INTERNET_DISCONNECTED"):
        student.start_with_full_hand()
        student.page.context.set_offline(True)
        notice = student.page.locator(".notice")
        student.do()
        student.do()
        student.page.locator("#undo").click()
        expect(notice).to_have_text(KEPT)
        student.page.locator("#undo").click()
        expect(notice).to_contain_text("4 changements gardés")

        student.page.context.set_offline(False)
        student.settle()

    assert len(student.site.rows("SELECT * FROM reviews")) == 2
    assert student.site.effective_reviews() == []


def test_an_answer_that_the_server_rejects_is_said_and_holds_nothing_up(
    student: Student,
) -> None:
    def spoil(route: Route) -> None:
        body = json.loads(route.request.post_data or "")
        body["reviews"][0]["card"] = "cuisine/nowhere#job"
        route.continue_(post_data=body)

    student.start()
    student.page.route("**/api/reviews", spoil, times=1)

    student.do()
    expect(student.page.locator(".notice.error")).to_contain_text(
        "n’a pas été enregistrée"
    )
    student.do()

    student.settle()
    assert len(student.site.effective_reviews()) == 1


def test_a_batch_that_the_server_refuses_leaves_only_the_bad_event_behind(
    student: Student, watch: Watch
) -> None:
    def spoil(route: Route) -> None:
        body = json.loads(route.request.post_data or "")
        if body["reviews"][0]["uid"] == bad[0]:
            route.fulfill(status=422, json={"error": "Forme inattendue."})
        else:
            route.continue_()

    bad: list[str] = []
    with watch.forgiving("ERR_INTERNET_DISCONNECTED", "422"):
        student.start_with_full_hand()
        student.page.context.set_offline(True)
        student.do()
        student.do()
        bad.append(student.page.evaluate(FIRST_UID))
        student.page.route("**/api/reviews", spoil)

        student.page.context.set_offline(False)
        expect(student.page.locator("body")).to_have_attribute("data-refused", "1")
        student.settle()

    expect(student.page.locator(".notice")).to_contain_text("Forme inattendue")
    assert len(student.site.effective_reviews()) == 1


FIRST_UID = """
new Promise((resolve) => {
  indexedDB.open("trainer-local").onsuccess = ({ target }) => {
    const events = target.result.transaction("events").objectStore("events");
    events.getAll().onsuccess = ({ target }) => resolve(target.result[0].body.uid);
  };
})
"""
