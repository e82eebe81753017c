"""The list of attacks names tests that are there, and every attack to defend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs/security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT)))
# Those that the threat model calls a must, but for media, which we do not take.
MUST = (*range(1, 6), *range(7, 19), *range(20, 32), 33, 34)


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_named_test_is_there(path: str, name: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")

    assert re.search(rf"^def {name}\(", source, re.MULTILINE)


@pytest.mark.parametrize("number", MUST)
def test_every_attack_has_a_defence_and_a_test(number: int) -> None:
    (line,) = re.findall(rf"^\| T{number} .*$", TEXT, re.MULTILINE)

    assert "::test_" in line
