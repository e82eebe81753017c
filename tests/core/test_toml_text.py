"""The rules of trainer.core.toml_text."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.toml_text import quoted


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
