"""Decks made by chance of words that were written to break what shows them."""

from __future__ import annotations

from random import Random

from trainer.core.items import Blank, Deck, Item, Job, Kind, Part
from trainer.core.right_answers import (
    CaseAnswer,
    CaseKey,
    Constraint,
    KeyPoint,
    MatchingKey,
    NameKey,
    OpenKey,
    OrderKey,
    Reason,
    RoleKey,
    ShortAnswer,
    Step,
    TermKey,
    TrueFalseKey,
)

# What would set `window.pwned` if it ran, or be taken by Anki for a command.
PIECES = (
    "{{Question}} {{c1::x}}",
    "{{{Clé}}} {{#Réponse}} {{/Réponse}} {{^Source}}",
    "}}{{ {{=<% %>=}} <% x %>",
    "{{FrontSide}} {{type:À taper}} {{hint:Indice}}",
    "[[type:nc:À taper]] [sound:a.mp3] [latex]x[/latex] [$]y[/$]",
    "[anki:tts lang=fr]x[/anki:tts] [anki:play:q:0]",
    "<script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned=1'><svg onload=window.pwned=1>",
    '"><input onfocus=window.pwned=1 autofocus> <li> <ul> </div> <hr id=answer>',
    "<!-- x --> <![CDATA[ ]]> <?php ?> </script> <style>* {display: none}</style>",
    "[a](javascript:window.pwned=1) ![i](x.png) <a href='javascript:x'>",
    "[b](data:text/html,<script>window.pwned=1</script>) <http://x.test/?a=1&b='>",
    "\"quotes\" 'quotes' `code` ``co`de`` \\ \\( x \\) \\[ y \\] $z$ &amp; &lt; &#x41;",
    "\x00 \x07 \x1f \x7f \x0b \x0c",
    "\u2028 \u2029 \x85 \ufeff \ufffe",
    "🧠👩‍💻🏴‍☠️ é e\u0301 ﷽ Z͑ͫ̓ͪ̂ͫ̽͏̴̙",
    "שלום \u202e عربى \u2066 مرحبا \u200f",
    "日本語 ไทย हिन्दी",
    "a" * 300,
    "**gras** _italique_ # titre\n\n- un\n- deux\n\n```\n<b>{{x}}</b>\n```",
    "| a | b |\n|---|---|\n| {{c}} | <d> |",
    " :: ; , \t | = ≠ / (a, b) % {0} {x} ${y} <%= z %>",
)
SIGNS = "abcé <>&\"'{}[]()\\/:;=#*_`~|!\n\t\x00\u202eא字🙂0"
_CHANCE = 0.35  # that a piece is made of single signs


def hostile_deck(seed: int) -> tuple[Deck, tuple[Item, ...]]:
    """Make a deck with an item of each kind; the same seed gives the same."""
    return _Maker(seed).make()


class _Maker:
    """Makes one deck; `letter` keeps apart what has to be."""

    def __init__(self, seed: int) -> None:
        self.slug = f"deck-{seed}"
        self.rng = Random(seed)

    def make(self) -> tuple[Deck, tuple[Item, ...]]:
        jobs = [self.words(letter) for letter in "JKLM"]
        letters = "ABCDEF"
        deck = Deck(
            slug=self.slug,
            title=self.words(),
            parts=tuple(Part(n, self.words(), None, 1, 1) for n in letters),
            jobs=tuple(Job(job, (self.words(),)) for job in jobs),
            confusable=((jobs[0], jobs[1]), (jobs[2], jobs[0])),
            has_jobs=self.rng.random() < 0.8,
            questions=(("job", self.words()),) if self.rng.random() < 0.2 else (),
        )
        return deck, (*self.exam_items(jobs), *self.fact_items(jobs))

    def exam_items(self, jobs: list[str]) -> tuple[Item, ...]:
        right = self.answer(jobs[0])
        reasons = tuple(Reason(job, self.words()) for job in jobs[:2])
        choice = NameKey((right,), is_job=True, reasons=reasons)
        blanks = (Blank("job", self.words()), Blank("tool", self.words()))
        case = CaseKey((self.field(jobs[1]), self.field(self.words(), self.words())))
        matching = MatchingKey((right, self.answer(self.words())), self.words())
        verdict = TrueFalseKey(self.rng.random() < 0.5, self.words(), jobs[2])
        steps = tuple(Step(n, self.words(n)) for n in "uvwx")
        order = OrderKey(steps, (Constraint("u", "v", self.words()),))
        points = (KeyPoint("p", self.words(), self.words(), (self.words(),)),)
        hints = (self.words(), self.words())
        return (
            self.item("A1", Kind.CHOICE, choice, options=tuple(jobs)),
            self.item("B1", Kind.MATCHING, matching, blanks=blanks),
            self.item("C1", Kind.TRUE_FALSE, verdict),
            self.item("D1", Kind.CASE, case, blanks=blanks),
            self.item("E1", Kind.ORDERING, order, steps=tuple(s.text for s in steps)),
            self.item("F1", Kind.OPEN, OpenKey(self.words(), points), hints=hints),
        )

    def fact_items(self, jobs: list[str]) -> tuple[Item, ...]:
        roles = (
            self.item(f"r{n}", Kind.ROLE, RoleKey(self.answer(job), (self.words(),)))
            for n, job in enumerate(jobs)
        )
        memo = NameKey(tuple(map(self.answer, jobs[:2])), is_job=True)
        return (
            *roles,
            self.item("t", Kind.TERM, TermKey(self.answer(self.words()))),
            self.item("m", Kind.MEMO, memo),
        )

    def item(
        self, place: str, kind: Kind, answer: object, **more: tuple[object, ...]
    ) -> Item:
        part = place[0] if place[0].isupper() else ""
        values = {"part": part, "text": self.words(), "line": 1, **more}
        key = f"{self.slug}/{place}"
        return Item(key=key, kind=kind, place=place, answer=answer, **values)  # type: ignore[arg-type]  # as each kind has them

    def answer(self, text: str) -> ShortAnswer:
        return ShortAnswer(text, (self.words(),))

    def field(self, *model: str) -> CaseAnswer:
        return CaseAnswer(model, (self.words(),), self.words())

    def words(self, name: str = "") -> str:
        """Give some hostile words; a name makes them unlike all others."""
        pieces = [self.piece() for _ in range(self.rng.randint(1, 3))]
        return f"{name}{' '.join(pieces)}"

    def piece(self) -> str:
        if self.rng.random() < _CHANCE:
            signs = self.rng.choices(SIGNS, k=self.rng.randint(1, 12))
            return "".join(signs)
        return self.rng.choice(PIECES)
