"""What the child tells is checked again: it may be a stranger's by then."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

import pytest

from trainer import anki_told
from trainer.anki_refusals import AnkiFileRefused
from trainer.anki_told import NoRoom, Unfinished, file_told
from trainer.core.anki_file import AnkiFile, AnkiLayout, AnkiReview
from trainer.core.anki_wire import LOG_ROW, LONGEST_LINE, Fault

ABOUT: dict[str, object] = {
    "new": True,
    "stated": True,
    "rollover": 3,
    "fsrs": True,
    "decks": {"5": "Métiers::A"},
    "types": {"7": "Trainer"},
}
CARD = [0, 5, 1, 0, 3, 2]
END = {"notes": 1, "orphans": 4}
ROWS = (
    AnkiReview(1_795_000_000_001, 3, 0, 1, -600, 500, 4000),
    AnkiReview(1_795_000_000_003, 4, 1, 9, 1, 600, 5000),
)


def note(*cards: object, **changes: object) -> list[object]:
    usual = {"guid": "trainer:a#b", "type": 7, "mod": 1_795_000_000}
    usual |= {"tags": ["a", "b"], "fields": ["Qui ?", "Elle"], "cards": list(cards)}
    return list((usual | changes).values())


def told(*lines: object, log: Sequence[AnkiReview] = ROWS) -> AnkiFile:
    """Tell lines; after each note that has a card comes the log."""
    packed = b"".join(LOG_ROW.pack(*row) for row in log)
    pieces = (
        json.dumps(line).encode()
        + b"\n"
        + (packed if isinstance(line, list) and line and line[-1] else b"")
        for line in lines
    )
    return file_told(io.BytesIO(b"".join(pieces)))


def test_what_is_told_becomes_values() -> None:
    file = told(ABOUT, note(CARD), END)

    assert (file.layout, file.rollover_hour) == (AnkiLayout.NEW, 3)
    assert (file.is_collection, file.uses_fsrs, file.orphans) == (True, True, 4)
    (first,) = file.notes
    assert (first.guid, first.note_type) == ("trainer:a#b", "Trainer")
    assert (first.fields, first.tags) == (("Qui ?", "Elle"), ("a", "b"))
    assert first.modified_at.timestamp() == 1_795_000_000
    (card,) = first.cards
    assert (card.ord, card.deck, card.flag) == (0, "Métiers::A", 3)
    assert (card.is_suspended, card.is_buried) == (True, False)
    assert tuple(card.reviews) == ROWS


@pytest.mark.parametrize(
    ("changes", "is_collection", "hour", "uses_fsrs"),
    [
        ({"fsrs": None}, True, 3, False),
        ({"rollover": None}, False, None, None),
        ({"rollover": 99}, False, None, None),
        ({"rollover": True}, False, None, None),
        ({"rollover": "3"}, False, None, None),
        ({"stated": False}, False, 3, None),
    ],
)
def test_a_file_is_a_collection_if_it_says_when_its_day_begins(
    changes: dict[str, object],
    is_collection: bool,
    hour: int | None,
    uses_fsrs: bool | None,
) -> None:
    file = told(ABOUT | changes, note(CARD), END)

    assert (file.is_collection, file.rollover_hour) == (is_collection, hour)
    assert file.uses_fsrs is uses_fsrs


def test_names_that_are_not_told_are_empty() -> None:
    file = told(ABOUT | {"decks": {}, "types": {}}, note(CARD), END)

    assert (file.notes[0].note_type, file.notes[0].cards[0].deck) == ("", "")


def test_no_text_holds_what_a_database_refuses() -> None:
    assert told(ABOUT, note(fields=["a\0b"]), END).notes[0].fields == ("ab",)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("hello",),
        ([],),
        (ABOUT,),
        (ABOUT, note(CARD)),
        (ABOUT | {"new": 1}, END),
        (ABOUT | {"decks": [1]}, END),
        (ABOUT | {"decks": {"five": "a"}}, END),
        (ABOUT | {"decks": {"5": 5}}, END),
        (ABOUT | {"types": {"5": "\ud800"}}, END),
        (ABOUT, note(guid=5), END),
        (ABOUT, note(guid="\udfff"), END),
        (ABOUT, note(type="7"), END),
        (ABOUT, note(type=1 << 64), END),
        (ABOUT, note(mod=-1), END),
        (ABOUT, note(mod=1 << 60), END),
        (ABOUT, note(mod=1.5), END),
        (ABOUT, note(tags="a b"), END),
        (ABOUT, note(tags={"a": 1}), END),
        (ABOUT, note(fields=[1]), END),
        (ABOUT, note(cards={"a": 1}), END),
        (ABOUT, note(5), END),
        (ABOUT, note(CARD[:5]), END),
        (ABOUT, note([70_000, *CARD[1:]]), END),
        (ABOUT, note([-1, *CARD[1:]]), END),
        (ABOUT, note([*CARD[:4], 8, 2]), END),
        (ABOUT, note([*CARD[:5], -1]), END),
        (ABOUT, note([*CARD[:5], True]), END),
        (ABOUT, note([*CARD[:5], 1]), END),
        (ABOUT, note([*CARD[:5], 3]), END),
        (ABOUT, note()[:5], END),
        (ABOUT, [*note(), 1], END),
        (ABOUT, note(CARD), {"notes": 2, "orphans": 0}),
        (ABOUT, note(CARD), {"notes": 1, "orphans": -1}),
        (ABOUT, note(CARD), {"notes": 1}),
        (ABOUT, note(CARD), 5),
        ({"fault": "because"},),
        ({"fault": ["damaged"]},),
    ],
)
def test_anything_else_than_was_agreed_is_not_taken_in(
    lines: tuple[object, ...],
) -> None:
    with pytest.raises(Unfinished):
        told(*lines)


@pytest.mark.parametrize(
    "log",
    [
        (ROWS[1], ROWS[0]),
        (ROWS[0], ROWS[0]),
        (ROWS[0]._replace(id_ms=0), ROWS[1]),
        (ROWS[0], ROWS[1]._replace(id_ms=253_402_300_800_000)),
        ROWS[:1],
    ],
)
def test_a_log_is_of_moments_one_after_another(log: Sequence[AnkiReview]) -> None:
    with pytest.raises(Unfinished):
        told(ABOUT, note(CARD), END, log=log)


@pytest.mark.parametrize(
    "noise",
    [b"\n", b"\xff\n", b"[" * 100_000 + b"\n", b"NaN\n", b"{}", b"x" * 2_000_000],
)
def test_noise_is_not_taken_in(noise: bytes) -> None:
    with pytest.raises(Unfinished):
        file_told(io.BytesIO(noise))


def test_a_line_without_end_is_read_no_further() -> None:
    output = io.BytesIO(json.dumps(END).encode() + b" " * 3_000_000 + b"\n")

    with pytest.raises(Unfinished):
        file_told(output)

    assert output.tell() == LONGEST_LINE + 1


def test_a_line_that_is_cut_is_not_taken_in() -> None:
    lines = [json.dumps(line).encode() for line in (ABOUT, {"notes": 0, "orphans": 0})]
    file_told(io.BytesIO(b"\n".join(lines) + b"\n"))

    with pytest.raises(Unfinished):
        file_told(io.BytesIO(b"\n".join(lines)))


def test_an_endless_output_is_read_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anki_told, "MOST_BYTES", 10_000)
    line = json.dumps(note()).encode() + b"\n"
    output = io.BytesIO(json.dumps(ABOUT).encode() + b"\n" + line * 1000)

    with pytest.raises(AnkiFileRefused) as caught:
        file_told(output)

    assert caught.value.fault is Fault.TOO_BIG
    assert output.tell() < 11_000


def test_the_log_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anki_told, "MOST_BYTES", 10_000)

    with pytest.raises(AnkiFileRefused) as caught:
        told(ABOUT, note([*CARD[:5], 10**9]))

    assert caught.value.fault is Fault.TOO_BIG


@pytest.mark.parametrize("fault", [each for each in Fault if each != Fault.NO_ROOM])
def test_a_refusal_is_told_as_its_sentence(fault: Fault) -> None:
    with pytest.raises(AnkiFileRefused) as caught:
        told(ABOUT, {"fault": fault})

    assert caught.value.fault is fault
    assert str(caught.value).endswith(".")


def test_no_room_is_no_fault_of_the_file() -> None:
    with pytest.raises(NoRoom):
        told({"fault": Fault.NO_ROOM})
