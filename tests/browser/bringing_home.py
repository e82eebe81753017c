"""What a person does on the page of Anki before it is looked at."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.preparing import Visit
from tests.web.anki_uploads import from_anki

ALL_KINDS = (
    "UPDATE notes SET mod = 1999999999 WHERE id = 1",
    "UPDATE cards SET queue = -1 WHERE id = 11",
    "INSERT INTO revlog VALUES (1795000000009, 11, -1, 0, 0, 0, 0, 0, 4)",
)


def package(folder: Path, *changes: str) -> Path:
    """Write a file from Anki about a card of the built-in deck."""
    path = folder / "Métiers.apkg"
    path.write_bytes(from_anki(*changes))
    return path


def send(page: Page, file: Path) -> None:
    """Choose a file and send it."""
    page.get_by_label("Fichier exporté d’Anki").set_input_files(file)
    page.get_by_role("button", name="Rapporter mes révisions").click()


def bring_home(visit: Visit) -> None:
    send(visit.page, package(visit.folder, *ALL_KINDS))
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("rapportées")
    for summary in visit.page.locator("main summary").all():
        summary.click()


def see_what_was_brought(visit: Visit) -> None:
    bring_home(visit)
    visit.page.goto(f"{visit.site.url}/my-data/anki")
    expect(visit.page.get_by_role("button", name="Retirer")).to_be_visible()


def wait_on_the_way(visit: Visit) -> None:
    visit.page.route("**/my-data/anki/imports", lambda _: None)  # it never arrives
    send(visit.page, package(visit.folder))
    expect(visit.page.get_by_role("progressbar")).to_be_visible()


def send_no_anki_file(visit: Visit) -> None:
    send(visit.page, visit.write("Métiers.apkg", "question;réponse\n"))
    expect(visit.page.get_by_role("alert")).to_contain_text("un fichier de texte")
