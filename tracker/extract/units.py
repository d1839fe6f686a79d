"""A sentence as a row of units: the lexicon's mentions, and the plain words and marks between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tracker.extract.lexicon import Mention, Sense

_WORD = re.compile(r"n't\b|'\w+|\w+(?:[.&/]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, mark or mention at [start, end) of the text; `low` is its folded text."""

    low: str
    start: int
    end: int
    senses: tuple[Sense, ...] = ()
    sorts: frozenset[str] = frozenset()

    def of(self, sort: str) -> list[Sense]:
        return [s for s in self.senses if s.sort == sort] if sort in self.sorts else []

    def has(self, sort: str) -> bool:
        return sort in self.sorts

    def value(self, sort: str) -> str | None:
        return next((s.value for s in self.senses if s.sort == sort), None)


@dataclass(slots=True)
class Row:
    """One sentence's units, with the text they stand in."""

    text: str
    folded: str
    start: int
    end: int
    units: Sequence[Unit]
    title: bool = False
    memo: dict[object, object] = field(default_factory=dict)
    lows: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lows = [u.low for u in self.units]

    def word(self, index: int) -> str:
        """The unit's folded text, "" beyond either end."""
        if index < 0:
            return ""
        try:
            return self.lows[index]
        except IndexError:
            return ""

    def words(self, first: int, last: int) -> str:
        """The text from the unit `first` up to and without `last`."""
        if first >= last or not self.units:
            return ""
        return self.text[self.units[first].start : self.units[min(last, len(self.units)) - 1].end]


def units(folded: str, start: int, end: int, mentions: Sequence[Mention]) -> Iterator[Unit]:
    """Yield the units of [start, end); `mentions` are those that lie within."""
    at = start
    for mention in mentions:
        yield from _plain(folded, at, mention.start)
        senses = mention.senses
        yield Unit(
            folded[mention.start : mention.end], mention.start, mention.end, senses, frozenset([s.sort for s in senses])
        )
        at = mention.end
    yield from _plain(folded, at, end)


def _plain(folded: str, start: int, end: int) -> Iterator[Unit]:
    for word in _WORD.finditer(folded, start, end):
        low = word.group()
        if low.endswith("n") and folded.startswith("'t", word.end()):  # won't, hasn't: n't is a word of its own
            stem = low[:-1]
            yield Unit(stem or low, word.start(), word.end() - 1)
            yield Unit("n't", word.end() - 1, word.end() + 2)
        elif low != "'t":
            yield Unit(low, word.start(), word.end())
