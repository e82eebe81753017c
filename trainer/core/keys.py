"""Which item is which: the stable key of each item, however its text is rewritten.

A key is the name of an item inside its deck ("A3"); the full key is "<deck>/A3". Knows
texts and places alone, nothing of answers, files or rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, repeat
from typing import Final

from trainer.core.items import Kind
from trainer.core.key_names import KeyNames, is_key, place_key
from trainer.core.messages import Problem, message
from trainer.core.rewording import Placed, place_order, reworded
from trainer.core.toml_text import quoted, read_toml
from trainer.core.wording import fold

NEW: Final = "new"  # as a decision and as an explicit key: none of the known items
KEPT_TEXTS = 4  # the text and the last ones before it

LOCK_HEADER = """\
# Written by `trainer keys`; commit it together with the paper.
# One block an item. A key never changes and is never used again.
"""

_NAMED = frozenset({Kind.ROLE, Kind.TERM})  # their place is their name: it says who


@dataclass(frozen=True, slots=True)
class PaperItem:
    """An item as the paper has it now; `explicit_key` is the "A3" of `{#A3}`."""

    kind: Kind
    part: str
    place: str
    line: int
    text: str
    explicit_key: str = ""


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item that has its key: where it was last, its text and then its past ones."""

    key: str
    kind: Kind
    place: str
    texts: tuple[str, ...]
    retired: bool = False


class DoubtReason(StrEnum):
    """Why the paper does not say which item it is."""

    REWRITTEN = "rewritten"  # it is like a known item, but not clearly the same
    RENAMED = "renamed"  # its explicit key is new, its text that of another key
    USED_TWICE = "used_twice"  # its explicit key stands at another item too
    OTHER_KIND = "other_kind"  # its explicit key is that of an item of another kind


@dataclass(frozen=True, slots=True)
class Doubt:
    """An item that may be a known one; `candidates` are keys, the likeliest first."""

    place: str
    line: int
    text: str
    candidates: tuple[str, ...]
    reason: DoubtReason = DoubtReason.REWRITTEN


@dataclass(frozen=True, slots=True)
class Assignment:
    """The key of each item ("" where there is a doubt) and what has vanished."""

    keys: tuple[str, ...]
    retired: tuple[str, ...]
    doubts: tuple[Doubt, ...]


def assign(
    items: Sequence[PaperItem],
    known: Iterable[KnownItem],
    decisions: Mapping[str, str] | None = None,
) -> Assignment:
    """Give each item of a paper its key.

    In this order: its explicit key, the same words, a decision, much the same words at
    the same place, very much the same words elsewhere; else it is new. A known item
    never gives its key to an item of another kind.

    Args:
        items: in the order of the paper.
        known: a key that comes twice counts as it stands the first time.
        decisions: by place, the key that a doubtful item keeps, or NEW. One that cannot
            be followed leaves the doubt.
    """
    matching = _Matching(items, merged(known))
    matching.take_explicit()
    matching.take_equal()
    matching.take_decided(decisions or {})
    matching.take_reworded()
    return matching.finish()


def merged(known: Iterable[KnownItem]) -> tuple[KnownItem, ...]:
    """Join known items from two sources: the first stands, the others add texts."""
    by_key: dict[str, KnownItem] = {}
    for item in known:
        first = by_key.setdefault(item.key, item)
        if first is not item:
            texts = tuple(dict.fromkeys((*first.texts, *item.texts)))
            by_key[item.key] = replace(first, texts=texts)
    return tuple(by_key.values())


def remember(
    known: Iterable[KnownItem], items: Iterable[PaperItem], assignment: Assignment
) -> tuple[KnownItem, ...]:
    """Give the known items as they are after an assignment without doubts."""
    assert not assignment.doubts, "settle the doubts first"
    by_key = {item.key: item for item in merged(known)}
    for key in assignment.retired:
        by_key[key] = replace(by_key[key], retired=True)
    for key, item in zip(assignment.keys, items, strict=True):
        past = by_key[key].texts if key in by_key else ()
        texts = tuple(dict.fromkeys((item.text, *past)))[:KEPT_TEXTS]
        by_key[key] = KnownItem(key, item.kind, item.place, texts)
    return tuple(by_key.values())


