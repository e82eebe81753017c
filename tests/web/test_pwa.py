"""What makes the pages an app: the service worker, the manifest, the page offline."""

from __future__ import annotations

import json
import re
import struct
from typing import Any

from flask import Flask, url_for

from tests.web.visiting import Browser


def release_of(browser: Browser) -> Any:
    text = browser.get("/sw.js").text
    found = re.match(r"const RELEASE = (\{.*\});\n", text)
    assert found is not None
    return json.loads(found[1])


def test_the_service_worker_is_a_script_that_is_never_kept(browser: Browser) -> None:
    response = browser.get("/sw.js")

    assert response.mimetype == "text/javascript"
    assert response.headers["Cache-Control"] == "no-store"
    assert "connect-src 'self'" in response.headers["Content-Security-Policy"]


def test_the_service_worker_keeps_files_that_there_are(browser: Browser) -> None:
    release = release_of(browser)

    answers = [browser.get(path) for path in release["files"]]

    assert {answer.status_code for answer in answers} == {200}
    assert all(f"/static/{release['version']}/" in path for path in release["files"])
    assert any(path.endswith("/review.js") for path in release["files"])


def test_the_manifest_has_icons_of_the_sizes_that_it_names(
    app: Flask, browser: Browser
) -> None:
    with app.test_request_context():
        address = url_for("static", filename="manifest.webmanifest")
    manifest = json.loads(browser.get(address).data)
    folder = address.rpartition("/")[0]

    icons = [each for each in manifest["icons"] if each["type"] == "image/png"]

    for icon in icons:
        data = browser.get(f"{folder}/{icon['src']}").data
        width, height = struct.unpack(">II", data[16:24])
        assert icon["sizes"] == f"{width}x{height}"
    sizes = {(each["sizes"], each.get("purpose", "any")) for each in icons}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes


def test_the_page_without_network_leads_to_the_review(browser: Browser) -> None:
    page = browser.get("/offline").text

    assert 'href="/review"' in page
