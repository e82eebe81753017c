"""Take the pictures of every page: a laptop in light and dark, a phone 360 pixels wide.

    .venv/bin/python docs/take_pictures.py [PAGE …]

A student is simulated on the built-in deck until yesterday, by a clock that then stands
still, so that the same program gives the same pictures. A class is shown as a school
would see it, by the name of its server. The pictures go into `docs/pictures/`, and
`docs/pages.md` shows them side by side. TRAINER_CHROMIUM names the browser; else one of
the system is taken.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))  # tests and benchmarks

from flask import Flask
from playwright.sync_api import Browser, Page, Route, sync_playwright

from benchmarks.chromium import launched
from tests import simulated_school as school
from tests.simulated_student import study
from tests.web.visiting import PASSWORD, cheap_passwords, close, config_of
from trainer.config import Reach
from web import create_app
from web.context import context_of
from web.serving import listen, run

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAYS = 60
FOLDER = Path(__file__).parent / "pictures"
GALLERY = Path(__file__).with_name("pages.md")
PRACTICE = "/review?session=exam"
CARD = "metiers-data/role-ml-engineer%23job"
TALLEST = 2400  # pixels of a picture; a longer page is cut
PAPER = Path(__file__).parents[1] / "tests" / "browser" / "paper"
HOST = "revision.lycee.example"
PHRASE = "girafe-lune-quai"  # in truth another one each time
CLASS = f"/classrooms/{school.CLASS}"
FIRST_TEACHER = f"/first-teacher/{school.LINK}"


class Place(StrEnum):
    """Where a page is seen: on one's own computer, in a class, before it has people."""

    ALONE = "alone"
    CLASS = "class"
    EMPTY = "empty"


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


@dataclass(frozen=True, slots=True)
class Shot:
    """A page, and what is done on it before its picture is taken."""

    name: str
    title: str
    address: str
    prepare: Callable[[Page], None] = lambda _: None
    format: str = ""  # of the cards that are asked
    place: Place = Place.ALONE
    visitor: str = ""  # who signs in first


def stay(_: Page) -> None:
    """Do nothing."""


def wait_for_card(page: Page) -> None:
    """Wait for a question."""
    page.locator(".question").wait_for()


def choose_last(page: Page) -> None:
    """Choose the last option, which is wrong more often than not."""
    page.locator(".option").last.click()
    page.locator(".answer").wait_for()


def say_false(page: Page) -> None:
    """Say that a statement is false; the page asks for the right one."""
    page.locator(".option").last.click()
    page.locator(".response textarea").wait_for()


def type_another(page: Page) -> None:
    """Type another job than the right one."""
    page.keyboard.type("Data Analyste")
    page.keyboard.press("Enter")
    page.locator(".answer").wait_for()


def show_answer(page: Page) -> None:
    """Look at the model answer."""
    page.locator("#actions .main").click()
    page.locator(".answer").wait_for()


def open_menu(page: Page) -> None:
    """Open what else can be done with a card."""
    wait_for_card(page)
    page.locator("#open-menu").click()


def finish(page: Page) -> None:
    """Be told that nothing is left."""
    page.locator(".finished").wait_for()


def send_paper(page: Page) -> None:
    """Send a paper with its key, and look at the plan."""
    page.set_input_files("#exam", PAPER / "cuisine.md")
    page.set_input_files("#key", PAPER / "cuisine.key.md")
    page.get_by_role("button", name="Montrer ce qui changera").click()
    page.locator(".plan-bar").wait_for()


def send_cards(page: Page) -> None:
    """Send a table of own cards, and look at what was read."""
    table = {"name": "cartes.csv", "mimeType": "text/csv", "buffer": CARDS.encode()}
    page.get_by_label("Tableau de cartes").set_input_files(table)
    page.get_by_role("button", name="Montrer les cartes").click()
    page.get_by_role("table", name="Cartes lues").wait_for()


