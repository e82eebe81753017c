"""The settings: looks in cookies, the rest as dated rows that replay goes by."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.web.visiting import Browser
from trainer.core.study_settings import StudySettings
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
    "minutes_per_day": "15",
    "rollover_hour": "4",
    "retention": "normal",
    "text_size": "large",
    "motion": "reduced",
    "exam-metiers-data": "",
}
COLUMNS = sorted(
    {column.name for table in Row.metadata.tables.values() for column in table.columns}
    - {*FORM, "easy_days", "counts_streak"}
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
    same["minutes_per_day"] = "0"
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
        {"minutes_per_day": "7"},
        {"rollover_hour": "11"},
        {"retention": "0.99"},
        {"easy_days": "7"},
        {"counts_streak": "yes"},
        {"text_size": "huge"},
        {"motion": "more"},
        {"exam-metiers-data": "soon"},
        {"exam-metiers-data": "1767225600"},
        {"exam-metiers-data": "2026-11-23"},  # today
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


@pytest.mark.parametrize(
    ("wrong", "sentence", "field"),
    [
        (
            {"new_per_day": "vingt"},
            "Écrire un nombre entier",
            'name="new_per_day"',
        ),
        (
            {"exam-metiers-data": "2020-01-01"},
            "entre demain et dans cinq ans",
            'name="exam-metiers-data"',
        ),
        ({"zone": "Mars/Olympus"}, "Choisir un fuseau", 'name="zone"'),
    ],
)
def test_a_wrong_value_keeps_its_place_with_a_sentence_beside_it(
    browser: Browser, wrong: dict[str, str], sentence: str, field: str
) -> None:
    (value,) = wrong.values()

    answer = browser.submit("/settings", **FORM | {"theme": "dark"} | wrong)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert value in answer.text
    tag = next(line for line in answer.text.splitlines() if field in line)
    assert 'aria-invalid="true"' in tag
    assert 'value="dark" checked' in answer.text  # the other answers are kept too


def test_all_that_is_chosen_is_kept(browser: Browser) -> None:
    chosen = {
        "rollover_hour": "6",
        "retention": "exam",
        "easy_days": "6",
        "counts_streak": "1",
        "exam-metiers-data": "2026-12-18",
    }

    browser.submit("/settings", **FORM | chosen)

    newest = settings_of(browser)[-1]
    assert (newest.minutes_per_day, newest.rollover_hour) == (15, 6)
    assert (newest.desired_retention, newest.easy_days) == (0.93, (6,))
    page = browser.get("/settings").text
    assert 'name="counts_streak" value="1" checked' in page
    assert 'value="2026-12-18"' in page
    assert 'data-text="large" data-motion="reduced"' in page


def test_a_deck_of_nobody_has_no_exam(browser: Browser) -> None:
    before = browser.dump()

    answer = browser.submit("/settings", **FORM, **{"exam-nobody": "2026-12-18"})

    assert answer.status_code == 404
    assert browser.dump() == before


def test_a_break_is_planned_and_taken_back(browser: Browser) -> None:
    days = {"first_day": "2026-12-19", "last_day": "2027-01-03"}

    planned = browser.submit("/settings/breaks", **days)

    assert planned.status_code == 303
    page = browser.get("/settings").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Du 19 décembre 2026 au 3 janvier 2027" in page
    (number,) = re.findall(r'name="id" value="(\d+)"', page)
    browser.submit("/settings/cancelled-breaks", id=number)
    assert "19 décembre" not in browser.get("/settings").text


@pytest.mark.parametrize(
    ("first", "last"),
    [("", ""), ("2026-12-19", "2026-12-18"), ("2020-01-01", "2020-01-02"), ("x", "y")],
)
def test_a_break_that_cannot_be_is_explained_where_it_was_typed(
    browser: Browser, first: str, last: str
) -> None:
    answer = browser.submit("/settings/breaks", first_day=first, last_day=last)

    assert answer.status_code == 422
    assert 'id="break-error"' in answer.text
    assert f'value="{first}"' in answer.text


@pytest.mark.parametrize("number", ["", "1", "-1", "9" * 30, "²"])
def test_a_break_of_nobody_cannot_be_taken_back(browser: Browser, number: str) -> None:
    assert browser.submit("/settings/cancelled-breaks", id=number).status_code == 404
