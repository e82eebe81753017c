"""The reading of an Anki file, by a child process that can do nothing else.

The child opens the file (anki_child). Here it is started, stopped if it takes too long,
and its folder emptied; what it tells is not believed but checked (anki_told).
"""

from __future__ import annotations

import os
import shutil
import signal

# The one program that is started here is our own: `_COMMAND`, no words of a person.
import subprocess  # nosec B404
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import IO

from trainer.anki_notes import GUID_PREFIX
from trainer.anki_refusals import AnkiFileRefused
from trainer.anki_told import NoRoom, Unfinished, file_told
from trainer.core.anki_file import AnkiFile
from trainer.core.anki_wire import Fault
from trainer.db_errors import clear_disk_errors
from trainer.errors import DiskFull

LARGEST_FILE = 100_000_000  # bytes
DEADLINE_S = 30
_FOLDER = "trainer-anki-"
_FORGOTTEN_S = 3600  # no reading takes so long: a folder that old is nobody's
_COMMAND = (sys.executable, "-I", "-m", "trainer.anki_child", GUID_PREFIX)
# Without these Windows starts no program; nothing else is the child's to know.
_ENVIRONMENT = ("SYSTEMROOT", "LD_LIBRARY_PATH")
# How it ends at its limit of processor time; Windows knows neither.
_STOPPED = {
    -getattr(signal, name) for name in ("SIGKILL", "SIGXCPU") if hasattr(signal, name)
}


def read_anki_file(path: Path) -> AnkiFile:
    """Read an .apkg or .colpkg, new or legacy.

    Raises:
        AnkiFileRefused: it is no such file, or none that can be read.
        DiskFull: there is no room to unpack it.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > LARGEST_FILE:
            raise AnkiFileRefused(Fault.TOO_BIG)
        with _own_folder() as folder:
            try:
                return _read(file, folder)
            except NoRoom as error:
                raise DiskFull(folder.parent) from error


@contextmanager
def _own_folder() -> Iterator[Path]:
    """Have an empty folder, and afterwards none; nor those of processes that died."""
    place = Path(tempfile.gettempdir())
    with clear_disk_errors(place):
        folder = Path(tempfile.mkdtemp(prefix=_FOLDER, dir=place))
    try:
        _forget_others(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _forget_others(folder: Path) -> None:
    oldest = folder.stat().st_mtime - _FORGOTTEN_S
    for other in folder.parent.glob(f"{_FOLDER}*"):
        with suppress(FileNotFoundError):  # its own reading ends just now
            if other.lstat().st_mtime < oldest:
                shutil.rmtree(other, ignore_errors=True)


def _read(file: IO[bytes], folder: Path) -> AnkiFile:
    process = subprocess.Popen(  # nosec B603
        _COMMAND,
        stdin=file,
        stdout=subprocess.PIPE,
        cwd=folder,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        start_new_session=True,
    )
    timer = Timer(DEADLINE_S, _stop, (process,))
    timer.start()
    try:
        assert process.stdout is not None
        with process.stdout as output:
            return file_told(output)
    except Unfinished as error:
        is_slow = process.wait() in _STOPPED or timer.finished.is_set()
        fault = Fault.TOO_SLOW if is_slow else Fault.STRANGE
        raise AnkiFileRefused(fault) from error
    finally:
        timer.cancel()
        timer.join()
        _stop(process)
        process.wait()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the child, and what it may have started."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
