"""The three students of `docs/teachers_hour.py`, who speak to the API as devices do.

Each takes one job of a pair for the other a few times, and misses another card here and
there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from docs.first_morning import Student as Device

PAIR = ("Chef de rang", "Commis de salle")
Json = dict[str, Any]
ROUNDS = ("", "session=part%3AA")  # the day, then some free practice


@dataclass(frozen=True, slots=True)
class Pupil:
    """A student, who confuses a pair so often, and misses one card of so many."""

    name: str
    confuses: int
    misses: int


PUPILS = (
    Pupil("Inès Garcia", 6, 9),
    Pupil("Maël Nguyen", 5, 5),
    Pupil("Zoé Martin", 3, 7),
)


def password_of(pupil: Pupil) -> str:
    """Give the password that a student chooses."""
    return f"lune ronde {pupil.name.lower()}"


def study(address: str, pupil: Pupil, phrase: str) -> None:
    """Come in by a slip, choose a password, answer all cards, and practise."""
    device = Device(address)
    device.open("/sign-in")
    device.submit("/sign-in", name=pupil.name, password=phrase)
    password = password_of(pupil)
    device.submit("/account/password", new=password, again=password)
    device.open("/")
    said = Answers(pupil)
    for query in ROUNDS:
        cards = device.call(f"/api/queue?limit=200&{query}")["cards"]
        right = answers_to(device, cards)
        reviews = [
            said.review(card, right[card["card"]], "cram" if query else "study")
            for card in cards
        ]
        now = datetime.now(UTC).isoformat()
        sent = device.call("/api/reviews", {"sent_at": now, "reviews": reviews})
        assert {each["status"] for each in sent["results"]} == {"new"}, sent


def answers_to(device: Device, cards: list[Json]) -> Json:
    """Fetch what is right, as a device does before the network goes."""
    found = {}
    for some in batches(cards):
        query = urlencode([("card", card["card"]) for card in some])
        for answer in device.call(f"/api/answers-at-hand?{query}")["answers"]:
            found[answer["card"]] = answer
    return found


def batches(cards: list[Json], size: int = 20) -> Iterator[list[Json]]:
    """Cut a list in pieces."""
    for begin in range(0, len(cards), size):
        yield cards[begin : begin + size]


@dataclass
class Answers:
    """What a student has answered so far."""

    pupil: Pupil
    given: int = 0
    confused: int = 0

    def review(self, card: Json, answer: Json, purpose: str) -> Json:
        """Answer a card: rightly, by the other job of the pair, or not at all."""
        self.given += 1
        options = [option["value"] for option in card["options"]]
        right = next((each for each in options if each in answer["right"]), None)
        response, rating = {"choice": right} if right else {}, 3
        if right in PAIR and self.confused < self.pupil.confuses:
            self.confused += 1
            response, rating = {"choice": PAIR[1 - PAIR.index(right)]}, 1
        elif card["format"] == "true_false":
            response = {"is_true": answer["is_true"]}
        elif right not in PAIR and self.given % self.pupil.misses == 0:
            response, rating = {}, 1
        return {
            "uid": f"hour-{PUPILS.index(self.pupil)}-{self.given:04}",
            "card": card["card"],
            "rating": rating,
            "response": response,
            "shown": options,
            "format": card["format"],
            "duration_ms": 5000,
            "answered_at": datetime.now(UTC).isoformat(),
            "sequence": self.given,
            "zone": "Europe/Paris",
            "purpose": purpose,
        }
