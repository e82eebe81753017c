"""Anki files whose database is hostile, by name (see hostile_anki)."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable

from tests.anki_files import OURS, changed, database, legacy, new
from tests.hostile_anki import ARCHIVES, Hostile
from trainer.core.anki_wire import Fault

_ENDLESS = """
CREATE VIEW {name} AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)
SELECT n AS id, n AS cid, 0 AS usn, 3 AS ease, 1 AS ivl, 1 AS lastIvl, 500 AS factor,
1 AS time, 1 AS type FROM r;
"""
_SCHEMA = "PRAGMA writable_schema = ON; UPDATE sqlite_master SET {change};"
_PAGE = 4096


def _sql(*changes: str, schema: int = 11, before: str = "") -> Callable[[], bytes]:
    pack = legacy if schema == 11 else new
    return lambda: pack(database(*changes, schema=schema, before=before))


def _refused(*changes: str, fault: Fault = Fault.STRANGE, schema: int = 11) -> Hostile:
    return Hostile(_sql(*changes, schema=schema), fault)


def _column(table: str, name: str, value: str, row: int | None = None) -> Hostile:
    where = "" if row is None else f" WHERE id = {row}"
    return _refused(f"UPDATE {table} SET {name} = {value}{where}")


def _bytes(*changes: tuple[int, bytes], fault: Fault | None) -> Hostile:
    return Hostile(lambda: legacy(changed(database(), *changes)), fault)


def _col(name: str, text: str, fault: Fault | None = Fault.STRANGE) -> Hostile:
    quoted = text.replace("'", "''")
    return Hostile(_sql(f"UPDATE col SET {name} = '{quoted}'"), fault)


def _again(old: str, new_sql: str) -> str:
    """Make a table anew by other words, with its rows."""
    return f"""
    ALTER TABLE {old} RENAME TO kept; {new_sql}
    INSERT INTO {old} SELECT * FROM kept; DROP TABLE kept;
    """


def _computed(kind: str) -> str:
    return f"""
    CREATE TABLE other (id integer PRIMARY KEY, cid, usn, ease, ivl, lastIvl, factor,
        time AS (ivl + 1) {kind}, type);
    DROP TABLE revlog; ALTER TABLE other RENAME TO revlog;
    INSERT INTO revlog (id, cid, usn, ease, ivl, lastIvl, factor, type)
        VALUES (1, 11, 0, 3, 1, 1, 500, 0);
    """


DATABASES = {
    "an endless view": _refused(_ENDLESS.format(name="endless")),
    "an endless view as the log": _refused(
        "DROP TABLE revlog", _ENDLESS.format(name="revlog")
    ),
    "a view that looks into itself": _refused(
        "CREATE VIEW one AS SELECT * FROM two; CREATE VIEW two AS SELECT * FROM one"
    ),
    "a trigger": _refused(
        "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM cards; END"
    ),
    "a virtual table": _refused("CREATE VIRTUAL TABLE v USING fts5(x)"),
    "a virtual table as the notes": _refused(
        "DROP TABLE notes; CREATE VIRTUAL TABLE notes USING fts5(guid, mid, mod, tags,"
        " flds, id)"
    ),
    "an R-tree": _refused("CREATE VIRTUAL TABLE v USING rtree(id, a, b)"),
    "a computed column": _refused(_computed("VIRTUAL")),
    "a computed column that is stored": _refused(_computed("STORED")),
    "an index of an expression": _refused(
        "CREATE INDEX slow ON cards (hex(zeroblob(ord)))"
    ),
    "an index of a name with quotes": Hostile(
        _sql('CREATE INDEX "a""); DROP TABLE notes; --" ON cards (ord)')
    ),
    "an index of a part": Hostile(
        _sql("CREATE INDEX part ON cards (odid) WHERE odid != 0")
    ),
    "a check that takes long": Hostile(
        _sql(
            _again(
                "notes",
                "CREATE TABLE notes (id integer PRIMARY KEY, guid, mid, mod, usn, tags,"
                " flds, sfld, csum, flags, data, CHECK (length(hex(zeroblob(3000000)))"
                " > 1 AND flds LIKE '%%%%%%%%%%%%%%%'));",
            )
        )
    ),
    "tables of other columns": _refused("ALTER TABLE cards RENAME COLUMN odid TO o"),
    "no log": _refused("DROP TABLE revlog"),
    "300 tables": _refused(*(f"CREATE TABLE t{n} (a)" for n in range(300))),
    "a table of an add-on": Hostile(_sql("CREATE TABLE addon (a); ANALYZE")),
    "a table called as a check": _refused(
        "CREATE TABLE pragma_quick_check (a); INSERT INTO pragma_quick_check VALUES"
        " ('ok')",
        fault=Fault.DAMAGED,
    ),
    "false statistics": Hostile(
        _sql("ANALYZE; UPDATE sqlite_stat1 SET stat = '-1 9e999 x'")
    ),
    "tables without rowid": Hostile(
        _sql(
            _again(
                "revlog",
                "CREATE TABLE revlog (id PRIMARY KEY, cid, usn, ease, ivl, lastIvl,"
                " factor, time, type) WITHOUT ROWID;",
            )
        )
    ),
    "a text for a number": _column("cards", "ord", "'first'"),
    "a blob for a text": _column("notes", "guid", "x'00ff'"),
    "a blob for fields": _column("notes", "flds", "zeroblob(9)"),
    "9e999": _column("revlog", "factor", "9e999"),
    "minus 9e999": _column("revlog", "time", "-9e999", 1795000000001),
    "a half": _column("revlog", "ivl", "0.5"),
    "an ease of 400": _column("revlog", "ease", "400"),
    "a time of 2^62": _column("revlog", "time", str(1 << 62)),
    "an ord of 70,000": _column("cards", "ord", "70000"),
    "an ord below 0": _column("cards", "ord", "-1"),
    "a moment below 0": _column("revlog", "id", "-5", 1795000000001),
    "a moment of the year 300,000": _column("revlog", "id", "1e16", 1795000000001),
    "a change in the year 300,000": _column("notes", "mod", "10000000000000"),
    "a change before time": _column("notes", "mod", "-1"),
    "a moment twice": Hostile(
        _sql(
            _again(
                "revlog",
                "CREATE TABLE revlog (id, cid, usn, ease, ivl, lastIvl, factor, time,"
                " type);",
            ),
            "UPDATE revlog SET id = 1795000000001",
        ),
        Fault.STRANGE,
    ),
    "NULLs": Hostile(
        _sql(
            _again(
                "cards",
                "CREATE TABLE cards (id integer PRIMARY KEY, nid, did, ord, mod, usn,"
                " type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags,"
                " data);",
            ),
            "UPDATE cards SET did = NULL",
        ),
        Fault.STRANGE,
    ),
    "no UTF-8": _refused(
        "UPDATE notes SET flds = CAST(x'ff00fe' AS text)", fault=Fault.DAMAGED
    ),
    "a NUL in a field": Hostile(_sql("UPDATE notes SET flds = 'a' || char(0) || 'b'")),
    "a cell of 9 MiB": _refused(
        "UPDATE notes SET flds = hex(zeroblob(4800000))", fault=Fault.TOO_BIG
    ),
    "a blob of 12 MiB": _refused(
        "UPDATE notes SET flds = zeroblob(12582912)", fault=Fault.TOO_BIG
    ),
    "a field of 4 MiB": Hostile(_sql("UPDATE notes SET flds = hex(zeroblob(2097152))")),
    "a million fields": _refused(
        "UPDATE notes SET flds = replace(hex(zeroblob(500000)), '0', char(31))",
        fault=Fault.TOO_BIG,
    ),
    "30,000 cards of a note": Hostile(
        _sql(
            "WITH RECURSIVE r(n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM r LIMIT"
            " 30000) INSERT INTO cards SELECT n, 1, 5, n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,"
            " 0, 0, 0, '' FROM r"
        )
    ),
    "two notes of one guid": Hostile(_sql(f"UPDATE notes SET guid = '{OURS}'")),
    "UTF-16": Hostile(_sql(before="PRAGMA encoding = 'UTF-16be';")),
    "pages of 512 bytes": Hostile(_sql(before="PRAGMA page_size = 512;")),
    "pages of 65,536 bytes": Hostile(_sql(before="PRAGMA page_size = 65536;")),
    "a page size of 3": _bytes((16, b"\0\3"), fault=Fault.DAMAGED),
    "a page size of another": _bytes((16, b"\2\0"), fault=Fault.DAMAGED),
    "a write-ahead log": _bytes((18, b"\2\2"), fault=None),
    "a file format to come": _bytes((18, b"\7\7"), fault=Fault.DAMAGED),
    "a freelist without end": _bytes(
        (32, struct.pack(">2L", 2, 4_000_000_000)), fault=None
    ),
    "a cookie that is false": _bytes((40, b"\xff" * 8), fault=Fault.DAMAGED),
    "no page but the first": Hostile(lambda: legacy(database()[:_PAGE]), Fault.DAMAGED),
    "cut within a page": Hostile(lambda: legacy(database()[:-1000]), Fault.DAMAGED),
    "a page of noise": _bytes((_PAGE, bytes(range(256)) * 16), fault=Fault.DAMAGED),
    "a page that leads to itself": _bytes(
        (_PAGE, b"\5" + bytes(7) + struct.pack(">L", 2) + bytes(9)), fault=Fault.DAMAGED
    ),
    "only zeros": Hostile(lambda: legacy(bytes(40_960)), Fault.DAMAGED),
    "a locked database": Hostile(
        lambda: legacy(bytes(range(1, 255)) * 64), Fault.DAMAGED
    ),
    "words that are no table": _refused(
        _SCHEMA.format(change="sql = 'CREATE TABLE notes (((' WHERE name = 'notes'"),
        fault=Fault.DAMAGED,
    ),
    "words a megabyte long": _refused(
        _SCHEMA.format(
            change="sql = 'CREATE TABLE notes (a' || hex(zeroblob(500000)) || ')'"
            " WHERE name = 'notes'"
        )
    ),
    "tables on one page": _refused(
        _SCHEMA.format(change="rootpage = 3 WHERE name = 'notes'"),
        fault=Fault.DAMAGED,
    ),
    "a table on no page": _refused(
        _SCHEMA.format(change="rootpage = 9999 WHERE name = 'notes'"),
        fault=Fault.DAMAGED,
    ),
    "a table on the first page": _refused(
        _SCHEMA.format(change="rootpage = 1 WHERE name = 'notes'"),
        fault=Fault.DAMAGED,
    ),
    "a schema to come": _refused("UPDATE col SET ver = 19", fault=Fault.NEWER),
    "a schema in words": _refused("UPDATE col SET ver = 'new'", fault=Fault.NEWER),
    "a schema of between": _refused("UPDATE col SET ver = 15"),
    "two collections in one": _refused(
        "INSERT INTO col SELECT 2, 0, 0, 0, 11, 0, 0, 0, '', '', '', '', ''"
    ),
    "no collection within": _refused("DELETE FROM col"),
    "brackets 100,000 deep": _col("models", "[" * 100_000),
    "objects 100,000 deep": _col("conf", '{"a":' * 100_000),
    "NaN": _col("conf", '{"rollover": NaN}'),
    "a number of 6,000 digits": _col("conf", '{"rollover": 1' + "0" * 6000 + "}"),
    "1e999": _col("conf", '{"rollover": 1e999}', None),
    "a key twice": _col("conf", '{"rollover": 4, "rollover": 9}', None),
    "half a sign": _col("decks", '{"5": {"name": "\\ud800"}}'),
    "a deck without a name": _col("decks", '{"5": {}}'),
    "a deck of no number": _col("decks", '{"five": {"name": "a"}}'),
    "a list of decks": _col("decks", "[1, 2]"),
    "no JSON": _col("models", "{"),
    "100,000 decks": _col(
        "decks",
        json.dumps({n: {"name": "x" * 60} for n in range(100_000)}),
        Fault.TOO_BIG,
    ),
    "a rollover of 99": _col("conf", '{"rollover": 99}', None),
    "a rollover in words": _col("conf", '{"rollover": "4"}', None),
    "a setting that is no JSON": _refused("UPDATE config SET val = x'ff00'", schema=18),
    "a name that is a blob": _refused("UPDATE decks SET name = x'00'", schema=18),
}

HOSTILE = {**ARCHIVES, **DATABASES}
