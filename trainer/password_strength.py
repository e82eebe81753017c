"""Which passwords somebody may choose: long enough, and not soon guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from trainer.core.messages import Message, message
from trainer.core.person_names import sign_in_name
from trainer.errors import Invalid
from trainer.passwords import LONGEST

SHORTEST = 8
SHORTEST_OF_TEACHER = 15  # a teacher's opens a whole class
_LOOKED_AT = 72  # signs; beyond them to judge takes seconds, and says nothing more
# Of zxcvbn's 0–4. A student's: a million guesses, which take us years. A teacher's: a
# hundred million.
_SCORE, _SCORE_OF_TEACHER = 2, 3
_WORD = 3  # letters: with less, hardly anything would be left of a password
_APART = re.compile(r"[\W_]+")
# What a class thinks of first, beside the 30,000 passwords that zxcvbn knows.
_SCHOOL_WORDS = (
    *("azerty", "azertyuiop", "qsdfghjklm", "wxcvbn", "motdepasse", "bonjour"),
    *("ecole", "college", "lycee", "universite", "classe", "cours", "eleve", "etude"),
    *("etudiant", "etudiante", "prof", "professeur", "maitre", "maitresse", "cahier"),
    *("examen", "metier", "metiers", "data", "donnees", "revision", "revisions"),
    *("reviser", "trainer", "soleil", "chocolat", "doudou", "loulou", "coucou"),
)

_GUESSED: Message = message(
    "Ce mot de passe se devine vite : le rendre plus long, ou choisir trois mots sans "
    "rapport entre eux ni avec soi."
)


class WeakPassword(Invalid):
    """A password is too short, too long, or soon guessed."""


def check_strength(password: str, about: Iterable[str], *, is_teacher: bool) -> None:
    """Refuse a password that is not good enough.

    Args:
        about: what others know of the person: the name, the names of the classes.

    Raises:
        WeakPassword: it is too short, too long, or soon guessed.
    """
    shortest = SHORTEST_OF_TEACHER if is_teacher else SHORTEST
    if len(password) < shortest:
        raise WeakPassword(
            message("Un mot de passe a au moins {n} caractères.", n=shortest)
        )
    if len(password) > LONGEST:
        raise WeakPassword(
            message("Un mot de passe a au plus {n} caractères.", n=LONGEST)
        )
    if _score(password, about) < (_SCORE_OF_TEACHER if is_teacher else _SCORE):
        raise WeakPassword(_GUESSED)


def _score(password: str, about: Iterable[str]) -> int:
    """Judge what is left of a password without what others know of the person."""
    # Here, since its lists of words take memory that only a class needs.
    from zxcvbn import zxcvbn

    left = sign_in_name(password[:_LOOKED_AT])
    for word in sorted(_words(about), key=len, reverse=True):
        left = left.replace(word, "")
    score: int = zxcvbn(left or "a", user_inputs=list(_SCHOOL_WORDS))["score"]
    return score


def _words(about: Iterable[str]) -> Iterable[str]:
    for text in about:
        parts = _APART.split(sign_in_name(text))
        yield from (word for word in ("".join(parts), *parts) if len(word) >= _WORD)
