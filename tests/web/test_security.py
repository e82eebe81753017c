"""What holds for every address: headers, hosts, foreign requests, harmless reading.

`visits.VISITS` has one visit for each rule of the URL map; a new rule fails until it
has one.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path

import pytest
from flask import Flask, session
from flask.sessions import NullSession
from flask.testing import FlaskClient

from tests.web.visiting import (
    DECK,
    NOW,
    Browser,
    close,
    config_of,
    dump,
    review_event,
    reviews,
)
from tests.web.visits import API, FORMS, READING, SETTINGS, VISITS, Visit, open_static
from trainer.config import LOOPBACK_HOSTS
from trainer.errors import TrainerError
from trainer.server_secret import renew_secret, secret_keys
from web import create_app
from web.doors import DOORS, Door
from web.security import HEADERS

OF_CLASSES = (Door.STRANGER, Door.MEMBER, Door.CLASS_TEACHER)
PLACES = {rule: rule.replace("<slug>", DECK) for _, rule in VISITS}
POSTS = sorted(PLACES[rule] for method, rule in FORMS | API)


def name_of(place: tuple[str, str]) -> str:
    return " ".join(place)


def every(visits: dict[tuple[str, str], Visit]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("visit", visits.values(), ids=map(name_of, visits))


def test_every_rule_of_the_url_map_is_visited(app: Flask) -> None:
    rules = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if DOORS[rule.endpoint] not in OF_CLASSES  # access_lines.py has them
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert rules == set(VISITS)


@every(VISITS)
def test_every_answer_has_the_headers(browser: Browser, visit: Visit) -> None:
    response = visit(browser)

    assert response.status_code < 500, response.text
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "Server" not in response.headers


@pytest.mark.parametrize("name", ["pages.css", "review.js"])
def test_a_part_of_a_page_has_what_holds_for_it(browser: Browser, name: str) -> None:
    with browser.app.test_request_context():
        path = browser.app.url_for("static", filename=name)

    headers = browser.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/nowhere", "/decks/nothing", "/api/queue?limit=x"])
def test_errors_have_the_headers_too(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code >= 400
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert response.headers["Cache-Control"] == "no-store"


def test_the_policy_lets_nothing_in_but_our_own_files() -> None:
    policy = HEADERS["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy
    own = "script style connect manifest font"
    assert dict(each.split(" ", 1) for each in policy.split("; ")) == {
        "default-src": "'none'",
        **{f"{kind}-src": "'self'" for kind in own.split()},
        "img-src": "'self' data:",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "markup worker",
    }
    assert HEADERS["Cross-Origin-Opener-Policy"] == "same-origin"
    assert HEADERS["Cross-Origin-Resource-Policy"] == "same-origin"
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
    assert HEADERS["Referrer-Policy"] == "same-origin"


@every(VISITS)
def test_only_static_files_are_kept_by_the_browser(
    browser: Browser, visit: Visit
) -> None:
    kept = visit(browser).headers["Cache-Control"]

    assert kept == "no-store" or (visit is open_static and "immutable" in kept)


@every(READING)
def test_reading_changes_nothing(browser: Browser, visit: Visit) -> None:
    before = browser.dump()

    visit(browser)

    assert browser.dump() == before


@every(READING)
def test_a_foreign_host_gets_nothing(app: Flask, visit: Visit) -> None:
    browser = Browser(app, app.test_client(), {"Host": "evil.example"})

    response = visit(browser)

    assert response.status_code == 400
    assert response.text == "400 Bad Request\n"


@pytest.mark.parametrize("place", POSTS)
@pytest.mark.parametrize(
    "host",
    ["trainer.example", "127.0.0.1.trainer.example", "localhost@evil", "0.0.0.0"],
)
def test_a_foreign_host_changes_nothing(
    app: Flask, client: FlaskClient, place: str, host: str
) -> None:
    before = dump(app)

    response = client.post(place, headers={"Host": host})

    assert response.status_code == 400
    assert dump(app) == before


@pytest.mark.parametrize("host", [*LOOPBACK_HOSTS, "127.0.0.1:5000", "localhost:8080"])
def test_this_computer_is_served_under_each_of_its_names(
    client: FlaskClient, host: str
) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("place", POSTS)
@pytest.mark.parametrize(
    "foreign",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:1"},
        {"Origin": "https://localhost"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_request_from_another_site_is_refused(
    app: Flask, place: str, foreign: dict[str, str]
) -> None:
    client = app.test_client()
    token = Browser(app, client).token()
    browser = Browser(app, client, foreign)
    before = browser.dump()

    if place.startswith("/api/"):
        response = browser.send(place, reviews(review_event()))
    else:
        response = browser.submit(place, **SETTINGS, csrf_token=token)

    assert response.status_code == 403
    assert browser.dump() == before


@every(FORMS | API)
def test_a_request_from_our_own_page_is_taken(app: Flask, visit: Visit) -> None:
    ours = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}

    response = visit(Browser(app, app.test_client(), ours))

    assert response.status_code != 403


@pytest.mark.parametrize("place", sorted(PLACES[rule] for _, rule in FORMS))
@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_a_form_without_its_token_is_refused(
    browser: Browser, place: str, token: str | None
) -> None:
    browser.token()
    before = browser.dump()
    fields = SETTINGS if token is None else SETTINGS | {"csrf_token": token}

    response = browser.client.post(place, data=fields)

    assert response.status_code == 403
    assert browser.dump() == before


def test_a_token_of_another_browser_is_refused(app: Flask, browser: Browser) -> None:
    token = Browser(app, app.test_client()).token()

    response = browser.submit("/settings", **SETTINGS, csrf_token=token)

    assert response.status_code == 403


@pytest.mark.parametrize("place", sorted(PLACES[rule] for _, rule in API))
@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        ("text/plain", {"X-Trainer": "1"}),
        ("application/x-www-form-urlencoded", {"X-Trainer": "1"}),
        ("multipart/form-data", {"X-Trainer": "1"}),
        ("", {"X-Trainer": "1"}),
        ("application/json", {}),
        ("application/json", {"X-Trainer": "0"}),
    ],
)
def test_the_api_takes_only_what_a_script_of_ours_can_send(
    browser: Browser, place: str, kind: str, headers: dict[str, str]
) -> None:
    before = browser.dump()

    response = browser.client.post(
        place, data=b"{}", content_type=kind, headers=headers
    )

    assert response.status_code == 403
    assert list(response.json or ()) == ["error"]
    assert browser.dump() == before


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(
    client: FlaskClient,
) -> None:
    client.get("/settings")

    cookie = client.get_cookie("trainer_session")

    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_the_api_reads_and_sets_no_session(browser: Browser) -> None:
    browser.token()

    with browser.client:
        answer = browser.get("/api/queue")
        assert isinstance(session, NullSession)

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.vary


def test_nothing_debugs(app: Flask, client: FlaskClient) -> None:
    assert not app.debug
    assert client.get("/console").status_code == 404
    assert (
        client.get("/?__debugger__=yes&cmd=resource&f=style.css").text[:9] != "/* style"
    )


def test_the_secret_is_made_once_and_only_we_can_read_it(tmp_path: Path) -> None:
    (first,) = secret_keys(tmp_path)

    assert len(first) == 64
    assert secret_keys(tmp_path) == [first]
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_secret_that_others_could_read_is_closed(tmp_path: Path) -> None:
    secret_keys(tmp_path)
    (tmp_path / "secret").chmod(0o644)

    secret_keys(tmp_path)

    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_the_secret_is_closed_from_its_first_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    before = os.umask(0)

    secret_keys(tmp_path)

    os.umask(before)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def opened(home: Path) -> tuple[str, str]:
    """Start a server, open a page, and give its cookie and the token of its form."""
    app = create_app(config_of(home), lambda: NOW)
    browser = Browser(app, app.test_client())
    token = browser.token()
    cookie = browser.client.get_cookie("trainer_session")
    close(app)
    assert cookie is not None
    return cookie.value, token


def sent_by(home: Path, page: tuple[str, str]) -> int:
    """Start a server, and send it the form of a page that was open before."""
    app = create_app(config_of(home), lambda: NOW)
    client = app.test_client()
    client.set_cookie("trainer_session", page[0])
    sent = client.post("/settings", data=SETTINGS | {"csrf_token": page[1]})
    close(app)
    return sent.status_code


def test_a_page_that_is_open_outlives_one_new_secret(
    tmp_path: Path, prepared_home: Path
) -> None:
    shutil.copytree(prepared_home, home := tmp_path / "home")
    page = opened(home)

    renew_secret(home)
    after_one = sent_by(home, page)
    renew_secret(home)
    after_two = sent_by(home, page)

    assert (after_one, after_two) == (303, 403)
    assert len(set(secret_keys(home))) == 2
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600
    assert [path.name for path in home.glob("secret*")] == ["secret"]


def test_what_a_stolen_secret_has_signed_counts_no_more_at_once(
    tmp_path: Path, prepared_home: Path
) -> None:
    shutil.copytree(prepared_home, home := tmp_path / "home")
    page = opened(home)

    renew_secret(home, at_once=True)

    assert sent_by(home, page) == 403
    assert len(secret_keys(home)) == 1


def test_the_first_of_two_that_start_at_once_has_made_the_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = secret_keys(tmp_path)
    monkeypatch.setattr(Path, "exists", lambda _: False)

    assert secret_keys(tmp_path) == made
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_disk_without_hard_links_keeps_a_secret_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no hard links")

    monkeypatch.setattr(Path, "hardlink_to", refuse)

    assert secret_keys(tmp_path) == secret_keys(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_place_that_takes_no_secret_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(TrainerError, match="file"):
        secret_keys(tmp_path / "file" / "home")


def test_two_homes_have_two_secrets(tmp_path: Path) -> None:
    assert secret_keys(tmp_path / "one") != secret_keys(tmp_path / "two")


def test_the_clock_of_the_app_is_the_one_it_was_given(browser: Browser) -> None:
    assert browser.json("/api/queue")["study_day"] == NOW.date().isoformat()
