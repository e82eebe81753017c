"""What a device keeps of those who were signed in on it."""

from __future__ import annotations

import pytest

from trainer.known_devices import KnownDevice, read_device

SECRET = b"the server's own"
DEVICE = KnownDevice("0123456789abcdef" * 2)


def test_a_device_knows_who_was_signed_in_on_it() -> None:
    kept = DEVICE.with_account(SECRET, "lea").with_account(SECRET, "tom").text()

    found = read_device(kept)

    assert found.number == DEVICE.number
    assert found.knows(SECRET, "lea")
    assert found.knows(SECRET, "tom")
    assert not found.knows(SECRET, "max")
    assert not found.knows(b"another server's", "lea")
    assert "lea" not in kept


def test_a_proof_is_good_for_one_device() -> None:
    proofs = DEVICE.with_account(SECRET, "lea").proofs

    assert not KnownDevice("f" * 32, proofs).knows(SECRET, "lea")


def test_signing_in_again_adds_nothing() -> None:
    once = DEVICE.with_account(SECRET, "lea")

    assert once.with_account(SECRET, "lea") == once


def test_a_tablet_of_a_whole_class_keeps_the_last_forty() -> None:
    tablet = DEVICE
    for number in range(41):
        tablet = tablet.with_account(SECRET, f"pupil {number}")

    found = read_device(tablet.text())

    assert len(found.proofs) == 40
    assert not found.knows(SECRET, "pupil 0")
    assert found.knows(SECRET, "pupil 40")
    assert len(tablet.text()) < 3000


@pytest.mark.parametrize("text", ["", "x", "..", "0123", "é" * 32, "a" * 100_000])
def test_what_cannot_be_read_is_a_new_device(text: str) -> None:
    found = read_device(text)

    assert found != read_device(text)
    assert found.proofs == ()
