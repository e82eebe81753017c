"""A script or a style sheet with all that it imports, as one text.

Over a slow network each file costs a way there and back, and many small ones compress
badly. The sources stay modules: this only puts them one after the other, each script in
a scope of its own.
"""

from __future__ import annotations

import re
from pathlib import Path

_COMMENT = re.compile(
    r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE
)
_SHEET = re.compile(r'^@import "(?P<path>[^"\n]+)";\n', re.MULTILINE)
_IMPORT = re.compile(
    r"^import (?:(?:\* as (?P<all>\w+)|(?P<names>\{[^{}]*\})) from )?"
    r'"(?P<path>[^"\n]+)";\n',
    re.MULTILINE,
)
_EXPORT = re.compile(
    r"^export (?=(?:async )?(?:const|class|function) (?P<name>\w+))", re.M
)
_MODULE_WORD = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def bundle(path: Path) -> str:
    """Give a `.js` or `.css` file with what it imports before it, and no comments.

    Raises:
        ValueError: a script imports or exports in a form that is not understood, or
            scripts import each other in a ring.
    """
    if path.suffix == ".css":
        return _sheets(path)
    modules = _modules(path, (), {})
    return "".join(modules.values())


def short(path: Path) -> str:
    """Give a script or a style sheet without the comments on lines of their own.

    What stands beside code stays: there a sign of a comment can be part of a text.
    """
    return _COMMENT.sub("", path.read_text("utf-8"))


def _sheets(path: Path) -> str:
    def imported(found: re.Match[str]) -> str:
        return _sheets(path.parent / found["path"])

    return _SHEET.sub(imported, short(path))


def _modules(
    path: Path, within: tuple[Path, ...], done: dict[Path, str]
) -> dict[Path, str]:
    """Add a script to those that are done, after those that it imports."""
    path = path.resolve()
    if path in within:
        ring = " → ".join(each.name for each in (*within, path))
        raise ValueError(f"scripts import each other: {ring}")
    if path in done:
        return done
    source = short(path)
    for found in _IMPORT.finditer(source):
        _modules(path.parent / found["path"], (*within, path), done)

    def taken(found: re.Match[str]) -> str:
        module = _scope((path.parent / found["path"]).resolve())
        if found["all"]:
            return f"const {found['all']} = {module};\n"
        if found["names"]:
            return f"const {found['names'].replace(' as ', ': ')} = {module};\n"
        return ""

    exported = [found["name"] for found in _EXPORT.finditer(source)]
    body = _EXPORT.sub("", _IMPORT.sub(taken, source))
    if left := _MODULE_WORD.search(body):
        raise ValueError(f"{path.name}: not understood: {left[0]}")
    # An arrow that waits, since a module may wait at its top level.
    done[path] = (
        f"const {_scope(path)} = await (async () => {{\n"
        f"{body}return {{ {', '.join(exported)} }};\n}})();\n"
    )
    return done


def _scope(path: Path) -> str:
    return "$" + re.sub(r"\W", "_", path.stem)
