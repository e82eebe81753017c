"""The pages about what is kept of a person, on both databases."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from tests.people import add_account, add_classroom
from tests.web.visiting import NOW, Browser, close
from trainer import sign_ins
from trainer.config import Config
from trainer.core.personal_register import REGISTER
from trainer.db import Database
from trainer.personal_reads import Look, note_reads
from trainer.tables import (
    AccountRow,
    ClassroomRow,
    MembershipRow,
    MembershipStatus,
)
from web import create_app
from web.context import context_of
from web.cookies import SIGN_IN


@dataclass(frozen=True, slots=True)
class School:
    """Vera teaches Tom and Lea; Max is in a class of Paul's."""

    app: Flask
    vera: Browser
    tom: Browser
    lea: Browser
    tom_id: int

    def sign_in(self, name: str) -> Browser:
        """Give another browser of a person."""
        with self.database.reading() as session:
            account = session.scalars(
                select(AccountRow).where(AccountRow.name == name)
            ).one()
        return signed_in(self.app, account)

    @property
    def database(self) -> Database:
        return context_of(self.app).database


@pytest.fixture
def school(config: Config, tmp_path: Path) -> Iterator[School]:
    config = replace(config, is_class=True, home=tmp_path / "home")
    app = create_app(config, lambda: NOW)
    with context_of(app).database.writing() as session:
        vera = add_account(session, "Vera", is_teacher=True, now=NOW)
        tom, lea = add_account(session, "Tom", now=NOW), add_account(session, "Lea")
        add_classroom(session, "10A", teachers=(vera,), pupils=(tom, lea))
        paul, max_ = add_account(session, "Paul"), add_account(session, "Max")
        add_classroom(session, "10B", teachers=(paul,), pupils=(max_,))
    yield School(
        app,
        vera=signed_in(app, vera),
        tom=signed_in(app, tom),
        lea=signed_in(app, lea),
        tom_id=tom.id,
    )
    close(app)


def signed_in(app: Flask, account: AccountRow) -> Browser:
    """Give the browser of a person who is signed in."""
    with context_of(app).database.writing() as session:
        token = sign_ins.begin(session, account, "a browser", NOW)
    client = app.test_client()
    client.set_cookie(SIGN_IN, token)
    return Browser(app, client)


def test_a_person_sees_who_looked_and_nobody_else_sees_it(school: School) -> None:
    with school.database.writing() as session:
        note_reads(session, "account-vera", [school.tom_id], Look.RESULTS, NOW)

    seen, others = school.tom.get("/my-data/reads"), school.lea.get("/my-data/reads")

    assert "Vera" in seen.text
    assert "les résultats</td>" in seen.text
    assert "Personne pour l’instant." in others.text


def test_alone_there_is_nobody_who_could_look(browser: Browser) -> None:
    assert browser.get("/my-data/reads").status_code == 404


@pytest.mark.parametrize("who", ["tom", "vera"])
def test_the_page_for_pupils_tells_of_all_that_is_kept(
    school: School, who: str
) -> None:
    page = getattr(school, who).get("/privacy")

    said = html.unescape(page.text)
    words = [str(each.words)[1:] for each in REGISTER]
    assert [each for each in words if each not in said] == []
    assert "35 jours" in said


def test_who_has_no_account_may_read_it_too(school: School) -> None:
    stranger = school.app.test_client()

    assert stranger.get("/privacy").status_code == 200


def test_alone_it_says_that_nothing_leaves_the_computer(browser: Browser) -> None:
    said = html.unescape(browser.get("/privacy").text)

    assert "Tout reste sur cet ordinateur" in said
    assert "établissement" not in said
    assert "enseignant" not in said.replace("pour un enseignant", "")
    assert "mot de passe" not in said


