"""Static files are kept for a year, and never out of date."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask, Response, render_template_string, url_for
from flask_wtf.csrf import CSRFProtect

from web.assets import folder_version, pack_pages, serve_static_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "icons").mkdir()
    (tmp_path / "a.js").write_text("export const a = 1;\n")
    (tmp_path / "b.js").write_text("1;")
    return tmp_path


def address(app: Flask, filename: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=filename)


def test_a_file_of_this_version_is_kept_for_a_year(folder: Path) -> None:
    app = Flask("test", static_folder=None)
    serve_static_files(app, folder)

    with app.test_client().get(address(app, "a.js")) as answer:
        assert answer.get_data(as_text=True) == "export const a = 1;\n"
        assert answer.mimetype == "text/javascript"
        assert answer.cache_control.max_age == 365 * 24 * 3600
        assert answer.cache_control.immutable


def test_a_file_of_another_version_is_todays_and_not_kept(folder: Path) -> None:
    app = Flask("test", static_folder=None)
    serve_static_files(app, folder)

    with app.test_client().get("/static/000000000000/a.js") as answer:
        assert answer.status_code == 200
        assert not answer.cache_control.immutable
        assert answer.cache_control.max_age is None


def test_a_relative_address_stays_in_the_same_version(folder: Path) -> None:
    app = Flask("test", static_folder=None)
    serve_static_files(app, folder)

    assert (
        address(app, "a.js").rpartition("/")[0]
        == address(app, "b.js").rpartition("/")[0]
    )


@pytest.mark.parametrize(
    "path",
    ["../secret", "..%2fsecret", "%2e%2e/secret", "/etc/passwd", "nothing.js", "icons"],
)
def test_nothing_outside_the_folder_is_served(folder: Path, path: str) -> None:
    (folder.parent / "secret").write_text("x")
    app = Flask("test", static_folder=None)
    serve_static_files(app, folder)

    assert app.test_client().get(f"/static/1/{path}").status_code in (308, 404)


def test_the_version_changes_with_any_file(folder: Path) -> None:
    versions = {folder_version(folder)}
    (folder / "b.js").write_text("2;")
    versions.add(folder_version(folder))
    (folder / "b.js").rename(folder / "c.js")
    versions.add(folder_version(folder))

    assert len(versions) == 3
    assert folder_version(folder) in versions


def test_a_text_is_sent_compressed_to_who_takes_that(folder: Path) -> None:
    text = "body { color: red }\n" * 100
    (folder / "a.css").write_text(text)
    app = Flask("test", static_folder=None)
    serve_static_files(app, folder)
    path = address(app, "a.css")

    with app.test_client() as client:
        packed = client.get(path, headers={"Accept-Encoding": "br, gzip"})
        plain = client.get(path, headers={"Accept-Encoding": "gzip;q=0"})

    assert packed.content_encoding == "gzip"
    assert gzip.decompress(packed.data).decode() == text
    assert packed.mimetype == "text/css"
    assert packed.content_length == len(packed.data) < len(text)
    assert plain.content_encoding is None
    assert plain.text == text
    assert "Accept-Encoding" in packed.vary
    assert "Accept-Encoding" in plain.vary
    plain.close()


@pytest.fixture
def pages() -> Flask:
    """An app with a page without a form, one with a form, and one that is no page."""
    app = Flask("test", static_folder=None, root_path=str(Path(__file__).parent))
    app.secret_key = "test"
    CSRFProtect(app)
    pack_pages(app)
    app.add_url_rule("/plain", view_func=lambda: "<p>Rien.</p>" * 100)
    app.add_url_rule(
        "/form",
        "form",
        lambda: render_template_string("{{ csrf_token() }}<p>Rien.</p>" * 100),
    )
    text = Response("Rien." * 200, mimetype="text/plain")
    app.add_url_rule("/text", "text", lambda: text)
    return app


def test_a_page_is_sent_compressed(pages: Flask) -> None:
    page = pages.test_client().get("/plain", headers={"Accept-Encoding": "gzip"})

    assert page.content_encoding == "gzip"
    assert gzip.decompress(page.data).startswith(b"<p>Rien.</p>")
    assert "Accept-Encoding" in page.vary


@pytest.mark.parametrize("path", ["/form", "/text"])
def test_a_page_with_a_form_is_not_compressed(pages: Flask, path: str) -> None:
    answer = pages.test_client().get(path, headers={"Accept-Encoding": "gzip"})

    assert answer.content_encoding is None
    assert b"Rien." in answer.data
