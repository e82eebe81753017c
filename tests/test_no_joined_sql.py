"""No statement is put together from words that come from outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TAKERS = ("text", "exec_driver_sql", "execute", "scalar", "scalars", "executescript")
# Names of pragmas and tables of our own, which no statement takes as a parameter.
ALLOWED = {"db.py", "engines.py", "backup_reading.py", "restoring.py"}


def joined() -> Iterator[str]:
    for path in sorted((*ROOT.glob("trainer/**/*.py"), *ROOT.glob("web/**/*.py"))):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and path.name not in ALLOWED:
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in TAKERS and is_joined(node.args[0]):
                    yield f"{place}:{node.lineno}"


def is_joined(node: ast.expr) -> bool:
    """Say whether a text is put together where it stands."""
    if isinstance(node, ast.Call):
        return getattr(node.func, "attr", "") in ("format", "join", "replace")
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.Mod, ast.Add))
    return isinstance(node, ast.JoinedStr)


def test_no_statement_is_put_together() -> None:
    assert list(joined()) == []


def test_what_is_put_together_is_seen() -> None:
    for source in ('f"SELECT {x}"', '"SELECT %s" % x', '"SELECT {}".format(x)'):
        assert is_joined(ast.parse(source, mode="eval").body)
