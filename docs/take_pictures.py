"""Take the pictures of every page: a laptop in light and dark, a phone 360 pixels wide.

    .venv/bin/python docs/take_pictures.py [PAGE …]

A student is simulated on the built-in deck until yesterday, by a clock that then stands
still, so that the same program gives the same pictures. A class is shown as a school
would see it, by the name of its server. `docs/shots.py` says what is seen; the pictures
go into `docs/pictures/`, and `docs/pages.md` shows them side by side. TRAINER_CHROMIUM
names the browser; else one of the system is taken.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Set
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))  # tests and benchmarks

from flask import Flask
from playwright.sync_api import Browser, Page, Route, sync_playwright

from benchmarks.chromium import launched
from docs.shots import NOW, SHOTS, Place, Shot, wait_for_card
from tests import simulated_school as school
from tests.simulated_student import study
from tests.web.visiting import PASSWORD, cheap_passwords, close, config_of
from trainer.config import Reach
from web import create_app
from web.context import context_of
from web.serving import listen, run

DAYS = 60
FOLDER = Path(__file__).parent / "pictures"
GALLERY = Path(__file__).with_name("pages.md")
TALLEST = 2400  # pixels of a picture; a longer page is cut
HOST = "revision.lycee.example"
PHRASE = "girafe-lune-quai"  # in truth another one each time
DAY = timedelta(days=1)
AWAY = 11 * DAY
AT_HOME = (Place.ALONE, Place.NEW, Place.BACK)


@dataclass(frozen=True, slots=True)
class Look:
    """A device and a theme."""

    name: str
    width: int
    height: int
    theme: str = "light"


LOOKS = (
    Look("light", 1280, 800),
    Look("dark", 1280, 800, "dark"),
    Look("phone", 360, 740),
)


def main() -> None:
    """Take the pictures of the pages that are named, or of all."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        take_pictures(browser, set(sys.argv[1:]))


def take_pictures(browser: Browser, wanted: Set[str]) -> None:
    """Take the pictures of these pages, or of all if none is named."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, patched_phrases():
        shots = [shot for shot in SHOTS if not wanted or shot.name in wanted]
        for place in sorted({shot.place for shot in shots}):
            prepared = Path(folder) / place
            prepare(prepared, place)
            for look in LOOKS:
                # What is done for one picture is not in those of the next look.
                home = Path(folder) / f"{place}-{look.name}"
                shutil.copytree(prepared, home)
                with served(home, place) as url:
                    for shot in shots:
                        if shot.place is place:
                            take(browser, url, shot, look)
    GALLERY.write_text(gallery(), "utf-8")


@contextmanager
def patched_phrases() -> Iterator[None]:
    """Have every phrase be the same one."""
    with ExitStack() as patched:
        for module in ("accounts", "class_lists", "joining"):
            patched.enter_context(patch(f"web.{module}.new_phrase", lambda: PHRASE))
        yield


def prepare(home: Path, place: Place) -> None:
    """Make what a simulated student, or a school, has the day after."""
    app = app_of(home, place)
    database = context_of(app).database
    if place is Place.EMPTY:
        school.make_link(database, NOW)
    elif place is not Place.NEW:
        away = AWAY if place is Place.BACK else DAY
        study(database, days=DAYS, until=NOW - away)
    if place is Place.CLASS:
        school.make_school(database, cheap_passwords().hash(PASSWORD), NOW)
        school.let_class_answer(database, NOW)
    close(app)


def app_of(home: Path, place: Place) -> Flask:
    """Make the app of a data folder, by a clock that stands still."""
    config = config_of(home, is_class=place not in AT_HOME)
    if place not in AT_HOME:
        config = replace(config, reach=Reach(hosts=(HOST,)))
    return create_app(config, lambda: NOW, passwords=cheap_passwords())


@contextmanager
def served(home: Path, place: Place) -> Iterator[str]:
    """Serve a data folder."""
    app = app_of(home, place)
    sockets: dict[int, object] = {}
    server = listen(app, 0, sockets)
    stopping = threading.Event()
    thread = threading.Thread(target=run, args=(server, sockets, stopping))
    thread.start()
    host, port = server.getsockname()
    try:
        yield f"http://{host}:{port}"
    finally:
        stopping.set()
        server.pull_trigger()
        thread.join()
        close(app)


def take(browser: Browser, url: str, shot: Shot, look: Look) -> None:
    """Take one picture."""
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.theme == "dark" else "light",
        reduced_motion="reduce",
        locale="fr-FR",
        timezone_id="Europe/Paris",
        service_workers="block",
        # The school's name for the server, on every computer that takes pictures.
        proxy=None if shot.place in AT_HOME else {"server": url},
    )
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    if shot.place not in AT_HOME:
        url = f"http://{HOST}"
    if shot.format:
        page.route("**/api/queue*", partial(keep_format, format=shot.format))
    if shot.visitor:
        sign_in(page, url, shot.visitor)
    page.goto(url + shot.address)
    if shot.format not in ("", "none"):
        wait_for_card(page)
    shot.prepare(page)
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": look.width, "height": min(height, TALLEST)})
    page.screenshot(path=FOLDER / f"{shot.name}-{look.name}.png")
    context.close()


def sign_in(page: Page, url: str, name: str) -> None:
    """Come in to a class."""
    page.goto(f"{url}/sign-in")
    page.get_by_label("Nom", exact=True).fill(name)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


def keep_format(route: Route, format: str) -> None:
    """Ask the cards of one format alone."""
    query = route.request.url.partition("?")[2]
    url = route.request.url.partition("?")[0] + f"?{query}&limit=200"
    response = route.fetch(url=url if "session" not in query else route.request.url)
    queue = response.json()
    queue["cards"] = [card for card in queue["cards"] if card["format"] == format]
    if not queue["cards"]:
        queue["counts"] = dict.fromkeys(queue["counts"], 0)
    route.fulfill(response=response, json=queue)


def gallery() -> str:
    """Show the pictures, page by page."""
    lines = ["# The pages", "", "Made by `docs/take_pictures.py`.", ""]
    for shot in SHOTS:
        pictures = [
            f'<img src="pictures/{shot.name}-{look.name}.png" alt="{shot.title}, '
            f'{look.name}" width="{420 if look.width > 500 else 180}">'
            for look in LOOKS
        ]
        lines += [f"## {shot.title}", "", *pictures, ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
