"""Resolvers of weeks, months, quarters, seasons, years and their parts: from the parts of a rule to the days it names."""

from __future__ import annotations

import datetime as dt

from tracker.extract.timeline import days
from tracker.extract.timeline.context import Context, full_year, period, year_of
from tracker.extract.timeline.days import ONE, Span
from tracker.extract.timeline.grammar import Node
from tracker.extract.timeline.lengths import length_of

# --- weeks, months, quarters, halves, seasons


@period
def unit(node: Node, ctx: Context) -> Span:
    """ "this week", "next quarter", "the current year", "last month"; "the fiscal year"."""
    name = node.rule.with_.get("unit") or node.word("unit")
    which = int(node.rule.with_.get("step") or {"this": 0, "next": 1, "last": -1}[node.word("which", "this")])
    start = ctx.fiscal.starts
    first, last = days.unit_span(ctx.anchor, name, start)
    if which == 0:
        return first, last
    step = {"week": 7, "weekend": 7, "fortnight": 14, "day": 1}.get(name)
    if step:
        return first + ONE * step * which, last + ONE * step * which
    moved = days.add_months(first, days.MONTHS_IN[name] * which)
    return moved, days.add_months(moved, days.MONTHS_IN[name]) - ONE


@period
def week_of(node: Node, ctx: Context) -> Span:
    """Monday to Sunday; "the week of 9-13 June" names its days."""
    span = ctx.span(node.node("inner"))
    return span if node.node("inner").kind == "days" else days.week_span(span[0])


@period
def week_number(node: Node, ctx: Context) -> Span:
    number, year = node.num("number"), year_of(node, ctx)

    def of(y: int) -> Span:
        monday = dt.date.fromisocalendar(y, number, 1)
        return monday, monday + ONE * 6

    return of(year) if year is not None else ctx.choose(of)


@period
def month(node: Node, ctx: Context) -> Span:
    number, year, which = node.num("month"), year_of(node, ctx), node.word("which")
    if year is not None:
        return days.month_span(year, number)
    if which == "last":
        return ctx.back_from(ctx.anchor.replace(day=1) - ONE).choose(lambda y: days.month_span(y, number))
    if which == "next":
        after = days.unit_span(ctx.anchor, "month")[1] + ONE
        return ctx.on_from(after).choose(lambda y: days.month_span(y, number))
    return ctx.choose(lambda y: days.month_span(y, number))


def _part_of_year(node: Node, ctx: Context, number: int, unit_name: str) -> Span:
    """A numbered quarter or half of the year that is named, else the next one not over at the pivot."""
    size = days.MONTHS_IN[unit_name]
    if node.has("inner"):
        return days.nth_unit(ctx.span(node.node("inner")), number, unit_name)
    number = number if number > 0 else 12 // size + 1 + number
    return ctx.choose(lambda y: days.month_span(y, 1 + size * (number - 1), size))


@period
def coded(node: Node, ctx: Context) -> Span:
    """ "Q3", "H2", "2H26", with or without a year of its own or after it."""
    text = node.word("code")
    unit_name = "quarter" if "q" in text else "half"
    if text[0] in "qh":
        return _part_of_year(node, ctx, int(text[1]), unit_name)
    if len(text) > 2:
        return days.nth_unit(days.year_span(full_year(int(text[2:]))), int(text[0]), unit_name)
    return _part_of_year(node, ctx, int(text[0]), unit_name)


@period
def numbered(node: Node, ctx: Context) -> Span:
    """ "the third quarter", "the second half of May", "the first week of March", "the last month of the year"."""
    name = node.word("unit")
    if name in ("quarter", "half") and not node.has("inner"):
        return _part_of_year(node, ctx, node.num("nth"), name)
    span, name = ctx.span(node.node("inner")), name or "week"
    length = (span[1] - span[0]).days + 1
    if name == "half" and not 300 < length < 400:
        return _half(span, node.num("nth"))
    return days.nth_unit(span, node.num("nth"), name)


