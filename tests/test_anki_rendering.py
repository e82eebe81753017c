"""The cards of a package, rendered by the real Anki."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from anki.collection import (
    Collection,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.real_anki import Outcome, assert_renders, loaded, package, take_in
from tests.samples import CHOICE, DECK, MATCHING, cards_of
from trainer.core.model import (
    MatchingKey,
    NameKey,
    Reason,
    ShortAnswer,
)


def test_every_card_arrives_and_renders(anki: Collection, tmp_path: Path) -> None:
    outcome = take_in(anki, package(tmp_path / "a.apkg"))

    assert outcome == Outcome(new=22, updated=0, same=0, refused=0)
    assert anki.note_count() == anki.card_count() == len(cards_of()) == 22
    assert_renders(anki)
    assert anki.fix_integrity() == ("Database rebuilt and optimized.", True)
    assert anki.card_count() == 22


NASTY = (
    "{{Question}} {{c1::x}}",
    "{{{Clé}}} {{#Réponse}}",
    "}}{{",
    "[[type:nc:À taper]] [sound:a.mp3] [latex]x[/latex]",
    '<script>alert("x")</script> <img src=x onerror=alert(1)> <li>',
    "'\"`\\ & &amp; &lt;",
    "\x1f \x00 \x07",
    "🧠👩‍💻 é e\u0301",
    "שלום \u202e عربى \u2066",
    "[anki:tts][/anki:tts] [a](javascript:alert(1)) ![i](x.png)",
    "a" * 300,
    "\u2028\u2029\u0085",
)
words = st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=40))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(words.filter(str.strip), min_size=6, max_size=6))
def test_hostile_words_arrive_as_words(texts: list[str]) -> None:
    text, right, wrong, reason, sentence, title = texts
    name = ShortAnswer(right, (wrong,))
    choice = NameKey((name,), reasons=(Reason(right, reason),))
    items = (
        replace(CHOICE, text=text, options=(right, f"{wrong} 2", "3"), answer=choice),
        replace(
            MATCHING,
            text=text,
            answer=MatchingKey((None, name, None, None), sentence),
        ),
    )
    parts = (replace(DECK.parts[0], title=title), DECK.parts[1])
    hostile = replace(loaded(items), deck=replace(DECK, title=title, parts=parts))
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "c.anki2"))
        try:
            outcome = take_in(collection, package(Path(folder) / "a.apkg", hostile))

            assert (outcome.new, outcome.refused) == (2, 0)
            assert collection.card_count() == 2
            for id_ in collection.find_cards(""):
                output = collection.get_card(id_).render_output()
                front, back = output.question_text, output.answer_text
                assert not output.question_av_tags
                assert not output.answer_av_tags
                typed = dict(collection.get_card(id_).note().items()).get("À taper")
                assert front.count("[[type:") == bool(typed)
                assert front.count("<script>") <= 1
                assert "onerror=alert(1)>" not in front + back
                assert 'href="javascript:' not in front + back
                assert "[latex]" not in front + back
            assert collection.fix_integrity() == (
                "Database rebuilt and optimized.",
                True,
            )
        finally:
            collection.close()