class _Matching:
    """Pairs items with known ones, step by step; a pair once made stays."""

    def __init__(self, items: Sequence[PaperItem], known: Sequence[KnownItem]) -> None:
        self.items = items
        self.known = known
        self.left = dict.fromkeys(range(len(items)))  # items without a key, in order
        self.free = dict.fromkeys(range(len(known)))  # known ones without an item
        self.kept: dict[int, None] = {}  # kept by a doubt from items with equal texts
        self.keys = [""] * len(items)
        self.new: list[int] = []
        self.doubts: dict[int, Doubt] = {}

    def take(self, index: int, number: int) -> None:
        self.keys[index] = self.known[number].key
        del self.free[number]
        self.settle(index)

    def take_as_new(self, index: int) -> None:
        self.new.append(index)
        self.settle(index)

    def settle(self, index: int) -> None:
        self.left.pop(index, None)
        self.doubts.pop(index, None)

    def doubt(self, index: int, candidates: Iterable[str], reason: DoubtReason) -> None:
        item = self.items[index]
        self.settle(index)
        self.doubts[index] = Doubt(
            item.place, item.line, item.text, tuple(candidates), reason
        )

    def keep(self, number: int | None) -> None:
        if number in self.free:
            del self.free[number]
            self.kept[number] = None

    def take_explicit(self) -> None:
        """Follow the explicit keys, but for those of which the texts say another."""
        explicit = [(i, item) for i, item in enumerate(self.items) if item.explicit_key]
        uses = Counter(item.explicit_key for _, item in explicit)
        numbers = {item.key: number for number, item in enumerate(self.known)}
        for index, item in explicit:
            key = item.explicit_key
            number = numbers.get(key)
            if key == NEW:
                self.take_as_new(index)
            elif uses[key] > 1:
                self.doubt(index, (key,), DoubtReason.USED_TWICE)
                self.keep(number)
            elif number is None:
                continue
            elif self.known[number].kind is item.kind:
                self.take(index, number)
            else:
                self.doubt(index, (key,), DoubtReason.OTHER_KIND)

    def take_equal(self) -> None:
        """Pair what has the same text: to the letter, in its words, or in past words.

        A role or a term keeps its key by its name alone, before its past words count.
        """
        self.pair(lambda item: item.text, lambda known: known.texts[:1])
        self.pair(
            lambda item: _words(item.text), lambda known: map(_words, known.texts[:1])
        )
        self.pair(_name, lambda known: [_name(known)])
        self.pair(
            lambda item: _words(item.text), lambda known: map(_words, known.texts[1:])
        )
        for index in [i for i in self.left if self.items[i].explicit_key]:
            self.take_as_new(index)

    def pair(
        self,
        name_of: Callable[[PaperItem], str],
        names_of: Callable[[KnownItem], Iterable[str]],
    ) -> None:
        """Pair the items and the known ones of the same kind that share a name."""
        if not self.left or not self.free:
            return
        named: dict[tuple[Kind, str], list[int]] = {}
        for index in self.left:
            item = self.items[index]
            named.setdefault((item.kind, name_of(item)), []).append(index)
        found: dict[tuple[Kind, str], dict[int, None]] = {}
        for number in self.free:
            known = self.known[number]
            for name in names_of(known):
                if name and (known.kind, name) in named:
                    found.setdefault((known.kind, name), {})[number] = None
        for group, numbers in found.items():
            self.pair_group(named[group], numbers)

    def pair_group(self, indexes: Iterable[int], numbers: Iterable[int]) -> None:
        """Pair equals: those at the same place first, the others in order of place."""
        numbers = [number for number in numbers if number in self.free]
        if len(numbers) > 1:
            known = self.known
            numbers.sort(key=lambda n: (known[n].retired, place_order(known[n].place)))
        at_place = {self.known[number].place: number for number in reversed(numbers)}
        for index in indexes:
            number = at_place.pop(self.items[index].place, None)
            if number is not None:
                self.recognise(index, number)
        rest = [index for index in indexes if index in self.left]
        waiting = [number for number in numbers if number in self.free]
        for index, number in zip(rest, waiting, strict=False):
            self.recognise(index, number)

    def recognise(self, index: int, number: int) -> None:
        if self.items[index].explicit_key:
            self.doubt(index, (self.known[number].key,), DoubtReason.RENAMED)
            self.keep(number)
        else:
            self.take(index, number)

    def take_decided(self, decisions: Mapping[str, str]) -> None:
        """Follow the decisions about what is not settled yet, as far as they can be."""
        self.free |= self.kept
        numbers = {self.known[number].key: number for number in self.free}
        for index in [*self.left, *self.doubts] if decisions else ():
            item = self.items[index]
            decision = decisions.get(item.place)
            number = numbers.get(decision or "", -1)
            if decision == NEW:
                self.take_as_new(index)
            elif number in self.free and self.known[number].kind is item.kind:
                self.take(index, number)

    def take_reworded(self) -> None:
        """Pair reworded texts, note the doubts; what is left over is new."""
        claimed = self.claimed()
        free = [n for n in self.free if self.known[n].key not in claimed]
        for kind in Kind:
            indexes = [i for i in self.left if self.items[i].kind is kind]
            numbers = [n for n in free if self.known[n].kind is kind]
            found = reworded(
                [Placed(self.items[i].place, (self.items[i].text,)) for i in indexes],
                [Placed(self.known[n].place, self.known[n].texts) for n in numbers],
            )
            for new, old in found.clear.items():
                self.take(indexes[new], numbers[old])
            for new, maybe in found.doubtful.items():
                keys = (self.known[numbers[old]].key for old in maybe)
                self.doubt(indexes[new], keys, DoubtReason.REWRITTEN)
        for index in list(self.left):
            self.take_as_new(index)

    def name_new(self) -> None:
        """Name what is new: by its explicit key, by its place, else by a number."""
        waiting = {self.items[index].explicit_key for index in self.doubts}
        names = KeyNames({item.key for item in self.known} | waiting | {NEW})
        wishes: tuple[Callable[[PaperItem], str], ...] = (
            lambda item: item.explicit_key,
            lambda item: place_key(item.kind, item.place),
            lambda item: names.next(item.kind, item.part, item.place),
        )
        for wish in wishes:
            for index in sorted(self.new):
                key = "" if self.keys[index] else wish(self.items[index])
                if names.claim(key):
                    self.keys[index] = key

    def claimed(self) -> set[str]:
        """Give the keys that a doubt is about."""
        return {key for doubt in self.doubts.values() for key in doubt.candidates}

    def finish(self) -> Assignment:
        """Name what is new, and say what has vanished."""
        self.name_new()
        doubts = tuple(self.doubts[index] for index in sorted(self.doubts))
        claimed = self.claimed()
        gone = (self.known[number] for number in sorted(self.free))
        retired = (k.key for k in gone if not k.retired and k.key not in claimed)
        return Assignment(tuple(self.keys), tuple(retired), doubts)


