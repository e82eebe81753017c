"""Hostile texts in every shown field: each page is opened once, online and without.

A dialog, a report of the content policy or a request to another host fails the test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.browser.conftest import served
from tests.browser.site import Site, Watch
from tests.browser.test_shared_tablet import held_when, is_stocked
from tests.schooling import Person, School, add_person, make_school
from tests.vectors import VECTORS
from tests.web.access_lines import LINES
from tests.web.uploading import upload
from tests.web.visiting import NOW
from tests.web.visiting import Browser as Client
from trainer import access, giving, sign_ins
from trainer.assignments import Draft, make_assignment
from trainer.core.assignments import Goal, Task
from trainer.core.deck import SourceText
from trainer.import_plan import plan_import
from trainer.importing import apply_import
from trainer.learners import change_settings, load_learner
from trainer.papers import source_of
from trainer.tables import (
    AccountRow,
    CardNoteRow,
    CardRow,
    CardTagRow,
    ClassroomRow,
    GivenTextRow,
    MembershipRow,
    MembershipStatus,
    SignInRow,
    StudentRow,
)
from web.context import context_of
from web.cookies import SIGN_IN

FILES = re.compile(r"/static/|/api/|/sw\.js|\.csv|\.json|\.zip|\.txt|<part>|/healthz")
OPEN_ALL = "document.querySelectorAll('details').forEach((each) => each.open = true)"
TERMS = giving.Terms(new_per_day=100)
STATUS = (MembershipStatus.MEMBER, MembershipStatus.WAITING)
PAGES = [rule for method, rule in LINES if method == "GET" and not FILES.search(rule)]


def paper() -> tuple[str, str]:
    """Write a paper, and its key, whose every text is a vector."""
    lines = [f"# Examen {VECTORS[0]}", "", f"## PARTIE A — {VECTORS[1]}", ""]
    key = ["+++", "checked = true", "+++", ""]
    for n, vector in enumerate(VECTORS, 1):
        lines += [f"{n}) Numéro {n} : {vector}", "→ [x] Gaspacho  [ ] Ratatouille", ""]
        key += [
            f"### A{n}",
            f"- [x] Gaspacho — {vector}",
            "- [ ] Ratatouille — Non.",
            "",
        ]
    return "\n".join(lines), "\n".join(key)


@dataclass(frozen=True, slots=True)
class Poisoned:
    """A class's server in whose database every shown text is a vector."""

    site: Site
    school: School
    values: dict[str, str]

    def window(self, chromium: Browser, watch: Watch, who: Person) -> BrowserContext:
        """Open a browser in which somebody is signed in."""
        database = context_of(self.site.app).database
        with database.writing() as session:
            account = session.get_one(AccountRow, who.id)
            token = sign_ins.begin(session, account, VECTORS[2], NOW)
        context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris")
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": SIGN_IN, "value": token, "url": self.site.url}])
        watch.over(context)
        context.on("dialog", lambda dialog: watch.said.append(dialog.message))
        return context

    def path(self, rule: str) -> str:
        return re.sub(
            r"<(?:path:)?(\w+)>", lambda found: quote(self.values[found[1]]), rule
        )


@pytest.fixture
def poisoned(tmp_path: Path, built_in_home: Path, watch: Watch) -> Iterator[Poisoned]:
    with served(built_in_home, tmp_path / "poisoned", is_class=True) as site:
        watch.expect_only(site.url)
        database = context_of(site.app).database
        school = make_school(database)
        exam, key = paper()
        with database.writing() as session:
            texts = SourceText("poison.md", exam), SourceText("poison.key.md", key)
            apply_import(session, plan_import(session, source_of(*texts)), NOW)
            card = poison(session, school)
            task = set_task(session, school)
        vera = Client(site.app, site.app.test_client())
        with database.writing() as session:
            row = session.get_one(AccountRow, school.vera.id)
            vera.client.set_cookie(SIGN_IN, sign_ins.begin(session, row, "", NOW))
        sent = upload(vera, exam, name=f"{VECTORS[1]}.md")
        values = {
            "uid": school.class_a,
            "person": school.tom.uid,
            "slug": "poison",
            "key": card,
            "day": NOW.date().isoformat(),
            "token": str(sent.request.path).rsplit("/", 1)[1],
            "assignment": task,
        }
        yield Poisoned(site, school, values)


