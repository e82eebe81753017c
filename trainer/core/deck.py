"""A deck: its paper, its answer key and its settings joined into items.

Takes texts, gives values; knows nothing of folders, rows or the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from trainer.core.answer_key import KeyEntry, ParsedKey, parse_key
from trainer.core.answering import Answering
from trainer.core.answers import answered
from trainer.core.deck_settings import (
    DeckSettings,
    line_naming,
    line_setting,
    parse_settings,
)
from trainer.core.deck_words import speaks_of_jobs, subjects_of, unknown_questions
from trainer.core.doubts import doubt_problems
from trainer.core.exam import ParsedExam, Section, parse_exam
from trainer.core.items import Deck, Item, Kind, Part
from trainer.core.jobs import JobNames, exact, name_jobs
from trainer.core.keys import (
    Assignment,
    KnownItem,
    PaperItem,
    assign,
    lock_from_text,
    remember,
)
from trainer.core.messages import Level, Message, Problem, message
from trainer.core.paper_points import same_points
from trainer.core.raw_items import RawItem
from trainer.core.tags import unknown_tags
from trainer.core.wording import fold, shortened, similarity

_SAME_ITEM = 0.6
_MOST_TOLD = 100  # aliases that cannot be, tags without an item
_QUOTED = 200  # signs of a quoted item that are compared
_SHOWN = 80  # signs of its own text that are said


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's text and the name it goes by in problems."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """The texts that a deck is made of."""

    slug: str
    exam: SourceText
    key: SourceText | None = None
    settings: SourceText | None = None
    lock: SourceText | None = None


@dataclass(frozen=True, slots=True)
class ParsedDeck:
    """A deck as its texts say it, and all that is wrong with them.

    `marked` and `printed` hold, by place, which options the paper itself marks as
    right and how it prints them: they are for the audit and are never stored.
    """

    deck: Deck
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    assignment: Assignment
    known: tuple[KnownItem, ...]
    paper_items: tuple[PaperItem, ...]
    sections: tuple[Section, ...]
    total: float
    marked: Mapping[str, tuple[int, ...]]
    printed: Mapping[str, tuple[str, ...]]

    @property
    def has_errors(self) -> bool:
        """Whether anything forbids to store this deck."""
        return any(problem.level is Level.ERROR for problem in self.problems)

    def remembered(self) -> tuple[KnownItem, ...]:
        """Return every item that has a key, as the paper now has it: the new lock."""
        return remember(self.known, self.paper_items, self.assignment)


def read_deck(
    source: Source,
    known: Sequence[KnownItem] = (),
    decisions: Mapping[str, str] | None = None,
) -> ParsedDeck:
    """Join the texts of a deck; collect every problem of all of them.

    Args:
        source: the texts.
        known: the items that were stored before, for papers reworded since.
        decisions: by place, the key that a doubtful item keeps, or "new".
    """
    exam = parse_exam(source.exam.text, source.exam.path)
    key, settings, locked, problems = _other_texts(source)
    jobs, more = _name_jobs(exam, source, settings)
    work = Answering(jobs, source.exam.path, source.key.path if source.key else "")
    items = _items(exam, key, work)
    parts, marking_problems = _parts(exam.parts, items, settings, source)
    problems += [
        _settings_problem(source, text, line_setting)
        for text in unknown_questions(items, settings)
    ]
    problems += [
        replace(_settings_problem(source, text, line_setting), level=Level.WARNING)
        for text in unknown_tags(items, settings.topics)[:_MOST_TOLD]
    ]
    confusable, pair_problems = _confusable(source, settings, jobs)
    everything = (*locked, *known)
    paper_items = _paper_items(items, exam.items)
    assignment = assign(paper_items, everything, decisions)
    keyed = _with_keys(items, assignment, source.slug, parts)
    doubts = doubt_problems(assignment, source.exam.path)
    problems += [
        *more,
        *work.all_problems(),
        *marking_problems,
        *pair_problems,
        *doubts,
    ]
    return ParsedDeck(
        deck=Deck(
            slug=source.slug,
            title=settings.title or exam.title or source.slug,
            language=settings.language,
            checked=key.checked,
            duration=exam.duration,
            instruction=exam.instruction,
            parts=parts,
            jobs=jobs.jobs,
            confusable=confusable,
            has_jobs=speaks_of_jobs(source.exam.text),
            subjects=subjects_of(exam, settings),
            questions=tuple(settings.questions.items()),
            topics=tuple(settings.topics.items()),
        ),
        items=keyed,
        problems=_sorted((*exam.problems, *problems), source),
        assignment=assignment,
        known=everything,
        paper_items=paper_items,
        sections=exam.sections,
        total=exam.total,
        marked={raw.place: tuple(raw.marked) for raw in exam.items if raw.marked},
        printed={raw.place: tuple(raw.options) for raw in exam.items if raw.options},
    )


def _sorted(problems: Iterable[Problem], source: Source) -> tuple[Problem, ...]:
    """Put problems in the order of the files, and of the lines in each."""
    texts = (source.exam, source.key, source.settings, source.lock)
    order = {text.path: place for place, text in enumerate(texts) if text}
    return tuple(sorted(problems, key=lambda p: (order.get(p.path, 0), p.line)))


def _other_texts(
    source: Source,
) -> tuple[ParsedKey, DeckSettings, tuple[KnownItem, ...], list[Problem]]:
    key, settings = ParsedKey(False, (), ()), DeckSettings()
    problems: list[Problem] = []
    locked: tuple[KnownItem, ...] = ()
    if source.key:
        key = parse_key(source.key.text, source.key.path)
        problems += key.problems
    if source.settings:
        settings, more = parse_settings(source.settings.text, source.settings.path)
        problems += more
    if source.lock:
        locked, wrong = lock_from_text(source.lock.text, source.lock.path)
        problems += wrong
    return key, settings, locked, problems


def _name_jobs(
    exam: ParsedExam, source: Source, settings: DeckSettings
) -> tuple[JobNames, list[Problem]]:
    names = [raw.label for raw in exam.items if raw.kind is Kind.ROLE]
    jobs, wrong = name_jobs(names, settings.aliases)
    problems = [
        _settings_problem(source, text, line_setting) for text in wrong[:_MOST_TOLD]
    ]
    times = Counter(map(exact, names))
    for raw in exam.items:
        if raw.kind is Kind.ROLE and times[exact(raw.label)] > 1:
            text = message("« {name} » est là deux fois", name=raw.label)
            problems.append(Problem(source.exam.path, raw.line, text))
    return jobs, problems


def _settings_problem(
    source: Source, text: Message, line_of: Callable[[str, str], int]
) -> Problem:
    """Place a mistake in the settings at the line that names what is wrong."""
    assert source.settings is not None
    word = str(next(iter(text.values.values())))
    return Problem(source.settings.path, line_of(source.settings.text, word), text)


def _items(exam: ParsedExam, key: ParsedKey, work: Answering) -> list[Item]:
    """Answer each item; an entry of the key for no item is a problem."""
    entries: dict[str, KeyEntry] = {}
    for entry in key.entries:
        first = entries.setdefault(_entry_name(entry, work.jobs), entry)
        if not entry.place and fold(first.words) != fold(entry.words):
            text = message("« {name} » a déjà sa réponse", name=entry.words)
            work.key_problem(entry.line, text)
    items = []
    for raw in exam.items:
        name = raw.label if raw.kind is Kind.ROLE else raw.place
        answer = entries.pop(name, None)
        if answer:
            _check_words(raw, answer, work)
        items.append(answered(raw, answer, work))
    for name, entry in entries.items():
        text = message("aucune question {name} dans l’épreuve", name=name)
        work.key_problem(entry.line, text)
    return items


def _entry_name(entry: KeyEntry, jobs: JobNames) -> str:
    return entry.place or jobs.one(entry.words) or entry.words


def _check_words(raw: RawItem, entry: KeyEntry, work: Answering) -> None:
    """Refuse an answer whose heading quotes another item than the one it stands for."""
    if not entry.place or not entry.words:
        return
    quoted = fold(entry.words)[:_QUOTED]
    start = fold(f"{raw.title} {raw.text}")
    texts = (start[: len(quoted)], fold(raw.text)[: len(quoted)])
    if max(similarity(quoted, text) for text in texts) < _SAME_ITEM:
        text = message(
            "{place} cite « {words} », mais l’épreuve dit « {text} »",
            place=raw.place,
            words=entry.words,
            text=shortened(raw.text, _SHOWN),
        )
        work.key_problem(entry.line, text)


def _parts(
    parts: Iterable[Part],
    items: Sequence[Item],
    settings: DeckSettings,
    source: Source,
) -> tuple[tuple[Part, ...], list[Problem]]:
    """Give the parts their marking; shares that are not an item's points are wrong."""
    parts = tuple(parts)
    problems = []
    result = []
    for part in parts:
        marking = settings.marking.get(part.letter, ())
        points = part.points_each
        total = sum(share for _, share in marking)
        if marking and not same_points(total, points):
            text = message(
                "[marking.{letter}] fait {sum:g} {sum:point|points} au lieu de"
                " {points:g}",
                letter=part.letter,
                sum=total,
                points=points,
            )
            problems.append(_marking_problem(source, part.letter, text))
        for name in _unknown_shares(part, marking, items):
            text = message(
                "[marking.{letter}] : rien ne s’appelle « {name} » dans cette partie",
                letter=part.letter,
                name=name,
            )
            problems.append(_marking_problem(source, part.letter, text))
        result.append(replace(part, marking=marking))
    for letter in settings.marking.keys() - {part.letter for part in parts}:
        text = message("[marking.{letter}] : partie absente", letter=letter)
        problems.append(_marking_problem(source, letter, text))
    return tuple(result), problems


