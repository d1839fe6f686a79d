"""What is known of a pledge when the next statement is read: the sum of the statements that it holds so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tracker.ledger.traits import Traits
from tracker.model import Day, Kind, Window

__all__ = ["Profile"]

_RECENT = 6  # how many windows and party sets are kept for comparison


@dataclass(slots=True)
class Profile:
    """A pledge so far. Grows by `add`, one statement after another in canonical order; nothing is ever taken out."""

    root: str
    instrument: str
    action: str
    first: Day
    pledged: Day | None = None
    done: Day | None = None
    happened: Window | None = None
    cancelled: Day | None = None
    last: Day | None = None
    size: int = 0
    parties: list[frozenset[str]] = field(default_factory=list)
    minerals: set[str] = field(default_factory=set)
    bare: bool = False
    instruments: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    words: Counter[str] = field(default_factory=Counter)
    context: set[str] = field(default_factory=set)
    facets: Counter[str] = field(default_factory=Counter)
    opening: frozenset[str] = frozenset()
    ordinals: set[tuple[str, int]] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)
    windows: list[tuple[Window, str]] = field(default_factory=list)
    speakers: set[str] = field(default_factory=set)
    here: list[tuple[str, tuple[int, int], Kind]] = field(default_factory=list)

    @classmethod
    def of(cls, first: Traits) -> Profile:
        """A pledge that holds one statement."""
        one = cls(first.id, first.instrument, first.action, first.published, opening=first.facets)
        one.add(first)
        return one

    def add(self, one: Traits) -> None:
        """Take in the next statement, published no earlier than those before it."""
        self.size += 1
        self.last = one.published
        if one.parties and one.parties not in self.parties:
            self.parties = [*self.parties, one.parties][-_RECENT:]
        self.minerals |= one.minerals
        self.bare = self.bare or not one.minerals
        self.instruments[one.instrument] += 1
        self.actions[one.action] += 1
        self.names |= one.names
        self.words.update(one.words)
        self.context |= one.context
        self.facets.update(one.facets)
        self.ordinals |= one.ordinals
        self.figures |= one.figures
        if one.speaker:
            self.speakers.add(one.speaker)
        if one.window:
            self.windows = [*self.windows, (one.window, one.url)][-_RECENT:]
        self.here = [entry for entry in self.here if entry[0] == one.url] + [(one.url, one.place, one.kind)]
        self._note(one)

    def within(self, url: str) -> bool:
        """Whether all of it stands in one article, this one."""
        return len(self.here) == self.size and self.here[0][0] == url

    def _note(self, one: Traits) -> None:
        if one.kind in (Kind.PLEDGE, Kind.DELAY):
            self.pledged = self.pledged or one.published
            if self.cancelled and one.kind is Kind.PLEDGE:
                self.cancelled = None
        elif one.kind is Kind.CANCELLATION:
            self.cancelled = one.published
        else:
            self.done = self.done or one.published
            if one.happened and (self.happened is None or _days(one.happened) < _days(self.happened)):
                self.happened = one.happened
            elif self.happened is None and one.days:
                self.happened = Window(one.days[-1], one.days[-1])


def _days(window: Window) -> int:
    return (window.latest - window.earliest).days
