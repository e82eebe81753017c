"""How the child that reads a strange Anki file hands on what it found.

It imports this, so this imports nothing that takes time.
"""

from enum import StrEnum
from struct import Struct

# A row of the review log: id (ms), ease, kind, interval, last interval, factor,
# duration (ms). Two million rows are 56 MB so; as Python objects they would be 400.
LOG_ROW = Struct("<qbbiiii2x")
LONGEST_LINE = 1 << 20  # bytes of JSON: what the file is, or a note


class Fault(StrEnum):
    """Why a file cannot be read; NO_ROOM is no fault of the file's."""

    NOT_ANKI = "not anki"
    TEXT = "text"
    WRAPPED = "wrapped"
    LOCKED = "locked"
    NEWER = "newer"
    DAMAGED = "damaged"
    STRANGE = "strange"
    TOO_BIG = "too big"
    TOO_SLOW = "too slow"
    NO_ROOM = "no room"


class CannotRead(Exception):  # noqa: N818 – names a situation
    """Raised within the child: the file is not read any further."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
