"""What every page says of answers that wait or were refused, and offers to do."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.site import Watch, refuse, unavailable
from tests.browser.student import Student


def test_a_refused_answer_is_listed_until_it_is_read(
    student: Student, watch: Watch
) -> None:
    with watch.forgiving("422"):
        student.start()
        student.page.route("**/api/reviews", refuse)
        question = student.page.locator(".question").inner_text()
        student.do()
        expect(student.page.locator("body")).to_have_attribute("data-refused", "1")
        student.page.unroute("**/api/reviews")

        student.page.goto(f"{student.site.url}/settings")
        student.page.get_by_role("button", name="1 envoi refusé").click()

        line = student.page.locator("#refused li")
        expect(line).to_contain_text("Forme inattendue.")
        expect(line).to_contain_text(question[:20])
        line.get_by_role("button", name="Effacer").click()
        expect(student.page.locator("#unsent")).to_be_hidden()
    assert student.site.effective_reviews() == []


def test_a_refused_answer_can_be_sent_again(student: Student, watch: Watch) -> None:
    with watch.forgiving("422"):
        student.start()
        student.page.route("**/api/reviews", refuse)
        student.do()
        expect(student.page.locator("body")).to_have_attribute("data-refused", "1")
        student.page.unroute("**/api/reviews")
        student.page.goto(f"{student.site.url}/settings")

        student.page.get_by_role("button", name="1 envoi refusé").click()
        student.page.get_by_role("button", name="Renvoyer").click()

        expect(student.page.locator("#unsent")).to_be_hidden()
        student.settle()
    assert len(student.site.effective_reviews()) == 1


def test_every_page_says_how_much_waits_and_sends_it(
    student: Student, watch: Watch
) -> None:
    with watch.forgiving("503"):
        student.start()
        student.page.context.route("**/api/reviews", unavailable)
        student.do()
        student.page.goto(f"{student.site.url}/settings")
        expect(student.page.locator("#unsent")).to_contain_text(
            "1 réponse gardée sur cet appareil"
        )

        student.page.context.unroute("**/api/reviews")
        student.settle()
        expect(student.page.locator("#unsent")).to_be_hidden()
    assert len(student.site.effective_reviews()) == 1
