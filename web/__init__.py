"""The pages: a Flask application around the stories of `trainer`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask
    from flask_wtf.csrf import CSRFProtect

    from trainer.config import Config
    from trainer.passwords import Passwords

PAGES = (
    *("study", "day_plans", "cards", "progress", "settings", "my_data", "anki"),
    *("classrooms", "class_lists", "joining", "projector", "assignments"),
    *("monday", "topics", "confusions", "questions", "class_exports"),
    *("content", "plans", "editor", "versions", "deck_states"),
    *("privacy", "accounts", "transfer", "api", "pwa", "well_known"),
)
"""The modules of the pages; each has a blueprint of its own name."""

_FOLDER = Path(__file__).parent


def create_app(
    config: Config,
    clock: Callable[[], datetime] | None = None,
    *,
    passwords: Passwords | None = None,
) -> Flask:
    """Make the app, on an open database with a learner and decks to begin with.

    Args:
        config: where the data are.
        clock: gives the time in UTC (default: the clock of the system).
        passwords: what hashes them (default: with the parameters of the program).
    """
    # Here, since the command line wants `web.i18n` without half a second of Flask.
    from flask import Flask

    from trainer.db import open_database
    from trainer.erasing import erase_again
    from trainer.first_use import prepare
    from trainer.passwords import Passwords
    from web.assets import pack_pages, serve_static_files
    from web.context import Context, attach, utc_now
    from web.doors import guard
    from web.errors import answer_errors
    from web.security import protect
    from web.templating import set_up_templates

    app = Flask("web", static_folder=None)
    app.config["LANGUAGE"] = config.language
    database = open_database(config)
    context = Context(
        config,
        database,
        clock or utc_now,
        config.is_class,
        passwords or Passwords(),
    )
    erase_again(database, config.home)
    prepare(context.database, context.clock())
    attach(app, context)
    tokens = protect(app, config)
    guard(app)
    answer_errors(app)
    set_up_templates(app)
    serve_static_files(app, _FOLDER / "static")
    pack_pages(app)
    register_pages(app, tokens)
    return app


def register_pages(app: Flask, tokens: CSRFProtect) -> None:
    """Give an app all its addresses: a blueprint a module, by the module's name."""
    for name in PAGES:
        pages = getattr(import_module(f"web.{name}"), name)
        if name == "api":
            tokens.exempt(pages)  # it has another check, which never expires
        app.register_blueprint(pages)
