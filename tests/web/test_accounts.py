"""How one gets into a class and out again, by the pages."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from flask import Flask

from tests.web.accounts import (
    FOREIGN,
    NEW,
    bare,
    headers,
    is_out,
    stranger,
    token_of,
    with_token,
)
from tests.web.visiting import (
    NOW,
    PASSWORD,
    Browser,
    add_person,
    close,
    review_event,
    reviews,
    signed_in,
)
from trainer.accounts import account_named, close_account, give_password
from trainer.passwords import AT_ONCE, WAITING
from trainer.sign_ins import STUDENT_RESTS, TEACHER_RESTS
from web import create_app
from web.accounts import own_path
from web.context import context_of
from web.cookies import DEVICE, SIGN_IN

# In


def test_asking_for_the_head_of_a_page_is_asking_for_the_page(class_app: Flask) -> None:
    asked = stranger(class_app).client.head("/progress")

    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/progress")


def test_who_signs_in_goes_on_to_the_page_that_was_wanted(class_app: Flask) -> None:
    add_person(class_app, "Léa")
    browser = stranger(class_app)

    sent_away = browser.get("/progress", days="30")
    page = browser.get(sent_away.location)
    wanted = re.search(r'name="next" value="([^"]*)"', page.text)
    assert wanted is not None
    let_in = browser.submit("/sign-in", name="lea", password=PASSWORD, next=wanted[1])

    assert sent_away.status_code == 303
    assert let_in.status_code == 303
    assert let_in.location == "/progress?days=30"
    assert browser.get(let_in.location).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "evil", ""),
        *("\\\\evil.example", "/\t/evil.example", "javascript:alert(1)"),
        *("/\r\nX: y", "/\u2028"),
    ],
)
def test_no_other_site_is_gone_on_to(class_app: Flask, path: str) -> None:
    add_person(class_app, "Léa")

    let_in = stranger(class_app).submit(
        "/sign-in", name="lea", password=PASSWORD, next=path
    )

    assert let_in.location == "/"
    with class_app.test_request_context():
        assert own_path(path) == "/"


def test_the_cookie_of_a_sign_in_is_out_of_reach_of_scripts_and_other_sites(
    class_app: Flask,
) -> None:
    add_person(class_app, "Léa")

    let_in = stranger(class_app).submit("/sign-in", name="lea", password=PASSWORD)

    kept = [
        cookie
        for cookie in let_in.headers.getlist("Set-Cookie")
        if cookie.startswith((f"{SIGN_IN}=", f"{DEVICE}="))
    ]
    assert len(kept) == 2
    for cookie in kept:
        assert "; HttpOnly" in cookie
        assert "; SameSite=Lax" in cookie
        assert "; Path=/" in cookie
        assert "Domain" not in cookie
        assert "Secure" not in cookie  # over HTTP: see test_reaching.py


def test_signing_in_always_makes_a_new_token(class_app: Flask) -> None:
    add_person(class_app, "Léa")
    browser = with_token(class_app, "chosen-by-an-attacker")

    first = token_of(browser.sign_in("Léa"))
    second = token_of(signed_in(class_app, "Léa"))

    assert len({first, second, "chosen-by-an-attacker"}) == 3


def test_who_signs_in_on_an_open_device_ends_what_was_open(class_app: Flask) -> None:
    for name in ("Léa", "Tom"):
        add_person(class_app, name)
    tablet = signed_in(class_app, "Léa")
    token = token_of(tablet)

    tablet.sign_in("Tom")

    assert is_out(with_token(class_app, token))
    assert "Tom" in tablet.get("/account").text


def test_a_known_and_an_unknown_name_get_the_same_reply(class_app: Flask) -> None:
    add_person(class_app, "Léa")
    replies = [
        stranger(class_app).submit("/sign-in", name=name, password="wrong")
        for name in ("Lea", "Leo")
    ]

    assert [reply.status_code for reply in replies] == [422, 422]
    one, other = (bare(reply).replace("Leo", "Lea") for reply in replies)
    assert one == other
    assert headers(replies[0]) == headers(replies[1])


@pytest.mark.parametrize("name", ["Léa", "Nobody"])
def test_too_many_guesses_are_told_to_wait(class_app: Flask, name: str) -> None:
    add_person(class_app, "Léa")
    browser = stranger(class_app)
    for _ in range(10):
        browser.submit("/sign-in", name=name, password="guess")

    told = browser.submit("/sign-in", name=name, password=PASSWORD)

    assert told.status_code == 429
    assert told.headers["Retry-After"] == "5"
    assert "recommencer dans 5 secondes" in told.text


def test_a_forged_proxy_header_does_not_make_another_guesser(class_app: Flask) -> None:
    statuses = []
    for number in range(105):
        forged = {"X-Forwarded-For": f"192.0.2.{number}"}
        browser = Browser(class_app, class_app.test_client(), forged)
        told = browser.submit("/sign-in", name=f"pupil {number}", password="123456")
        statuses.append(told.status_code)

    assert statuses == [422] * 100 + [429] * 5


def test_a_flood_of_sign_ins_is_told_to_come_again(class_app: Flask) -> None:
    add_person(class_app, "Léa")
    passwords = context_of(class_app).passwords

    with ExitStack() as places:
        for _ in range(AT_ONCE + WAITING):
            places.enter_context(passwords.place())
        told = stranger(class_app).submit("/sign-in", name="Léa", password=PASSWORD)

    assert told.status_code == 429
    assert int(told.headers["Retry-After"]) > 0


def test_a_known_device_passes_what_a_classmate_brought_upon_a_name(
    class_app: Flask,
) -> None:
    add_person(class_app, "Léa")
    tablet = signed_in(class_app, "Léa")
    tablet.submit("/sign-out")
    for _ in range(10):
        stranger(class_app).submit("/sign-in", name="Léa", password="guess")

    elsewhere = stranger(class_app).submit("/sign-in", name="Léa", password=PASSWORD)

    assert elsewhere.status_code == 429
    tablet.sign_in("Léa")


def test_signing_in_needs_a_form_of_ours(class_app: Flask) -> None:
    add_person(class_app, "Léa")
    fields = {"name": "Léa", "password": PASSWORD}

    bare_form = class_app.test_client().post("/sign-in", data=fields)
    foreign = Browser(class_app, class_app.test_client(), FOREIGN).submit(
        "/sign-in", **fields
    )

    assert (bare_form.status_code, foreign.status_code) == (403, 403)


def test_the_page_leads_on_who_is_signed_in(class_app: Flask) -> None:
    add_person(class_app, "Léa")

    page = signed_in(class_app, "Léa").get("/sign-in", next="/progress")

    assert (page.status_code, page.location) == (303, "/progress")


def test_on_a_computer_of_ones_own_there_is_no_door(browser: Browser) -> None:
    for path in ("/sign-in", "/account", "/account/password", "/first-teacher/x"):
        assert browser.get(path).status_code == 404
        assert browser.submit(path).status_code in (404, 405)
    assert SIGN_IN not in str(browser.get("/").headers)


# Out


def test_an_old_cookie_opens_nothing_after_signing_out(class_app: Flask) -> None:
    add_person(class_app, "Léa")
    lea = signed_in(class_app, "Léa")
    token = token_of(lea)

    out = lea.submit("/sign-out")

    assert (out.status_code, out.location) == (303, "/sign-in")
    assert lea.client.get_cookie(SIGN_IN) is None
    assert is_out(lea)
    assert is_out(with_token(class_app, token))


def test_an_old_cookie_opens_nothing_after_a_change_of_password(
    class_app: Flask,
) -> None:
    add_person(class_app, "Léa")
    lea, phone = signed_in(class_app, "Léa"), signed_in(class_app, "Léa")
    token = token_of(lea)

    changed = lea.submit("/account/password", current=PASSWORD, new=NEW, again=NEW)

    assert (changed.status_code, changed.location) == (303, "/account")
    assert lea.get("/account").status_code == 200
    assert token_of(lea) != token
    assert is_out(phone)
    assert is_out(with_token(class_app, token))


def test_an_old_cookie_opens_nothing_after_a_reset(class_app: Flask) -> None:
    add_person(class_app, "Léa")
    lea = signed_in(class_app, "Léa")
    context = context_of(class_app)

    hashed = context.passwords.hash("tulipe-bateau-girafe")
    with context.database.writing() as session:
        give_password(session, account_named(session, "Léa"), hashed)

    assert is_out(lea)


def test_an_old_cookie_opens_nothing_after_removal(class_app: Flask) -> None:
    add_person(class_app, "Léa")
    lea = signed_in(class_app, "Léa")

    with context_of(class_app).database.writing() as session:
        close_account(session, account_named(session, "Léa"))

    assert is_out(lea)


@pytest.mark.parametrize(
    ("is_teacher", "rests"), [(True, TEACHER_RESTS), (False, STUDENT_RESTS)]
)
def test_a_device_that_rests_too_long_is_signed_out(
    class_app: Flask, is_teacher: bool, rests: timedelta
) -> None:
    add_person(class_app, "Vera", is_teacher=is_teacher)
    token = token_of(signed_in(class_app, "Vera"))
    config = context_of(class_app).config
    close(class_app)

    for later, expected in ((rests - timedelta(seconds=1), False), (2 * rests, True)):
        at = NOW + later
        app = create_app(config, partial(datetime.fromtimestamp, at.timestamp(), UTC))
        assert is_out(with_token(app, token)) is expected
        close(app)


# A password of one's own


def test_with_a_given_password_every_page_leads_to_a_new_one(class_app: Flask) -> None:
    add_person(class_app, "Léa", must_change=True)
    lea = signed_in(class_app, "Léa")

    for path in ("/", "/review", "/settings", "/account", "/progress", "/cards"):
        page = lea.get(path)
        assert (page.status_code, page.location) == (303, "/account/password")
    assert lea.get("/api/queue").status_code == 401
    assert lea.send("/api/reviews", reviews(review_event())).status_code == 401
    assert lea.submit("/account/sign-outs", device="others").status_code == 401
    assert lea.get("/account/password").status_code == 200


def test_who_was_given_a_password_chooses_one_and_is_in(class_app: Flask) -> None:
    add_person(class_app, "Léa", must_change=True)
    lea = signed_in(class_app, "Léa")

    kept = lea.submit("/account/password", new=PASSWORD, again=PASSWORD)
    changed = lea.submit("/account/password", new=NEW, again=NEW)

    assert kept.status_code == 422
    assert (changed.status_code, changed.location) == (303, "/")
    assert lea.get("/").status_code == 200
    assert stranger(class_app).sign_in("Léa", NEW).get("/").status_code == 200


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"again": "another"}, "différents"),
        ({"new": "court", "again": "court"}, "au moins 8 caractères"),
        ({"new": "motdepasse", "again": "motdepasse"}, "se devine vite"),
        ({"current": "guess"}, "n’est pas celui-là"),
    ],
)
def test_a_password_that_does_not_do_is_refused_and_said_why(
    class_app: Flask, fields: dict[str, str], said: str
) -> None:
    add_person(class_app, "Léa")
    lea = signed_in(class_app, "Léa")
    right = {"current": PASSWORD, "new": NEW, "again": NEW}

    refused = lea.submit("/account/password", **(right | fields))

    assert refused.status_code == 422
    assert said in refused.text.replace("\u00a0", " ")
    stranger(class_app).sign_in("Léa")