def _words(text: str) -> str:
    """Give a text's words, or a text of signs alone as it is."""
    return fold(text) or text


def _name(item: PaperItem | KnownItem) -> str:
    return item.place if item.kind in _NAMED else ""


# --- The lock file ------------------------------------------------------------------


def lock_to_text(known: Iterable[KnownItem]) -> str:
    """Write known items as TOML, one readable block an item, in order of their keys."""
    ordered = sorted(known, key=lambda item: (place_order(item.key), item.key))
    return "\n".join((LOCK_HEADER, *map(_block, ordered)))


def lock_from_text(
    text: str, path: str
) -> tuple[tuple[KnownItem, ...], tuple[Problem, ...]]:
    """Read what `lock_to_text` wrote, and say what in it cannot be so."""
    values, line = read_toml(text)
    if line:
        return (), (Problem(path, line, _UNREADABLE),)
    entries = values.get("item", [])
    rows = enumerate(text.split("\n"), 1)
    lines = [number for number, row in rows if row.strip() == "[[item]]"]
    tables = entries if isinstance(entries, list) else [entries]
    known: dict[str, KnownItem] = {}
    problems = []
    for table, line in zip(tables, chain(lines, repeat(0)), strict=False):
        item = _known_item(table if isinstance(table, dict) else {})
        if item is None:
            problems.append(Problem(path, line, _UNREADABLE))
        elif item.key in known:
            twice = message("la clé {key} est là deux fois", key=item.key)
            problems.append(Problem(path, line, twice))
        else:
            known[item.key] = item
    return tuple(known.values()), tuple(problems)


_UNREADABLE = message(
    "ces clés ne se lisent pas : remettre le fichier dans son dernier état enregistré"
)


def _block(item: KnownItem) -> str:
    lines = [
        "[[item]]",
        f"key = {quoted(item.key)}",
        f"kind = {quoted(item.kind)}",
        f"place = {quoted(item.place)}",
        f"text = {quoted(item.texts[0])}",
    ]
    if item.texts[1:]:
        lines.append(f"earlier = [{', '.join(map(quoted, item.texts[1:]))}]")
    if item.retired:
        lines.append("retired = true")
    return "".join(f"{line}\n" for line in lines)


def _known_item(table: Mapping[str, object]) -> KnownItem | None:
    """Read one block; None if anything in it cannot be."""
    match table:
        case {
            "key": str(key),
            "kind": str(kind),
            "place": str(place),
            "text": str(now),
        }:
            earlier = table.get("earlier", [])
        case _:
            return None
    if kind not in set(Kind) or not is_key(key) or key == NEW:
        return None
    if not isinstance(earlier, list) or not all(isinstance(t, str) for t in earlier):
        return None
    retired = table.get("retired") is True
    return KnownItem(key, Kind(kind), place, (now, *earlier), retired)
