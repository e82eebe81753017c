"""The static files, under a path that changes whenever one of them does.

ES modules and style sheets name each other by relative paths; with the version in the
path, not in a query, all of them always come from the same release. Texts are sent
compressed to whoever takes that, and are compressed once, at the start.
"""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for

YEAR_S = 365 * 24 * 3600
_TEXTS = {".css", ".js", ".svg", ".webmanifest"}
_SMALLEST = 512  # bytes: below, the headers are most of it


def serve_static_files(app: Flask, folder: Path) -> None:
    """Serve a folder as `/static/<version>/…`; `url_for("static", …)` fills it in.

    An older version, asked for by a page that is still open, gets the file of today,
    and is told not to keep it.
    """
    current = folder_version(folder)
    packed = _packed_texts(folder)

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
        if filename in packed and response.status_code == 200:
            _send_packed(response, packed[filename])
        return response


def folder_version(folder: Path) -> str:
    """Give a short name for what the files of a folder hold."""
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def addresses_of(app: Flask, folder: Path) -> list[str]:
    """Give the address of every static file, as the pages of this release name it."""
    with app.test_request_context():
        return [
            url_for("static", filename=path.relative_to(folder).as_posix())
            for path in _files(folder)
        ]


def pack(response: Response) -> Response:
    """Send a text compressed to whoever takes that.

    Not for a page with a form: how small it becomes could tell its token.
    """
    data = response.get_data()
    if len(data) >= _SMALLEST:
        _send_packed(response, gzip.compress(data, compresslevel=1, mtime=0))
    return response


def _send_packed(response: Response, data: bytes) -> None:
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings.quality("gzip"):
        return
    response.close()  # the file that would have been sent
    response.direct_passthrough = False
    response.set_data(data)
    response.content_encoding = "gzip"


def _packed_texts(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): gzip.compress(data, mtime=0)
        for path in _files(folder)
        if path.suffix in _TEXTS and len(data := path.read_bytes()) >= _SMALLEST
    }


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
