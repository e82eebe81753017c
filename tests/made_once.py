"""What a program makes once at its start, and tests would make for each app anew.

Nothing here depends on a configuration or on data: an app and a database of a test get
the same as they would make, from the first test that made it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, create_engine
from werkzeug.routing import Rule

import trainer.engines
import web.assets


@contextmanager
def kept(folder: Path) -> Iterator[None]:
    """Keep templates (in a folder), addresses, static files, and statements."""
    with pytest.MonkeyPatch.context() as patch:
        templates = FileSystemBytecodeCache(str(folder))
        patch.setitem(Flask.jinja_options, "bytecode_cache", templates)
        patch.setattr(Rule, "_compile_builder", kept_builders())
        patch.setattr(web.assets, "_packed_texts", kept_texts())
        patch.setattr(trainer.engines, "create_engine", engine_of_kept_statements())
        yield


def kept_builders() -> Callable[..., object]:
    """Keep the functions that werkzeug compiles to build the addresses of a rule."""
    compiled = Rule._compile_builder
    builders: dict[tuple[object, ...], object] = {}

    def builder_of(rule: Rule, append_unknown: bool = True) -> object:
        defaults = tuple((rule.defaults or {}).items())
        key = (rule.rule, rule.subdomain, rule.host, defaults, append_unknown)
        if key not in builders:
            builders[key] = compiled(rule, append_unknown)
        return builders[key]

    return builder_of


def kept_texts() -> Callable[[Path], dict[str, bytes]]:
    """Keep the packed texts of a folder, as long as its files stay the same."""
    packed_texts = web.assets._packed_texts

    @cache
    def texts_of(folder: Path, version: str) -> dict[str, bytes]:
        return packed_texts(folder)

    return lambda folder: texts_of(folder, web.assets.folder_version(folder))


def engine_of_kept_statements() -> Callable[..., Engine]:
    """Let the engines of a dialect share the SQL that statements are compiled to."""
    shared: dict[str, Statements] = {}

    def engine(*arguments: Any, **options: Any) -> Engine:
        made = create_engine(*arguments, **options)
        statements = shared.setdefault(made.dialect.name, Statements())
        made.update_execution_options(compiled_cache=statements)
        return made

    return engine


class Statements(dict[Any, Any]):
    """Compiled statements by all of SQLAlchemy's key but the engine's own dialect."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1:], value)
