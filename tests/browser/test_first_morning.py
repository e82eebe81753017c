"""A school's first morning by the pages alone, each of them looked at on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from tests.browser.conftest import served
from tests.browser.looking import PHONE, SHARP, faults
from tests.browser.site import Site, Watch
from tests.browser.student import Student
from tests.web.visiting import PASSWORD
from trainer.first_teacher import offer_link
from web.context import context_of

STUDENTS = 30
LAST_NAMES = tuple(f"{chr(65 + n % 26)}{n}" for n in range(STUDENTS))
NAMES = tuple(f"Élève {name}" for name in LAST_NAMES)
NEW_PASSWORD = "girafe bleue 47 lune"
NARROW = (360, 740)
OPEN_ALL = "document.querySelectorAll('main details').forEach((all) => all.open = true)"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody in front of a page, who looks at each page once."""

    page: Page
    url: str
    found: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Look at the page as it is, open parts and all; `states.py` has every look."""
        size = self.page.viewport_size
        self.page.evaluate(OPEN_ALL)
        self.found.extend(faults(self.page, PHONE))
        assert size is not None
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme="light")

    def press(self, name: str) -> None:
        """Press a button or follow a link."""
        button = self.page.get_by_role("button", name=name, exact=True)
        link = self.page.get_by_role("link", name=name, exact=True)
        button.or_(link).first.click()

    def sign_in(self, name: str, password: str) -> None:
        """Come in by name and password."""
        self.page.goto(f"{self.url}/sign-in")
        self.page.get_by_label("Nom").fill(name)
        self.page.get_by_label("Mot de passe, ou les trois mots").fill(password)
        self.press("Se connecter")
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text(
            "Se connecter"
        )


@pytest.fixture
def school(tmp_path: Path, built_in_home: Path, watch: Watch) -> Iterator[Site]:
    """A class's server, with nobody in it."""
    with served(built_in_home, tmp_path / "home", is_class=True) as site:
        watch.expect_only(site.url)
        yield site


@pytest.fixture
def visitor(
    school: Site, new_context: Callable[..., BrowserContext]
) -> Callable[..., Visitor]:
    """Open a window of its own for somebody."""

    def make(*size: int) -> Visitor:
        context = new_context(*size, **SHARP)
        return Visitor(context.new_page(), school.url)

    return make


def become_the_teacher(school: Site, vera: Visitor) -> None:
    """Follow the link that the server prints at its first start."""
    context = context_of(school.app)
    with context.database.writing() as session:
        token = offer_link(session, context.clock())
    vera.page.goto(f"{school.url}/first-teacher/{token}")
    vera.page.get_by_label("Nom").fill("Vera")
    vera.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    vera.page.get_by_label("Le même, encore une fois").fill(PASSWORD)
    vera.press("Créer le compte")


def make_class(vera: Visitor) -> None:
    vera.press("Classes")
    vera.look()
    vera.page.get_by_label("Nom de la classe").fill("10A")
    vera.press("Créer la classe")
    expect(vera.page.get_by_role("heading", level=1)).to_have_text("10A")
    vera.look()


def give_deck(vera: Visitor) -> None:
    decks = vera.page.locator("#decks")
    decks.get_by_label("Examen (facultatif)").fill("2027-06-14")
    decks.get_by_label("Nouvelles cartes par jour (facultatif)").fill("8")
    vera.press("Donner ce paquet à la classe")
    expect(vera.page.get_by_role("status")).to_contain_text("apprend ce paquet")


def hand_out_slips(vera: Visitor) -> dict[str, str]:
    """Read the class list; return the phrase of each student."""
    rows = ["Nom;Prénom;Classe;;", *(f"{name};Élève;10A;;" for name in LAST_NAMES)]
    data = "\r\n".join(rows).encode("cp1252")
    file = FilePayload(name="10A.csv", mimeType="text/csv", buffer=data)
    vera.page.get_by_label("Fichier CSV").set_input_files(file)
    vera.press("Montrer ce qui changera")
    expect(vera.page.locator(".tally")).to_contain_text(f"{STUDENTS}")
    vera.look()
    vera.press("Enregistrer cette liste")
    slips = vera.page.locator(".slip")
    expect(slips).to_have_count(STUDENTS)
    vera.look()
    return {
        slip.locator(".slip-name").inner_text(): slip.locator(
            ".slip-phrase"
        ).inner_text()
        for slip in slips.all()
    }


def first_lesson(school: Site, student: Visitor, name: str, phrase: str) -> None:
    """Come in by a slip, choose a password, answer three cards."""
    student.sign_in(name, phrase)
    student.page.get_by_label("Nouveau mot de passe").fill(NEW_PASSWORD)
    student.page.get_by_label("Le même, encore une fois").fill(NEW_PASSWORD)
    student.press("Enregistrer")
    student.page.goto(f"{school.url}/review")
    learning = Student(school, student.page)
    learning.wait()
    for _ in range(3):
        learning.do()
    learning.settle()


def join_by_code(newcomer: Visitor, code: str) -> None:
    """Make an account with a code, on a phone."""
    newcomer.page.goto(f"{newcomer.url}/join")
    newcomer.look()
    newcomer.page.get_by_label("Code de la classe").fill(code.lower())
    newcomer.press("Continuer")
    newcomer.look()
    newcomer.page.get_by_label("Nom", exact=True).fill("Nina")
    newcomer.press("Recevoir trois mots à la place")
    expect(newcomer.page.locator(".slip-phrase")).to_be_visible()
    newcomer.look()
    newcomer.press("C’est noté")
    expect(newcomer.page.get_by_role("main")).to_contain_text("en attente")
    newcomer.look()


def test_a_class_begins_to_learn(school: Site, visitor: Callable[..., Visitor]) -> None:
    vera, pupil = visitor(), visitor(*NARROW)
    become_the_teacher(school, vera)
    make_class(vera)
    give_deck(vera)
    phrases = hand_out_slips(vera)

    first_lesson(school, pupil, NAMES[0], phrases[NAMES[0]])
    vera.press("10A")
    vera.press(NAMES[0])

    expect(vera.page.get_by_role("table")).to_contain_text("sur 164")
    vera.look()
    assert len(school.effective_reviews()) == 3
    assert school.rows("SELECT count(*) FROM personal_reads") == [(1,)]
    assert vera.found == []


def test_a_newcomer_joins_by_the_code_on_the_wall(
    school: Site, visitor: Callable[..., Visitor]
) -> None:
    vera, nina = visitor(), visitor(*NARROW)
    become_the_teacher(school, vera)
    make_class(vera)
    give_deck(vera)
    vera.page.locator("#joining summary").click()
    vera.press("Ouvrir un code")
    vera.look()
    code = vera.page.locator(".big-signs").inner_text()

    join_by_code(nina, code)
    vera.press("10A")
    vera.look()
    vera.press("Accepter Nina")
    nina.page.goto(school.url)

    expect(nina.page.get_by_role("link", name="Réviser").first).to_be_visible()
    nina.page.goto(f"{school.url}/my-classes")
    nina.press("Quitter 10A")
    expect(nina.page.get_by_role("status")).to_contain_text("est quittée")
    assert vera.found + nina.found == []
