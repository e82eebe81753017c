"""All kinds of cards with hostile words, rendered by the real Anki.

How they are shown in a browser: `tests/browser/test_anki_cards.py`.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from anki.collection import Collection

from tests.hostile_decks import hostile_deck
from tests.real_anki import NOW, Outcome, assert_renders, package, take_in
from tests.samples import cards_of
from trainer.anki_deck import notes_of
from trainer.anki_export import write_package
from trainer.anki_notes import AnkiNote
from trainer.content import LoadedDeck, LoadedItem

USUAL, ALL = 20, 10_000
AT_ONCE = 20  # decks in one package
TROUBLES = ("has a problem", "is blank", "{{", "[[type:", "[anki:", "[sound:")
TAGS = {
    *("a", "br", "code", "div", "em", "hr", "li", "ol", "p", "pre", "span"),
    *(
        "strong",
        "b",
        "s",
        "ul",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "h1",
        "h2",
    ),
    *("h3", "h4", "h5", "h6", "blockquote"),
}
ATTRIBUTES = {
    "class",
    "id",
    "dir",
    "data-key",
    "data-side",
    "href",
    "rel",
    "start",
    "style",
} | {
    "draggable"  # of the link to a hint
}
SCHEMES = ("http://", "https://", "mailto:", "#")


class Seen(HTMLParser):
    """What a browser would find in the HTML of a card."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.handlers: list[str] = []
        self.scripts: list[str] = []
        self.text = ""
        self.is_script = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.is_script = tag == "script"
        for name, value in attrs:
            if name == "href":
                self.links.add(value or "")
            if name.startswith("on"):
                self.handlers.append(value or "")
            else:
                self.attributes.add(name)

    def handle_endtag(self, tag: str) -> None:
        self.is_script = False

    def handle_data(self, data: str) -> None:
        if self.is_script:
            self.scripts.append(data)
        else:
            self.text += data


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The scripts of the templates: all that may run."""
    path = tmp_path_factory.mktemp("scripts")
    collection = Collection(str(path / "c.anki2"))
    write(path / "a.apkg", range(1))
    take_in(collection, path / "a.apkg")
    found = set()
    for each in (m for m in collection.models.all() if "Trainer" in m["name"]):
        for template in each["tmpls"]:
            found |= {*Seen(template["qfmt"]).scripts, *Seen(template["afmt"]).scripts}
    collection.close()
    return found


def deck_of(seed: int) -> LoadedDeck:
    deck, items = hostile_deck(seed)
    return LoadedDeck(deck, tuple(LoadedItem(item, 1, NOW) for item in items))


def write(path: Path, seeds: range) -> tuple[AnkiNote, ...]:
    """Write many decks as one, under the title of the first."""
    notes = tuple(note for seed in seeds for note in notes_of(deck_of(seed)))
    write_package(hostile_deck(seeds[0])[0], notes, path, NOW)
    return notes


def assert_is_harmless(html: str, scripts: set[str]) -> None:
    for script in scripts:
        html = html.replace(f"<script>{script}</script>", "")
    seen = Seen(html)
    assert seen.text.strip()
    assert not [each for each in TROUBLES if each in html]
    assert seen.tags <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert all(link.startswith(SCHEMES) for link in seen.links)
    # Of the link that shows a hint, which Anki itself makes.
    assert all(value.startswith("this.style.display=") for value in seen.handlers)


@pytest.mark.parametrize(
    "decks",
    [USUAL, pytest.param(ALL, marks=[pytest.mark.slow, pytest.mark.timeout(0)])],
)
def test_every_card_of_hostile_words_is_shown_as_words(
    tmp_path: Path, scripts: set[str], decks: int
) -> None:
    for first in range(0, decks, AT_ONCE):
        seeds = range(first, first + AT_ONCE)
        collection = Collection(str(tmp_path / f"{first}.anki2"))
        notes = write(tmp_path / "a.apkg", seeds)
        outcome = take_in(collection, tmp_path / "a.apkg")

        cards = [collection.get_card(id_) for id_ in collection.find_cards("")]
        assert (outcome.new, outcome.refused) == (len(notes), 0)
        assert len(cards) == collection.note_count() == len(notes)
        for card in cards:
            output = card.render_output()
            assert not output.question_av_tags
            assert not output.answer_av_tags
            is_typed = dict(card.note().items()).get("À taper")
            field = "[[type:nc:À taper]]" if is_typed else ""
            for html in (output.question_text, output.answer_text):
                assert_is_harmless(html.replace(field, "", 1), scripts)
        assert collection.fix_integrity() == ("Database rebuilt and optimized.", True)
        collection.close()
        (tmp_path / f"{first}.anki2").unlink()


def test_every_card_arrives_and_renders(anki: Collection, tmp_path: Path) -> None:
    outcome = take_in(anki, package(tmp_path / "a.apkg"))

    assert outcome == Outcome(new=22, updated=0, same=0, refused=0)
    assert anki.note_count() == anki.card_count() == len(cards_of()) == 22
    assert_renders(anki)
    assert anki.fix_integrity() == ("Database rebuilt and optimized.", True)
    assert anki.card_count() == 22
