"""The pages of classes: for who teaches them, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Table, select

from tests.web.in_class import SchoolPages, open_code, open_school
from tests.web.visiting import DECK, NOW, Browser, review_event, reviews
from trainer.classrooms import add_teacher
from trainer.erasing import ask_to_erase
from trainer.tables import AccountRow, ClassroomRow, Row
from web.context import context_of
from web.qr_codes import qr_code


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """Vera teaches 10A with Tom, Carl 10B with Max."""
    return open_school(class_app)


def actions(school: SchoolPages) -> list[tuple[str, dict[str, str]]]:
    """Give every form of the class 10A."""
    tom, vera = {"person": school.uids["tom"]}, {"person": school.uids["vera"]}
    return [
        ("", {"name": "x", "closes_on": "2027-01-01"}),
        ("/codes", {"days": "7"}),
        ("/closed-codes", {}),
        ("/members", tom),
        ("/removed-members", tom),
        ("/teachers", {"name": "Carl"}),
        ("/removed-teachers", vera),
        ("/decks", {"deck": DECK}),
        ("/withdrawn-decks", {"deck": DECK}),
        ("/roster-plans", {"pasted": "Nina"}),
        ("/rosters", {"table": "Nina"}),
        ("/phrases", tom),
        ("/roster-names", tom | {"name": "x"}),
    ]


def test_a_class_is_made_and_says_when_it_closes(school: SchoolPages) -> None:
    page = school.vera.get("/classrooms").text
    made = school.vera.submit("/classrooms", name="10C")

    assert "31 août 2027" in page
    assert "31 août 2027" in school.vera.get(made.location).text
    assert ">10C</a>" in school.vera.get("/classrooms").text


def test_a_class_without_a_name_is_refused_on_the_page(school: SchoolPages) -> None:
    refused = school.vera.submit("/classrooms", name=" ")

    assert (refused.status_code, refused.mimetype) == (422, "text/html")
    assert "Le nom d’une classe" in refused.text


def test_what_is_refused_in_a_class_leads_back_to_it(school: SchoolPages) -> None:
    refused = school.vera.submit(school.class_a, name="10A", closes_on="2000-01-01")
    nowhere = school.vera.get(school.class_b)

    assert refused.status_code == 422
    assert f'class="button" href="{school.class_a}"' in refused.text
    assert 'class="button" href="/classrooms"' in nowhere.text


def test_a_name_that_no_teacher_has_is_said_on_the_page_of_the_class(
    school: SchoolPages,
) -> None:
    answer = school.vera.submit(f"{school.class_a}/teachers", name="Tom")

    assert answer.location == f"{school.class_a}#team"
    assert (
        "Aucun compte d’enseignant n’a ce nom" in school.vera.get(school.class_a).text
    )


def test_the_page_of_a_student_tells_of_an_erasure(school: SchoolPages) -> None:
    school.vera.submit(f"{school.student_page()}/erasure")

    page = school.vera.get(school.student_page()).text.replace("\xa0", " ")

    assert "L’effacement est prévu : " in page


def test_the_page_of_a_closed_class_says_when_its_students_go(
    school: SchoolPages,
) -> None:
    warning = "tout est effacé de qui n’est dans aucune autre"
    before = school.vera.get(school.class_a).text
    with context_of(school.app).database.writing() as session:
        for room in session.scalars(select(ClassroomRow)):
            room.closes_on = NOW.date()

    page = school.vera.get(school.class_a).text.replace("\xa0", " ")

    assert warning not in before
    assert f"Le 23 décembre 2026, les élèves sortent de la classe, et {warning}" in page


def test_a_class_without_a_name_is_not_made(school: SchoolPages) -> None:
    refused = school.vera.submit("/classrooms", name=" — ")

    assert refused.status_code == 422
    assert "Le nom d’une classe" in refused.text


@pytest.mark.parametrize("who", ["carl", "max", "tom"])
def test_a_class_of_others_looks_like_none(school: SchoolPages, who: str) -> None:
    browser: Browser = getattr(school, who)
    nowhere = "/classrooms/" + "0" * 32
    for path in ("", "/code", f"/students/{school.uids['tom']}"):
        there, none = (browser.get(place + path) for place in (school.class_a, nowhere))
        assert (there.status_code, there.text) == (404, none.text), path


@pytest.mark.parametrize("who", ["carl", "tom"])
def test_nobody_else_changes_a_class(school: SchoolPages, who: str) -> None:
    browser: Browser = getattr(school, who)
    before = school.rows("INSERT INTO")

    answers = [
        browser.submit(school.class_a + path, **fields).status_code
        for path, fields in actions(school)
    ]

    assert set(answers) == {404}
    assert school.rows("INSERT INTO") == before


def test_a_teacher_who_is_removed_finds_every_open_page_gone(
    school: SchoolPages,
) -> None:
    school.vera.submit(f"{school.class_a}/teachers", name="Carl")
    assert school.carl.get(school.student_page()).status_code == 200
    school.vera.submit(f"{school.class_a}/removed-teachers", person=school.uids["carl"])

    read = [
        school.carl.get(path).status_code
        for path in (school.class_a, f"{school.class_a}/code", school.student_page())
    ]
    sent = [
        school.carl.submit(school.class_a + path, **fields).status_code
        for path, fields in actions(school)
    ]

    assert set(read + sent) == {404}


def test_a_student_of_another_class_is_not_found_through_ones_own(
    school: SchoolPages,
) -> None:
    page = f"{school.class_a}/students/{school.uids['max']}"
    nobody = f"{school.class_a}/students/{'0' * 32}"

    assert school.vera.get(page).status_code == 404
    assert school.vera.get(page).text == school.vera.get(nobody).text
    for path in ("members", "removed-members", "phrases", "roster-names"):
        sent = school.vera.submit(f"{school.class_a}/{path}", person=school.uids["max"])
        assert sent.status_code == 404


def test_colleagues_read_that_a_teacher_of_the_class_is_going(
    school: SchoolPages,
) -> None:
    words = "Ce compte doit être effacé le"
    with context_of(school.app).database.writing() as session:
        room = session.scalars(select(ClassroomRow).filter_by(name="10A")).one()
        add_teacher(session, room, "Carl", NOW)
    before = school.carl.get(school.class_a).text
    with context_of(school.app).database.writing() as session:
        vera = session.scalars(select(AccountRow).filter_by(name="Vera")).one()
        ask_to_erase(session, vera.id, NOW)

    page = school.carl.get(school.class_a).text

    assert words not in before
    assert page.count(words) == 1


def test_the_last_teacher_stays(school: SchoolPages) -> None:
    refused = school.vera.submit(
        f"{school.class_a}/removed-teachers", person=school.uids["vera"]
    )

    assert refused.status_code == 409
    assert school.vera.get(school.class_a).status_code == 200


def test_fields_that_no_form_has_change_nothing(school: SchoolPages) -> None:
    extra = {"is_teacher": "1", "uid": "x", "join_code": "00000000", "id": "1"}
    school.vera.submit(
        school.class_a, name="10A", closes_on="2027-08-31", created_at="x", **extra
    )
    school.vera.submit(
        f"{school.class_a}/members",
        status="member",
        student_id="1",
        person=school.uids["tom"],
        **extra,
    )

    assert school.vera.get(school.class_a).status_code == 200
    assert school.tom.get("/classrooms").status_code == 404
    assert school.rows("00000000") == []


def test_a_look_at_a_student_leaves_one_row(school: SchoolPages) -> None:
    before = len(school.rows('INSERT INTO "personal_reads"'))

    school.vera.get(school.student_page())

    assert len(school.rows('INSERT INTO "personal_reads"')) == before + 1


def test_a_deck_is_given_with_terms_and_learnt(school: SchoolPages) -> None:
    assert school.tom.get(f"/decks/{DECK}").status_code == 404

    given = school.vera.submit(
        f"{school.class_a}/decks",
        deck=DECK,
        exam_on="2027-06-14",
        new_per_day="8",
        retention="0.93",
    )

    assert given.status_code == 303
    assert "14 juin 2027" in school.vera.get(school.class_a).text
    settings = school.tom.get("/settings").text
    assert 'value="2027-06-14"' in settings
    assert 'required value="8"' in settings
    assert school.tom.get(f"/decks/{DECK}").status_code == 200
    assert school.max.get(f"/decks/{DECK}").status_code == 404


def test_the_answers_and_the_topics_are_one_press_away(school: SchoolPages) -> None:
    words, exports = "Ses sujets, à côté", f"{school.class_a}/exports"
    before = school.vera.get(school.student_page()).text
    assert "Donner à une classe" in school.vera.get(f"/content/decks/{DECK}").text
    assert exports not in school.vera.get(school.class_a).text

    school.vera.submit(f"{school.class_a}/decks", deck=DECK)

    assert words not in before
    assert f'href="{exports}"' in school.vera.get(school.class_a).text
    page = school.vera.get(school.student_page()).text
    found = re.search(rf'href="([^"]+)">{words}', page)
    assert found is not None
    assert school.vera.get(unescape(found[1])).status_code == 200


@pytest.mark.parametrize(
    "terms",
    [
        {"exam_on": "yesterday"},
        {"exam_on": "2020-01-01"},
        {"new_per_day": "-1"},
        {"new_per_day": "9" * 30},
        {"retention": "1"},
    ],
)
def test_terms_that_cannot_be_are_refused(
    school: SchoolPages, terms: dict[str, str]
) -> None:
    refused = school.vera.submit(f"{school.class_a}/decks", deck=DECK, **terms)

    assert refused.status_code == 422
    assert school.tom.get(f"/decks/{DECK}").status_code == 404


def test_a_removed_student_learns_the_deck_no_more(school: SchoolPages) -> None:
    school.vera.submit(f"{school.class_a}/removed-members", person=school.uids["tom"])

    assert school.vera.get(school.student_page()).status_code == 404
    assert "10A" not in school.tom.get("/my-classes").text


def test_the_code_is_shown_large_and_closed(school: SchoolPages) -> None:
    code = open_code(school)
    page = school.vera.get(f"{school.class_a}/code").text
    school.vera.submit(f"{school.class_a}/closed-codes")

    assert f"{code[:4]}-{code[4:]}" in page
    assert "Aucun code" in school.vera.get(f"{school.class_a}/code").text


@pytest.mark.parametrize("host", ["localhost:8000", "revision.lycee.example"])
def test_phones_are_led_to_the_host_of_the_page(school: SchoolPages, host: str) -> None:
    code = open_code(school)
    school.app.config["TRUSTED_HOSTS"] = [host.partition(":")[0]]
    vera = Browser(school.app, school.app.test_client(), {"Host": host})

    page = vera.sign_in("Vera").get(f"{school.class_a}/code").text

    assert qr_code(f"http://{host}/join?code={code}") in page
    assert f">http://{host}<wbr>/join</p>" in page
    assert f" http://{host}/join, le code de la classe" in page
    assert ("que sur cet ordinateur" in page) is host.startswith("localhost")


def test_a_class_that_has_closed_is_said_to_be_closed(school: SchoolPages) -> None:
    context = context_of(school.app)
    with context.database.writing() as session:
        row = session.scalars(select(ClassroomRow).filter_by(name="10A")).one()
        row.closes_on = context.clock().date()

    assert "fermée depuis le" in school.tom.get("/my-classes").text
    assert "fermée depuis le" not in school.max.get("/my-classes").text
    for path in ("/classrooms", school.class_a):
        assert "fermée depuis le" in school.vera.get(path).text
        assert "fermée depuis le" not in school.carl.get(path).text


def test_who_scans_the_code_finds_it_written(school: SchoolPages) -> None:
    code = open_code(school)

    page = school.stranger.get("/join", code=code).text

    assert f'name="code" type="text" value="{code}"' in page
    assert "autofocus" not in page


def test_a_code_that_is_over_is_said_to_be_over(school: SchoolPages) -> None:
    code = open_code(school)
    context = context_of(school.app)
    with context.database.writing() as session:
        row = session.scalars(select(ClassroomRow).filter_by(join_code=code)).one()
        row.join_until = context.clock()

    for path in (school.class_a, f"{school.class_a}/code"):
        page = school.vera.get(path).text
        assert "Le dernier code ne sert plus depuis" in page
        assert f"{code[:4]}-{code[4:]}" not in page
        assert "Ouvrir un code</button>" in page


@pytest.mark.parametrize("uid", ["%00", "..%2f", "a" * 200, "é", "'--"])
def test_odd_addresses_are_no_class(school: SchoolPages, uid: str) -> None:
    assert school.vera.get(f"/classrooms/{uid}").status_code == 404
    assert school.vera.get(f"{school.class_a}/students/{uid}").status_code == 404


def test_on_ones_own_computer_there_are_no_classes(browser: Browser) -> None:
    for path in ("/classrooms", "/join", "/my-classes", "/join/account"):
        assert browser.get(path).status_code == 404
    assert "Classes" not in browser.get("/").text


def test_each_has_the_pages_that_are_theirs(school: SchoolPages) -> None:
    def named(browser: Browser, path: str = "/settings") -> list[str]:
        words = ("Aujourd’hui", "Cartes", "Classes", "Contenu", "Progrès", "Réglages")
        page = browser.get(path).text
        nav = page.partition('<nav class="nav"')[2].partition("</nav>")[0]
        return [word for word in words if f">{word}" in nav.replace("</svg>", ">")]

    student = ["Aujourd’hui", "Cartes", "Progrès", "Réglages"]
    teacher = ["Aujourd’hui", "Classes", "Contenu", "Progrès", "Réglages"]
    assert named(school.tom) == student
    assert named(school.vera) == teacher
    assert named(school.stranger, "/join") == []


def test_the_name_of_any_column_in_a_form_changes_nothing(school: SchoolPages) -> None:
    odd = {column.name: "ODD" for table in tables() for column in table.columns}
    for path, fields in actions(school):
        school.vera.submit(school.class_a + path, **(odd | fields))
    for path in ("/join", "/join/account", "/classrooms"):
        school.tom.submit(path, **(odd | {"name": "Tom", "code": "00000000"}))

    assert school.rows("ODD") == []
    assert school.tom.get("/classrooms").status_code == 404


def test_a_classmates_uid_is_no_reason_to_lose_an_answer(school: SchoolPages) -> None:
    for classroom, teacher in (
        (school.class_a, school.vera),
        (school.class_b, school.carl),
    ):
        teacher.submit(f"{classroom}/decks", deck=DECK)

    states = [
        browser.sent("/api/reviews", reviews(review_event()))["results"][0]["status"]
        for browser in (school.max, school.tom, school.max)
    ]

    assert states == ["new", "new", "known"]


def tables() -> Iterable[Table]:
    return Row.metadata.tables.values()
