"""How much does the review page send, and how soon can it be used on a slow network?

    python benchmarks/first_load.py [--rounds 5]

Chromium opens /review with slow 3G between it and the server (400 kbit a second each
way, 400 ms for a way there and back: WebPageTest's "3G Slow"), twice in a round: with
an empty cache, then from the service worker. Usable means that a question stands and an
option, a field or a button can be pressed. The bytes are those on the wire, headers
included.

TRAINER_CHROMIUM names the browser; else one of the system is taken.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks import measuring
from benchmarks.chromium import launched
from benchmarks.http_client import served, trainer_command

SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
MOST_KB = 60
FIRST_S = 3.0
AGAIN_S = 1.0
USABLE = "document.querySelector('#main .card button, #main .card input') !== null"
# Resolves when the worker is ready to answer the next visit, or at once without one.
WORKER = """navigator.serviceWorker.getRegistration().then(
  (registration) => registration && navigator.serviceWorker.ready.then(() => true)
)"""
LOOK_MS = 10
PATIENCE = 2000  # looks


@dataclass
class Wire:
    """Counts what a page receives from the network."""

    sizes: list[float] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Slow the network of a page down, and count what comes over it."""
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_3G)
        session.on("Network.loadingFinished", self._note)

    def _note(self, event: dict[str, Any]) -> None:
        self.sizes.append(event["encodedDataLength"])

    @property
    def kb(self) -> float:
        """How many thousand bytes came."""
        return sum(self.sizes) / 1000


def main() -> None:
    """Measure, and print the rows."""
    options = measuring.options(__doc__, rounds=5)
    if options.small:
        options.rounds = 1
    measuring.heading("seconds and kB", "median (lowest–highest)")
    first, again, kb = [], [], []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        serve = trainer_command("serve", "--port", "0")
        url = stack.enter_context(served(serve, Path(folder) / "home"))
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(launched(playwright))
        for _ in range(options.rounds):
            with visitor(browser) as context:
                wire = Wire()
                first.append(visit(context, url + "review", wire))
                kb.append(wire.kb)
                again.append(visit(context, url + "review", Wire()))
    print_row("first visit: bytes on the wire (kB)", kb, MOST_KB)
    print_row("first visit: usable (s)", first, FIRST_S)
    print_row("from the service worker: usable (s)", again, AGAIN_S)


@contextmanager
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Give a browser window without history."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context
    context.close()


def visit(context: BrowserContext, url: str, wire: Wire) -> float:
    """Open a page and give the seconds until it can be used."""
    page = context.new_page()
    wire.over(page)
    page.goto(url, wait_until="commit")
    # Looks itself: the page's own timers would share its thread with what is measured.
    for _ in range(PATIENCE):
        if page.evaluate(USABLE):
            break
        page.wait_for_timeout(LOOK_MS)
    seconds: float = page.evaluate("performance.now() / 1000")
    page.wait_for_load_state("networkidle")
    page.evaluate(WORKER)
    page.close()
    return seconds


def print_row(what: str, ours: Sequence[float], most: float) -> None:
    """Print a row: the aim is a limit, since there is no peer to be slower than."""
    found = median(ours)
    said = "reached" if found <= most else "**not reached**"
    spread = str(measuring.spread(ours))
    measuring.print_cells(what, spread, "—", "—", "—", f"≤ {most:g}", said)


if __name__ == "__main__":
    main()
