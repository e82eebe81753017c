"""The unpacking of the one database of an Anki file; run in the child process alone.

No name in the archive is used as a path, no size that it states is believed: what is
unpacked is counted while it is read, and goes into a file that is already open.
"""

import codecs
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from trainer.core.anki_wire import CannotRead, Fault

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdError
else:
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

LARGEST_DATABASE = 500_000_000  # a collection of 100,000 notes has 150 MB
# Anki's databases are packed 4 to 30 times smaller, bombs 1,000 to 32,000 times. Small
# ones are free: nothing is lost with 16 MB.
LARGEST_RATIO, FREE_OF_RATIO = 200, 16_000_000
MOST_ENTRIES = 10_000
LARGEST_DIRECTORY = 1_000_000  # Anki's names are numbers: 51 bytes an entry at most
LARGEST_META = 1_000
LARGEST_WINDOW = 27  # 128 MiB, as a power of 2: what zstd may ask for at its best
_PIECE = 1 << 18

_NEWEST_FORMAT = 3
_DATABASES = {1: "collection.anki2", 2: "collection.anki21", 3: "collection.anki21b"}
_META = "meta"
_WRAPPED = (".apkg", ".colpkg")
_END = struct.Struct("<4s4H2LH")  # the end of a zip archive without a comment
_LOCATOR = 20  # bytes before it, in archives of more than 65,534 entries or 4 GB
_ENCRYPTED = 1  # bit 0 of an entry's flags
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ZstdError, struct.error),
    *(EOFError, OSError, NotImplementedError, RuntimeError, ValueError),
)


def prepare() -> None:
    """Load what zipfile loads only when it first meets a name: later is too late."""
    codecs.lookup("cp437")


def unpack(source: BinaryIO, target: BinaryIO) -> int | None:
    """Write the database of an Anki file into an open file; return the file's format.

    Returns:
        What the entry `meta` says: 1, 2 (legacy), 3 (new); None if there is none.

    Raises:
        CannotRead: it is no Anki file, or one that does harm.
    """
    size = source.seek(0, 2)
    _check_directory(source, size)
    try:
        with zipfile.ZipFile(source) as archive:
            entries = _entries(archive)
            stated = _stated_format(archive, entries)
            chosen = stated or (2 if _DATABASES[2] in entries else 1)
            entry = _entry(entries, _DATABASES[chosen])
            with archive.open(entry) as packed:
                pieces = _pieces(packed)
                if chosen == _NEWEST_FORMAT:
                    pieces = _decompressed(packed)
                _write(pieces, target, size)
    except _BROKEN as error:
        raise CannotRead(Fault.DAMAGED) from error
    return stated


def _check_directory(source: BinaryIO, size: int) -> None:
    """Refuse what zipfile would read whole before anything can be counted."""
    source.seek(0)
    start = source.read(4096)
    if not start.startswith(b"PK"):
        raise CannotRead(_foreign(start))
    source.seek(max(0, size - _END.size - _LOCATOR))
    before, end = source.read(_LOCATOR), source.read()
    if len(end) < _END.size or not end.startswith(b"PK\5\6") or end[-2:] != b"\0\0":
        raise CannotRead(Fault.DAMAGED)
    entries, directory = _END.unpack(end)[4:6]
    is_large = before.startswith(b"PK\6\7")  # the directory is told of elsewhere, too
    if is_large or entries > MOST_ENTRIES or directory > LARGEST_DIRECTORY:
        raise CannotRead(Fault.TOO_BIG)


def _foreign(start: bytes) -> Fault:
    if not start:
        return Fault.DAMAGED
    if b"\0" in start:
        return Fault.NOT_ANKI
    try:
        start[:-3].decode()  # the last sign may be cut
    except UnicodeDecodeError as error:
        return Fault.TEXT if error.start > len(start) - 7 else Fault.NOT_ANKI
    return Fault.TEXT


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the entries that matter, each of which is there once."""
    found: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    if len(infos) > MOST_ENTRIES:
        raise CannotRead(Fault.TOO_BIG)
    for info in infos:
        # A name is cut at its first NUL: "meta\0x" is not "meta".
        if info.orig_filename in {_META, *_DATABASES.values()}:
            if info.orig_filename in found:
                raise CannotRead(Fault.STRANGE)
            found[info.orig_filename] = info
    if not found:
        names = (info.filename.lower() for info in infos)
        wrapped = any(name.endswith(_WRAPPED) for name in names)
        raise CannotRead(Fault.WRAPPED if wrapped else Fault.NOT_ANKI)
    return found


def _entry(entries: dict[str, zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
    entry = entries.get(name)
    if entry is None:
        raise CannotRead(Fault.DAMAGED)
    if entry.flag_bits & _ENCRYPTED:
        raise CannotRead(Fault.LOCKED)
    if entry.compress_type not in _METHODS:
        raise CannotRead(Fault.STRANGE)
    return entry


def _stated_format(
    archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]
) -> int | None:
    """Return what `meta` says: a protobuf message whose field 1 is the format."""
    if _META not in entries:
        return None
    with archive.open(_entry(entries, _META)) as file:
        content = file.read(LARGEST_META + 1)
    if len(content) > LARGEST_META:
        raise CannotRead(Fault.STRANGE)
    numbers = _numbers(content)
    stated = next((value for key, value in numbers if key == 1 << 3), 0)
    if stated > _NEWEST_FORMAT:
        raise CannotRead(Fault.NEWER)
    if stated not in _DATABASES:
        raise CannotRead(Fault.STRANGE)
    return stated


def _numbers(content: bytes) -> Iterator[tuple[int, int]]:
    """Read keys with their values, all of them numbers (protobuf's wire type 0)."""
    varints = _varints(content)
    for key in varints:
        value = next(varints, None)
        if key & 7 or value is None:
            raise CannotRead(Fault.STRANGE)
        yield key, value


def _varints(content: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in content:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0
        elif shift >= 70:  # 64 bits take ten bytes
            raise CannotRead(Fault.STRANGE)


def _pieces(packed: IO[bytes]) -> Iterator[bytes]:
    while piece := packed.read(_PIECE):
        yield piece


def _decompressed(packed: IO[bytes]) -> Iterator[bytes]:
    """Decompress one zstd frame, a piece at a time."""
    options = {int(DecompressionParameter.window_log_max): LARGEST_WINDOW}
    decompressor = ZstdDecompressor(options=options)
    while not decompressor.eof:
        more = packed.read(_PIECE) if decompressor.needs_input else b""
        if decompressor.needs_input and not more:
            raise CannotRead(Fault.DAMAGED)
        yield decompressor.decompress(more, _PIECE)
    if decompressor.unused_data or packed.read(1):
        raise CannotRead(Fault.STRANGE)


def _write(pieces: Iterable[bytes], target: BinaryIO, archive_size: int) -> None:
    """Write pieces, counting them: too many, or too many for such a file, end it."""
    room = min(LARGEST_DATABASE, FREE_OF_RATIO + LARGEST_RATIO * archive_size)
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            raise CannotRead(Fault.TOO_BIG)
        with _room():
            target.write(piece)
    with _room():
        target.flush()


@contextmanager
def _room() -> Iterator[None]:
    """Tell what the disk refuses from what the archive does not hold."""
    try:
        yield
    except OSError as error:
        raise CannotRead(Fault.NO_ROOM) from error
