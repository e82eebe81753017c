"""A teacher's hour, from a paper to a printed page: run it and watch.

    .venv/bin/python docs/teachers_hour.py [FOLDER]

In a real browser, by the pages alone: upload a new paper, repair two problems that it
reports, give it to a class, see what three students confuse, give them cards against
it, print. The students answer by the API, as their devices do. Each step is a line, and
a picture in the folder (default: `docs/pictures/`); `docs/teachers-hour.md` shows them.
The data are made anew and go again. TRAINER_CHROMIUM names the browser; else one of the
system is taken.
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # this folder and benchmarks

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from benchmarks.chromium import launched
from docs.first_morning import Server
from docs.hour_students import PAIR, PUPILS, password_of, study

DOCS = Path(__file__).parent
PAPER = DOCS / "hour_paper" / "restaurant.md"
KEY = PAPER.with_name("restaurant.key.md")
TITLE = "Les métiers du restaurant"
CLASS = "2de Hôtellerie"
TEACHER, PASSWORD = "Claire Petit", "girafe bleue 47 lune"
# What the paper and its key say, and what they were meant to.
MISTAKES = {
    "exam": ("**Total : /25**", "**Total : /24**"),
    "key": ("[x] Commis —", "[x] Commis de salle —"),
}
DESK, PHONE = (1100, 800), (390, 760)
TALLEST = 1700  # pixels of a picture; a longer page is cut


def main() -> None:
    """Live through the hour."""
    album = Album(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "pictures")
    with (
        tempfile.TemporaryDirectory() as home,
        Server(Path(home)) as server,
        sync_playwright() as playwright,
        launched(playwright) as browser,
    ):
        assert server.process.stdout is not None
        link = re.search(r"/first-teacher/\S+", server.process.stdout.readline())
        assert link is not None, "the server offers no link"
        teacher = Visitor(opened(browser, DESK), server.address, album)
        come_in(teacher, link[0])
        bring_paper(teacher)
        phrases = make_class(teacher)
        for pupil in PUPILS:
            study(server.address, pupil, phrases[pupil.name])
        see_confusions(teacher)
        give_contrast(teacher)
        see_as_pupil(Visitor(opened(browser, PHONE), server.address, album))
        print_monday(teacher)


@dataclass
class Album:
    """A folder of pictures, one a step."""

    folder: Path
    steps: int = 0

    def add(self, page: Page, name: str, said: str) -> None:
        """Say a step, and take its picture."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.steps += 1
        print(f"{self.steps:2}. {said}", flush=True)
        size = page.viewport_size
        assert size is not None
        page.mouse.move(0, 0)
        page.evaluate("scrollTo(0, 0)")
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({**size, "height": min(height, TALLEST)})
        page.screenshot(path=self.folder / f"hour-{self.steps:02}-{name}.png")
        page.set_viewport_size(size)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody in front of a page."""

    page: Page
    address: str
    album: Album

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(self.address + path)

    def press(self, name: str) -> None:
        """Press a button or follow a link."""
        button = self.page.get_by_role("button", name=name)
        link = self.page.get_by_role("link", name=name, exact=True)
        button.or_(link).first.click()

    def sees(self, words: str) -> None:
        """Wait until the page says something."""
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def take(self, name: str, said: str) -> None:
        """Say a step, and take its picture."""
        self.album.add(self.page, name, said)


def opened(browser: Browser, size: tuple[int, int]) -> Page:
    """Open a window without history."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        reduced_motion="reduce",
        locale="fr-FR",
        timezone_id="Europe/Paris",
        service_workers="block",
    )
    context.set_default_timeout(15_000)
    return context.new_page()


# The hour


def come_in(teacher: Visitor, link: str) -> None:
    """Make the first account, by the link that the server shows."""
    teacher.go(link)
    teacher.page.get_by_label("Nom").fill(TEACHER)
    teacher.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    teacher.page.get_by_label("Le même, encore une fois").fill(PASSWORD)
    teacher.press("Créer le compte")
    expect(teacher.page.get_by_role("link", name="Classes").first).to_be_visible()


