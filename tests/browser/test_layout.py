"""The look of the pages where it can be measured: nothing jumps, nothing is cut."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.site import NOTE_SHIFTS, Site, layout_shifts
from tests.browser.student import Student
from trainer.core.questions import Format

PHONE = (360, 740)
TABLET = (768, 1024)
WIDE = (1280, 800)
PAGES = (
    *("/", "/review", "/decks/metiers-data", "/content", "/settings"),
    *("/my-data", "/content/decks/metiers-data"),
)
PARTS = (".question", ".ask", ".response", "#actions", ".review-bar")


@pytest.mark.parametrize("size", [PHONE, WIDE])
def test_nothing_moves_when_the_answer_appears(
    small_site: Site,
    new_context: Callable[..., BrowserContext],
    size: tuple[int, int],
) -> None:
    page = new_context(*size).new_page()
    page.add_init_script(NOTE_SHIFTS)
    student = Student(small_site, page)
    student.start()
    before, after, shifts = [], [], []

    while student.seen != set(Format):
        student.prepare()
        page.evaluate("window.shifts.length = 0")
        before.append(places(page))
        student.reveal()
        page.evaluate(TWO_FRAMES)
        after.append(places(page))
        shifts += layout_shifts(page)
        student.go_on()

    assert after == before
    assert shifts == []


@pytest.mark.parametrize("size", [PHONE, TABLET, WIDE])
def test_no_page_is_wider_than_the_screen(
    site: Site, new_context: Callable[..., BrowserContext], size: tuple[int, int]
) -> None:
    page = new_context(*size).new_page()
    too_wide = []
    for path in PAGES:
        page.goto(site.url + path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(path)

    assert too_wide == []


def test_four_buttons_fit_on_a_phone(
    small_site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(*PHONE, has_touch=True)
    context.add_cookies([{"name": "buttons", "value": "4", "url": small_site.url}])
    student = Student(small_site, context.new_page())
    student.start()
    student.skip_to(Format.SELF_MARKED)
    student.answer()

    ratings = student.page.locator("#actions .rating")
    cut = ratings.evaluate_all(CUT)

    expect(ratings).to_have_count(4)
    assert cut == []


def test_every_control_of_the_review_is_big_enough_for_a_thumb(
    small_site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(*PHONE, has_touch=True).new_page()
    student = Student(small_site, page)
    small = []
    student.start()
    while student.seen != set(Format):
        small += page.evaluate(SMALL_CONTROLS)
        student.answer()
        small += page.evaluate(SMALL_CONTROLS)
        student.go_on()

    assert small == []


def test_a_line_of_the_question_has_sixty_letters_at_most(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(*WIDE).new_page()
    page.goto(f"{site.url}/review")
    question = page.locator(".question")
    words = "Mettre un modèle en ligne via une API rapide et la surveiller. " * 5
    question.evaluate("(element, words) => (element.textContent = words)", words)

    longest = question.evaluate(LONGEST_LINE)

    assert 45 <= longest <= 66


def places(page: Page) -> list[object]:
    return [page.locator(part).bounding_box() for part in PARTS]


TWO_FRAMES = """
new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
"""
CUT = """
(buttons) => buttons
  .filter((button) =>
    button.getBoundingClientRect().right > innerWidth ||
    button.scrollWidth > button.clientWidth ||
    button.scrollHeight > button.clientHeight)
  .map((button) => button.innerText)
"""
SMALL_CONTROLS = """
[...document.querySelectorAll("button, a, input, summary")]
  .filter((element) => element.checkVisibility() && !element.matches(".skip"))
  .map((element) => [element.getBoundingClientRect(), element.outerHTML.slice(0, 80)])
  .filter(([box]) => box.width < 44 || box.height < 44)
  .map(([box, html]) => `${box.width} × ${box.height}: ${html}`)
"""
LONGEST_LINE = """
(element) => {
  const text = element.firstChild;
  const range = document.createRange();
  const lines = new Map();
  for (let i = 0; i < text.length; i += 1) {
    range.setStart(text, i);
    range.setEnd(text, i + 1);
    const top = Math.round(range.getBoundingClientRect().top);
    lines.set(top, (lines.get(top) ?? 0) + 1);
  }
  return Math.max(...lines.values());
}
"""
