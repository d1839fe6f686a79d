"""A written date to a day. What could be read in two ways is not guessed: None, and the next place is asked."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate

from tracker.model import Day

EARLIEST = Day(1995, 1, 1)  # no news page is older
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.\u5e74\ub144](\s*\d{1,2})[-/.\u6708\uc6d4](\s*\d{1,2})(?!\d)")
_COMPACT = re.compile(r"\A((?:19|20)\d\d)(\d\d)(\d\d)(?:[T ]?\d{4,6}|\Z)")
_EPOCH = re.compile(r"\A\d{10}(?:\d{3})?\Z")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)(?!\d)")
_RFC822 = re.compile(r"\A(?:[A-Z][a-z]{2,8},?\s+)?\d{1,2}\s+[A-Z][a-z]{2,8}\s+\d{4}\b")
_URL_DAY = re.compile(r"(?<!\d)(20\d\d|199\d)([/_.-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_WORD_DAY = re.compile(r"/(20\d\d|199\d)/([a-z]{3})/(\d{1,2})(?=/)", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"(?<!\d)\d{1,2}(?:st|nd|rd|th|er|\u00ba)?\.?\s+(?:de\s+|of\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?(?:19|20)\d\d(?!\d)"
    r"|[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d(?!\d)"
)
_LONGEST = 80  # characters; a longer string is prose
_MONTHS = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}


def parse_day(text: str, *, day_first: bool | None = None, latest: Day | None = None) -> Day | None:
    """The calendar day that `text` names, as written in its own time zone.

    `day_first` tells how the outlet writes 11/12/2026; without it such a date is None, 25/12/2026 is not. A day before
    1995 or after `latest` is None.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    for read in (_iso, _compact, _epoch, _rfc822):
        day = read(text)
        if day is not None:
            return within(day, latest)
    numeric = _NUMERIC.search(text)
    if numeric:
        return within(_numeric(numeric, day_first), latest)
    return within(_in_words(text), latest)


def within(day: Day | None, latest: Day | None) -> Day | None:
    """The day itself, None where no page can be of that day."""
    if day is None or day < EARLIEST or (latest is not None and day > latest):
        return None
    return day


def days_written(text: str) -> frozenset[Day]:
    """Every day that a text names with day, month and year, in whichever order; one that can be read in two ways is both."""
    found: set[Day | None] = {_day(m[1], m[2], m[3]) for m in _ISO.finditer(text)}
    found |= {_day(m[1], m[3], m[4]) for m in _URL_DAY.finditer(text)}
    for m in _NUMERIC.finditer(text):
        found |= {_day(m[3], m[2], m[1]), _day(m[3], m[1], m[2])}
    found |= {parse_day(m[0]) for m in _IN_WORDS.finditer(text)}
    return frozenset(day for day in found if day)


def day_in_url(url: str, latest: Day | None = None) -> Day | None:
    """The one full date of an address (/2026/03/31/, -20260331-); None where it has none or several different ones."""
    days = {day for m in _URL_DAY.finditer(url) if (day := _day(m[1], m[3], m[4]))}
    days |= {
        day
        for m in _URL_WORD_DAY.finditer(url)
        if (month := _MONTHS.get(m[2].lower())) and (day := _day(m[1], month, m[3]))
    }
    return within(days.pop(), latest) if len(days) == 1 else None


def _day(year: str | int, month: str | int, day: str | int) -> Day | None:
    try:
        return Day(int(year), int(month), int(day))
    except ValueError:
        return None


def _iso(text: str) -> Day | None:
    found = _ISO.search(text)
    return _day(found[1], found[2], found[3]) if found else None


def _compact(text: str) -> Day | None:
    found = _COMPACT.match(text)
    return _day(found[1], found[2], found[3]) if found else None


def _epoch(text: str) -> Day | None:
    if not _EPOCH.match(text):
        return None
    return dt.datetime.fromtimestamp(int(text[:10]), dt.UTC).date()


def _rfc822(text: str) -> Day | None:
    parts = parsedate(text) if _RFC822.match(text) else None
    return _day(*parts[:3]) if parts else None


def _numeric(found: re.Match[str], day_first: bool | None) -> Day | None:
    one, two, year = int(found[1]), int(found[2]), found[3]
    if one > 12 or two > 12 or one == two:
        return _day(year, min(one, two), max(one, two)) if min(one, two) <= 12 else None
    if day_first is None and "." not in found[0]:  # dots are written with the day first wherever they are written
        return None
    return _day(year, two, one) if day_first is not False else _day(year, one, two)


def _in_words(text: str) -> Day | None:
    """ "March 31, 2026", "31 mars 2026 \u00e0 10h"; a day, a month and a year must all be named."""
    if not re.search(r"(?:19|20)\d\d", text) or not re.search(r"[^\W\d_]{3}", text):
        return None
    import dateparser

    found = dateparser.parse(
        text,
        settings={
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    return found.date() if found else None
