"""A preview shows what texts would ask, the answers apart."""

from __future__ import annotations

from trainer.core.deck import Source, SourceText
from trainer.core.items import Kind
from trainer.core.paper_blocks import new_paper, with_block
from trainer.core.preview import Preview, preview

EXAM, KEY = new_paper("Essai")


def shown(exam: str = EXAM, key: str | None = KEY, settings: str = "") -> Preview:
    return preview(
        Source(
            "essai",
            SourceText("exam", exam),
            SourceText("key", key) if key else None,
            SourceText("settings", settings) if settings else None,
        )
    )


def test_a_question_is_shown_with_its_answer_apart() -> None:
    first, second = shown().items

    assert first.item.text == "Quelle ville est la capitale de l’Italie ?"
    assert first.item.options == ("Madrid", "Rome", "Athènes")
    assert first.answers[0].right[0] == "Rome"
    assert second.answers[0].right[0] == "Vrai"


def test_it_counts_cards_points_and_mistakes() -> None:
    whole, broken = shown(), shown(EXAM.replace("1 item", "2 items"))

    assert (whole.cards, whole.total, whole.errors) == (2, 4, 0)
    assert broken.errors > 0


def test_a_question_without_an_answer_has_none_to_show() -> None:
    assert [each.answers for each in shown(key=None).items] == [(), ()]


def test_a_deck_asks_in_its_own_words() -> None:
    exam = with_block(EXAM, Kind.ROLE).text
    settings = '[questions]\njob = "Qui est-ce ?"\n'

    items = shown(exam, settings=settings).items
    asked = {str(answer.ask) for item in items for answer in item.answers}
    assert "Qui est-ce\u00a0?" in asked
