"""Items as a paper prints them: what a line of one holds, and what one lacks.

Knows the words of one item alone; nothing of parts, answer keys or stable keys.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from trainer.core.items import Blank, Kind
from trainer.core.lines import ARROW, DASH, without_bold
from trainer.core.messages import Message, message
from trainer.core.wording import fold, slug

LONGEST_TEXT = 64 * 1024  # signs; a page would cut a longer one
MOST_PIECES = 100  # options, steps or blanks of one item

_FACT = re.compile(rf"\*\*(.+?) ?(?:\*\* ?(:|{ARROW}|{DASH})|: ?\*\*()) *(.*)")
_PLAIN_FACT = re.compile(rf"([^:→]+?) ?(:|{ARROW}) +(.*)")
_LEAD = re.compile(r"\*\*(.+?)\*\*")
_BRACKETS = re.compile(r"(.*\S) ?\(([^()]*)\)(?:\.|( ?[?!]))?")
_GAP = re.compile(r"_{2,}|…+|\.{3,}")
_NUMBER = re.compile(r"(.*?) ?\(([1-9]\d?)\)")
_ELLIPSIS = re.compile(r"(?:…|\.{2,}|__)[…._]* ?(.*)")
_EXPLICIT_KEY = re.compile(r" ?\{#([A-Za-z0-9_-]+)\}$")
_LETTERED = re.compile(r"(?:[a-fA-F] ?[).]|\( ?\)|[○◯]) ?\S.*")
_BETWEEN_FIELDS = " -–—,;/|·"
_FEWEST_HINTS = (
    2  # "(1789)" belongs to its question, "(masquage, accès)" says its points
)

_TRUE = frozenset({"vrai", "true", "v", "t"})
_FALSE = frozenset({"faux", "false", "f"})
_FACTS = frozenset({Kind.ROLE, Kind.TERM, Kind.MEMO})
_BLANK_NAMES = {
    "job": ("metier", "job", "role", "poste"),
    "deliverable": ("livrable", "deliverable"),
    "tools": ("outils", "tools"),
    "tool": ("outil", "tool"),
    "indicators": ("kpi", "indicateur", "indicateurs", "indicator", "indicators"),
    "risk": ("risque", "risques", "risk", "risks"),
}
_FIRST_WORDS = ("metier", "job")  # enough alone: "Métier concerné", not "Rôle du sel"
_MAIN = re.compile(r"\b(?:principal|principale|main)\b")


@dataclass(slots=True)
class RawItem:
    """An item as the paper prints it; `marked` are the options it marks as right.

    `more` are the lines that go on with its text, until the whole paper is read. A
    fact has its name as `place`, and what it is told of as `label`.
    """

    kind: Kind
    place: str
    line: int
    text: str = ""
    part: str = ""
    title: str = ""
    options: list[str] = field(default_factory=list)
    marked: list[int] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    explicit_key: str = ""
    label: str = ""
    is_true: bool | None = None

    def add_blank(self, heading: str, number: int = 1, hint: str = "") -> None:
        """Add something to fill in, by a name that no other blank of the item has."""
        names = {blank.name for blank in self.blanks}
        name = blank_name(heading)
        if name in names:
            name = slug(heading) or name
            others = (f"{name}-{end}" for end in count(2))
            name = (
                name if name not in names else next(o for o in others if o not in names)
            )
        self.blanks.append(Blank(name, heading, number, hint))


def blank_name(heading: str) -> str:
    """Return the stable name of a column or field: `job`, `tool`, … or its slug."""
    words = _MAIN.sub("", fold(heading)).strip()
    for name, spellings in _BLANK_NAMES.items():
        if words in spellings:
            return name
    if words.partition(" ")[0] in _FIRST_WORDS:
        return "job"
    return slug(heading) or "champ"


def read_blanks(text: str) -> tuple[list[tuple[str, int]], str]:
    """Return the fields "heading (number) : ____" of a line, and what else it holds.

    Gaps that follow each other are one field: "Outils : ____ ; ____ ; ____".
    """
    *pieces, rest = _GAP.split(text)
    headings: list[str] = []
    gaps: list[int] = []
    for piece in pieces:
        words = piece.strip(_BETWEEN_FIELDS)
        if words.endswith(":") and words != ":":
            headings.append(words[:-1].strip())
            gaps.append(1)
        elif gaps and not words:
            gaps[-1] += 1
        else:
            return [], text
    return list(map(_field, headings, gaps)), rest.strip(_BETWEEN_FIELDS)


def _field(heading: str, gaps: int) -> tuple[str, int]:
    """Take the number out of "Outils (3)"; without one the gaps are counted."""
    match = _NUMBER.fullmatch(heading)
    return (match[1], int(match[2])) if match else (heading, gaps)


def read_cell(cell: str) -> str:
    """Return what a cell gives away: "… (tableau de bord)" → "tableau de bord"."""
    words = without_bold(cell)
    if gap := _ELLIPSIS.fullmatch(words):
        words = gap[1]
    if words.startswith("(") and words.endswith(")"):
        words = words[1:-1].strip()
    return words if fold(words) else ""


def hints_of(text: str) -> tuple[str, list[str]]:
    """Split a text from the list in the brackets that end it."""
    match = _BRACKETS.fullmatch(text)
    if not match:
        return text, []
    before, inside, end = match.groups()
    hints = [hint.strip() for hint in inside.split(",") if hint.strip()]
    return f"{before}{end or ''}", hints


def take_key(text: str) -> tuple[str, str]:
    """Split a text from the explicit key that ends it: "… {#A3}"."""
    match = _EXPLICIT_KEY.search(text)
    return (text[: match.start()], match.group(1)) if match else (text, "")


def split_fact(text: str) -> tuple[str, str, str] | None:
    """Return name, separator and words of "**name** : words" or "words → name"."""
    match = _FACT.fullmatch(text) or _PLAIN_FACT.fullmatch(text)
    if not match:
        return None
    name, *separators, words = (group or "" for group in match.groups())
    return without_bold(name), "".join(separators), words


def finish_item(item: RawItem) -> list[Message]:
    """Bring an item into its form once all its lines are read; say what it lacks."""
    text, key = take_key(" ".join([item.text, *item.more]).strip())
    item.text, item.explicit_key = text, item.explicit_key or key
    if item.kind is Kind.OPEN:
        _finish_open(item)
    item.text = without_bold(item.text)
    if item.kind in _FACTS:
        _finish_fact(item)
    verdicts = [fold(option) for option in item.options]
    if len(verdicts) == 2 and {*verdicts} <= _TRUE | _FALSE:
        return [*_make_true_false(item, verdicts), *_missing(item)]
    return _missing(item)


def looks_like_a_choice(item: RawItem) -> bool:
    """Say whether an open question goes on with lines like "a) Paris", "b) Lyon"."""
    lettered = [line for line in item.more if _LETTERED.fullmatch(line)]
    return item.kind is Kind.OPEN and len(lettered) > 1


def _finish_open(item: RawItem) -> None:
    if lead := _LEAD.match(item.text):
        item.title = lead.group(1)
    text, hints = hints_of(item.text)
    if len(hints) >= _FEWEST_HINTS:
        item.text, item.hints = text, hints


def _finish_fact(item: RawItem) -> None:
    """Tell the words of a fact from what they are about; a memo asks with its name."""
    words = item.text if item.text.endswith("..") else item.text.removesuffix(".")
    if item.kind is Kind.MEMO:
        item.text, item.label = item.place * bool(words), words
    elif item.kind is Kind.ROLE:
        item.text, item.hints = hints_of(words)
    else:
        item.text = words


def _make_true_false(item: RawItem, verdicts: Sequence[str]) -> list[Message]:
    item.kind = Kind.TRUE_FALSE
    said = {verdicts[index] in _TRUE for index in item.marked}
    item.options, item.marked = [], []
    if len(said) > 1:
        return [message("{place} a deux bonnes réponses", place=item.place)]
    item.is_true = next(iter(said), None)
    return []


def _missing(item: RawItem) -> list[Message]:
    """Say what an item lacks to be one, or has twice or too much of."""
    place = item.place
    found = []
    if not item.text:
        found.append(message("{place} n’a pas de texte", place=place))
    if len(item.text) > LONGEST_TEXT:
        found.append(message("le texte de {place} est trop long", place=place))
    if item.kind is Kind.CASE and not item.blanks:
        found.append(message("{place} n’a rien à remplir", place=place))
    if item.kind is Kind.CHOICE and len(item.options) < 2:
        found.append(message("{place} n’a qu’une option", place=place))
    if item.kind is Kind.ORDERING and len(item.steps) < 2:
        found.append(message("{place} n’a qu’une étape", place=place))
    if _has_twice(item.options):
        found.append(message("{place} a deux fois la même option", place=place))
    if _has_twice(item.steps):
        found.append(message("{place} a deux fois la même étape", place=place))
    return found


def _has_twice(texts: Sequence[str]) -> bool:
    """Say whether two texts are the same, case and spaces apart ("C" is not "C++")."""
    counts = Counter(text.casefold() for text in texts)
    return any(number > 1 for number in counts.values())
