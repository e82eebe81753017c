"""The words that a deck is asked in: about jobs, or in words of its own.

Knows a paper and its settings; nothing of cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from trainer.core.cards import QUESTION_NAMES
from trainer.core.deck_settings import DeckSettings
from trainer.core.exam import ParsedExam
from trainer.core.items import Item, Kind
from trainer.core.messages import Message, message

_JOB_WORD = re.compile(r"\b(?:m(?:é|e\u0301?)tier|job)s?\b", re.IGNORECASE)
_SOFT_HYPHEN = "\u00ad"
_BRACKETS = re.compile(r"\s*\([^()]*\)")


def speaks_of_jobs(text: str) -> bool:
    """Say whether a paper has the word at all: another subject is asked without it."""
    return _JOB_WORD.search(text.replace(_SOFT_HYPHEN, "")) is not None


def subjects_of(exam: ParsedExam, settings: DeckSettings) -> str:
    """Return what the reminders tell of: by the settings, else by their heading."""
    first = next((raw.line for raw in exam.items if raw.kind is Kind.ROLE), 0)
    headings = [s.title for s in exam.sections if s.line < first]
    return settings.subjects or _BRACKETS.sub("", headings[-1] if headings else "")


def unknown_questions(items: Iterable[Item], settings: DeckSettings) -> list[Message]:
    """Say which questions of the settings no card can be asked by."""
    names = {blank.name for item in items for blank in item.blanks} | QUESTION_NAMES
    return [
        message("[questions] : rien ne s’appelle « {name} » dans l’épreuve", name=name)
        for name in settings.questions
        if name not in names
    ]
