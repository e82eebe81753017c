"""The secret of a server, which signs its cookies and forms: a file of the data folder.

Knows nothing of what is signed.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from trainer.db import make_folder
from trainer.db_errors import clear_disk_errors


def secret_keys(home: Path) -> list[str]:
    """Give the secret that signs the cookies, then the one that did before, if any.

    The first call makes it, readable by us. Several processes may start at once: the
    one whose file comes first has made it.
    """
    path = home / "secret"
    make_folder(home)
    with clear_disk_errors(home):
        if not path.exists():
            _make_secret(path)
        path.chmod(0o600)
        return path.read_text().split()


def renew_secret(home: Path, *, at_once: bool = False) -> None:
    """Have another secret sign from the next start on.

    Args:
        at_once: what the one of so far has signed counts no more; else until the next
            renewal.
    """
    before = [] if at_once else secret_keys(home)[:1]
    make_folder(home)
    with clear_disk_errors(home):
        path = home / "secret"
        _draft_secret(path, [secrets.token_hex(32), *before]).replace(path)


def _draft_secret(path: Path, keys: Sequence[str]) -> Path:
    draft = path.with_name(f"secret.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(keys))
    return draft


def _make_secret(path: Path) -> None:
    draft = _draft_secret(path, [secrets.token_hex(32)])
    try:
        path.hardlink_to(draft)  # whole or not at all, and never over another one
    except FileExistsError:
        pass
    except OSError:  # a disk that has no hard links
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
