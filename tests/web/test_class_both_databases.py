"""The pages of a class on SQLite and PostgreSQL: its first morning, and odd signs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.web.in_class import SchoolPages, open_code, open_school, phrases, read_list
from tests.web.uploading import PAPER, accept, upload
from tests.web.visiting import DECK, NOW, cheap_passwords, close
from trainer.config import Config
from web import create_app


@pytest.fixture
def school(config: Config, tmp_path: Path) -> Iterator[SchoolPages]:
    """Vera teaches 10A with Tom, Carl 10B with Max."""
    config = replace(config, is_class=True, home=tmp_path)
    app = create_app(config, lambda: NOW, passwords=cheap_passwords())
    yield open_school(app)
    close(app)


def test_a_class_is_filled_given_a_deck_and_joined(school: SchoolPages) -> None:
    slips = phrases(read_list(school, "Zoé;1\nLoïc;2\n"))
    school.vera.submit(f"{school.class_a}/decks", deck=DECK, exam_on="2027-06-14")
    school.max.submit("/join", code=open_code(school))
    school.max.submit("/join/account")
    school.vera.submit(f"{school.class_a}/members", person=school.uids["max"])
    brought = accept(school.vera, upload(school.vera, PAPER))

    assert len(slips) == 2
    assert school.max.get(f"/decks/{DECK}").status_code == 200
    assert school.carl.get(brought.location).status_code == 404
    for path in ("/classrooms", school.class_a, school.student_page()):
        assert school.vera.get(path).status_code == 200


def test_a_sign_that_no_database_keeps_is_no_failure(school: SchoolPages) -> None:
    here = school.class_a

    answers = [
        school.vera.submit(f"{here}{path}", **fields).status_code
        for path, fields in (
            ("", {"name": "x\x00", "closes_on": "2027-01-01"}),
            ("/members", {"person": "\x00"}),
            ("/teachers", {"name": "\x00"}),
            ("/decks", {"deck": "\x00"}),
            ("/roster-plans", {"pasted": "a\x00b"}),
        )
    ]
    code = school.stranger.submit("/join", code="\x00").status_code

    assert [*answers, code] == [303, 404, 303, 404, 422, 422]
