"""French signs stay with their words."""

from __future__ import annotations

import pytest

from trainer.core.typography import french_spaces


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Quel métier ?", "Quel métier\u00a0?"),
        ("« oui » : non", "«\u00a0oui\u00a0»\u00a0: non"),
        ("non ; 50 % !", "non\u00a0; 50\u00a0%\u00a0!"),
        ("What is it? Yes: no.", "What is it? Yes: no."),
        ("déjà\u00a0: bien", "déjà\u00a0: bien"),
        ("a:b ?c", "a:b\u00a0?c"),
        ("ouvre %(place)s : ici", "ouvre %(place)s\u00a0: ici"),
    ],
)
def test_spaces_before_signs_do_not_break(typed: str, shown: str) -> None:
    assert french_spaces(typed) == shown
