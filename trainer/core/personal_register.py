"""The register of personal data: each column that is about a person, and why.

`docs/privacy.md` and the page for pupils are made from it. A test holds it against the
tables: what is reached from a person and not described here fails.
"""

from __future__ import annotations

from trainer.core.messages import message
from trainer.core.personal_data import Aim, Audience, Group, Period, PersonalData

LINKS = ("id", "student_id", "account_id", "owner_id", "made_by")
"""Columns of any table that only say whose a row is, and which row it is."""

MENTIONS = (
    ("decks", "keeper_id"),
    ("decks", "key_checked_by"),
    ("deck_versions", "made_by"),
    ("assignments", "made_by"),
    ("contrasts", "made_by"),
    ("report_answers", "made_by"),
)
"""Columns that name a person on what is not the person's: emptied, not followed."""

OF_CLASSES = (
    *("accounts", "sign_ins", "one_time_links", "failed_tries", "memberships"),
    *("classroom_teachers", "classroom_decks", "personal_reads"),
    *("assignments", "contrasts", "report_answers"),
)
"""Tables that stay empty on a computer of one's own."""

_SELF, _TEACHERS, _NOBODY = Audience.SELF, Audience.TEACHERS, Audience.NOBODY
_WHOLE = Period.PERSON

_PERSON = (
    PersonalData(
        "students",
        ("uid", "name", "created_at"),
        message("le nom ou le pseudonyme, un numéro tiré au sort, la date d’arrivée"),
        *(Group.PERSON, Aim.RECOGNISE, _WHOLE, _TEACHERS),
    ),
    PersonalData(
        "students",
        ("counts_streak",),
        message("s’il faut compter les jours d’affilée"),
        *(Group.HABITS, Aim.REMIND, _WHOLE, _SELF),
    ),
    PersonalData(
        "accounts",
        ("uid", "name", "sign_in_name", "is_teacher", "created_at"),
        message("le nom pour se connecter, élève ou enseignant, depuis quand"),
        *(Group.PERSON, Aim.RECOGNISE, _WHOLE, _TEACHERS),
    ),
    PersonalData(
        "accounts",
        ("must_change", "erase_on"),
        message("si le mot de passe est à changer, le jour d’effacement demandé"),
        *(Group.PERSON, Aim.RECOGNISE, _WHOLE, _TEACHERS),
    ),
    PersonalData(
        "accounts",
        ("password_hash",),
        message("l’empreinte du mot de passe : il ne peut pas en être relu"),
        *(Group.SIGN_IN, Aim.LET_IN, _WHOLE, _NOBODY),
        is_withheld=True,
    ),
)
_SIGN_IN = (
    PersonalData(
        "sign_ins",
        ("device", "created_at", "seen_at", "ends_at"),
        message("les appareils connectés, et quand ils l’ont été"),
        *(Group.SIGN_IN, Aim.LET_IN, Period.SIGN_IN, _SELF),
    ),
    PersonalData(
        "sign_ins",
        ("token_hash",),
        message("l’empreinte de la clé que garde chaque appareil connecté"),
        *(Group.SIGN_IN, Aim.LET_IN, Period.SIGN_IN, _NOBODY),
        is_withheld=True,
    ),
    PersonalData(
        "one_time_links",
        ("ends_at",),
        message("les liens d’un seul usage, et jusqu’à quand ils servent"),
        *(Group.SIGN_IN, Aim.LET_IN, Period.DAY, _NOBODY),
    ),
    PersonalData(
        "one_time_links",
        ("token_hash",),
        message("l’empreinte de ces liens"),
        *(Group.SIGN_IN, Aim.LET_IN, Period.DAY, _NOBODY),
        is_withheld=True,
    ),
    PersonalData(
        "failed_tries",
        ("key", "failures", "last_at"),
        message("les essais ratés de mot de passe, sans nom ni adresse lisibles"),
        *(Group.SIGN_IN, Aim.LET_IN, Period.DAY, _NOBODY),
        is_withheld=True,
    ),
)
_CLASSES = (
    PersonalData(
        "memberships",
        ("classroom_id", "status", "since"),
        message("les classes de l’élève, depuis quand"),
        *(Group.CLASSES, Aim.TEACH, Period.MEMBERSHIP, _TEACHERS),
    ),
    PersonalData(
        "memberships",
        ("roster_name", "roster_id"),
        message("le nom et le numéro de l’élève sur la liste de la classe"),
        *(Group.CLASSES, Aim.TEACH, Period.MEMBERSHIP, _TEACHERS),
    ),
    PersonalData(
        "classroom_teachers",
        ("classroom_id", "since"),
        message("les classes de l’enseignant, depuis quand"),
        *(Group.CLASSES, Aim.TEACH, _WHOLE, _TEACHERS),
    ),
)
_ANSWERS = (
    PersonalData(
        "reviews",
        ("card_id", "revision", "rating", "score", "purpose", "format", "study_day"),
        message("chaque réponse : la carte, la note, les points, le jour"),
        *(Group.ANSWERS, Aim.SCHEDULE, _WHOLE, _TEACHERS),
    ),
    PersonalData(
        "reviews",
        ("response", "shown"),
        message("ce qui a été répondu, et les choix qui étaient montrés"),
        *(Group.ANSWERS, Aim.REMIND, _WHOLE, _TEACHERS),
    ),
    PersonalData(
        "reviews",
        ("device_at", "received_at", "effective_at", "duration_ms"),
        message("l’heure et la durée de chaque réponse"),
        *(Group.ANSWERS, Aim.SCHEDULE, _WHOLE, _SELF),
    ),
    PersonalData(
        "reviews",
        ("uid", "source", "sequence", "zone"),
        message("de quoi ranger les réponses de plusieurs appareils"),
        *(Group.ANSWERS, Aim.ORDER, _WHOLE, _SELF),
    ),
    PersonalData(
        "retractions",
        ("uid", "review_uid", "device_at", "received_at"),
        message("les réponses annulées, et quand"),
        *(Group.ANSWERS, Aim.SCHEDULE, _WHOLE, _SELF),
    ),
    PersonalData(
        "misses",
        ("uid", "review_uid", "cause", "device_at", "received_at"),
        message("pourquoi une réponse était fausse, selon la personne"),
        *(Group.ANSWERS, Aim.REMIND, _WHOLE, _SELF),
    ),
)
_MEMORY = (
    PersonalData(
        "card_states",
        (
            *("card_id", "phase", "step", "stability", "difficulty", "reps", "lapses"),
            *("due_at", "due_day", "earliest_day", "latest_day", "last_reviewed_at"),
            *("introduced_on", "last_study_day"),
        ),
        message("pour chaque carte, si elle est sue et quand la revoir (calculé)"),
        *(Group.MEMORY, Aim.SCHEDULE, _WHOLE, _TEACHERS),
    ),
    PersonalData(
        "holds",
        (
            *("card_id", "uid", "action", "study_day", "device_at", "sequence"),
            *("received_at", "effective_at"),
        ),
        message("les cartes suspendues, reportées ou marquées, et quand"),
        *(Group.MEMORY, Aim.SCHEDULE, _WHOLE, _SELF),
    ),
    PersonalData(
        "card_holds",
        ("card_id", "is_suspended", "buried_on", "is_flagged"),
        message("les cartes mises de côté en ce moment (calculé)"),
        *(Group.MEMORY, Aim.SCHEDULE, _WHOLE, _SELF),
    ),
)
_HABITS = (
    PersonalData(
        "study_settings",
        (
            *("since", "desired_retention", "learning_steps", "relearning_steps"),
            *("zone", "rollover_hour", "new_per_day", "reviews_per_day"),
            *("minutes_per_day", "easy_days"),
        ),
        message("les réglages : combien par jour, quels jours, quel fuseau horaire"),
        *(Group.HABITS, Aim.SCHEDULE, _WHOLE, _SELF),
    ),
    PersonalData(
        "enrolments",
        ("deck_id", "created_at", "exam_on", "exam_set_on"),
        message("les paquets appris, la date de l’examen"),
        *(Group.HABITS, Aim.SCHEDULE, _WHOLE, _TEACHERS),
    ),
    PersonalData(
        "planned_breaks",
        ("first_day", "last_day"),
        message("les pauses prévues"),
        *(Group.HABITS, Aim.SCHEDULE, _WHOLE, _SELF),
    ),
    PersonalData(
        "day_limits",
        ("study_day", "new_per_day", "reviews_per_day"),
        message("les limites choisies pour un seul jour"),
        *(Group.HABITS, Aim.SCHEDULE, _WHOLE, _SELF),
    ),
    PersonalData(
        "catch_ups",
        ("started_on", "cards_per_day", "due", "created_at", "withdrawn_at"),
        message("les plans pour rattraper un retard"),
        *(Group.HABITS, Aim.SCHEDULE, _WHOLE, _SELF),
    ),
)
_WORDS = (
    PersonalData(
        "card_notes",
        ("card_id", "uid", "text", "written_at"),
        message("les notes écrites sur des cartes"),
        *(Group.WORDS, Aim.REMIND, _WHOLE, _SELF),
    ),
    PersonalData(
        "card_tags",
        ("card_id", "tag"),
        message("les étiquettes mises sur des cartes"),
        *(Group.WORDS, Aim.REMIND, _WHOLE, _SELF),
    ),
    PersonalData(
        "error_reports",
        ("card_id", "uid", "revision", "text", "device_at", "received_at"),
        message("les erreurs signalées"),
        *(Group.WORDS, Aim.MEND, _WHOLE, _TEACHERS),
    ),
    PersonalData(
        "report_answers",
        ("report_id", "text", "answered_at"),
        message("ce qu’un enseignant a répondu à une erreur signalée ; qui a répondu"),
        *(Group.WORDS, Aim.MEND, _WHOLE, _TEACHERS),
    ),
    PersonalData(
        "decks",
        (
            *("slug", "content", "created_at", "updated_at", "keeper_id"),
            *("key_checked_at", "key_checked_by", "retired_at"),
        ),
        message(
            "son propre paquet ; pour un enseignant, ceux qu’il a apportés, et les"
            " corrigés qu’il a dit avoir relus"
        ),
        *(Group.WORDS, Aim.REMIND, _WHOLE, _SELF),
    ),
    PersonalData(
        "given_texts",
        ("deck_id", "part", "name", "text", "given_at"),
        message("le texte de son propre paquet, s’il en a un"),
        *(Group.WORDS, Aim.REMIND, _WHOLE, _SELF),
    ),
    PersonalData(
        "deck_versions",
        (
            *("deck_id", "number", "made_at", "exam_id", "key_id"),
            *("settings_id", "added", "changed", "retired", "restores"),
        ),
        message("les versions de ce texte, et qui les a enregistrées"),
        *(Group.WORDS, Aim.REMIND, _WHOLE, _SELF),
    ),
    PersonalData(
        "items",
        (
            *("deck_id", "key", "kind", "position", "place", "line", "revision"),
            "retired_at",
        ),
        message("la place de ses propres cartes dans leur paquet"),
        *(Group.WORDS, Aim.REMIND, _WHOLE, _SELF),
    ),
    PersonalData(
        "item_revisions",
        ("item_id", "number", "content", "content_hash", "created_at"),
        message("ses propres cartes, avec leurs versions d’avant"),
        *(Group.WORDS, Aim.REMIND, _WHOLE, _SELF),
    ),
    PersonalData(
        "cards",
        ("item_id", "key", "position", "retired_at"),
        message("ce que ses propres cartes demandent"),
        *(Group.WORDS, Aim.REMIND, _WHOLE, _SELF),
    ),
    PersonalData(
        "classroom_decks",
        (
            *("classroom_id", "deck_id", "given_at", "exam_on", "new_per_day"),
            "desired_retention",
        ),
        message("les classes auxquelles son propre paquet serait donné"),
        *(Group.WORDS, Aim.TEACH, _WHOLE, _TEACHERS),
    ),
    PersonalData(
        "assignments",
        (
            *("classroom_id", "deck_id", "uid", "title", "goal", "target", "part"),
            *("begins_on", "due_on", "created_at"),
        ),
        message("les devoirs sur son propre paquet ; qui les a donnés"),
        *(Group.WORDS, Aim.TEACH, _WHOLE, _TEACHERS),
    ),
    PersonalData(
        "contrasts",
        ("classroom_id", "deck_id", "uid", "first", "second", "given_at"),
        message("les métiers à distinguer de son propre paquet, s’il en est"),
        *(Group.WORDS, Aim.TEACH, _WHOLE, _TEACHERS),
    ),
    PersonalData(
        "uploads",
        ("token", "content", "made_at"),
        message(
            "une épreuve envoyée, le temps de la vérifier ; le compte rendu de"
            " révisions rapportées d’Anki"
        ),
        *(Group.WORDS, Aim.MEND, Period.HOUR, _SELF),
    ),
)
_LOOKS = (
    PersonalData(
        "personal_reads",
        ("reader_uid", "what", "read_at"),
        message("quel enseignant a regardé des résultats, lesquels, quand"),
        *(Group.LOOKS, Aim.ACCOUNT_FOR, Period.YEAR, _SELF),
    ),
)

REGISTER: tuple[PersonalData, ...] = (
    *(*_PERSON, *_SIGN_IN, *_CLASSES, *_ANSWERS, *_MEMORY, *_HABITS, *_WORDS, *_LOOKS),
)


def data_in(group: Group, *, is_class: bool = True) -> tuple[PersonalData, ...]:
    """Return what is kept under a heading, in the order of the register.

    Args:
        is_class: not on a computer of one's own, where nobody signs in.
    """
    return tuple(
        each
        for each in REGISTER
        if each.group is group and (is_class or each.table not in OF_CLASSES)
    )


def is_described(table: str, column: str) -> bool:
    """Say whether the register tells of a column."""
    return column in LINKS or any(
        each.table == table and column in each.columns for each in REGISTER
    )


def withheld() -> tuple[tuple[str, str], ...]:
    """Return the columns, by table and name, that no export gives out."""
    return tuple(
        (each.table, column)
        for each in REGISTER
        if each.is_withheld
        for column in each.columns
    )
