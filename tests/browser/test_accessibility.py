"""Every page, light and dark, before axe; and what axe cannot see of the review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.site import Site, Watch
from tests.browser.student import Student
from trainer.core.model import Format

PAPER = Path(__file__).parent / "paper"
SCHEMES = ("light", "dark")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_the_pages(
    site: Site,
    new_context: Callable[..., BrowserContext],
    watch: Watch,
    scheme: str,
) -> None:
    page = new_context(color_scheme=scheme).new_page()
    found = []
    deck = "/content/decks/metiers-data"
    for path in ("/", "/decks/metiers-data", "/content", deck, "/settings", "/my-data"):
        page.goto(site.url + path)
        found += violations(page)
    with watch.forgiving("404", "422"):
        page.goto(site.url + "/nowhere")
        found += violations(page)
        for exam in ("cuisine.md", "cuisine.key.md"):
            page.goto(site.url + "/content")
            page.locator("#exam").set_input_files(PAPER / exam)
            page.get_by_role("button", name="Montrer ce qui changera").click()
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            found += violations(page)

    assert found == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_the_review(
    small_site: Site, new_context: Callable[..., BrowserContext], scheme: str
) -> None:
    student = Student(small_site, new_context(color_scheme=scheme).new_page())
    student.start()
    student.press("Tab")
    student.page.locator("#show-help").click()
    found = violations(student.page)
    student.page.get_by_role("button", name="Fermer").click()
    while not student.has_finished:
        is_new = student.format not in student.seen
        found += violations(student.page) if is_new else []
        student.answer(rightly=not is_new)
        found += violations(student.page) if is_new else []
        student.go_on()
    found += violations(student.page)

    assert found == []


def test_the_answer_is_said_aloud_and_has_the_focus(student: Student) -> None:
    student.start()
    student.skip_to(Format.TYPED)

    student.answer(rightly=False)

    expect(student.page.locator("#live")).to_have_text("Pas juste. Réponse : Julienne")
    expect(student.page.get_by_role("region", name="Réponse")).to_be_focused()


def test_a_moved_step_is_said_aloud_and_keeps_the_focus(student: Student) -> None:
    student.start()
    student.skip_to(Format.ORDERING)
    field = student.page.locator(".order input").first
    student.tab_to(field)
    step = student.page.locator(".order li").first.inner_text().strip()

    student.press("ArrowDown")

    expect(student.page.locator(".order li").nth(1)).to_have_text(step)
    expect(student.page.locator(".order li").nth(1).locator("input")).to_be_focused()
    expect(student.page.get_by_text(f"{step} : place 2")).to_have_count(1)


def test_steps_are_moved_by_buttons_too(student: Student) -> None:
    student.start()
    student.skip_to(Format.ORDERING)
    steps = student.page.locator(".order li")
    first = steps.first.inner_text().strip()

    student.page.get_by_role("button", name=f"Reculer d’une place : {first}").click()
    student.page.get_by_role("button", name=f"Reculer d’une place : {first}").click()

    expect(steps.nth(2)).to_have_text(first)
    numbers = [field.input_value() for field in steps.locator("input").all()]
    assert numbers == ["1", "2", "3"]


def test_nothing_is_animated_where_motion_is_not_wanted(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    page.goto(site.url)

    moving = page.evaluate(
        """[...document.querySelectorAll("*")].filter((element) =>
            getComputedStyle(element).transitionDuration !== "0s" ||
            getComputedStyle(element).animationName !== "none").length"""
    )

    assert moving == 0


def violations(page: Page) -> list[str]:
    """Give what axe finds, in short."""
    rules = Axe().run(page).response["violations"]
    found = [(rule["id"], node) for rule in rules for node in rule["nodes"]]
    return [f"{rule}: {node['html'][:120]}" for rule, node in found]
