"""The shape of data/rules/linking.toml: what the ledger is told about weights, acts and words."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

__all__ = ["Facet", "LinkRules"]


@dataclass(frozen=True, slots=True)
class Facet:
    """Words that tell acts of one kind apart ("draft", "memorandum of intent").

    Facets of one `kind` exclude one another; `alone` is the weight where one side has it and the other does not.
    """

    id: str
    kind: str
    pattern: str
    alone: float
    actions: tuple[str, ...] = ()  # only with these; with any where none is named


@dataclass(frozen=True, slots=True)
class Days:
    """Spans of time in days."""

    utterance: int
    stale: int
    recap: int
    far: int


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps of one deal in their order, and the instruments that have them."""

    order: tuple[str, ...]
    instruments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recurs:
    """Instruments of which there is one after another: a new date after the old one passed is a new event."""

    instruments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """Patterns of a delay that only says that the day has passed, and those that say more."""

    patterns: tuple[str, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Last words of proper names of things, and titles that stand before the names of persons."""

    heads: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """Words that say nothing about which act is meant, separated by white space."""

    words: str


@dataclass(frozen=True, eq=False)
class LinkRules:
    """All of data/rules/linking.toml. Load it with `tracker.datafiles.load(path, LinkRules)`."""

    link_at: float
    ask_at: float
    window: int
    candidates: int
    days: Days
    weight: dict[str, float]
    many: dict[str, float]
    near: dict[str, tuple[str, ...]]
    implies: dict[str, tuple[str, ...]]
    groups: dict[str, tuple[str, ...]]
    related: dict[str, tuple[str, ...]]
    steps: Steps
    recurs: Recurs
    missed: Missed
    facet: tuple[Facet, ...]
    names: Names
    common: Common

    @functools.cached_property
    def weight_of_many(self) -> dict[str, float]:
        """The weights where no step of a deal is at hand."""
        return {**self.weight, **self.many}

    @functools.cached_property
    def group_of(self) -> dict[str, str]:
        """Instrument -> its group, under which statements are filed."""
        return {one: group for group, instruments in self.groups.items() for one in instruments}

    @functools.cached_property
    def common_words(self) -> frozenset[str]:
        return frozenset(self.common.words.split())

    @functools.cached_property
    def facet_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((one.id, re.compile(one.pattern, re.IGNORECASE)) for one in self.facet)

    @functools.cached_property
    def any_facet(self) -> re.Pattern[str]:
        """Matches where at least one facet does: most sentences have none, and one search tells."""
        return re.compile("|".join(f"(?:{one.pattern})" for one in self.facet), re.IGNORECASE)

    @functools.cached_property
    def thing(self) -> re.Pattern[str]:
        """A proper name of a thing: capitals that end in one of the heads."""
        return re.compile(rf"\b(?:[A-Z][\w&'-]+ (?:(?:and|of|for|on|the) )*){{1,6}}(?:{'|'.join(self.names.heads)})\b")

    @functools.cached_property
    def person(self) -> re.Pattern[str]:
        """A title and the name that follows it."""
        return re.compile(rf"\b(?:{'|'.join(self.names.titles)})\.? (?P<name>(?:[A-Z][\w.'-]+ ?){{1,3}})")

    @functools.cached_property
    def facets(self) -> dict[str, Facet]:
        return {one.id: one for one in self.facet}

    @functools.cached_property
    def missed_patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        return tuple(re.compile("|".join(part), re.IGNORECASE) for part in (self.missed.patterns, self.missed.unless))  # type: ignore[return-value]

    def step(self, instrument: str, action: str) -> int | None:
        """Which step of a deal this is, None where it is none; concluded and announced are one."""
        if instrument not in self.steps.instruments or action not in self.steps.order:
            return None
        return max(1, self.steps.order.index(action))
