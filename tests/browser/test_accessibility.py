"""What axe cannot see of the review: what is said, what moves, and how."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.site import Site
from tests.browser.student import Student
from trainer.core.questions import Format


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
