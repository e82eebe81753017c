"""Who may see what: the only lookups by a slug or key that came from outside.

What is not there and what is not for this person look the same: NotFound.
"""

from trainer.access.classes import (
    SeveralClasses,
    assignment_of,
    classroom_named,
    classroom_of,
    classrooms_of,
    contrast_of,
    own_membership,
    student_of,
    teacher_of,
)
from trainer.access.decks import (
    all_decks,
    card_of,
    cards_of,
    deck_changed_by,
    deck_given_to,
    deck_named,
    deck_of,
    deck_of_class,
    deck_read_by,
    deck_vouched_for_by,
    decks_changed_by,
    decks_given_by,
    decks_of,
    decks_of_class,
    decks_read_by,
    learns,
)

__all__ = [
    "SeveralClasses",
    "all_decks",
    "assignment_of",
    "card_of",
    "cards_of",
    "classroom_named",
    "classroom_of",
    "classrooms_of",
    "contrast_of",
    "deck_changed_by",
    "deck_given_to",
    "deck_named",
    "deck_of",
    "deck_of_class",
    "deck_read_by",
    "deck_vouched_for_by",
    "decks_changed_by",
    "decks_given_by",
    "decks_of",
    "decks_of_class",
    "decks_read_by",
    "learns",
    "own_membership",
    "student_of",
    "teacher_of",
]
