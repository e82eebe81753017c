"""Anki files that somebody made to do harm: none does, in the child that opens them."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.anki_files import changed, database, frame, legacy, new, zstd
from tests.anki_opening import fault_of, opened
from tests.hostile_anki_databases import HOSTILE
from trainer.core.anki_wire import Fault

MEMORY = 512 << 20  # bytes
SOON_MS, LATE_MS = 2_000, 30_000
LIMITS = (0, -9, -24)  # ended well, or by the limit of time
# One of each fault, and the bombs, through a process of their own.
BY_PROCESS = (
    *("a text", "a picture", "around a package", "a password", "meta of a later Anki"),
    *("cut", "an endless view as the log", "name: above", "a moment twice"),
    *("a deflate bomb", "a zstd bomb of 1 GiB", "a window of 2 GiB"),
    *("65,535 entries", "overlapping entries"),
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the folder for what is temporary, within another."""
    place = tmp_path / "around" / "temporary"
    place.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_every_hostile_file_is_refused_for_its_fault_or_read_without_harm(
    tmp_path: Path,
) -> None:
    files = {name: hostile.make() for name, hostile in HOSTILE.items()}

    results = opened(files, tmp_path)

    faults = {name: result.fault for name, result in results.items()}
    assert len(HOSTILE) >= 150
    assert faults == {name: hostile.fault for name, hostile in HOSTILE.items()}
    assert {name for name, result in results.items() if result.code != 0} == set()
    assert max(result.took_ms for result in results.values()) < SOON_MS
    assert max(result.memory for result in results.values()) < MEMORY
    assert [each.name for each in tmp_path.iterdir()] == ["files"]


def test_what_is_read_of_a_harmless_one_is_the_collection(tmp_path: Path) -> None:
    names = ("name: above", "a link", "overlapping entries", "a write-ahead log")

    results = opened({name: HOSTILE[name].make() for name in names}, tmp_path)

    files = [result.file for result in results.values()]
    assert files == [files[0]] * len(names)
    assert files[0] is not None
    assert (len(files[0].notes), files[0].review_count, files[0].orphans) == (2, 4, 1)


@pytest.mark.parametrize("name", BY_PROCESS)
def test_a_hostile_file_leaves_nothing_behind(place: Path, name: str) -> None:
    path = place.parent / "file"
    path.write_bytes(HOSTILE[name].make())
    before = os.times()

    fault = fault_of(path)

    assert fault == HOSTILE[name].fault
    assert processor_ms_since(before) < SOON_MS
    found = sorted(each.name for each in place.parent.parent.rglob("*"))
    assert found == ["around", "file", "temporary"]


@pytest.mark.slow
def test_500_mb_and_two_million_rows_are_the_end(place: Path) -> None:
    line = b"".join(b"%07d" % number for number in range(9000))
    large = new(database(schema=18) + line * 8500)
    rows = legacy(
        database(
            "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r LIMIT"
            " 2000001) INSERT INTO revlog SELECT n, 11, 0, 3, 1, 1, 500, 9, 1 FROM r"
        )
    )

    results = opened({"large": large, "rows": rows}, place)

    assert {result.fault for result in results.values()} == {Fault.TOO_BIG}
    assert max(result.memory for result in results.values()) < MEMORY
    assert max(result.took_ms for result in results.values()) < LATE_MS


def test_a_file_with_changed_bytes_does_no_harm(tmp_path: Path) -> None:
    check_changed(60, seed=1, folder=tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_10000_files_with_changed_bytes_do_no_harm(tmp_path: Path) -> None:
    for seed in range(20):
        folder = tmp_path / str(seed)
        folder.mkdir()
        check_changed(500, seed=seed, folder=folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize(
    ("deed", "refusal"),
    [
        ("open('other', 'w'), open('another', 'w')", "Too many open files"),
        ("[socket.socket() for _ in range(2)]", "Too many open files"),
        ("anki_child.open_nothing_more(), open('x', 'w')", "Too many open files"),
        ("anki_child.open_nothing_more(), socket.socket()", "Too many open files"),
        ("bytearray(400 << 20)", "MemoryError"),
        ("open('x', 'wb').write(bytes(1)) and os.truncate('x', 1 << 30)", "too large"),
    ],
)
def test_the_child_can_do_no_more_than_read(
    tmp_path: Path, deed: str, refusal: str
) -> None:
    said = deed_of_the_child(deed, tmp_path)

    assert refusal in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_child_has_an_end(tmp_path: Path) -> None:
    limits = ("CPU", "NPROC", "CORE", "FSIZE")
    said = deed_of_the_child(
        f"print([resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) for name in"
        f" {limits}])",
        tmp_path,
    )

    assert said.strip() == "[(25, 25), (0, 0), (0, 0), (500000000, 500000000)]"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_rights_are_given_up_before_a_byte_of_the_file_is_looked_at(
    tmp_path: Path,
) -> None:
    code = """
import resource, sys
from trainer import anki_child
def limits(*_):
    memory, files = resource.RLIMIT_AS, resource.RLIMIT_NOFILE
    print([resource.getrlimit(each)[1] for each in (memory, files)])
    return iter([])
anki_child.unpack = anki_child.read_database = limits
sys.argv = ["", "trainer:"]
anki_child.main()
"""
    command = [sys.executable, "-I", "-c", code]

    said = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, check=True)

    assert said.stdout.split(b"\n")[:2] == [b"[402653184, 4]", b"[402653184, 0]"]


def processor_ms_since(before: os.times_result) -> float:
    """Return how long children have worked, whatever else the machine does."""
    after = os.times()
    user = after.children_user - before.children_user
    return 1000 * (user + after.children_system - before.children_system)


def deed_of_the_child(deed: str, folder: Path) -> str:
    """Do something as the child after it gave up its rights; return what is said."""
    code = (
        "import os, resource, socket, sys; from trainer import anki_child;"
        f" anki_child.give_up_rights(); {deed}"
    )
    command = [sys.executable, "-I", "-c", code]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def check_changed(count: int, seed: int, folder: Path) -> None:
    """Change bytes of sound files, open them, and see that nothing happens."""
    chance = random.Random(seed)
    files = {f"{seed}/{n}": changed_file(chance) for n in range(count)}

    results = opened(files, folder)

    assert {name for name, each in results.items() if each.code not in LIMITS} == set()
    assert max(each.took_ms for each in results.values()) < LATE_MS
    assert max(each.memory for each in results.values()) < MEMORY
    assert [each.name for each in folder.iterdir()] == ["files"]


def changed_file(chance: random.Random) -> bytes:
    """Change the database, what is packed, or the archive around it."""
    is_new = chance.random() < 0.5
    content = database(schema=18 if is_new else 11)
    where = chance.random()
    if where < 0.6:
        content = damaged(content, chance)
    if is_new and 0.6 <= where < 0.75:
        content = damaged(zstd.compress(content), chance)
        return frame(content)
    packed = new(content) if is_new else legacy(content)
    return damaged(packed, chance) if where >= 0.75 else packed


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Write some other bytes: mostly few; sometimes all from a place on are lost."""
    if chance.random() < 0.1:
        return content[: chance.randrange(len(content))]
    interesting = (b"\0", b"\xff", b"\x7f", b"\x80", b"\0\0\0\0", b"\xff\xff\xff\xff")
    places = sorted(chance.randrange(len(content)) for _ in range(chance.randint(1, 9)))
    pieces = (
        chance.choice(interesting) if chance.random() < 0.5 else chance.randbytes(1)
        for _ in places
    )
    return changed(content, *zip(places, pieces, strict=True))[: len(content)]
