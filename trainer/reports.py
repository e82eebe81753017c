"""What the command line says of values: JSON reports and lines of text.

Knows no database and no terminal. `said` gives a sentence in the person's language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from trainer.core.cards import make_cards
from trainer.core.items import Kind
from trainer.core.markup import to_text
from trainer.core.messages import Level, Message, Problem, message
from trainer.core.topics import KINDS

if TYPE_CHECKING:  # only their names: `trainer check` needs no database
    from pathlib import Path

    from trainer.anki_export import ExportReport
    from trainer.anki_text import TextExport
    from trainer.backup import Backup
    from trainer.checkup import Finding as Checked
    from trainer.core.audit import Finding
    from trainer.core.deck import ParsedDeck
    from trainer.daily_review import Hand, Today
    from trainer.import_plan import ImportPlan
    from trainer.replaying import RebuildReport
    from trainer.restoring import Restored

ALL = 100_000  # cards of a day: more than any day has

# The choices have the names that Anki gives them.
_IN_ANKI = (
    message(
        "Dans Anki, à l’importation, cocher « Importer tout progrès dans les"
        " révisions » et « Importer tout préréglage des paquets »."
    ),
    message(
        "Puis activer FSRS dans les options du paquet : sinon la première réponse"
        " oublie ce qui est su de sa carte."
    ),
)

Said = Callable[[Message], str]
Report = dict[str, Any]


def check_report(parsed: ParsedDeck, findings: Sequence[Finding], said: Said) -> Report:
    """Return all that a paper holds, and all that is wrong or weak in it."""
    deck = parsed.deck
    return {
        "deck": deck.slug,
        "counts": _counts(parsed),
        "points": _plain(parsed.total),
        "cards": _card_count(parsed),
        "paper": {
            "title": deck.title,
            "checked": deck.checked,
            "duration": deck.duration,
            "instruction": deck.instruction,
            "sections": [section.title for section in parsed.sections],
            "parts": [
                {
                    "letter": part.letter,
                    "title": part.title,
                    "points": _plain(part.points),
                    "to_answer": part.to_answer,
                    "instruction": part.instruction,
                    "line": part.line,
                }
                for part in deck.parts
            ],
        },
        "items": [
            {
                "key": item.key,
                "kind": item.kind,
                "line": item.line,
                "text": item.text,
                "place": item.place,
                "title": item.title,
                "options": item.options,
                "steps": item.steps,
                "blanks": [blank.heading for blank in item.blanks],
                "answered": item.answer is not None,
            }
            for item in parsed.items
        ],
        "problems": [_problem(problem, said) for problem in parsed.problems],
        "audit": [
            {
                "code": finding.code,
                "message": said(finding.message),
                "places": finding.places,
            }
            for finding in findings
        ],
    }


def check_lines(
    parsed: ParsedDeck, findings: Sequence[Finding], said: Said
) -> list[str]:
    """Return what a person wants to know of a paper."""
    counts = ", ".join(
        f"{said(KINDS[Kind(kind)])} {number}"
        for kind, number in _counts(parsed).items()
    )
    lines = [
        said(
            message(
                "{title} : {points:g} {points:point|points}, {items}"
                " {items:question|questions} ({counts}), {cards} {cards:carte|cartes}",
                title=parsed.deck.title,
                points=parsed.total,
                items=len(parsed.items),
                counts=counts,
                cards=_card_count(parsed),
            )
        )
    ]
    if not parsed.deck.checked:
        lines.append(said(message("Corrigé pas encore relu par un enseignant.")))
    if findings:
        lines += ["", said(message("Points faibles de l’épreuve :"))]
        lines += [f"- {said(finding.message)}" for finding in findings]
    return lines


def import_report(plan: ImportPlan, said: Said) -> Report:
    """Return the check report with what the import added, changed, left, retired."""
    return check_report(plan.parsed, plan.findings, said) | {
        "added": len(plan.added),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "retired": len(plan.retired),
        "lost_cards": plan.lost_cards,
    }


def lost_line(plan: ImportPlan, said: Said) -> str:
    """Return how many cards an import takes away; nothing if none."""
    if not plan.lost_cards:
        return ""
    return said(
        message(
            "Attention : {count} {count:carte ne sera plus posée|cartes ne seront plus"
            " posées}, parce que {count:sa question ou sa|leur question ou leur}"
            " réponse n’est plus là (épreuve envoyée sans son corrigé ?)",
            count=plan.lost_cards,
        )
    )


def import_line(plan: ImportPlan, said: Said, *, dry_run: bool) -> str:
    """Return what an import did, or would do, in one line."""
    values = {
        "title": plan.parsed.deck.title,
        "added": len(plan.added),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "retired": len(plan.retired),
    }
    if dry_run:
        text = message(
            "{title} : seraient ajoutées {added}, modifiées {changed}, inchangées"
            " {unchanged}, retirées {retired} (rien n’est écrit)",
            **values,
        )
    else:
        text = message(
            "{title} : {added} {added:question ajoutée|questions ajoutées}, {changed}"
            " {changed:modifiée|modifiées}, {unchanged}"
            " {unchanged:inchangée|inchangées}, {retired} {retired:retirée|retirées}",
            **values,
        )
    return said(text)


def checkup_report(findings: Sequence[Checked], said: Said) -> list[Report]:
    """Return how each thing stands."""
    return [
        {
            "name": found.name,
            "verdict": str(found.verdict),
            "what": said(found.what),
            "advice": said(found.advice) if found.advice else None,
        }
        for found in findings
    ]


def checkup_lines(findings: Sequence[Checked], said: Said) -> list[str]:
    """Say how each thing stands, and what to do where it does not stand well."""
    marks = {
        "green": message("bien"),
        "yellow": message("à voir"),
        "red": message("à corriger"),
    }
    return [
        f"{said(marks[found.verdict]):<10}  {said(found.what)}"
        + (f"\n            → {said(found.advice)}" if found.advice else "")
        for found in findings
    ]


def decks_report(today: Today) -> list[Report]:
    """Return the decks with what is left of today in each."""
    return [
        {
            "slug": deck.slug,
            "title": deck.title,
            "checked": deck.is_checked,
            "cards": deck.cards,
            "new": deck.new,
            "learning": deck.learning,
            "review": deck.review,
        }
        for deck in today.decks
    ]


def deck_lines(today: Today, said: Said) -> list[str]:
    """Return a line a deck."""
    return [
        said(
            message(
                "{title} ({slug}) : {cards} {cards:carte|cartes} ; aujourd’hui {new}"
                " {new:nouvelle|nouvelles},"
                " {learning} en cours, {review} à revoir",
                **report,
            )
        )
        for report in decks_report(today)
    ]


def due_report(hand: Hand, said: Said) -> Report:
    """Return what is left of today, with the cards in their order."""
    return {
        "new": hand.new,
        "learning": hand.learning,
        "review": hand.review,
        "cards": [
            {
                "key": card.question.card_key,
                "deck": card.deck_title,
                "phase": card.phase,
                "format": card.question.format,
                "text": to_text(card.question.text),
                "ask": said(card.question.ask),
            }
            for card in hand.cards
        ],
    }


def due_lines(hand: Hand, said: Said) -> list[str]:
    """Return what is left of today: a summary, then a line a card."""
    summary = message(
        "Aujourd’hui : {new} {new:nouvelle|nouvelles}, {learning} en cours, {review} à"
        " revoir",
        new=hand.new,
        learning=hand.learning,
        review=hand.review,
    )
    cards = (card.question for card in hand.cards)
    return [
        said(summary),
        *(f"- {to_text(card.text)} — {said(card.ask)}" for card in cards),
    ]


def rebuild_line(report: RebuildReport, said: Said) -> str:
    """Return how many states a rebuild looked at and found different."""
    return said(
        message(
            "{cards} {cards:carte recalculée|cartes recalculées}, {different}"
            " {different:différente|différentes}",
            cards=report.cards,
            different=report.different,
        )
    )


def export_lines(report: ExportReport, said: Said) -> list[str]:
    """Return what was written for Anki, and what to choose there."""
    written = _written_for_anki(report, report.path)
    if report.studied is None:
        return [said(written)]
    progress = message(
        "Avec ce qui est appris : {studied} {studied:carte|cartes},"
        " {answers} {answers:réponse|réponses}.",
        studied=report.studied,
        answers=report.answers,
    )
    return list(map(said, (written, progress, *_IN_ANKI)))


def notes_line(export: TextExport, path: Path, said: Said) -> str:
    """Return what was written as text for Anki."""
    return said(_written_for_anki(export, path))


def _written_for_anki(export: ExportReport | TextExport, path: Path) -> Message:
    return message(
        "{path} : {notes} {notes:carte|cartes} de « {title} » pour Anki",
        path=path,
        notes=export.notes,
        title=export.title,
    )


def backup_line(report: Backup, said: Said) -> str:
    """Return what was saved, and that it was read back."""
    return said(
        message(
            "{path} : {rows} {rows:ligne sauvegardée, puis relue et comparée|lignes"
            " sauvegardées, puis relues et comparées}",
            path=report.path,
            rows=report.rows,
        )
    )


def restored_lines(restored: Restored, file: object, said: Said) -> list[str]:
    """Return what was restored, and where that is which was there before."""
    reviews = restored.contents.reviews
    text = message("{file} : {reviews} réponses restaurées", file=file, reviews=reviews)
    lines = [said(text)]
    if restored.before:
        kept = message("Ce qui était là est gardé dans {path}", path=restored.before)
        lines.append(said(kept))
    return lines


def problem_line(problem: Problem, said: Said) -> str:
    """Return a problem as `file:line: sentence`; a warning says that it is one."""
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    sentence = problem.message
    if problem.level is Level.WARNING:
        sentence = message("avertissement : {sentence}", sentence=sentence)
    return f"{place}: {said(sentence)}"


def _counts(parsed: ParsedDeck) -> dict[str, int]:
    counts = Counter(item.kind for item in parsed.items)
    return {kind.value: counts[kind] for kind in Kind if counts[kind]}


def _card_count(parsed: ParsedDeck) -> int:
    return sum(len(make_cards(item)) for item in parsed.items)


def _plain(points: float) -> float | int:
    return int(points) if points == int(points) else points


def _problem(problem: Problem, said: Said) -> Report:
    return {
        "path": problem.path,
        "line": problem.line,
        "level": problem.level,
        "message": said(problem.message),
    }
