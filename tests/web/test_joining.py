"""A class is joined on the pages: with an account, or with a new one."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.in_class import SchoolPages, open_code, open_school, phrases
from tests.web.visiting import DECK, Browser, signed_in


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """Vera teaches 10A with Tom, Carl 10B with Max; a stranger is at the door."""
    return open_school(class_app)


def test_who_is_signed_in_joins_with_the_account(school: SchoolPages) -> None:
    code = open_code(school, approval=False)

    tried = school.max.submit("/join", code=f" {code[:4].lower()} {code[4:]}")
    asked = school.max.get(tried.location)
    joined = school.max.submit("/join/account")

    assert "10A" in asked.text
    assert "Max" in asked.text
    assert joined.location == "/my-classes"
    assert "10A" in (mine := school.max.get("/my-classes").text)
    assert "10B" in mine


def test_who_signs_in_to_join_types_the_code_once(school: SchoolPages) -> None:
    school.stranger.submit("/join", code=open_code(school, approval=False))

    school.stranger.sign_in("Max")
    school.stranger.submit("/join/account")

    assert "10A" in school.stranger.get("/my-classes").text


def test_all_who_wait_are_refused_at_once(
    school: SchoolPages, class_app: Flask
) -> None:
    code = open_code(school)
    for _ in range(5):
        prank = Browser(class_app, class_app.test_client())
        prank.submit("/join", code=code)
        prank.submit("/join/account", name="Tom", way="phrase")
    before = school.vera.get(school.class_a).text

    foreign = school.carl.submit(f"{school.class_a}/removed-members", person="waiting")
    school.vera.submit(f"{school.class_a}/removed-members", person="waiting")

    assert "Refuser toutes ces demandes" in before
    assert foreign.status_code == 404
    after = school.vera.get(school.class_a).text
    assert "Tom 2" not in after
    assert school.student_page() in after


def test_who_waits_for_approval_learns_nothing_until_then(school: SchoolPages) -> None:
    school.vera.submit(f"{school.class_a}/decks", deck=DECK)
    code = open_code(school)
    school.max.submit("/join", code=code)
    school.max.submit("/join/account")
    waiting = school.max.get(f"/decks/{DECK}").status_code

    school.vera.submit(f"{school.class_a}/members", person=school.uids["max"])

    assert waiting == 404
    assert school.max.get(f"/decks/{DECK}").status_code == 200


def test_a_teacher_sees_nothing_of_who_waits(school: SchoolPages) -> None:
    school.max.submit("/join", code=open_code(school))
    school.max.submit("/join/account")

    page = school.vera.get(school.student_page("max"))
    phrase = school.vera.submit(f"{school.class_a}/phrases", person=school.uids["max"])

    assert page.status_code == 200
    assert "Cartes vues" not in page.text
    assert school.rows('INSERT INTO "personal_reads"') == []
    assert phrase.status_code == 409


def test_a_stranger_makes_an_account_with_a_password(
    school: SchoolPages, class_app: Flask
) -> None:
    code, password = open_code(school, approval=False), "girafe bleue 47 lune"
    school.stranger.submit("/join", code=code)

    made = school.stranger.submit(
        "/join/account", name="Tom", new=password, again=password
    )

    assert made.status_code == 303
    assert "Tom 2" in school.stranger.get("/my-classes").text
    again = signed_in(class_app, "tom 2", password)
    assert "10A" in again.get("/my-classes").text


def test_a_stranger_gets_three_words_that_are_shown_once(
    school: SchoolPages, class_app: Flask
) -> None:
    school.stranger.submit("/join", code=open_code(school, approval=False))

    made = school.stranger.submit("/join/account", name="Nina", way="phrase")

    (phrase,) = phrases(made)
    assert made.headers["Cache-Control"] == "no-store"
    assert school.rows(phrase) == []
    assert "10A" in school.stranger.get("/my-classes").text
    assert "10A" in signed_in(class_app, "nina", phrase).get("/my-classes").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "Nina", "new": "azertyui", "again": "azertyui"}, "se devine vite"),
        ({"name": "Nina", "new": "abc", "again": "abc"}, "caractères"),
        ({"name": "Nina", "new": "girafe bleue", "again": "x"}, "différents"),
        ({"name": " ", "way": "phrase"}, "lettre"),
        ({"name": "x" * 61, "way": "phrase"}, "lettre"),
    ],
)
def test_what_cannot_be_an_account_is_said(
    school: SchoolPages, fields: dict[str, str], said: str
) -> None:
    school.stranger.submit("/join", code=open_code(school))

    refused = school.stranger.submit("/join/account", **fields)

    assert refused.status_code == 422
    assert said in refused.text
    assert "Nina" not in "".join(school.rows('INSERT INTO "accounts"'))


def test_closed_and_unknown_codes_are_answered_alike(school: SchoolPages) -> None:
    code = open_code(school)
    school.vera.submit(f"{school.class_a}/closed-codes")

    pages = []
    for typed in (code, "00000000"):
        answer = school.stranger.submit("/join", code=typed)
        pages.append((answer.status_code, len(answer.text), "n’ouvre" in answer.text))

    assert pages[0] == pages[1]
    assert (pages[0][0], pages[0][2]) == (422, True)


def test_without_a_code_nobody_makes_an_account(school: SchoolPages) -> None:
    before = school.rows('INSERT INTO "accounts"')

    page = school.stranger.get("/join/account")
    sent = school.stranger.submit("/join/account", name="Nina", way="phrase")

    assert page.location == "/join"
    assert sent.status_code == 422
    assert school.rows('INSERT INTO "accounts"') == before


def test_a_code_that_is_closed_meanwhile_opens_nothing(school: SchoolPages) -> None:
    school.stranger.submit("/join", code=open_code(school))
    school.vera.submit(f"{school.class_a}/closed-codes")

    page = school.stranger.get("/join/account")
    sent = school.stranger.submit("/join/account", name="Nina", way="phrase")

    assert page.status_code == sent.status_code == 422
    assert "10A" not in page.text + sent.text


def test_the_eleventh_wrong_code_of_a_minute_waits(school: SchoolPages) -> None:
    code = open_code(school)
    wrong = [
        school.stranger.submit("/join", code="00000000").status_code for _ in range(10)
    ]

    right = school.stranger.submit("/join", code=code)

    assert set(wrong) == {422}
    assert right.status_code == 429
    assert 0 < int(right.headers["Retry-After"]) <= 60


def test_to_look_at_the_pages_changes_nothing(school: SchoolPages) -> None:
    before = school.stranger.dump()

    for path in ("/join", "/join?code=00000000", "/join/account"):
        school.stranger.get(path)

    assert school.stranger.dump() == before


def test_a_class_is_left_in_one_click(school: SchoolPages) -> None:
    uid = school.class_a.rpartition("/")[2]

    left = school.tom.submit(f"/my-classes/{uid}/departures")

    assert left.status_code == 303
    assert "est quittée" in (page := school.tom.get("/my-classes").text)
    assert "Aucune classe" in page


def test_nobody_leaves_for_somebody_else(school: SchoolPages) -> None:
    uid = school.class_a.rpartition("/")[2]

    assert school.max.submit(f"/my-classes/{uid}/departures").status_code == 404
    assert "10A" in school.tom.get("/my-classes").text
