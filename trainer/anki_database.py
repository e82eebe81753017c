"""The reading of an unpacked Anki database; run in the child process alone.

SQLite is told to trust nothing: it reads only, runs nothing that the file brings, and
every cell that it gives has its type and range checked.
"""

import json
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from operator import itemgetter
from struct import Struct
from struct import error as NotThatNumber  # noqa: N812 – says what happened
from typing import NoReturn

from trainer.core.anki_wire import LOG_ROW, CannotRead, Fault

LONGEST_CELL = 8 << 20  # the note types of an old collection are one cell, of MBs
MOST_LOG_ROWS = 2_000_000  # ten years of 500 answers a day
MOST_CARDS = MOST_NOTES = 500_000
MOST_OBJECTS = 200  # tables and indexes; Anki has 30, an add-on may add some
LONGEST_FIELD = 65_536  # signs
LONGEST_NAME = 500
SHOWN_OF_OTHERS = 200  # signs of a note that is not ours
DEADLINE_S = 20  # of work: a busy server is no fault of the file's
_STEPS = 20_000  # of SQLite's machine, between two looks at the clock

_OLD_VERSION, _NEW_VERSION = 11, 18  # of the schema; those between never leave Anki
_READ_OLD = {
    "col": {"ver", "conf", "models", "decks"},
    "notes": {"guid", "mid", "mod", "tags", "flds", "id"},
    "cards": {"id", "nid", "did", "odid", "ord", "queue", "flags"},
    "revlog": {"id", "ease", "type", "ivl", "lastIvl", "factor", "time", "cid"},
}
_READ_NEW = {
    **_READ_OLD,
    "config": {"KEY", "val"},
    "decks": {"id", "name"},
    "notetypes": {"id", "name"},
}
_SETTINGS = (
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA ignore_check_constraints=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA hard_heap_limit=67108864",  # its pages, and a few cells
)
_COLUMNS = "SELECT name, hidden FROM pragma_table_xinfo(?)"
_EXPRESSIONS = """
SELECT 1 FROM pragma_index_list(?) AS list, pragma_index_xinfo(list.name) AS part
WHERE part.cid = -2
"""
_SOUND = "SELECT * FROM pragma_quick_check(?)"
_CARD = Struct("<qqqqHbi")
_SUSPENDED, _BURIED = -1, (-2, -3)
_ord = itemgetter(4)
_FLAG = 7  # the bits of a card's flags that are its colour
_LOG = "SELECT id, ease, type, ivl, lastIvl, factor, time, cid FROM revlog NOT INDEXED"
_CARDS = "SELECT id, nid, did, odid, ord, queue, flags FROM cards NOT INDEXED"
_DECKS = "SELECT id, name FROM decks NOT INDEXED"
_TYPES = "SELECT id, name FROM notetypes NOT INDEXED"
_NOTES = "SELECT id, guid, mid, mod, tags, flds FROM notes NOT INDEXED"

# What is handed on: a value for JSON, and the log that goes with it.
Piece = tuple[list[object] | dict[str, object], bytes]


def open_database(name: str) -> sqlite3.Connection:
    """Open a file that may still be empty: SQLite looks into it when it is first asked.

    Read-only, and immutable: no lock, no journal, no file beside it.
    """
    uri = f"file:{name}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def read_database(
    connection: sqlite3.Connection, stated: int | None, ours: str
) -> Iterator[Piece]:
    """Give all that is read: what the file is, each note with its log, what was left.

    Args:
        stated: the format that the file states.
        ours: what the guid of a note that is ours begins with.

    Raises:
        CannotRead: it is damaged, or not as Anki writes it.
    """
    with _faults():
        _confine(connection)
        tables = _tables(connection)
        for name, columns in tables.items():
            _check_table(connection, name, columns)
        connection.set_authorizer(_may)
        about = _about(connection, tables is _READ_NEW, stated)
        yield about, b""
        cards, logs, rows = _cards_with_logs(connection)
        count = 0
        for note, log in _notes(connection, cards, logs, ours):
            count += 1
            rows -= len(log) // LOG_ROW.size
            yield note, log
        yield {"notes": count, "orphans": rows}, b""


