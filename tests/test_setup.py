"""Set-up and packaging: `dev.py`, the locks, and what a wheel carries."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import dev
from trainer import resources

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def requirements_of(lock: Path) -> list[str]:
    """Return the requirements of a lock, each with its hashes on one line."""
    joined = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if re.match(r"[a-z]", line)]


# Words


def test_run_is_trainer_serve_with_its_arguments() -> None:
    command = dev.trainer_command("run", ["--port", "0"])

    assert command[1:] == ["-P", "-m", "trainer", "serve", "--port", "0"]


def test_any_other_word_is_a_trainer_command() -> None:
    command = dev.trainer_command("check", ["decks/x"])

    assert command[1:] == ["-P", "-m", "trainer", "check", "decks/x"]


def test_long_runs_are_left_out_by_default() -> None:
    command = dev.pytest_command([])

    assert command[1:] == ["-m", "pytest", *dev.WORKERS, "-m", "not slow"]


def test_slow_adds_the_long_runs_and_is_not_for_pytest() -> None:
    command = dev.pytest_command(["--slow", "tests/core", "-n", "0"])

    assert command[1:] == ["-m", "pytest", *dev.WORKERS, "tests/core", "-n", "0"]


@pytest.mark.parametrize("word", ["run", "test", "lint", "fix", "lock"])
def test_make_knows_the_same_words(word: str) -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()

    assert f"{word}: ; python3 dev.py {word}" in lines


# Locks


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_has_a_version_and_a_hash(lock: Path) -> None:
    loose = [
        line
        for line in requirements_of(lock)
        if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    ]

    assert requirements_of(lock)
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_name_no_host_and_no_folder(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    assert not re.search(r"https?:|--(extra-)?index-url|--find-links|file:|/\w+/", text)


def test_dev_lock_holds_the_run_lock() -> None:
    run, dev_set = (
        {line.split()[0] for line in requirements_of(ROOT / "requirements" / name)}
        for name in ("run.txt", "dev.txt")
    )

    assert run <= dev_set


def test_run_lock_holds_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        re.split(r"[<>=\[; ]", dependency)[0]
        for dependency in project["project"]["dependencies"]
    }
    locked = {
        line.split("==")[0] for line in requirements_of(ROOT / "requirements/run.txt")
    }

    assert wanted <= locked


def test_stamp_changes_when_the_lock_changes(tmp_path: Path) -> None:
    lock = tmp_path / "run.txt"
    lock.write_text("click==8.5.1", encoding="utf-8")
    before = dev.lock_stamp(lock)

    assert dev.lock_stamp(lock) == before
    lock.write_text("click==8.5.2", encoding="utf-8")
    assert dev.lock_stamp(lock) != before


# Environment


def test_environment_without_ensurepip_still_gets_pip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(dev, "run", lambda *command: commands.append(command))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == "pip" or None)

    dev.make_venv(tmp_path / "venv")

    assert commands[0][-1] == "--without-pip"
    assert commands[1][1:4] == ("-m", "pip", "--python")
    assert commands[1][-1] == "pip"


def test_environment_without_ensurepip_or_pip_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(SystemExit, match="apt install python3-venv"):
        dev.make_venv(tmp_path / "venv")


def test_a_browser_that_does_not_start_is_none(tmp_path: Path) -> None:
    notice = tmp_path / "chromium-browser"
    notice.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    notice.chmod(0o755)

    assert not dev.starts(str(notice))
    assert not dev.starts(str(tmp_path / "absent"))
    assert dev.starts(sys.executable)


def test_the_browser_that_is_asked_for_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRAINER_CHROMIUM", sys.executable)

    assert dev.find_chromium() == sys.executable


# Data files


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a trainer package that was installed somewhere else."""
    package = tmp_path / "site-packages" / "trainer"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "PACKAGE", package)
    return package


def test_checkout_finds_decks_and_migrations_beside_the_package() -> None:
    assert resources.decks_folder() == ROOT / "decks"
    assert resources.migrations_folder() == ROOT / "migrations"


def test_bundled_decks_come_before_those_beside_the_package(installed: Path) -> None:
    bundled = installed / "_bundled" / "decks"
    for place in (bundled, installed.parent / "decks"):
        place.mkdir(parents=True)

    assert resources.decks_folder() == bundled


@pytest.mark.usefixtures("installed")
def test_missing_data_files_are_named_with_both_places() -> None:
    with pytest.raises(FileNotFoundError, match=r"migrations: .*_bundled.* nor "):
        resources.migrations_folder()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the names of the files in a wheel built from this checkout."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    subprocess.run([*command, "-d", str(target)], cwd=ROOT, check=True)
    with zipfile.ZipFile(next(target.glob("*.whl"))) as archive:
        return archive.namelist()


@pytest.mark.parametrize(
    "file",
    [
        "trainer/_bundled/decks/metiers-data/exam.md",
        "trainer/_bundled/decks/metiers-data/key.md",
        "trainer/_bundled/decks/metiers-data/deck.toml",
        "trainer/_bundled/migrations/env.py",
        "web/static/styles/style.css",
    ],
)
def test_wheel_carries(wheel: list[str], file: str) -> None:
    assert file in wheel


def test_wheel_carries_templates_and_schema_changes(wheel: list[str]) -> None:
    names = "\n".join(wheel)

    assert re.search(r"^web/templates/.*\.html$", names, re.MULTILINE)
    assert re.search(r"^trainer/_bundled/migrations/versions/.*\.py$", names, re.M)


def test_wheel_puts_nothing_else_at_top_level(wheel: list[str]) -> None:
    top = {name.split("/")[0] for name in wheel if ".dist-info/" not in name}

    assert top == {"trainer", "web"}
    assert not [name for name in wheel if "__pycache__" in name]
