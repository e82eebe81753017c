"""What a change of many cards has changed, as a short text that a form can hold.

The ids of 10,000 cards fit into a cookie: neighbours differ by one, which packs well.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from itertools import accumulate, pairwise
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from trainer.card_changes import BulkAction, Change, Step, StepAction
from web.errors import Malformed

LONGEST = 3000  # a cookie takes 4096 bytes, with all else that is in it
_MOST_BYTES = 1_000_000  # unpacked

_Ids = Annotated[list[Annotated[int, Field(ge=1, le=2**62)]], Field(max_length=100_000)]
_CHANGE = TypeAdapter(tuple[BulkAction, str, list[tuple[StepAction, _Ids]]])


def undo_text(change: Change) -> str | None:
    """Write a change down; None: it is too large for that, or it changed nothing."""
    if not change.count:
        return None
    steps = [(step.action, _deltas(step.card_ids)) for step in change.steps]
    packed = zlib.compress(json.dumps([change.action, change.tag, steps]).encode(), 9)
    text = urlsafe_b64encode(packed).decode()
    return text if len(text) <= LONGEST else None


def read_undo_text(text: str) -> Change:
    """Read a change back.

    Raises:
        Malformed: it was not written by `undo_text`.
    """
    try:
        packed = urlsafe_b64decode(text[: LONGEST + 1].encode())
        plain = zlib.decompressobj().decompress(packed, _MOST_BYTES)
    except (ValueError, zlib.error):
        plain = b""
    try:
        action, tag, steps = _CHANGE.validate_json(plain)
    except ValidationError as error:
        raise Malformed(error) from error
    return Change(
        action,
        tag,
        tuple(Step(each, tuple(accumulate(deltas))) for each, deltas in steps),
    )


def _deltas(ids: tuple[int, ...]) -> list[int]:
    return [second - first for first, second in pairwise((0, *ids))]