def bring_paper(teacher: Visitor) -> None:
    """Upload a paper, repair what it reports, store it, vouch for its key."""
    page = teacher.page
    teacher.go("/content")
    page.get_by_label("Épreuve", exact=True).set_input_files(PAPER)
    page.get_by_label("Corrigé (facultatif)").set_input_files(KEY)
    teacher.take("upload", "a paper and its key are chosen")
    teacher.press("Montrer ce qui changera")
    teacher.sees("Rien ne peut être enregistré")
    errors = page.locator(".block", has_text="À corriger").locator(".finding")
    expect(errors).to_have_count(len(MISTAKES))
    teacher.take("problems", f"{errors.count()} problems are reported")
    teacher.press("Corriger ici")
    for part, (wrong, right) in MISTAKES.items():
        repair(page.locator(f"textarea#{part}"), wrong, right)
    expect(page.locator("[data-verdict]")).to_contain_text("Rien à corriger")
    teacher.take("editor", "both are repaired in the editor")
    teacher.press("Montrer ce qui changera")
    teacher.sees("18 questions ajoutées")
    teacher.take("plan", "the plan adds 18 questions")
    teacher.press("Enregistrer")
    teacher.press("Déclarer ce corrigé relu")
    teacher.sees("Corrigé relu par un enseignant")
    teacher.take("stored", "the paper is stored, its key is vouched for")


def repair(text: Locator, wrong: str, right: str) -> None:
    """Write something else in the place of what is wrong."""
    found = text.input_value()
    assert found.count(wrong) == 1, f"not once in the text: {wrong}"
    text.fill(found.replace(wrong, right))


def make_class(teacher: Visitor) -> dict[str, str]:
    """Make a class of three and give it the paper; return each one's three words."""
    teacher.go("/classrooms")
    teacher.page.get_by_label("Nom de la classe").fill(CLASS)
    teacher.press("Créer la classe")
    decks = teacher.page.locator("#decks")
    decks.get_by_label("Paquet", exact=True).select_option(label=TITLE)
    decks.get_by_label("Nouvelles cartes par jour (facultatif)").fill("40")
    teacher.press("Donner ce paquet à la classe")
    teacher.sees("apprend ce paquet")
    teacher.take("given", "a class learns the paper")
    names = "\n".join(pupil.name for pupil in PUPILS)
    teacher.page.get_by_label("Ou coller la liste ici").fill(names)
    teacher.press("Montrer ce qui changera")
    teacher.press("Enregistrer cette liste")
    slips = teacher.page.locator(".slip")
    expect(slips).to_have_count(len(PUPILS))
    teacher.take("slips", f"{slips.count()} slips are there to hand out")
    words = slips.locator(".slip-phrase").all_inner_texts()
    return dict(zip(slips.locator(".slip-name").all_inner_texts(), words, strict=True))


def see_confusions(teacher: Visitor) -> None:
    """See what the class confuses, and who: not as long as the page is projected."""
    teacher.go("/classrooms")
    teacher.press(CLASS)
    teacher.press("Lundi")
    teacher.sees("Moins de cinq élèves")
    teacher.take("projected", "Monday, fit for a projector: no name, nothing of so few")
    teacher.press("Montrer les noms")
    teacher.sees(f"{PAIR[0]} ou {PAIR[1]} ?")
    teacher.take("monday", "Monday, for the teacher alone")
    teacher.press("Confusions")
    pair = teacher.page.locator(".pairs > li").first
    expect(pair).to_contain_text(f"{PAIR[0]} et {PAIR[1]}")
    teacher.take("confusions", "what the class confuses most stands first")
    pair.get_by_role("link").first.click()
    main = teacher.page.get_by_role("main")
    named = [each.name for each in PUPILS if main.get_by_text(each.name).count()]
    teacher.take("who", f"who confuses them: {', '.join(named)}")


def give_contrast(teacher: Visitor) -> None:
    """Give the class cards that set the two jobs apart."""
    teacher.press("Confusions")
    teacher.press("Donner des cartes « À distinguer »")
    teacher.sees("C’est donné")
    teacher.take("contrast", "the class has cards to tell them apart")


def see_as_pupil(phone: Visitor) -> None:
    """See them as a student does."""
    phone.go("/sign-in")
    phone.page.get_by_label("Nom").fill(PUPILS[0].name)
    phone.page.get_by_label("Mot de passe, ou les trois mots").fill(
        password_of(PUPILS[0])
    )
    phone.press("Se connecter")
    phone.sees("Donné par la classe")
    phone.take("phone", f"{PUPILS[0].name} finds them on the phone")


def print_monday(teacher: Visitor) -> None:
    """Print Monday, for the lesson."""
    teacher.press("Lundi")
    expect(teacher.page.get_by_role("button", name="Imprimer")).to_be_visible()
    teacher.page.emulate_media(media="print")
    teacher.take("printed", "Monday is printed")
    teacher.page.pdf(
        path=teacher.album.folder / "hour-printed.pdf",
        format="A4",
        margin={"top": "15mm", "right": "15mm", "bottom": "15mm", "left": "15mm"},
    )


if __name__ == "__main__":
    main()
