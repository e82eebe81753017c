"""What the review page asks of a server, without a browser.

Follows `web/static/review.js` and what it imports.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import urlencode

from benchmarks.http_client import Connection
from trainer.learners import new_uid

Json = dict[str, Any]


@dataclass(slots=True)
class Page:
    """Asks over one connection; every answer it gives is right."""

    server: Connection
    numbers: count[int] = field(default_factory=count)

    def queue(self) -> list[Json]:
        """Ask for the next cards."""
        cards: list[Json] = self.server.json("/api/queue")["cards"]
        return cards

    def answer(self, card: Json) -> Json:
        """Ask for the answer of a card."""
        query = urlencode({"card": card["card"]})
        answer: Json = self.server.json(f"/api/answers?{query}")
        return answer

    def send(self, body: Json) -> None:
        """Send an answer, which must be stored."""
        outcome = self.server.ask(self.server.request("/api/reviews", body))
        assert b'"new"' in outcome, outcome

    def review(self, card: Json, answer: Json) -> Json:
        """Make the body that tells a right answer."""
        at = datetime.now(UTC).isoformat()
        review = {
            "uid": new_uid(),
            "card": card["card"],
            "rating": 3,
            "format": card["format"],
            "response": right_response(card["format"], answer),
            "shown": [option["value"] for option in card["options"]],
            "duration_ms": 4000,
            "answered_at": at,
            "sequence": next(self.numbers),
            "zone": "Europe/Paris",
            "overridden": False,
        }
        return {"sent_at": at, "reviews": [review]}


def right_response(format: str, answer: Json) -> Json:
    """Give what the page sends for a right answer."""
    match format:
        case "choice":
            return {"choice": answer["right"][0]}
        case "typed":
            return {"text": answer["right"][0]}
        case "true_false":
            return {"is_true": answer["is_true"]}
        case "ordering":
            return {"order": [step["name"] for step in answer["order"]["steps"]]}
        case _:
            return {}
