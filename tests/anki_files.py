"""Small Anki files, made by hand: for what Anki itself would never write."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
import zipfile
from collections.abc import Iterable
from functools import cache

if sys.version_info >= (3, 14):
    from compression import zstd as zstd
else:
    from backports import zstd as zstd

OURS = "trainer:exemple/A1#job"
NEW, LEGACY = b"\x08\x03", b"\x08\x02"

CONF = {"schedVer": 2, "rollover": 4}
DECKS = {"1": {"name": "Default"}, "5": {"name": "Métiers::A"}}
MODELS = {"7": {"name": "Trainer"}}

TABLES = """
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL,
    mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL,
    sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL,
    data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL,
    ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL,
    type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL,
    ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL,
    lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
    odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL,
    ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL,
    factor integer NOT NULL, time integer NOT NULL, type integer NOT NULL);
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL,
    scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL,
    usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL, models text NOT NULL,
    decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_cards_nid ON cards (nid);
"""
TABLES_18 = """
CREATE TABLE config (KEY text NOT NULL PRIMARY KEY, usn integer NOT NULL,
    mtime_secs integer NOT NULL, val blob NOT NULL) without rowid;
CREATE TABLE decks (id integer PRIMARY KEY NOT NULL,
    name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL,
    usn integer NOT NULL, common blob NOT NULL, kind blob NOT NULL);
CREATE TABLE notetypes (id integer NOT NULL PRIMARY KEY,
    name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL,
    usn integer NOT NULL, config blob NOT NULL);
CREATE UNIQUE INDEX idx_decks_name ON decks (name);
INSERT INTO config VALUES ('rollover', 0, 0, x'33'), ('fsrs', 0, 0, x'74727565');
INSERT INTO decks VALUES (5, 'Métiers' || char(31) || 'A', 0, 0, x'', x'');
INSERT INTO notetypes VALUES (7, 'Trainer', 0, 0, x'');
UPDATE col SET ver = 18, conf = '', models = '', decks = '';
"""
ROWS = f"""
INSERT INTO notes VALUES (1, '{OURS}', 7, 1795000000, -1, ' a b ',
    'Qui ?' || char(31) || 'Elle', 0, 0, 0, '');
INSERT INTO notes VALUES (2, 'own', 8, 1795000000, -1, '',
    'À moi' || char(31) || 'oui', 0, 0, 0, '');
INSERT INTO cards VALUES (11, 1, 5, 0, 0, 0, 2, -1, 9, 9, 0, 2, 0, 0, 0, 0, 3, '');
INSERT INTO cards VALUES (12, 2, 9, 0, 0, 0, 2, -2, 9, 9, 0, 1, 0, 0, 0, 5, 0, '');
INSERT INTO revlog VALUES (1795000000001, 11, -1, 3, 1, -600, 500, 4000, 0);
INSERT INTO revlog VALUES (1795000000002, 12, -1, 1, -60, 4, 2500, 60000, 1);
INSERT INTO revlog VALUES (1795000000003, 11, -1, 4, 9, 1, 600, 5000, 1);
INSERT INTO revlog VALUES (1795000000004, 99, -1, 2, 9, 1, 600, 5000, 1);
"""


@cache
def database(*changes: str, schema: int = 11, before: str = "") -> bytes:
    """Make a collection, changed by SQL; `before` comes before its tables."""
    connection = sqlite3.connect(":memory:")
    connection.create_collation("unicase", lambda one, two: (one > two) - (one < two))
    connection.executescript(before + TABLES)
    stated = [json.dumps(value) for value in (CONF, MODELS, DECKS)]
    connection.execute(
        "INSERT INTO col VALUES (1, 0, 0, 0, 11, 0, 0, 0, ?, ?, ?, '', '')", stated
    )
    connection.executescript(ROWS + (TABLES_18 if schema == 18 else ""))
    for change in changes:
        connection.executescript(change)
    content = connection.serialize()
    connection.close()
    return content


def archive(
    *entries: tuple[str, bytes], method: int = zipfile.ZIP_STORED, level: int = 1
) -> bytes:
    """Make a zip archive; a name may come twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in entries:
            info = zipfile.ZipInfo(name)
            info.filename = name  # as it is: ZipInfo cuts it at its first NUL
            info.compress_type = method
            made.NameToInfo.clear()  # or it warns of a name that comes twice
            made.writestr(info, content, compresslevel=level)
    return out.getvalue()


def legacy(content: bytes, *more: tuple[str, bytes]) -> bytes:
    """Make a package for older versions of Anki."""
    entries = [("meta", LEGACY), ("collection.anki21", content), *more]
    return archive(*entries, method=zipfile.ZIP_DEFLATED)


def new(content: bytes, *more: tuple[str, bytes]) -> bytes:
    """Make a package as Anki writes it today."""
    return frame(zstd.compress(content, 1), *more)


def frame(packed: bytes, *more: tuple[str, bytes]) -> bytes:
    """Make a package of today around a zstd frame, or what claims to be one."""
    return archive(("meta", NEW), ("collection.anki21b", packed), *more)


def changed(content: bytes, *changes: tuple[int, bytes]) -> bytes:
    """Write bytes over others; a place may be counted from the end."""
    new_content = bytearray(content)
    for place, piece in changes:
        start = place % len(content)
        new_content[start : start + len(piece)] = piece
    return bytes(new_content)


@cache
def zeros(pieces: int) -> bytes:
    """Return a zstd frame of so many 16 MiB of nothing."""
    compressor = zstd.ZstdCompressor(1)
    piece = bytes(1 << 24)
    packed = [compressor.compress(piece) for _ in range(pieces)]
    return b"".join([*packed, compressor.flush()])


def repeated(names: Iterable[str]) -> tuple[tuple[str, bytes], ...]:
    """Return entries of these names, with a word in each."""
    return tuple((name, b"evil") for name in names)
