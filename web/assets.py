"""The static files, under a path that changes whenever one of them does.

A page names files at the top of the folder; the scripts and style sheets in folders
come inside those that import them. Texts are sent compressed to whoever takes that;
both is done once, at the start.
"""

from __future__ import annotations

import gzip
import hashlib
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, g, request, send_from_directory, url_for

from web.bundling import bundle, short

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
        max_age = YEAR_S if lasting else None
        if filename in packed and takes_gzip():
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
    """Give the addresses of the static files that the pages of this release name."""
    with app.test_request_context():
        return [
            url_for("static", filename=path.name)
            for path in _files(folder)
            if path.parent == folder
        ]


def pack_pages(app: Flask) -> None:
    """Send every page compressed, but none with a form.

    How small a page becomes could tell the token of its form.
    """

    @app.after_request
    def pack_page(response: Response) -> Response:
        has_token = app.config["WTF_CSRF_FIELD_NAME"] in g  # put there when it is made
        is_page = response.mimetype == "text/html"
        return pack(response) if is_page and not has_token else response


def pack(response: Response) -> Response:
    """Send a text without secrets compressed to whoever takes that."""
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


def _packed_texts(folder: Path) -> dict[str, bytes]:
    texts = {
        path.relative_to(folder).as_posix(): _text_of(path, folder).encode()
        for path in _files(folder)
        if path.suffix in _TEXTS
    }
    return {
        name: gzip.compress(text, mtime=0)
        for name, text in texts.items()
        if len(text) >= _SMALLEST
    }


def _text_of(path: Path, folder: Path) -> str:
    if path.suffix not in {".css", ".js"}:
        return path.read_text("utf-8")
    return bundle(path) if path.parent == folder else short(path)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
