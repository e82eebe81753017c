"""What click says of the command line, in French: it has English alone.

Click looks its sentences up by `_` and `ngettext` in each of its modules; they are
replaced by ours. A sentence that is not here stays English.
"""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext, ngettext
from types import ModuleType

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types

_MODULES: tuple[ModuleType, ...] = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.termui,
    click.types,
)
FRENCH = {
    "Aborted!": "Interrompu.",
    "Argument {name!r} takes {nargs} values.": "{name} attend {nargs} valeurs.",
    "Commands": "Commandes",
    "Error: {message}": "Erreur : {message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} : {message}",
    "Invalid value: {message}": "Valeur refusée : {message}",
    "Missing argument": "Il manque",
    "Missing command.": "Il manque une commande.",
    "Missing option": "Il manque l’option",
    "Missing parameter": "Il manque",
    "Missing parameter: {param_name}": "Il manque {param_name}",
    "No such command {name!r}.": "La commande « {name} » n’existe pas.",
    "No such option {name!r}.": "L’option « {name} » n’existe pas.",
    "Option {name!r} does not take a value.": "L’option « {name} » est sans valeur.",
    "Options": "Options",
    "Show the version and exit.": "Dire la version, puis finir.",
    "Show this message and exit.": "Montrer cette aide, puis finir.",
    "Try '{command} {option}' for help.": "Aide : {command} {option}",
    "Usage:": "Usage :",
    "{value!r} is not a valid {number_type}.": "« {value} » n’est pas un nombre.",
    "{value} is not in the range {range}.": "{value} est hors des bornes ({range}).",
    "Did you mean {possibility}?": "Peut-être {possibility} ?",
    "(Did you mean one of: {possibilities}?)": "Peut-être {possibilities} ?",
    "Got unexpected extra argument ({args})": "« {args} » est de trop.",
    "Got unexpected extra arguments ({args})": "« {args} » sont de trop.",
    "Option {name!r} requires an argument.": "L’option « {name} » attend une valeur.",
    "{value!r} is not one of {choices}.": "« {value} » n’est pas parmi {choices}.",
    "{value!r} is not {choice}.": "« {value} » n’est pas {choice}.",
    "default: {default}": "par défaut : {default}",
}


def speak(language: str) -> None:
    """Have click say what it says in a language, from now on."""
    words: dict[str, Callable[..., str]] = {"_": _said, "ngettext": _counted}
    if language != "fr":
        words = {"_": gettext, "ngettext": ngettext}
    for module in _MODULES:
        for name in words.keys() & vars(module).keys():
            setattr(module, name, words[name])


def _said(sentence: str) -> str:
    return FRENCH.get(sentence, sentence)


def _counted(one: str, many: str, count: int) -> str:
    return _said(one if count < 2 else many)
