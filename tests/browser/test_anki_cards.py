"""The scripts of the Anki cards, in a browser, on cards that Anki has rendered.

Anki shows both sides in one page that lives on, or (on a phone) each in a page of its
own; the first has no storage here, the second has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from anki.collection import Collection
from playwright.sync_api import Browser, Page

from tests.hostile_decks import hostile_deck
from tests.real_anki import NOW, loaded, package, take_in
from tests.samples import OPEN
from trainer.content import LoadedDeck, LoadedItem

ADDRESS = "http://card.test/"
# A script that is put into a page as text does not run; Anki puts it in anew, and so
# does this.
SHOW = """html => {
  document.body.innerHTML = html;
  for (const old of document.querySelectorAll("script")) {
    const script = document.createElement("script");
    script.textContent = old.textContent;
    old.replaceWith(script);
  }
}"""


@dataclass(frozen=True, slots=True)
class Sides:
    """What Anki makes of a card."""

    front: str
    back: str


class Screen:
    """A page that shows one side of a card after the other."""

    def __init__(self, page: Page, is_one_page: bool) -> None:
        self.page = page
        self.is_one_page = is_one_page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def show(self, html: str) -> None:
        if self.is_one_page:
            self.page.evaluate(SHOW, html)
            return
        self.page.unroute_all()
        body = f"<!doctype html><meta charset=utf-8><body class=card>{html}"
        self.page.route(
            f"{ADDRESS}**", lambda route: route.fulfill(body=body, status=200)
        )
        self.page.goto(ADDRESS)

    def rows(self) -> list[str]:
        return [row.strip() for row in self.page.locator("li").all_inner_texts()]

    def tap(self, words: str) -> None:
        self.page.locator("li", has_text=words).first.click()

    def marked(self, name: str) -> list[str]:
        return self.page.locator(f"li.{name}").all_inner_texts()

    def places(self) -> dict[str, str]:
        rows = self.page.locator("li[data-place]").all()
        return {row.inner_text(): row.get_attribute("data-place") or "" for row in rows}


@pytest.fixture(params=["one page", "two pages"])
def screen(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Screen]:
    page = chromium.new_page()
    screen = Screen(page, request.param == "one page")
    yield screen
    page.close()
    assert screen.errors == []


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Callable[[str], Sides]]:
    collection = Collection(str(tmp_path / "collection.anki2"))
    take_in(collection, package(tmp_path / "a.apkg"))

    def render(key: str) -> Sides:
        [note] = collection.find_notes(f"Clé:{key}")
        output = collection.get_note(note).cards()[0].render_output()
        return Sides(output.question_text, output.answer_text)

    yield render
    collection.close()


def test_a_wrong_option_is_marked_on_the_back_beside_the_right_one(
    screen: Screen, card: Callable[[str], Sides]
) -> None:
    sides = card("exemple/A1#job")

    screen.show(sides.front)
    order = screen.rows()
    screen.tap("Data Engineer")
    screen.tap("Data Scientist")
    chosen = screen.marked("chosen")
    screen.show(sides.back)

    assert chosen == ["Data Scientist"]
    assert screen.rows()[:5] == order
    assert screen.marked("right") == ["ML Engineer"]
    assert screen.marked("wrong") == ["Data Scientist"]


def test_the_right_option_is_marked_as_chosen_and_right(
    screen: Screen, card: Callable[[str], Sides]
) -> None:
    sides = card("exemple/A1#job")

    screen.show(sides.front)
    screen.tap("ML Engineer")
    screen.show(sides.back)

    assert screen.marked("right") == screen.marked("chosen") == ["ML Engineer"]
    assert screen.marked("wrong") == []


def test_an_option_chosen_last_time_is_forgotten(
    screen: Screen, card: Callable[[str], Sides]
) -> None:
    first, other = card("exemple/A1#job"), card("exemple/C1#verdict")

    screen.show(first.front)
    screen.tap("Data Scientist")
    screen.show(first.back)
    screen.show(other.front)
    screen.show(other.back)
    verdict = screen.marked("chosen")
    screen.show(first.front)
    screen.show(first.back)

    assert (verdict, screen.marked("chosen")) == ([], [])


def test_what_was_chosen_on_one_card_is_nothing_to_another(
    screen: Screen, card: Callable[[str], Sides]
) -> None:
    sides = card("exemple/A1#job")

    screen.show(sides.front)
    screen.tap("Data Scientist")
    screen.show(sides.back.replace("exemple/A1#job", "exemple/A2#job"))

    assert screen.marked("chosen") == []
    assert screen.marked("right") == ["ML Engineer"]


def test_true_and_false_keep_their_order(
    screen: Screen, card: Callable[[str], Sides]
) -> None:
    sides = card("exemple/C1#verdict")

    screen.show(sides.front)
    order = screen.rows()
    screen.tap("Vrai")
    screen.show(sides.back)

    assert order == ["Vrai", "Faux"]
    assert (screen.marked("wrong"), screen.marked("right")) == (["Vrai"], ["Faux"])


def test_options_change_places_from_day_to_day(
    screen: Screen, card: Callable[[str], Sides]
) -> None:
    sides = card("exemple/A1#job")
    orders = set()

    for day in range(1, 9):
        screen.page.clock.set_fixed_time(f"2026-11-{day:02}T12:00:00Z")
        screen.show(sides.front)
        orders.add(tuple(screen.rows()))

    assert len(orders) > 4


def test_steps_are_numbered_by_tapping_and_the_back_shows_the_numbers(
    screen: Screen, card: Callable[[str], Sides]
) -> None:
    sides = card("exemple/E1#order")

    screen.show(sides.front)
    for words in ("Nettoyer", "Entraîner", "Définir", "Entraîner", "Mettre en ligne"):
        screen.tap(words)
    numbered = screen.places()
    screen.show(sides.back)

    assert numbered == {"Nettoyer": "1", "Définir": "2", "Mettre en ligne": "3"}
    assert screen.places() == numbered
    assert screen.rows()[:5] == [
        "Définir",
        "Nettoyer",
        "Entraîner",
        "Préparer les tables",
        "Mettre en ligne",
    ]


def test_a_hint_is_hidden_until_it_is_asked_for(screen: Screen, tmp_path: Path) -> None:
    hinted = replace(OPEN, hints=("complètes", "sans doublons"))
    [front] = [s.front for s in rendered(tmp_path, loaded([hinted]), "rule")]
    hint = screen.page.get_by_text("complètes · sans doublons")

    screen.show(front)
    was_hidden = hint.is_hidden()
    screen.page.get_by_role("link", name="Indice").click()

    assert (was_hidden, hint.is_visible()) == (True, True)


@pytest.mark.parametrize("screen", ["one page"], indirect=True)
def test_words_from_right_to_left_are_shown_so(screen: Screen, tmp_path: Path) -> None:
    hebrew = replace(OPEN, text="מהי אבטחת מידע?")
    [sides] = rendered(tmp_path, loaded([hebrew]), "rule")

    screen.show(sides.back)

    direction = "element => getComputedStyle(element).direction"
    question = screen.page.locator(".question").evaluate(direction)
    answer = screen.page.locator(".answer").evaluate(direction)
    assert (question, answer) == ("rtl", "ltr")


@pytest.mark.parametrize("screen", ["one page"], indirect=True)
def test_no_script_of_the_content_runs(screen: Screen, tmp_path: Path) -> None:
    for seed in range(2):
        deck, items = hostile_deck(seed)
        entries = tuple(LoadedItem(item, 1, NOW) for item in items)
        for sides in rendered(tmp_path / str(seed), LoadedDeck(deck, entries), ""):
            for html in (sides.front, sides.back):
                screen.show(html)
                for link in screen.page.locator("a.hint").all():
                    link.click()

                assert screen.page.evaluate("window.pwned") is None
                assert screen.page.locator("body").inner_text().strip()


def rendered(folder: Path, deck: LoadedDeck, name: str) -> list[Sides]:
    """Give the sides of the cards of a deck, or of those of one name."""
    folder.mkdir(exist_ok=True)
    collection = Collection(str(folder / "other.anki2"))
    take_in(collection, package(folder / "other.apkg", deck))
    cards = [collection.get_card(id_) for id_ in collection.find_cards("")]
    outputs = [
        card.render_output() for card in cards if card.note()["Clé"].endswith(name)
    ]
    collection.close()
    return [Sides(each.question_text, each.answer_text) for each in outputs]


def test_without_scripts_a_card_is_a_plain_list_and_its_answer(
    chromium: Browser, card: Callable[[str], Sides]
) -> None:
    sides = card("exemple/A1#job")
    page = chromium.new_page(java_script_enabled=False)

    page.set_content(sides.front)
    options = page.locator("#trainer-options li").count()
    page.set_content(sides.back)
    answer = page.locator("#trainer-answer").inner_text()
    reasons = page.locator(".reasons").inner_text()
    page.close()

    assert (options, answer) == (5, "ML Engineer")
    assert "✓ ML Engineer — Il met le modèle en service." in reasons
