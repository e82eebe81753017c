"""The page of a card: its whole history, and no answer before it is asked for."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.web.figures import database_of, figures_of, hold, recount
from tests.web.visiting import CARD, NOW, Browser
from trainer.annotating import NoteIn, record_notes
from trainer.core.holds import HoldAction
from trainer.learners import load_learner


def test_a_history_has_every_answer_of_the_log(studied: Browser) -> None:
    expected = recount(studied.app)
    key = max(expected.steps, key=lambda key: len(expected.steps[key]))
    log = [r for r in expected.data["reviews"] if r["card"] == key]

    page = studied.get("/cards/" + key.replace("#", "%23")).text

    figures = figures_of(page)
    rows = re.findall(r'<tr( class="undone")? data-review="([^"]+)"', page)
    assert {uid: bool(undone) for undone, uid in rows} == {
        r["uid"]: r["retracted"] for r in log
    }
    assert figures["answers"] == len(log)
    assert figures["undone"] == sum(r["retracted"] for r in log)
    assert figures["reps"] == len(expected.steps[key])
    nights = [
        step.review
        for step in expected.steps[key]
        if step.before.last_study_day
        and str(step.before.last_study_day) < step.review["study_day"]
    ]
    chances = [figures[f"before:{review['uid']}"] for review in nights]
    assert figures["asked"] == len(nights) > 0
    assert figures["known"] == sum(review["rating"] > 1 for review in nights)
    assert figures["foreseen"] == pytest.approx(sum(chances))
    for step in expected.steps[key]:
        assert figures[f"time:{step.review['uid']}"] == (
            step.review["duration_ms"] / 1000
        )


def test_a_history_shows_no_right_answer_before_it_is_asked_for(
    studied: Browser,
) -> None:
    page = studied.get("/cards/metiers-data/A3%23job").text

    closed = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    shown = re.sub(r'<span class="veiled">.*?</span>', "", closed)
    assert "Data Scientist (ML" in page
    assert "Data Scientist (ML" not in shown


def test_a_history_says_when_a_card_was_only_recognised(studied: Browser) -> None:
    expected = recount(studied.app)
    key = next(
        key
        for key, steps in expected.steps.items()
        if steps and {step.review["format"] for step in steps} == {"choice"}
    )

    figures = figures_of(studied.get("/cards/" + key.replace("#", "%23")).text)

    assert figures["guessed"] == pytest.approx(expected.chance(key))
    assert figures["guessed"] < figures["recall"]


def test_a_history_tells_holds_and_note(studied: Browser) -> None:
    hold(studied.app, HoldAction.SUSPEND, CARD, days_ago=1)
    hold(studied.app, HoldAction.FLAG, CARD, days_ago=1)
    hold(studied.app, HoldAction.BURY, CARD, days_ago=0)
    note = NoteIn("note-00001", CARD, "comme un <b>tableau</b>", NOW)
    with database_of(studied.app).writing() as session:
        record_notes(session, load_learner(session), [note], sent_at=NOW, now=NOW)

    page = studied.get("/cards/metiers-data/A3%23job").text

    assert "comme un &lt;b&gt;tableau" in page
    assert "Suspendue" in page
    assert "Reportée" in page
    assert "Marquée" in page


def test_a_card_never_seen_has_an_empty_history(browser: Browser) -> None:
    page = browser.get("/cards/metiers-data/A3%23job").text

    assert "Pas encore apprise" in page
    assert "Aucune réponse pour l’instant" in page


def test_unknown_cards_all_get_the_same_page(client: FlaskClient) -> None:
    paths = ("/cards/x/y%23z", "/cards/metiers-data/A3%23nothing", "/cards/x%00")

    answers = [client.get(path) for path in paths]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
