"""The daily review in a terminal: one card after the other, by keyboard.

Knows how to ask and to print; grading, the log and the schedule are elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from time import monotonic

import click

from trainer.core.grading import grade, suggested_rating
from trainer.core.markup import to_text
from trainer.core.messages import Message, message
from trainer.core.questions import Format, Question, Response, Score
from trainer.core.reviews import Rating
from trainer.core.slips import is_near
from trainer.core.wording import fold
from trainer.daily_review import Hand, HandCard, Interval, next_cards
from trainer.db import Database
from trainer.learners import Learner, new_uid
from trainer.revealing import Reveal, reveal
from trainer.reviewing import AnswerIn, RetractionIn, record, retract
from trainer.tables import ReviewSource

_RATINGS = {
    Rating.AGAIN: message("À revoir"),
    Rating.HARD: message("Difficile"),
    Rating.GOOD: message("Correct"),
    Rating.EASY: message("Facile"),
}
_TRUTH = {
    True: message("La phrase est vraie."),
    False: message("La phrase est fausse."),
}
_COUNT_AS_WRONG = message("[o] Compter comme faux")
_UNKNOWN = "0"
_TRUE = ("v", "vrai", "t", "true", "1")
_FALSE = ("f", "faux", "false", "2")


class _Undo(Exception):  # noqa: N818 – a wish, not an error
    """The student wants the last answer back."""


class _Quit(Exception):  # noqa: N818 – a wish, not an error
    """The student has had enough for now."""


class Terminal:
    """One sitting in a terminal."""

    def __init__(
        self,
        database: Database,
        learner: Learner,
        deck: str | None,
        *,
        clock: Callable[[], datetime],
        said: Callable[[Message], str],
    ) -> None:
        self.database = database
        self.learner = learner
        self.deck = deck
        self.clock = clock
        self.said = said
        self.done: list[str] = []

    def run(self) -> None:
        """Ask until nothing is left or the student quits."""
        self.say(
            message(
                "Entrée valide, « 0 » : je ne sais pas, « u » annule la dernière"
                " réponse, « q » quitte."
            )
        )
        with suppress(_Quit):
            while self.goes_on():
                pass
        self.say(
            message("{count} {count:carte faite|cartes faites}.", count=len(self.done))
        )

    def goes_on(self) -> bool:
        """Ask the next card; without one, end unless the last answer is taken back."""
        hand = self.next_hand()
        try:
            if hand is None:
                return not self.ends_here()
            self.ask(hand.cards[0], hand)
        except _Undo:
            self.undo()
        return True

    def ends_here(self) -> bool:
        """Let the student take the last answer back (as anywhere), else end."""
        if self.done:
            self.say(message("Fini pour l’instant. Entrée quitte, « u » annule."))
            with suppress(click.Abort):
                self.read()
        return True

    def next_hand(self) -> Hand | None:
        """Return the next card with the counts; None when the day is done."""
        now = self.clock()
        with self.database.reading() as session:
            hand = next_cards(session, self.learner, now, deck=self.deck, limit=1)
        return hand if hand.cards else None

    def ask(self, card: HandCard, hand: Hand) -> None:
        """Ask a card, show its answer, store what the student makes of it."""
        started, uid, question = monotonic(), new_uid(), card.question
        click.echo()
        click.secho(f"{hand.new} · {hand.learning} · {hand.review}", dim=True)
        click.secho(to_text(question.text), bold=True)
        self.say(question.ask)
        response = self.response(question)
        with self.database.reading() as session:
            shown = reveal(session, self.learner, question.card_key)
        if question.format is Format.TYPED:
            response = self.typed_again(response, shown)
        score = grade(response, question.format, shown.card)
        duration_ms = round((monotonic() - started) * 1000)
        self.show(shown, score)
        suggested = None if score.has_own_part else suggested_rating(score)
        rating = self.rating(card, suggested)
        self.store(
            AnswerIn(
                uid=uid,
                card=question.card_key,
                rating=rating,
                device_at=self.clock(),
                response=response,
                shown=question.options or tuple(s.name for s in question.steps),
                duration_ms=duration_ms,
                sequence=len(self.done),
                zone=self.learner.settings[-1].zone,
                source=ReviewSource.CLI,
                overridden=suggested is not None and not _goes_with(rating, suggested),
                format=question.format,
            )
        )

    def response(self, question: Question) -> Response:
        """Read what the student answers, until it is an answer."""
        match question.format:
            case Format.CHOICE:
                return self.choice(question)
            case Format.TRUE_FALSE:
                return self.verdict()
            case Format.ORDERING:
                return self.order(question)
            case Format.TYPED | Format.SENTENCE | Format.SELF_MARKED:
                return Response(text=self.read())

    def choice(self, question: Question) -> Response:
        """Read the number of an option."""
        for number, option in enumerate(question.options, start=1):
            click.echo(f"  {number}  {to_text(option)}")
        while True:
            words = self.read()
            if words == _UNKNOWN:
                return Response()
            if words.isdecimal() and 1 <= int(words) <= len(question.options):
                return Response(choice=question.options[int(words) - 1])
            self.say(message("Taper le numéro d’une réponse."))

    def verdict(self) -> Response:
        """Read "true" or "false"."""
        while True:
            words = self.read().lower()
            if words == _UNKNOWN:
                return Response()
            if words in _TRUE:
                return Response(is_true=True)
            if words in _FALSE:
                self.say(message("La phrase corrigée (Entrée pour passer) :"))
                return Response(is_true=False, text=self.read())
            self.say(message("Taper v (vrai) ou f (faux)."))

    def typed_again(self, response: Response, shown: Reveal) -> Response:
        """Let a slip of the finger be typed once more."""
        if not is_near(fold(response.text), shown.accepted, shown.rivals):
            return response
        self.say(message("Presque : une lettre à revoir."))
        return Response(text=self.read(), first_try=response.text)

    def order(self, question: Question) -> Response:
        """Read the numbers of the steps, in the order wanted."""
        for number, step in enumerate(question.steps, start=1):
            click.echo(f"  {number}  {to_text(step.text)}")
        names = {str(n): s.name for n, s in enumerate(question.steps, start=1)}
        while True:
            words = self.read().replace(",", " ").split()
            if words == [_UNKNOWN]:
                return Response()
            if sorted(words) == sorted(names):
                return Response(order=tuple(names[word] for word in words))
            self.say(message("Taper tous les numéros, dans l’ordre voulu."))

    def read(self) -> str:
        """Read a line; "u" and "q" alone are wishes."""
        words = str(
            click.prompt("", default="", show_default=False, prompt_suffix="> ")
        )
        match words.strip().lower():
            case "u":
                raise _Undo
            case "q":
                raise _Quit
        return words.strip()

    def show(self, shown: Reveal, score: Score) -> None:
        """Print what is right, and why."""
        if score.share is not None:
            is_right = score.share >= 1
            text = message("✓ Juste") if is_right else message("✗ Faux")
            click.secho(self.said(text), fg="green" if is_right else "red")
        for line in self.answer_lines(shown):
            click.echo(to_text(line))
        for reason in score.reasons:
            click.echo(f"  {self.said(reason)}")
        if shown.note:
            self.say(message("Ma note : {text}", text=shown.note))
        if shown.source:
            click.secho(self.said(shown.source), dim=True)

    def answer_lines(self, shown: Reveal) -> list[str]:
        """Return what is right, line by line."""
        lines = [shown.text, *shown.points, shown.explanation]
        if shown.is_true is not None:
            lines.insert(0, self.said(_TRUTH[shown.is_true]))
            lines.append(f"→ {shown.job}" if shown.job else "")
        if shown.order:
            steps = enumerate(shown.order.steps, start=1)
            lines[:0] = [f"{number}. {step.text}" for number, step in steps]
        return [line for line in lines if line]

    def rating(self, card: HandCard, suggested: Rating | None) -> Rating:
        """Read the rating; Enter takes the suggested one, "o" turns the mark over."""
        fits = [r for r in Rating if suggested is None or _goes_with(r, suggested)]
        shown = [Rating.AGAIN, Rating.GOOD] if suggested is None else fits
        click.echo("  ".join(self.label(card, rating) for rating in shown))
        if suggested is not None:
            is_wrong = suggested is Rating.AGAIN
            self.say(message("[o] J’avais juste") if is_wrong else _COUNT_AS_WRONG)
        default = suggested or Rating.GOOD
        while True:
            given = self.read() or str(default.value)
            if given == "o" and suggested is not None:
                return Rating.GOOD if suggested is Rating.AGAIN else Rating.AGAIN
            if given.isdecimal() and int(given) in fits:
                return Rating(int(given))
            numbers = ", ".join(str(rating.value) for rating in fits)
            self.say(message("Taper un de ces numéros : {numbers}.", numbers=numbers))

    def label(self, card: HandCard, rating: Rating) -> str:
        """Return a rating with its delay."""
        delay = _delay(card.intervals[rating])
        return f"[{rating.value}] {self.said(_RATINGS[rating])} · {self.said(delay)}"

    def store(self, answer: AnswerIn) -> None:
        """Store one answer; it is safe when this returns."""
        now = self.clock()
        with self.database.writing() as session:
            (outcome,) = record(session, self.learner, [answer], sent_at=now, now=now)
        if outcome.reason is not None:
            self.say(outcome.reason)
        else:
            self.done.append(answer.uid)

    def undo(self) -> None:
        """Take the last answer of this sitting back."""
        if not self.done:
            self.say(message("Rien à annuler."))
            return
        now = self.clock()
        retraction = RetractionIn(new_uid(), self.done.pop(), now)
        with self.database.writing() as session:
            retract(session, self.learner, [retraction], now)
        self.say(message("Dernière réponse annulée."))

    def say(self, sentence: Message) -> None:
        """Print a sentence."""
        click.echo(self.said(sentence))


def _goes_with(rating: Rating, suggested: Rating) -> bool:
    return (rating is Rating.AGAIN) == (suggested is Rating.AGAIN)


def _delay(interval: Interval) -> Message:
    if interval.days is not None:
        return message("{days} j", days=interval.days)
    return message("{minutes} min", minutes=interval.minutes)
