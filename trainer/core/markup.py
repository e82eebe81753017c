"""Item Markdown → safe HTML or plain text: the only renderer of item texts.

Item texts are untrusted: raw HTML stays words, and what the Markdown makes passes an
allow-list of tags and attributes. Knows nothing of pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from trainer.core.typography import french_spaces

# In signs. The cleaner is quadratic in nested tags: 0.2 s at 64 kB, 14 s at 500 kB.
FIELD_LIMIT = 64 * 1024
CUT_MARK = " ⟦…⟧"

_INLINE_RULES = ("newline", "escape", "backticks", "emphasis", "link", "autolink")
_BLOCK_RULES = ("list",)  # headings, rules, quotes and code blocks stay words
_TAGS = {"em", "strong", "code", "a", "br", "p", "ul", "ol", "li"}
_ATTRIBUTES = {"*": set[str](), "a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}

# What would let a text lie about itself: the signs of Unicode's Bidi_Control property
# (they reorder what is read), terminal controls, halves of surrogate pairs.
_TRAPS = (
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff"
)
_TRAP = re.compile(f"[{_TRAPS}]")
_PLAIN = re.compile(rf"[^\\`*_\[\]<>&\t\r\n{_TRAPS}]*")


def to_html(md: str) -> str:
    """Render a text that stands in a line: emphasis, code and web links.

    Paragraphs and lists stay words; a line break of the source stays white space.
    """
    text = _readable(md)
    if _PLAIN.fullmatch(text):
        return text
    return _clean(_parser().renderInline(text))


def to_html_block(md: str) -> str:
    """Render a text that stands by itself: as `to_html`, and paragraphs and lists."""
    return _clean(_parser().render(_readable(md)))


def to_text(md: str) -> str:
    """Give the words of a text without its marks, lines and lists as they stand."""
    text = _readable(md)
    if _PLAIN.fullmatch(text):
        return text
    return show_traps(_words(_parser().parseInline(text)))


def _readable(md: str) -> str:
    """Cut what is too long, show the signs that deceive, keep signs with words."""
    text = md.strip()
    if len(text) > FIELD_LIMIT:
        text = text[:FIELD_LIMIT] + CUT_MARK
    return french_spaces(show_traps(text))


def show_traps(text: str) -> str:
    """Show the signs that would let a text lie about itself, in a page or terminal."""
    return _TRAP.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", text)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False})
    return parser.enable([*_INLINE_RULES, *_BLOCK_RULES, "entity"])


def _clean(html: str) -> str:
    """Keep allowed tags only; a no-break space stays the sign that it is.

    Traps are shown once more: `&#x202e;` has become one only now.
    """
    cleaned = _cleaner().clean(html).strip().replace("&nbsp;", "\u00a0")
    return show_traps(cleaned)


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer",
    )


def _words(tokens: Iterable[Token]) -> str:
    return "".join(
        "\n" if token.type in ("softbreak", "hardbreak") else token.content
        for block in tokens
        for token in block.children or ()
    )
