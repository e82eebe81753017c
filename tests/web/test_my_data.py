"""The page of one's own data: what is sent, what is shown first, what is refused."""

from __future__ import annotations

import html
import json
import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from tests.web.visiting import NOW, Browser, review_event, reviews
from trainer.automatic_backups import Occasion, keep_backup, kept_backups
from trainer.core.spreadsheet import read_table
from trainer.db import Database
from web.caring import care_for
from web.context import context_of

TABLE = "question;réponse;étiquettes\r\nOù ?;Ici;lieu\r\n=1+1 ?;« 2 »;\r\n"


def database_of(browser: Browser) -> Database:
    return context_of(browser.app).database


def file(data: bytes | str, name: str) -> FileStorage:
    content = data.encode() if isinstance(data, str) else data
    return FileStorage(BytesIO(content), filename=name)


def send_table(browser: Browser, data: bytes | str) -> TestResponse:
    return browser.submit("/my-data/card-plans", file=file(data, "mes cartes.csv"))


def hidden(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found is not None
    return html.unescape(found[1])


def saved(browser: Browser) -> bytes:
    answer = browser.submit("/my-data/backups")
    assert answer.status_code == 200
    return bytes(answer.data)


def study(browser: Browser, number: int) -> None:
    browser.sent("/api/reviews", reviews(review_event(number)))


def count_reviews(browser: Browser) -> int:
    return sum('INTO "reviews"' in line for line in browser.dump())


# Taking along


def test_everything_is_sent_as_one_file(browser: Browser) -> None:
    study(browser, 1)

    answer = browser.get("/my-data/everything.json")

    assert answer.mimetype == "application/json"
    name = answer.headers["Content-Disposition"]
    assert name == "attachment; filename=mes-donnees-2026-11-23.json"
    found = json.loads(answer.text)
    assert [review["uid"] for review in found["reviews"]] == [review_event(1)["uid"]]


def test_the_reviews_are_sent_as_a_table(browser: Browser) -> None:
    study(browser, 1)

    answer = browser.get("/my-data/reviews.csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert len(read_table(answer.data)) == 2


def test_the_page_leads_to_anki(browser: Browser) -> None:
    assert 'href="/my-data/anki"' in browser.get("/my-data").text


# Own cards


def test_a_table_is_shown_and_then_stored(browser: Browser) -> None:
    before = browser.dump()

    plan = send_table(browser, TABLE)

    assert plan.status_code == 200
    assert "« 2 »" in plan.text.replace("\xa0", " ").replace("\u202f", " ")
    assert browser.dump() == before
    table = hidden(plan, "table").replace("\n", "\r\n")  # as a browser sends it
    answer = browser.submit("/my-data/card-imports", table=table)
    assert answer.status_code == 303
    page = browser.get("/my-data").text
    assert "Cartes enregistrées" in page
    assert "2 cartes" in page
    assert read_table(browser.get("/my-data/cards.csv").data) == read_table(
        TABLE.encode()
    )


def test_what_is_exported_again_changes_nothing(browser: Browser) -> None:
    browser.submit("/my-data/card-imports", table=TABLE)
    exported = browser.get("/my-data/cards.csv").data
    before = browser.dump()

    plan = send_table(browser, exported)
    browser.submit("/my-data/card-imports", table=hidden(plan, "table"))

    assert browser.dump() == before


def test_a_backup_is_made_before_cards_are_stored(browser: Browser) -> None:
    study(browser, 1)

    browser.submit("/my-data/card-imports", table=TABLE)

    (made,) = kept_backups(database_of(browser))
    assert made.occasion is Occasion.IMPORT


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("question;réponse\nOù ?;\n", "ligne 2"),
        (b"\x00\x01\x02", "CSV"),
        (b"", "aucune carte"),
        (b"x" * (1024 * 1024 + 1), "1 Mo"),
    ],
)
def test_a_table_that_is_wrong_is_explained(
    browser: Browser, data: bytes | str, said: str
) -> None:
    before = browser.dump()

    answer = send_table(browser, data)

    assert answer.status_code == 422
    assert said in answer.text.replace("\xa0", " ")
    assert "Enregistrer ces cartes" not in answer.text
    assert browser.dump() == before


