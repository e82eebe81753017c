"""What is weak in a paper: keys that leak, answers that give themselves away, gaps.

Takes items with their answers; what the paper itself marks and prints comes apart,
because items hold neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from trainer.core.giveaways import (
    Choice,
    at_places,
    known_choices,
    longest,
    most_skewed,
    spelled_out,
    widest,
)
from trainer.core.items import Deck, Item, Kind
from trainer.core.messages import Message, message
from trainer.core.ordering import is_valid
from trainer.core.right_answers import NameKey, OrderKey, TrueFalseKey
from trainer.core.wording import fold, read

SIGNIFICANT = 0.05  # above, a pattern may well be chance
OFTEN = 3  # an option offered so many times ought to be right once
EXPECTED_AT_A_PLACE = 2  # so many right options expected where there is none
LARGEST_FAMILY = 3  # jobs that share their first word; "Data …" alone means nothing

# Words of statements that test-wise readers answer by, folded.
_ABSOLUTE = frozenset(
    (
        *("jamais", "toujours", "aucun", "aucune", "tous", "toutes", "uniquement"),
        *("seulement", "exclusivement", "never", "always", "none", "all", "only"),
    )
)
_CAREFUL = frozenset(
    (
        *("surtout", "parfois", "souvent", "peut", "peuvent", "generalement", "mainly"),
        *("mostly", "sometimes", "often", "may", "can", "usually"),
    )
)


class FindingCode(StrEnum):
    """What kind of weakness was found."""

    KEY_IN_BOLD = "key_in_bold"
    ORDER_PRINTED = "order_printed"
    NEVER_RIGHT = "never_right"
    KEY_POSITION = "key_position"
    POSITION_NEVER = "position_never"
    ROLE_NEVER_ASKED = "role_never_asked"
    PAIR_NEVER_MEETS = "pair_never_meets"
    GUESS_SCORE = "guess_score"
    LONGEST_OPTION = "longest_option"
    SPELLED_OUT = "spelled_out"
    ABSOLUTE_WORD = "absolute_word"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something weak in a paper, and the places of the items where it shows."""

    code: FindingCode
    message: Message
    places: tuple[str, ...] = ()


def audit(
    deck: Deck,
    items: Sequence[Item],
    marked: Mapping[str, tuple[int, ...]],
    printed: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Finding, ...]:
    """Say what is weak in a paper.

    Args:
        deck: its jobs, and the pairs of them that are easily confused.
        items: with their answers; those without are left out where answers matter.
        marked: by place, the options (from 0) that the paper itself marks as right.
        printed: by place, the options as the paper writes them, if not as the items do.
    """
    parts: dict[str, list[Item]] = {}
    for item in items:
        if item.kind is Kind.CHOICE:
            parts.setdefault(item.part, []).append(item)
    findings: list[Finding] = []
    choices: list[Choice] = []
    for part, members in parts.items():
        known = known_choices(members, printed or {})
        findings += _leaks(part, members, marked)
        findings += _never_right(part, known)
        findings += _positions(part, known)
        findings += _looks(part, known)
        findings += _unasked(part, known, deck)
        findings += _guesses(part, known)
        choices += known
    findings += _orders(items)
    findings += _strangers(deck, items, choices)
    findings += _telling_words(items)
    return tuple(findings)


# What the paper gives away by itself


def _leaks(
    part: str, items: Sequence[Item], marked: Mapping[str, tuple[int, ...]]
) -> Iterator[Finding]:
    places = tuple(item.place for item in items if marked.get(item.place))
    if places:
        text = message(
            "Partie {part} : bonnes réponses déjà marquées dans l’épreuve (en gras ou"
            " cochées) : {marked} sur {total}",
            part=part,
            marked=len(places),
            total=len(items),
        )
        yield Finding(FindingCode.KEY_IN_BOLD, text, places)


