"""Who comes back with more answers than a class's server takes in an hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import served
from tests.browser.site import Site, Watch
from tests.browser.test_shared_tablet import answer, review, reviews, sign_in
from tests.web.visiting import DECK, NOW, add_person
from trainer import quotas
from trainer.access import deck_named
from trainer.tables import EnrolmentRow
from web.context import context_of


@pytest.fixture
def class_site(tmp_path: Path, built_in_home: Path, watch: Watch) -> Iterator[Site]:
    """A class's server, with Tom, who learns one deck."""
    with served(built_in_home, tmp_path / "class", is_class=True) as site:
        watch.expect_only(site.url)
        student = add_person(site.app, "Tom").student_id
        with context_of(site.app).database.writing() as session:
            deck = deck_named(session, DECK)
            row = EnrolmentRow(student_id=student, deck_id=deck.id, created_at=NOW)
            session.add(row)
        yield site


def test_what_is_too_much_for_an_hour_waits_and_is_sent_after_it(
    class_site: Site,
    new_context: Callable[..., BrowserContext],
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quotas, "ANSWERS", ((timedelta(hours=1), 3),))
    page = new_context().new_page()
    body = page.locator("body")
    sign_in(page, class_site, "Tom")
    review(page, class_site)
    with watch.forgiving("429"):
        answer(page, 3)
        expect(body).to_have_attribute("data-waiting", "0")
        answer(page, 2)
        expect(page.locator(".notice")).to_contain_text("2 réponses gardées")
        waiting = body.get_attribute("data-waiting"), reviews(class_site)

        class_site.clock.advance(hours=1)
        expect(body).to_have_attribute("data-waiting", "0", timeout=10_000)

    assert waiting == ("2", {"Tom": 3})
    assert reviews(class_site) == {"Tom": 5}
    assert body.get_attribute("data-refused") in (None, "0")
