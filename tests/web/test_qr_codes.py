"""QR codes: read back module by module, as a phone does it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
import segno

from web.qr_codes import QUIET_ZONE, qr_code

URL = "https://revision.lycee.example/join?code=7K3MXQ9D"
_STEP = re.compile(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?")


def modules(svg: str) -> list[list[int]]:
    """Give the modules that a drawing shows, 1 where it is dark, without the white."""
    root = ElementTree.fromstring(svg)
    ground, dark = root.findall("path")
    size = int(root.attrib["viewBox"].split()[2])
    assert (ground.get("fill"), dark.get("stroke")) == ("#fff", "#000")
    assert ground.get("d") == f"M0 0h{size}v{size}h-{size}z"
    shown = [[0] * size for _ in range(size)]
    x = y = 0.0
    for step, first, second in _STEP.findall(dark.attrib["d"]):
        if step == "h":
            for column in range(int(x), int(x + float(first))):
                shown[int(y)][column] = 1
            x += float(first)
        elif step == "M":
            x, y = float(first), float(second)
        else:
            x, y = x + float(first), y + float(second)
    inside = slice(QUIET_ZONE, -QUIET_ZONE)
    assert sum(map(sum, shown)) == sum(sum(row[inside]) for row in shown[inside])
    return [row[inside] for row in shown[inside]]


@pytest.mark.parametrize("url", [URL, "http://127.0.0.1:8000/join?code=0"])
def test_a_drawing_is_the_code_of_its_address(url: str) -> None:
    shown = modules(qr_code(url))

    assert shown == [list(row) for row in segno.make_qr(url, error="m").matrix]
    assert shown != [list(row) for row in segno.make_qr(f"{url}1", error="m").matrix]


def test_a_drawing_has_white_of_four_modules_around_it() -> None:
    size = int(re.findall(r'viewBox="0 0 (\d+) ', qr_code(URL))[0])

    assert size == len(modules(qr_code(URL))) + 2 * 4


def test_a_drawing_has_neither_style_nor_script_nor_words() -> None:
    drawing = qr_code('https://x.example/join?code="><script>alert(1)</script>')

    assert set(re.findall(r"<(\w+)", drawing)) == {"svg", "path"}
    assert not re.search(r"style|class|on\w+=|alert", drawing)