def _orders(items: Iterable[Item]) -> Iterator[Finding]:
    for item in items:
        key = item.answer
        if not isinstance(key, OrderKey) or not key.constraints:
            continue
        names = {read(step.text).words: step.name for step in key.steps}
        printed = tuple(names.get(read(step).words, "") for step in item.steps)
        if is_valid(printed, key):
            text = message(
                "{place} : les étapes sont imprimées dans un ordre juste",
                place=item.place,
            )
            yield Finding(FindingCode.ORDER_PRINTED, text, (item.place,))


def _telling_words(items: Iterable[Item]) -> Iterator[Finding]:
    """Find words that stand in false statements only, or in true ones only."""
    statements = [
        (item, item.answer) for item in items if isinstance(item.answer, TrueFalseKey)
    ]
    words, places = _words_only_where(statements, _ABSOLUTE, is_true=False)
    if words:
        text = message(
            "Vrai ou faux : un mot sans nuance (« {words} ») n’apparaît que dans des"
            " phrases fausses",
            words=words,
        )
        yield Finding(FindingCode.ABSOLUTE_WORD, text, places)
    words, places = _words_only_where(statements, _CAREFUL, is_true=True)
    if words:
        text = message(
            "Vrai ou faux : un mot prudent (« {words} ») n’apparaît que dans des"
            " phrases vraies",
            words=words,
        )
        yield Finding(FindingCode.ABSOLUTE_WORD, text, places)


def _words_only_where(
    statements: Iterable[tuple[Item, TrueFalseKey]],
    telling: frozenset[str],
    *,
    is_true: bool,
) -> tuple[str, tuple[str, ...]]:
    """Give the telling words and their places; none if one tells the wrong thing."""
    words: dict[str, None] = {}
    places = []
    for item, answer in statements:
        found = [word for word in fold(item.text).split() if word in telling]
        if not found:
            continue
        if answer.is_true is not is_true:
            return "", ()
        words |= dict.fromkeys(found)
        places.append(item.place)
    return ", ".join(words), tuple(places)


# Options, places and looks


