"""Why an Anki file is not taken in: a sentence for each fault, and what to do.

What is to be chosen in Anki is called as Anki's own menus call it.
"""

from __future__ import annotations

from trainer.core.anki_wire import Fault
from trainer.core.messages import message
from trainer.errors import Invalid

_SENTENCES = {
    Fault.NOT_ANKI: message(
        "Ce n’est pas un fichier d’Anki : dans Anki, choisir « Fichier », « Exporter »,"
        " puis donner ici le fichier .apkg ou .colpkg."
    ),
    Fault.TEXT: message(
        "C’est un fichier de texte, sans les réponses : dans Anki, choisir « Fichier »,"
        " « Exporter », puis le format .apkg ou .colpkg."
    ),
    Fault.WRAPPED: message(
        "C’est une archive autour d’un fichier d’Anki : l’ouvrir, et donner le fichier"
        " .apkg ou .colpkg qui s’y trouve."
    ),
    Fault.LOCKED: message(
        "Ce fichier est protégé par un mot de passe : l’exporter d’Anki de nouveau, et"
        " le donner tel quel."
    ),
    Fault.NEWER: message(
        "Ce fichier vient d’une version d’Anki qui n’est pas connue ici : l’exporter de"
        " nouveau, en cochant « Gérer la compatibilité avec les versions antérieures »."
    ),
    Fault.DAMAGED: message(
        "Ce fichier est abîmé ou incomplet : dans Anki, choisir « Outils », « Vérifier"
        " l’intégrité de la base de données », puis exporter de nouveau."
    ),
    Fault.STRANGE: message(
        "Ce fichier n’est pas tel qu’Anki les écrit : l’importer dans Anki, puis"
        " l’exporter d’Anki."
    ),
    Fault.TOO_BIG: message(
        "Ce fichier est trop gros (100 Mo au plus, 500 Mo une fois ouvert) : dans Anki,"
        " exporter un seul paquet, sans les médias."
    ),
    Fault.TOO_SLOW: message(
        "La lecture de ce fichier prend trop de temps : dans Anki, exporter un seul"
        " paquet, sans les médias, puis recommencer."
    ),
}


class AnkiFileRefused(Invalid):
    """A file is not one of Anki's, or not one that can be read; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(_SENTENCES[fault])
        self.fault = fault
