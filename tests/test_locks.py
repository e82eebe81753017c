"""The right to write: who gets it, in what order, and what it costs."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from trainer.locks import FirstComeLock, ProcessLock, TooLong, WriteLock

SOON_S = 0.01
LONG_S = 30.0


def until(is_so: Callable[[], bool]) -> None:
    """Let other threads run until something is so."""
    end = time.monotonic() + LONG_S
    while not is_so():
        assert time.monotonic() < end, "it never came to be"
        os.sched_yield()


def is_held(path: Path) -> bool:
    """Say whether someone has this lock file."""
    lock = ProcessLock(path)
    try:
        lock.acquire(timeout_s=0)
    except TooLong:
        return True
    finally:
        lock.close()
    return False


# Threads


def test_threads_get_the_lock_in_the_order_in_which_they_came() -> None:
    lock = FirstComeLock()
    served: list[int] = []

    def take(number: int) -> None:
        lock.acquire(LONG_S)
        served.append(number)
        lock.release()

    threads = [threading.Thread(target=take, args=(n,)) for n in range(20)]
    lock.acquire(LONG_S)
    for number, thread in enumerate(threads, start=1):
        thread.start()
        until(lambda number=number: lock.waiting == number)  # type: ignore[misc]
    lock.release()
    for thread in threads:
        thread.join()

    assert served == list(range(20))


def test_a_thread_does_not_overtake_those_who_wait() -> None:
    lock = FirstComeLock()
    served: list[str] = []

    def take() -> None:
        lock.acquire(LONG_S)
        served.append("waited")
        lock.release()

    thread = threading.Thread(target=take)
    lock.acquire(LONG_S)
    thread.start()
    until(lambda: lock.waiting == 1)
    lock.release()
    lock.acquire(LONG_S)
    served.append("came back")
    lock.release()
    thread.join()

    assert served == ["waited", "came back"]


def test_a_thread_that_waited_too_long_leaves_the_queue() -> None:
    lock = FirstComeLock()
    refused: list[bool] = []

    def take() -> None:
        try:
            lock.acquire(SOON_S)
        except TooLong:
            refused.append(True)

    thread = threading.Thread(target=take)
    lock.acquire(LONG_S)
    thread.start()
    thread.join()
    lock.release()

    assert refused == [True]
    assert lock.waiting == 0
    lock.acquire(timeout_s=0)


def test_a_turn_that_comes_too_late_goes_to_the_next() -> None:
    lock = FirstComeLock()
    lock.acquire(LONG_S)
    turn = lock._join()
    assert turn is not None
    lock.release()  # hands over to that turn

    lock._leave(turn)

    lock.acquire(timeout_s=0)


def test_a_thread_is_told_when_it_would_wait_for_itself() -> None:
    lock = FirstComeLock()
    lock.acquire(LONG_S)

    with pytest.raises(RuntimeError, match="inside"):
        lock.acquire(LONG_S)


# Processes; two locks on one file exclude each other in one process too


def test_a_lock_file_has_one_holder(tmp_path: Path) -> None:
    first, second = ProcessLock(tmp_path / "lock"), ProcessLock(tmp_path / "lock")
    first.acquire(timeout_s=0)

    with pytest.raises(TooLong):
        second.acquire(SOON_S)

    first.release()
    second.acquire(timeout_s=0)
    assert is_held(tmp_path / "lock")
    second.close()
    assert not is_held(tmp_path / "lock")
    first.close()


def test_a_lock_file_without_a_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ProcessLock(tmp_path / "nowhere" / "lock").acquire(timeout_s=0)


def test_a_waiting_process_writes_beside_a_busy_one(tmp_path: Path) -> None:
    busy, patient = WriteLock(tmp_path / "db"), WriteLock(tmp_path / "db")
    done = threading.Event()

    def write_without_end() -> None:
        while not done.is_set():
            busy.acquire(LONG_S)
            busy.release()

    thread = threading.Thread(target=write_without_end)
    thread.start()
    for _ in range(20):
        patient.acquire(LONG_S)
        patient.release()
    done.set()
    thread.join()

    busy.close()
    patient.close()


def test_who_cannot_have_the_file_does_not_keep_the_threads_waiting(
    tmp_path: Path,
) -> None:
    holder, other = WriteLock(tmp_path / "db"), WriteLock(tmp_path / "db")
    holder.acquire(LONG_S)

    with pytest.raises(TooLong):
        other.acquire(SOON_S)

    holder.release()
    other.acquire(timeout_s=0)
    other.release()
    other.close()
    holder.close()


def test_a_turn_to_write_costs_less_than_50_microseconds(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path / "db")
    costs = []

    for _ in range(1000):
        start = time.perf_counter()
        lock.acquire(LONG_S)
        lock.release()
        costs.append(time.perf_counter() - start)

    assert median(costs) < 50e-6
    lock.close()