def test_all_of_a_person_is_one_archive(school: School) -> None:
    answer = school.tom.get("/my-data/everything.zip")

    with ZipFile(BytesIO(answer.data)) as archive:
        data = json.loads(archive.read("mes-donnees.json"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert data["account"][0]["name"] == "Tom"
    assert "account-lea" not in json.dumps(data)


def test_a_pupil_is_erased_in_seven_days_unless_taken_back(school: School) -> None:
    asked = school.tom.submit("/my-data/erasure")
    signed_out = school.tom.get("/my-data")
    again = school.sign_in("Tom")
    warned = again.get("/my-data").text
    told = html.unescape(again.get("/my-data/erasure").text)
    kept = again.submit("/my-data/erasure-withdrawals")

    assert (asked.status_code, asked.location) == (303, "/sign-in")
    assert signed_out.status_code == 303
    assert "1er décembre 2026" in warned
    assert "L’effacement est prévu" in told
    assert kept.status_code == 303
    assert "1er décembre 2026" not in again.get("/my-data").text


def test_a_teacher_has_a_student_erased_and_thinks_better_of_it(
    school: School,
) -> None:
    path = "/classrooms/class-10a/students/account-tom/erasure"

    before = school.vera.get(path)
    asked = school.vera.submit(path)
    told = html.unescape(school.vera.get(path).text)
    school.vera.submit(f"{path}-withdrawals")

    assert before.status_code == 200
    assert asked.location == path
    assert "1er décembre 2026" in told
    assert "1er décembre 2026" not in school.vera.get(path).text


@pytest.mark.parametrize(
    ("classroom", "student"),
    [("class-10a", "account-max"), ("class-10b", "account-max"), ("x", "y")],
)
def test_nobody_erases_who_is_not_in_a_class_of_theirs(
    school: School, classroom: str, student: str
) -> None:
    path = f"/classrooms/{classroom}/students/{student}/erasure"

    answers = [school.vera.get(path), school.vera.submit(path), school.tom.get(path)]

    assert [each.status_code for each in answers] == [404, 404, 404]


def test_who_only_asks_to_come_in_cannot_be_erased_there(school: School) -> None:
    with school.database.writing() as session:
        member = session.scalars(
            select(MembershipRow).join(AccountRow).where(AccountRow.name == "Tom")
        ).one()
        member.status = MembershipStatus.WAITING

    path = "/classrooms/class-10a/students/account-tom/erasure"

    assert school.vera.submit(path).status_code == 404


def test_the_last_teacher_is_told_what_to_do(school: School) -> None:
    answer = school.vera.submit("/my-data/erasure")

    assert answer.status_code == 409
    assert "10A" in answer.text


def test_a_teacher_reads_that_a_student_can_cancel_too(school: School) -> None:
    path = "/classrooms/class-10a/students/account-tom/erasure"
    before = html.unescape(school.vera.get(path).text)
    school.vera.submit(path)

    after = html.unescape(school.vera.get(path).text)

    assert "Effacer les données de Tom</h1>" in before
    assert "Ne rien effacer</a>" in before
    assert "peut y renoncer aussi" in after
    assert "peut y renoncer aussi" not in before


def test_a_teacher_reads_what_an_erasure_waits_for(school: School) -> None:
    with school.database.writing() as session:
        vera = session.scalars(select(AccountRow).filter_by(name="Vera")).one()
        vera.erase_on = NOW.date()

    for path in ("/", "/my-data", "/my-data/erasure"):
        said = html.unescape(school.vera.get(path).text).replace("\xa0", " ")
        assert "prévu le 23 novembre 2026, attend" in said, path
        assert '<a href="/classrooms/class-10a#team">10A</a>. Y ajouter' in said, path
    assert "Tout ce qui est gardé ici sera effacé" not in school.vera.get("/").text


def test_a_closed_class_says_on_the_first_page_when_all_goes(school: School) -> None:
    with school.database.writing() as session:
        session.scalars(
            select(ClassroomRow).where(ClassroomRow.name == "10A")
        ).one().closes_on = NOW.date()

    said = html.unescape(school.tom.get("/").text).replace("\xa0", " ")

    assert "La classe 10A est fermée" in said
    assert "23 décembre 2026" in said
    assert "Ensuite, tout est effacé." in said


def test_backups_are_not_shown_to_a_class(school: School) -> None:
    assert "/my-data/backups" not in school.tom.get("/my-data").text
