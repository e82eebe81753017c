"""Answering on the review page: slips, sentences, corrections, notes and reports."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.looking import violations
from tests.browser.site import Site
from tests.browser.student import Student
from trainer.core.questions import Format
from trainer.core.right_answers import NameKey, TrueFalseKey

CAUSES = ["gap", "misread", "confused", "time"]


def typed_card(student: Student) -> str:
    """Go to a typed card, and give its answer."""
    student.start()
    student.skip_to(Format.TYPED)
    key = student.card().card.answer
    assert isinstance(key, NameKey)
    return key.right[0].text


def response(student: Student) -> dict[str, object]:
    """Give what was stored of the last answer."""
    student.settle()
    return dict(json.loads(student.site.effective_reviews()[-1][2]))


def test_who_gives_no_order_has_no_step_wrong(student: Student) -> None:
    student.start()
    student.skip_to(Format.ORDERING)

    student.page.locator("#actions .give-up").click()

    expect(student.page.locator(".answer .right-order li")).to_have_count(3)
    assert student.page.locator(".order .wrong, .order .right").count() == 0
    assert student.page.locator(".answer .is-wrong").count() == 0
    assert student.page.locator(".answer .is-right .broken").count() == 2


# Slips


def test_a_slip_may_be_put_right_and_tells_nothing(student: Student) -> None:
    answer = typed_card(student)
    slip = answer[:-1]
    student.page.keyboard.type(slip)
    student.press("Enter")

    hint = student.page.locator(".hint")
    expect(hint).to_have_text("Presque\N{NO-BREAK SPACE}: une lettre à revoir.")
    assert student.page.locator(".answer").count() == 0
    assert len(student.site.effective_reviews()) == student.skipped
    student.page.keyboard.type(answer)
    student.press("Enter")
    expect(student.page.locator(".answer .is-right")).to_be_visible()
    student.go_on()

    assert response(student) == {"text": answer, "first_try": slip}
    assert student.site.effective_reviews()[-1][1] == 3


def test_a_second_slip_is_wrong_and_shown_letter_by_letter(student: Student) -> None:
    slip = typed_card(student)[:-1]
    student.page.keyboard.type(slip)
    student.press("Enter")
    expect(student.page.locator(".hint")).to_contain_text("Presque")
    student.page.keyboard.type(slip)
    student.press("Enter")

    expect(student.page.locator(".difference ins")).to_have_count(1)
    expect(student.page.locator(".difference ins")).to_contain_text("[manque")
    expect(student.page.locator(".reasons .is-wrong")).to_contain_text(slip)
    student.go_on()

    student.settle()
    assert student.site.effective_reviews()[-1][1] == 1


def test_letters_too_many_are_struck_out(student: Student) -> None:
    answer = typed_card(student)
    student.page.keyboard.type(f"{answer}xy")
    student.press("Enter")

    expect(student.page.locator(".difference del")).to_contain_text("[en trop")
    expect(student.page.locator(".difference del")).to_contain_text("xy")


def test_another_word_is_not_compared_letter_by_letter(student: Student) -> None:
    typed_card(student)
    student.page.keyboard.type("zzz")
    student.press("Enter")

    expect(student.page.locator(".answer")).to_be_visible()
    expect(student.page.locator(".difference")).to_have_count(0)


def test_a_typed_answer_has_a_label(student: Student) -> None:
    typed_card(student)

    field = student.page.get_by_role("textbox", name="Réponse Quel terme")
    expect(field).to_be_focused()
    expect(student.page.locator(".written label")).to_be_visible()


# Verdicts and sentences


def false_statement(student: Student) -> Locator:
    """Say that a statement is false, and give the field that opens."""
    student.start()
    student.skip_to(Format.TRUE_FALSE)
    key = student.card().card.answer
    assert isinstance(key, TrueFalseKey)
    assert not key.is_true
    student.press("KeyF")
    return student.page.locator("textarea").first


def test_a_wrong_sentence_is_put_right_and_marked_by_the_student(
    student: Student,
) -> None:
    field = false_statement(student)
    expect(field).to_be_focused()
    student.page.keyboard.type("Il le retarde.")
    student.page.keyboard.press("Control+Enter")
    said = student.page.locator(".answer .is-right")
    expect(said).to_contain_text("La phrase est fausse.")

    student.press("Digit1")
    student.wait()

    assert response(student) == {"is_true": False, "text": "Il le retarde."}
    assert student.site.effective_reviews()[-1][1] == 1


def test_putting_a_sentence_right_may_be_left(student: Student) -> None:
    false_statement(student)

    student.press("Escape")
    student.press("Space")
    expect(student.page.locator(".answer")).to_be_visible()
    student.press("Space")
    student.wait()

    assert response(student) == {"is_true": False}
    assert student.site.effective_reviews()[-1][1] == 3


def test_a_verdict_may_be_changed_before_it_is_given(student: Student) -> None:
    false_statement(student)

    student.press("Escape")
    student.press("KeyV")

    expect(student.page.locator(".answer .is-wrong").first).to_be_visible()
    student.go_on(knowing=False)
    assert response(student) == {"is_true": True}


def test_a_sentence_is_compared_and_marked_by_the_student(student: Student) -> None:
    student.start()
    student.skip_to(Format.SENTENCE)

    student.do()

    assert response(student) == {"text": "Lui, pour cette raison."}
    rows = student.site.rows("SELECT format, score FROM reviews ORDER BY id DESC")
    assert rows[0] == ("sentence", None)


# What is said of the card


def missed(student: Student) -> None:
    student.start()
    student.skip_to(Format.CHOICE)
    student.answer(rightly=False)


@pytest.mark.parametrize("cause", CAUSES)
def test_why_an_answer_was_missed_is_one_tap(student: Student, cause: str) -> None:
    missed(student)

    student.page.locator(f".miss [data-cause={cause}]").click()
    student.go_on()

    student.settle()
    rows = student.site.rows(
        "SELECT cause FROM misses JOIN reviews ON reviews.uid = review_uid"
    )
    assert rows == [(cause,)]


def test_a_right_answer_is_asked_no_cause(student: Student) -> None:
    student.start()
    student.skip_to(Format.CHOICE)
    student.answer()

    expect(student.page.locator(".own")).to_be_visible()
    expect(student.page.locator(".miss")).to_have_count(0)


def test_a_note_is_written_shown_and_there_again(student: Student) -> None:
    missed(student)
    before = student.site.states()

    student.page.get_by_role("button", name="Ajouter une note").click()
    student.page.keyboard.type("Pâtes = pâtissier")
    student.page.keyboard.press("Control+Enter")

    expect(student.page.locator(".own-note")).to_contain_text("Pâtes = pâtissier")
    student.settle()
    assert student.site.rows("SELECT text FROM card_notes") == [("Pâtes = pâtissier",)]
    assert student.site.states() == before
    student.page.reload()
    missed(student)
    expect(student.page.locator(".own-note")).to_contain_text("Pâtes = pâtissier")


def test_a_note_that_is_left_is_not_stored(student: Student) -> None:
    missed(student)

    student.page.get_by_role("button", name="Ajouter une note").click()
    student.page.keyboard.type("rien")
    student.page.keyboard.press("Escape")

    expect(student.page.locator(".own-note")).to_be_hidden()
    student.settle()
    assert student.site.rows("SELECT text FROM card_notes") == []


def test_an_error_is_reported_in_a_few_words(student: Student) -> None:
    missed(student)

    student.page.get_by_role("button", name="Signaler une erreur").click()
    student.page.keyboard.type("L’option 2 convient aussi.")
    student.page.get_by_role("button", name="Envoyer").click()

    expect(student.page.locator(".own")).to_contain_text("Erreur signalée")
    student.settle()
    rows = student.site.rows("SELECT text, revision FROM error_reports")
    assert rows == [("L’option 2 convient aussi.", 1)]


def test_a_confusion_shows_what_both_jobs_do(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    with page.expect_response("**/api/queue*") as heard:
        page.goto(f"{site.url}/review")
    card = heard.value.json()["cards"][0]["card"]
    answer = page.request.get(f"{site.url}/api/answers", params={"card": card}).json()
    options = page.locator(".option [data-slot=text]")
    expect(options.first).to_be_visible()
    wrong = next(n for n in options.all_inner_texts() if n not in answer["right"])

    page.locator(".option", has_text=wrong).first.click()

    expect(page.locator(".contrast dt")).to_have_text([answer["right"][0], wrong])
    missions = {each["job"]: each["html"] for each in answer["missions"]}
    assert {wrong, answer["right"][0]} <= set(missions)


def test_in_a_session_of_two_jobs_they_alone_are_to_choose_from(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    pair = ["AI Product Manager", "ML Engineer"]  # no deck says that they are alike
    page = new_context().new_page()
    with page.expect_response("**/api/queue*") as heard:
        page.goto(f"{site.url}/review?session=confused:{'|'.join(pair)}")
    asked = heard.value.json()["cards"]
    first = {"card": asked[0]["card"]}
    answer = page.request.get(f"{site.url}/api/answers", params=first).json()
    right, wrong = sorted(pair, key=lambda job: job not in answer["right"])
    options = page.locator(".option [data-slot=text]")
    expect(options.first).to_be_visible()

    assert sorted(options.all_inner_texts()) == pair
    assert {len(card["options"]) for card in asked} == {2}
    page.locator(".option", has_text=wrong).click()
    expect(page.locator(".contrast dt")).to_have_text([right, wrong])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_one_writes(
    small_site: Site, new_context: Callable[..., BrowserContext], scheme: str
) -> None:
    student = Student(small_site, new_context(color_scheme=scheme).new_page())
    found = []
    slip = typed_card(student)[:-1]
    for shown, text in ((".hint", "Presque"), (".difference", slip)):
        student.page.keyboard.type(slip)
        student.press("Enter")
        expect(student.page.locator(shown)).to_contain_text(text)
        found += violations(student.page)
    student.page.locator(".miss button").first.click()
    for name in ("Ajouter une note", "Signaler une erreur"):
        student.page.get_by_role("button", name=name).click()
        found += violations(student.page)
        student.page.keyboard.press("Escape")

    false_statement(student)
    found += violations(student.page)

    assert found == []
