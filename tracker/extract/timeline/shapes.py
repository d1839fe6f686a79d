"""What data/rules/timeline.<language>.toml and data/rules/calendar.toml hold, as typed objects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

Day = dt.date


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what it must be read as: `window` is an ISO 8601 interval ("2026-03-13/2026-09-13"), "" for none.

    `words` are the words that are read, where a test should hold them too.
    """

    text: str
    on: Day
    country: str | None = None
    window: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One production: words and parts that follow `pattern` make a part of kind `makes`, read by `resolver`.

    `layer` says in which pass it works (numbers first, then what is built of them). `reads` marks a house reading of words
    that name no day, month, quarter, year or count. `sense` is future, past or either; "either" is settled by the verb.
    """

    name: str
    layer: str
    makes: str
    pattern: str
    resolver: str
    with_: Mapping[str, str] = field(default_factory=dict)
    reads: bool = False
    sense: str = "either"
    says: tuple[Example, ...] = ()
    not_: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """What stands around an expression and settles what it is.

    `pattern` holds the expression as {when} (or a narrower kind); `verdict` is past, future, none (no act is due then) or
    unpromised (a future that nobody promises: forecasts, demands).
    """

    name: str
    pattern: str
    verdict: str
    says: tuple[Example, ...] = ()
    not_: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Grammar:
    """A language's words and rules."""

    numbers: Mapping[str, Mapping[str, int]]
    names: Mapping[str, Mapping[str, str]]
    words: Mapping[str, tuple[str, ...]]
    cased: tuple[str, ...]
    kinds: Mapping[str, tuple[str, ...]]
    rule: tuple[Rule, ...]
    cue: tuple[Cue, ...] = ()
    acts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fiscal:
    """When a country's fiscal year starts, and which calendar year it is named by (start or end)."""

    starts: int
    named_by: str = "end"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A named day: a fixed month and day, a weekday of a month, days from Easter, or a table of days by year.

    `days` is how long it lasts; `countries` limits it to where it is kept.
    """

    name: str
    words: tuple[str, ...]
    month: int = 0
    day: int = 0
    weekday: int = 0
    number: int = 0
    easter: int | None = None
    table: tuple[Day, ...] = ()
    days: int = 1
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """What differs by country: fiscal years, hemisphere, the order of numeric dates, named days."""

    fiscal: Mapping[str, Fiscal]
    southern: frozenset[str]
    month_first: frozenset[str]
    holiday: tuple[Holiday, ...] = ()
