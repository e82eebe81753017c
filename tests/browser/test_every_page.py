"""Every page in every state, both themes and three widths: readable by everybody.

A page that is added to the application must be added to `states.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException

from tests.browser.conftest import served
from tests.browser.looking import LOOKS, PHONE, faults
from tests.browser.preparing import Visit
from tests.browser.site import Site, Watch
from tests.browser.states import LED_TO, NO_PAGES, STATES, State
from tests.browser.student import Student
from tests.simulated_school import make_link
from tests.waiting import come_back_after_ten_days
from tests.web.visiting import NOW, add_person
from trainer.core.questions import Format
from web.context import context_of

HOMES = {  # else "built_in_home"
    "studied": "studied_home",
    "small": "small_home",
    "school": "school_home",
    "taught": "taught_home",
}
CLASSES = ("class", "school", "taught", "no teacher")


@pytest.fixture
def open_site(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[str], Site]]:
    """Serve what the name of a data folder says."""
    with ExitStack() as open_until_the_end:

        def serve(name: str) -> Site:
            home = request.getfixturevalue(HOMES.get(name, "built_in_home"))
            if name == "empty":
                monkeypatch.setattr("trainer.first_use.built_in_decks", list)
                home = tmp_path / "nothing"
                home.mkdir()
            server = served(home, tmp_path / "home", is_class=name in CLASSES)
            site = open_until_the_end.enter_context(server)
            watch.expect_only(site.url)
            if name == "class":
                add_person(site.app, "Tom")
                add_person(site.app, "Vera", is_teacher=True)
            if name == "no teacher":
                make_link(context_of(site.app).database, NOW)
            if name == "back":
                with context_of(site.app).database.writing() as session:
                    come_back_after_ten_days(session)
            if name == "broken":
                monkeypatch.setitem(site.app.view_functions, "content.index", fail)
            return site

        yield serve


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_can_be_read_by_everybody(
    state: State,
    open_site: Callable[[str], Site],
    sharp_page: Page,
    watch: Watch,
    tmp_path: Path,
) -> None:
    site, page = open_site(state.home), sharp_page
    for name, value in state.cookies:
        page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
    with watch.forgiving(*state.forgiven):
        page.goto(site.url + state.path)
        state.prepare(Visit(page, site, tmp_path))

        found = faults(page, state.looks)

    assert found == []


@pytest.mark.parametrize("rightly", [True, False], ids=["right", "wrong"])
def test_a_card_of_each_format_can_be_read_by_everybody(
    small_site: Site, sharp_page: Page, rightly: bool
) -> None:
    page = sharp_page
    student = Student(small_site, page)
    student.start()
    found = []

    while student.seen != set(Format):
        if student.format in student.seen:
            student.do()
            continue
        found += faults(page) if rightly else []
        student.answer(rightly=rightly)
        for summary in page.locator(".answer summary").all():
            summary.click()
        found += faults(page, LOOKS if rightly else PHONE)
        student.page.locator(".answer").focus()
        student.go_on(knowing=rightly)

    assert found == []


def test_no_page_is_forgotten(site: Site) -> None:
    pages = {
        rule.endpoint
        for rule in site.app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }

    visited = {endpoint_of(site.app, state.path) for state in STATES}

    assert pages == (visited - {None}) | NO_PAGES | LED_TO


def endpoint_of(app: Flask, path: str) -> str | None:
    try:
        endpoint, _ = app.url_map.bind("localhost").match(path.partition("?")[0])
    except HTTPException:
        return None
    return str(endpoint)


def fail() -> str:
    raise RuntimeError("on purpose")
