"""The rules of trainer.core.toml_text."""

from __future__ import annotations

import tomllib
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.toml_text import quoted, read_toml


@given(st.text())
def test_what_is_written_reads_back_as_it_was(text: str) -> None:
    assert tomllib.loads(f"text = {quoted(text)}") == {"text": text}


@given(st.text())
def test_a_text_stands_on_one_line_without_hidden_signs(text: str) -> None:
    written = quoted(text)

    assert len(written.splitlines()) == 1
    assert all(sign.isprintable() or sign in "\u00a0\u202f" for sign in written)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("L’été\u00a0: « 5 »", '"L’été\u00a0: « 5 »"'),
        ('dit "oui"', r'"dit \"oui\""'),
        ("C:\\data", r'"C:\\data"'),
        ("une\nligne\tet\r", r'"une\nligne\tet\r"'),
        ("a\u202eb\x00\x85", r'"a\U0000202Eb\U00000000\U00000085"'),
    ],
)
def test_signs_are_written_so_that_a_person_can_read_them(
    text: str, written: str
) -> None:
    assert quoted(text) == written


def test_toml_is_read_as_a_dictionary() -> None:
    assert read_toml("\ufeffa = 1\r\n[b]\r\nc = 'd'\r\n") == (
        {"a": 1, "b": {"c": "d"}},
        0,
    )
    assert read_toml("") == ({}, 0)


@given(st.text())
def test_a_text_of_many_dots_is_no_deep_name(text: str) -> None:
    text = f"{text}{'a.' * 50}\\"

    assert read_toml(f"text = {quoted(text)}") == ({"text": text}, 0)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title =", 1),
        ("\n\ntitle = 'a", 3),
        ("a = 1\na = 2", 2),
        ("a = [" * 100_000, 1),
        (f"a = {'9' * 5000}", 1),
        ("=", 1),
        ("title = 'a'\n" + "a." * 60_000 + "a = 1", 2),
        ("[a" + " . 'a'" * 20_000 + "]", 1),
        ('["a"' + '."a"' * 20_000 + "]", 1),
        ("a = {b" + ".b" * 60_000 + " = 1}", 1),
        ('"' + r"\"" * 60_000, 1),
    ],
)
def test_what_is_no_toml_is_told_by_its_line_and_soon(text: str, line: int) -> None:
    start = process_time()

    assert read_toml(text) == ({}, line)
    assert process_time() - start < 1
