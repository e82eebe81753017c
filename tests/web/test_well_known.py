"""Who finds a hole is told whom to write to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tests.web.visiting import NOW, Browser, close, config_of
from trainer.config import Reach
from web import create_app


def test_security_txt_says_whom_to_write_to_and_until_when(tmp_path: Path) -> None:
    reach = Reach(contact="mailto:vera@school.example")
    config = replace(config_of(tmp_path, is_class=True), reach=reach)
    app = create_app(config, lambda: NOW)

    answer = app.test_client().get("/.well-known/security.txt")

    close(app)
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    days = (datetime.fromisoformat(lines["Expires"]) - NOW).days
    assert answer.mimetype == "text/plain"
    assert lines["Contact"] == "mailto:vera@school.example"
    assert 30 < days < 365


def test_without_a_contact_there_is_no_security_txt(browser: Browser) -> None:
    assert browser.get("/.well-known/security.txt").status_code == 404