@contextmanager
def _faults() -> Iterator[None]:
    """Say in our words what Python and SQLite say in theirs."""
    try:
        yield
    except sqlite3.DataError as error:  # string or blob too big
        raise CannotRead(Fault.TOO_BIG) from error
    except sqlite3.Error as error:
        is_late = "interrupted" in str(error)
        raise CannotRead(Fault.TOO_SLOW if is_late else Fault.DAMAGED) from error
    except (NotThatNumber, ValueError, RecursionError) as error:
        raise CannotRead(Fault.STRANGE) from error


def _confine(connection: sqlite3.Connection) -> None:
    """Take from SQLite all that reading does not need."""
    for setting in _SETTINGS:
        connection.execute(setting)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_CELL)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 20)
    connection.create_collation("unicase", _compare)
    end = time.process_time() + DEADLINE_S
    connection.set_progress_handler(lambda: time.process_time() > end, _STEPS)


def _compare(one: str, other: str) -> int:
    """Order names as Anki does, nearly: only its own tables are ordered so."""
    left, right = one.casefold(), other.casefold()
    return (left > right) - (left < right)


def _tables(connection: sqlite3.Connection) -> Mapping[str, set[str]]:
    """Return the tables to read, by the schema that they have."""
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_master LIMIT ?", (MOST_OBJECTS + 1,)
    ).fetchall()
    if len(rows) > MOST_OBJECTS:
        raise CannotRead(Fault.STRANGE)
    for kind, _, sql in rows:
        words = str(sql or "").upper().split(None, 2)[:2]
        if kind not in {"table", "index"} or words == ["CREATE", "VIRTUAL"]:
            raise CannotRead(Fault.STRANGE)
    names = {name for kind, name, _ in rows if kind == "table"}
    tables = _READ_NEW if "notetypes" in names else _READ_OLD
    if not tables.keys() <= names:
        raise CannotRead(Fault.STRANGE)
    return tables


def _check_table(connection: sqlite3.Connection, name: str, columns: set[str]) -> None:
    """Refuse a table that is more than cells on sound pages.

    Only those that are read are checked: what others hold costs no time then.
    """
    found = connection.execute(_COLUMNS, (name,)).fetchall()
    is_computed = any(hidden for _, hidden in found)
    if is_computed or not columns <= {column for column, _ in found}:
        raise CannotRead(Fault.STRANGE)
    if connection.execute(_EXPRESSIONS, (name,)).fetchone():
        raise CannotRead(Fault.STRANGE)
    if connection.execute(_SOUND, (name,)).fetchall() != [("ok",)]:
        raise CannotRead(Fault.DAMAGED)


def _may(action: int, *_: str | None) -> int:
    """Allow to select and to read, and nothing else."""
    allowed = action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


# What the file is


def _about(
    connection: sqlite3.Connection, is_new: bool, stated: int | None
) -> dict[str, object]:
    (version,) = _only(connection.execute("SELECT ver FROM col LIMIT 2"))
    if not isinstance(version, int) or version > _NEW_VERSION:
        raise CannotRead(Fault.NEWER)
    if version != (_NEW_VERSION if is_new else _OLD_VERSION):
        raise CannotRead(Fault.STRANGE)
    if is_new:
        config = _config(connection)
        decks, types = (_names(connection.execute(query)) for query in (_DECKS, _TYPES))
    else:
        row = _only(connection.execute("SELECT conf, models, decks FROM col LIMIT 2"))
        config, types, decks = _mapping(row[0]), _names_in(row[1]), _names_in(row[2])
    return {
        "new": is_new,
        "stated": stated is not None,
        "rollover": config.get("rollover"),
        "fsrs": config.get("fsrs"),
        "decks": decks,
        "types": types,
    }


def _only(rows: sqlite3.Cursor) -> tuple[object, ...]:
    found: list[tuple[object, ...]] = rows.fetchall()
    if len(found) != 1:
        raise CannotRead(Fault.STRANGE)
    return found[0]