def _never_right(part: str, choices: Sequence[Choice]) -> Iterator[Finding]:
    """Name the options that are offered often and never right."""
    offered: dict[str, list[str]] = {}
    for choice in choices:
        for option in dict.fromkeys(choice.item.options):
            offered.setdefault(option, []).append(choice.item.place)
    right = {choice.right_option for choice in choices}
    often = min(OFTEN, max(2, (len(choices) + 1) // 2))
    for option, places in offered.items():
        if option not in right and len(places) >= often:
            text = message(
                "Partie {part} : « {option} » est proposé dans {offered} questions sur"
                " {total} et n’est jamais la bonne réponse",
                part=part,
                option=option,
                offered=len(places),
                total=len(choices),
            )
            yield Finding(FindingCode.NEVER_RIGHT, text, tuple(places))


def _positions(part: str, choices: Sequence[Choice]) -> Iterator[Finding]:
    """Find places that hold the right option more than chance does, or never."""
    skewed, pattern = most_skewed(choices)
    if pattern.likelihood < SIGNIFICANT:
        text = message(
            "Partie {part} : la bonne réponse est en place {position} dans {count}"
            " {count:question|questions} sur {total} (au hasard : {expected})",
            part=part,
            position=_position(*skewed),
            count=len(pattern.places),
            total=len(choices),
            expected=_tidy(pattern.expected),
        )
        yield Finding(FindingCode.KEY_POSITION, text, pattern.places)
    for place in range(widest(choices)):
        pattern = at_places(choices, [place])
        if not pattern.places and pattern.expected >= EXPECTED_AT_A_PLACE:
            text = message(
                "Partie {part} : la bonne réponse n’est jamais en place {position}",
                part=part,
                position=place + 1,
            )
            yield Finding(FindingCode.POSITION_NEVER, text)


def _position(first: int, second: int | None = None) -> int | Message:
    if second is None:
        return first + 1
    return message("{first} ou {second}", first=first + 1, second=second + 1)


def _looks(part: str, choices: Sequence[Choice]) -> Iterator[Finding]:
    """Find out whether the right option shows by its length or by being written out."""
    pattern = longest(choices)
    if pattern.likelihood < SIGNIFICANT:
        text = message(
            "Partie {part} : la bonne réponse est l’option la plus longue dans {count}"
            " {count:question|questions} sur {total} (au hasard : {expected})",
            part=part,
            count=len(pattern.places),
            total=len(choices),
            expected=_tidy(pattern.expected),
        )
        yield Finding(FindingCode.LONGEST_OPTION, text, pattern.places)
    pattern = spelled_out(choices)
    if pattern.likelihood < SIGNIFICANT:
        text = message(
            "Partie {part} : la bonne réponse est la seule option sans sigle dans"
            " {count} {count:question|questions} sur {total}",
            part=part,
            count=len(pattern.places),
            total=len(choices),
        )
        yield Finding(FindingCode.SPELLED_OUT, text, pattern.places)


def _guesses(part: str, choices: Sequence[Choice]) -> Iterator[Finding]:
    """Say what ticking blindly earns, and what always ticking one place does."""
    total = sum(choice.item.points for choice in choices)
    if not total:
        return
    guess = sum(choice.item.points / choice.width for choice in choices)
    earned: dict[int, float] = {}
    for choice in choices:
        earned[choice.right] = earned.get(choice.right, 0) + choice.item.points
    best = max(sorted(earned), key=lambda place: earned[place])
    text = message(
        "Partie {part} : cocher au hasard rapporte {guess} {guess:point|points} sur"
        " {total} en"
        " moyenne, cocher toujours la place {position} en rapporte {fixed}",
        part=part,
        guess=_tidy(guess),
        total=_tidy(total),
        position=best + 1,
        fixed=_tidy(earned[best]),
    )
    yield Finding(FindingCode.GUESS_SCORE, text)


def _tidy(value: float) -> float:
    """Round a number for people; a whole one is an integer."""
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded


# Jobs


def _unasked(part: str, choices: Sequence[Choice], deck: Deck) -> Iterator[Finding]:
    """Name the jobs that are never the answer in a part that asks for jobs."""
    asked = {choice.right_option for choice in choices}
    missing = [job.name for job in deck.jobs if job.name not in asked]
    if missing and len(missing) < len(deck.jobs):
        text = message(
            "Partie {part} : {count} {count:nom|noms} sur {total} {count:n’est|ne"
            " sont} jamais la bonne"
            " réponse : {jobs}",
            part=part,
            count=len(missing),
            total=len(deck.jobs),
            jobs=", ".join(missing),
        )
        yield Finding(FindingCode.ROLE_NEVER_ASKED, text)


def _strangers(
    deck: Deck, items: Iterable[Item], choices: Iterable[Choice]
) -> Iterator[Finding]:
    """Name the confusable jobs that are never offered together, if one is asked for."""
    offered: dict[str, set[str]] = {}
    asked: dict[str, list[str]] = {}
    for choice in choices:
        asked.setdefault(choice.right_option, []).append(choice.item.place)
        for option in choice.item.options:
            offered.setdefault(option, set()).add(choice.item.place)
    for one, other in _confusable(deck, items):
        places = (*asked.get(one, ()), *asked.get(other, ()))
        if places and not offered.get(one, set()) & offered.get(other, set()):
            text = message(
                "« {one} » et « {other} », faciles à confondre, ne sont jamais proposés"
                " dans la même question",
                one=one,
                other=other,
            )
            yield Finding(FindingCode.PAIR_NEVER_MEETS, text, places)


def _confusable(deck: Deck, items: Iterable[Item]) -> list[tuple[str, str]]:
    """Give the pairs that are listed, that share memo words, or a first word."""
    pairs = list(deck.confusable)
    for item in items:
        if item.kind is Kind.MEMO and isinstance(item.answer, NameKey):
            pairs += combinations([right.text for right in item.answer.right], 2)
    families: dict[str, list[str]] = {}
    for job in deck.jobs:
        families.setdefault(fold(job.name).partition(" ")[0], []).append(job.name)
    for family in families.values():
        if len(family) <= LARGEST_FAMILY:
            pairs += combinations(family, 2)
    return list({frozenset(pair): pair for pair in reversed(pairs)}.values())[::-1]
