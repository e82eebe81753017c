"""How a page is looked at: both themes, three widths, by axe and by its own width."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.contrast import ONCE_FOR_ALIKE

SCHEMES = ("light", "dark")
ZOOMED = "200 %"
SIZES = {"1280 px": (1280, 800), ZOOMED: (640, 400), "360 px": (360, 740)}
COLOURS = ("color-contrast", "link-in-text-block")
ENABLED = {
    "target-size": {"enabled": True},
    "label-content-name-mismatch": {"enabled": True},
}
ALL_RULES: dict[str, object] = {"rules": ENABLED}
# A theme changes colours alone: what other rules see was seen in the light.
COLOUR_RULES: dict[str, object] = {"runOnly": COLOURS}
# A zoomed window changes places alone: what it shows the wide or the narrow one shows.
PLACE_RULES: dict[str, object] = {
    "rules": ENABLED | {rule: {"enabled": False} for rule in COLOURS}
}


@dataclass(frozen=True, slots=True)
class Look:
    """A theme and a window."""

    scheme: str
    size: str

    def take(self, page: Page) -> None:
        """Show a page so, without loading it again."""
        width, height = SIZES[self.size]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=self.scheme)  # type: ignore[arg-type]  # one of SCHEMES

    @property
    def rules(self) -> dict[str, object]:
        """What is looked for that no other look has seen."""
        if self.scheme == "dark":
            return COLOUR_RULES
        return PLACE_RULES if self.size == ZOOMED else ALL_RULES

    def __str__(self) -> str:
        return f"{self.scheme}, {self.size}"


LOOKS = tuple(
    Look(scheme, size)
    for size in SIZES
    for scheme in SCHEMES
    if (scheme, size) != ("dark", ZOOMED)
)
PHONE = tuple(look for look in LOOKS if look.size == "360 px")
# A window as one that is zoomed to 200 %: two device pixels for each.
SHARP: dict[str, object] = {"device_scale_factor": 2, "reduced_motion": "reduce"}


def faults(page: Page, looks: Sequence[Look] = LOOKS) -> list[str]:
    """Give what is wrong with a page as it stands, in these looks."""
    page.wait_for_load_state()
    found = []
    for look in looks:
        look.take(page)
        here = (*violations(page, look.rules), *too_wide(page))
        found += [f"{look}: {fault}" for fault in here]
    return found


def violations(page: Page, rules: dict[str, object] | None = None) -> list[str]:
    """Give what axe finds, in short."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(Axe().axe_script)
        page.evaluate(ONCE_FOR_ALIKE)
    options = {"resultTypes": ["violations"]} | (rules or ALL_RULES)
    found = page.evaluate(f"runAxe({json.dumps(options)}).then({IN_SHORT})")
    return [f"{page.url} {line}" for line in found]


def too_wide(page: Page) -> list[str]:
    """Give what sticks out of a page that scrolls sideways."""
    return [f"{page.url} too wide: {html}" for html in page.evaluate(TOO_WIDE)]


IN_SHORT = """
({ violations }) => violations.flatMap(({ id, nodes }) =>
  nodes.map(({ html, any }) => `${id}: ${html.slice(0, 120)} ${any[0]?.message ?? ""}`))
  // What is under the bar of buttons now is reached by scrolling.
  .filter((line) => !line.includes("partially obscured"))
"""
TOO_WIDE = """
document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth)
    .filter((element) => !element.closest(".table-box *, .chart-box *"))
    .map((element) => element.outerHTML.slice(0, 120))
"""
