"""What the child that opens Anki files told: lines and bytes, each of them checked.

The child read what a stranger wrote, and may be the stranger's by now: what it says is
short, of the types that were agreed, and in range, or it is not taken in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from struct import Struct
from typing import IO, Any

from trainer.anki_refusals import AnkiFileRefused
from trainer.core.anki_file import AnkiCard, AnkiFile, AnkiLayout, AnkiNote
from trainer.core.anki_wire import LOG_ROW, LONGEST_LINE, Fault

MOST_BYTES = 160_000_000  # two million rows of the log, and a collection's notes
_ROW_ID = Struct(f"<q{LOG_ROW.size - 8}x")
_LAST_S = 253_402_300_799  # of the year 9999, the last that Python knows
_LAST_MS = 1000 * _LAST_S + 999
_LARGEST = (1 << 63) - 1
_LAST_ORD, _LAST_FLAG, _LAST_HOUR = 65_535, 7, 23


class Unfinished(Exception):  # noqa: N818 – names a situation
    """The child told something else than was agreed, or stopped in the middle."""


class NoRoom(Exception):  # noqa: N818 – names a situation
    """The child found no room on the disk."""


def file_told(output: IO[bytes]) -> AnkiFile:
    """Read all that the child tells.

    Raises:
        AnkiFileRefused: the child says why it does not go on, or says too much.
        NoRoom: there is no room on the disk.
        Unfinished: it tells something else than was agreed.
    """
    try:
        return _file(_Told(output))
    except (TypeError, ValueError, RecursionError) as error:
        raise Unfinished from error


class _Told:
    """The child's lines and logs, counted."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._left = MOST_BYTES

    def line(self) -> object:
        """Return the value of the next line."""
        line = self._output.readline(LONGEST_LINE + 1)
        self._count(len(line))
        if not line.endswith(b"\n"):
            raise Unfinished
        value = json.loads(line)
        if isinstance(value, dict) and "fault" in value:
            fault = Fault(value["fault"])
            raise NoRoom if fault is Fault.NO_ROOM else AnkiFileRefused(fault)
        return value

    def log(self, rows: int) -> bytes:
        """Return so many rows of the log: moments, each later than the one before."""
        size = rows * LOG_ROW.size
        self._count(size)
        log = self._output.read(size)
        if len(log) != size:
            raise Unfinished
        last = 0
        for (key,) in _ROW_ID.iter_unpack(log):
            if not last < key <= _LAST_MS:
                raise Unfinished
            last = key
        return log

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise AnkiFileRefused(Fault.TOO_BIG)


def _file(told: _Told) -> AnkiFile:
    match told.line():
        case {
            "new": bool(is_new),
            "stated": bool(is_stated),
            "rollover": rollover,
            "fsrs": fsrs,
            "decks": dict(decks),
            "types": dict(types),
        }:
            names = _names(decks), _names(types)
        case _:
            raise Unfinished
    notes = []
    while isinstance(line := told.line(), list):
        notes.append(_note(line, told, *names))
    match line:
        case {"notes": int(count), "orphans": int(orphans)} if count == len(notes):
            hour = _hour(rollover)
        case _:
            raise Unfinished
    is_collection = is_stated and hour is not None
    return AnkiFile(
        layout=AnkiLayout.NEW if is_new else AnkiLayout.LEGACY,
        is_collection=is_collection,
        rollover_hour=hour,
        uses_fsrs=fsrs is True if is_collection else None,
        notes=tuple(notes),
        orphans=_whole(orphans),
    )


def _names(told: Mapping[str, str]) -> dict[int, str]:
    names = _texts([*told.values()])
    return dict(zip(map(int, told), names, strict=True))


def _hour(rollover: object) -> int | None:
    """Return an hour of the day; what is none is as good as not said."""
    if type(rollover) is int and 0 <= rollover <= _LAST_HOUR:
        return rollover
    return None


def _note(
    told: list[Any], log: _Told, decks: Mapping[int, str], types: Mapping[int, str]
) -> AnkiNote:
    guid, note_type, modified_at, tags, fields, cards = told
    (guid,) = _texts([guid])
    return AnkiNote(
        guid=guid,
        note_type=types.get(_whole(note_type, -_LARGEST), ""),
        fields=_texts(fields),
        tags=_texts(tags),
        modified_at=datetime.fromtimestamp(_whole(modified_at, most=_LAST_S), UTC),
        cards=tuple(_cards(cards, log, decks)),
    )


def _cards(told: object, log: _Told, decks: Mapping[int, str]) -> Iterator[AnkiCard]:
    if not isinstance(told, list):
        raise Unfinished
    for ord_, deck, is_suspended, is_buried, flag, rows in told:
        yield AnkiCard(
            ord=_whole(ord_, most=_LAST_ORD),
            deck=decks.get(_whole(deck, -_LARGEST), ""),
            is_suspended=is_suspended == 1,
            is_buried=is_buried == 1,
            flag=_whole(flag, most=_LAST_FLAG),
            log=log.log(_whole(rows)),
        )


def _whole(value: object, least: int = 0, most: int = _LARGEST) -> int:
    if type(value) is not int or not least <= value <= most:
        raise Unfinished
    return value


def _texts(told: list[str]) -> tuple[str, ...]:
    """Return texts that every database can hold: no NUL, no half of a sign."""
    if not isinstance(told, list):
        raise Unfinished
    joined = "".join(told)  # fails where there is anything but texts
    joined.encode()
    return (
        tuple(text.replace("\0", "") for text in told) if "\0" in joined else (*told,)
    )
