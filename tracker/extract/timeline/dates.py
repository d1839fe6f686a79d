"""Resolvers of days and ranges of days: from the parts of a rule to the first and the last day it names."""

from __future__ import annotations

import datetime as dt

from tracker.extract.timeline import days
from tracker.extract.timeline.context import Context, full_year, period, year_of
from tracker.extract.timeline.days import ONE, Span
from tracker.extract.timeline.grammar import Node
from tracker.extract.timeline.shapes import Holiday
from tracker.model import Day


@period
def relative_day(node: Node, ctx: Context) -> Span:
    day = ctx.anchor + ONE * int(node.rule.with_["offset"])
    return day, day


@period
def calendar_day(node: Node, ctx: Context) -> Span:
    """A day of a named month, with or without its year; 29 February without a year waits for a leap year."""
    number, month, year = node.num("day"), node.num("month"), year_of(node, ctx)
    if year is not None:
        day = dt.date(year, month, number)
        return day, day
    return _yearless_day(ctx, month, number)


def _yearless_day(ctx: Context, month: int, number: int) -> Span:
    dt.date(2024, month, number)  # raises for 31 June
    step = -1 if ctx.past else 1
    for year in range(ctx.pivot.year, ctx.pivot.year + 9 * step, step):
        try:
            day = dt.date(year, month, number)
        except ValueError:
            continue
        if (day <= ctx.pivot) if ctx.past else (day >= ctx.pivot):
            return day, day
    raise ValueError(f"no {number}-{month} near {ctx.pivot}")


@period
def foreign_day(node: Node, ctx: Context) -> Span:
    """ "14 de junio de 2026": a day, a month in another language, a year."""
    year = year_of(node, ctx)
    if year is None:
        raise ValueError("a foreign date needs its year")
    day = dt.date(year, ctx.foreign_month(node.word("word")), node.num("day"))
    return day, day


@period
def day_range(node: Node, ctx: Context) -> Span:
    """ "14-16 January", "June 1 to 4": two days of one month."""
    first, last = _two(node)
    month, year = node.num("month"), year_of(node, ctx)
    end = dt.date(year, month, last) if year is not None else _yearless_day(ctx, month, last)[0]
    if first > last:
        raise ValueError(f"a range that ends before it starts: {first}-{last}")
    return end.replace(day=first), end


def _two(node: Node) -> tuple[int, int]:
    if node.has("number_range"):
        left, _, right = node.word("number_range").replace("–", "-").replace("/", "-").partition("-")
        return int(left), int(right)
    return node.num("day"), node.num("last")


@period
def day_of(node: Node, ctx: Context) -> Span:
    """ "the 15th of next month", "the 15th": the numbered day of a month."""
    if node.has("inner"):
        first, last = ctx.span(node.node("inner"))
        day = first + ONE * (node.num("day") - 1)
        if day > last:
            raise ValueError(f"no day {node.num('day')} in {first}..{last}")
        return day, day
    number = node.num("day")
    for step in range(13):
        first, last = days.unit_span(days.add_months(ctx.pivot.replace(day=1), -step if ctx.past else step), "month")
        day = first + ONE * (number - 1)
        if day <= last and ((day <= ctx.pivot) if ctx.past else (day >= ctx.pivot)):
            return day, day
    raise ValueError(f"no day {number}")


@period
def days_of(node: Node, ctx: Context) -> Span:
    """ "4-23 next month"."""
    first, _ = ctx.span(node.node("inner"))
    left, right = _two(node)
    return first.replace(day=left), first.replace(day=right)


@period
def iso_day(node: Node, ctx: Context) -> Span:
    text = node.word("iso_date")
    year, month, number = (int(piece) for piece in text.replace("/", "-").replace(".", "-").split("-"))
    day = dt.date(year, month, number)
    return day, day


@period
def numeric_day(node: Node, ctx: Context) -> Span:
    """05/08/2026: day first, but in the USA; what cannot be a month is the day."""
    text = node.word("numeric_date") if node.has("numeric_date") else node.word("slash_pair")
    pieces = [int(piece) for piece in text.replace(".", "/").replace("-", "/").replace("–", "/").split("/")]
    number, month = pieces[0], pieces[1]
    if (ctx.month_first and number <= 12 and "." not in text) or month > 12:
        number, month = month, number
    if len(pieces) == 2:
        return _yearless_day(ctx, month, number)
    day = dt.date(full_year(pieces[2]), month, number)
    return day, day


@period
def weekday(node: Node, ctx: Context) -> Span:
    """ "Friday" (the next one, the anchor included), "this/next/last Friday", "Friday week"."""
    wanted, which = node.num("weekday"), node.word("which")
    monday = days.week_span(ctx.anchor)[0]
    if which == "next":
        day = monday + ONE * (7 + wanted)
    elif which == "last":
        back = (ctx.anchor.weekday() - wanted) % 7 or 7
        day = ctx.anchor - ONE * back
    elif ctx.past:
        day = ctx.pivot - ONE * ((ctx.pivot.weekday() - wanted) % 7)
    else:
        day = ctx.pivot + ONE * ((wanted - ctx.pivot.weekday()) % 7)
    day += ONE * int(node.rule.with_.get("plus", "0"))
    return day, day


@period
def weekday_of(node: Node, ctx: Context) -> Span:
    """ "Friday next week", "the first Monday in June", "the last Friday of the month"."""
    first, last = ctx.span(node.node("inner"))
    named = node.node("weekday")
    wanted, number = named.num("weekday"), node.num("nth", -1 if named.word("which") == "last" else 1)
    if number > 0:
        day = first + ONE * ((wanted - first.weekday()) % 7 + 7 * (number - 1))
    else:
        day = last - ONE * ((last.weekday() - wanted) % 7)
    if not first <= day <= last:
        raise ValueError(f"no such weekday in {first}..{last}")
    return day, day


@period
def holiday(node: Node, ctx: Context) -> Span:
    """A named day of the calendar file, of a year or the next one."""
    name, year = node.word("holiday"), year_of(node, ctx)
    found = [h for h in ctx.places.holiday if name in h.words and (not h.countries or ctx.country in h.countries)]
    if not found:
        raise ValueError(f"no {name} in {ctx.country}")
    return holiday_span(found[0], year) if year is not None else ctx.choose(lambda y: holiday_span(found[0], y))


def holiday_span(named: Holiday, year: int) -> Span:
    """The days of a holiday in a year. Raises ValueError where its table lacks the year."""
    first: Day
    if named.table:
        first = next((day for day in named.table if day.year == year), dt.date.min)
        if first == dt.date.min:
            raise ValueError(f"{named.name} of {year} is not in the table")
    elif named.easter is not None:
        first = days.easter(year) + ONE * named.easter
    elif named.number:
        first = days.nth_weekday(year, named.month, named.weekday, named.number)
    else:
        first = dt.date(year, named.month, named.day)
    return first, first + ONE * (named.days - 1)
