"""Reading a batch of events: one event that does not fit holds no other up."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from trainer.core.messages import message
from trainer.reviewing import Outcome, Status
from web.errors import Malformed

_Batch = TypeVar("_Batch", bound=BaseModel)

_MISFIT = message("Cet événement n’a pas la forme attendue.")


def read_batch(
    form: type[_Batch], events: str, data: bytes
) -> tuple[_Batch, tuple[Outcome, ...]]:
    """Read the events that fit, and reject the others by their uid.

    Args:
        form: what a whole batch looks like.
        events: the name of its list of events.
        data: the JSON.

    Raises:
        Malformed: it is no batch, or has an event without a uid to answer to.
    """
    try:
        return form.model_validate_json(data), ()
    except ValidationError as error:
        misfits = _misfits(error, events)
        if not misfits:
            raise Malformed(error) from error
        batch = json.loads(data)
        wrong = [each for i, each in enumerate(batch[events]) if i in misfits]
        if not all(_has_uid(event) for event in wrong):
            raise Malformed(error) from error
        batch[events] = [e for i, e in enumerate(batch[events]) if i not in misfits]
        rejected = (Outcome(each["uid"], Status.REJECTED, _MISFIT) for each in wrong)
        return form.model_validate_json(json.dumps(batch)), tuple(rejected)


def _misfits(error: ValidationError, events: str) -> set[int]:
    """Say which events are wrong; none, if something else is wrong as well."""
    places = [mistake["loc"] for mistake in error.errors(include_url=False)]
    if not all(place[:1] == (events,) and len(place) > 1 for place in places):
        return set()
    return {place[1] for place in places if isinstance(place[1], int)}


def _has_uid(event: Any) -> bool:
    return isinstance(event, dict) and isinstance(event.get("uid"), str)
