"""Set up this checkout, then do one thing in it.

    python3 dev.py run [ARGUMENT…]    start the trainer on this machine
    python3 dev.py test [--slow] […]  pass the tests; the rest goes to pytest
    python3 dev.py lint               check style, types, imports, dependencies
    python3 dev.py fix                lay out the code, correct what can be
    python3 dev.py lock [--upgrade]   write requirements/*.txt anew
    python3 dev.py WORD [ARGUMENT…]   `trainer WORD …`

Needs Python 3.11 with pip, and only its standard library; knows nothing of the rules.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK_VENV = ROOT / ".venv-lock"  # holds uv, which only `lock` needs
LOCKS = ROOT / "requirements"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("deptry", "."),
    ("bandit", "-q", "-c", "pyproject.toml", "-r", "trainer", "web"),
)
FIXERS = (("ruff", "check", "--fix", "."), ("ruff", "format", "."))
# One worker takes over what another has not begun: at the end neither waits long.
WORKERS = ("-n", "2", "--dist", "worksteal")
COMPILE = (
    *("pip", "compile", "pyproject.toml", "-q", "--universal", "--python-version"),
    *("3.11", "--generate-hashes", "--no-emit-index-url", "--group", "build"),
)
LOCK_OPTIONS = {
    "run.txt": (),
    "dev.txt": ("--all-extras", "--group", "dev", "-c", "requirements/run.txt"),
}
PLAYWRIGHT_CHROMIUM = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def main() -> None:
    """Do what the command line says and exit with its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 – this file also meets older ones
        sys.exit("Il faut Python 3.11 ou plus récent pour lancer ce programme.")
    word, *arguments = sys.argv[1:] or ["run"]
    try:
        obey(word, arguments)
    except subprocess.CalledProcessError as error:
        command = shlex.join(error.cmd)
        sys.exit(f"La commande « {command} » a échoué (code {error.returncode}).")
    except KeyboardInterrupt:
        sys.exit(130)


def obey(word: str, arguments: Sequence[str]) -> None:
    """Do one word; any word not of this file's own is a trainer command."""
    if word in {"-h", "--help", "help"}:
        print(__doc__)
    elif word == "test":
        test(arguments)
    elif word == "lint":
        lint()
    elif word == "fix":
        fix()
    elif word == "lock":
        lock(arguments)
    else:
        set_up("run.txt")
        hand_over(trainer_command(word, arguments))


def test(arguments: Sequence[str]) -> None:
    """Pass the tests, the browser's among them."""
    set_up("dev.txt")
    os.environ["TRAINER_CHROMIUM"] = find_chromium() or install_chromium()
    os.chdir(ROOT)
    hand_over(pytest_command(arguments))


def lint() -> None:
    """Run every check, show each, and fail if one fails."""
    set_up("dev.txt")
    failed = [linter[:2] for linter in LINTERS if show(tool(*linter)) != 0]
    if failed:
        sys.exit("À corriger : " + ", ".join(map(" ".join, failed)) + ".")


def fix() -> None:
    """Lay out the code and correct what ruff can correct by itself."""
    set_up("dev.txt")
    for fixer in FIXERS:
        show(tool(*fixer))


def tool(name: str, *arguments: str) -> list[str]:
    """Return the command line of a program that `.venv` holds."""
    folder = Path(python_of(VENV)).parent
    return [shutil.which(name, path=str(folder)) or name, *arguments]


def lock(arguments: Sequence[str]) -> None:
    """Write the hashed requirement files from pyproject.toml.

    Without the environment variable uv would write this machine's paths into them.
    """
    python = python_of(LOCK_VENV)
    if not Path(python).exists():
        make_venv(LOCK_VENV)
    run(python, "-m", "pip", "install", "-q", "uv")
    os.environ["UV_CUSTOM_COMPILE_COMMAND"] = "python3 dev.py lock"
    for name, options in LOCK_OPTIONS.items():
        output = ("-o", f"requirements/{name}")
        run(python, "-m", "uv", *COMPILE, *options, *arguments, *output)


def trainer_command(word: str, arguments: Sequence[str]) -> list[str]:
    """Return the command line of one trainer word; `run` is `trainer serve`.

    `-P` keeps the folder in which the person stands from hiding our modules.
    """
    name = "serve" if word == "run" else word
    return [python_of(VENV), "-P", "-m", "trainer", name, *arguments]


def pytest_command(arguments: Sequence[str]) -> list[str]:
    """Return the pytest command line; long runs only with `--slow`."""
    chosen = [] if "--slow" in arguments else ["-m", "not slow"]
    others = [argument for argument in arguments if argument != "--slow"]
    return [python_of(VENV), "-m", "pytest", *WORKERS, *chosen, *others]


