"""No answer is on the page before it is revealed.

The device keeps the answers of today's cards in one store, for the time without the
network, and nowhere else: who looks for them there has opened the tools of the browser.
"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.student import Student
from trainer.content import LoadedCard
from trainer.core.markup import to_text
from trainer.core.questions import Format
from trainer.core.right_answers import NameKey, OrderKey, RecallKey, TrueFalseKey


def test_no_answer_is_in_the_page_or_in_other_storage_before_the_reveal(
    student: Student,
) -> None:
    student.start()
    told, untold = [], []

    while student.seen != set(Format):
        secrets = secrets_of(student.card())
        held = student.page.evaluate(ALL_THAT_IS_HELD)
        marks = student.page.locator(".right, .wrong, .answered, .answer").count()
        told += [secret for secret in secrets if secret in held] + ["a mark"] * marks
        student.answer(rightly=False)
        shown = student.page.locator("#main").inner_text()
        untold += [secret for secret in secrets if secret not in shown]
        student.go_on(knowing=False)

    assert told == []
    assert untold == []


def test_a_reload_hides_the_answer_again(student: Student) -> None:
    student.start()
    student.skip_to(Format.SELF_MARKED)
    student.answer()

    student.page.reload()

    expect(student.page.locator(".question")).to_be_visible()
    expect(student.page.locator(".answer")).to_have_count(0)


def secrets_of(loaded: LoadedCard) -> list[str]:
    """Give what only the answer says, in plain text."""
    card = loaded.card
    match card.answer:
        case NameKey(right, _, reasons) if card.options:
            labels = {answer.text for answer in right}
            texts = [each.text for each in reasons if each.label in labels]
        case NameKey(right):
            texts = [right[0].text]
        case TrueFalseKey():
            texts = [card.explanation.split("\n")[0]]
        case OrderKey(_, constraints):
            texts = [each.reason for each in constraints]
        case RecallKey(text, points):
            texts = [text, *points]
    return [to_text(text) for text in texts if text]


ALL_THAT_IS_HELD = """
(async () => {
  const events = await new Promise((resolve) => {
    indexedDB.open("trainer-local").onsuccess = ({ target }) => {
      const all = [...target.result.objectStoreNames];
      const names = all.filter((name) => name !== "cards");
      const stores = target.result.transaction(names);
      const held = [];
      for (const name of names) {
        const request = stores.objectStore(name).getAll();
        request.onsuccess = () => held.push(...request.result);
      }
      stores.oncomplete = () => resolve(held);
    };
  });
  const templates = [...document.querySelectorAll("template")];
  return [
    document.documentElement.innerHTML,
    ...templates.map((template) => template.innerHTML),
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
    JSON.stringify(events),
    JSON.stringify(await caches.keys()),
    document.cookie,
  ].join("\\n");
})()
"""
