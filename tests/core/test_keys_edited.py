"""Papers edited again and again: no item loses its key, none gets a strange one.

The generator keeps the truth: which key each line of the paper stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest

from trainer.core.deck import Source, SourceText, read_deck
from trainer.core.items import Kind
from trainer.core.keys import (
    NEW,
    Assignment,
    Doubt,
    KnownItem,
    PaperItem,
    assign,
    remember,
)

EXAM = Path(__file__).parents[2] / "decks" / "metiers-data" / "exam.md"
EDITS = 200

WORDS = """
abeille ancre argile avril balcon bateau beurre bougie branche brouillard cactus
caillou carotte cerise chameau chapeau cheminée clavecin cloche colline corail
crayon cuivre dauphin dentelle dimanche domino dragon écharpe éclipse écume éléphant
enclume épice escalier étoile falaise fanfare farine fenêtre feuille flamme forêt
fougère fourmi fusée galet gazelle gilet glacier gouffre grenade guitare hamac
hérisson hiver horloge huître igloo île iris ivoire jardin jongleur jument kayak
koala laine lanterne lavande lézard licorne loutre lune lutin maçon mandarine
marmite mésange miel moulin mousse muguet narval navire neige noisette nuage océan
olive orage orchidée ortie otarie ours ouragan paille palmier panier papillon
parapluie perle phare piano pigeon planète pluie poivre pont potiron prairie prune
quartz radis raisin renard rivière robe rocher rosée ruche sable safran sapin
satellite sentier serpent soleil sorbet tambour tempête tigre tilleul toboggan
tortue tracteur tulipe vague vallée vanille velours verger vigne violon volcan wagon
yaourt zèbre zeste
""".split()  # noqa: SIM905 - a list of 140 words is read more easily like this


@dataclass(frozen=True)
class Line:
    """A line of the paper; `truth` are the keys it may have (empty: a new one).

    `past` are keys whose words it took over when two questions became one: a piece of
    it that is split off again may have them back.
    """

    item: PaperItem
    truth: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    is_piece: bool = False


@dataclass
class Paper:
    """A paper under edit, with what the program knows of it and what is true."""

    lines: list[Line]
    rng: Random
    known: tuple[KnownItem, ...] = ()
    removed: list[Line] = field(default_factory=list)
    first_number: int = 1
    doubts: list[Doubt] = field(default_factory=list)

    def items(self) -> tuple[PaperItem, ...]:
        return tuple(line.item for line in self.lines)

    def number(self) -> None:
        """Number the questions of each part again, as a teacher would."""
        counts: dict[str, int] = {}
        for position, line in enumerate(self.lines):
            item = line.item
            if item.part:
                counts[item.part] = counts.get(item.part, self.first_number - 1) + 1
                place = f"{item.part}{counts[item.part]}"
                self.lines[position] = replace(line, item=replace(item, place=place))

    def pick(self) -> int:
        return self.rng.randrange(len(self.lines))

    def put_text(self, position: int, text: str) -> None:
        line = self.lines[position]
        place = text if line.item.kind is Kind.MEMO else line.item.place
        item = replace(line.item, text=text, place=place)
        self.lines[position] = replace(line, item=item)


# --- The edits ----------------------------------------------------------------------


def typo(paper: Paper) -> None:
    position = paper.pick()
    text = paper.lines[position].item.text
    paper.put_text(position, misspelt(text, paper.rng))


def misspelt(text: str, rng: Random) -> str:
    at = rng.randrange(len(text) - 1)
    wrong = rng.choice("aeilnrstu")
    return rng.choice(
        [
            text[:at] + text[at + 1 :],
            text[:at] + wrong + text[at:],
            text[:at] + wrong + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        ]
    )


def turn_words(paper: Paper) -> None:
    position = paper.pick()
    words = paper.lines[position].item.text.split()
    at = paper.rng.randrange(len(words))
    paper.put_text(position, " ".join((*words[at:], *words[:at])))


def move(paper: Paper) -> None:
    line = paper.lines.pop(paper.pick())
    paper.lines.insert(paper.pick(), line)


def swap(paper: Paper) -> None:
    one, other = paper.pick(), paper.pick()
    paper.lines[one], paper.lines[other] = paper.lines[other], paper.lines[one]


def split(paper: Paper) -> None:
    """Make two questions of a long one."""
    position = paper.pick()
    line = paper.lines[position]
    words = line.item.text.split()
    if len(words) < 8 or not line.item.part:
        return
    at = paper.rng.randrange(4, len(words) - 3)
    paper.lines[position] = replace(line, is_piece=True)
    paper.lines.insert(position + 1, replace(line, is_piece=True))
    paper.put_text(position, " ".join(words[:at]))
    paper.put_text(position + 1, " ".join(words[at:]))


def merge(paper: Paper) -> None:
    """Make one question of two neighbours of the same kind."""
    position = paper.rng.randrange(len(paper.lines) - 1)
    line, following = paper.lines[position : position + 2]
    if line.item.kind is not following.item.kind or not line.item.part:
        return
    truth, past = line.truth | following.truth, line.past | following.past
    paper.lines[position] = replace(line, truth=truth, past=past, is_piece=True)
    paper.put_text(position, f"{line.item.text} {following.item.text}")
    del paper.lines[position + 1]


def delete(paper: Paper) -> None:
    paper.removed.append(paper.lines.pop(paper.pick()))


def restore(paper: Paper) -> None:
    if paper.removed:
        paper.lines.insert(paper.pick(), paper.removed.pop(0))


def insert(paper: Paper) -> None:
    model = paper.lines[paper.pick()].item
    text = strange_text(paper.rng)
    place = model.place if model.part else text
    paper.lines.insert(paper.pick(), Line(replace(model, text=text, place=place)))


def strange_text(rng: Random) -> str:
    return " ".join(rng.sample(WORDS, rng.randrange(6, 12)))


def renumber(paper: Paper) -> None:
    paper.first_number = paper.rng.randrange(1, 4)


PLAIN_EDITS = (typo, turn_words, move, swap, delete, insert, restore, renumber)
EDITS_OF_A_PAPER = (*PLAIN_EDITS, split, merge)

# --- Importing, and what must hold then ---------------------------------------------


def take_in(paper: Paper) -> None:
    """Import the paper, check the keys against the truth, settle the doubts by it."""
    paper.number()
    assignment = assign(paper.items(), paper.known)
    check(paper, assignment)
    paper.doubts.extend(assignment.doubts)
    settled = assign(paper.items(), paper.known, decisions(paper, assignment))
    assert not settled.doubts
    paper.known = remember(paper.known, paper.items(), settled)
    paper.lines = [
        Line(line.item, frozenset({key}), line.truth | line.past)
        for line, key in zip(paper.lines, settled.keys, strict=True)
    ]


def check(paper: Paper, assignment: Assignment) -> None:
    kinds = {item.key: item.kind for item in paper.known}
    doubted = {d.place: d.candidates for d in assignment.doubts}
    given = [key for key in assignment.keys if key]
    assert len(set(given)) == len(given)
    for line, key in zip(paper.lines, assignment.keys, strict=True):
        if not key:
            continue
        assert kinds.get(key, line.item.kind) is line.item.kind
        if key in kinds:
            assert key in line.truth | line.past, f"{line.item} is not {key}"
        else:
            assert not line.truth or line.is_piece, f"{line.item} lost {line.truth}"
    safe = {*given, *(key for keys in doubted.values() for key in keys)}
    for line in paper.lines:
        assert line.is_piece or line.truth <= safe
        assert not line.truth or line.truth & safe
    alive = {key for line in paper.lines for key in line.truth}
    vanished = {item.key for item in paper.known if not item.retired} - alive
    assert set(assignment.retired) <= vanished | {
        key for line in paper.lines if len(line.truth) > 1 for key in line.truth
    }


def decisions(paper: Paper, assignment: Assignment) -> dict[str, str]:
    """Answer the doubts truthfully; of the pieces of one item the first keeps it."""
    truth = {line.item.place: line.truth for line in paper.lines}
    answers: dict[str, str] = {}
    for doubt in assignment.doubts:
        right = [key for key in doubt.candidates if key in truth[doubt.place]]
        free = [key for key in right if key not in answers.values()]
        answers[doubt.place] = free[0] if free else NEW
    return answers


# --- The papers ---------------------------------------------------------------------


def real_paper() -> list[PaperItem]:
    source = Source("metiers", SourceText("exam.md", EXAM.read_text(encoding="utf-8")))
    return list(read_deck(source).paper_items)


def made_up_paper() -> list[PaperItem]:
    rng = Random("made up")
    kinds = (("A", Kind.CHOICE), ("B", Kind.OPEN), ("C", Kind.TRUE_FALSE))
    questions = [
        PaperItem(kind, part, f"{part}{number}", number, strange_text(rng))
        for part, kind in kinds
        for number in range(1, 11)
    ]
    words = [strange_text(rng) for _ in range(5)]
    return [*questions, *(PaperItem(Kind.MEMO, "", text, 90, text) for text in words)]


def paper_of_near_doubles() -> list[PaperItem]:
    """Make questions that differ from each other by a word or two."""
    rng = Random("near doubles")
    frames = [strange_text(rng) for _ in range(3)]
    texts = [f"{frame} {rng.choice(WORDS)} {rng.choice(WORDS)}" for frame in frames * 6]
    return [
        PaperItem(Kind.OPEN, "A", f"A{number}", number, text)
        for number, text in enumerate(texts, start=1)
    ]


PAPERS = {"real": real_paper, "made up": made_up_paper}


def new_paper(items: Sequence[PaperItem], seed: int) -> Paper:
    paper = Paper([Line(item) for item in items], Random(seed))
    take_in(paper)
    return paper


@pytest.fixture(params=PAPERS)
def make(request: pytest.FixtureRequest) -> Callable[[], list[PaperItem]]:
    return PAPERS[request.param]


@pytest.mark.parametrize("seed", range(3))
def test_two_hundred_edits_one_by_one_lose_no_history(
    make: Callable[[], list[PaperItem]], seed: int
) -> None:
    paper = new_paper(make(), seed)

    for _ in range(EDITS):
        paper.rng.choice(EDITS_OF_A_PAPER)(paper)
        take_in(paper)


@pytest.mark.parametrize("seed", range(3))
def test_two_hundred_edits_some_at_a_time_lose_no_history(
    make: Callable[[], list[PaperItem]], seed: int
) -> None:
    paper = new_paper(make(), seed)

    for _ in range(EDITS // 5):
        for _ in range(4):
            paper.rng.choice(PLAIN_EDITS)(paper)
        paper.rng.choice(EDITS_OF_A_PAPER)(paper)
        take_in(paper)


@pytest.mark.parametrize("seed", range(3))
def test_near_doubles_are_never_taken_for_each_other(seed: int) -> None:
    paper = new_paper(paper_of_near_doubles(), seed)

    for _ in range(EDITS):
        paper.rng.choice((typo, move, swap, renumber))(paper)
        take_in(paper)


def test_typos_in_every_item_raise_no_doubt(
    make: Callable[[], list[PaperItem]],
) -> None:
    paper = new_paper(make(), seed=7)

    for _ in range(20):
        for position, line in enumerate(paper.lines):
            paper.put_text(position, misspelt(line.item.text, paper.rng))
        take_in(paper)

    assert paper.doubts == []
