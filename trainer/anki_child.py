"""The process that opens an Anki file, and can do nothing else.

It has the file as its input, gives lines as its output (see anki_reading), and an empty
folder to stand in. Before the first byte of the file is looked at, it has given up what
it does not need: memory, time, other files, other processes, the network.

Nothing of ours imports it: a program that only reads values has no zip and no SQLite.
"""

import json
import sys
from collections.abc import Iterator
from typing import BinaryIO

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]  # no module there

from trainer.anki_database import Piece, open_database, read_database
from trainer.anki_unpacking import LARGEST_DATABASE, prepare, unpack
from trainer.core.anki_wire import LONGEST_LINE, CannotRead, Fault

MEMORY = 384 << 20  # bytes of address space: a zstd window, SQLite, two million rows
CPU_S = 25
_NAME = "collection"
_HIGHEST_FILE = 3  # beside input, output and errors one file at a time


def main() -> None:
    """Read the input as an Anki file, and write what it says."""
    (ours,) = sys.argv[1:]
    output = sys.stdout.buffer
    prepare()
    target = open(_NAME, "xb")  # noqa: SIM115, PTH123 – pathlib takes 3 ms to load
    give_up_rights()
    try:
        stated = unpack(sys.stdin.buffer, target)
        target.close()
        connection = open_database(_NAME)
        open_nothing_more()
        write(read_database(connection, stated, ours), output)
    except CannotRead as refusal:
        write(iter([({"fault": refusal.fault}, b"")]), output)
    except MemoryError:
        write(iter([({"fault": Fault.TOO_BIG}, b"")]), output)
    output.flush()


def give_up_rights() -> None:
    """Give up what reading does not need, for good.

    Windows knows none of these limits: there the parent's deadline and the counting
    here are all.
    """
    if resource is None:
        return
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, LARGEST_DATABASE),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, _HIGHEST_FILE + 1),
    ):
        resource.setrlimit(limit, (value, value))


def open_nothing_more() -> None:
    """Open no other file from here on, and no connection: both need a descriptor."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def write(pieces: Iterator[Piece], output: BinaryIO) -> None:
    """Write each piece as a line of JSON, followed by its log."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for value, log in pieces:
        line = encode(value).encode() + b"\n"
        if len(line) > LONGEST_LINE:
            raise CannotRead(Fault.TOO_BIG)
        output.write(line + log)


if __name__ == "__main__":
    main()
