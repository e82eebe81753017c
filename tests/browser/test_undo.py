"""Taking answers back: as many as were given, and on the finished page too."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.student import Student
from trainer.core.questions import Format

ANSWERS = 20
WRONG = 6  # each wrong answer asks its card once more, so that 20 finish the deck


def test_twenty_answers_and_twenty_undos_bring_back_the_start(
    student: Student,
) -> None:
    student.start()
    first, before = student.card().card.key, counts(student)
    for number in range(ANSWERS):
        student.do(rightly=number >= WRONG)
    assert student.has_finished
    expect(student.page.locator(".finished")).to_contain_text("20 réponses données")

    for _ in range(ANSWERS):
        student.undo()

    student.settle()
    assert student.card().card.key == first
    assert student.site.effective_reviews() == []
    assert student.site.states() == []
    assert counts(student) == before
    expect(student.page.locator("#undo")).to_be_disabled()
    (answers,) = student.site.rows("SELECT count(*) FROM reviews")
    assert answers == (ANSWERS,)


def test_undo_on_the_finished_page_asks_the_last_card_again(student: Student) -> None:
    student.start()
    while not student.has_finished:
        student.do()

    student.page.get_by_role("button", name="Annuler la dernière réponse").last.click()

    expect(student.page.locator(".question")).to_be_visible()
    student.do()
    assert student.has_finished


def test_an_undone_card_is_as_it_was(student: Student) -> None:
    student.start()
    student.skip_to(Format.CHOICE)
    question = student.page.locator("#main").inner_text()
    student.do()

    student.undo()

    assert student.page.locator("#main").inner_text() == question
    expect(student.page.locator(".answer")).to_have_count(0)


def test_the_card_left_for_an_undo_comes_next(student: Student) -> None:
    student.start()
    student.page.route("**/api/queue*", lambda route: None)  # no other card comes
    student.do()
    left = student.card().card.key

    student.undo()
    student.do()

    assert student.card().card.key == left


def test_undo_before_any_answer_does_nothing(student: Student) -> None:
    student.start()

    student.undo()

    student.settle()
    assert student.site.rows("SELECT * FROM retractions") == []


def test_undo_reaches_over_a_reload(student: Student) -> None:
    student.start()
    first = student.card().card.key
    student.do()
    student.do()
    student.start()

    student.undo()
    student.undo()

    assert student.card().card.key == first
    student.settle()
    assert student.site.effective_reviews() == []
    expect(student.page.locator("#undo")).to_be_disabled()


def counts(student: Student) -> list[str]:
    return student.page.locator(".counts [data-slot=n]").all_inner_texts()
