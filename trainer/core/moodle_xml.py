"""A paper as Moodle's question bank reads it: Moodle XML, one question an item or more.

It only writes XML, and reads none. Every question has the item's key as its `idnumber`,
so that it is known again. What Moodle cannot mark by itself becomes an essay with the
model answer for who marks it.

Source: docs.moodle.org, "Moodle XML format" and "Embedded Answers (Cloze)"; the type
ordering of Moodle 4.4 and later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from html import escape
from math import gcd, lcm

# It writes only: no XML from outside is read, which is what the check is about.
from xml.etree.ElementTree import (  # nosec B405
    Element,
    SubElement,
    indent,
    tostring,
)

from anyascii import anyascii

from trainer.core.exam_topics import has_points
from trainer.core.items import Blank, Deck, Item, Part
from trainer.core.markup import to_html, to_text
from trainer.core.right_answers import (
    CaseKey,
    MatchingKey,
    NameKey,
    OpenKey,
    OrderKey,
    RoleKey,
    ShortAnswer,
    TermKey,
    TrueFalseKey,
)
from trainer.core.wording import fold

SENTENCE = "sentence"  # the blank of part C that is marked beside the verdict
_LONGEST_NAME = 80
_LONGEST_CATEGORY = 255  # as Moodle's columns: a longer one ends the whole import
_LONGEST_ID = 100
_FINEST = 4  # quarters of a mark
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CLOZE_SIGNS = re.compile(r"[&<>\\~#}]")
# What Moodle acts on in any text: fields ("{1:…}", "{#1}"), mathematics ("$$", "\\(").
_ACTED_ON = re.compile(r"\{|\$(?=\$)|\\(?=[(\[])")
# Signs that no key gives; Moodle cuts tags out of names.
_KEYBOARD = str.maketrans("’‘“”\u2011–—\u00a0\u202f", "''\"\"---  ")
_NO_TAGS = str.maketrans("<>", "\u2039\u203a")
# Of Moodle's rules the nearest to ours: the share of pairs in their right order.
_ORDER_RULE = "RELATIVE_ALL_PREVIOUS_AND_NEXT"


def moodle_xml(deck: Deck, items: Iterable[Item]) -> bytes:
    """Write the exam of a deck as a file for Moodle's question bank, UTF-8.

    The reminders, the vocabulary and the memo are no questions of the exam: they stay.
    """
    quiz = Element("quiz")
    by_part: dict[str, list[Item]] = {}
    for item in items:
        by_part.setdefault(item.part, []).append(item)
    for part in map(_with_points(deck), deck.parts):
        if some := by_part.get(part.letter):
            quiz.append(_category(deck, part))
            quiz.extend(
                question for item in some for question in _questions(item, part, deck)
            )
    indent(quiz)
    text = tostring(quiz, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _with_points(deck: Deck) -> Callable[[Part], Part]:
    """Give each question a mark where the paper gives none: Moodle would count none."""
    if has_points(deck):
        return lambda part: part
    return lambda part: replace(part, points=float(part.to_answer))


def _questions(item: Item, part: Part, deck: Deck) -> Iterator[Element]:
    match item.answer:
        case NameKey() as key if item.options:
            yield _choice(item, part, key)
        case TrueFalseKey() as key:
            yield from _true_false(item, part, key)
        case MatchingKey() as key:
            yield _cloze(item, part, key, deck)
        case OrderKey() as key:
            yield _ordering(item, part, key)
        case _:
            yield _essay(item, part.points_each, _fields(item), _model(item))


# Questions that Moodle marks


def _choice(item: Item, part: Part, key: NameKey) -> Element:
    question = _question("multichoice", item, part.points_each)
    for name, value in (
        ("single", "true"),
        ("shuffleanswers", "true"),
        ("answernumbering", "none"),
    ):
        SubElement(question, name).text = value
    right = {each.text for each in key.right}
    reasons = {reason.label: reason.text for reason in key.reasons}
    for option in item.options:
        share = "100" if option in right else "0"
        answer = _answer(question, share, _shown(option))
        _html(answer, "feedback", _shown(reasons.get(option, "")))
    return question


def _true_false(item: Item, part: Part, key: TrueFalseKey) -> Iterator[Element]:
    """Ask for the verdict, and for the sentence apart: Moodle has no type for both."""
    marking = dict(part.marking)
    of_sentence = marking.get(SENTENCE, 0.0)
    verdict = _question("truefalse", item, part.points_each - of_sentence)
    for words, is_true in (("true", True), ("false", False)):
        share = "100" if key.is_true is is_true else "0"
        answer = _answer(verdict, share, words, format="moodle_auto_format")
        _html(answer, "feedback", _shown(key.sentence))
    yield verdict
    if of_sentence:
        ask = "<p>Expliquer en une phrase simple.</p>"
        model = _shown(key.sentence)
        yield _essay(item, of_sentence, ask, model, name=SENTENCE)


def _ordering(item: Item, part: Part, key: OrderKey) -> Element:
    """Write the steps in one right order; Moodle knows of no other."""
    question = _question("ordering", item, part.points_each)
    for name, value in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", str(len(key.steps))),
        ("gradingtype", _ORDER_RULE),
        ("showgrading", "SHOW"),
        ("numberingstyle", "none"),
        ("shownumcorrect", "1"),
    ):
        SubElement(question, name).text = value
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        _html(question, name, "")
    for place, step in enumerate(key.steps, start=1):
        _answer(question, str(place), _shown(step.text))
    return question


def _cloze(item: Item, part: Part, key: MatchingKey, deck: Deck) -> Element:
    weights = _weights(item.blanks, part)
    lines = [f"<p>{_shown(item.text)}</p>"]
    for blank, answer, weight in zip(item.blanks, key.cells, weights, strict=True):
        field = _cloze_field(blank, answer, weight, deck)
        lines.append(f"<p>{_escaped(blank.heading)} : {field}</p>")
    question = _question("cloze", item, None, "".join(lines))
    _html(question, "generalfeedback", _shown(key.reason))
    return question


def _weights(blanks: Sequence[Blank], part: Part) -> list[int]:
    """Give what each field is worth: Moodle takes whole numbers alone.

    They are the marks where those are whole, else the least in their proportion.
    """
    marking = dict(part.marking)
    equal = part.points_each / len(blanks)
    worths = [
        Fraction(marking.get(blank.name, equal)).limit_denominator(_FINEST)
        for blank in blanks
    ]
    scale = lcm(*(worth.denominator for worth in worths))
    least = [max(1, int(worth * scale)) for worth in worths]
    return least if scale == 1 else [weight // gcd(*least) for weight in least]


def _cloze_field(
    blank: Blank, answer: ShortAnswer | None, weight: int, deck: Deck
) -> str:
    """Write a field to fill in: a job is picked from all of them, else it is typed."""
    if answer is None:
        return "…"
    names = [job.name for job in deck.jobs]
    others = [name for name in names if name != answer.text]
    if blank.name == "job" and answer.text in names and others:
        options = [f"={_picked(answer.text)}", *map(_wrong_in_cloze, others)]
        return f"{{{weight}:MULTICHOICE_S:{'~'.join(options)}}}"
    words = map(_typed_in_cloze, _ways_to_type(answer))
    return f"{{{weight}:SHORTANSWER:{'~'.join(words)}}}"


def _wrong_in_cloze(text: str) -> str:
    """Write a wrong option; what would be read as its marks gets marks before it."""
    found = _picked(text)
    return f"%0%{found}" if found.startswith(("=", "%")) else found


def _picked(text: str) -> str:
    """Write an option, which is HTML once its field has been read."""
    return _in_cloze(_escaped(to_text(text)))


def _ways_to_type(answer: ShortAnswer) -> Iterable[str]:
    """Give the answer and its variants as written and as typed, once each.

    Of two spellings Moodle overlooks the case alone, we also accents and signs.
    """
    found: dict[str, str] = {}
    for text in map(to_text, (answer.text, *answer.variants)):
        words = " ".join(re.findall(r"\w+", text))
        typed = text.translate(_KEYBOARD)
        for way in (text, typed, anyascii(typed), words, fold(text)):
            if way.strip():
                found.setdefault(way.casefold(), way)
    return found.values()


def _typed_in_cloze(text: str) -> str:
    """Write a right answer; a star would stand for any signs."""
    return f"={_in_cloze(text.replace('*', chr(92) + '*'))}"


def _in_cloze(text: str) -> str:
    """Write the signs of a field as entities: Moodle reads them before it marks.

    Of what a backslash protects, it takes the backslash away before `}` and `#` alone:
    before any other sign it would be a part of the answer.
    """
    return _CLOZE_SIGNS.sub(lambda found: f"&#{ord(found[0])};", text)


# Questions that a person marks


def _essay(
    item: Item, points: float, ask: str, model: str, *, name: str = ""
) -> Element:
    question = _question("essay", item, points, f"<p>{_shown(item.text)}</p>{ask}")
    if name:
        _find(question, "name/text").text = f"{_name(item)} (phrase)"
        _find(question, "idnumber").text = _id_number(f"{item.key}-{name}")
    for tag, value in (
        ("responseformat", "editor"),
        ("responserequired", "1"),
        ("responsefieldlines", "5"),
        ("attachments", "0"),
        ("attachmentsrequired", "0"),
    ):
        SubElement(question, tag).text = value
    _html(question, "graderinfo", model)
    return question


def _fields(item: Item) -> str:
    """Say what is to be filled in."""
    lines = [
        f"<li>{_escaped(blank.heading)}{_how_many(blank)}</li>" for blank in item.blanks
    ]
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


def _how_many(blank: Blank) -> str:
    return f" ({blank.count})" if blank.count > 1 else ""


def _case_model(item: Item, key: CaseKey) -> str:
    lines = []
    for blank, field in zip(item.blanks, key.fields, strict=True):
        if field is None:
            continue
        model = ", ".join(map(to_html, field.model))
        also = f" (aussi : {_list(field.accepted)})" if field.accepted else ""
        lines.append(f"<li>{_escaped(blank.heading)} : {model}{also}</li>")
    return f"<ul>{''.join(lines)}</ul>"


def _open_model(key: OpenKey) -> str:
    points = "".join(f"<li>{_shown(point.answer)}</li>" for point in key.points)
    return f"<p>{_shown(key.model)}</p>" + (f"<ul>{points}</ul>" if points else "")


def _model(item: Item) -> str:
    """Say what a good answer is, for who marks it; nothing where it is not known."""
    match item.answer:
        case CaseKey() as key:
            return _case_model(item, key)
        case OpenKey() as key:
            return _open_model(key)
        case NameKey() as key:
            return _list([each.text for each in key.right])
        case RoleKey() as key:
            return _shown(key.job.text)
        case TermKey() as key:
            return _shown(key.term.text)
        case _:
            return ""


def _list(words: Sequence[str]) -> str:
    return ", ".join(map(to_html, words))


# Pieces


def _category(deck: Deck, part: Part) -> Element:
    question = Element("question", type="category")
    names = (deck.title, f"{part.letter} — {part.title}")
    path = "/".join(map(_level, names))
    category = SubElement(question, "category")
    SubElement(category, "text").text = f"$course$/top/{path}"
    return question


def _level(name: str) -> str:
    """Write the name of a category: a slash would be a level, two are one sign."""
    words = _plain(name)[:_LONGEST_CATEGORY]
    path = words.replace("/", "//")
    # At an end they would touch the slash between the levels; Moodle trims spaces.
    return f" {path} " if "/" in (words[:1], words[-1:]) else path


def _question(
    kind: str, item: Item, points: float | None, html: str | None = None
) -> Element:
    question = Element("question", type=kind)
    SubElement(SubElement(question, "name"), "text").text = _name(item)
    _html(question, "questiontext", html or f"<p>{_shown(item.text)}</p>")
    if points is not None:  # those of a cloze are in its fields
        SubElement(question, "defaultgrade").text = f"{points:.7f}"
    SubElement(question, "penalty").text = "0"
    SubElement(question, "hidden").text = "0"
    SubElement(question, "idnumber").text = _id_number(item.key)
    return question


def _id_number(key: str) -> str:
    """Give the key, or for a long one its start and what tells it from others."""
    if len(key) <= _LONGEST_ID:
        return key
    rest = sha256(key.encode()).hexdigest()[:12]
    return f"{key[: _LONGEST_ID - 13]}-{rest}"


def _name(item: Item) -> str:
    words = _plain(to_text(item.title or item.text))
    short = words if len(words) <= _LONGEST_NAME else f"{words[: _LONGEST_NAME - 1]}…"
    return f"{item.place} — {short}"


def _answer(question: Element, share: str, html: str, format: str = "html") -> Element:
    answer = SubElement(question, "answer", fraction=share, format=format)
    SubElement(answer, "text").text = _clean(html)
    return answer


def _html(parent: Element, name: str, html: str) -> None:
    element = SubElement(parent, name, format="html")
    SubElement(element, "text").text = _clean(html)


def _find(parent: Element, path: str) -> Element:
    found = parent.find(path)
    assert found is not None
    return found


def _shown(md: str) -> str:
    return _inert(to_html(md))


def _escaped(text: str) -> str:
    return _inert(escape(text, quote=False))


def _inert(html: str) -> str:
    """Write as entities what Moodle would act on: a text is only words."""
    return _ACTED_ON.sub(lambda found: f"&#{ord(found[0])};", html)


def _plain(text: str) -> str:
    return _clean(" ".join(text.split()).translate(_NO_TAGS))


def _clean(text: str) -> str:
    """Leave out the signs that no XML document may have."""
    return _NO_XML.sub("", text)
