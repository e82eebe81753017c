"""Who may write: first come, first served in a process, one process at a time.

Knows nothing of what is written. SQLite's own lock would keep the data sound, but it is
unfair: a waiting writer sleeps and tries again, and may wait for seconds.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from pathlib import Path

from filelock import lock_descriptor, unlock_descriptor

POLL_S = 0.001


class TooLong(Exception):  # noqa: N818 – a time-out, which the caller explains
    """The lock was not free in time."""


class FirstComeLock:
    """A lock for threads, handed over in the order in which they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._turns: deque[threading.Lock] = deque()
        self._taken = False
        self._holder: int | None = None

    @property
    def waiting(self) -> int:
        """How many threads wait for it."""
        return len(self._turns)

    def acquire(self, timeout_s: float) -> None:
        """Take the lock.

        Raises:
            TooLong: it was not free in time.
            RuntimeError: this thread holds it, and would wait for itself.
        """
        me = threading.get_ident()
        if self._holder == me:
            raise RuntimeError("writing() inside writing()")
        turn = self._join()
        if turn is not None:
            self._wait(turn, timeout_s)
        self._holder = me

    def release(self) -> None:
        """Hand the lock to the thread that waits longest, if one does."""
        with self._guard:
            self._holder = None
            if self._turns:
                self._turns.popleft().release()
            else:
                self._taken = False

    def _join(self) -> threading.Lock | None:
        """Take the lock, or return a place in the queue: locked until its turn."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return None
            turn = threading.Lock()
            turn.acquire()
            self._turns.append(turn)
            return turn

    def _wait(self, turn: threading.Lock, timeout_s: float) -> None:
        came = False
        try:
            came = turn.acquire(timeout=timeout_s)
        finally:
            if not came:
                self._leave(turn)
        if not came:
            raise TooLong

    def _leave(self, turn: threading.Lock) -> None:
        """Leave the queue, for want of time or because the program is stopped."""
        with self._guard:
            if turn in self._turns:
                self._turns.remove(turn)
                return
        self.release()  # the turn came at this very moment


class ProcessLock:
    """A lock file, held by one process at a time and freed when that process ends.

    The file stays open, which makes a turn cost a microsecond, and is never removed:
    two processes could then hold two files of one name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self, timeout_s: float) -> None:
        """Take the lock.

        Raises:
            TooLong: it was not free in time.
            OSError: the file cannot be opened.
        """
        if self._descriptor is None:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        if lock_descriptor(self._descriptor, blocking=False):
            return
        end = time.monotonic() + timeout_s
        while not lock_descriptor(self._descriptor, blocking=False):
            if time.monotonic() >= end:
                raise TooLong
            time.sleep(POLL_S)

    def release(self) -> None:
        """Free the lock."""
        if self._descriptor is not None:
            unlock_descriptor(self._descriptor)

    def close(self) -> None:
        """Close the file, which frees the lock too."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class WriteLock:
    """The right to write: among the threads of this process, then among processes.

    Processes do not queue: one that waits looks every millisecond, and finds the file
    free between two turns of even the busiest other one.
    """

    def __init__(self, path: Path) -> None:
        """Lock by the file `<path>-write.lock`."""
        self._threads = FirstComeLock()
        self._file = ProcessLock(path.with_name(path.name + "-write.lock"))

    @property
    def waiting(self) -> int:
        """How many threads of this process wait for it."""
        return self._threads.waiting

    def acquire(self, timeout_s: float) -> None:
        """Take the right to write.

        Raises:
            TooLong: it was not free in time.
            OSError: the lock file cannot be opened.
            RuntimeError: this thread has it already.
        """
        self._threads.acquire(timeout_s)
        try:
            self._file.acquire(timeout_s)
        except BaseException:
            self._threads.release()
            raise

    def release(self) -> None:
        """Give the right to write to whoever waits longest."""
        self._file.release()
        self._threads.release()

    def close(self) -> None:
        """Close the lock file."""
        self._file.close()
