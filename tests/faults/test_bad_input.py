"""Bad input as a person meets it: one clear sentence, exit code 1, nothing written.

Every case is a real process. As root, those that are to meet a place that is read-only
run without root's power over files.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import config_of
from tests.faults.test_disk_full import SmallDisk
from tests.faults.test_disk_full import disk as disk  # a fixture, used by its name
from tests.faults.test_read_only import NO_POWER_OVER_FILES, mode
from tests.studying import NOW
from trainer.db import open_database
from trainer.first_use import prepare

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60

PAPER = """\
# Petit examen

## Les métiers

- **Data Analyst** : analyse des données (SQL, Excel).
- **Data Engineer** : crée les tuyaux de données (Spark).
- **ML Engineer** : met les modèles en service (API).

## PARTIE A — Identifier (2 items × 2 pts = /4)

1) Tableaux de bord pour la direction.
→ [ ] Data Engineer  [ ] Data Analyst  [ ] ML Engineer

2) Flux qui charge des fichiers chaque nuit.
→ [ ] Data Engineer  [ ] Data Analyst  [ ] ML Engineer

## PARTIE B — Associer (2 items × 2 pts = /4)

| Tâche | Métier | Livrable |
|---|---|---|
| 1. Ranger des fichiers | … | … |
| 2. Exposer un modèle | … | … |

## Barème

- A — Identifier : **/4**
- B — Associer : **/4**
**Total : /8**
"""
KEY = """\
### A1
- [ ] Data Engineer — Il amène les données.
- [x] Data Analyst — Il montre les chiffres.
- [ ] ML Engineer — Il sert des modèles.

### A2
- [x] Data Engineer — Il crée les flux.
- [ ] Data Analyst — Il analyse.
- [ ] ML Engineer — Il sert.

### B1
- Métier : Data Engineer
- Livrable : flux

### B2
- Métier : ML Engineer
- Livrable : API
"""
SETTINGS = """\
title = "Petit"

[marking.B]
job = 1
deliverable = 1
"""
FILES = {"exam.md": PAPER, "key.md": KEY, "deck.toml": SETTINGS}


@dataclass(frozen=True, slots=True)
class Told:
    """What a process said, its no-break spaces as plain ones, and its exit code."""

    code: int
    out: str
    err: str


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


# The world around


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the built-in deck and a learner, to be copied."""
    config = config_of(tmp_path_factory.mktemp("prepared"))
    db = open_database(config)
    prepare(db, NOW)
    db.close()
    return config.home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """A data folder that is in use: the built-in deck and a learner."""
    shutil.copytree(prepared, tmp_path / "home")
    return tmp_path / "home"


def trainer(
    *arguments: object, home: Path, without_power: bool = False, code: str = ""
) -> Told:
    """Run the command line in a process of its own.

    Args:
        arguments: of the command line.
        home: the data folder.
        without_power: have permissions hold for root too.
        code: Python to run before the program.
    """
    run = ["-c", f"{code}\nfrom trainer.cli import main\nmain()"] if code else []
    command = [sys.executable, *(run or ["-m", "trainer"]), *map(str, arguments)]
    if without_power and os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        assert setpriv, "as root this test needs setpriv (Debian: util-linux)"
        power = [f"--bounding-set={NO_POWER_OVER_FILES}", "--inh-caps=-all"]
        command = [setpriv, *power, *command]
    done = subprocess.run(
        command,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE_S,
    )
    return Told(done.returncode, plain(done.stdout), plain(done.stderr))


def environment(home: Path) -> dict[str, str]:
    """Return the environment with this data folder and nothing else of ours."""
    others = {k: v for k, v in os.environ.items() if not k.startswith("TRAINER_")}
    return others | {"TRAINER_HOME": str(home), "PYTHONUTF8": "1"}


def plain(output: bytes) -> str:
    return output.decode().replace("\xa0", " ").replace("\u202f", " ")


def refused(told: Told, place: object, words: str = "") -> None:
    """Check that a person is told, in one line that names the place, and no more."""
    assert told.code == 1, told
    assert told.out == "", told
    assert len(told.err.splitlines()) == 1, told
    assert str(place) in told.err, told
    assert words in told.err, told


@contextmanager
def nothing_written(*folders: Path) -> Iterator[None]:
    """Check that the block leaves every file and every row of these folders alone."""
    before = [kept(folder) for folder in folders]
    yield
    assert [kept(folder) for folder in folders] == before


def kept(folder: Path) -> dict[str, object]:
    """Return what a folder holds; locks and SQLite's own files are nothing."""
    ours = (".lock", ".db-wal", ".db-shm")
    paths = sorted(path for path in folder.rglob("*") if path.suffix not in ours)
    return {str(path): content(path) for path in paths}


def content(path: Path) -> object:
    """Return the bytes of a file; of a database, what it says with its log."""
    if path.is_dir():
        return None
    if path.name != "trainer.db" or not path.read_bytes().startswith(b"SQLite"):
        return path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        for file in path.parent.glob("trainer.db*"):
            shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder) / path.name)) as connection:
            return list(connection.iterdump())


def write_deck(folder: Path, **files: str) -> Path:
    """Write a deck folder; `exam`, `key` and `deck` replace its good files."""
    folder.mkdir()
    for name, text in FILES.items():
        text = files.get(name.partition(".")[0], text)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


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


# Names of nothing


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with nothing_written(tmp_path):
        told = trainer("import", tmp_path / "nowhere", home=tmp_path / "home")

    refused(told, f"{tmp_path / 'nowhere'}: ce fichier n’existe pas")


