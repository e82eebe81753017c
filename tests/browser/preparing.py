"""What a person does on a page before it is looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.browser.student import Student
from tests.schooling import report_error
from tests.simulated_school import CODE
from tests.web.visiting import PASSWORD
from trainer.accounts import account_named
from web.context import context_of

PAPER = Path(__file__).parent / "paper"
EXAM, KEY = (PAPER / "cuisine.md", PAPER / "cuisine.key.md")
OPEN_ALL = "document.querySelectorAll('main details').forEach((all) => all.open = true)"
NEW_LIST = "Nom;Numéro\nNina;2027-031\nLou;2027-032\n"


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser window in front of a site, and where files may be put."""

    page: Page
    site: Site
    folder: Path

    def student(self) -> Student:
        """Somebody who reviews in this window."""
        return Student(self.site, self.page)

    def press(self, button: str) -> None:
        """Press a button of the page."""
        self.page.get_by_role("button", name=button).first.click()

    def press_and_follow(self, button: str) -> None:
        """Press a button, and wait for the page to which it leads."""
        with self.page.expect_navigation():
            self.press(button)

    def write(self, name: str, text: str) -> Path:
        """Put a file where it can be sent from."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


# What is done on a page


def open_all(visit: Visit) -> None:
    for summary in visit.page.locator("main summary").all():
        summary.click()


def follow_plan(visit: Visit) -> None:
    visit.press("Suivre ce plan")
    expect(visit.page.get_by_role("heading", name="rattrapage")).to_be_visible()


def flag_all(visit: Visit) -> None:
    visit.page.get_by_role("checkbox", name="Tout cocher").check()
    visit.page.get_by_label("Action").select_option("flag")
    visit.press("Appliquer")
    expect(visit.page.get_by_role("status")).to_contain_text("marquées")


def change_nothing(visit: Visit) -> None:
    visit.page.get_by_role("checkbox", name="Tout cocher").check()
    visit.page.get_by_label("Action").select_option("tag")


def send_wrong_number(visit: Visit) -> None:
    visit.page.evaluate("document.querySelector('form.settings').noValidate = true")
    visit.page.get_by_label("Nouvelles cartes par jour").fill("99999")
    visit.press("Enregistrer")
    expect(visit.page.locator("[aria-invalid]")).to_be_visible()


def plan_break(visit: Visit) -> None:
    visit.page.get_by_label("Premier jour").fill("2026-12-19")
    visit.page.get_by_label("Dernier jour").fill("2027-01-03")
    visit.press("Prévoir cette pause")
    expect(visit.page.get_by_text("3 janvier 2027")).to_be_visible()


def send_without_token(visit: Visit) -> None:
    tokens = "document.querySelectorAll('[name=csrf_token]').forEach((e) => e.remove())"
    visit.page.evaluate(tokens)
    visit.press("Enregistrer")
    expect(visit.page.get_by_text("Demande refusée")).to_be_visible()


def send_too_much(visit: Visit) -> None:
    upload(visit, visit.write("gros.md", "x" * 10_000_000))
    expect(visit.page.get_by_text("L’envoi est trop gros")).to_be_visible()


def send_no_text(visit: Visit) -> None:
    path = visit.folder / "image.md"
    path.write_bytes(b"\xff\xfe\x00\xd8")
    upload(visit, path)
    expect(visit.page.get_by_text("Demande à corriger")).to_be_visible()


def plan(visit: Visit) -> None:
    upload(visit, EXAM, KEY)
    expect(visit.page.locator(".plan-bar")).to_contain_text("ajoutées")
    open_all(visit)


def plan_without_key(visit: Visit) -> None:
    upload(visit, EXAM)
    expect(visit.page.locator(".plan-bar")).to_be_visible()
    open_all(visit)


def plan_with_errors(visit: Visit) -> None:
    wrong = KEY.read_text("utf-8").replace("### B1", "### B7")
    upload(visit, EXAM, visit.write("cuisine.key.md", wrong))
    expect(visit.page.locator(".plan-bar")).to_contain_text("à corriger")
    open_all(visit)


def plan_with_doubts(visit: Visit) -> None:
    reworded = EXAM.read_text("utf-8").replace(
        "Tient les desserts et les pâtes levées.",
        "Tient la pâtisserie : desserts, pâtes levées, glaces et petits fours.",
    )
    upload(visit, visit.write("cuisine.md", reworded), KEY)
    expect(visit.page.get_by_role("heading", name="À décider")).to_be_visible()
    open_all(visit)


def write_mistakes(visit: Visit) -> None:
    exam = visit.page.get_by_label("Épreuve", exact=True)
    exam.fill(exam.input_value().replace("1 item", "3 items") + "\nAutre chose.\n")
    expect(visit.page.locator("[data-status]")).to_contain_text("erreur")


def write_late(visit: Visit) -> None:
    """Write on a version that somebody else has replaced meanwhile."""
    visit.page.evaluate("document.querySelector('[name=base]').value = '0'")
    exam = visit.page.get_by_label("Épreuve", exact=True)
    exam.fill(exam.input_value().replace("Tient les desserts", "Fait les desserts"))
    visit.press("Montrer ce qui changera")
    expect(visit.page.locator("#conflict")).to_be_visible()


def compare_versions(visit: Visit) -> None:
    reworded = EXAM.read_text("utf-8").replace(
        "Tient les desserts", "Fait les desserts"
    )
    upload(visit, visit.write("cuisine.md", reworded), KEY)
    visit.press("Enregistrer")
    visit.page.get_by_role("link", name="Versions").click()
    visit.page.get_by_role("link", name="Ce que la version 2 change").click()
    expect(visit.page.get_by_role("table", name="Épreuve")).to_contain_text("Fait")


def retire(visit: Visit) -> None:
    visit.press("Retirer ce paquet")
    expect(visit.page.get_by_text("a été retiré")).to_be_visible()


def check_key(visit: Visit) -> None:
    visit.press("Déclarer ce corrigé relu")
    expect(visit.page.get_by_role("status")).to_contain_text("relu")


def import_and_see(visit: Visit) -> None:
    upload(visit, EXAM, KEY)
    visit.press("Enregistrer")
    expect(visit.page.get_by_role("status")).to_contain_text("à jour")


def upload(visit: Visit, exam: Path, key: Path | None = None) -> None:
    visit.page.locator("#exam").set_input_files(exam)
    if key:
        visit.page.locator("#key").set_input_files(key)
    visit.press("Montrer ce qui changera")


def preview_own_cards(visit: Visit) -> None:
    send_table(visit, "question;réponse;étiquettes\nCapitale du Canada ?;Ottawa;géo\n")
    expect(visit.page.get_by_role("table", name="Cartes lues")).to_be_visible()


def send_wrong_table(visit: Visit) -> None:
    send_table(visit, "question;réponse\nOù ?;\n")
    expect(visit.page.locator(".findings")).to_contain_text("ligne 2")


def send_table(visit: Visit, text: str) -> None:
    field = visit.page.get_by_label("Tableau de cartes")
    field.set_input_files(visit.write("cartes.csv", text))
    visit.press("Montrer les cartes")


def preview_restoration(visit: Visit) -> None:
    with visit.page.expect_download() as download:
        visit.press("Télécharger une sauvegarde")
    saved = visit.folder / "sauvegarde.db"
    download.value.save_as(saved)
    visit.page.get_by_label("Restaurer un fichier").set_input_files(saved)
    visit.press("Montrer ce qu’il contient")
    expect(visit.page.get_by_role("table")).to_contain_text("Dernière réponse")


def restore(visit: Visit) -> None:
    preview_restoration(visit)
    visit.press("Restaurer")
    expect(visit.page.get_by_role("status")).to_contain_text("est restaurée")


def send_no_backup(visit: Visit) -> None:
    field = visit.page.get_by_label("Restaurer un fichier")
    field.set_input_files(visit.write("x.db", "mine"))
    visit.press("Montrer ce qu’il contient")
    expect(visit.page.get_by_role("alert")).to_be_visible()


# What is done at the door of a class


def enter(visit: Visit, name: str = "Tom", password: str = PASSWORD) -> None:
    visit.page.get_by_label("Nom", exact=True).fill(name)
    visit.page.get_by_label("Mot de passe").fill(password)
    visit.press("Se connecter")
    expect(visit.page).not_to_have_url(re.compile("/sign-in"))
    visit.page.wait_for_load_state()  # the address is there before the page


def keep_a_wrong_name(visit: Visit) -> None:
    enter(visit)
    visit.page.evaluate(OPEN_ALL)
    visit.page.get_by_label("Mot de passe actuel").fill("x")
    visit.press("Enregistrer ce nom")
    visit.page.get_by_role("alert").first.wait_for()


def enter_as_teacher(visit: Visit) -> None:
    enter(visit, "Vera")


def see_as_teacher(visit: Visit) -> None:
    enter_as_teacher(visit)
    visit.page.evaluate(OPEN_ALL)  # some are open from the beginning


def enter_as_lina(visit: Visit) -> None:
    enter(visit, "Lina Abdelkader-Benmokhtar")


def show_names(visit: Visit) -> None:
    """Look as a teacher at a page that names students."""
    enter_as_teacher(visit)
    there = visit.page.url
    visit.press_and_follow("Montrer les noms")
    visit.page.goto(there)
    expect(visit.page.get_by_role("button", name="Masquer les noms")).to_be_visible()


def see_reported(visit: Visit) -> None:
    """Look as a teacher at a question in which a student has found an error."""
    enter_as_teacher(visit)
    with context_of(visit.site.app).database.writing() as session:
        key = unquote(visit.page.url.partition("/questions/")[2])
        student = account_named(session, "Noé").student_id
        text = "Le corrigé dit « ML Engineer », la leçon « Data Engineer »."
        report_error(session, student, key, text)
    visit.page.reload()
    visit.page.evaluate(OPEN_ALL)
    expect(visit.page.get_by_role("button", name="Montrer les noms")).to_be_visible()


def answer_reported(visit: Visit) -> None:
    see_reported(visit)
    there = visit.page.url
    visit.press_and_follow("Montrer les noms")
    visit.page.goto(there)
    visit.page.evaluate(OPEN_ALL)
    expect(visit.page.get_by_label("Réponse à l’élève")).to_be_visible()


def set_too_much(visit: Visit) -> None:
    enter_as_teacher(visit)
    visit.page.get_by_label("Titre").fill("Tous les jours")
    visit.page.get_by_label("Combien").fill("99")
    visit.press("Donner ce devoir")
    expect(visit.page.get_by_role("alert")).to_be_visible()


def enter_as_noe(visit: Visit) -> None:
    enter(visit, "Noé")


def enter_as_newcomer(visit: Visit) -> None:
    enter(visit, "Nina")


def wait_to_leave(visit: Visit) -> None:
    enter_as_teacher(visit)
    with context_of(visit.site.app).database.writing() as session:
        account_named(session, "Vera").erase_on = visit.site.clock.at.date()
    visit.page.reload()
    expect(visit.page.get_by_role("main")).to_contain_text("attend : personne d’autre")


def enter_first(visit: Visit) -> None:
    enter(visit, "Sacha")
    expect(visit.page.get_by_label("Nouveau mot de passe")).to_be_visible()


def choose_too_short(visit: Visit) -> None:
    enter_first(visit)
    for field in ("Nouveau mot de passe", "Le même, encore une fois"):
        visit.page.get_by_label(field).fill("soleil")
    visit.press("Enregistrer")
    expect(visit.page.get_by_role("alert")).to_be_visible()


def type_code(visit: Visit) -> None:
    visit.page.get_by_label("Code de la classe").fill(CODE)
    visit.press("Continuer")
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Terminale")


def type_code_as_student(visit: Visit) -> None:
    visit.page.goto(f"{visit.site.url}/sign-in?next=/join")
    enter(visit, "Noé")
    type_code(visit)


def see_code_written(visit: Visit) -> None:
    expect(visit.page.get_by_label("Code de la classe")).to_have_value(CODE)


def mistype_code(visit: Visit) -> None:
    visit.page.get_by_label("Code de la classe").fill("0000-0000")
    visit.press("Continuer")
    expect(visit.page.get_by_role("alert")).to_be_visible()


def type_code_and_name(visit: Visit) -> None:
    type_code(visit)
    visit.page.get_by_label("Nom", exact=True).fill("Lou")


def choose_bad_password(visit: Visit) -> None:
    type_code_and_name(visit)
    visit.page.get_by_label("Mot de passe").fill("soleil")
    visit.page.get_by_label("Le même, encore une fois").fill("soleil")
    visit.press("Rejoindre")
    expect(visit.page.get_by_role("alert")).to_be_visible()


def take_phrase(visit: Visit) -> None:
    type_code_and_name(visit)
    visit.press("Recevoir trois mots")
    expect(visit.page.locator(".slip-phrase")).to_be_visible()


def preview_list(visit: Visit, text: str = NEW_LIST) -> None:
    see_as_teacher(visit)
    visit.page.get_by_label("Ou coller la liste ici").fill(text)
    visit.press("Montrer ce qui changera")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Liste de classe")


def preview_wrong_list(visit: Visit) -> None:
    preview_list(visit, f"Nom\n{'Anne-' * 20}\n•\n")


def hand_out_slips(visit: Visit) -> None:
    see_as_teacher(visit)
    visit.press("Refaire les feuillets")
    expect(visit.page.locator(".slip").first).to_be_visible()


def mistype(visit: Visit) -> None:
    visit.page.get_by_label("Nom", exact=True).fill("Tom")
    visit.page.get_by_label("Mot de passe").fill("chat")
    visit.press("Se connecter")
    expect(visit.page.get_by_role("alert")).to_be_visible()
