"""The browser's own copy of the rule for typed answers, held to the same table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext

from tests.browser.site import Site
from trainer.core.wording import fold

TABLE = Path(__file__).parents[1] / "cases/typed_answers.json"
RUN = """
async (cases) => {
  const url = document.querySelector('link[href$="/grading.js"]').href;
  const { fold, isRight } = await import(url);
  return cases.map(({ texts, accepted, typed }) => ({
    folded: texts.map(fold),
    right: isRight("typed", { text: typed }, { accepted }),
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
    results = page.evaluate(
        RUN,
        [
            {
                "texts": texts,
                "accepted": [fold(text) for text in texts[:-1]],
                "typed": texts[-1],
            }
            for texts in given
        ],
    )

    assert [result["folded"] for result in results] == [
        [fold(text) for text in texts] for texts in given
    ]
    assert [result["right"] for result in results] == [case["right"] for case in cases]
