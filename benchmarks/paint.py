"""How long from the key press to the next card, when the server is far away?

    python benchmarks/paint.py [--presses 120] [--pace 1000] [--delay 300]

A student rates a card each second by the keyboard, in Chromium, with 300 ms added to
each answer of the network. Beside it, in a browser of its own and by turns, a page
that at a key press swaps one text for another and does nothing else. Both are timed by
the same script: from the time stamp of the keydown event to the frame in which what
changed stands (the second animation frame after the change), and to the first task
after that change is laid out and painted, which does not wait for a whole frame.

TRAINER_CHROMIUM names the browser; else one of the system is taken.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, Playwright, sync_playwright

from benchmarks import measuring
from benchmarks.chromium import launched
from benchmarks.http_client import served, trainer_command
from benchmarks.measuring import percentile
from benchmarks.studied import make_studied

MORE_MS = 4
LOOK_MS = 20  # between two looks whether something is there
PATIENCE_MS = 20_000

SWAP = """<!doctype html><title>Swap</title><main id="main">Carte 0</main><script>
let number = 0;
addEventListener("keydown", (event) => {
  if (event.code === "Space") main.textContent = `Carte ${(number += 1)}`;
});
</script>"""

# Notes, for each key press that changes what stands in #main, the milliseconds to the
# first task after the painting and to the second frame.
STOPWATCH = """
window.paints = [];
let pressed = null;
addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
addEventListener("DOMContentLoaded", () => {
  const main = document.getElementById("main");
  new MutationObserver(() => {
    if (pressed === null || main.querySelector(".waiting, .finished")) return;
    const start = pressed;
    pressed = null;
    const paint = {};
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => { paint.task = performance.now() - start; };
      after.port2.postMessage(null);
      requestAnimationFrame(() => {
        paint.frame = performance.now() - start;
        setTimeout(() => window.paints.push(paint));
      });
    });
  }).observe(main, { childList: true });
});
"""
REVEAL = """() => {
  const main = document.querySelector("#actions .main");
  (document.querySelector("#actions .give-up") ?? main).click();
}"""
DISTANCE = """async () => {
  const start = performance.now();
  await fetch("/healthz");
  return performance.now() - start;
}"""

Paint = dict[str, float]


@dataclass(frozen=True, slots=True)
class Tab:
    """A page with the stopwatch in it."""

    page: Page

    def press(self) -> Paint:
        """Press Space and give how long it took to see something else."""
        before = self.page.evaluate("window.paints.length")
        self.page.keyboard.press("Space")
        self.wait(f"window.paints.length > {before}")
        paint: Paint = self.page.evaluate("window.paints.at(-1)")
        return paint

    def wait(self, claim: str) -> None:
        """Wait until a claim holds; playwright's own wait is refused by the pages."""
        for _ in range(PATIENCE_MS // LOOK_MS):
            if self.page.evaluate(claim):
                return
            self.page.wait_for_timeout(LOOK_MS)
        sys.exit(f"waited in vain for {claim}")


def main() -> None:
    """Measure, and print the rows."""
    numbers = {"presses": 120, "pace": 1000, "delay": 300, "items": 580}
    options = measuring.options(__doc__, **numbers)
    if options.small:
        options.presses, options.pace, options.items = 2, 200, 60
    measuring.heading("ms", "median / 95 of 100 / highest")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder) / "home"
        make_studied(home, options.items, 5 * options.items, datetime.now(UTC)).close()
        serve = trainer_command("serve", "--port", "0")
        url = stack.enter_context(served(serve, home))
        playwright = stack.enter_context(sync_playwright())
        cards, swap = (stack.enter_context(tab(playwright)) for _ in range(2))
        swap.page.goto("data:text/html;charset=utf-8," + quote(SWAP))
        far_away(cards.page, options.delay)
        cards.page.goto(url + "review")
        cards.wait("document.querySelector('#main .card') !== null")
        assert cards.page.evaluate(DISTANCE) >= options.delay
        found = [
            (answer(cards, options.pace), swap.press()) for _ in range(options.presses)
        ]
    for name, until in (("frame", "in its frame"), ("task", "painted")):
        ours = [card[name] for card, _ in found]
        theirs = [text[name] for _, text in found]
        print_row(f"key press → next card {until}, {options.delay} ms", ours, theirs)


@contextmanager
def tab(playwright: Playwright) -> Iterator[Tab]:
    """Open a browser of its own, so that each page is in front."""
    with launched(playwright) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(STOPWATCH)
        yield Tab(page)


def far_away(page: Page, delay_ms: int) -> None:
    """Have each answer of the network come later."""
    conditions: dict[str, Any] = {
        "offline": False,
        "latency": delay_ms,
        "downloadThroughput": -1,
        "uploadThroughput": -1,
    }
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", conditions)


def answer(cards: Tab, pace_ms: int) -> Paint:
    """Look at the answer, wait as a person does, and press the key that goes on."""
    cards.page.wait_for_timeout(pace_ms / 2)
    cards.page.evaluate(REVEAL)
    cards.wait("document.querySelector('#main .card.answered') !== null")
    cards.page.wait_for_timeout(pace_ms / 2)
    return cards.press()


def print_row(what: str, ours: Sequence[float], theirs: Sequence[float]) -> None:
    """Print a row: the aim is how much later ours may be, at the 95th of 100."""
    more = percentile(ours, 95) - percentile(theirs, 95)
    said = f"≤ +{MORE_MS} ms", "reached" if more <= MORE_MS else "**not reached**"
    more_said = f"{more:+.1f} ms"
    cells = (what, _three(ours), "a text swapped", _three(theirs), more_said, *said)
    measuring.print_cells(*cells)


def _three(values: Sequence[float]) -> str:
    return f"{median(values):.1f} / {percentile(values, 95):.1f} / {max(values):.1f}"


if __name__ == "__main__":
    main()
