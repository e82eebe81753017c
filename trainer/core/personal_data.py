"""What is kept of people: the words in which it is told, for what and how long.

Knows no table; `personal_register` says what each column is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from trainer.core.messages import Message, message


class Group(StrEnum):
    """A heading under which a person finds what is kept."""

    PERSON = "person"
    SIGN_IN = "sign_in"
    CLASSES = "classes"
    ANSWERS = "answers"
    MEMORY = "memory"
    HABITS = "habits"
    WORDS = "words"
    LOOKS = "looks"


class Aim(StrEnum):
    """What something is kept for."""

    RECOGNISE = "recognise"
    LET_IN = "let_in"
    TEACH = "teach"
    SCHEDULE = "schedule"
    ORDER = "order"
    REMIND = "remind"
    MEND = "mend"
    ACCOUNT_FOR = "account_for"


class Period(StrEnum):
    """How long something is kept at most."""

    PERSON = "person"
    MEMBERSHIP = "membership"
    SIGN_IN = "sign_in"
    YEAR = "year"
    DAY = "day"
    HOUR = "hour"


class Audience(StrEnum):
    """Who is shown something, beside who runs the server."""

    SELF = "self"
    TEACHERS = "teachers"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Columns of a table that are one thing to a person; `words` say what.

    What is `is_withheld` opens doors: an export names it and does not give it out.
    """

    table: str
    columns: tuple[str, ...]
    words: Message
    group: Group
    aim: Aim
    period: Period
    audience: Audience
    is_withheld: bool = False


GROUPS: Mapping[Group, Message] = {
    Group.PERSON: message("La personne"),
    Group.SIGN_IN: message("Se connecter"),
    Group.CLASSES: message("Les classes"),
    Group.ANSWERS: message("Les réponses"),
    Group.MEMORY: message("Ce qui est su"),
    Group.HABITS: message("La façon de réviser"),
    Group.WORDS: message("Ce que la personne écrit"),
    Group.LOOKS: message("Qui a regardé"),
}
AIMS: Mapping[Aim, Message] = {
    Aim.RECOGNISE: message("reconnaître la personne"),
    Aim.LET_IN: message("laisser entrer la personne, et elle seule"),
    Aim.TEACH: message("aider l’enseignant à enseigner"),
    Aim.SCHEDULE: message("choisir quoi réviser, et quand"),
    Aim.ORDER: message("ne perdre ni doubler aucune réponse"),
    Aim.REMIND: message("servir à la personne elle-même"),
    Aim.MEND: message("corriger les cartes"),
    Aim.ACCOUNT_FOR: message("pouvoir dire qui a regardé"),
}
PERIODS: Mapping[Period, Message] = {
    Period.PERSON: message("jusqu’à l’effacement du compte"),
    Period.MEMBERSHIP: message("un mois après la fermeture de la classe"),
    Period.SIGN_IN: message("jusqu’à la déconnexion, un an au plus"),
    Period.YEAR: message("un an"),
    Period.DAY: message("un jour"),
    Period.HOUR: message("une heure"),
}
AUDIENCES: Mapping[Audience, Message] = {
    Audience.SELF: message("soi-même, personne d’autre"),
    Audience.TEACHERS: message("soi-même et les enseignants de ses classes"),
    Audience.NOBODY: message("personne, pas même soi"),
}
