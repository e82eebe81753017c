"""The list of cards by the keyboard, and a session apart to its end."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.site import Site
from tests.browser.student import Student


def test_cards_are_suspended_and_taken_back_by_the_keyboard(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    student = Student(site, page)
    page.goto(f"{site.url}/cards?part=C")
    boxes = page.locator('[name="card"]')

    for number in (0, 2):
        student.tab_to(boxes.nth(number))
        student.press("Space")
    expect(page.locator("[data-count]")).to_have_text("2 cartes cochées")
    button = page.get_by_role("button", name="Appliquer", exact=True)
    student.tab_to(button)
    student.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("2 cartes suspendues.")
    suspended = page.get_by_role("cell", name="suspendue")
    expect(suspended).to_have_count(2)
    student.tab_to(page.get_by_role("button", name="Annuler"))
    student.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("2 cartes remises comme avant.")
    expect(suspended).to_have_count(0)
    assert page.url == f"{site.url}/cards?part=C"


def test_one_box_checks_all_and_says_how_many(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(360).new_page()
    page.goto(f"{site.url}/cards?part=C")

    page.get_by_role("checkbox", name="Tout cocher sur cette page").check()

    expect(page.locator("[data-count]")).to_have_text("6 cartes cochées")
    expect(page.get_by_label("Étiquette", exact=True).last).to_be_hidden()
    page.get_by_label("Action").select_option("tag")
    page.locator("#tag").fill("à relire")
    page.get_by_role("button", name="Appliquer", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("ajoutée à 6 cartes")
    expect(page.get_by_role("link", name="à relire")).to_have_count(6)


def test_what_is_done_with_checked_cards_leaves_a_phone_room_for_them(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(360, 740).new_page()
    page.goto(f"{site.url}/cards?part=C")
    whole = page.locator(".card-bulk").evaluate("part => part.clientHeight")

    page.locator('[name="card"]').first.check()

    part = page.locator(".card-bulk").bounding_box()
    bar = page.get_by_role("navigation").bounding_box()
    assert part
    assert bar
    assert part["height"] < min(whole, 740 / 3)
    assert part["y"] + part["height"] <= bar["y"] + 1


def test_large_letters_leave_a_list_whole(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(360, 740)
    context.add_cookies([{"name": "text_size", "value": "larger", "url": site.url}])
    page = context.new_page()
    page.goto(f"{site.url}/cards?part=C")

    list_box = page.locator(".table-box:has([name=card])")

    assert list_box.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_the_list_works_without_a_script(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}/cards?part=C")

    page.get_by_role("link", name="Tout cocher sur cette page").click()
    page.get_by_label("Action").select_option("flag")
    page.get_by_role("button", name="Appliquer", exact=True).click()

    expect(page.get_by_role("status")).to_contain_text("6 cartes marquées.")


def test_a_session_asks_each_card_until_it_was_right_once_and_moves_nothing(
    small_site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    student = Student(small_site, page)
    page.goto(f"{small_site.url}/review?session=exam.3&deck=cuisine")
    student.wait()
    asked = []

    for rightly in (True, False, True):
        asked.append(student.card().card.key)
        student.answer(rightly=rightly)
        expect(page.locator("#actions .rating-when:visible")).not_to_contain_text(
            ["min"]
        )
        student.go_on(knowing=rightly)
    asked.append(student.card().card.key)
    student.do()

    expect(page.locator(".finished")).to_contain_text("le calendrier n’a pas bougé")
    expect(
        page.get_by_role("link", name="Revenir à l’entraînement libre")
    ).to_be_visible()
    student.settle()
    assert len(set(asked)) == 3
    assert asked[3] == asked[1]
    logged = small_site.rows("SELECT purpose, count(*) FROM reviews GROUP BY purpose")
    assert logged == [("cram", 4)]
    assert small_site.states() == []


def test_an_answer_of_a_session_is_undone(
    small_site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    student = Student(small_site, page)
    page.goto(f"{small_site.url}/review?session=exam.2&deck=cuisine")
    student.wait()
    first = student.card().card.key

    student.do(rightly=False)
    student.undo()
    again = student.card().card.key
    student.do()
    student.do()

    assert again == first
    expect(page.locator(".finished")).to_be_visible()
    student.settle()
    assert len(small_site.effective_reviews()) == 2
    assert small_site.states() == []
