"""What the views of one app share: the configuration, the database and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app

from trainer.config import Config, Reach
from trainer.db import Database
from trainer.passwords import Passwords
from trainer.quotas import Quotas

_NAME = "trainer"


@dataclass(frozen=True, slots=True)
class Context:
    """What an app works with; `is_class`: for people who sign in."""

    config: Config
    database: Database
    clock: Callable[[], datetime]
    is_class: bool = False
    passwords: Passwords = field(default_factory=Passwords)
    quotas: Quotas = field(default_factory=Quotas)


def utc_now() -> datetime:
    """Read the clock; the pages are one of the two places that may."""
    return datetime.now(UTC)


def attach(app: Flask, context: Context) -> None:
    """Give an app what its views work with."""
    app.extensions[_NAME] = context


def context_of(app: Flask) -> Context:
    """Give what an app works with."""
    return cast(Context, app.extensions[_NAME])


def reach_of_app(app: Flask) -> Reach:
    """Give from where an app is reached; one that is none of ours, from here alone."""
    context = app.extensions.get(_NAME)
    return context.config.reach if isinstance(context, Context) else Reach()


def is_class_app(app: Flask) -> bool:
    """Say whether an app is for people who sign in; one that is none of ours is not."""
    context = app.extensions.get(_NAME)
    return isinstance(context, Context) and context.is_class


def database() -> Database:
    """Give the database of this request's app."""
    return context_of(current_app).database


def config() -> Config:
    """Give the configuration of this request's app."""
    return context_of(current_app).config


def is_class() -> bool:
    """Say whether this request's app is for people who sign in."""
    return is_class_app(current_app)


def quotas() -> Quotas:
    """Give what each person may have and send, on this request's app."""
    return context_of(current_app).quotas


def passwords() -> Passwords:
    """Give what hashes passwords for all requests of this app."""
    return context_of(current_app).passwords


def now() -> datetime:
    """Give the time of this request's app."""
    return context_of(current_app).clock()
