"""The browser's own copy of the rule for typed answers, held to the same table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext

from tests.browser.site import Site
from trainer.core.slips import rivals_of
from trainer.core.wording import fold

TABLE = Path(__file__).parents[1] / "cases/typed_answers.json"
RUN = """
async (cases) => {
  const entry = document.querySelector('script[src$="/review.js"]').src;
  const url = new URL("scripts/grading.js", entry).href;
  const { fold, isNear, isRight } = await import(url);
  const mark = (typed, answer) => {
    if (isRight("typed", { text: typed }, answer)) return "right";
    return isNear(typed, answer) ? "almost" : "wrong";
  };
  return cases.map(({ texts, accepted, rivals, typed }) => ({
    folded: texts.map(fold),
    mark: mark(typed, { accepted, rivals }),
  }));
}
"""


def test_the_page_folds_and_marks_typed_answers_as_the_server_does(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    cases = json.loads(TABLE.read_text("utf-8"))
    page = new_context().new_page()
    page.goto(f"{site.url}/review")

    given = [[case["answer"], *case["variants"], case["typed"]] for case in cases]
    results = page.evaluate(RUN, [asked(case) for case in cases])

    assert [result["folded"] for result in results] == [
        [fold(text) for text in texts] for texts in given
    ]
    assert [result["mark"] for result in results] == [case["mark"] for case in cases]


def asked(case: dict[str, Any]) -> dict[str, Any]:
    """Give a case with what the server says of its answer."""
    texts = [case["answer"], *case["variants"]]
    accepted = tuple(map(fold, texts))
    others = tuple(map(fold, case.get("rivals", ())))
    return {
        "texts": [*texts, case["typed"]],
        "accepted": accepted,
        "rivals": rivals_of(accepted, others),
        "typed": case["typed"],
    }
