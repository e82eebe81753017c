"""The settings: looks in cookies, the rest as dated rows that replay goes by."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.visiting import Browser
from trainer.core.model import StudySettings
from trainer.learners import load_learner
from trainer.tables import Row
from web.context import context_of

FORM = {
    "language": "en",
    "theme": "dark",
    "buttons": "4",
    "new_per_day": "7",
    "reviews_per_day": "70",
    "zone": "America/Lima",
}
COLUMNS = sorted(
    {column.name for table in Row.metadata.tables.values() for column in table.columns}
    - set(FORM)
)


def settings_of(browser: Browser) -> tuple[StudySettings, ...]:
    with context_of(browser.app).database.reading() as session:
        return load_learner(session).settings


def test_the_page_shows_what_is_in_force(browser: Browser) -> None:
    page = browser.get("/settings").text

    assert 'value="20"' in page
    assert 'value="200"' in page
    assert "<option selected>Europe/Paris" in page


def test_saved_settings_are_shown_and_obeyed(browser: Browser) -> None:
    answer = browser.submit("/settings", **FORM)

    assert answer.status_code == 303
    assert answer.location == "/settings"
    page = browser.get("/settings").text
    assert '<html lang="en" data-theme="dark"' in page
    assert "<option selected>America/Lima" in page
    assert browser.json("/api/queue")["counts"]["new"] == 7
    assert 'data-buttons="4"' in browser.get("/review").text


def test_saving_is_confirmed_in_the_language_just_chosen(browser: Browser) -> None:
    browser.submit("/settings", **FORM | {"language": "fr"})
    assert "Réglages enregistrés." in browser.get("/settings").text

    browser.submit("/settings", **FORM)
    assert "Settings saved." in browser.get("/settings").text


def test_a_new_zone_counts_from_the_end_of_the_study_day(browser: Browser) -> None:
    browser.submit("/settings", **FORM)

    zones = [settings.zone for settings in settings_of(browser)]

    assert zones == ["Europe/Paris", "Europe/Paris", "America/Lima"]


def test_saving_twice_is_saving_once(browser: Browser) -> None:
    browser.submit("/settings", **FORM)
    before = settings_of(browser)

    browser.submit("/settings", **FORM)

    assert settings_of(browser) == before


def test_looks_alone_change_nothing_in_the_database(browser: Browser) -> None:
    same = {"new_per_day": "20", "reviews_per_day": "200", "zone": "Europe/Paris"}
    before = browser.dump()

    browser.submit("/settings", **FORM | same)

    assert browser.dump() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "de"},
        {"theme": "pink"},
        {"buttons": "3"},
        {"new_per_day": "-1"},
        {"new_per_day": "10000"},
        {"new_per_day": ""},
        {"new_per_day": "many"},
        {"reviews_per_day": "1.5"},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"zone": "Europe/Paris\0"},
        {"zone": ""},
    ],
)
def test_a_value_out_of_bounds_is_refused(
    browser: Browser, wrong: dict[str, str]
) -> None:
    before = browser.dump()

    answer = browser.submit("/settings", **FORM | wrong)

    assert answer.status_code == 422
    assert browser.client.get_cookie("theme") is None
    assert browser.dump() == before


def test_a_missing_value_is_refused(browser: Browser) -> None:
    fields: dict[str, Any] = {k: v for k, v in FORM.items() if k != "zone"}

    assert browser.submit("/settings", **fields).status_code == 422


def test_no_other_column_can_be_set(browser: Browser) -> None:
    before = browser.dump()

    answers = [browser.submit("/settings", **FORM, **{c: "1"}) for c in COLUMNS]

    assert len(answers) > 30
    assert {answer.status_code for answer in answers} == {422}
    assert browser.dump() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [("language", "de"), ("theme", '"><script>'), ("buttons", "9"), ("theme", "\x7f")],
)
def test_an_odd_cookie_counts_as_none(browser: Browser, name: str, value: str) -> None:
    browser.client.set_cookie(name, value)

    page = browser.get("/review").text

    assert '<html lang="fr" data-theme="auto"' in page
    assert 'data-buttons="2"' in page


def test_the_looks_are_kept_for_a_year_out_of_reach_of_scripts(
    browser: Browser,
) -> None:
    browser.submit("/settings", **FORM)

    for name in ("language", "theme", "buttons"):
        cookie = browser.client.get_cookie(name)
        assert cookie is not None
        assert cookie.http_only
        assert cookie.same_site == "Lax"
        assert cookie.max_age == 365 * 24 * 3600
