"""What an import from Anki is told with, on a page and in a terminal; kept for an hour.

The report of an upload has an address of its own, so that a page that is loaded again
sends nothing again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from trainer.anki_differences import Listed
from trainer.anki_import import AnkiReport
from trainer.core.anki_log import Skipped
from trainer.core.messages import Message, message
from trainer.errors import NotFound
from trainer.tables import UploadRow
from trainer.uploads import KEPT_FOR, forget_uploads, upload_name

NOTHING = Listed()

_REPORT = TypeAdapter(AnkiReport)

_SKIPPED = {
    Skipped.RESET: message(
        "{n} {n:carte remise|cartes remises} à zéro dans Anki : ici, ce qui en est su"
        " reste."
    ),
    Skipped.DUE_DATE: message(
        "{n} {n:date fixée|dates fixées} à la main dans Anki : ici, la date vient des"
        " réponses."
    ),
    Skipped.RESCHEDULED: message(
        "{n} {n:date déplacée|dates déplacées} par Anki lui-même : ce n’est pas une"
        " réponse."
    ),
    Skipped.CRAMMED: message(
        "{n} {n:réponse|réponses} d’entraînement libre : {n:elle ne compte|elles ne"
        " comptent} pas dans le calendrier."
    ),
    Skipped.NO_RATING: message("{n} {n:ligne|lignes} du journal d’Anki sans réponse."),
    Skipped.NO_TIME: message(
        "{n} {n:réponse datée|réponses datées} d’avant 2006, quand Anki n’existait"
        " pas : une horloge était mal réglée."
    ),
}


class ReportGone(NotFound):
    """The report of an import is no longer kept."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Ce compte rendu n’est plus gardé (une heure au plus). Les révisions"
                " rapportées, elles, restent."
            )
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to know of an import; `named`: what it is about, cards by their keys.

    `are_cards`: cards that the student learns, so that each has a page.
    """

    sentence: Message
    named: Listed = NOTHING
    are_cards: bool = False


def keep_report(
    session: Session, report: AnkiReport, owner: str, token: str, now: datetime
) -> None:
    """Keep the report of a student's import under a token, and forget old ones.

    Args:
        owner: the uid of the student.
    """
    content = _REPORT.dump_json(report).decode()
    session.add(UploadRow(token=_name(owner, token), content=content, made_at=now))
    session.flush()
    forget_uploads(session, now)


def kept_report(session: Session, owner: str, token: str, now: datetime) -> AnkiReport:
    """Return the report of a student's import.

    Raises:
        ReportGone: it is no longer kept, or never was.
    """
    row = session.get(UploadRow, _name(owner, token))
    if row is None or row.made_at <= now - KEPT_FOR:
        raise ReportGone
    return _REPORT.validate_json(row.content)


def summary(report: AnkiReport) -> Message:
    """Say in a sentence what an import has brought."""
    if not report.has_log:
        return message(
            "Ce fichier ne contient aucune révision. Dans Anki, l’exporter de nouveau"
            " en cochant « Inclure les données de planification »."
        )
    return message(
        "{added} {added:révision ajoutée|révisions ajoutées}, {known} déjà"
        " {known:connue|connues}.",
        added=report.added,
        known=report.known,
    )


def lines(report: AnkiReport) -> Iterator[Line]:
    """Say all else that there is to know of an import, the important first."""
    yield from _left_cards(report)
    yield from _changed_cards(report)
    for reason, sentence in _SKIPPED.items():
        if n := report.skipped.get(reason):
            yield Line(Message(sentence.template, {"n": n}))


def _left_cards(report: AnkiReport) -> Iterator[Line]:
    """Say whose reviews stay in Anki, and which cards are asked there alone."""
    if n := report.unknown.count:
        text = message(
            "{n} {n:carte|cartes} d’un paquet qui ne s’apprend pas ici"
            " ({reviews} {reviews:révision|révisions}) : rien n’en est repris.",
            n=n,
            reviews=report.unknown_reviews,
        )
        yield Line(text, report.unknown)
    if n := report.differences.own.count:
        text = message(
            "{n} {n:note d’Anki qui ne vient|notes d’Anki qui ne viennent} pas d’ici"
            " ({reviews} {reviews:révision|révisions}) : {n:elle reste|elles restent}"
            " dans Anki.",
            n=n,
            reviews=report.foreign_reviews,
        )
        yield Line(text, report.differences.own)
    if n := report.orphans:
        text = message(
            "{n} {n:révision|révisions} de cartes supprimées dans Anki : on ne sait"
            " plus lesquelles.",
            n=n,
        )
        yield Line(text)
    if n := report.retired.count:
        text = message(
            "{n} {n:carte n’est|cartes ne sont} plus {n:posée|posées} ici, mais"
            " {n:l’est|le sont} encore dans Anki : {n:l’y|les y} suspendre ou"
            " {n:l’y|les y} supprimer.",
            n=n,
        )
        yield Line(text, report.retired)


def _changed_cards(report: AnkiReport) -> Iterator[Line]:
    """Say what is otherwise in Anki than here."""
    found = report.differences
    if n := found.edited.count:
        text = message(
            "{n} {n:carte modifiée|cartes modifiées} dans Anki : ici, {n:son|leur}"
            " texte n’a pas changé. Une erreur peut se signaler depuis la carte.",
            n=n,
        )
        yield Line(text, found.edited, are_cards=True)
    if n := found.suspended.count:
        text = message(
            "{n} {n:carte suspendue|cartes suspendues} dans Anki, mais pas ici.", n=n
        )
        yield Line(text, found.suspended, are_cards=True)
    if n := found.flagged.count:
        text = message(
            "{n} {n:carte marquée|cartes marquées} d’un drapeau dans Anki, mais pas"
            " ici.",
            n=n,
        )
        yield Line(text, found.flagged, are_cards=True)


def _name(owner: str, token: str) -> str:
    """Give what a report is kept under: never the name of an upload of papers."""
    return upload_name(owner, f"anki {token}")
