"""The story of what is done with many cards of the list at once, and of undoing it.

Cards are held by events, as the review page does it; see `holding` and `tagging`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from trainer.core.holds import HoldAction
from trainer.holding import HoldIn, record_holds
from trainer.learners import Learner, new_uid
from trainer.own_cards import bring_cards_back, remove_cards
from trainer.study_cards import StudyCard, study_cards
from trainer.tables import HoldRow
from trainer.tagging import add_tag, remove_tag

_CHUNK = 500  # bound parameters of one statement, well under any database's limit


class BulkAction(StrEnum):
    """What can be done with many cards.

    `RELEASE` takes back what sets them aside; `REMOVE` is for own cards alone.
    """

    SUSPEND = "suspend"
    RELEASE = "release"
    BURY = "bury"
    FLAG = "flag"
    UNFLAG = "unflag"
    TAG = "tag"
    UNTAG = "untag"
    REMOVE = "remove"


class TagAction(StrEnum):
    """What is done with a tag: each undoes the other."""

    ADD = "add"
    REMOVE = "remove"


class OwnCardAction(StrEnum):
    """What is done with own cards: each undoes the other."""

    WITHDRAW = "withdraw"
    BRING_BACK = "bring_back"


StepAction = HoldAction | TagAction | OwnCardAction


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, and the ids of the cards that it has changed."""

    action: StepAction
    card_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What an action has changed; cards that were so already are not among it."""

    action: BulkAction
    tag: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def count(self) -> int:
        """How many cards it has changed."""
        return len({id_ for step in self.steps for id_ in step.card_ids})


_INVERSE: dict[StepAction, StepAction] = {
    HoldAction.SUSPEND: HoldAction.RESUME,
    HoldAction.RESUME: HoldAction.SUSPEND,
    HoldAction.BURY: HoldAction.UNBURY,
    HoldAction.UNBURY: HoldAction.BURY,
    HoldAction.FLAG: HoldAction.UNFLAG,
    HoldAction.UNFLAG: HoldAction.FLAG,
    TagAction.ADD: TagAction.REMOVE,
    TagAction.REMOVE: TagAction.ADD,
    OwnCardAction.WITHDRAW: OwnCardAction.BRING_BACK,
    OwnCardAction.BRING_BACK: OwnCardAction.WITHDRAW,
}


def change_cards(
    session: Session,
    learner: Learner,
    cards: Sequence[StudyCard],
    action: BulkAction,
    now: datetime,
    *,
    tag: str = "",
) -> Change:
    """Do one thing with many cards; say which of them it has changed.

    Raises:
        BadTag: nobody can read the tag.
    """
    ids = [card.loaded.id for card in cards]
    match action:
        case BulkAction.TAG:
            added = add_tag(session, learner, tag, ids)
            return Change(action, tag, _steps((TagAction.ADD, added)))
        case BulkAction.UNTAG:
            removed = remove_tag(session, learner, tag, ids)
            return Change(action, tag, _steps((TagAction.REMOVE, removed)))
        case BulkAction.REMOVE:
            withdrawn = remove_cards(session, learner, ids, now)
            return Change(action, steps=_steps((OwnCardAction.WITHDRAW, withdrawn)))
        case _:
            steps = _steps(*_holds(cards, action, learner.day_at(now)))
            _record(session, learner, cards, steps, now)
            return Change(action, steps=steps)


def undo_change(
    session: Session, learner: Learner, change: Change, now: datetime
) -> Change:
    """Undo a change, card by card; say which cards that has changed.

    Cards that the student does not learn any more are left out.
    """
    wanted = {id_ for step in change.steps for id_ in step.card_ids}
    cards = [c for c in study_cards(session, learner) if c.loaded.id in wanted]
    mine = {card.loaded.id for card in cards}
    back = [
        _undo_own(session, learner, step, now)
        if isinstance(step.action, OwnCardAction)
        else Step(
            _INVERSE[step.action], tuple(id_ for id_ in step.card_ids if id_ in mine)
        )
        for step in change.steps
    ]
    for step in back:
        if step.action is TagAction.ADD:
            add_tag(session, learner, change.tag, step.card_ids)
        elif step.action is TagAction.REMOVE:
            remove_tag(session, learner, change.tag, step.card_ids)
    _record(session, learner, cards, back, now)
    return Change(change.action, change.tag, tuple(back))


def _undo_own(session: Session, learner: Learner, step: Step, now: datetime) -> Step:
    is_away = step.action is OwnCardAction.WITHDRAW
    change = bring_cards_back if is_away else remove_cards
    changed = change(session, learner, step.card_ids, now)
    return Step(_INVERSE[step.action], changed)


def _holds(
    cards: Sequence[StudyCard], action: BulkAction, day: date
) -> tuple[tuple[HoldAction, list[int]], ...]:
    """Say which holds an action takes, and of which cards."""
    suspended = [card.loaded.id for card in cards if card.hold.is_suspended]
    buried = [card.loaded.id for card in cards if card.hold.buried_on == day]
    flagged = [card.loaded.id for card in cards if card.hold.is_flagged]
    all_ = [card.loaded.id for card in cards]
    match action:
        case BulkAction.SUSPEND:
            return ((HoldAction.SUSPEND, _without(all_, suspended)),)
        case BulkAction.RELEASE:
            return ((HoldAction.RESUME, suspended), (HoldAction.UNBURY, buried))
        case BulkAction.BURY:
            return ((HoldAction.BURY, _without(all_, buried)),)
        case BulkAction.FLAG:
            return ((HoldAction.FLAG, _without(all_, flagged)),)
        case BulkAction.UNFLAG:
            return ((HoldAction.UNFLAG, flagged),)
        case _:
            raise ValueError(action)


def _without(ids: Sequence[int], others: Sequence[int]) -> list[int]:
    left_out = set(others)
    return [id_ for id_ in ids if id_ not in left_out]


def _steps(
    *taken: tuple[StepAction, Sequence[int]],
) -> tuple[Step, ...]:
    return tuple(Step(action, tuple(sorted(ids))) for action, ids in taken if ids)


def _record(
    session: Session,
    learner: Learner,
    cards: Sequence[StudyCard],
    steps: Sequence[Step],
    now: datetime,
) -> None:
    """Append the holds of these steps, after all those that there are.

    The sequence decides between events of one instant.
    """
    keys = {card.loaded.id: card.loaded.card.key for card in cards}
    sequence = session.connection().execute(_LAST, {"student_id": learner.id}).scalar()
    uid = new_uid()
    holds = [
        HoldIn(f"{uid}-{number}", keys[card_id], action, now, (sequence or 0) + number)
        for number, (action, card_id) in enumerate(_hold_events(steps), start=1)
    ]
    for start in range(0, len(holds), _CHUNK):
        chunk = holds[start : start + _CHUNK]
        record_holds(session, learner, chunk, sent_at=now, now=now)


def _hold_events(steps: Iterable[Step]) -> Iterator[tuple[HoldAction, int]]:
    for step in steps:
        if isinstance(step.action, HoldAction):
            yield from ((step.action, card_id) for card_id in step.card_ids)


# Made once, because to make it takes longer than to run it.
_LAST = select(func.max(HoldRow.id)).where(
    HoldRow.student_id == bindparam("student_id")
)
