"""Hostile Anki files, by name: archives here, databases in hostile_anki_databases.

Each has the fault that it is refused for; None: nothing in it is looked at that harms,
and it is read as if it were not there.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tests.anki_files import (
    LEGACY,
    NEW,
    archive,
    changed,
    database,
    frame,
    legacy,
    new,
    repeated,
    zeros,
    zstd,
)
from trainer.core.anki_wire import Fault


@dataclass(frozen=True, slots=True)
class Hostile:
    """How a file is made, and why it is refused."""

    make: Callable[[], bytes]
    fault: Fault | None = None


NAMES = {
    "above": "../../../evil.txt",
    "absolute": "/var/tmp/evil.txt",
    "drive": "C:\\evil.txt",
    "share": "\\\\server\\share\\evil.txt",
    "device": "con",
    "NUL": "0\0/../evil",
    "4,096 signs": "e" * 4096,
    "folder": "collection.anki21/../evil",
    "point": ".",
    "no name": "",
    "right to left": "\u202egpka.live",
    "newline": "evil\n.txt",
}


def _meta(content: bytes) -> Callable[[], bytes]:
    return lambda: archive(("meta", content), ("collection.anki21", database()))


def _directory(change: Callable[[bytes, int], bytes]) -> Callable[[], bytes]:
    """Change the first entry of the directory; its place is given."""

    def make() -> bytes:
        content = archive(("collection.anki21", database()), ("meta", LEGACY))
        return change(content, content.index(b"PK\1\2"))

    return make


def _entry_number(place: int, number: int, size: str = "<L") -> Callable[[], bytes]:
    piece = struct.pack(size, number)
    return _directory(lambda content, at: changed(content, (at + place, piece)))


def _zip64() -> bytes:
    """Say at the end that the directory is short, and before it that it has 80 MB."""
    content = legacy(database())
    record = b"PK\6\6" + struct.pack(
        "<Q2H2L4Q", 44, 45, 45, 0, 0, 9, 9, 80_000_000, 100
    )
    locator = b"PK\6\7" + struct.pack("<LQL", 0, len(content) - 22, 1)
    end = b"PK\5\6" + struct.pack("<4H2LH", 0, 0, 2, 2, 100, 0, 0)
    return content[:-22] + record + locator + end


def _many(count: int, stated: int) -> bytes:
    """Have so many entries unpack the same bytes, and state another number of them."""
    content = legacy(database(), ("0", bytes(100_000)))
    start = content.index(b"PK\1\2")
    entries, end = content[start:-22], content[-22:]
    directory = entries + entries[entries.rindex(b"PK\1\2") :] * (count - 3)
    end = changed(end, (8, struct.pack("<2HL", stated, stated, len(directory))))
    return content[:start] + directory + end


def _link() -> bytes:
    return changed(
        legacy(database(), ("0", b"/etc/passwd")),
        (-22 - 47 + 38, struct.pack("<L", 0o120777 << 16)),
    )


def _with_names() -> dict[str, Hostile]:
    return {  # mypy cannot type a lambda's default
        f"name: {what}": Hostile(lambda name=name: legacy(database(), (name, b"evil")))  # type: ignore[misc]
        for what, name in NAMES.items()
    }


def _deflate_bomb() -> bytes:
    """Return 40 MB of nothing, packed 1,000 times smaller."""
    entries = ("meta", LEGACY), ("collection.anki21", bytes(40_000_000))
    return archive(*entries, method=zipfile.ZIP_DEFLATED, level=6)


def _window(descriptor: int) -> bytes:
    """Return a frame that asks for a window; 17 bytes are enough."""
    return b"\x28\xb5\x2f\xfd\x00" + bytes([descriptor]) + b"\x0b\0\0x".ljust(11, b"\0")


ARCHIVES = {
    "nothing": Hostile(lambda: b"", Fault.DAMAGED),
    "a text": Hostile(
        lambda: "#separator:tab\n#html:true\né\tà\n".encode(), Fault.TEXT
    ),
    "a long text": Hostile(lambda: ("é" * 5000).encode(), Fault.TEXT),
    "a picture": Hostile(lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Fault.NOT_ANKI),
    "a bare database": Hostile(database, Fault.NOT_ANKI),
    "Latin-1": Hostile(lambda: b"caf\xe9 au lait\n" * 20, Fault.NOT_ANKI),
    "two letters": Hostile(lambda: b"PK", Fault.DAMAGED),
    "cut": Hostile(lambda: new(database(schema=18))[:-30], Fault.DAMAGED),
    "cut in half": Hostile(lambda: legacy(database())[:700], Fault.DAMAGED),
    "a comment": Hostile(
        lambda: changed(legacy(database()), (-2, b"\5\0")) + b"hello", Fault.DAMAGED
    ),
    "no collection": Hostile(lambda: archive(("0", b"x")), Fault.NOT_ANKI),
    "no collection but a name cut by NUL": Hostile(
        lambda: archive(("collection.anki21\0.png", database())), Fault.NOT_ANKI
    ),
    "other capitals": Hostile(
        lambda: archive(("Collection.Anki21", database())), Fault.NOT_ANKI
    ),
    "around a package": Hostile(
        lambda: archive(("cours/mes cartes.APKG", legacy(database()))), Fault.WRAPPED
    ),
    "an archive as the collection": Hostile(
        lambda: legacy(legacy(database())), Fault.DAMAGED
    ),
    "meta without its collection": Hostile(
        lambda: archive(("meta", NEW), ("collection.anki21", database())), Fault.DAMAGED
    ),
    "a password": Hostile(_entry_number(8, 1, "<H"), Fault.LOCKED),
    "bzip2": Hostile(
        lambda: archive(("collection.anki2", database()), method=zipfile.ZIP_BZIP2),
        Fault.STRANGE,
    ),
    "lzma": Hostile(
        lambda: archive(("collection.anki2", database()), method=zipfile.ZIP_LZMA),
        Fault.STRANGE,
    ),
    "an unknown method": Hostile(_entry_number(10, 77, "<H"), Fault.STRANGE),
    "a deflate bomb": Hostile(_deflate_bomb, Fault.TOO_BIG),
    "a broken stream": Hostile(
        lambda: changed(legacy(database()), (90, b"\xff" * 400)), Fault.DAMAGED
    ),
    "a zstd bomb of 1 GiB": Hostile(lambda: frame(zeros(64)), Fault.TOO_BIG),
    "a zstd bomb in a deflate bomb": Hostile(
        lambda: archive(
            ("meta", NEW),
            ("collection.anki21b", zeros(16)),
            method=zipfile.ZIP_DEFLATED,
        ),
        Fault.TOO_BIG,
    ),
    "a bomb that is not looked at": Hostile(
        lambda: legacy(database(), ("media", zeros(64)), ("0", bytes(20_000_000)))
    ),
    "a window of 2 GiB": Hostile(lambda: frame(_window(21 << 3)), Fault.DAMAGED),
    "a window of 256 MiB": Hostile(lambda: frame(_window(18 << 3)), Fault.DAMAGED),
    "a segment of 2 GiB": Hostile(
        lambda: frame(b"\x28\xb5\x2f\xfd\xa0\0\0\0\x80" + bytes(8)), Fault.DAMAGED
    ),
    "a zstd frame cut": Hostile(
        lambda: frame(zstd.compress(database(schema=18))[:-9]), Fault.DAMAGED
    ),
    "a zstd frame and more": Hostile(
        lambda: frame(zstd.compress(database(schema=18)) + b"more"), Fault.STRANGE
    ),
    "a frame to skip, of 4 GiB": Hostile(
        lambda: frame(b"\x50\x2a\x4d\x18\xff\xff\xff\xff" + bytes(9)), Fault.DAMAGED
    ),
    "a frame with a dictionary": Hostile(
        lambda: frame(b"\x28\xb5\x2f\xfd\x01\x50\x07" + bytes(9)), Fault.DAMAGED
    ),
    "no frame at all": Hostile(lambda: frame(database(schema=18)), Fault.DAMAGED),
    "a wrong checksum": Hostile(_entry_number(16, 7), Fault.DAMAGED),
    "a size stated smaller": Hostile(_entry_number(24, 5000), Fault.DAMAGED),
    "a size stated larger": Hostile(_entry_number(24, 4_000_000)),
    "a packed size stated larger": Hostile(_entry_number(20, 4_000_000)),
    "an entry beyond the end": Hostile(_entry_number(42, 2_000_000), Fault.DAMAGED),
    "an entry within the directory": Hostile(_entry_number(42, 33_000), Fault.DAMAGED),
    "a directory beyond the end": Hostile(
        lambda: changed(legacy(database()), (-6, b"\xff\xff\xff\x7f")), Fault.DAMAGED
    ),
    "a directory too long": Hostile(
        lambda: changed(legacy(database()), (-10, b"\xff\xff\xff\x7f")), Fault.TOO_BIG
    ),
    "a directory told of elsewhere": Hostile(_zip64, Fault.TOO_BIG),
    "10,000 entries and more": Hostile(lambda: _many(10_001, 10_001), Fault.TOO_BIG),
    "10,000 entries, said to be one": Hostile(lambda: _many(10_001, 1), Fault.TOO_BIG),
    "65,535 entries": Hostile(lambda: _many(3, 65_535), Fault.TOO_BIG),
    "overlapping entries": Hostile(lambda: _many(9_000, 9_000)),
    "two collections": Hostile(
        lambda: legacy(database(), ("collection.anki21", database())), Fault.STRANGE
    ),
    "two metas": Hostile(lambda: legacy(database(), ("meta", NEW)), Fault.STRANGE),
    "a decoy beside": Hostile(lambda: legacy(database(), ("collection.anki2", b"x"))),
    "names alike": Hostile(
        lambda: legacy(database(), *repeated(("caf\u00e9", "cafe\u0301")))
    ),
    "the same name 100 times": Hostile(
        lambda: legacy(database(), *repeated(["0"] * 100))
    ),
    "a link": Hostile(_link),
    **_with_names(),
    "meta empty": Hostile(_meta(b""), Fault.STRANGE),
    "meta of zeros": Hostile(_meta(bytes(50)), Fault.STRANGE),
    "meta of no format": Hostile(_meta(b"\x08\x00"), Fault.STRANGE),
    "meta cut": Hostile(_meta(b"\x08"), Fault.STRANGE),
    "meta without end": Hostile(_meta(b"\x08" + b"\xff" * 500), Fault.STRANGE),
    "meta of 1 MB": Hostile(_meta(b"\x08\x02" * 500_000), Fault.STRANGE),
    "meta with text": Hostile(_meta(b"\x12\x01\x08\x08\x02"), Fault.STRANGE),
    "meta of a later Anki": Hostile(_meta(b"\x08\x04"), Fault.NEWER),
    "meta of a huge number": Hostile(_meta(b"\x08" + b"\xff" * 9 + b"\1"), Fault.NEWER),
    "meta twice in one": Hostile(_meta(b"\x08\x02\x08\x63")),
}
