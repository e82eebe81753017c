"""What the README says can be done as it says."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exams import read, said
from trainer.core.items import Kind

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NOT_TRAINER = {"run", "test", "serve", "WORD"}  # serve: until it is stopped
ANSWERS = {"review": "q\n"}  # what a person types


def commands() -> Iterator[list[str]]:
    """Give the trainer commands of the README, in their order."""
    for _, block in BLOCK.findall(README):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:2] == ["python3", "dev.py"] and words[2] not in NOT_TRAINER:
                yield words[2:]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Make a folder with the built-in deck and the README's own example of a paper."""
    shutil.copytree(ROOT / "decks", tmp_path / "decks")
    (example,) = [text for kind, text in BLOCK.findall(README) if kind == "markdown"]
    (tmp_path / "my-exam.md").write_text(example, encoding="utf-8")
    return tmp_path


def test_commands_of_the_readme_work_in_their_order(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINER_HOME", str(place / "home"))
    found = list(commands())

    failed = {
        " ".join(words): done.stderr
        for words in found
        if (done := run(words, place)).returncode != 0
    }

    assert failed == {}
    assert len(found) >= 6
    assert (place / "metiers.apkg").exists()
    assert (place / "my-exam.key.md").exists()


def test_every_command_is_named_in_the_readme() -> None:
    listed = re.search(r"`trainer WORD …`: (.*?)\. Reading", README, re.DOTALL)
    assert listed is not None
    named = set(re.findall(r"`([a-z-]+)`", listed[1]))

    done = run(["--help"], ROOT)

    offered = set(re.findall(r"^  ([a-z][a-z-]*)  ", done.stdout, re.MULTILINE))
    assert named == offered


def test_links_of_the_documents_lead_somewhere() -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]

    broken = [
        (document.name, link)
        for document in documents
        for link in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8"))
        if "://" not in link and not (document.parent / link).exists()
    ]

    assert broken == []


def run(words: list[str], place: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trainer", *words],
        cwd=place,
        input=ANSWERS.get(words[0], ""),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_example_of_the_exam_format_is_a_deck_without_a_mistake() -> None:
    text = (ROOT / "docs" / "exam-format.md").read_text(encoding="utf-8")
    blocks = [re.sub(r" +← .*", "", block) for _, block in BLOCK.findall(text)]

    parsed = read(*blocks)

    assert said(parsed) == []
    assert {item.kind for item in parsed.items} == set(Kind)
    assert all(item.answer for item in parsed.items)
