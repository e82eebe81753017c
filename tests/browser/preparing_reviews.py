"""What a person does in a review before the page is looked at."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.preparing import Visit
from tests.browser.site import refuse, unavailable


def wait_for_card(visit: Visit) -> None:
    expect(visit.page.locator(".question")).to_be_visible()


def open_menu(visit: Visit) -> None:
    wait_for_card(visit)
    visit.press("Plus d’actions")
    expect(visit.page.locator("#menu")).to_be_visible()


def open_help(visit: Visit) -> None:
    wait_for_card(visit)
    visit.page.locator("#show-help").click()


def open_counts(visit: Visit) -> None:
    wait_for_card(visit)
    visit.page.locator(".counts").click()
    expect(visit.page.locator("#counts-help")).to_be_visible()


def open_note(visit: Visit) -> None:
    answer(visit)
    visit.press("Ajouter une note")
    visit.page.get_by_role("textbox").last.fill("Comme la recette de ma grand-mère.")


def see_note(visit: Visit) -> None:
    open_note(visit)
    visit.press("Enregistrer")
    expect(visit.page.locator(".own-note")).to_be_visible()


def open_report(visit: Visit) -> None:
    answer(visit)
    visit.press("Signaler une erreur")
    expect(visit.page.locator("#report-dialog")).to_be_visible()


def answer(visit: Visit) -> None:
    wait_for_card(visit)
    visit.press("Je ne sais pas")
    expect(visit.page.locator(".answer")).to_be_visible()


def set_aside(visit: Visit) -> None:
    open_menu(visit)
    visit.press("Reporter à demain")
    expect(visit.page.locator(".notice")).to_be_visible()


def finish(visit: Visit) -> None:
    student = visit.student()
    student.start()
    while not student.has_finished:
        student.do()


def pause(visit: Visit) -> None:
    student = visit.student()
    student.start()
    while student.page.locator(".pause").count() == 0:
        student.answer(rightly=False)
        student.press("Space")
        expect(student.page.locator(".question, .pause").first).to_be_visible()


def lose_network(visit: Visit) -> None:
    visit.page.route("**/api/queue*", unavailable)
    visit.page.reload()
    expect(visit.page.get_by_text("Le réseau manque")).to_be_visible()


def lose_answer(visit: Visit) -> None:
    visit.page.route("**/api/answers*", unavailable)
    visit.page.reload()
    wait_for_card(visit)
    visit.press("Je ne sais pas")
    expect(visit.page.get_by_text("n’est pas encore arrivée")).to_be_visible()


def be_refused(visit: Visit) -> None:
    visit.page.route("**/api/reviews", refuse)
    answer(visit)
    visit.page.locator("#actions .main").click()
    expect(visit.page.locator("body")).to_have_attribute("data-refused", "1")


def see_refusals(visit: Visit) -> None:
    be_refused(visit)
    visit.page.goto(f"{visit.site.url}/settings")
    visit.press("1 envoi refusé")
    expect(visit.page.locator("#refused li")).to_be_visible()
