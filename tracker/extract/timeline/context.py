"""What a reading needs to know: the article's day, where its actors sit, and which way yearless words look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tracker.extract.timeline.days import Span
from tracker.extract.timeline.foreign import Months
from tracker.extract.timeline.grammar import Node
from tracker.extract.timeline.shapes import Fiscal, Places
from tracker.model import Day

_CALENDAR_YEAR = Fiscal(starts=1)


@dataclass(slots=True)  # not frozen, for speed
class Context:
    """`anchor` is the day that "next week" counts from; words without a year look on from `pivot`, or back if `past`."""

    anchor: Day
    country: str | None
    places: Places
    pivot: Day
    past: bool = False
    months: Months | None = None

    def foreign_month(self, word: str) -> int:
        """The month that a word of another language names. Raises ValueError."""
        if self.months is None:
            self.months = Months()
        return self.months.month(word)

    @property
    def fiscal(self) -> Fiscal:
        return self.places.fiscal.get(self.country or "", _CALENDAR_YEAR)

    @property
    def southern(self) -> bool:
        return self.country in self.places.southern

    @property
    def month_first(self) -> bool:
        return self.country in self.places.month_first

    def back_from(self, day: Day) -> Context:
        """The same, with yearless words looking back from `day`: the start of a range whose end is known."""
        return Context(self.anchor, self.country, self.places, day, past=True, months=self.months)

    def on_from(self, day: Day) -> Context:
        """The same, with yearless words looking on from `day`."""
        return Context(self.anchor, self.country, self.places, day, months=self.months)

    def span(self, node: Node) -> Span:
        """First and last day of a period. Raises ValueError or OverflowError where the calendar has no such day."""
        return PERIODS[node.rule.resolver](node, self)

    def choose(self, spans: Callable[[int], Span]) -> Span:
        """The span of the right year, for words that name none: the next one not over at the pivot, or the last one begun."""
        year = self.pivot.year
        if self.past:
            return next((s for y in (year + 1, year, year - 1) if (s := spans(y))[0] <= self.pivot), spans(year - 2))
        return next((s for y in (year - 1, year, year + 1) if (s := spans(y))[1] >= self.pivot), spans(year + 2))


PeriodResolver = Callable[[Node, Context], Span]
PERIODS: dict[str, PeriodResolver] = {}
F = TypeVar("F", bound=PeriodResolver)


def period(resolver: F) -> F:
    """Make a function known to rules by its name."""
    PERIODS[resolver.__name__] = resolver
    return resolver


def full_year(number: int) -> int:
    """27 is 2027; 1962 is itself."""
    return number if number >= 100 else 2000 + number


def year_of(node: Node, ctx: Context) -> int | None:
    """The year that a rule's part `year` names, if it has one."""
    if node.has("year"):
        return ctx.span(node.node("year"))[0].year
    return full_year(int(node.word("short_year").strip("'’"))) if node.has("short_year") else None