def poison(session: Session, school: School) -> str:
    """Put vectors into all that people give names and write; return a card's key."""
    room = access.classroom_of(session, school.vera.id, school.class_a)
    giving.give_deck(session, room, access.deck_named(session, "poison"), TERMS, NOW)
    for n, vector in enumerate(VECTORS):
        who = add_person(session, f"P{n}", is_teacher=n % 5 == 4)
        rename(session, who, vector)
        row = MembershipRow(
            classroom_id=room.id, account_id=who.id, roster_name=vector, since=NOW
        )
        row.status, row.roster_id = STATUS[n % 2], vector
        session.add(row)
    for who, vector in zip((school.vera, school.tom), VECTORS, strict=False):
        rename(session, who, vector)
    session.execute(update(ClassroomRow).values(name=VECTORS[3]))
    session.execute(update(GivenTextRow).values(name=VECTORS[4]))
    session.execute(update(SignInRow).values(device=VECTORS[5]))
    learner = load_learner(session, school.tom.student_uid)
    most = len(VECTORS)
    wanted = replace(learner.settings_at(NOW), new_per_day=most, reviews_per_day=most)
    change_settings(session, learner, wanted, NOW)
    rows = session.scalars(select(CardRow).where(CardRow.key.startswith("poison/")))
    cards = rows.all()
    for card, vector in zip(cards, VECTORS * 2, strict=False):
        ids = {"student_id": learner.id, "card_id": card.id}
        session.add(CardTagRow(**ids, tag=vector))
        note = CardNoteRow(**ids, uid=f"note-{card.id:08d}", text=vector)
        note.written_at = NOW
        session.add(note)
    return cards[0].key


def set_task(session: Session, school: School) -> str:
    """Set the class something to do, by a vector's name; return what names it."""
    room = access.classroom_of(session, school.vera.id, school.class_a)
    deck = access.deck_named(session, "poison")
    draft = Draft(VECTORS[6], Task(Goal.DAYS, 1, NOW.date(), NOW.date()))
    return make_assignment(
        session, room, deck, draft, account_id=school.vera.id, now=NOW
    ).uid


def rename(session: Session, who: Person, name: str) -> None:
    account = update(AccountRow).where(AccountRow.id == who.id).values(name=name)
    student = update(StudentRow).where(StudentRow.id == who.student_id)
    session.execute(account)
    session.execute(student.values(name=name))


@pytest.mark.parametrize("name", ["vera", "tom"])
def test_on_no_page_is_a_text_more_than_words(
    poisoned: Poisoned, chromium: Browser, watch: Watch, name: str
) -> None:
    context = poisoned.window(chromium, watch, getattr(poisoned.school, name))
    page = context.new_page()
    shown = 0

    with watch.forgiving("404"):
        for rule in PAGES:
            if answer := page.goto(poisoned.site.url + poisoned.path(rule)):
                shown += answer.status == 200
            page.evaluate(
                "document.querySelectorAll('details').forEach(d => d.open = true)"
            )
    context.close()

    assert shown >= 15


def test_without_the_network_neither(
    poisoned: Poisoned, chromium: Browser, watch: Watch
) -> None:
    context = poisoned.window(chromium, watch, poisoned.school.tom)
    page = context.new_page()
    page.goto(f"{poisoned.site.url}/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"{poisoned.site.url}/review?deck=poison")
    held_when(page, is_stocked)

    with watch.forgiving("ERR_INTERNET_DISCONNECTED", "ERR_FAILED"):
        context.set_offline(True)
        for path in ("/", "/offline", "/review?deck=poison"):
            page.goto(poisoned.site.url + path)
        seen = {asked(page) for _ in range(len(VECTORS))}
        context.close()

    assert len(seen) >= 100


def asked(page: Page) -> str:
    """Answer a card, look at its answer, and give its question."""
    return str(page.evaluate(ANSWER))


# In the page itself: a hundred and fifty times playwright's own clicks take a minute.
ANSWER = """
async () => {
  const shown = async (selector, words = "") => {
    for (let frame = 0; frame < 600; frame += 1) {
      const found = [...document.querySelectorAll(selector)]
        .find((each) => each.checkVisibility() && each.innerText.includes(words));
      if (found) return found;
      await new Promise(requestAnimationFrame);
    }
    throw new Error(`not shown: ${selector} ${words}`);
  };
  if ((await shown("body:not(:has(.answer)) :is(.pause, .question)")).matches(".pause"))
    (await shown("#actions .main")).click();
  const said = (await shown("body:not(:has(.answer)) .question")).innerText;
  (await shown("#actions button", "Je ne sais pas")).click();
  await shown(".answer");
  (await shown("#actions .main")).click();
  return said;
}
"""
