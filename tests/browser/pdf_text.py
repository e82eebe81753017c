"""The words on the pages of a PDF that Chromium has made.

Only as much of the format as Chromium writes: its fonts number their signs, and say by
a table of each font which letters those are.
"""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*)\nendstream", re.DOTALL)
_FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
_TABLE = re.compile(rb"/ToUnicode (\d+) 0 R")
_CONTENTS = re.compile(rb"/Contents (\d+) 0 R")
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj|(Tm|T\*)")
_SINGLES = re.compile(rb"beginbfchar\n(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange\n(.*?)endbfrange", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-F]+)>")

Letters = dict[int, str]


def text_of(pdf: bytes) -> str:
    """Give the words of all pages, one run of signs a line."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts: dict[bytes, Letters] = {}
    for body in objects.values():
        for name, number in _FONT.findall(body):
            (table,) = _TABLE.findall(objects[int(number)])
            fonts[name] = _letters(_stream(objects[int(table)]))
    pages = [number for body in objects.values() for number in _CONTENTS.findall(body)]
    return "\n".join(_shown(_stream(objects[int(page)]), fonts) for page in pages)


def _stream(body: bytes) -> bytes:
    (data,) = _STREAM.findall(body)
    return zlib.decompress(data)


def _letters(table: bytes) -> Letters:
    found: Letters = {}
    for block in _SINGLES.findall(table):
        numbers = _HEX.findall(block)
        for sign, letters in zip(numbers[::2], numbers[1::2], strict=True):
            found[int(sign, 16)] = bytes.fromhex(letters.decode()).decode("utf-16-be")
    for block in _RANGES.findall(table):
        numbers = [int(each, 16) for each in _HEX.findall(block)]
        for first, last, letter in zip(*(numbers[n::3] for n in range(3)), strict=True):
            for sign in range(first, last + 1):
                found[sign] = chr(letter + sign - first)
    return found


def _shown(page: bytes, fonts: dict[bytes, Letters]) -> str:
    text, letters = "", Letters()
    for font, signs, moved in _SHOWN.findall(page):
        if font:
            letters = fonts[font]
        elif moved:
            text += "\n"
        else:
            places = range(0, len(signs), 4)
            text += "".join(letters[int(signs[n : n + 4], 16)] for n in places)
    return text
