"""When a figure is about too few people to be shown: it would be about one of them."""

from __future__ import annotations

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