def _config(connection: sqlite3.Connection) -> dict[str, object]:
    query = "SELECT KEY, val FROM config WHERE KEY IN ('rollover', 'fsrs')"
    return {key: _json(value) for key, value in connection.execute(query)}


def _names(rows: sqlite3.Cursor) -> dict[str, str]:
    return {str(_whole(key)): _name(name) for key, name in rows}


def _names_in(text: object) -> dict[str, str]:
    """Return the names of decks or note types, by their ids, of schema 11."""
    found = {}
    for key, value in _mapping(text).items():
        if not isinstance(value, dict):
            raise CannotRead(Fault.STRANGE)
        found[str(int(key))] = _name(value.get("name"))
    return found


def _name(name: object) -> str:
    """Schema 18 parts names of decks by a control sign; JSON may hold half signs."""
    text = _text(name)[:LONGEST_NAME]
    text.encode()
    return text.replace("\x1f", "::")


def _mapping(text: object) -> dict[str, object]:
    value = _json(text)
    if not isinstance(value, dict):
        raise CannotRead(Fault.STRANGE)
    return value


def _json(text: object) -> object:
    """Decode JSON; of what may be any number, no more than a small one is used."""
    if isinstance(text, bytes):
        text = text.decode()  # json would load the codecs of UTF-16, too late
    return json.loads(_text(text), parse_constant=_no_number)


def _no_number(_: str) -> NoReturn:
    raise CannotRead(Fault.STRANGE)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise CannotRead(Fault.STRANGE)
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise CannotRead(Fault.STRANGE)
    return value


# Cards, log, notes

_Cards = Mapping[int, list[tuple[int, ...]]]


def _cards_with_logs(
    connection: sqlite3.Connection,
) -> tuple[_Cards, dict[int, bytearray], int]:
    """Return the cards by note, the log by card, and how many rows it has in all."""
    cards = defaultdict(list)
    logs: dict[int, bytearray] = {}
    for row in connection.execute(_CARDS):
        _CARD.pack(*row)
        cards[row[1]].append(row)
        logs[row[0]] = bytearray()
        if len(logs) > MOST_CARDS:
            raise CannotRead(Fault.TOO_BIG)
    count, pack, nobodys = 0, LOG_ROW.pack, bytearray()
    for key, ease, kind, given, last, factor, time_ms, card in connection.execute(_LOG):
        if (count := count + 1) > MOST_LOG_ROWS:
            raise CannotRead(Fault.TOO_BIG)
        logs.get(card, nobodys).extend(
            pack(key, ease, kind, given, last, factor, time_ms)
        )
    return cards, logs, count


def _notes(
    connection: sqlite3.Connection,
    cards: _Cards,
    logs: Mapping[int, bytearray],
    ours: str,
) -> Iterator[tuple[list[object], bytes]]:
    for number, (key, guid, *rest) in enumerate(connection.execute(_NOTES)):
        if number >= MOST_NOTES:
            raise CannotRead(Fault.TOO_BIG)
        note_type, modified_at, tags, fields = rest
        own = cards.get(key, [])
        own.sort(key=_ord)
        is_ours = _text(guid).startswith(ours)
        note = [
            *(guid, _whole(note_type), _whole(modified_at), _text(tags).split()),
            _fields(_text(fields), is_ours),
            [_card(card, logs) for card in own],
        ]
        yield note, b"".join(logs[card[0]] for card in own)


def _fields(joined: str, is_ours: bool) -> list[str]:
    fields = joined.split("\x1f")
    if is_ours:
        return [field[:LONGEST_FIELD] for field in fields]
    return [fields[0][:SHOWN_OF_OTHERS]]


def _card(card: tuple[int, ...], logs: Mapping[int, bytearray]) -> list[int]:
    """Give ord, home deck, suspended, buried, flag, and the rows of its log."""
    key, _, deck, home, ord_, queue, flags = card
    rows = len(logs[key]) // LOG_ROW.size
    shown = (queue == _SUSPENDED, queue in _BURIED)
    return [ord_, home or deck, *map(int, shown), flags & _FLAG, rows]
