"""Join codes are read however they are typed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.join_codes import LENGTH, SIGNS, grouped, read_code


def test_a_code_has_forty_bits() -> None:
    assert LENGTH * math.log2(len(set(SIGNS))) == 40


def test_no_sign_looks_like_another() -> None:
    assert not set(SIGNS) & set("ILOU")


@given(st.text(SIGNS, min_size=LENGTH, max_size=LENGTH))
def test_a_code_is_read_as_it_is_written(code: str) -> None:
    assert read_code(grouped(code)) == code
    assert read_code(grouped(code).lower()) == code


@pytest.mark.parametrize(
    "typed", ["0KLM 1ABV", "okim-labu", " OKLM–IABV ", "\uff2fKIM1ABV", "0k1m.1ab.v"]
)
def test_signs_that_look_alike_are_taken_for_what_they_look_like(typed: str) -> None:
    assert read_code(typed) == "0K1M1ABV"


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_none(typed: str) -> None:
    code = read_code(typed)

    assert code is None or (len(code) == LENGTH and set(code) <= set(SIGNS))


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCDEFGHJ", "ABCD-EFG!", "é" * 8])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None
