"""Arithmetic on days: months that are clipped, weeks from Monday, thirds, seasons, fiscal years.

Everything here takes and gives days (`datetime.date`) and is free of words. A `Span` is the first and the last day, both
included. A day that the calendar lacks (31 June, year 10000) raises ValueError or OverflowError.
"""

from __future__ import annotations

import calendar
import datetime as dt

from tracker.model import Day

Span = tuple[Day, Day]
ONE = dt.timedelta(days=1)


def add_months(day: Day, months: int) -> Day:
    """Go `months` on (or back), same day number, clipped to the month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    number = day.day
    if number > 28:
        number = min(number, calendar.monthrange(year, month + 1)[1])
    return dt.date(year, month + 1, number)


def add(day: Day, count: int, unit: str) -> Day:
    """Go `count` units on; unit is hour, day, workday, week, fortnight, month, quarter, half, year or decade."""
    match unit:
        case "hour":
            return day + dt.timedelta(days=count // 24)
        case "day" | "weekend":
            return day + dt.timedelta(days=count)
        case "workday":
            return add_workdays(day, count)
        case "week":
            return day + dt.timedelta(weeks=count)
        case "fortnight":
            return day + dt.timedelta(weeks=2 * count)
    return add_months(day, count * MONTHS_IN[unit])


MONTHS_IN = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12, "fiscal": 12, "decade": 120}


def add_workdays(day: Day, count: int) -> Day:
    """Go `count` days on that are neither Saturday nor Sunday (public holidays are not known here)."""
    weeks, rest = divmod(abs(count), 5)
    step = ONE if count >= 0 else -ONE
    day += step * 7 * weeks
    while rest:
        day += step
        rest -= day.weekday() < 5
    return day


def month_span(year: int, month: int, months: int = 1) -> Span:
    """`months` calendar months from `month` of `year`; a month outside 1..12 runs on into other years."""
    more, month = divmod(month - 1, 12)
    beyond, last = divmod(month + months, 12)
    first = dt.date(year + more, month + 1, 1)
    return first, dt.date(year + more + beyond, last + 1, 1) - ONE


def year_span(year: int) -> Span:
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def week_span(day: Day) -> Span:
    """Monday to Sunday of the week that holds `day`."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)


def unit_span(day: Day, unit: str, fiscal_start: int = 1) -> Span:
    """The calendar unit that holds `day`."""
    match unit:
        case "day":
            return day, day
        case "week":
            return week_span(day)
        case "weekend":
            return week_span(day)[0] + ONE * 5, week_span(day)[1]
        case "fortnight":
            return week_span(day)[0], week_span(day)[1] + ONE * 7
        case "month":
            return month_span(day.year, day.month)
        case "quarter":
            return month_span(day.year, day.month - (day.month - 1) % 3, 3)
        case "half":
            return month_span(day.year, 1 if day.month < 7 else 7, 6)
        case "year":
            return year_span(day.year)
        case "decade":  # "this decade" ends with 2030, by the guide
            first = day.year - (day.year - 1) % 10
            return dt.date(first, 1, 1), dt.date(first + 9, 12, 31)
        case "fiscal":
            year = day.year if day.month >= fiscal_start else day.year - 1
            return month_span(year, fiscal_start, 12)
    raise ValueError(f"no calendar unit: {unit}")


def nth_unit(span: Span, number: int, unit: str) -> Span:
    """The `number`-th unit within a span (1 is the first, -1 the last, counted from its end).

    Weeks count seven days from the span's first day; months, quarters and halves count from its first month.
    """
    first, last = span
    if unit in MONTHS_IN:
        size = MONTHS_IN[unit]
        start = add_months(first, size * (number - 1)) if number > 0 else add_months(last + ONE, size * number)
        return start, add_months(start, size) - ONE
    size = {"day": 1, "week": 7, "fortnight": 14}[unit]
    start = first + ONE * size * (number - 1) if number > 0 else last + ONE + ONE * size * number
    return start, min(start + ONE * (size - 1), last)


def count_units(span: Span, number: int, unit: str, *, last: bool) -> Span:
    """The first (or last) `number` units of a span: "the first three months of 2027"."""
    if last:
        return add(span[1] + ONE, -number, unit), span[1]
    return span[0], add(span[0], number, unit) - ONE


def third(span: Span, which: int) -> Span:
    """Early (0), mid (1) or late (2) part of a span.

    Months: 1-10, 11-20, 21-end. Whole numbers of months are cut by months (a year into four and four and four); weeks
    into Monday-Tuesday, Wednesday-Thursday, Friday-Sunday; anything else into three parts by days.
    """
    first, last = span
    length = (last - first).days + 1
    if first.day == 1 and (last + ONE).day == 1 and length > 31:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        cuts = [months * i // 3 for i in range(4)]
        return add_months(first, cuts[which]), add_months(first, cuts[which + 1]) - ONE
    if length >= 28:  # noqa: SIM108 - a month: tens of days, whatever its length
        edges = [0, 10, 20, length]
    else:
        edges = [length * i // 3 for i in range(4)]
    return first + ONE * edges[which], first + ONE * (edges[which + 1] - 1)


def season_span(year: int, first_month: int) -> Span:
    """Three months from `first_month`; a winter that starts in December runs into the next year."""
    return month_span(year, first_month, 3)


def easter(year: int) -> Day:
    """Western Easter Sunday (anonymous Gregorian computus, as in Meeus, Astronomical Algorithms, 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return dt.date(year, month, (h - m + r + month + 19) % 32)


def nth_weekday(year: int, month: int, weekday: int, number: int) -> Day:
    """The `number`-th Monday (0) to Sunday (6) of a month; -1 is the last. Raises ValueError where there is none."""
    first, last = month_span(year, month)
    if number > 0:
        day = first + ONE * ((weekday - first.weekday()) % 7 + 7 * (number - 1))
    else:
        day = last - ONE * ((last.weekday() - weekday) % 7 - 7 * (number + 1))
    if not first <= day <= last:
        raise ValueError(f"{year}-{month:02} has no {number}. weekday {weekday}")
    return day
