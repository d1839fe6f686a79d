"""Resolvers of relations: from "by", "before", "within" ... and a period or length to the window of days.

A reading is (earliest, latest); an earliest of None is the anchor. None for the whole is words without a date.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tracker.extract.timeline import days
from tracker.extract.timeline.context import PERIODS, Context
from tracker.extract.timeline.days import ONE
from tracker.extract.timeline.grammar import Node
from tracker.extract.timeline.lengths import FEW, amount, length_of
from tracker.model import Day

Reading = tuple[Day | None, Day] | None
RelationResolver = Callable[[Node, Context], Reading]
RELATIONS: dict[str, RelationResolver] = {}
F = TypeVar("F", bound=RelationResolver)


def relation(resolver: F) -> F:
    """Make a function known to rules by its name."""
    RELATIONS[resolver.__name__] = resolver
    return resolver


@relation
def by(node: Node, ctx: Context) -> Reading:
    """By, until, no later than X: from now to the last day of X."""
    period = node.node("period")
    span = ctx.span(period)
    if period.kind == "turn":  # by the turn of the year: 31 December
        return None, span[0].replace(day=31)
    return None, span[0] if period.kind == "new_year" else span[1]


@relation
def before(node: Node, ctx: Context) -> Reading:
    """Before X: the day before X starts; "before the end of X": the last day of X."""
    period = node.node("period")
    first, last = ctx.span(period)
    if period.kind == "turn":
        return None, first.replace(day=31)
    return None, last if period.kind == "period_end" else first - ONE


@relation
def during(node: Node, ctx: Context) -> Reading:
    """In, during, on, at X: X itself."""
    return ctx.span(node.node("period"))


@relation
def later_in(node: Node, ctx: Context) -> Reading:
    """Later this year, the rest of the month: from now to its last day."""
    return max(ctx.anchor, ctx.span(node.node("period"))[0]), ctx.span(node.node("period"))[1]


@relation
def from_to(node: Node, ctx: Context) -> Reading:
    """Between X and Y, from X to Y, X or Y: the end is read first, and the start looks back from it."""
    last = ctx.span(node.node("until"))[1]
    first = ctx.back_from(last).span(node.node("period"))[0]
    if first > last:
        first = ctx.span(node.node("period"))[0]
    return first, last


@relation
def nth_to(node: Node, ctx: Context) -> Reading:
    """ "between the second and third quarters of 2027": the first number counts the same unit of the same year."""
    until = node.node("until")
    size = days.MONTHS_IN.get(until.word("unit"), 3)
    first, last = ctx.span(until)
    return days.add_months(first, size * (node.num("nth") - until.num("nth"))), last


@relation
def by_or(node: Node, ctx: Context) -> Reading:
    """By X or Y: from now to the end of Y."""
    return None, ctx.span(node.node("until"))[1]


@relation
def within(node: Node, ctx: Context) -> Reading:
    """Within, over, in N units: from now to N units on."""
    return None, length_of(node.node("length")).after(ctx.anchor)


@relation
def in_length(node: Node, ctx: Context) -> Reading:
    """In N to M units: from N units on to M units on; in N units: from now to N units on."""
    length = length_of(node.node("length"))
    start = length.least_after(ctx.anchor) if 0 < length.least < length.most else None
    return start, length.after(ctx.anchor)


@relation
def within_of(node: Node, ctx: Context) -> Reading:
    """Within N units of a named day."""
    last = ctx.span(node.node("period"))[1]
    return None, length_of(node.node("length")).after(last)


@relation
def unit_on(node: Node, ctx: Context) -> Reading:
    """Within the next year, in the coming month: one unit on."""
    return None, days.add(ctx.anchor, amount(node, "amount"), node.word("unit"))


@relation
def vague(node: Node, ctx: Context) -> Reading:
    """Soon, in the near future: so many months, by the guide."""
    return None, days.add(ctx.anchor, int(node.rule.with_["count"]), node.rule.with_.get("unit", "month"))


@relation
def undated(node: Node, ctx: Context) -> Reading:
    """Words without a date: a condition, an undated meeting, "in due course"."""
    return None


@relation
def ago(node: Node, ctx: Context) -> Reading:
    """N units ago: the calendar unit in which that day lies (a day for days)."""
    length = length_of(node.node("length"))
    day = days.add(ctx.anchor, -length.most, length.unit)
    unit = length.unit if length.unit in ("day", "week", "month", "year") else "day"
    return days.unit_span(day, unit)


@relation
def over_past(node: Node, ctx: Context) -> Reading:
    """Over the past N units, in recent weeks: N units back to now."""
    if node.has("unit"):
        count, unit = FEW[node.word("unit")]
        return days.add(ctx.anchor, -count, unit), ctx.anchor
    length = length_of(node.node("length"))
    return days.add(ctx.anchor, -length.most, length.unit), ctx.anchor


@relation
def earlier_in(node: Node, ctx: Context) -> Reading:
    """Earlier this year, so far this month: from its first day to now."""
    return ctx.span(node.node("period"))[0], ctx.anchor


@relation
def event(node: Node, ctx: Context) -> Reading:
    """A meeting with its date in the same words: the date's own reading; "by the time X meets in June" starts now."""
    if node.has("period"):  # "at the June summit"
        return ctx.span(node.node("period"))
    when = node.node("when")
    reading = RELATIONS[when.rule.resolver](when, ctx)
    return (None, reading[1]) if reading and node.rule.with_.get("start") == "now" else reading


