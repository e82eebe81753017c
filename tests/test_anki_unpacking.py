"""What is unpacked of an Anki file is counted, and goes to one open file alone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.anki_files import archive, database, frame, legacy, new, zstd
from trainer import anki_unpacking
from trainer.anki_unpacking import unpack
from trainer.core.anki_wire import CannotRead, Fault


def fault_of(content: bytes) -> Fault:
    with pytest.raises(CannotRead) as caught:
        unpack(io.BytesIO(content), io.BytesIO())
    return caught.value.fault


@pytest.mark.parametrize(
    ("content", "stated", "schema"),
    [
        (new(database(schema=18)), 3, 18),
        (legacy(database()), 2, 11),
        (
            archive(("collection.anki21", database()), ("collection.anki2", b"")),
            None,
            11,
        ),
        (archive(("collection.anki2", database())), None, 11),
        (archive(("meta", b"\x08\1"), ("collection.anki2", database())), 1, 11),
    ],
)
def test_the_database_that_the_format_names_is_unpacked(
    content: bytes, stated: int | None, schema: int
) -> None:
    target = io.BytesIO()

    assert unpack(io.BytesIO(content), target) == stated
    assert target.getvalue() == database(schema=schema)


@pytest.mark.parametrize("content", [new(database(schema=18)), legacy(database())])
def test_a_database_has_a_largest_size(
    monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(anki_unpacking, "LARGEST_DATABASE", len(database()) - 1)

    assert fault_of(content) is Fault.TOO_BIG


def test_a_window_is_no_larger_than_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {int(zstd.CompressionParameter.window_log): 21}
    packed = frame(zstd.compress(bytes(range(256)) * 20_000, options=options))
    unpack(io.BytesIO(packed), io.BytesIO())

    monkeypatch.setattr(anki_unpacking, "LARGEST_WINDOW", 20)

    assert fault_of(packed) is Fault.DAMAGED


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a full disk")
def test_a_full_disk_is_no_fault_of_the_file() -> None:
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(CannotRead) as caught,
    ):
        unpack(io.BytesIO(legacy(database())), full)

    assert caught.value.fault is Fault.NO_ROOM
