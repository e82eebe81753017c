"""The pages as an app of the device: its service worker, and the page without network.

What has been answered without the network is no matter of this module: it waits in the
browser's own database (web/static/scripts/outbox.js).
"""

from __future__ import annotations

import json
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template

from web.assets import addresses_of, folder_version

pwa = Blueprint("pwa", __name__)

_FOLDER = Path(__file__).parent / "static"


@pwa.get("/sw.js")
def service_worker() -> Response:
    """Give the service worker, with the files of this release that it is to keep.

    Its address stays the same, so that a browser finds the next one; whenever a file
    changes, its text does too.
    """
    release = {
        "version": folder_version(_FOLDER),
        "files": addresses_of(current_app, _FOLDER),
    }
    source = (_FOLDER / "scripts/sw.js").read_text("utf-8")
    text = f"const RELEASE = {json.dumps(release)};\n{source}"
    return Response(text, mimetype="text/javascript")


@pwa.get("/offline")
def offline() -> str:
    """Say what can be done without the network; shown in place of a page not kept."""
    return render_template("offline.html")