def send_backup(page: Page) -> None:
    """Save a backup, send it back, and look at what it holds."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger une sauvegarde").click()
    page.get_by_label("Restaurer un fichier").set_input_files(download.value.path())
    page.get_by_role("button", name="Montrer ce qu’il contient").click()
    page.get_by_role("button", name="Restaurer").wait_for()


def type_code(page: Page) -> None:
    """Come to a class by its code."""
    page.get_by_label("Code de la classe").fill(school.CODE)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Mot de passe").wait_for()


def take_phrase(page: Page) -> None:
    """Join a class with a phrase that is made for it."""
    type_code(page)
    page.get_by_label("Nom", exact=True).fill("Lou")
    page.get_by_role("button", name="Recevoir trois mots").click()
    page.locator(".slip").wait_for()


def send_list(page: Page) -> None:
    """Send a class list, and look at what it would change."""
    page.get_by_text("Lire une liste de classe").click()
    page.get_by_label("Ou coller la liste ici").fill("Lou Mercier\nAdam Lopez\n")
    page.get_by_role("button", name="Montrer ce qui changera").click()
    page.locator(".tally").wait_for()


def hand_out_slips(page: Page) -> None:
    """Make new phrases for who has not come yet."""
    page.get_by_role("button", name="Refaire les feuillets").click()
    page.locator(".slip").first.wait_for()


def open_limits(page: Page) -> None:
    """Open the limits of today."""
    for summary in page.locator("main summary").all():
        summary.click()


CARDS = "question;réponse;étiquettes\nCapitale de l’Australie ?;Canberra;villes\n"
STUDENT = f"{CLASS}/students/{school.LINA}"
LINA = "Lina Abdelkader-Benmokhtar"
CONTRAST = "first=ML+Engineer&second=MLOps+%2F+Platform&deck=metiers-data"
SHOTS = (
    Shot("today", "Aujourd’hui", "/"),
    Shot("today-open", "Aujourd’hui : les limites du jour", "/", open_limits),
    Shot("review-choice", "Réviser : choisir", "/review", wait_for_card, "choice"),
    Shot("review-answer", "Réviser : la réponse", "/review", choose_last, "choice"),
    Shot("review-typed", "Réviser : écrire", PRACTICE, wait_for_card, "typed"),
    Shot("review-difference", "Réviser : l’écart", PRACTICE, type_another, "typed"),
    Shot("review-false", "Réviser : corriger", PRACTICE, say_false, "true_false"),
    Shot("review-order", "Réviser : mettre en ordre", PRACTICE, format="ordering"),
    Shot("review-model", "Réviser : se corriger", PRACTICE, show_answer, "self_marked"),
    Shot("review-menu", "Réviser : le menu", "/review", open_menu),
    Shot("review-finished", "Réviser : la fin", "/review", finish, "none"),
    Shot("deck", "Paquet", "/decks/metiers-data"),
    Shot("cards", "Cartes", "/cards"),
    Shot("card", "Une carte et son histoire", f"/cards/{CARD}"),
    Shot("practice", "Entraînement libre", "/sessions"),
    Shot("contrast", "Deux métiers côte à côte", f"/sessions/contrast?{CONTRAST}"),
    Shot("progress", "Progrès", "/progress"),
    Shot("day", "Un jour", f"/progress/days/{NOW - timedelta(days=1):%Y-%m-%d}"),
    Shot("settings", "Réglages", "/settings"),
    Shot("data", "Mes données", "/my-data"),
    Shot("kept", "Ce qui est gardé, et pourquoi", "/privacy"),
    Shot("own-cards", "Les cartes d’un tableau", "/my-data", send_cards),
    Shot("restoration", "Avant de restaurer", "/my-data", send_backup),
    Shot("content", "Contenu", "/content"),
    Shot("paper", "Une épreuve", "/content/decks/metiers-data"),
    Shot("plan", "Le plan d’un import", "/content", send_paper),
    Shot("offline", "Sans réseau", "/offline"),
    Shot("error", "Une page qui n’existe pas", "/nulle-part"),
    Shot("first-teacher", "Le premier enseignant", FIRST_TEACHER, place=Place.EMPTY),
    *(
        Shot(name, f"Une classe : {title}", path, done, "", Place.CLASS, visitor)
        for name, title, path, done, visitor in (
            ("sign-in", "se connecter", "/sign-in", stay, ""),
            ("first-password", "la première fois", "/", stay, "Sacha"),
            ("join", "rejoindre par un code", f"/join?code={school.CODE}", stay, ""),
            ("join-account", "qui rejoint", "/join", type_code, ""),
            ("three-words", "trois mots à noter", "/join", take_phrase, ""),
            ("my-classes", "la demande attend", "/my-classes", stay, "Nina"),
            ("account", "son compte", "/account", stay, LINA),
            ("reads", "qui a regardé", "/my-data/reads", stay, LINA),
            ("erasure", "demander l’effacement", "/my-data/erasure", stay, LINA),
            ("leaving", "avant de partir", "/", stay, "Noé"),
            ("kept-in-class", "ce qui est gardé", "/privacy", stay, ""),
            ("classes", "ses classes", "/classrooms", stay, "Vera"),
            ("class", "les élèves", CLASS, stay, "Vera"),
            ("code", "le code, pour toute la salle", f"{CLASS}/code", stay, "Vera"),
            ("class-list", "lire une liste", CLASS, send_list, "Vera"),
            ("slips", "les feuillets", CLASS, hand_out_slips, "Vera"),
            ("student", "un élève", STUDENT, stay, "Vera"),
            ("student-erasure", "effacer", f"{STUDENT}/erasure", stay, "Vera"),
        )
    ),
)


def main() -> None:
    """Take the pictures of the pages that are named, or of all."""
    wanted = set(sys.argv[1:])
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        launched(playwright) as browser,
        patched_phrases(),
    ):
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
    else:
        study(database, days=DAYS, until=NOW - timedelta(days=1))
    if place is Place.CLASS:
        school.make_school(database, cheap_passwords().hash(PASSWORD), NOW)
    close(app)


def app_of(home: Path, place: Place) -> Flask:
    """Make the app of a data folder, by a clock that stands still."""
    config = config_of(home, is_class=place is not Place.ALONE)
    if place is not Place.ALONE:
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
        proxy=None if shot.place is Place.ALONE else {"server": url},
    )
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    if shot.place is not Place.ALONE:
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
