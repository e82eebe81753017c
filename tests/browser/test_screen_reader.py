"""A review and the pages around it, by ear and by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.site import Site, Watch, unavailable
from tests.browser.student import Student
from trainer.core.questions import Format

ANSWER = ("region", "Réponse")
PAGES = (
    *("/", "/cards?part=C", "/cards/metiers-data/A3%23job", "/sessions", "/progress"),
    *("/decks/metiers-data", "/settings", "/my-data", "/content"),
    *("/content/decks/metiers-data", "/offline"),
)


def focused(page: Page) -> tuple[str, str]:
    """Give the role and the name that a screen reader says of what has the focus."""
    cdp = page.context.new_cdp_session(page)
    active = cdp.send("Runtime.evaluate", {"expression": "document.activeElement"})
    target = {"objectId": active["result"]["objectId"], "fetchRelatives": False}
    (node,) = cdp.send("Accessibility.getPartialAXTree", target)["nodes"]
    cdp.detach()
    return node["role"]["value"], plain(node["name"]["value"])


def said(page: Page) -> str:
    """Give what the page last said aloud."""
    return plain(page.locator("#live").inner_text())


def question(student: Student) -> str:
    """Give the question and what is asked, as one text."""
    return plain(" ".join(student.page.locator(".question, .ask").all_inner_texts()))


def plain(text: str) -> str:
    """Take every space for the same."""
    return " ".join(text.split())


# What has the focus in a review


def test_each_question_has_the_focus_with_its_words(student: Student) -> None:
    student.start()
    heard = {}
    while student.seen != set(Format):
        first_step = student.page.locator(".order li").first
        step = plain(first_step.inner_text()) if first_step.count() else ""
        ask = plain(student.page.locator(".ask").inner_text())
        heard[student.format] = (focused(student.page), question(student), ask, step)
        student.do()

    for format in (Format.CHOICE, Format.TRUE_FALSE, Format.SELF_MARKED):
        found, words, _, _ = heard[format]
        assert found == ("group", words)
    found, _, ask, _ = heard[Format.TYPED]
    assert found == ("textbox", f"Réponse {ask}")
    found, _, ask, _ = heard[Format.SENTENCE]
    assert found == ("textbox", f"{ask} Répondre en une phrase, et dire pourquoi")
    found, _, _, step = heard[Format.ORDERING]
    assert found == ("textbox", f"Place de l’étape : {step}")


@pytest.mark.parametrize("rightly", [True, False], ids=["right", "wrong"])
def test_each_answer_has_the_focus_and_is_said(student: Student, rightly: bool) -> None:
    student.start()
    begins = "Juste. " if rightly else "Pas juste. Réponse : "

    while student.seen != set(Format):
        student.answer(rightly=rightly)

        assert focused(student.page) == ANSWER
        if student.format is Format.SELF_MARKED:
            assert said(student.page) == "Réponse affichée."
        elif student.format is not Format.SENTENCE:
            assert said(student.page).startswith(begins)
        student.go_on(knowing=rightly)
        assert said(student.page) in {"", AHEAD}


def test_what_is_done_with_a_card_is_said(student: Student) -> None:
    page = student.page
    student.start_with_full_hand()
    student.skip_to(Format.CHOICE)

    student.answer()
    student.press("KeyO")
    assert said(page) == "À revoir"
    student.go_on()
    student.undo()
    assert said(page) == "Annulé : la carte est de nouveau demandée."
    assert focused(page) == ("group", question(student))
    by_menu(student, "Marquer")
    assert said(page) == "Carte marquée."
    assert focused(page) == ("group", question(student))
    by_menu(student, "Reporter à demain")
    assert said(page) == "Carte reportée à demain. Annuler la ramène."
    student.undo()
    assert said(page) == "Annulé : la carte est de nouveau demandée."


def test_a_note_and_a_report_are_said(student: Student) -> None:
    page = student.page
    student.start()
    student.answer()

    student.tab_to(page.get_by_role("button", name="Ajouter une note"))
    student.press("Enter")
    assert focused(page)[0] == "textbox"
    page.keyboard.type("Comme au marché.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#live")).to_have_text("Note enregistrée.")
    assert focused(page) == ("button", "Modifier ma note")
    student.tab_to(page.get_by_role("button", name="Signaler une erreur").first)
    student.press("Enter")
    page.keyboard.type("Une faute de frappe.")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#live")).to_have_text("Erreur signalée : merci.")
    assert focused(page) == ("button", "Signaler une erreur")


def test_the_focus_is_never_lost(student: Student) -> None:
    page = student.page
    student.start()
    lost = []

    def step(what: str, act: Callable[[], None]) -> None:
        act()
        if page.evaluate("document.activeElement === document.body"):
            lost.append(what)

    student.skip_to(Format.TYPED)
    step("escape from a field", lambda: student.press("Escape"))
    step("help", lambda: student.press("KeyM"))
    step("help left", lambda: student.press("Escape"))
    step("menu", lambda: student.press("KeyP"))
    step("menu left", lambda: student.press("Escape"))
    while not student.has_finished:
        step("an answer", student.answer)
        step("the next card", student.go_on)
    step("undo at the end", student.undo)
    step("the end", student.do)

    assert lost == []


def test_a_network_that_is_away_has_the_focus(student: Student, watch: Watch) -> None:
    page = student.page
    with watch.forgiving("503"):
        page.route("**/api/queue*", unavailable)
        page.goto(f"{student.site.url}/review")
        expect(page.get_by_text("Le réseau manque")).to_be_visible()

        assert focused(page) == ("heading", "Le réseau manque")


def test_the_end_has_the_focus(student: Student) -> None:
    student.start()

    while not student.has_finished:
        student.do()

    assert focused(student.page) == ("heading", "C’est fini pour l’instant")


# The way of the Tab key


def test_the_tab_key_goes_as_the_eye_does_in_a_review(student: Student) -> None:
    student.start()
    found = []

    while student.seen != set(Format):
        found += jumps(student)
        student.answer()
        found += jumps(student)
        student.page.locator(".answer").focus()
        student.go_on()

    assert found == []


@pytest.mark.parametrize("path", PAGES)
def test_the_tab_key_goes_as_the_eye_does(
    path: str, studied_site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.goto(studied_site.url + path)

    found = jumps(Student(studied_site, page))

    assert found == []


def jumps(student: Student) -> list[str]:
    """Go round a page by Tab; give where it goes back, and what has no name."""
    page, found, before = student.page, [], None
    page.evaluate("document.activeElement.blur()")
    page.evaluate("getSelection().removeAllRanges()")
    for _ in range(400):
        student.press("Tab")
        here = page.evaluate(WHERE)
        if here is None or (before and here["html"] == before["first"]):
            break
        if before and is_before(here, before):
            found.append(f"{before['html']} → {here['html']}")
        first = before["first"] if before else here["html"]
        before = here | {"first": first}
    assert before is not None
    return found


def is_before(here: dict[str, float], there: dict[str, float]) -> bool:
    """Tell whether one place is read before another: above it, or left in its line."""
    if here["bottom"] <= there["top"] + 1:
        return True
    is_beside = here["top"] < there["bottom"] - 1 and there["top"] < here["bottom"] - 1
    return is_beside and here["right"] <= there["left"] + 1


# By the keyboard alone


def test_a_session_is_begun_by_the_keyboard(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    student = Student(site, page)
    page.goto(f"{site.url}/sessions")

    student.tab_to(page.get_by_role("link", name="C — Vrai/Faux expliqué"))
    student.press("Enter")

    expect(page.locator(".question")).to_be_focused()


def test_settings_are_changed_by_the_keyboard(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    student = Student(site, page)
    page.goto(f"{site.url}/settings")

    student.tab_to(page.get_by_label("Nouvelles cartes par jour"))
    page.keyboard.press("Control+a")
    page.keyboard.type("7")
    student.tab_to(page.get_by_label("Normal", exact=False).first)
    student.press("ArrowDown")
    student.tab_to(page.get_by_role("button", name="Enregistrer", exact=True))
    student.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Réglages enregistrés")
    expect(page.get_by_label("Nouvelles cartes par jour")).to_have_value("7")


def test_own_data_are_taken_along_by_the_keyboard(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    student = Student(site, page)
    page.goto(f"{site.url}/my-data")

    student.tab_to(page.get_by_role("link", name="JSON"))
    with page.expect_download() as everything:
        student.press("Enter")
    student.tab_to(page.get_by_label("Tableau de cartes"))
    with page.expect_file_chooser() as chooser:
        student.press("Space")
    table = "question;réponse\nCapitale du Canada ?;Ottawa\n".encode()
    chooser.value.set_files(
        {"name": "cartes.csv", "mimeType": "text/csv", "buffer": table}
    )
    student.tab_to(page.get_by_role("button", name="Montrer les cartes"))
    student.press("Enter")

    expect(page.get_by_role("table", name="Cartes lues")).to_contain_text("Ottawa")
    assert everything.value.suggested_filename.endswith(".json")


def by_menu(student: Student, name: str) -> None:
    """Open the menu, go down to an entry by the arrow keys, and take it."""
    student.press("KeyP")
    entry = student.page.get_by_role("button", name=name)
    for _ in range(8):
        if entry.evaluate("element => element === document.activeElement"):
            break
        student.press("ArrowDown")
    student.press("Enter")


AHEAD = "Plus tôt que prévu : il ne reste rien d’autre pour l’instant."
WHERE = """
(() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const shown = element.closest("label") ?? element;
  const { top, bottom, left, right } = shown.getBoundingClientRect();
  const isFixed = Boolean(element.closest(".actions, .review-top, .skip"));
  const by = isFixed ? 0 : scrollY;
  const html = element.outerHTML.slice(0, 100) + (element.getAttribute("href") ?? "");
  return { top: top + by, bottom: bottom + by, left, right, html };
})()
"""
