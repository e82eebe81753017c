"""Papers of any size with their keys, for the benchmarks; the same for the same size.

Kinds of item are mixed much as in an exam; every sentence is different. Knows texts
alone, nothing of databases.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

SLUG = "sample"
NOTES_PER_ITEM = 1.71  # of a paper of these
# Of the items that are not roles; the rest are terms.
SHARES = {"choice": 0.40, "matching": 0.20, "verdict": 0.20, "case": 0.04, "open": 0.06}
MOST_ROLES = 40

VERBS = (
    "Préparer|Tester|Vérifier|Charger|Mesurer|Comparer|Décrire|Publier|Surveiller|"
    "Nettoyer|Documenter|Automatiser|Déplacer|Chiffrer|Archiver|Calculer"
)
THINGS = (
    "tables|rapports|modèles|tableaux de bord|fichiers clients|capteurs|images|textes|"
    "ventes|commandes|factures|messages|journaux|indicateurs|budgets|campagnes|stocks|"
    "contrats|enquêtes|horaires|prévisions|catalogues|alertes|requêtes"
)
PEOPLE = (
    "la direction|les analystes|le support|les clients|la comptabilité|les vendeurs|"
    "le marketing|la production|les médecins|les ingénieurs|la logistique|les juristes"
)
WHEN = (
    "chaque nuit|chaque lundi|en continu|une fois par mois|avant midi|à la demande|"
    "pendant l’été|tous les trimestres|après chaque vente|en fin d’année"
)
TOOLS = ("SQL", "Excel", "Python", "Spark", "Kafka", "dbt", "Airflow", "MLflow")
JOBS = ("Analyste", "Ingénieur", "Architecte", "Testeur", "Pilote", "Auditeur")
FIELDS = ("ventes", "images", "textes", "capteurs", "modèles", "budgets", "stocks")


def write_paper(folder: Path, items: int) -> Path:
    """Write a deck folder with this many items and all their answers."""
    deck = folder / SLUG
    deck.mkdir(parents=True)
    paper = _Paper(items)
    (deck / "exam.md").write_text("\n".join(paper.exam()), encoding="utf-8")
    (deck / "key.md").write_text("\n".join(paper.key()), encoding="utf-8")
    return deck


class _Paper:
    """The lines of one paper and of its key."""

    def __init__(self, items: int) -> None:
        roles = max(6, min(MOST_ROLES, items // 5))
        self.jobs = [f"{JOBS[i % 6]} {FIELDS[i // 6]}" for i in range(roles)]
        others = items - roles - 1  # the one is the order of steps
        self.counts = {name: int(others * share) for name, share in SHARES.items()}
        self.terms = others - sum(self.counts.values())
        self.sentences = _sentences(items)
        self.texts = {name: self._take(n) for name, n in self.counts.items()}
        self.definitions = self._take(self.terms)
        self.missions = self._take(roles)

    def exam(self) -> Iterator[str]:
        """Give the lines of the paper."""
        yield from ("# Épreuve d’essai", "", "## Les métiers", "")
        for job, mission in zip(self.jobs, self.missions, strict=True):
            yield f"- **{job}** : {mission} (SQL, Excel)."
        yield from ("", "> *Aides de vocabulaire*")
        for number, definition in enumerate(self.definitions, 1):
            yield f"> - **Terme {number}** : {definition}."
        yield from self._choices()
        yield from self._matching()
        yield from self._verdicts()
        yield from self._cases()
        yield from self._steps()
        yield from self._open()

    def key(self) -> Iterator[str]:
        """Give the lines of the key."""
        yield from ("+++", "checked = true", "+++", "")
        for number, text in enumerate(self.texts["choice"], 1):
            yield f"### A{number}"
            for place, job in enumerate(self._options(number)):
                box = "[x]" if place == number % 5 else "[ ]"
                yield f"- {box} {job} — Parce que « {text[:50]} »."
        for number in range(1, self.counts["matching"] + 1):
            yield from (f"### B{number}", f"- Métier : {self._job(number)}")
            yield f"- Livrable : rapport {number} ; compte rendu {number}"
            tools = f"{TOOLS[number % 8]} ; {TOOLS[(number + 3) % 8]}"
            yield from (f"- Outil principal : {tools}", "- Pourquoi : C’est son rôle.")
        for number, text in enumerate(self.texts["verdict"], 1):
            yield from (f"### C{number}", "- Vrai" if number % 2 else "- Faux")
            yield f"- Phrase : En vérité, il faut {text.lower()}."
            yield f"- Métier : {self._job(number)}"
        for number in range(1, self.counts["case"] + 1):
            yield from (f"### D-{number}", f"- Métier : {self._job(number)}")
            yield from (f"- Livrable : service {number}", "- Risque : perte de données")
        yield from ("### E1", *(f"- [e{n}] Étape numéro {n}" for n in range(1, 6)))
        for number, text in enumerate(self.texts["open"], 1):
            yield from (f"### F{number}", f"- Modèle : {text}, puis en rendre compte.")
            yield f"- [qui] {text} : qui ? → Le métier numéro {number}."
            yield f"- [quand] {text} : quand ? → À l’heure numéro {number}."

    def _choices(self) -> Iterator[str]:
        yield from _part("A", "Choisir", self.counts["choice"])
        for number, text in enumerate(self.texts["choice"], 1):
            boxes = "  ".join(f"[  ] {job}" for job in self._options(number))
            yield from (f"{number}) {text}.", f"→ {boxes}", "")

    def _matching(self) -> Iterator[str]:
        yield from _part("B", "Associer", self.counts["matching"])
        yield "| Tâche | Métier | Livrable | Outil principal |"
        yield "|---|---|---|---|"
        for number, text in enumerate(self.texts["matching"], 1):
            yield f"| {number}. {text} | … | … | … |"

    def _verdicts(self) -> Iterator[str]:
        yield from _part("C", "Vrai ou faux", self.counts["verdict"])
        for number, text in enumerate(self.texts["verdict"], 1):
            yield f"{number}) {text}. → V/F + 1 phrase"

    def _cases(self) -> Iterator[str]:
        yield from _part("D", "Cas", self.counts["case"])
        for number, text in enumerate(self.texts["case"], 1):
            yield from (f"**Cas {number} — Essai {number}**  ", f"{text}.  ")
            yield from ("- Métier : ____  Livrable : ____  Risque (1) : ____", "")

    def _steps(self) -> Iterator[str]:
        yield from ("", "## PARTIE E — Ordonner ( **/8** )", "")
        yield from (f"- [ ] Étape numéro {n}" for n in (3, 1, 5, 2, 4))

    def _open(self) -> Iterator[str]:
        yield from _part("F", "Expliquer", self.counts["open"])
        for number, text in enumerate(self.texts["open"], 1):
            yield f"{number}) {text} : comment faire ?"

    def _options(self, number: int) -> list[str]:
        return [self._job(number * 7 + place) for place in range(5)]

    def _job(self, number: int) -> str:
        return self.jobs[number % len(self.jobs)]

    def _take(self, count: int) -> list[str]:
        return [next(self.sentences) for _ in range(count)]


def _part(letter: str, title: str, items: int) -> tuple[str, ...]:
    points = f"({items} items × 2 pts = /{2 * items})"
    return "", f"## PARTIE {letter} — {title} {points}", ""


def _sentences(count: int) -> Iterator[str]:
    """Give sentences that are all different, in an order that tells nothing."""
    verbs, things, people, when = (
        words.split("|") for words in (VERBS, THINGS, PEOPLE, WHEN)
    )
    total = len(verbs) * len(things) * len(people) * len(when)
    for number in Random(count).sample(range(total), count):
        number, verb = divmod(number, len(verbs))
        number, thing = divmod(number, len(things))
        moment, person = divmod(number, len(people))
        yield f"{verbs[verb]} les {things[thing]} pour {people[person]} {when[moment]}"
