"""Every ready-made piece is read back as what it is, wherever it is put."""

from __future__ import annotations

from itertools import product

import pytest

from trainer.core.deck import ParsedDeck, Source, SourceText, read_deck
from trainer.core.items import Kind
from trainer.core.key_skeleton import with_missing
from trainer.core.paper_blocks import new_paper, with_block
from trainer.papers import built_in_decks, read_source

BUILT_IN = read_source(built_in_decks()[0])
PARTS = tuple(kind for kind in Kind if kind not in (Kind.ROLE, Kind.TERM, Kind.MEMO))


def read(exam: str, key: str = "") -> ParsedDeck:
    text = SourceText("key", key) if key else None
    return read_deck(Source("new", SourceText("exam", exam), text))


def errors(parsed: ParsedDeck) -> list[str]:
    return [f"{p.line}: {p.message}" for p in parsed.problems if p.level == "error"]


def kinds(parsed: ParsedDeck) -> list[Kind]:
    return [item.kind for item in parsed.items]


def test_the_sample_is_a_paper_without_a_remark() -> None:
    parsed = read(*new_paper("Géographie"))

    assert parsed.problems == ()
    assert parsed.deck.title == "Géographie"
    assert kinds(parsed) == [Kind.CHOICE, Kind.TRUE_FALSE]
    assert all(item.answer for item in parsed.items)
    assert parsed.total == 4


@pytest.mark.parametrize("kind", Kind)
def test_a_first_block_makes_a_paper(kind: Kind) -> None:
    written = with_block("# Essai\n", kind)

    parsed = read(written.text)
    assert errors(parsed) == []
    assert kinds(parsed) == [kind]


@pytest.mark.parametrize("kind", Kind)
def test_another_one_goes_to_its_like(kind: Kind) -> None:
    once = with_block(new_paper("Essai")[0], kind)

    twice = with_block(once.text, kind)

    parsed = read(twice.text)
    assert errors(parsed) == []
    assert kinds(parsed).count(kind) == 2 + (kind in (Kind.CHOICE, Kind.TRUE_FALSE))
    parts = [part.kind for part in parsed.deck.parts]
    assert len(parts) == len(set(parts)) + (kind is Kind.ORDERING)


@pytest.mark.parametrize(("one", "other"), list(product(Kind, repeat=2)))
def test_any_block_goes_after_any_other(one: Kind, other: Kind) -> None:
    text = with_block(with_block("# Essai", one).text, other).text

    parsed = read(with_block(text, one).text)

    assert errors(parsed) == []
    assert sorted(kinds(parsed)) == sorted([one, one, other])


@pytest.mark.parametrize("kind", Kind)
def test_a_block_says_where_it_begins(kind: Kind) -> None:
    before = new_paper("Essai")[0]

    written = with_block(before, kind)

    line = written.text.split("\n")[written.line - 1]
    assert line.strip()
    assert line not in before.split("\n")


def test_a_fact_goes_after_its_like_though_another_follows() -> None:
    text = "# Essai\n## Métiers\n- **Clown** : fait\n  rire.\n- **Nez rouge** → Clown\n"

    lines = with_block(text, Kind.ROLE).text.split("\n")

    assert lines[4].startswith("- **Métier 2**")
    assert lines[5] == "- **Nez rouge** → Clown"


def test_points_go_on_adding_up() -> None:
    text = (
        "# Essai\n## PARTIE A — Choix (1 item × 1,5 pts = /1,5)\n1) Où ?\n→ [ ] a [ ] b"
    )

    written = with_block(with_block(text, Kind.CHOICE).text, Kind.CHOICE)

    assert "(3 items × 1,5 pts = /4.5)" in written.text
    assert errors(read(written.text)) == []


@pytest.mark.parametrize("kind", Kind)
def test_a_real_paper_keeps_all_that_it_had(kind: Kind) -> None:
    before = read(BUILT_IN.exam.text)

    after = read(with_block(BUILT_IN.exam.text, kind).text)

    texts = [item.text for item in after.items]
    assert [item.text for item in before.items if item.text not in texts] == []
    assert len(after.items) == len(before.items) + 1
    assert errors(after) == []


def test_a_scheme_that_did_not_add_up_still_does_not() -> None:
    text = (
        f"{new_paper('Essai')[0]}\n## Barème\n\n- A : /2\n- B : /9\n\n**Total : /11**\n"
    )

    written = with_block(text, Kind.CHOICE)

    assert "- A : /4\n- B : /9\n\n**Total : /13**" in written.text
    assert len(errors(read(written.text))) == len(errors(read(text)))


@pytest.mark.parametrize("kind", PARTS)
def test_a_missing_answer_is_put_where_the_paper_has_its_question(kind: Kind) -> None:
    exam, key = new_paper("Essai")
    exam = with_block(with_block(exam, kind).text, Kind.TERM).text

    whole = with_missing(key, "Essai", read(exam).items)

    parsed = read(exam, whole)
    assert errors(parsed) == []
    assert key.split("### ")[1] in whole
    places = [line.split()[1] for line in whole.split("\n") if line.startswith("### ")]
    assert places == sorted(places)
    assert len(places) == 3


def test_a_key_that_lacks_nothing_stays_as_it_is() -> None:
    exam, key = new_paper("Essai")

    assert with_missing(key, "Essai", read(exam).items) == key


def test_without_a_key_there_is_a_whole_skeleton() -> None:
    exam, _ = new_paper("Essai")

    whole = with_missing(" \n", "Essai", read(exam).items)

    assert whole.startswith("+++\nchecked = false")
    assert "### A1" in whole
