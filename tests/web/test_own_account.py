"""The page of one's own account: the name, the devices; and the first teacher's."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.web.accounts import NEW, bare, first_link, is_out, stranger
from tests.web.visiting import PASSWORD, Browser, add_person, signed_in

# Name


def test_one_changes_the_own_name_and_stays_signed_in_everywhere(
    class_app: Flask,
) -> None:
    add_person(class_app, "Léa")
    lea, phone = signed_in(class_app, "Léa"), signed_in(class_app, "Léa")

    changed = lea.submit("/account/names", name=" Léa  Martin ", current=PASSWORD)
    told = lea.get("/account").text.replace("\xa0", " ")
    by_the_old_one = stranger(class_app).submit(
        "/sign-in", name="Léa", password=PASSWORD
    )

    assert (changed.status_code, changed.location) == (303, "/account")
    assert "maintenant « Léa Martin »" in told
    assert 'value="Léa Martin"' in told
    assert not is_out(phone)
    assert by_the_old_one.status_code == 422
    assert not is_out(signed_in(class_app, "lea martin"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"current": "wrong"}, "n’est pas celui-là"),
        ({"current": ""}, "n’est pas celui-là"),
        ({"name": " — "}, "au moins une lettre"),
        ({"name": "x" * 61}, "signes au plus"),
    ],
)
def test_a_name_that_cannot_be_changed_is_refused_and_said_why(
    class_app: Flask, fields: dict[str, str], said: str
) -> None:
    add_person(class_app, "Léa")
    lea = signed_in(class_app, "Léa")
    right = {"name": "Zoé", "current": PASSWORD}

    refused = lea.submit("/account/names", **(right | fields))

    assert refused.status_code == 422
    assert said in refused.text
    assert "<details open>" in refused.text
    assert not is_out(signed_in(class_app, "Léa"))


def test_a_namesake_gets_a_number_and_is_not_told_of_anybody(class_app: Flask) -> None:
    add_person(class_app, "Tom", is_teacher=True)
    add_person(class_app, "Léa")
    lea = signed_in(class_app, "Léa")

    changed = lea.submit("/account/names", name="TOM", current=PASSWORD)

    assert changed.status_code == 303
    assert 'value="TOM 2"' in lea.get("/account").text


def test_a_name_is_changed_five_times_an_hour(class_app: Flask) -> None:
    add_person(class_app, "Léa")
    lea = signed_in(class_app, "Léa")

    answers = [
        lea.submit("/account/names", name=f"Léa {n}", current=PASSWORD)
        for n in range(6)
    ]

    assert [each.status_code for each in answers] == [303] * 5 + [429]
    assert "Retry-After" in answers[-1].headers


# Devices


def test_the_device_of_somebody_else_is_not_there_to_be_signed_out(
    class_app: Flask,
) -> None:
    for name in ("Léa", "Tom"):
        add_person(class_app, name)
    lea, tom = signed_in(class_app, "Léa"), signed_in(class_app, "Tom")
    phone = signed_in(class_app, "Léa")
    (number,) = re.findall(r'name="device" value="(\d+)"', lea.get("/account").text)

    anothers = tom.submit("/account/sign-outs", device=number)
    nobodys = tom.submit("/account/sign-outs", device="999999")

    assert anothers.status_code == nobodys.status_code == 404
    assert anothers.data == nobodys.data
    assert not is_out(phone)


def test_one_sees_where_one_is_signed_in_and_can_end_it(class_app: Flask) -> None:
    add_person(class_app, "Léa")
    add_person(class_app, "Tom")
    agent = "Mozilla/5.0 (Linux; Android 10) Chrome/139.0 Safari/537.36"
    phone = Browser(class_app, class_app.test_client(), {"User-Agent": agent})
    phone.sign_in("Léa")
    lea, tom = signed_in(class_app, "Léa"), signed_in(class_app, "Tom")

    page = lea.get("/account").text
    (number,) = re.findall(r'name="device" value="(\d+)"', page)
    refused = tom.submit("/account/sign-outs", device=number)
    assert not is_out(phone)
    ended = lea.submit("/account/sign-outs", device=number)

    assert "Chrome, Android" in page
    assert page.count("· cet appareil") == 1
    assert (refused.status_code, ended.status_code) == (404, 303)
    assert is_out(phone)
    assert not is_out(lea)


def test_all_other_devices_end_at_once(class_app: Flask) -> None:
    for name in ("Léa", "Tom"):
        add_person(class_app, name)
    lea, tom = signed_in(class_app, "Léa"), signed_in(class_app, "Tom")
    others = [signed_in(class_app, "Léa") for _ in range(3)]

    lea.submit("/account/sign-outs", device="others")

    assert all(is_out(other) for other in others)
    assert not is_out(lea)
    assert not is_out(tom)


@pytest.mark.parametrize("device", ["", "x", "-1", "9" * 30, "٣", "1.5"])
def test_a_device_that_cannot_be_is_not_found(class_app: Flask, device: str) -> None:
    add_person(class_app, "Léa")
    lea = signed_in(class_app, "Léa")

    assert lea.submit("/account/sign-outs", device=device).status_code == 404


# The first teacher


def test_the_first_teacher_is_made_by_the_link_and_is_in(class_app: Flask) -> None:
    path = first_link(class_app)
    browser = stranger(class_app)

    page = browser.get(path)
    made = browser.submit(path, name="Vera", new=NEW, again=NEW)

    assert page.status_code == 200
    assert (made.status_code, made.location) == (303, "/")
    assert browser.get("/content").status_code == 200
    assert stranger(class_app).get(path).status_code == 404
    stranger(class_app).sign_in("Vera", NEW)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": " "}, 422),
        ({"name": "lea"}, 409),
        ({"again": "x"}, 422),
        ({"new": "xk3vbq9t", "again": "xk3vbq9t"}, 422),
        ({"new": "azertyuiopqsdfgh", "again": "azertyuiopqsdfgh"}, 422),
    ],
)
def test_a_mistake_leaves_the_link_and_the_name_as_it_was(
    class_app: Flask, fields: dict[str, str], status: int
) -> None:
    add_person(class_app, "Léa")
    path = first_link(class_app)
    browser = stranger(class_app)
    right = {"name": "Vera", "new": NEW, "again": NEW}

    refused = browser.submit(path, **(right | fields))

    assert refused.status_code == status
    assert f'value="{(right | fields)["name"]}"' in refused.text
    assert browser.submit(path, **right).status_code == 303


def test_a_link_that_was_made_up_looks_like_no_page(class_app: Flask) -> None:
    browser = stranger(class_app)

    none, made_up = browser.get("/nowhere"), browser.get("/first-teacher/x")
    posted = browser.submit("/first-teacher/x", name="Max", new=NEW, again=NEW)

    assert (none.status_code, made_up.status_code, posted.status_code) == (404,) * 3
    assert bare(made_up) == bare(none)
