"""How one gets into a class and out again."""

from __future__ import annotations

from flask import Flask

from tests.web.visiting import Browser, add_person, signed_in


def test_who_is_signed_in_sees_the_page_that_was_wanted(class_app: Flask) -> None:
    add_person(class_app, "Léa")
    stranger = Browser(class_app, class_app.test_client())

    sent_away = stranger.get("/progress", days="30")
    lea = signed_in(class_app, "lea")

    assert sent_away.status_code == 303
    assert sent_away.location == "/sign-in?next=/progress?days%3D30"
    assert lea.get("/progress").status_code == 200
