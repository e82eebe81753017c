"""The static files, under a path that changes whenever one of them does.

ES modules and style sheets name each other by relative paths; with the version in the
path, not in a query, all of them always come from the same release. Texts are sent
compressed to whoever takes that, without their comments; both is done once, at the
start.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for

YEAR_S = 365 * 24 * 3600
_TEXTS = {".css", ".js", ".svg", ".webmanifest"}
_COMMENT = re.compile(
    r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE
)
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
        max_age = YEAR_S if lasting else None
        if filename in packed and takes_gzip():
            # With few headers: over a slow network those of thirty files count.
            mimetype, _ = guess_type(filename)
            response = Response(packed[filename], mimetype=mimetype)
            response.content_encoding = "gzip"
            response.cache_control.max_age = max_age
        else:
            response = send_from_directory(folder, filename, max_age=max_age)
        if filename in packed:
            response.vary.add("Accept-Encoding")
        response.cache_control.immutable = lasting
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
        response.vary.add("Accept-Encoding")
        if takes_gzip():
            response.set_data(gzip.compress(data, compresslevel=1, mtime=0))
            response.content_encoding = "gzip"
    return response


def takes_gzip() -> bool:
    """Say whether who asks takes a compressed answer."""
    return request.accept_encodings.quality("gzip") > 0


def without_comments(text: str) -> str:
    """Take out the comments of a script or a style sheet that have lines of their own.

    What stands beside code stays: there a sign of a comment can be part of a text.
    """
    return _COMMENT.sub("", text)


def _packed_texts(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): gzip.compress(
            _shortened(path).encode(), mtime=0
        )
        for path in _files(folder)
        if path.suffix in _TEXTS and path.stat().st_size >= _SMALLEST
    }


def _shortened(path: Path) -> str:
    text = path.read_text()
    return without_comments(text) if path.suffix in {".css", ".js"} else text


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
