"""How this device shows the pages: language, colours, size of text, motion, buttons.

Kept in cookies, since they belong to the device and not to what is learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, cast, get_args

from flask import Response, current_app, g, request

from trainer.core.messages import Message
from web import i18n
from web.i18n import LANGUAGES, Language

Theme = Literal["auto", "light", "dark"]
TextSize = Literal["normal", "large", "larger"]
Motion = Literal["auto", "reduced"]
THEMES: tuple[Theme, ...] = get_args(Theme)
TEXT_SIZES: tuple[TextSize, ...] = get_args(TextSize)
MOTIONS: tuple[Motion, ...] = get_args(Motion)
_YEAR_S = 365 * 24 * 3600

_Choice = TypeVar("_Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the reader chose, or what the browser asks for."""

    language: Language
    theme: Theme = "auto"
    buttons: int = 2
    text_size: TextSize = "normal"
    motion: Motion = "auto"


def preferences() -> Preferences:
    """Read the preferences that came with this request; odd values count as none."""
    return Preferences(
        language=language(),
        theme=_kept("theme", THEMES),
        buttons=4 if request.cookies.get("buttons") == "4" else 2,
        text_size=_kept("text_size", TEXT_SIZES),
        motion=_kept("motion", MOTIONS),
    )


def language() -> Language:
    """Give the language of this request: cookie, else browser, else the program's."""
    if "language" not in g:
        kept = request.cookies.get("language")
        g.language = kept if kept in LANGUAGES else _asked_for()
    return cast(Language, g.language)


def translate(sentence: Message) -> str:
    """Say a message in the language of this request."""
    return i18n.translate(sentence, language())


def keep(response: Response, chosen: Preferences) -> None:
    """Have the browser keep the preferences for a year."""
    values = {
        "language": chosen.language,
        "theme": chosen.theme,
        "buttons": str(chosen.buttons),
        "text_size": chosen.text_size,
        "motion": chosen.motion,
    }
    for name, value in values.items():
        response.set_cookie(name, value, max_age=_YEAR_S, httponly=True, samesite="Lax")


def _kept(name: str, choices: Sequence[_Choice]) -> _Choice:
    """Give the choice that a cookie holds, else the first one."""
    kept = request.cookies.get(name)
    return next((choice for choice in choices if choice == kept), choices[0])


def _asked_for() -> str:
    # Not `best_match`: it would take English for "fr-CH, en;q=0.5".
    asked = (tag[:2].lower() for tag in request.accept_languages.values())
    fallback: str = current_app.config["LANGUAGE"]
    return next((tag for tag in asked if tag in LANGUAGES), fallback)
