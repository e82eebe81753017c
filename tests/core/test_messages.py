"""A message is a French sentence."""

from __future__ import annotations

from trainer.core.messages import message


def test_message_says_its_values() -> None:
    assert str(message("{a} et {b}", a=1, b="deux")) == "1 et deux"


def test_message_writes_decimals_with_a_comma() -> None:
    said = str(message("{x} ou {y:g} points", x=4.8, y=2.50))

    assert said == "4,8 ou 2,5 points"


def test_message_says_a_message_inside_it() -> None:
    inner = message("{x:g} points", x=1.5)

    assert str(message("il faut {inner}", inner=inner)) == "il faut 1,5 points"


def test_message_keeps_doubled_braces() -> None:
    assert str(message("{{#{key}}}", key="A3")) == "{#A3}"


def test_message_says_a_word_in_the_number_of_a_value() -> None:
    said = [str(message("{n:g} {n:carte|cartes}", n=n)) for n in (0, 1, 1.5, 2)]

    assert said == ["0 carte", "1 carte", "1,5 carte", "2 cartes"]