@pytest.mark.parametrize(
    "command", [("due", "--deck", "nope"), ("export-anki", "nope", "OUT.apkg")]
)
def test_a_deck_that_is_not_there_is_told(
    command: tuple[str, ...], home: Path, tmp_path: Path
) -> None:
    command = tuple(word.replace("OUT", str(tmp_path / "out")) for word in command)

    with nothing_written(tmp_path):
        told = trainer(*command, home=home)

    refused(told, "Ce paquet n’existe pas.")


def test_a_wrong_usage_has_its_own_exit_code(tmp_path: Path) -> None:
    with nothing_written(tmp_path):
        told = trainer("import", "--nope", home=tmp_path / "home")

    assert told.code == 2
    assert "--nope" in told.err
    assert "Traceback" not in told.err


# Places that cannot be read or written to


@pytest.mark.parametrize("command", ["due", "import"])
def test_a_read_only_data_folder_is_named(
    command: str, home: Path, tmp_path: Path
) -> None:
    with nothing_written(tmp_path), mode(home, 0o500):
        told = trainer(command, home=home, without_power=True)

    refused(told, home, "Impossible d’écrire dans")


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with nothing_written(tmp_path), mode(tmp_path, 0o500):
        told = trainer("due", home=tmp_path / "home", without_power=True)

    refused(told, tmp_path / "home", "Impossible d’écrire dans")


@pytest.mark.parametrize(
    "command",
    [
        ("key", "FOLDER/paper.md"),
        ("keys", "FOLDER"),
        ("export-anki", "metiers-data", "FOLDER/out.apkg"),
        ("backup", "FOLDER/today.db"),
    ],
)
def test_a_read_only_folder_is_named_by_what_would_write_there(
    command: tuple[str, ...], home: Path, tmp_path: Path
) -> None:
    folder = write_deck(tmp_path / "folder")
    (folder / "paper.md").write_text(PAPER)
    command = tuple(word.replace("FOLDER", str(folder)) for word in command)

    with nothing_written(tmp_path), mode(folder, 0o500):
        told = trainer(*command, home=home, without_power=True)

    refused(told, folder, "Impossible d’écrire dans")


@pytest.mark.parametrize("name", ["", "paper.md"])
def test_a_folder_that_may_not_be_entered_is_named(name: str, tmp_path: Path) -> None:
    folder = write_deck(tmp_path / "folder")

    with nothing_written(tmp_path), mode(folder, 0o000):
        told = trainer("check", folder / name, home=tmp_path, without_power=True)

    refused(told, folder / (name or "exam.md"), "ce fichier ne peut pas être lu")


# A full disk. Where none can be mounted, the database has no page left and no file can
# take its name.

NO_ROOM = """
import errno, os
from sqlalchemy import Engine, event

def refuse(*paths, **_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), *map(str, paths[:1]))

@event.listens_for(Engine, "connect")
def limit(connection, _):
    connection.execute("PRAGMA max_page_count=1")

os.rename = os.replace = refuse
"""


@contextmanager
def full(disk: SmallDisk) -> Iterator[str]:
    """Fill a disk for the block, or give the Python that plays a full one."""
    if disk.mounted:
        disk.fill(leave_kb=0)
    yield "" if disk.mounted else NO_ROOM
    if disk.mounted:
        disk.make_room()


def test_an_import_on_a_full_disk_stores_nothing(
    disk: SmallDisk, prepared: Path, tmp_path: Path
) -> None:
    home = disk.folder / "home"
    shutil.copytree(prepared, home)
    deck = write_deck(tmp_path / "petit")

    with nothing_written(home, deck), full(disk) as code:
        told = trainer("import", deck, home=home, code=code)

    refused(told, home, "plus de place sur le disque")


@pytest.mark.parametrize(
    "command",
    [
        ("key", "FOLDER/paper.md"),
        ("export-anki", "metiers-data", "FOLDER/out.apkg"),
        ("backup", "FOLDER/today.db"),
    ],
)
def test_a_file_on_a_full_disk_is_not_begun(
    command: tuple[str, ...], disk: SmallDisk, home: Path
) -> None:
    (disk.folder / "paper.md").write_text(PAPER)
    command = tuple(word.replace("FOLDER", str(disk.folder)) for word in command)

    with nothing_written(disk.folder, home), full(disk) as code:
        told = trainer(*command, home=home, code=code)

    refused(told, disk.folder, "plus de place sur le disque")


# Databases


@pytest.mark.parametrize("command", [("due",), ("import",), ("serve", "--port", "0")])
def test_a_database_of_a_newer_version_is_left_alone(
    command: tuple[str, ...], home: Path
) -> None:
    with closing(sqlite3.connect(home / "trainer.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with nothing_written(home):
        told = trainer(*command, home=home)

    refused(told, home / "trainer.db", "version plus récente du programme")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "trainer.db").write_text("Mes notes de cours\n" * 100)

    with nothing_written(tmp_path):
        told = trainer("due", home=tmp_path)

    refused(told, tmp_path / "trainer.db", "n’est pas une base de données")


# Servers


@contextmanager
def server(home: Path) -> Iterator[None]:
    """Serve the pages for the block, at any port."""
    child = subprocess.Popen(
        [sys.executable, "-m", "trainer", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment(home) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("Prêt".encode())
        try:
            yield
        finally:
            child.terminate()


def test_a_second_server_on_the_same_file_is_refused(home: Path) -> None:
    with server(home):
        told = trainer("serve", "--port", "0", home=home)

    refused(told, home / "trainer.db", "Un serveur utilise déjà")


def test_a_busy_port_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with (
        nothing_written(tmp_path),
        socket.create_server(("127.0.0.1", 0)) as busy,
    ):
        port = busy.getsockname()[1]
        told = trainer("serve", "--port", port, home=tmp_path)

    refused(told, f"Le port {port} est déjà pris")
