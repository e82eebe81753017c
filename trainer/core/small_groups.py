"""When a figure is about too few people to be shown: it would be about one of them."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST_GROUP = 5


def may_show(people: int, whole: int | None = None) -> bool:
    """Say whether a figure about so many people may be shown.

    Args:
        people: whom the figure is about.
        whole: of how many, if a figure about all of them is shown too: the others could
            be reckoned from the two, so that they must not be few either.
    """
    others = 0 if whole is None else whole - people
    return people >= SMALLEST_GROUP and (others == 0 or others >= SMALLEST_GROUP)


def may_split(people: int, whole: int) -> bool:
    """Say whether it may be shown of how many of a group something is true.

    Of none and of all it may be, since that is said of the group.
    """
    return may_show(whole - people if people == 0 else people, whole)


def shown_shares(people: Sequence[int]) -> tuple[bool, ...]:
    """Say which shares of a group may be shown whose sum is known.

    Where those that are hidden are few together, the next larger one is hidden too:
    what is left of the sum would tell of them.
    """
    hidden: list[int] = []
    for share in sorted(range(len(people)), key=people.__getitem__):
        rest = sum(people[each] for each in hidden)
        if 0 < people[share] < SMALLEST_GROUP or 0 < rest < SMALLEST_GROUP:
            hidden.append(share)
    return tuple(share not in hidden for share in range(len(people)))
