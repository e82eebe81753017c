"""Has the child's own code open many Anki files, each in a fork with all its limits.

    python -I tests/anki_worker.py FOLDER

For each `NAME` in the folder it leaves what was told in `NAME.told`, and prints a line:
the name, how the process ended, its memory at most (bytes), its processor time (ms).
A start of Python takes twenty times as long as a fork.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import traceback
from pathlib import Path

from trainer import anki_child


def main() -> None:
    """Open each file of the folder."""
    folder = Path(sys.argv[1])
    for path in sorted(folder.iterdir()):
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            child = os.fork()
            if not child:
                _become_the_child(path, scratch)
            _, status, usage = os.wait4(child, 0)
            took_ms = round(1000 * (usage.ru_utime + usage.ru_stime))
        code = os.waitstatus_to_exitcode(status)
        print(path.name, code, usage.ru_maxrss * 1024, took_ms, flush=True)  # noqa: T201 – what the parent reads


def _become_the_child(path: Path, scratch: str) -> None:
    """Take the place that the parent gives to a child; never come back."""
    told = path.with_name(f"{path.name}.told")
    for number, (place, flags) in enumerate(
        ((path, os.O_RDONLY), (told, os.O_WRONLY | os.O_CREAT))
    ):
        descriptor = os.open(place, flags)
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(scratch)
    sys.argv = ["", "trainer:"]
    code = 1
    with contextlib.suppress(BaseException):
        try:
            anki_child.main()
            code = 0
        except BaseException:  # an exit and a limit too: the parent reads how it ended
            traceback.print_exc()
    os._exit(code)


if __name__ == "__main__":
    main()
