"""Bad papers as a person meets them: the line, one clear sentence, nothing written.

Every case is a real process.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.telling import (
    FILES,
    PAPER,
    Told,
    nothing_written,
    refused,
    trainer,
    write_deck,
)


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake in one file: `old` becomes `new`, to be told at the line `at`."""

    file: str
    old: str
    new: str
    at: str
    sentence: str

    @property
    def text(self) -> str:
        """The file with the mistake."""
        before = FILES[self.file]
        assert before.count(self.old) == 1
        return before.replace(self.old, self.new)

    def told(self, folder: Path) -> str:
        """Return how the line begins that tells of it."""
        lines = self.text.splitlines()
        (number,) = [n for n, line in enumerate(lines, 1) if line.startswith(self.at)]
        return f"{folder / self.file}:{number}: {self.sentence}"


SLIPS = {
    "a row without a cell": Slip(
        "exam.md",
        "| 2. Exposer un modèle | … | … |",
        "| 2. Exposer un modèle | … |",
        "| 2. Exposer",
        "la ligne du tableau a 2 cases au lieu de 3",
    ),
    "two right answers in the key": Slip(
        "key.md",
        "- [ ] Data Analyst — Il analyse.",
        "- [x] Data Analyst — Il analyse.",
        "- [x] Data Analyst — Il analyse.",
        "A2 a deux bonnes réponses",
    ),
    "two right answers in the paper": Slip(
        "exam.md",
        "nuit.\n→ [ ] Data Engineer  [ ] Data Analyst",
        "nuit.\n→ [x] Data Engineer  [ ] **Data Analyst**",
        "2) Flux",
        "A2 a deux bonnes réponses",
    ),
    "an unknown job in the key": Slip(
        "key.md",
        "- Métier : ML Engineer",
        "- Métier : Astronaute",
        "- Métier : Astronaute",
        "nom inconnu des rappels : Astronaute",
    ),
    "an answer for an item that is not there": Slip(
        "key.md",
        "### B1\n",
        "### A3\n- [x] Data Analyst — Lui.\n\n### B1\n",
        "### A3",
        "aucune question A3 dans l’épreuve",
    ),
    "a count times points that is not the sum": Slip(
        "exam.md",
        "Identifier (2 items × 2 pts = /4)",
        "Identifier (2 items × 3 pts = /4)",
        "## PARTIE A",
        "2 × 3 points ne font pas 4",
    ),
    "a count that is not that of the items": Slip(
        "exam.md",
        "Identifier (2 items × 2 pts = /4)",
        "Identifier (4 items × 1 pts = /4)",
        "## PARTIE A",
        "la partie A annonce 4 questions, 2 trouvées",
    ),
    "a line of the scheme that is not the part's": Slip(
        "exam.md",
        "- A — Identifier : **/4**",
        "- A — Identifier : **/5**",
        "- A — Identifier",
        "le barème donne 5 points à la partie A, son titre 4",
    ),
    "a total that is not the sum": Slip(
        "exam.md",
        "**Total : /8**",
        "**Total : /9**",
        "**Total",
        "le barème fait 8 points, le total annonce 9",
    ),
    "a marking that is not the item's points": Slip(
        "deck.toml",
        "deliverable = 1",
        "deliverable = 2",
        "[marking.B]",
        "[marking.B] fait 3 points au lieu de 2",
    ),
    "settings that are no TOML": Slip(
        "deck.toml",
        'title = "Petit"',
        "title = Petit",
        "title",
        "ce ",
    ),
}
UNREADABLE = {
    "binary": (bytes(range(256)) * 40, "", "ce fichier n’est pas du texte"),
    "empty": (b" \n\n", "", "ce fichier est vide"),
    "10 MB": (b"# Examen\n" + b"mot \n" * 2**21, "", "ce fichier dépasse 4 Mo"),
    "another encoding": (
        PAPER.replace("→", "->").encode("cp1252", "replace"),
        ":3",
        "ce texte n’est pas en UTF-8",
    ),
}


# Papers


def test_the_deck_without_a_mistake_is_imported(home: Path, tmp_path: Path) -> None:
    told = trainer("import", write_deck(tmp_path / "petit"), home=home)

    assert told == Told(
        0, "Petit : 7 questions ajoutées, 0 modifiée, 0 inchangée, 0 retirée\n", ""
    )


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_paper_that_is_no_text_is_refused(what: str, tmp_path: Path) -> None:
    data, line, words = UNREADABLE[what]
    paper = tmp_path / "paper.md"
    paper.write_bytes(data)

    with nothing_written(tmp_path):
        told = trainer("import", paper, home=tmp_path / "home")

    refused(told, f"{paper}{line}: {words}")


@pytest.fixture(scope="module")
def told_of_slips(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Told, Path]:
    """What one import of good papers and of all with a mistake says, and where."""
    folder = tmp_path_factory.mktemp("slips")
    home = folder / "home"
    shutil.copytree(prepared, home)
    decks = [write_deck(folder / "good")]
    for name, slip in SLIPS.items():
        files = {slip.file.partition(".")[0]: slip.text}
        decks.append(write_deck(folder / name.replace("'", ""), **files))
    with nothing_written(folder):
        told = trainer("import", *decks, home=home)
    return told, folder


@pytest.mark.parametrize("what", SLIPS)
def test_a_mistake_is_told_with_its_line(
    what: str, told_of_slips: tuple[Told, Path]
) -> None:
    told, folder = told_of_slips
    line = SLIPS[what].told(folder / what.replace("'", ""))

    assert any(each.startswith(line) for each in told.err.splitlines())


def test_papers_are_imported_all_or_none(told_of_slips: tuple[Told, Path]) -> None:
    told, folder = told_of_slips

    assert told.code == 1
    assert told.out == ""
    assert str(folder / "good") not in told.err
    assert all(line.startswith(str(folder)) for line in told.err.splitlines())


@pytest.mark.parametrize("name", ["key.md", "deck.toml"])
def test_a_file_beside_the_paper_that_is_no_text_is_named(
    name: str, home: Path, tmp_path: Path
) -> None:
    deck = write_deck(tmp_path / "petit")
    (deck / name).write_bytes("### A1\n# été\n".encode("cp1252"))

    with nothing_written(tmp_path):
        told = trainer("import", deck, home=home)

    refused(told, f"{deck / name}:2: ", "UTF-8")
