"""How this device shows the pages: language, light or dark, number of buttons.

Kept in cookies, since they belong to the device and not to what is learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

from flask import Response, current_app, g, request

from trainer.core.model import Message
from web import i18n
from web.i18n import LANGUAGES, Language

Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = get_args(Theme)
BUTTONS = (2, 4)
_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the reader chose, or what the browser asks for."""

    language: Language
    theme: Theme = "auto"
    buttons: int = 2


def preferences() -> Preferences:
    """Read the preferences that came with this request; odd values count as none."""
    cookies = request.cookies
    theme = cookies.get("theme", "auto")
    return Preferences(
        language=language(),
        theme=theme if theme in THEMES else "auto",
        buttons=4 if cookies.get("buttons") == "4" else 2,
    )


def language() -> Language:
    """Give the language of this request: cookie, else browser, else the program's."""
    if "language" not in g:
        kept = request.cookies.get("language")
        g.language = kept if kept in LANGUAGES else _asked_for()
    return cast(Language, g.language)


def _asked_for() -> str:
    # Not `best_match`: it would take English for "fr-CH, en;q=0.5".
    asked = (tag[:2].lower() for tag in request.accept_languages.values())
    fallback: str = current_app.config["LANGUAGE"]
    return next((tag for tag in asked if tag in LANGUAGES), fallback)


def translate(sentence: Message) -> str:
    """Say a message in the language of this request."""
    return i18n.translate(sentence, language())


def keep(response: Response, chosen: Preferences) -> None:
    """Have the browser keep the preferences for a year."""
    values = {
        "language": chosen.language,
        "theme": chosen.theme,
        "buttons": str(chosen.buttons),
    }
    for name, value in values.items():
        response.set_cookie(name, value, max_age=_YEAR_S, httponly=True, samesite="Lax")
