"""A teacher's hour goes as the script of it does, and as its document shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.chromium import chromium_path
from tests.browser.pdf_text import text_of

DOCS = Path(__file__).parents[2] / "docs"
SCRIPT = DOCS / "teachers_hour.py"
SAID = """\
 1. a paper and its key are chosen
 2. 2 problems are reported
 3. both are repaired in the editor
 4. the plan adds 18 questions
 5. the paper is stored, its key is vouched for
 6. a class learns the paper
 7. 3 slips are there to hand out
 8. Monday, fit for a projector: no name, nothing of so few
 9. Monday, for the teacher alone
10. what the class confuses most stands first
11. who confuses them: Inès Garcia, Maël Nguyen, Zoé Martin
12. the class has cards to tell them apart
13. Inès Garcia finds them on the phone
14. Monday is printed
"""
REASON = re.compile(r"— (.*)")


def test_a_teacher_goes_from_a_paper_to_a_printed_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINER_CHROMIUM", chromium_path())
    monkeypatch.setenv("PYTHONUTF8", "1")

    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=110,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout == SAID
    assert {path.name for path in tmp_path.glob("*.png")} == shown()
    printed = text_of((tmp_path / "hour-printed.pdf").read_bytes())
    printed = printed.replace("\u00a0", " ")
    assert "2de Hôtellerie" in printed
    assert "Chef de rang ou Commis de salle ?" in printed
    for secret in ("Inès", "Maël", "Zoé", "[x]", *reasons()):
        assert secret not in printed


def test_the_document_shows_every_picture_of_the_hour() -> None:
    assert shown() == {path.name for path in (DOCS / "pictures").glob("hour-*.png")}
    assert len(shown()) == len(SAID.splitlines())


def shown() -> set[str]:
    """The pictures of the document."""
    text = (DOCS / "teachers-hour.md").read_text("utf-8")
    return set(re.findall(r'src="pictures/([^"]+)"', text))


def reasons() -> list[str]:
    """What the key alone says."""
    key = (DOCS / "hour_paper" / "restaurant.key.md").read_text("utf-8")
    found = REASON.findall(key)
    assert len(found) == 10
    return found