def _half(span: Span, number: int) -> Span:
    """Half of a month is 15 days and the rest; of a decade 60 months; of anything else half its days."""
    length = (span[1] - span[0]).days + 1
    middle = span[0] + ONE * (15 if 28 <= length <= 31 else length // 2)
    if length > 400:  # whole years
        middle = days.add_months(span[0], round(length / 365.25) * 6)
    return (span[0], middle - ONE) if number == 1 else (middle, span[1])


@period
def several_of(node: Node, ctx: Context) -> Span:
    """ "the first three months of 2027", "the last ten days of May"; a bare plural counts as an early or late part."""
    span, last = ctx.span(node.node("inner")), node.word("nth") == "-1"
    if not node.has("length"):
        return days.third(span, 2 if last else 0)
    length = length_of(node.node("length"))
    return days.count_units(span, length.most, length.unit, last=last)


@period
def quarter_ending(node: Node, ctx: Context) -> Span:
    """ "the December quarter": the calendar quarter that ends in that month."""
    number, year = node.num("month"), year_of(node, ctx)
    if number % 3:
        raise ValueError("no calendar quarter ends in that month")
    return (
        days.month_span(year, number - 2, 3)
        if year is not None
        else ctx.choose(lambda y: days.month_span(y, number - 2, 3))
    )


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


@period
def season(node: Node, ctx: Context) -> Span:
    """Three months; in the southern hemisphere the other half of the year. A winter belongs to the year it starts in."""
    first = _SEASONS[node.word("season")]
    if ctx.southern:
        first = (first + 5) % 12 + 1
    if node.has("pair"):
        return days.season_span(full_year(int(node.node("pair").word("number")[:4])), first)
    year, which = year_of(node, ctx), node.word("which")
    if year is not None:
        return days.season_span(year, first)
    if which == "last":
        ended = ctx.anchor - ONE * 92
        return ctx.back_from(ended).choose(lambda y: days.season_span(y, first))
    if which == "next":
        return next(
            s
            for y in range(ctx.anchor.year - 1, ctx.anchor.year + 3)
            if (s := days.season_span(y, first))[0] > ctx.anchor
        )
    return ctx.choose(lambda y: days.season_span(y, first))


# --- years and decades


@period
def year(node: Node, ctx: Context) -> Span:
    number = node.num("number") if node.has("number") else full_year(int(node.word("short_year").strip("'’")))
    return days.year_span(number)


@period
def years(node: Node, ctx: Context) -> Span:
    first, last = (int(piece) for piece in node.word("year_range").replace("–", "-").replace("/", "-").split("-"))
    return days.year_span(first)[0], days.year_span(last)[1]


@period
def fiscal_year(node: Node, ctx: Context) -> Span:
    """ "FY27", "fiscal 2027", "2027-28", "FY2026-27", by the country's fiscal calendar."""
    text = "".join(c if c.isdecimal() else " " for c in node.word("number")).split()
    first, start = full_year(int(text[0])), ctx.fiscal.starts
    if len(text) > 1:
        if start == 1:
            return days.year_span(first)[0], days.year_span(first + 1)[1]
        return days.month_span(first, start, 12)
    by_end = ctx.fiscal.named_by == "end" and start != 1
    return days.month_span(first - by_end, start, 12)


@period
def decade(node: Node, ctx: Context) -> Span:
    """ "the 2030s" are ten years; "this decade" ends with its round year, by the guide."""
    if node.has("decade_code"):
        first = int(node.word("decade_code")[:4])
        return days.year_span(first)[0], days.year_span(first + 9)[1]
    start, end = days.unit_span(ctx.anchor, "decade")
    step = 120 * (node.word("which") == "next")
    return days.add_months(start, step), days.add_months(end + ONE, step) - ONE


# --- parts of a period


@period
def edge(node: Node, ctx: Context) -> Span:
    """Early, mid or late part of a period, in thirds."""
    which = node.rule.with_.get("third") or node.word("edge")
    return days.third(ctx.span(node.node("inner")), int(which))


@period
def edge_of_unit(node: Node, ctx: Context) -> Span:
    """ "year-end", "month-end 2027", "mid-year": an edge of the unit that is named, now or within a named period."""
    if node.has("inner"):
        return days.third(ctx.span(node.node("inner")), int(node.rule.with_["third"]))
    name = node.rule.with_.get("unit") or node.word("unit") or node.node("whole").word("unit")
    span = days.unit_span(ctx.anchor, name, ctx.fiscal.starts)
    part = days.third(span, int(node.rule.with_["third"]))
    if part[1] < ctx.anchor and not ctx.past and name != "decade":  # mid-year, said in November, is next year's
        part = days.third(days.unit_span(span[1] + ONE, name, ctx.fiscal.starts), int(node.rule.with_["third"]))
    return part


@period
def edges(node: Node, ctx: Context) -> Span:
    """ "mid-to-late 2026": from one third to another."""
    span = ctx.span(node.node("inner"))
    return days.third(span, node.num("edge"))[0], days.third(span, node.num("last_edge"))[1]


@period
def turn_of_year(node: Node, ctx: Context) -> Span:
    """The turn of the year: December and January."""
    first, last = ctx.span(node.node("inner"))
    year = first.year if node.node("inner").kind != "the_unit" else last.year + 1
    return dt.date(year - 1, 12, 1), dt.date(year, 1, 31)


@period
def inner(node: Node, ctx: Context) -> Span:
    """The part itself: "calendar 2026", "the month of March"."""
    return ctx.span(node.node("inner"))
