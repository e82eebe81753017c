"""What is wrong with a text that is being read, and when to give it up.

Bounds the work that a hostile file can cause; knows nothing of what the text means.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from trainer.core.lines import Line
from trainer.core.messages import Level, Message, Problem, message

LONGEST_LINE = 64 * 1024  # signs; every pattern is timed on lines of this length
MOST_LINES = 200_000
MOST_PROBLEMS = 500  # nobody reads more of them


@dataclass(slots=True)
class Notes:
    """The problems found in one text so far."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def error(self, line: int, text: Message) -> None:
        """Note a mistake."""
        self._add(Problem(self.path, line, text))

    def warn(self, line: int, text: Message) -> None:
        """Note something that does not stop an import."""
        self._add(Problem(self.path, line, text, Level.WARNING))

    def _add(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        elif len(self.problems) == MOST_PROBLEMS:
            text = message("trop de problèmes : la suite n’est pas montrée")
            self.problems.append(Problem(self.path, problem.line, text))

    def is_readable(self, line: Line) -> bool:
        """Say whether a line can be read, and note it if it is too long for that."""
        if len(line.text) <= LONGEST_LINE:
            return True
        self.error(line.number, message("cette ligne est trop longue"))
        return False

    def has_enough(self, line: Line) -> bool:
        """Say whether there is no use in reading on after a line, and note it."""
        if line.number == MOST_LINES:
            text = message(
                "plus de {most} lignes : la suite n’est pas lue", most=MOST_LINES
            )
            self.error(line.number, text)
            return True
        return len(self.problems) > MOST_PROBLEMS
