"""A student in front of the review page, who knows all answers.

Goes by what the page shows: finds the card by its words, and answers by the keyboard of
a French computer, whose digits need Shift.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser.site import Site
from trainer.content import LoadedCard, loaded_card, select_cards
from trainer.core.markup import to_text
from trainer.core.questions import Format
from trainer.core.right_answers import NameKey, OrderKey, TrueFalseKey
from web.context import context_of

# What the key at a place writes on an AZERTY keyboard, and its old Windows number.
AZERTY = {
    **{f"Digit{n}": (key, 48 + n) for n, key in enumerate("à&é\"'(-è_ç")},
    "Space": (" ", 32),
    "Enter": ("Enter", 13),
    "Tab": ("Tab", 9),
    "Escape": ("Escape", 27),
    "ArrowUp": ("ArrowUp", 38),
    "ArrowDown": ("ArrowDown", 40),
    **{f"Key{letter}": (letter.lower(), ord(letter)) for letter in "UOVFP"},
    "KeyM": ("?", 188),
}
_TEXTS = {"Enter": "\r", "Tab": "", "Escape": "", "ArrowUp": "", "ArrowDown": ""}


@dataclass
class Student:
    """Answers cards by the keyboard alone."""

    site: Site
    page: Page
    seen: set[Format] = field(default_factory=set)
    skipped: int = 0

    def start(self) -> None:
        """Open the review of the small deck."""
        self.site.ask_in_every_format()
        self.page.goto(f"{self.site.url}/review?deck=cuisine")
        self.wait()

    def start_with_full_hand(self) -> None:
        """Open the review and wait until the cards in hand have their answers."""
        with self.page.expect_response("**/api/answers-at-hand?**") as answers:
            self.start()
        answers.value.finished()

    def wait(self) -> None:
        """Wait for a question, or for the end; go on where a pause is offered."""
        expect(self.page.locator(".question, .finished, .pause").first).to_be_visible()
        if self.page.locator(".pause").count():
            self.press("Space")
            expect(self.page.locator(".question")).to_be_visible()

    def settle(self) -> None:
        """Wait until the server has all answers."""
        expect(self.page.locator("body")).to_have_attribute("data-waiting", "0")

    @property
    def has_finished(self) -> bool:
        """Whether the page says that all is done."""
        return self.page.locator(".finished").count() > 0

    def card(self) -> LoadedCard:
        """Find the card that the page asks, by its words."""
        text = self.page.locator(".question").inner_text().strip()
        ask = self.page.locator(".ask").inner_text().strip()
        return self.cards[" ".join(text.split()), ask]

    @cached_property
    def cards(self) -> dict[tuple[str, str], LoadedCard]:
        """All cards by their words."""
        with context_of(self.site.app).database.reading() as session:
            loaded = [loaded_card(row) for row in session.execute(select_cards())]
        return {
            (" ".join(to_text(each.card.text).split()), str(each.card.ask)): each
            for each in loaded
        }

    @property
    def format(self) -> Format:
        """The format in which the card is asked."""
        return Format(str(self.page.locator(".card").get_attribute("data-format")))

    # --- The keyboard

    def press(self, code: str, *, repeated: bool = False) -> None:
        """Press the key at a place and let it go."""
        key, number = AZERTY[code]
        base = {"code": code, "key": key, "windowsVirtualKeyCode": number}
        text = _TEXTS.get(code, key)
        down = base | {"type": "keyDown", "text": text, "autoRepeat": repeated}
        self.keys.send("Input.dispatchKeyEvent", down)
        self.keys.send("Input.dispatchKeyEvent", base | {"type": "keyUp"})

    @cached_property
    def keys(self) -> CDPSession:
        """The browser's own door for keys, which takes any layout."""
        return self.page.context.new_cdp_session(self.page)

    def tab_to(self, target: Locator) -> None:
        """Go to a control with the Tab key."""
        for _ in range(60):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError("the Tab key does not reach it")

    # --- Answers

    def answer(self, *, rightly: bool = True) -> None:
        """Give an answer to the card, so that the page shows the right one."""
        self.prepare(rightly=rightly)
        self.reveal(rightly=rightly)

    def prepare(self, *, rightly: bool = True) -> None:
        """Type what is to be typed; the page shows no answer yet."""
        self.seen.add(self.format)
        match self.format, self.card().card.answer:
            case Format.TYPED, NameKey(right):
                self.page.keyboard.type(right[0].text if rightly else "???")
            case Format.ORDERING, OrderKey() as key:
                self.put_in_order(key, rightly)
            case Format.TRUE_FALSE, TrueFalseKey(is_true) if is_true is not rightly:
                self.press("KeyF")
                expect(self.page.locator("textarea").first).to_be_visible()
            case Format.SENTENCE, _:
                self.page.locator("textarea").first.fill("Lui, pour cette raison.")
            case _:
                pass

    def reveal(self, *, rightly: bool = True) -> None:
        """Press the key that gives the answer."""
        match self.format, self.card().card.answer:
            case Format.CHOICE, NameKey(right):
                self.choose({answer.text for answer in right}, rightly)
            case Format.TRUE_FALSE, TrueFalseKey(is_true):
                if is_true is rightly:
                    self.press("KeyV")
                else:
                    self.page.locator("textarea").first.press("Control+Enter")
            case Format.SENTENCE, _:
                self.page.locator("textarea").first.press("Control+Enter")
            case Format.SELF_MARKED, _:
                self.press("Space")
            case _:
                self.press("Enter")
        expect(self.page.locator(".answer")).to_be_visible()

    def choose(self, right: set[str], rightly: bool) -> None:
        """Press the digit of an option."""
        labels = self.page.locator(".option [data-slot=text]").all_inner_texts()
        wanted = [n for n, label in enumerate(labels, 1) if (label in right) is rightly]
        self.press(f"Digit{wanted[0]}")

    def put_in_order(self, key: OrderKey, rightly: bool) -> None:
        """Type the place of each step."""
        steps = [to_text(step.text) for step in key.steps]
        for place, step in enumerate(steps if rightly else steps[::-1], 1):
            row = self.page.locator(".order li").filter(has_text=step)
            self.tab_to(row.locator("input"))
            self.page.keyboard.type(str(place))
        self.tab_to(self.page.locator("#actions .main"))

    def go_on(self, *, knowing: bool = True) -> None:
        """Go on to the next card; rate it first where that is the student's to do."""
        if self.format in (Format.SELF_MARKED, Format.SENTENCE):
            self.press("Digit2" if knowing else "Digit1")
        else:
            self.press("Space")
        self.wait()

    def undo(self) -> None:
        """Take the last answer back; where one types, leave the field first."""
        self.press("Escape")
        self.press("KeyU")
        expect(self.page.locator(".question")).to_be_visible()

    def skip_to(self, format: Format) -> None:
        """Answer cards until one of this format is asked; the server has them."""
        while self.format is not format:
            self.do()
            self.skipped += 1
        self.settle()

    def do(self, *, rightly: bool = True) -> None:
        """Answer a card and go on."""
        self.answer(rightly=rightly)
        self.go_on(knowing=rightly)


def choose_in_menu(page: Page, action: str) -> None:
    """Do what the menu of a card offers."""
    page.locator("#open-menu").click()
    page.locator(f"#menu [data-act={action}]").click()
