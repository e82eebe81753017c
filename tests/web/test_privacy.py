"""The pages about what is kept of a person, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask

from tests.people import add_account, add_classroom
from tests.web.visiting import NOW, Browser, close
from trainer import sign_ins
from trainer.config import Config
from trainer.db import Database
from trainer.personal_reads import Look, note_read
from trainer.tables import AccountRow
from web import create_app
from web.context import context_of
from web.cookies import SIGN_IN


@dataclass(frozen=True, slots=True)
class School:
    """Vera teaches Tom and Lea."""

    app: Flask
    vera: Browser
    tom: Browser
    lea: Browser
    tom_id: int

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
    who = [signed_in(app, each) for each in (vera, tom, lea)]
    yield School(app, *who, tom_id=tom.id)
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
        note_read(session, "account-vera", school.tom_id, Look.RESULTS, NOW)

    seen, others = school.tom.get("/my-data/reads"), school.lea.get("/my-data/reads")

    assert "Vera" in seen.text
    assert "les résultats</td>" in seen.text
    assert "Personne pour l’instant." in others.text


def test_alone_there_is_nobody_who_could_look(browser: Browser) -> None:
    assert browser.get("/my-data/reads").status_code == 404
