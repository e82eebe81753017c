"""Which words are the same words: folding, slugs and likeness of texts.

The only place that says so; papers, keys, aliases and typed answers all ask here. The
browser has its own copy of `fold`, so the rule stays plain: letters and digits without
accents or case; everything else is a space.
"""

from __future__ import annotations

import re
import string
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii
from rapidfuzz.distance import OSA

SLUG_LENGTH = 60

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_KEPT = string.ascii_letters + string.digits
_FOLDED = {
    code: chr(code).lower() if chr(code) in _KEPT else " " for code in range(128)
}


def fold(text: str) -> str:
    """Give the words of a text alone: no accents, case or signs, single spaces.

    "L’ÉTÉ" is "l ete", "ML-Ops" is "ml ops", "A / B" is "a b". A text of signs alone
    gives "": whoever compares such texts has to look at the signs themselves.
    """
    if not text.isascii():
        text = _NOT_ASCII.sub(_in_ascii, text)
    return " ".join(text.translate(_FOLDED).split())


def slug(text: str) -> str:
    """Give the words of a text joined by hyphens, for a name or an address.

    At most 60 signs, cut between words where that can be. A text of signs alone
    gives "".
    """
    words = fold(text).replace(" ", "-")
    if len(words) <= SLUG_LENGTH:
        return words
    whole_words = words[: SLUG_LENGTH + 1].rpartition("-")[0]
    return whole_words or words[:SLUG_LENGTH]


def shortened(text: str, length: int) -> str:
    """Cut a text that is longer between two words, and say so by "…"."""
    if len(text) <= length:
        return text
    cut = text[:length].rpartition(" ")[0] or text[: length - 1]
    return cut.rstrip(" ,;:.") + "…"


class Reading(NamedTuple):
    """A text as it is compared: its words, and its words in the order of the alphabet.

    A text of signs alone is read sign by sign.
    """

    words: str
    sorted_words: str


def read(text: str) -> Reading:
    """Prepare a text for being compared with many others."""
    words = fold(text) or text.strip()
    return Reading(words, " ".join(sorted(words.split())))


def similarity(a: str, b: str) -> float:
    """Say how alike two texts are, from 0 to 1 (1: the same words in any order)."""
    return likeness(read(a), read(b))


def likeness(a: Reading, b: Reading) -> float:
    """Say how alike two texts are, from 0 to 1 (1: the same words in any order).

    It is the share of signs that need no change, the better of two readings: the texts
    as they stand (robust to typos) and with their words sorted (robust to words moved).
    A swap of two signs is one change. On the built-in exam two different questions of a
    kind reach 0.5 at most, three typos leave 0.77 at least; counting common signs alone
    (Indel) gives different questions up to 0.63.
    """
    return max(
        OSA.normalized_similarity(a.words, b.words),
        OSA.normalized_similarity(a.sorted_words, b.sorted_words),
    )


def _in_ascii(match: re.Match[str]) -> str:
    return _sign_in_ascii(match[0])


@lru_cache(maxsize=4096)
def _sign_in_ascii(sign: str) -> str:
    return anyascii(sign)
