"""Which pictures are taken of the pages, and what is done on each page before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from playwright.sync_api import FilePayload, Page

from tests import simulated_school as school
from tests.browser.states import CLASS_PAGE as CLASS
from tests.browser.states import CONFUSION, QUESTION, STUDENT, TOPIC
from tests.web.anki_uploads import from_anki

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PRACTICE = "/review?session=exam"
CARD = "metiers-data/role-ml-engineer%23job"
PAPER = Path(__file__).parents[1] / "tests" / "browser" / "paper"
PAPERS = "/content/decks/metiers-data"
FIRST_TEACHER = f"/first-teacher/{school.LINK}"


class Place(StrEnum):
    """Where and when a page is seen: on one's own computer, in a class."""

    ALONE = "alone"  # after two months
    NEW = "new"  # on the first day
    BACK = "back"  # after ten days away
    CLASS = "class"
    EMPTY = "empty"  # a class before it has people


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


def write_mistake(page: Page) -> None:
    """Announce a question too many, and wait until it is noticed."""
    exam = page.locator("#exam")
    exam.fill(exam.input_value().replace("(12 items", "(13 items"))
    page.locator(".is-wrong").first.wait_for()


def send_paper(page: Page) -> None:
    """Send a paper with its key, and look at the plan."""
    page.set_input_files("#exam", PAPER / "cuisine.md")
    page.set_input_files("#key", PAPER / "cuisine.key.md")
    page.get_by_role("button", name="Montrer ce qui changera").click()
    page.locator(".plan-bar").wait_for()


def send_cards(page: Page) -> None:
    """Send a table of own cards, and look at what was read."""
    table = FilePayload(name="cartes.csv", mimeType="text/csv", buffer=CARDS.encode())
    page.get_by_label("Tableau de cartes").set_input_files(table)
    page.get_by_role("button", name="Montrer les cartes").click()
    page.get_by_role("table", name="Cartes lues").wait_for()


def bring_home(page: Page) -> None:
    """Send what was reviewed in Anki, and look at the report."""
    name, content = "Métiers data.apkg", from_anki()
    file = FilePayload(name=name, mimeType="application/zip", buffer=content)
    page.get_by_label("Fichier exporté d’Anki").set_input_files(file)
    page.get_by_role("button", name="Rapporter mes révisions").click()
    page.locator(".tally").wait_for()


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


def show_names(page: Page) -> None:
    """Show names on this device."""
    page.get_by_role("button", name="Montrer les noms").click()
    page.get_by_role("button", name="Masquer les noms").wait_for()


def open_limits(page: Page) -> None:
    """Open the limits of today."""
    for summary in page.locator("main summary").all():
        summary.click()


CARDS = "question;réponse;étiquettes\nCapitale de l’Australie ?;Canberra;villes\n"
LINA = "Lina Abdelkader-Benmokhtar"
TASK = f"{CLASS}/assignments/{school.TASK}"
CONTRAST = "first=ML+Engineer&second=MLOps+%2F+Platform&deck=metiers-data"
SHOTS = (
    Shot("today", "Aujourd’hui", "/"),
    Shot("first-day", "Aujourd’hui : le premier jour", "/", place=Place.NEW),
    Shot("catch-up", "Aujourd’hui : après une absence", "/", place=Place.BACK),
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
    Shot("anki", "Anki, aller et retour", "/my-data/anki"),
    Shot("brought", "Révisions rapportées d’Anki", "/my-data/anki", bring_home),
    Shot("own-cards", "Les cartes d’un tableau", "/my-data", send_cards),
    Shot("restoration", "Avant de restaurer", "/my-data", send_backup),
    Shot("content", "Contenu", "/content"),
    Shot("paper", "Une épreuve", "/content/decks/metiers-data"),
    Shot("plan", "Le plan d’un import", "/content", send_paper),
    Shot("editor", "Écrire une épreuve", "/content/editor?title=G%C3%A9ographie"),
    Shot("editing", "Modifier une épreuve", f"{PAPERS}/editor", write_mistake),
    Shot("versions", "Les versions d’une épreuve", f"{PAPERS}/versions"),
    Shot("differences", "Deux versions", f"{PAPERS}/versions/differences?from=1&to=1"),
    Shot("retirement", "Retirer un paquet", f"{PAPERS}/retirement"),
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
            ("monday", "lundi, à projeter", f"{CLASS}/monday", stay, "Vera"),
            ("monday-named", "lundi", f"{CLASS}/monday", show_names, "Vera"),
            ("topics", "les sujets", f"{CLASS}/topics", stay, "Vera"),
            ("topic", "un sujet", TOPIC, show_names, "Vera"),
            ("grid", "la grille", f"{CLASS}/topics/grid?by=part", show_names, "Vera"),
            ("trend", "l’évolution", f"{CLASS}/topics/trend", stay, "Vera"),
            ("confusions", "les confusions", f"{CLASS}/confusions", show_names, "Vera"),
            ("confusion", "derrière une confusion", CONFUSION, show_names, "Vera"),
            ("questions", "les questions", f"{CLASS}/questions", stay, "Vera"),
            ("question", "une question", QUESTION, stay, "Vera"),
            ("assignments", "les devoirs", f"{CLASS}/assignments", stay, "Vera"),
            ("assignment", "un devoir", TASK, show_names, "Vera"),
            ("exports", "emporter les réponses", f"{CLASS}/exports", stay, "Vera"),
        )
    ),
)
