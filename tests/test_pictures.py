"""The pictures in the documents: of every page, on each device, made by the script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.picture_scripts import loaded_script, width_of
from tests.web.visiting import close, config_of
from web import create_app
from web.doors import DOORS, Door

# Files to be downloaded, and what is reached by a form (the picture « plan »).
OF_CLASSES = (Door.STRANGER, Door.MEMBER, Door.CLASS_TEACHER)
NO_PAGES = {
    *("my_data.everything", "my_data.reviews", "my_data.cards", "privacy.archive"),
    *("content.text", "plans.show", "pwa.service_worker", "anki.report"),
}


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """The script that takes the pictures."""
    with loaded_script("take_pictures") as module:
        yield module


def test_every_page_has_its_pictures(script: ModuleType, tmp_path: Path) -> None:
    """On one's own computer, where the script takes them; a class has other pages."""
    app = create_app(config_of(tmp_path))
    adapter = app.url_map.bind("localhost")
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    shown = (rule for rule in rules if is_shown(rule, app.test_client()))
    at_home = {subject for rule in shown for subject in subjects_of(rule)}
    pages = {
        rule.endpoint
        for rule in rules
        if subjects_of(rule) & at_home and DOORS[rule.endpoint] not in OF_CLASSES
    }

    shots = [shot for shot in script.SHOTS if shot.place in script.AT_HOME]
    paths = [urlsplit(shot.address).path for shot in shots]
    seen = {adapter.match(path)[0] for path in paths if path != "/nulle-part"}

    close(app)
    assert pages - NO_PAGES == seen


def subjects_of(rule: Rule) -> set[str]:
    """Return what pages of one subject share: a module, the start of an address."""
    return {str(rule.endpoint).partition(".")[0], rule.rule.split("/")[1] or "/"}


def is_shown(rule: Rule, client: FlaskClient) -> bool:
    if rule.arguments:
        return False
    answer = client.get(rule.rule, buffered=True)
    return answer.status_code == 200 and answer.mimetype == "text/html"


def test_each_picture_is_there_and_shown(script: ModuleType) -> None:
    sizes = {
        path.stem: width_of(path)
        for path in script.FOLDER.iterdir()
        if not path.stem.startswith("hour-")  # of docs/teachers_hour.py
    }

    assert sizes == {
        f"{shot.name}-{look.name}": look.width
        for shot in script.SHOTS
        for look in script.LOOKS
    }
    assert script.GALLERY.read_text("utf-8") == script.gallery()