@relation
def before_event(node: Node, ctx: Context) -> Reading:
    """Before a meeting whose date stands in the same words: the day before that date starts."""
    when = node.node("when")
    reading = RELATIONS[when.rule.resolver](when, ctx)
    return (None, (reading[0] or reading[1]) - ONE) if reading else None


@relation
def few_on(node: Node, ctx: Context) -> Reading:
    """ "in the coming weeks", "within weeks", "months away": the guide's reading of a bare plural."""
    count, unit = FEW[node.word("unit")]
    return None, days.add(ctx.anchor, count, unit)


@relation
def unit_after(node: Node, ctx: Context) -> Reading:
    """ "two days after tomorrow", "a week from Friday": one day, so many units on from the period's last day."""
    day = length_of(node.node("length")).after(ctx.span(node.node("period"))[1])
    return day, day


@relation
def numbered_day(node: Node, ctx: Context) -> Reading:
    """ "on the 15th": the next such day (or the last one, looking back)."""
    return PERIODS["day_of"](node, ctx)


@relation
def by_numbered_day(node: Node, ctx: Context) -> Reading:
    """ "by the 15th"."""
    return None, PERIODS["day_of"](node, ctx)[1]


@relation
def early_in(node: Node, ctx: Context) -> Reading:
    """ "in the new year": its early part, by the guide's thirds."""
    return days.third(ctx.span(node.node("period")), 0)


@relation
def same_time(node: Node, ctx: Context) -> Reading:
    """ "this time next year": one such unit on."""
    unit = node.node("period").rule.with_.get("unit") or node.node("period").word("unit")
    return None, days.add(ctx.anchor, 1, unit)


@relation
def unit_before(node: Node, ctx: Context) -> Reading:
    """ "three days before Christmas"."""
    length = length_of(node.node("length"))
    day = days.add(ctx.span(node.node("period"))[0], -length.most, length.unit)
    return day, day


@relation
def day_next_to(node: Node, ctx: Context) -> Reading:
    """The day after (or before) a day or period."""
    step = int(node.rule.with_["step"])
    first, last = ctx.span(node.node("period"))
    day = last + ONE if step > 0 else first - ONE
    return day, day


@relation
def next_calendar_unit(node: Node, ctx: Context) -> Reading:
    """ "the coming week", with no preposition: the next calendar unit."""
    unit = length_of(node.node("length")).unit
    return days.unit_span(days.unit_span(ctx.anchor, unit)[1] + ONE, unit)
