"""Ready-made pieces of a paper, for who writes one without knowing how it is written.

Each is put where it belongs: a question at the end of the last part of its kind, whose
heading then counts it, else in a part of its own; a fact after the last of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from trainer.core.exam import ParsedExam, parse_exam
from trainer.core.items import Kind, Part
from trainer.core.paper_points import read_part_points
from trainer.core.raw_items import RawItem
from trainer.core.scheme_lines import with_scheme

FACTS = (Kind.ROLE, Kind.TERM, Kind.MEMO)
_LAST_LETTER = "Z"
_HEADINGS = {
    Kind.CHOICE: "Choisir la bonne réponse (1 item × 2 pts = /2)",
    Kind.MATCHING: "Associer (1 item × 2 pts = /2)",
    Kind.TRUE_FALSE: "Vrai ou faux (1 item × 2 pts = /2)",
    Kind.CASE: "Mini-cas (1 item × 4 pts = /4)",
    Kind.ORDERING: "Remettre dans l’ordre (/4)",
    Kind.OPEN: "Questions ouvertes (1 item × 4 pts = /4)",
    Kind.ROLE: "Les métiers",
    Kind.TERM: "Vocabulaire",
    Kind.MEMO: "Aide-mémoire",
}
_INSTRUCTIONS = {
    Kind.CHOICE: "Cocher la bonne réponse.",
    Kind.MATCHING: "Compléter le tableau.",
    Kind.TRUE_FALSE: "Répondre par vrai ou faux, et expliquer en une phrase.",
    Kind.CASE: "Compléter chaque ligne.",
    Kind.ORDERING: "Numéroter les étapes (1 = d’abord).",
    Kind.OPEN: "Répondre en 3 à 5 lignes.",
}
_QUESTIONS = {
    Kind.CHOICE: """\
{number}) Écrire ici la question {number}.
→ [ ] Première réponse  [ ] Deuxième réponse  [ ] Troisième réponse""",
    Kind.MATCHING: """\
| Tâche | Métier | Outil |
|---|---|---|
| {number}. Écrire ici la tâche {number} | … | … |""",
    Kind.TRUE_FALSE: "{number}) Écrire ici la phrase {number}. → V/F + 1 phrase",
    Kind.CASE: """\
**Cas {letter} — Titre du cas {number}**
Écrire ici la situation {number}.
- Métier : ______  Outils (2) : ______  Risque (1) : ______""",
    Kind.ORDERING: "- [ ] Première étape\n- [ ] Deuxième étape\n- [ ] Dernière étape",
    Kind.OPEN: "{number}) Écrire ici la question {number} ? (un point, un autre)",
}
# "(12 items × 2 pts = /24)", as the blocks here write it and papers do.
_COUNTED = re.compile(
    r"\((?P<count>\d{1,3})(?P<word> [^\W\d]+)?(?P<times> ?[×x*] ?)"
    r"(?P<each>\d+(?:[.,]\d+)?)"
    r"(?P<is> ?(?:pts?|points?)? ?= ?/ ?)\d+(?:[.,]\d+)?(?P<end>[^()]*)\)"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A text with a piece put in, and the line (from 1) where the piece begins."""

    text: str
    line: int


def with_block(text: str, kind: Kind) -> Written:
    """Put a ready-made question or fact of a kind into a paper.

    What adds up before adds up afterwards: the part's heading, the marking scheme.
    """
    written = _with_block(text, kind)
    return replace(written, text=with_scheme(text, written.text))


def new_paper(title: str) -> tuple[str, str]:
    """Return a small valid paper with its key, to be written over."""
    return _SAMPLE.format(title=title), _SAMPLE_KEY.format(title=title)


def _with_block(text: str, kind: Kind) -> Written:
    exam = parse_exam(text, "")
    lines = text.replace("\r\n", "\n").rstrip().split("\n") if text.strip() else []
    if kind in FACTS:
        return _with_fact(lines, exam, kind)
    part = next((p for p in reversed(exam.parts) if p.kind is kind), None)
    heading = _counting_one_more(lines[part.line - 1]) if part else None
    if part is None or heading is None or kind is Kind.ORDERING:
        return _with_part(lines, exam, kind)
    lines[part.line - 1] = heading
    return _with_question(lines, exam, part, kind)


# A question into a part that is there


def _with_question(
    lines: list[str], exam: ParsedExam, part: Part, kind: Kind
) -> Written:
    items = [item for item in exam.items if item.part == part.letter]
    number = len(items) + 1
    end = _end_of(lines, exam, part)
    if kind is Kind.MATCHING:
        row = _last_row(lines, end)
        cells = ["…"] * max(1, lines[row].strip().strip("|").count("|"))
        block = [f"| {number}. Écrire ici la tâche {number} | {' | '.join(cells)} |"]
        return _put(lines, row + 1, block, spaced=False)
    return _put(lines, end, _question(kind, number))


