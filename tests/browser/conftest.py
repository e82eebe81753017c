"""A real Chromium in front of a real server, on one of two decks.

Each test has a server of its own on a copy of a data folder, and a browser without
history. Every page is watched: an error on its console or a request to another host
fails the test, whatever the test is about.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.chromium import FLAGS as QUIET_FLAGS
from benchmarks.chromium import chromium_path
from tests.browser.looking import SHARP
from tests.browser.site import Clock, Site, Watch
from tests.browser.student import Student
from tests.simulated_school import let_class_answer, make_school
from tests.simulated_student import Habits, study
from tests.web.visiting import NOW, PASSWORD, cheap_passwords, close, config_of
from trainer.db import Database, open_database
from trainer.import_plan import plan_import
from trainer.importing import apply_import
from trainer.learners import ensure_learner
from trainer.papers import sent_text, source_of
from web import create_app
from web.serving import listen, run

PAPER = Path(__file__).parent / "paper"
STUDIED_DAYS = 40
# Chromium counts the last of such lists alone: the first lines are playwright's own.
# The last two are pages below the address bar, which each window loads in a process of
# its own: as much work as a page of ours, for an address bar that nobody sees.
NOT_WANTED = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose"),
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "LensOverlay"),
    *("MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"),
    *("NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
)
FLAGS = (*QUIET_FLAGS, f"--disable-features={','.join(NOT_WANTED)}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# The browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium; the tests fail without one, since nothing else tests the pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=list(FLAGS)
        )
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the pages of a test complain of, and whom they ask: nobody else."""
    watch = Watch()
    yield watch
    assert watch.complaints() == []


@pytest.fixture
def new_context(
    chromium: Browser, watch: Watch
) -> Iterator[Callable[..., BrowserContext]]:
    """Make a browser window without history, in France, watched."""
    opened: list[BrowserContext] = []

    def make(width: int = 1280, height: int = 800, **options: object) -> BrowserContext:
        context = window_of(chromium, width, height, **options)
        watch.over(context)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def kept_page(chromium: Browser) -> Iterator[Page]:
    """A page that is there for many tests: to open one takes as long as to load it."""
    context = window_of(chromium, 1280, 800, **SHARP)
    yield context.new_page()
    context.close()


@pytest.fixture
def sharp_page(kept_page: Page, watch: Watch) -> Iterator[Page]:
    """A page as one that is zoomed to 200 %, with nothing left of another test.

    To be asked for after the server, so that it is left before that stops.
    """
    watch.over(kept_page.context)
    yield kept_page
    kept_page.goto("about:blank")
    watch.leave(kept_page.context)
    kept_page.unroute_all()
    kept_page.set_viewport_size({"width": 1280, "height": 800})
    kept_page.emulate_media(color_scheme="light")
    kept_page.context.clear_cookies()
    forget = {"origin": watch.host, "storageTypes": "all"}  # a port may come again
    browser = kept_page.context.new_cdp_session(kept_page)
    browser.send("Storage.clearDataForOrigin", forget)
    browser.detach()


def window_of(
    chromium: Browser, width: int = 1280, height: int = 800, **options: object
) -> BrowserContext:
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        locale="fr-FR",
        timezone_id="Europe/Paris",
        # It would answer before a test can; test_offline.py has one.
        **{"service_workers": "block"} | options,  # type: ignore[arg-type]  # names of its options
    )
    context.set_default_timeout(10_000)
    return context


# The server


@pytest.fixture(scope="session")
def built_in_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after the first start, to be copied and never opened."""
    home = tmp_path_factory.mktemp("built-in") / "home"
    close(create_app(config_of(home), lambda: NOW))
    return home


@pytest.fixture(scope="session")
def small_home(built_in_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that has a small deck too, with a card of each format."""
    home = tmp_path_factory.mktemp("small") / "home"
    with copied(built_in_home, home) as database:
        import_small_deck(database)
    return home


@pytest.fixture(scope="session")
def studied_home(built_in_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after some weeks of answers, to be copied and never opened."""
    home = tmp_path_factory.mktemp("studied") / "home"
    with copied(built_in_home, home) as database:
        study(database, days=STUDIED_DAYS, until=NOW, habits=Habits(wrong=0.3))
    return home


@pytest.fixture(scope="session")
def school_home(studied_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of a school in the middle of its week, to be copied."""
    home = tmp_path_factory.mktemp("school") / "home"
    with copied(studied_home, home) as database:
        make_school(database, cheap_passwords().hash(PASSWORD), NOW)
    return home


@pytest.fixture(scope="session")
def taught_home(school_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of a school whose class has answered for two weeks."""
    home = tmp_path_factory.mktemp("taught") / "home"
    with copied(school_home, home) as database:
        let_class_answer(database, NOW)
    return home


@contextmanager
def copied(prepared: Path, home: Path) -> Iterator[Database]:
    """Copy a data folder, and open the database of the copy for the block."""
    shutil.copytree(prepared, home)
    database = open_database(config_of(home))
    yield database
    database.close()


@pytest.fixture
def site(tmp_path: Path, built_in_home: Path, watch: Watch) -> Iterator[Site]:
    """A server with the built-in deck, on its first morning."""
    with served(built_in_home, tmp_path / "home") as site:
        watch.expect_only(site.url)
        yield site


@pytest.fixture
def small_site(tmp_path: Path, small_home: Path, watch: Watch) -> Iterator[Site]:
    """A server with the small deck, on its first morning."""
    with served(small_home, tmp_path / "home") as site:
        watch.expect_only(site.url)
        yield site


@pytest.fixture
def studied_site(tmp_path: Path, studied_home: Path, watch: Watch) -> Iterator[Site]:
    """A server for a student of some weeks."""
    with served(studied_home, tmp_path / "home") as site:
        watch.expect_only(site.url)
        yield site


@pytest.fixture
def student(small_site: Site, new_context: Callable[..., BrowserContext]) -> Student:
    """A student of the small deck, on a wide screen."""
    return Student(small_site, new_context().new_page())


def import_small_deck(database: Database) -> None:
    exam, key = (PAPER / "cuisine.md", PAPER / "cuisine.key.md")
    source = source_of(
        sent_text(exam.name, exam.read_bytes()), sent_text(key.name, key.read_bytes())
    )
    with database.writing() as session:
        apply_import(session, plan_import(session, source), NOW)
        ensure_learner(session, NOW)


@contextmanager
def served(prepared: Path, home: Path, *, is_class: bool = False) -> Iterator[Site]:
    """Serve a copy of a data folder by the program's own server, in a thread."""
    shutil.copytree(prepared, home)
    clock = Clock(NOW)
    config = config_of(home, is_class=is_class)
    app = create_app(config, clock, passwords=cheap_passwords())
    sockets: dict[int, object] = {}
    server = listen(app, 0, sockets)
    stopping = threading.Event()
    thread = threading.Thread(target=run, args=(server, sockets, stopping))
    thread.start()
    host, port = server.getsockname()
    try:
        yield Site(f"http://{host}:{port}", app, clock)
    finally:
        stopping.set()
        server.pull_trigger()
        thread.join()
        close(app)
