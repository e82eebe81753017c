"""The pages: a Flask application around the stories of `trainer`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from trainer.config import Config

_FOLDER = Path(__file__).parent


def create_app(config: Config, clock: Callable[[], datetime] | None = None) -> Flask:
    """Make the app, on an open database with a learner and decks to begin with.

    Args:
        config: where the data are.
        clock: gives the time in UTC (default: the clock of the system).
    """
    # Here, since the command line wants `web.i18n` without half a second of Flask.
    from flask import Flask

    from trainer.db import open_database
    from trainer.first_use import prepare
    from web.api import api
    from web.assets import serve_static_files
    from web.cards import cards
    from web.content import content
    from web.context import Context, attach, utc_now
    from web.day_plans import day_plans
    from web.errors import answer_errors
    from web.my_data import my_data
    from web.progress import progress
    from web.pwa import pwa
    from web.security import protect
    from web.settings import settings
    from web.study import study
    from web.templating import set_up_templates
    from web.transfer import transfer

    app = Flask("web", static_folder=None)
    app.config["LANGUAGE"] = config.language
    context = Context(config, open_database(config), clock or utc_now)
    prepare(context.database, context.clock())
    attach(app, context)
    protect(app, config.home).exempt(api)  # it has another check, which never expires
    answer_errors(app)
    set_up_templates(app)
    serve_static_files(app, _FOLDER / "static")
    learning = (study, day_plans, cards, progress, settings, my_data)
    for pages in (*learning, content, transfer, api, pwa):
        app.register_blueprint(pages)
    return app