def test_a_table_that_was_changed_on_its_way_is_checked_again(browser: Browser) -> None:
    before = browser.dump()

    answer = browser.submit("/my-data/card-imports", table="a;\n")

    assert answer.status_code == 422
    assert browser.dump() == before


def test_a_form_without_a_file_says_so(browser: Browser) -> None:
    for path in ("/my-data/card-plans", "/my-data/restoration-plans"):
        answer = browser.submit(path)

        assert answer.status_code == 422
        assert "Choisir d’abord un fichier" in answer.text


def test_the_text_of_a_card_is_no_html(browser: Browser) -> None:
    text = "<script>alert(1)</script>;<b>x</b>\n"

    plan = send_table(browser, text)

    assert "<script>alert" not in plan.text
    assert "&lt;script&gt;alert" in plan.text


# Backups


def test_a_downloaded_backup_is_restored(browser: Browser) -> None:
    study(browser, 1)
    before, data = sorted(browser.dump()), saved(browser)
    study(browser, 2)

    plan = browser.submit("/my-data/restoration-plans", file=file(data, "x.db"))
    assert plan.status_code == 200
    assert "1 réponse d’ici n’est pas" in plan.text.replace("\xa0", " ")
    assert count_reviews(browser) == 2
    answer = browser.submit("/my-data/restorations", token=hidden(plan, "token"))

    assert answer.status_code == 303
    assert sorted(browser.dump()) == before  # indexes are made in another order
    assert "avant une restauration" in browser.get("/my-data").text.replace("\xa0", " ")


def test_a_kept_backup_is_restored_and_that_can_be_undone(browser: Browser) -> None:
    keep_backup(database_of(browser), Occasion.START, NOW)
    study(browser, 1)
    name = hidden(browser.get("/my-data"), "name")

    plan = browser.submit("/my-data/restoration-plans", name=name)
    browser.submit("/my-data/restorations", token=hidden(plan, "token"))
    assert count_reviews(browser) == 0
    copies = kept_backups(database_of(browser))
    copy = next(each for each in copies if each.occasion is Occasion.RESTORE)
    plan = browser.submit("/my-data/restoration-plans", name=copy.path.name)
    browser.submit("/my-data/restorations", token=hidden(plan, "token"))

    assert count_reviews(browser) == 1


@pytest.mark.parametrize(
    "data", [b"", b"question;r\xc3\xa9ponse", b"SQLite format 3\0"]
)
def test_a_file_that_is_no_backup_is_explained(browser: Browser, data: bytes) -> None:
    before = browser.dump()

    answer = browser.submit("/my-data/restoration-plans", file=file(data, "x.db"))

    assert answer.status_code == 422
    assert "Rien n’a été changé" in answer.text
    assert browser.dump() == before
    folder = (database_of(browser).path or Path()).parent / "backups"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["../trainer.db", "x.db", ""])
def test_only_a_backup_of_the_list_is_restored_by_name(
    browser: Browser, name: str
) -> None:
    assert browser.submit("/my-data/restoration-plans", name=name).status_code == 404


def test_a_restoration_that_is_no_longer_ready_is_refused(browser: Browser) -> None:
    assert browser.submit("/my-data/restorations", token="x").status_code == 409


def test_the_server_makes_the_backup_of_the_day(browser: Browser) -> None:
    study(browser, 1)

    for _ in range(2):
        care_for(database_of(browser), NOW)

    assert len(kept_backups(database_of(browser))) == 1


def test_a_backup_that_fails_keeps_nobody_from_studying(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    study(browser, 1)
    folder = (database_of(browser).path or Path()).parent / "backups"
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("in the way")

    care_for(database_of(browser), NOW)

    assert len(caplog.records) == 1
