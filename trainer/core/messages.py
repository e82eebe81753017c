"""A sentence for a person, with its values, and a problem in a file that says one.

Knows no catalogue and no page: a sentence is French until an edge translates it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter

from trainer.core.typography import french_spaces


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for a person: a French template, which is also its catalogue key.

    "{n} {n:carte|cartes}" says a word in the number that goes with a value.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in French: decimals with a comma, signs kept with their words."""
        return french_spaces(_FRENCH.vformat(self.template, (), self.values))


class _French(Formatter):
    """Fills in a French sentence."""

    def format_field(self, value: object, format_spec: str) -> str:
        """Write one value."""
        one, bar, many = format_spec.partition("|")
        if bar:  # in French, 0 and 1.5 are singular too
            return one if abs(float(str(value))) < 2 else many
        text = format(value, format_spec)
        return text.replace(".", ",") if isinstance(value, float) else text


_FRENCH = _French()


def message(template: str, /, **values: object) -> Message:
    """Make a Message; the template is a literal, so that the catalogues can hold it."""
    return Message(template, values)


class Level(StrEnum):
    """How bad a problem is: an error stops an import, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a file, at a line (1 is the first; 0: the file as a whole)."""

    path: str
    line: int
    message: Message
    level: Level = Level.ERROR
