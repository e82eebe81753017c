"""What is said of an item that may be an earlier one, or may not."""

from __future__ import annotations

from typing import assert_never

from trainer.core.keys import Assignment, Doubt, DoubtReason
from trainer.core.messages import Message, Problem, message


def doubt_problems(assignment: Assignment, path: str) -> list[Problem]:
    """Return a problem for each item whose key is not sure."""
    return [Problem(path, doubt.line, _doubt(doubt)) for doubt in assignment.doubts]


def _doubt(doubt: Doubt) -> Message:
    """Say what is not clear about an item, and how to settle it."""
    keys = ", ".join(doubt.candidates)
    first = next(iter(doubt.candidates), "A1")
    match doubt.reason:
        case DoubtReason.REWRITTEN:
            return message(
                "{place} ressemble à une ancienne question ({keys}) sans que ce soit"
                " sûr :"
                " écrire {{#{first}}} à la fin de son texte si c’est elle, {{#new}} si"
                " elle est nouvelle",
                place=doubt.place,
                keys=keys,
                first=first,
            )
        case DoubtReason.RENAMED:
            return message(
                "{place} a une nouvelle clé, mais le texte de la question {keys} :"
                " garder"
                " {{#{first}}}, ou choisir",
                place=doubt.place,
                keys=keys,
                first=first,
            )
        case DoubtReason.USED_TWICE:
            return message(
                "la clé de {place} est déjà celle d’une autre question de l’épreuve",
                place=doubt.place,
            )
        case DoubtReason.OTHER_KIND:
            return message(
                "la clé de {place} est celle d’une question d’une autre sorte",
                place=doubt.place,
            )
        case _:
            assert_never(doubt.reason)
