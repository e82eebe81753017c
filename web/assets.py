"""The static files, under a path that changes whenever one of them does.

ES modules and style sheets name each other by relative paths; with the version in the
path, not in a query, all of them always come from the same release.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, send_from_directory

YEAR_S = 365 * 24 * 3600


def serve_static_files(app: Flask, folder: Path) -> None:
    """Serve a folder as `/static/<version>/…`; `url_for("static", …)` fills it in.

    An older version, asked for by a page that is still open, gets the file of today,
    and is told not to keep it.
    """
    current = folder_version(folder)

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            values.setdefault("version", current)

    @app.get("/static/<version>/<path:filename>", endpoint="static")
    def static_file(version: str, filename: str) -> Response:
        lasting = version == current
        response = send_from_directory(
            folder, filename, max_age=YEAR_S if lasting else None
        )
        response.cache_control.immutable = lasting
        return response


def folder_version(folder: Path) -> str:
    """Give a short name for what the files of a folder hold."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
