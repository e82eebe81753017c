"""The two languages: every sentence has its English, numbers and days follow it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir

from trainer.core.messages import message
from web.i18n import (
    Language,
    catalogue,
    day_label,
    days_label,
    duration_label,
    minutes_label,
    moment_label,
    number,
    translate,
)

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"message": None, "_": None, "gettext": None, "ngettext": (1, 2)}
EXTENSIONS = {"extensions": "jinja2.ext.i18n", "trimmed": "true"}

Sentence = str | tuple[str, ...]


@cache
def sentences_of_the_code() -> dict[Sentence, str]:
    """Extract what can be said, with the file it stands in."""
    found: dict[Sentence, str] = {}
    for folder, method in (
        ("trainer", [("**.py", "python")]),
        ("web", [("**.py", "python"), ("templates/**.html", "jinja2")]),
    ):
        for file, _, sentence, _, _ in extract_from_dir(
            ROOT / folder,
            method,
            {"templates/**.html": EXTENSIONS},
            keywords=KEYWORDS,
        ):
            found.setdefault(sentence, f"{folder}/{file}")
    return found


def messages_of_the_code() -> Iterator[tuple[str, str]]:
    """Find each `message("…")` by the syntax tree, as a second opinion."""
    for path in sorted((ROOT / "trainer").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "message":
                template = node.args[0]
                place = f"{path.name}:{node.lineno}"
                if isinstance(template, ast.Constant):
                    yield place, str(template.value)
                else:
                    yield place, "not a literal"


def placeholders(template: str) -> set[str]:
    """Give what is filled in: `{name}` in messages, `%(name)s` in templates."""
    if "%(" in template:
        return set(re.findall(r"%\((\w+)\)s", template))
    return {
        f"{name}:{'|' if '|' in str(spec) else spec}"
        for _, name, spec, _ in Formatter().parse(template)
        if name
    }


def test_every_message_of_the_code_is_found_by_the_extraction() -> None:
    extracted = sentences_of_the_code()

    missed = [each for each in messages_of_the_code() if each[1] not in extracted]

    assert missed == []


def test_every_sentence_has_an_english_translation() -> None:
    english = catalogue("en")

    missing = [
        f"{file}: {sentence}"
        for sentence, file in sentences_of_the_code().items()
        if (sentence if isinstance(sentence, str) else sentence[0])
        not in (english.sentences if isinstance(sentence, str) else english.plurals)
    ]

    assert missing == []


def test_the_catalogue_holds_nothing_that_nobody_says() -> None:
    said = sentences_of_the_code()
    plurals = {each[0] for each in said if isinstance(each, tuple)}
    english = catalogue("en")

    unsaid = [each for each in english.sentences if each not in said]

    assert unsaid + [each for each in english.plurals if each not in plurals] == []


def test_a_translation_has_the_same_placeholders() -> None:
    english = catalogue("en")
    pairs = [*english.sentences.items()]
    pairs += [(one, form) for one, forms in english.plurals.items() for form in forms]

    wrong = [one for one, other in pairs if placeholders(one) != placeholders(other)]

    assert wrong == []


def test_a_message_says_numbers_and_messages_in_the_language() -> None:
    said = message("{n}\u00a0mois", n=message("{n}\u00a0j", n=4.8))

    assert translate(said, "fr") == "4,8\u00a0j\u00a0mois"
    assert translate(said, "en") == "4.8\u00a0d\u00a0mo"


def test_a_message_groups_the_digits_of_a_large_number() -> None:
    said = message("{right} sur {n}", right=533, n=1177)

    assert translate(said, "fr") == "533 sur 1\u202f177"


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (0, "carte", "cards"),
        (1, "carte", "card"),
        (1.5, "carte", "cards"),
        (2, "cartes", "cards"),
    ],
)
def test_a_message_says_a_word_in_the_number_of_a_value(
    count: float, french: str, english: str
) -> None:
    assert translate(message("{n:carte|cartes}", n=count), "fr") == french
    assert translate(message("{n:card|cards}", n=count), "en") == english


def test_a_sentence_without_translation_stays_french() -> None:
    assert translate(message("Phrase inconnue {x}", x=1), "en") == "Phrase inconnue 1"


@pytest.mark.parametrize(
    ("days", "french", "english"),
    [
        (1, "1 j", "1 d"),
        (29, "29 j", "29 d"),
        (30, "1 mois", "1 mo"),
        (69, "2,3 mois", "2.3 mo"),
        (365, "1 an", "1 y"),
        (438, "1,2 an", "1.2 y"),
        (730, "2 ans", "2 y"),
    ],
)
def test_an_interval_in_days_is_said_in_the_fitting_unit(
    days: int, french: str, english: str
) -> None:
    assert days_label(days, "fr") == french.replace(" ", "\u00a0")
    assert days_label(days, "en") == english.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("minutes", "french"),
    [(1, "1 min"), (59, "59 min"), (60, "1 h"), (90, "1,5 h"), (1440, "1 j")],
)
def test_a_delay_in_minutes_is_said_in_the_fitting_unit(
    minutes: int, french: str
) -> None:
    assert minutes_label(minutes, "fr") == french.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("seconds", "french"), [(0, "0 min"), (1, "1 min"), (100, "2 min"), (7200, "2 h")]
)
def test_work_takes_a_minute_at_least(seconds: float, french: str) -> None:
    assert duration_label(seconds, "fr") == french.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("language", "day", "thousands"),
    [
        ("fr", "lundi 23 novembre", "1\u202f234,5"),
        ("en", "Monday 23 November", "1,234.5"),
    ],
)
def test_days_and_numbers_follow_the_language(
    language: Language, day: str, thousands: str
) -> None:
    assert day_label(date(2026, 11, 23), language) == day
    assert number(1234.5, language) == thousands


@pytest.mark.parametrize(
    ("hours", "french", "english"),
    [
        (0, "à 14:05", "at 14:05"),
        (10, "demain", "tomorrow"),  # five past midnight, in Paris
        (24 * 8, "le 1er décembre", "on 1 December"),
    ],
)
def test_an_instant_is_said_by_the_clocks_of_the_zone(
    hours: int, french: str, english: str
) -> None:
    now = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
    instant = now + timedelta(hours=hours)

    assert moment_label(instant, now, "Europe/Paris", "fr") == french
    assert moment_label(instant, now, "Europe/Paris", "en") == english


@pytest.mark.parametrize(("count", "said"), [(0, "carte"), (1, "carte"), (2, "cartes")])
def test_french_has_no_plural_for_zero(count: int, said: str) -> None:
    assert catalogue("fr").ngettext("carte", "cartes", count) == said
