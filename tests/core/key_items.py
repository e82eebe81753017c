"""Items to be given keys, and what is known of them from before."""

from __future__ import annotations

from trainer.core.items import Kind
from trainer.core.keys import KnownItem, PaperItem

CHURN = "Tester plusieurs modèles pour prédire le départ de clients, comparer AUC/F1"
PIPE = "Créer un flux qui lit des fichiers chaque nuit, les nettoie et les charge"
BOARD = "Tableaux de bord mensuels pour la direction avec Power BI"
LESS_CHURN = CHURN.replace("le départ de clients", "les résiliations")


def question(
    place: str, text: str, kind: Kind = Kind.CHOICE, explicit_key: str = ""
) -> PaperItem:
    return PaperItem(kind, place[:1], place, int(place[1:]), text, explicit_key)


def fact(name: str, text: str, kind: Kind = Kind.ROLE) -> PaperItem:
    return PaperItem(kind, "", name, 1, text)


def stored(
    key: str,
    *texts: str,
    kind: Kind = Kind.CHOICE,
    place: str = "",
    retired: bool = False,
) -> KnownItem:
    return KnownItem(key, kind, place or key, texts, retired)
