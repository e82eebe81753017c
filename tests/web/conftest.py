"""An app on a fresh copy of a database with the built-in deck."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.simulated_student import Habits, study
from tests.web.figures import STUDIED_DAYS
from tests.web.in_class import SchoolPages, copy_of
from tests.web.loopback import forbid_foreign_hosts
from tests.web.visiting import NOW, Browser, class_opened, close, config_of
from web import create_app
from web.context import context_of

BUSY = Habits(rests=0.3, wrong=0.2, undone=0.05, late=0.15, cram=0.3)


@pytest.fixture(scope="session", autouse=True)
def no_foreign_hosts() -> Iterator[None]:
    """Nothing reaches another computer; `tests/web/test_loopback.py` tries."""
    with pytest.MonkeyPatch.context() as patch:
        forbid_foreign_hosts(patch)
        yield


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after the first start, to be copied and never opened."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    close(create_app(config_of(home), lambda: NOW))
    return home


@pytest.fixture(scope="session")
def studied_home(tmp_path_factory: pytest.TempPathFactory, prepared_home: Path) -> Path:
    """A data folder after some weeks of answers, to be copied and never opened."""
    home = tmp_path_factory.mktemp("studied") / "home"
    shutil.copytree(prepared_home, home)
    app = create_app(config_of(home), lambda: NOW)
    study(context_of(app).database, days=STUDIED_DAYS, until=NOW, habits=BUSY)
    close(app)
    return home


@pytest.fixture
def app(tmp_path: Path, prepared_home: Path) -> Iterator[Flask]:
    """The app, on the morning of 23 November 2026."""
    home = tmp_path / "home"
    shutil.copytree(prepared_home, home)
    app = create_app(config_of(home), lambda: NOW)
    yield app
    close(app)


@pytest.fixture
def class_app(tmp_path: Path, prepared_home: Path) -> Iterator[Flask]:
    """The app for a class on that morning, with nobody in it: see `add_person`."""
    with class_opened(prepared_home, tmp_path / "class") as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser that has opened a page, and can send its forms."""
    return Browser(app, app.test_client())


@pytest.fixture
def studied(studied_home: Path, tmp_path: Path) -> Iterator[Browser]:
    """The browser of a student of some weeks."""
    home = tmp_path / "studied"
    shutil.copytree(studied_home, home)
    app = create_app(config_of(home), lambda: NOW)
    yield Browser(app, app.test_client())
    close(app)


@pytest.fixture
def answered(answered_once: SchoolPages, tmp_path: Path) -> Iterator[SchoolPages]:
    """A copy, of a test's own, of the school that a module lets answer once."""
    with copy_of(answered_once, tmp_path / "answered") as school:
        yield school
