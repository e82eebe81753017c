"""Commands as real processes: what they import, their terminal, their files."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.commanding import BUILT_IN, Run, at_a_terminal, python, write_deck
from tests.commanding import deck as deck  # a fixture, used by its name
from tests.commanding import run as run  # a fixture, used by its name


def test_help_imports_nothing_heavy() -> None:
    loaded = modules_after("--help")

    heavy = {"flask", "sqlalchemy", "pydantic", "rich", "babel", "web"}
    assert "click" in loaded
    assert loaded.isdisjoint(heavy)


def test_check_needs_no_database(deck: Path) -> None:
    loaded = modules_after("check", str(deck))

    assert "trainer.reports" in loaded
    assert loaded.isdisjoint({"flask", "sqlalchemy.orm", "pydantic", "genanki"})


def test_signs_that_a_pipe_cannot_hold_are_written_as_numbers() -> None:
    command = ("-m", "trainer", "check", str(BUILT_IN), "--json")

    done = python(*command, encoding="cp850")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["points"] == 100


def test_a_progress_bar_is_for_a_person(deck: Path, tmp_path: Path, run: Run) -> None:
    other = write_deck(tmp_path / "autre")

    told = run("import", deck, other)

    assert told.err == ""
    if sys.platform != "win32":
        assert "%" in at_a_terminal("import", deck, other, home=tmp_path / "else")


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
def test_whatever_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)  # as it was made by hand, before the first start

    done = python(
        "-m", "trainer", "backup", str(tmp_path / "saved.db"), home=home, umask=0o022
    )

    made = {each.name: each.stat().st_mode & 0o077 for each in home.iterdir()}
    assert done.returncode == 0, done.stderr
    assert "trainer.db" in made
    assert set(made.values()) == {0}
    assert (tmp_path / "saved.db").stat().st_mode & 0o077 == 0


def modules_after(*arguments: str) -> set[str]:
    """Return the modules that a command has loaded when it is done."""
    code = (
        "import atexit, sys\n"
        "from trainer.cli import main\n"
        "atexit.register(lambda: print(*sys.modules))\n"
        "main(sys.argv[1:])\n"
    )
    done = python("-c", code, *arguments)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())
