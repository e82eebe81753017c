"""The reading of an Anki file, by a child process that can do nothing else."""

from __future__ import annotations

from pathlib import Path

from trainer.core.anki_file import AnkiFile


def read_anki_file(path: Path) -> AnkiFile:
    """Read an .apkg or .colpkg, new or legacy.

    Raises:
        AnkiFileRefused: it is no such file, or none that can be read.
    """
    raise NotImplementedError(path)
