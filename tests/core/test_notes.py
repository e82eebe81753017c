from __future__ import annotations

from trainer.core.lines import Line, LineKind
from trainer.core.messages import Level, message
from trainer.core.notes import LONGEST_LINE, MOST_LINES, MOST_PROBLEMS, Notes

WRONG = message("faux")


def line(number: int, text: str = "") -> Line:
    return Line(number, LineKind.TEXT, text)


def test_problems_have_the_path_of_their_text() -> None:
    notes = Notes("x.md")

    notes.error(3, WRONG)
    notes.warn(4, WRONG)

    assert [(p.path, p.line, p.level) for p in notes.problems] == [
        ("x.md", 3, Level.ERROR),
        ("x.md", 4, Level.WARNING),
    ]
    assert not notes.has_enough(line(4))


def test_nobody_is_told_of_more_problems_than_can_be_read() -> None:
    notes = Notes("x.md")

    for number in range(MOST_PROBLEMS + 100):
        notes.warn(number, WRONG)

    assert len(notes.problems) == MOST_PROBLEMS + 1
    assert str(notes.problems[-1].message).startswith("trop de problèmes")
    assert notes.problems[-1].level is Level.ERROR
    assert notes.has_enough(line(5))


def test_a_line_too_long_to_read_is_said() -> None:
    notes = Notes("x.md")

    assert notes.is_readable(line(1, "a" * LONGEST_LINE))
    assert not notes.is_readable(line(2, "a" * (LONGEST_LINE + 1)))
    assert [problem.line for problem in notes.problems] == [2]


def test_reading_ends_at_too_many_lines() -> None:
    notes = Notes("x.md")

    assert not notes.has_enough(line(MOST_LINES - 1))
    assert notes.has_enough(line(MOST_LINES))
    assert "200000 lignes" in str(notes.problems[0].message)
