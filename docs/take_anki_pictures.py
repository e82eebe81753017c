"""Take the pictures of every kind of card as Anki shows it, both sides.

    .venv/bin/python docs/take_anki_pictures.py [KIND …]

The built-in deck goes into the real Anki as a package; what Anki makes of a card is
shown in a browser in the frame that its reviewer and AnkiDroid put around it: light and
dark, and on a phone. Before the answer is looked at, something is tapped or typed. The
pictures go into `docs/anki_pictures/`, and `docs/anki.md` shows them. TRAINER_CHROMIUM
names the browser; else one of the system is taken.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # tests and benchmarks

from anki.collection import Collection
from playwright.sync_api import Browser, Page, Route, sync_playwright

from benchmarks.chromium import launched
from tests.real_anki import package, take_in
from trainer.content import LoadedDeck, LoadedItem
from trainer.core.deck import read_deck
from trainer.papers import built_in_decks, read_source

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FOLDER = Path(__file__).parent / "anki_pictures"
ADDRESS = "http://card.test/"
TYPED = "[[type:nc:À taper]]"
FIELD = '<input type="text" id="typeans" value="{text}">'
# What Anki itself puts around a card, and how it marks what was typed.
FRAME = """<!doctype html><html lang="fr" class="{dark}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
  html.night-mode {{ color-scheme: dark; }}
  body {{ margin: 20px; overflow-wrap: break-word; }}
  #typeans {{ font-size: 20px; }}
  .typeGood {{ background: #afa; color: black; }}
  .typeBad {{ background: #faa; color: black; }}
  .typeMissed {{ background: #ccc; color: black; }}
</style>
<body class="card card1 {classes}"><div id="qa">{html}</div></body></html>"""


@dataclass(frozen=True, slots=True)
class Look:
    """A device and a theme, with the classes that Anki gives the page."""

    name: str
    width: int
    classes: str

    @property
    def is_dark(self) -> bool:
        """Whether night mode is on."""
        return "nightMode" in self.classes


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of card: an example, and what is done on its front."""

    name: str
    title: str
    key: str
    prepare: Callable[[Page], None]
    typed: str = ""


def tap(*words: str) -> Callable[[Page], None]:
    """Tap rows one after the other."""

    def do(page: Page) -> None:
        for each in words:
            page.locator("li", has_text=each).first.click()

    return do


def stay(_: Page) -> None:
    """Do nothing."""


LOOKS = (
    Look("light", 640, "linux chrome"),
    Look("dark", 640, "linux chrome nightMode night_mode"),
    Look("phone", 360, "mobile android chrome"),
)
STEPS = ("Définir le besoin", "Récupérer et nettoyer", "Mettre en ligne")
KINDS = (
    Kind("choice", "Choisir", "A3#job", tap("ML Engineer")),
    Kind("verdict", "Vrai ou faux", "C3#verdict", tap("Vrai")),
    Kind("typed", "Écrire un nom", "D-B#job", stay, "data enginer"),
    Kind("said", "Répondre de tête, avec un indice", "F1#rule", stay),
    Kind("order", "Mettre en ordre", "E1#order", tap(*STEPS)),
    Kind("mission", "Dire une mission", "role-ml-engineer#mission", stay),
)
SIDES = ("front", "back")


def main() -> None:
    """Take the pictures of the kinds that are named, or of all."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        take_pictures(browser, set(sys.argv[1:]))


def take_pictures(browser: Browser, wanted: Set[str]) -> None:
    """Take the pictures of these kinds, or of all if none is named."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        anki = collection_of(Path(folder))
        for kind in KINDS:
            if not wanted or kind.name in wanted:
                front, back = sides_of(anki, kind)
                for look in LOOKS:
                    take(browser, kind, look, front, back)
        anki.close()


def collection_of(folder: Path) -> Collection:
    """Give a collection with the built-in deck, taken in from a package."""
    built_in = next(path for path in built_in_decks() if path.name == "metiers-data")
    parsed = read_deck(read_source(built_in))
    items = tuple(LoadedItem(item, 1, NOW) for item in parsed.items)
    anki = Collection(str(folder / "collection.anki2"))
    take_in(anki, package(folder / "deck.apkg", LoadedDeck(parsed.deck, items)))
    return anki


def sides_of(anki: Collection, kind: Kind) -> tuple[str, str]:
    """Give what Anki makes of the sides of a card, with what was typed."""
    [note_id] = anki.find_notes(f"Clé:metiers-data/{kind.key}")
    note = anki.get_note(note_id)
    output = note.cards()[0].render_output()
    front, back = output.question_and_style(), output.answer_and_style()
    if kind.typed:
        compared = anki.compare_answer(note["À taper"], kind.typed, combining=False)
        front = front.replace(TYPED, FIELD.format(text=escape(kind.typed)))
        back = back.replace(TYPED, compared)
    return front, back


def take(browser: Browser, kind: Kind, look: Look, front: str, back: str) -> None:
    """Take the pictures of both sides: one page after the other, as on a phone."""
    context = browser.new_context(
        viewport={"width": look.width, "height": 200}, locale="fr-FR"
    )
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    for side, html in zip(SIDES, (front, back), strict=True):
        body = FRAME.format(
            html=html, classes=look.classes, dark="night-mode" if look.is_dark else ""
        )
        show(page, body)
        if side == "front":
            kind.prepare(page)
        page.screenshot(
            path=FOLDER / f"{kind.name}-{side}-{look.name}.png", full_page=True
        )
    context.close()


def show(page: Page, body: str) -> None:
    """Show a side on a page of its own address: else there is no storage."""

    def answer(route: Route) -> None:
        route.fulfill(body=body, content_type="text/html")

    page.unroute_all()
    page.route(f"{ADDRESS}**", answer)
    page.goto(ADDRESS)


if __name__ == "__main__":
    main()
