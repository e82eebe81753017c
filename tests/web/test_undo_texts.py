"""What a form holds of a change, so that it can be undone."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode
from random import Random

import pytest

from trainer.card_changes import BulkAction, Change, OwnCardAction, Step, TagAction
from trainer.core.holds import HoldAction
from web.errors import Malformed
from web.undo_texts import LONGEST, read_undo_text, undo_text

SOME = tuple(sorted(Random(1).sample(range(1, 10_000), 5000)))


@pytest.mark.parametrize(
    "change",
    [
        Change(BulkAction.SUSPEND, steps=(Step(HoldAction.SUSPEND, (3,)),)),
        Change(BulkAction.REMOVE, steps=(Step(OwnCardAction.WITHDRAW, (4, 5)),)),
        Change(BulkAction.TAG, "à relire", (Step(TagAction.ADD, (1, 2, 9)),)),
        Change(
            BulkAction.RELEASE,
            steps=(Step(HoldAction.RESUME, (1, 2)), Step(HoldAction.UNBURY, (2, 3))),
        ),
        Change(
            BulkAction.FLAG, steps=(Step(HoldAction.FLAG, tuple(range(1, 10_001))),)
        ),
        Change(BulkAction.FLAG, steps=(Step(HoldAction.FLAG, SOME),)),
    ],
)
def test_a_change_is_read_as_it_was_written(change: Change) -> None:
    text = undo_text(change)

    assert text is not None
    assert len(text) <= LONGEST
    assert read_undo_text(text) == change


def test_a_change_too_large_for_a_cookie_or_of_nothing_has_no_text() -> None:
    ids = tuple(sorted(Random(1).sample(range(1, 2**40), 5000)))

    assert (
        undo_text(Change(BulkAction.FLAG, steps=(Step(HoldAction.FLAG, ids),))) is None
    )
    assert undo_text(Change(BulkAction.FLAG)) is None


def packed(plain: bytes) -> str:
    return urlsafe_b64encode(zlib.compress(plain)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "é",
        "abc",
        packed(b"{}"),
        packed(b'["suspend", "", [["erase", [1]]]]'),
        packed(b'["suspend", "", [["suspend", [0]]]]'),
        packed(b" " * 50_000_000),
    ],
)
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_undo_text(text)
