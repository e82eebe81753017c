"""The rows of a collection, as Anki stores notes, cards, answers and presets.

Knows Anki's tables of schema 11; nothing of files or genanki.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trainer.anki_memory import AnkiMemory, Preset
from trainer.anki_notes import AnkiNote, lasting_id
from trainer.core.anki_schedule import CardColumns, CardType, Queue

ADD_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')"
ADD_CARD = (
    "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)"
)
ADD_ANSWER = "INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)"

_NEW = CardColumns(CardType.NEW, Queue.NEW, None, 0, 0, 0, 0, 0, 0, "")
_SORT_FIELD = 1  # the question
_LONGEST_ANSWER_S = 60
_WEEK, _EASY = 7, 0.5
_NEW_CARDS = {"bury": False, "initialFactor": 2500, "ints": (1, 4, 0), "order": 1}
_REVIEWS = {"bury": False, "ease4": 1.3, "hardFactor": 1.2, "ivlFct": 1.0}
_LAPSES = {"leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0}

Row = tuple[object, ...]


def note_rows(notes: Sequence[AnkiNote], ids: Mapping[str, int]) -> list[Row]:
    """Give the rows of notes, by their ids: that is quick and leaves no gaps.

    Raises:
        ValueError: a tag has a space in it, where Anki would see two.
    """
    return sorted(
        (
            ids[note.key],
            note.guid,
            note.note_type.id,
            note.modified_at,
            _tags(note.tags),
            "\x1f".join(note.fields),
            note.fields[_SORT_FIELD],
        )
        for note in notes
    )


def card_rows(
    notes: Sequence[AnkiNote],
    ids: Mapping[str, int],
    decks: Mapping[str, int],
    memory: AnkiMemory | None,
) -> list[Row]:
    """Give the rows of the notes' cards, by their ids; new ones in the notes' order.

    Args:
        notes: in the order of the paper.
        ids: of the notes, by key; a card has that of its note.
        decks: the ids of the sub-decks, by name.
        memory: what was learnt (default: every card is new).
    """
    learnt = memory.cards if memory else {}
    rows = []
    for place, note in enumerate(notes):
        id_ = ids[note.key]
        columns = learnt[note.key].columns if note.key in learnt else _NEW
        if columns.due is None:
            columns = columns._replace(due=place)
        rows.append((id_, id_, decks[note.subdeck], note.modified_at, *columns))
    return sorted(rows)


def answer_rows(
    notes: Sequence[AnkiNote], ids: Mapping[str, int], memory: AnkiMemory
) -> list[Row]:
    """Give the rows of the log of the notes' cards, oldest first."""
    cards = memory.cards
    return sorted(
        (id_ms, ids[note.key], ease, interval, last_interval, factor, duration_ms, kind)
        for note in notes
        if note.key in cards
        for id_ms, ease, kind, interval, last_interval, factor, duration_ms in cards[
            note.key
        ].log
    )


def _tags(tags: Sequence[str]) -> str:
    for tag in tags:
        if " " in tag:
            raise ValueError(f"the tag {tag!r} contains a space")
    return f" {' '.join(tags)} "


def preset_id(preset: Preset) -> int:
    """Give the id of a preset: another one for other values."""
    return lasting_id(preset.fingerprint)


def preset_values(preset: Preset, modified_at: int) -> dict[str, object]:
    """Give a preset as Anki keeps it.

    Of a group with a value missing Anki takes none at all: the others are its own.
    """
    return {
        "id": preset_id(preset),
        "name": preset.name,
        "mod": modified_at,
        "usn": -1,
        "maxTaken": _LONGEST_ANSWER_S,
        "autoplay": True,
        "timer": 0,
        "new": _NEW_CARDS
        | {"perDay": preset.new_per_day, "delays": preset.learning_steps},
        "rev": _REVIEWS
        | {
            "perDay": preset.reviews_per_day,
            "maxIvl": preset.maximum_interval_days,
        },
        "lapse": _LAPSES | {"delays": preset.relearning_steps},
        "fsrsParams6": preset.parameters,
        "desiredRetention": preset.desired_retention,
        "easyDaysPercentages": [
            _EASY if day in preset.easy_days else 1.0 for day in range(_WEEK)
        ],
    }
