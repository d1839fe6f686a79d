"""What made-up news is made of: parties, minerals, outlets, people, acts, and timeline words with the window they mean."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence
from random import Random

# the commoner ones first: they are drawn with falling weight, as in the news
PARTIES = (
    ("USA", "the United States"), ("IND", "India"), ("CHN", "China"), ("AUS", "Australia"), ("EU", "the European Union"),
    ("JPN", "Japan"), ("CAN", "Canada"), ("IDN", "Indonesia"), ("CHL", "Chile"), ("COD", "Congo"), ("KOR", "South Korea"),
    ("GBR", "Britain"), ("SAU", "Saudi Arabia"), ("KAZ", "Kazakhstan"), ("ARG", "Argentina"), ("BRA", "Brazil"),
    ("ZMB", "Zambia"), ("UKR", "Ukraine"), ("ZAF", "South Africa"), ("NAM", "Namibia"), ("DEU", "Germany"), ("FRA", "France"),
    ("UZB", "Uzbekistan"), ("MNG", "Mongolia"), ("PHL", "the Philippines"), ("VNM", "Vietnam"), ("MYS", "Malaysia"),
    ("GRL", "Greenland"), ("ZWE", "Zimbabwe"), ("TZA", "Tanzania"),
)  # fmt: skip
MINERALS = (
    "critical minerals", "rare earths", "lithium", "cobalt", "nickel", "copper", "graphite", "gallium", "germanium",
    "antimony", "tungsten", "uranium", "manganese", "titanium", "niobium", "platinum group metals", "tantalum", "vanadium",
)  # fmt: skip
OUTLETS = tuple(
    f"{first}_{second}"
    for second in ("wire", "ledger", "post", "gazette", "observer")
    for first in ("northgate", "harbour", "meridian", "lantern", "quarry", "saltmarsh", "copperfield", "tradewind")
)
_FIRST = (
    "Asha",
    "Marcus",
    "Ingrid",
    "Tomas",
    "Leila",
    "Daniel",
    "Mei",
    "Paulo",
    "Nadia",
    "Viktor",
    "Ruth",
    "Kenji",
    "Amara",
)
_LAST = (
    "Tell",
    "Varma",
    "Okoro",
    "Lindqvist",
    "Sato",
    "Moreira",
    "Haddad",
    "Novak",
    "Chanda",
    "Whitlock",
    "Iyer",
    "Duarte",
)
_OFFICE = (
    "Trade Minister",
    "Mines Minister",
    "Energy Secretary",
    "Chief Negotiator",
    "Commerce Secretary",
    "Prime Minister",
)
SPEAKERS = tuple(f"{office} {first} {last}" for office in _OFFICE for first in _FIRST for last in _LAST)
# (instrument, action, what is to be done, what was done); {m} is the mineral
ACTS = (
    ("agreement", "sign", "sign a {m} agreement", "signed a {m} agreement"),
    ("agreement", "conclude", "conclude talks on a {m} partnership", "concluded talks on a {m} partnership"),
    ("agreement", "ratify", "ratify the {m} pact", "ratified the {m} pact"),
    ("project", "build", "open a {m} refinery", "opened a {m} refinery"),
    ("project", "launch", "launch a {m} stockpile", "launched a {m} stockpile"),
    ("investment", "invest", "put money into a {m} fund", "put money into a {m} fund"),
    ("export control", "lift", "lift the curbs on {m} exports", "lifted the curbs on {m} exports"),
    ("export control", "impose", "impose a quota on {m} exports", "imposed a quota on {m} exports"),
    ("tariff", "impose", "apply a duty to {m} imports", "applied a duty to {m} imports"),
    ("law", "approve", "pass the {m} bill", "passed the {m} bill"),
    ("strategy", "publish", "publish a {m} roadmap", "published a {m} roadmap"),
    ("auction", "auction", "hold an auction of {m} blocks", "held an auction of {m} blocks"),
    ("supply", "supply", "ship the first {m} cargo", "shipped the first {m} cargo"),
    ("talks", "negotiate", "hold the next round of {m} talks", "held the next round of {m} talks"),
)
FILLER = (
    "The two sides have traded drafts since the spring, officials familiar with the matter said.",
    "Prices have swung widely this year, and buyers along the chain want longer contracts.",
    "Analysts said that processing, rather than ore, remains the tightest part of the chain.",
    "The ministry did not answer a request for comment.",
    "Local groups have asked for a say in how the land is used and how the water is kept clean.",
    "A previous attempt three years ago came to nothing after a change of government.",
    "The announcement came at the end of a two-day visit that also took in a port and a smelter.",
)

Due = tuple[str, dt.date, dt.date, str, str, str]  # words, earliest, latest, precision, basis, rule


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day number so many months on, clipped to the month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _by_day(rng: Random, day: dt.date) -> Due:
    due = day + dt.timedelta(days=rng.randint(10, 150))
    return (f"by {due.day} {due:%B %Y}", day, due, "day", "stated", "by-day")


def _by_month(rng: Random, day: dt.date) -> Due:
    due = _month_end(add_months(day, rng.randint(1, 11)))
    return (f"by the end of {due:%B %Y}", day, due, "month", "stated", "by-period")


def _quarter(rng: Random, day: dt.date) -> Due:
    start = add_months(day.replace(day=1), 3 * rng.randint(1, 4))
    start = start.replace(month=(start.month - 1) // 3 * 3 + 1)
    number = ("first", "second", "third", "fourth")[start.month // 3]
    end = _month_end(add_months(start, 2))
    return (f"in the {number} quarter of {start.year}", max(day, start), end, "quarter", "stated", "quarter")


def _year(rng: Random, day: dt.date) -> Due:
    year = day.year + rng.randint(0, 4)
    return (f"by the end of {year}", day, dt.date(year, 12, 31), "year", "stated", "by-period")


def _within(rng: Random, day: dt.date) -> Due:
    count = rng.choice((2, 3, 6, 9))
    return (f"within {count} months", day, add_months(day, count), "month", "stated", "within-n-units")


def _weeks(rng: Random, day: dt.date) -> Due:
    words = rng.choice(("in the coming weeks", "within weeks"))
    return (words, day, day + dt.timedelta(weeks=6), "week", "read", "coming-units")


def _months(rng: Random, day: dt.date) -> Due:
    words = rng.choice(("in the coming months", "in the next few months"))
    return (words, day, add_months(day, 6), "month", "read", "coming-units")


def _soon(rng: Random, day: dt.date) -> Due:
    return (rng.choice(("soon", "shortly", "very soon")), day, add_months(day, 3), "vague", "read", "soon")


_READINGS: tuple[Callable[[Random, dt.date], Due], ...] = (
    _by_day, _by_month, _by_month, _quarter, _year, _year, _within, _weeks, _months, _soon,
)  # fmt: skip


def draw_due(rng: Random, day: dt.date) -> Due:
    """Timeline words as said on `day`, with the window that they mean."""
    return rng.choice(_READINGS)(rng, day)


def draw_early(rng: Random, of: Sequence[object]) -> int:
    """A place in `of`, the early ones far more often: a few countries and minerals fill most of the news."""
    return min(int(rng.paretovariate(0.9)) - 1, len(of) - 1) if rng.random() < 0.6 else rng.randrange(len(of))


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