def _marking_problem(source: Source, letter: str, text: Message) -> Problem:
    assert source.settings is not None
    line = line_setting(source.settings.text, f"marking.{letter}")
    return Problem(source.settings.path, line, text)


def _unknown_shares(
    part: Part, marking: Iterable[tuple[str, float]], items: Iterable[Item]
) -> list[str]:
    names = {b.name for item in items if item.part == part.letter for b in item.blanks}
    if part.kind is Kind.TRUE_FALSE:
        names = {"verdict", "sentence"}
    return [name for name, _ in marking if name not in names]


def _confusable(
    source: Source, settings: DeckSettings, jobs: JobNames
) -> tuple[tuple[tuple[str, str], ...], list[Problem]]:
    pairs, problems = [], []
    for pair in settings.confusable:
        names = [jobs.one(label) for label in pair]
        match names:
            case [str(one), str(other)] if one != other:
                pairs.append((one, other))
            case _:
                wrong = pair[names.index(None)] if None in names else pair[0]
                text = message("« {label} » n’est pas un nom des rappels", label=wrong)
                problems.append(_settings_problem(source, text, line_naming))
    return tuple(pairs), problems


def _paper_items(
    items: Iterable[Item], raws: Iterable[RawItem]
) -> tuple[PaperItem, ...]:
    return tuple(
        PaperItem(
            kind=item.kind,
            part=item.part,
            place=item.place,
            line=item.line,
            text=identity_text(item),
            explicit_key=raw.explicit_key,
        )
        for item, raw in zip(items, raws, strict=True)
    )


def identity_text(item: Item) -> str:
    """Return the words by which an item is recognised when the paper is rewritten."""
    match item.kind:
        case Kind.ROLE | Kind.TERM:
            return f"{item.place} {item.text}"
        case Kind.CASE:
            return f"{item.title} {item.text}"
        case Kind.ORDERING:
            return " ".join((item.text, *item.steps))
        case _:
            return item.text


def _with_keys(
    items: Iterable[Item],
    assignment: Assignment,
    slug: str,
    parts: Iterable[Part],
) -> tuple[Item, ...]:
    points = {part.letter: part.points_each for part in parts}
    return tuple(
        replace(item, key=f"{slug}/{key}", points=points.get(item.part, 0.0))
        for item, key in zip(items, assignment.keys, strict=True)
    )
