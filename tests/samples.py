"""A small deck with one item of each kind, for tests of what is made from items."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from trainer.core.cards import make_cards
from trainer.core.items import Blank, Deck, Item, Job, Kind, Part
from trainer.core.questions import Card
from trainer.core.right_answers import (
    CaseAnswer,
    CaseKey,
    Constraint,
    KeyPoint,
    MatchingKey,
    NameKey,
    OpenKey,
    OrderKey,
    Reason,
    RoleKey,
    ShortAnswer,
    Step,
    TermKey,
    TrueFalseKey,
)

ANALYST = ShortAnswer("Data Analyst", ("DA", "analyste data"))
MLE = ShortAnswer("ML Engineer", ("MLE", "ingénieur ML"))
BI = ShortAnswer("BI Analyst / BI Developer", ("BI", "BI Analyst", "BI Developer"))

DECK = Deck(
    slug="exemple",
    title="Exemple",
    parts=(
        Part("A", "Identifier le bon métier", Kind.CHOICE, 2, 1),
        Part("B", "Associer", Kind.MATCHING, 3, 1),
        Part("C", "Vrai/Faux", Kind.TRUE_FALSE, 3, 1),
        Part("D", "Mini-cas", Kind.CASE, 7, 1),
        Part("E", "Ordre des étapes", Kind.ORDERING, 8, 1),
        Part("F", "Règles simples", Kind.OPEN, 3, 1),
    ),
    jobs=(
        Job(BI.text, BI.variants),
        Job(ANALYST.text, ANALYST.variants),
        Job("Data Engineer", ("DE",)),
        Job("Data Scientist", ("DS",)),
        Job(MLE.text, MLE.variants),
        Job("MLOps / Platform", ("MLOps",)),
        Job("Prompt Engineer"),
        Job("NLP Engineer", ("NLP",)),
    ),
    confusable=(("ML Engineer", "MLOps / Platform"), ("Data Scientist", "ML Engineer")),
)

CHOICE = Item(
    key="exemple/A1",
    kind=Kind.CHOICE,
    place="A1",
    line=10,
    text="Mettre un modèle en ligne via une API rapide.",
    part="A",
    options=(ANALYST.text, "Data Scientist", MLE.text, "Data Engineer", BI.text),
    answer=NameKey(
        (MLE,),
        is_job=True,
        reasons=(
            Reason(MLE.text, "Il met le modèle en service."),
            Reason("Data Scientist", "Il expérimente, sans mettre en ligne."),
        ),
    ),
)
MATCHING = Item(
    key="exemple/B1",
    kind=Kind.MATCHING,
    place="B1",
    line=20,
    text="Exposer un modèle via API rapide",
    part="B",
    blanks=(
        Blank("job", "Métier"),
        Blank("deliverable", "Livrable"),
        Blank("tool", "Outil principal", printed="FastAPI + Docker"),
        Blank("delai", "Délai"),
    ),
    answer=MatchingKey(
        (
            MLE,
            ShortAnswer("service en ligne", ("API", "service web")),
            ShortAnswer("FastAPI + Docker", ("FastAPI",)),
            None,
        ),
        reason="FastAPI crée l’API.",
    ),
)
TRUE_FALSE = Item(
    key="exemple/C1",
    kind=Kind.TRUE_FALSE,
    place="C1",
    line=30,
    text="Le MLOps ne touche jamais à l’automatisation.",
    part="C",
    answer=TrueFalseKey(
        False, "Le MLOps automatise l’entraînement.", "MLOps / Platform"
    ),
)
CASE = Item(
    key="exemple/D-A",
    kind=Kind.CASE,
    place="D-A",
    line=40,
    text="La direction veut un tableau clair des ventes.",
    part="D",
    title="Direction",
    blanks=(
        Blank("job", "Métier"),
        Blank("deliverable", "Livrable"),
        Blank("tools", "Outils", 3),
        Blank("indicators", "KPI", 2),
        Blank("risk", "Risque"),
        Blank("public", "Public"),
    ),
    answer=CaseKey(
        (
            CaseAnswer((BI.text,), (*BI.variants, ANALYST.text), "C’est la BI."),
            CaseAnswer(("tableau de bord",), ("dashboard",)),
            CaseAnswer(("Power BI", "SQL", "Excel"), ("Tableau",), "SQL cherche."),
            CaseAnswer(("ventes", "marge")),
            CaseAnswer(("chiffres faux",)),
            None,
        )
    ),
)
ORDERING = Item(
    key="exemple/E1",
    kind=Kind.ORDERING,
    place="E1",
    line=50,
    text="Ordre des étapes",
    part="E",
    steps=("Définir", "Nettoyer", "Entraîner", "Mettre en ligne"),
    answer=OrderKey(
        steps=(
            Step("besoin", "Définir"),
            Step("donnees", "Nettoyer"),
            Step("modele", "Entraîner"),
            Step("tables", "Préparer les tables"),
            Step("ligne", "Mettre en ligne"),
        ),
        constraints=(
            Constraint("besoin", "donnees", "Sans besoin, rien à chercher."),
            Constraint("donnees", "modele"),
            Constraint("donnees", "tables"),
            Constraint("modele", "ligne", "On ne publie qu’un modèle entraîné."),
            Constraint("tables", "ligne"),
        ),
    ),
)
OPEN = Item(
    key="exemple/F1",
    kind=Kind.OPEN,
    place="F1",
    line=60,
    text="Qualité : comment la vérifier ?",
    part="F",
    answer=OpenKey(
        "Compter, dater, comparer.",
        (
            KeyPoint("complets", "Complètes ?", "On compte les lignes.", ("compter",)),
            KeyPoint("doublons", "Sans doublons ?", "La clé est unique."),
        ),
    ),
)
ROLE = Item(
    key="exemple/role-data-analyst",
    kind=Kind.ROLE,
    place="Data Analyst",
    line=70,
    text="analyse des données, calcule des indicateurs (KPI)",
    answer=RoleKey(ANALYST, ("SQL", "Excel")),
)
TERM = Item(
    key="exemple/term-drift",
    kind=Kind.TERM,
    place="Drift",
    line=80,
    text="quand les données changent avec le temps",
    answer=TermKey(ShortAnswer("Drift", ("dérive",))),
)
MEMO = Item(
    key="exemple/memo-tableau-de-bord",
    kind=Kind.MEMO,
    place="Tableau de bord/KPI",
    line=90,
    text="Tableau de bord/KPI",
    answer=NameKey((BI, ANALYST), is_job=True),
)
ITEMS = (CHOICE, MATCHING, TRUE_FALSE, CASE, ORDERING, OPEN, ROLE, TERM, MEMO)


def cards_of(items: Iterable[Item] = ITEMS) -> tuple[Card, ...]:
    """Give the cards of all items."""
    return tuple(card for item in items for card in make_cards(item))


def card_named(item: Item, name: str) -> Card:
    """Give one card of an item."""
    return next(card for card in make_cards(item) if card.name == name)


def unanswered(item: Item) -> Item:
    """Give the same item, its answer not known."""
    return replace(item, answer=None)
