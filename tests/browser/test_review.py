"""The review page: from the first card to the last, by hand and by key."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.site import Site, Watch, unavailable
from tests.browser.student import Student, choose_in_menu
from tests.web.visiting import NOW
from trainer.core.questions import Format
from trainer.learners import change_settings, load_learner
from web.context import context_of


def test_the_first_card_is_answered_within_three_clicks(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.goto(site.url)

    page.get_by_role("link", name="Réviser", exact=True).click()
    page.locator(".option").first.click()
    page.locator(".answer").wait_for()
    page.locator("#actions .main").click()

    expect(page.locator("body")).to_have_attribute("data-waiting", "0")
    assert len(site.effective_reviews()) == 1


def test_a_whole_session_goes_by_keyboard_alone(student: Student) -> None:
    student.start()

    answers = 0
    while not student.has_finished:
        student.do()
        answers += 1

    expect(student.page.locator(".finished")).to_contain_text(
        f"{answers} réponses données"
    )
    student.settle()
    assert student.seen == set(Format)
    assert [rating for _, rating, _ in student.site.effective_reviews()] == (
        [3] * answers
    )


def test_a_wrong_answer_is_rated_again_at_one_key(student: Student) -> None:
    student.start()

    while student.seen != set(Format):
        student.do(rightly=False)

    student.settle()
    assert {rating for _, rating, _ in student.site.effective_reviews()} == {1}


@pytest.mark.parametrize(("rightly", "rating"), [(True, 1), (False, 3)])
def test_one_key_counts_an_answer_otherwise(
    student: Student, rightly: bool, rating: int
) -> None:
    student.start()
    student.skip_to(Format.TYPED)
    student.answer(rightly=rightly)

    student.press("KeyO")
    pressed = student.page.locator("#actions [aria-pressed=true]")
    expect(pressed).to_have_css("box-shadow", re.compile("inset"))
    student.go_on()

    student.settle()
    _, stored, response = student.site.effective_reviews()[-1]
    assert stored == rating
    assert '"overridden":true' in response


def test_counting_otherwise_twice_is_as_before(student: Student) -> None:
    student.start()
    student.skip_to(Format.CHOICE)
    student.answer()

    student.press("KeyO")
    student.press("KeyO")
    student.go_on()

    student.settle()
    _, rating, response = student.site.effective_reviews()[-1]
    assert rating == 3
    assert "overridden" not in response


def test_a_digit_pressed_again_after_the_reveal_does_nothing(student: Student) -> None:
    student.start()
    student.skip_to(Format.CHOICE)
    student.press("Digit1")
    expect(student.page.locator(".answer")).to_be_visible()

    for digit in ("Digit1", "Digit2", "Digit3", "Digit4"):
        student.press(digit)

    expect(student.page.locator(".answer")).to_be_visible()
    student.settle()
    before = student.skipped
    assert len(student.site.effective_reviews()) == before


def test_a_key_held_down_rates_nothing(student: Student) -> None:
    student.start()
    student.skip_to(Format.SELF_MARKED)
    student.press("Space")
    expect(student.page.locator(".answer")).to_be_visible()

    student.press("Space", repeated=True)
    student.press("Digit2", repeated=True)

    expect(student.page.locator(".answer")).to_be_visible()


def test_keys_are_letters_while_somebody_types(student: Student) -> None:
    student.start()
    student.do()
    student.skip_to(Format.TYPED)

    for code in ("KeyU", "KeyO", "KeyV", "KeyM", "Digit1"):
        student.press(code)

    expect(student.page.locator(".typed")).to_have_value("uov?&")
    expect(student.page.locator(".answer")).to_have_count(0)
    expect(student.page.locator("#help")).to_be_hidden()


def test_not_knowing_has_a_key_and_shows_the_answer(student: Student) -> None:
    student.start()
    student.skip_to(Format.TRUE_FALSE)

    student.press("Digit0")
    expect(student.page.locator(".answer")).to_be_visible()
    student.go_on()

    student.settle()
    assert student.site.effective_reviews()[-1][1:] == (1, "{}")


def test_the_keys_are_listed_at_a_key(student: Student) -> None:
    student.start()
    student.skip_to(Format.CHOICE)

    student.press("KeyM")  # where a French keyboard has its question mark

    expect(student.page.get_by_role("dialog")).to_contain_text("Touches du clavier")


def test_a_double_click_shows_the_answer_and_rates_nothing(student: Student) -> None:
    student.start()
    student.skip_to(Format.SELF_MARKED)

    # At this place stands "Correct" once the answer is shown.
    student.page.locator("#actions .main").dblclick(position={"x": 600, "y": 20})

    expect(student.page.locator(".answer")).to_be_visible()
    expect(student.page.locator("#actions .rating")).to_have_count(2)
    student.settle()
    assert len(student.site.effective_reviews()) == student.skipped


def test_four_buttons_are_there_on_request(
    small_site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context()
    context.add_cookies([{"name": "buttons", "value": "4", "url": small_site.url}])
    student = Student(small_site, context.new_page())
    student.start()
    student.skip_to(Format.SELF_MARKED)
    student.answer()

    student.press("Digit4")

    student.settle()
    assert student.site.effective_reviews()[-1][1] == 4


def test_the_label_of_a_button_is_the_delay_that_is_stored(student: Student) -> None:
    student.start()
    student.skip_to(Format.SELF_MARKED)
    student.answer()

    said = student.page.locator("#actions .rating").last.inner_text()

    student.go_on()
    student.settle()
    (due_at,) = student.site.rows(
        "SELECT due_at FROM card_states ORDER BY last_reviewed_at DESC, due_at LIMIT 1"
    )[0]
    assert "10\N{NO-BREAK SPACE}min" in said
    assert str(due_at).startswith("2026-11-23 09:10")


def test_the_next_card_comes_without_the_network(student: Student) -> None:
    student.start()
    first = student.card().card.key
    held: list[Route] = []
    student.page.route("**/api/reviews", lambda route: held.append(route))

    with student.page.expect_request("**/api/reviews"):
        student.do()

    assert student.card().card.key != first
    assert student.site.effective_reviews() == []
    for route in held:
        route.continue_()
    student.settle()
    assert len(student.site.effective_reviews()) == 1


def test_cards_that_come_due_appear_on_the_finished_page(
    small_site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    with_steps_of(small_site, 60)
    page = new_context().new_page()
    page.clock.install(time=NOW)
    student = Student(small_site, page)
    student.start()
    while not student.has_finished:
        student.do()
    expect(page.locator(".finished")).to_contain_text("11:00")

    small_site.clock.advance(minutes=61)
    page.clock.run_for("01:01:00")

    expect(page.locator(".question")).to_be_visible()


def test_a_deck_without_cards_for_today_says_so(student: Student) -> None:
    student.start()
    while not student.has_finished:
        student.do()
    student.settle()

    student.start()

    expect(student.page.locator(".finished")).to_contain_text("C’est fini")


def test_a_server_that_cannot_answer_is_asked_again(
    student: Student, watch: Watch
) -> None:
    with watch.forgiving("503"):
        student.page.route("**/api/queue*", unavailable)
        student.page.goto(f"{student.site.url}/review")
        expect(student.page.get_by_text("Le réseau manque")).to_be_visible()

        student.page.unroute("**/api/queue*")
        student.page.get_by_role("button", name="Réessayer").click()

        expect(student.page.locator(".question")).to_be_visible()


def test_an_answer_that_cannot_be_shown_yet_is_asked_for_again(
    student: Student, watch: Watch
) -> None:
    with watch.forgiving("503"):
        student.page.route("**/api/answers*", unavailable)
        student.start()
        student.page.keyboard.type("???")
        student.press("Enter")
        expect(student.page.get_by_text("n’est pas encore arrivée")).to_be_visible()

        student.page.unroute("**/api/answers*")
        student.page.get_by_role("button", name="Réessayer").click()

        expect(student.page.locator(".answer")).to_be_visible()


def test_a_card_answered_in_one_window_goes_away_in_the_other(
    student: Student,
) -> None:
    student.start()
    other = Student(student.site, student.page.context.new_page())
    other.start()
    card = student.card().card.key
    assert other.card().card.key == card

    student.do()

    expect(other.page.locator(".notice")).to_contain_text("autre fenêtre")
    assert other.card().card.key != card
    student.settle()
    assert len(student.site.rows("SELECT * FROM reviews")) == 1


def test_what_was_chosen_stays_marked_while_its_answer_is_away(
    student: Student, watch: Watch
) -> None:
    with watch.forgiving("503"):
        student.page.route("**/api/answers*", unavailable)
        student.page.goto(f"{student.site.url}/review")  # the built-in deck too
        student.page.locator(".option, .typed, #actions .main").first.wait_for()
        while student.page.locator(".option").count() == 0:
            choose_in_menu(student.page, "bury")
            student.wait()
        student.press("Digit2")

        retry = student.page.get_by_role("button", name="Réessayer")
        expect(retry).to_be_focused()
        options = student.page.locator(".option")
        assert options.nth(1).get_attribute("class") == "option chosen"
        expect(options.first).to_have_attribute("aria-disabled", "true")


def test_a_last_card_that_is_always_missed_is_not_asked_without_a_pause(
    student: Student,
) -> None:
    student.start()
    for _ in range(6):
        student.do()
    student.answer(rightly=False)

    student.press("Digit1" if student.page.locator(".rating").count() > 1 else "Space")

    pause = student.page.locator(".pause")
    expect(pause).to_contain_text("Il reste 7 cartes")
    student.press("Space")
    expect(student.page.locator(".notice")).to_contain_text("Plus tôt que prévu")


def with_steps_of(site: Site, minutes: int) -> None:
    with context_of(site.app).database.writing() as session:
        learner = load_learner(session)
        wanted = replace(learner.settings[-1], learning_steps=(minutes, minutes))
        change_settings(session, learner, wanted, NOW)