# The environment


def set_up(lock_name: str) -> None:
    """Have `.venv` hold what the lock says; do nothing if it already does."""
    with one_at_a_time():
        if is_fresh(lock_name) or is_fresh("dev.txt"):  # dev holds all of run
            return
        tell("Préparation de l'environnement (une minute environ, une seule fois)…")
        if read(VENV / "stamp-python") != python_stamp():
            make_venv(VENV)
            (VENV / "stamp-python").write_text(python_stamp(), encoding="utf-8")
        install(lock_name)
        stamp = VENV / f"stamp-{lock_name}"
        stamp.write_text(lock_stamp(LOCKS / lock_name), encoding="utf-8")


def is_fresh(lock_name: str) -> bool:
    """Say whether `.venv` was made from this lock, by this Python, in this folder."""
    return (
        read(VENV / "stamp-python") == python_stamp()
        and read(VENV / f"stamp-{lock_name}") == lock_stamp(LOCKS / lock_name)
        and Path(python_of(VENV)).exists()
    )


def python_stamp() -> str:
    """Return what a virtual environment depends on: it cannot be moved."""
    return f"{sys.version}\n{ROOT}\n"


def lock_stamp(lock_file: Path) -> str:
    """Return a digest that changes with the lock and with the project's own data."""
    project = (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(lock_file.read_bytes() + project).hexdigest()


def make_venv(folder: Path) -> None:
    """Make an empty virtual environment with pip, with or without ensurepip.

    Debian's Python has no ensurepip before python3-venv is installed.
    """
    command = (sys.executable, "-m", "venv", "--clear", str(folder))
    if importlib.util.find_spec("ensurepip"):
        run(*command)
    elif importlib.util.find_spec("pip"):
        run(*command, "--without-pip")
        pip = (sys.executable, "-m", "pip", "--python", python_of(folder))
        run(*pip, "install", "-q", "--disable-pip-version-check", "pip")
    else:
        sys.exit("Il manque pip : installez-le (Debian : apt install python3-venv).")


def install(lock_name: str) -> None:
    """Install exactly what the lock says, then this checkout, editable."""
    pip = (python_of(VENV), "-m", "pip", "--disable-pip-version-check", "install", "-q")
    run(*pip, "--require-hashes", "-r", str(LOCKS / lock_name))
    run(*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT))


def python_of(venv: Path) -> str:
    """Return the path of a virtual environment's Python."""
    return str(venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second start wait until the first has set up."""
    with (ROOT / ".venv.lock").open("w") as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# The browser


def find_chromium() -> str | None:
    """Return a Chromium that starts: the one asked for, the system's, playwright's."""
    named = os.environ.get("TRAINER_CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in BROWSERS]
    working = (path for path in found if path and starts(path))
    return next(working, None) or playwright_chromium()


def playwright_chromium() -> str | None:
    command = [python_of(VENV), "-c", PLAYWRIGHT_CHROMIUM]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    path = told.stdout.strip()
    return path if path and starts(path) else None


def starts(browser: str) -> bool:
    """Say whether it is a real browser: Ubuntu's may be a notice to install one."""
    try:
        told = subprocess.run([browser, "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return told.returncode == 0


def install_chromium() -> str:
    """Install a Chromium and return its path, or exit with the command to run."""
    if Path("/etc/debian_version").exists() and os.geteuid() == 0:
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        show(("apt-get", "update", "-q"))
        show(("apt-get", "install", "-q", "-y", "chromium"))
    by_playwright = (python_of(VENV), "-m", "playwright", "install", "chromium")
    if not find_chromium():
        show(by_playwright)
    return find_chromium() or sys.exit(
        "Les tests ont besoin de Chromium. Installez-le, puis relancez : "
        f"sudo apt-get install chromium, ou {shlex.join(by_playwright)}"
    )


# Other programs


def hand_over(command: list[str]) -> NoReturn:
    """End as the command: its signals, its output, and its exit code are ours."""
    if os.name == "nt":  # exec on Windows returns to the prompt at once
        sys.exit(subprocess.call(command))
    sys.stdout.flush()
    os.execv(command[0], command)


def run(*command: str) -> None:
    """Run a command in the checkout and raise if it fails."""
    tell("+ " + shlex.join(command))
    subprocess.run(command, check=True, cwd=ROOT)


def show(command: Sequence[str]) -> int:
    """Run a command in the checkout and return its exit code, 127 if there is none."""
    tell("+ " + shlex.join(command))
    try:
        return subprocess.call(command, cwd=ROOT)
    except FileNotFoundError:
        return 127


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