def _counting_one_more(heading: str) -> str | None:
    """Return a part's heading with one item more; None: it counts otherwise."""
    _, points = read_part_points(heading)
    if points.count is None:
        return heading
    found = _COUNTED.search(heading)
    if found is None or points.is_choice:
        return None
    count, each = int(found["count"]) + 1, float(found["each"].replace(",", "."))
    word = found["word"] or ""
    word = f"{word}s" if word == " item" else word
    said = f"({count}{word}{found['times']}{found['each']}{found['is']}"
    total = f"{count * each:g}{found['end']})"
    return f"{heading[: found.start()]}{said}{total}{heading[found.end() :]}"


def _last_row(lines: Sequence[str], end: int) -> int:
    return next(n for n in range(end - 1, -1, -1) if lines[n].lstrip().startswith("|"))


# A part of its own


def _with_part(lines: list[str], exam: ParsedExam, kind: Kind) -> Written:
    letters = [part.letter for part in exam.parts]
    letter = min(chr(ord(max(letters, default="@")) + 1), _LAST_LETTER)
    block = [
        f"## PARTIE {letter} — {_HEADINGS[kind]}",
        "",
        f"**Consigne :** {_INSTRUCTIONS[kind]}",
        "",
        *_question(kind, 1),
    ]
    end = _end_of(lines, exam, exam.parts[-1]) if letters else len(lines)
    return _put(lines, end, block)


def _end_of(lines: Sequence[str], exam: ParsedExam, part: Part) -> int:
    """Return where a part ends: before the next heading and the rule above it."""
    starts = [each.line for each in exam.parts]
    starts += [each.line for each in exam.sections]
    starts = [n for n in starts if not lines[n - 1].lstrip().startswith("###")]
    after = min((n for n in starts if n > part.line), default=len(lines) + 1)
    end = after - 1
    while end > part.line and lines[end - 1].strip() in ("", "---", "***", "___"):
        end -= 1
    return end


def _question(kind: Kind, number: int) -> list[str]:
    letter = chr(min(ord("A") + number - 1, ord(_LAST_LETTER)))
    return _QUESTIONS[kind].format(number=number, letter=letter).split("\n")


# Facts, which stand outside the parts


def _with_fact(lines: list[str], exam: ParsedExam, kind: Kind) -> Written:
    facts = [item for item in exam.items if item.kind is kind]
    bullet = _fact(exam, kind, len(facts) + 1)
    if facts:
        end = _end_of_fact(lines, facts[-1])
        quote = "> " if lines[facts[-1].line - 1].lstrip().startswith(">") else ""
        return _put(lines, end, [f"{quote}{bullet}"], spaced=False)
    block = [f"## {_HEADINGS[kind]}", "", bullet]
    first = exam.parts[0].line - 1 if exam.parts else len(lines)
    place = len(lines) if kind is Kind.MEMO else first
    return _put(lines, place, block)


def _fact(exam: ParsedExam, kind: Kind, number: int) -> str:
    match kind:
        case Kind.ROLE:
            return (
                f"- **Métier {number}** : ce que fait ce métier (outil, autre outil)."
            )
        case Kind.TERM:
            return f"- **Mot {number}** : ce que ce mot veut dire."
        case _:
            roles = [item.label for item in exam.items if item.kind is Kind.ROLE]
            return f"- **Mots à reconnaître {number}** → {(*roles, 'Métier 1')[0]}"


def _end_of_fact(lines: Sequence[str], item: RawItem) -> int:
    """Return the line after a fact, which may be written on several."""
    end = item.line
    while end < len(lines) and (text := lines[end].lstrip("> ").strip()):
        if text.startswith(("-", "*", "#", "•")):
            break
        end += 1
    return end


def _put(
    lines: Sequence[str], place: int, block: Sequence[str], *, spaced: bool = True
) -> Written:
    """Put lines into others, with an empty line around them."""
    before, after = list(lines[:place]), list(lines[place:])
    if spaced:
        before += [""] if before and before[-1].strip() else []
        after = ["", *after] if after and after[0].strip() else after
    text = "\n".join((*before, *block, *after))
    return Written(f"{text}\n", len(before) + 1)


_SAMPLE = """\
# {title}

**Durée :** 30 minutes

## PARTIE A — Choisir la bonne réponse (1 item × 2 pts = /2)

**Consigne :** Cocher la bonne réponse.

1) Quelle ville est la capitale de l’Italie ?
→ [ ] Madrid  [ ] Rome  [ ] Athènes

## PARTIE B — Vrai ou faux (1 item × 2 pts = /2)

**Consigne :** Répondre par vrai ou faux, et expliquer en une phrase.

1) La Lune tourne autour de la Terre. → V/F + 1 phrase
"""
_SAMPLE_KEY = """\
# Corrigé — {title}

### A1 Quelle ville est la capitale
- [ ] Madrid — C’est la capitale de l’Espagne.
- [x] Rome — C’est la capitale de l’Italie depuis 1871.
- [ ] Athènes — C’est la capitale de la Grèce.

### B1 La Lune tourne
- Vrai
- Phrase : La Lune fait le tour de la Terre en 27 jours environ.
"""
