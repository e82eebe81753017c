from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trainer.core.anki_ids import epoch_ms, imported_id, imported_uid, review_ids

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
START_MS = 1_795_420_800_000


def at(ms: float, uid: str = "a") -> tuple[str, datetime]:
    return uid, START + timedelta(milliseconds=ms)


def test_an_answer_is_known_by_its_time_in_whole_milliseconds() -> None:
    assert epoch_ms(START) == START_MS
    assert review_ids([at(5.999)]) == [START_MS + 5]


def test_answers_of_one_millisecond_take_the_next_free_ones_in_order_of_arrival() -> (
    None
):
    ids = review_ids([at(0), at(1), at(0), at(0.5), at(-1), at(-1)])

    assert [id_ - START_MS for id_ in ids] == [0, 1, 2, 3, -1, 4]


def test_an_answer_from_anki_keeps_its_id() -> None:
    ids = review_ids([at(0, imported_uid(17)), at(0), at(9, imported_uid(START_MS))])

    assert ids == [17, START_MS, START_MS + 1]


def test_only_a_number_after_the_mark_is_an_id_of_anki() -> None:
    uids = [
        "anki:12",
        "anki:",
        "anki:x1",
        "anki:-1",
        "anki:٣",
        "anki:1.5",
        "12",
        f"anki:{10**13}",
    ]

    assert list(map(imported_id, uids)) == [12, *[None] * 7]


wishes = st.lists(
    st.builds(
        lambda ms, is_imported: (
            at(ms, imported_uid(START_MS + ms)) if is_imported else at(ms)
        ),
        st.integers(0, 12),
        st.booleans(),
    ),
    max_size=40,
)


@given(wishes, wishes)
def test_ids_are_unique_and_what_arrives_later_changes_none(
    reviews: list[tuple[str, datetime]], later: list[tuple[str, datetime]]
) -> None:
    ids = review_ids(reviews)

    assert len(set(ids)) == len(reviews)
    assert review_ids(reviews + later)[: len(ids)] == ids
    for (_, wish), id_ in zip(reviews, ids, strict=True):
        between = set(range(epoch_ms(wish), id_))
        assert id_ >= epoch_ms(wish)
        assert between <= set(ids)


def test_a_log_of_one_single_time_takes_no_longer_than_another() -> None:
    """Else a device could make every export slow."""
    reviews = [at(0)] * 20_000
    before = time.process_time()

    ids = review_ids(reviews)

    assert ids == list(range(START_MS, START_MS + 20_000))
    assert time.process_time() - before < 1  # 200 million steps if each looked again
