"""Passwords: what is kept of them, and how many are checked at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from trainer.passwords import AT_ONCE, WAITING, Busy, Passwords, usual_hasher

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Counting(PasswordHasher):
    """Counts what is checked; so many may have to meet, or must not."""

    def __init__(self, meeting: threading.Barrier | None = None) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.meeting = meeting
        self.verified = self.met = 0
        self.lock = threading.Lock()

    def verify(self, hash: str | bytes, password: str | bytes) -> Any:
        with self.lock:
            self.verified += 1
        if self.meeting is not None:
            with suppress(threading.BrokenBarrierError):
                self.meeting.wait()
                self.met += 1
        return super().verify(hash, password)


def test_parameters_of_the_program_are_what_owasp_asks_for_at_least() -> None:
    found = extract_parameters(Passwords().hash("tulipe"))

    assert found.type is Type.ID
    assert found.memory_cost >= 19 * 1024
    assert found.time_cost >= 2


def test_the_right_password_is_let_in_and_no_other() -> None:
    passwords = Passwords(CHEAP)

    hashed = passwords.hash("Ma tulipe à moi")

    assert "tulipe" not in hashed
    assert passwords.verify(hashed, "Ma tulipe à moi")
    assert passwords.verify(hashed, "Ma tulipe a\u0300 moi")
    assert not passwords.verify(hashed, "ma tulipe à moi")
    assert not passwords.verify(hashed, "")


def test_a_phrase_is_let_in_however_it_is_typed() -> None:
    passwords = Passwords(CHEAP)

    hashed = passwords.hash("tulipe-bateau-girafe")

    assert passwords.verify(hashed, "Tulipe bateau girafe ")
    assert not passwords.verify(hashed, "tulipe bateau bateau")


@pytest.mark.parametrize("password", ["", "tulipe", "x" * 256])
def test_nobody_has_no_password(password: str) -> None:
    assert not Passwords(CHEAP).verify(None, password)


def test_nobody_costs_as_many_hashes_as_somebody() -> None:
    hasher = Counting()
    passwords = Passwords(hasher)
    hashed = passwords.hash("tulipe")

    passwords.verify(hashed, "wrong")
    known = hasher.verified
    passwords.verify(None, "wrong")

    assert hasher.verified - known == known == 1


def test_nobody_takes_as_long_as_somebody() -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=4096, parallelism=1))
    hashed = passwords.hash("tulipe")

    known, unknown = [], []
    for _ in range(100):
        known.append(seconds_of(passwords, hashed))
        unknown.append(seconds_of(passwords, None))

    # The fastest of each: other programs on this machine only ever add time.
    assert min(unknown) == pytest.approx(min(known), rel=0.1)


def test_costlier_parameters_are_noticed() -> None:
    old = Passwords(CHEAP).hash("tulipe")
    dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))

    assert dearer.is_outdated(old)
    assert dearer.verify(old, "tulipe")
    assert not dearer.is_outdated(dearer.hash("tulipe"))


def test_two_passwords_are_checked_at_once() -> None:
    hasher = Counting(threading.Barrier(AT_ONCE, timeout=20))

    check_eight(Passwords(hasher))

    assert AT_ONCE == 2
    assert (hasher.verified, hasher.met) == (8, 8)


def test_three_passwords_are_never_checked_at_once() -> None:
    hasher = Counting(threading.Barrier(AT_ONCE + 1, timeout=0.3))

    check_eight(Passwords(hasher))

    assert (hasher.verified, hasher.met) == (8, 0)


def test_who_finds_no_place_in_the_queue_is_told_to_come_again() -> None:
    passwords = Passwords(CHEAP)

    with ExitStack() as places:
        for _ in range(AT_ONCE + WAITING):
            places.enter_context(passwords.place())
        with pytest.raises(Busy) as told, passwords.place():
            pass

    assert told.value.retry_after_s > 0
    with passwords.place():
        pass


def test_the_hasher_of_the_program_is_slow_enough_to_guess_at() -> None:
    began = time.perf_counter()

    usual_hasher().hash("tulipe")

    assert time.perf_counter() - began > 0.01


def check_eight(passwords: Passwords) -> None:
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda _: passwords.verify(None, "x"), range(8)))
    assert not any(told)


def seconds_of(passwords: Passwords, hashed: str | None) -> float:
    began = time.perf_counter()
    passwords.verify(hashed, "wrong")
    return time.perf_counter() - began


def test_checking_passwords_takes_little_memory() -> None:
    hasher = usual_hasher()

    assert AT_ONCE * hasher.memory_cost * 1024 <= 150 * 10**6
