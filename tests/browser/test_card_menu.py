"""The menu of a card: what it sets aside, flags and gives back, by the keyboard too."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.site import Watch
from tests.browser.student import Student, choose_in_menu
from tests.browser.test_offline import stocked


def test_a_suspended_card_leaves_at_once_and_an_undo_brings_it_back(
    student: Student,
) -> None:
    student.start()
    student.do()
    student.settle()
    card = student.card().card.key
    before = student.page.locator(".counts [data-slot=n]").all_inner_texts()

    open_menu(student)
    student.tab_to(student.page.get_by_role("button", name="Suspendre la carte"))
    student.press("Enter")

    expect(student.page.locator(".notice")).to_contain_text("Carte suspendue")
    student.settle()
    assert student.card().card.key != card
    assert student.site.holds() == [(card, 1, 0)]

    student.undo()
    student.settle()
    assert student.card().card.key == card
    expect(student.page.locator(".counts [data-slot=n]")).to_have_text(before)
    assert student.site.holds() == []


def test_a_flag_stays_on_its_card(student: Student) -> None:
    student.start()
    card = student.card().card.key
    choose_in_menu(student.page, "flag")
    expect(student.page.locator(".notice")).to_contain_text("Carte marquée.")
    student.settle()
    student.start()
    expect(student.page.locator(".notice")).to_contain_text("Carte marquée.")

    student.page.locator("#open-menu").click()

    expect(student.page.get_by_role("button", name="Ne plus marquer")).to_be_visible()
    assert student.site.holds() == [(card, 0, 1)]


def test_a_flag_is_on_the_card_that_the_device_keeps(
    student: Student, watch: Watch
) -> None:
    student.start()
    stocked(student.page)
    choose_in_menu(student.page, "flag")
    student.settle()

    expect_flag_without_network(student.page, watch)


def test_a_flag_set_while_the_cards_are_on_their_way_is_on_the_device(
    student: Student, watch: Watch
) -> None:
    page, held = student.page, list[Route]()
    page.route("**/api/answers-at-hand?*", lambda route: held.append(route))
    student.start()
    choose_in_menu(page, "flag")
    student.settle()
    for route in held:
        route.continue_()
    page.unroute("**/api/answers-at-hand?*")
    stocked(page)

    expect_flag_without_network(page, watch)


def expect_flag_without_network(page: Page, watch: Watch) -> None:
    question = page.locator(".question").inner_text()
    with watch.forgiving("ERR_FAILED"):
        page.route("**/api/queue*", lambda route: route.abort())
        page.reload()
        expect(page.locator(".question")).to_have_text(question)
        page.locator("#open-menu").click()

        unflag = page.get_by_role("button", name="Ne plus marquer")
        expect(unflag).to_be_visible()


def test_the_menu_is_closed_by_a_key_and_gives_the_focus_back(
    student: Student,
) -> None:
    student.start()
    open_menu(student)
    student.press("ArrowDown")

    student.press("Escape")

    expect(student.page.locator("#menu")).to_be_hidden()
    expect(student.page.locator(".question")).to_be_visible()


def open_menu(student: Student) -> None:
    student.press("Escape")  # out of a field
    student.press("KeyP")
    expect(student.page.locator("#menu")).to_be_visible()
