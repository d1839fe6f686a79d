"""What a statement offers for comparison: its act, its parties, its rare words, the days and numbers it names."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass

from tracker.ledger.rules import LinkRules
from tracker.model import Day, Filed, Kind, Statement, Window

__all__ = ["GENERIC", "Traits", "days_named", "surname", "traits_of"]

GENERIC = "critical minerals"

_WORD = re.compile(r"[^\W\d_][\w'’-]*[^\W_]|\d[\d,.]*\d|\d+", re.UNICODE)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH})\b|(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![,.]?\d))"
    r"(?:,? (?P<y>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAY = re.compile(
    rf"\b(?:on|this|from|since|late|early|until|last|next) (?P<day>{'|'.join(_WEEKDAYS)})\b", re.IGNORECASE
)
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12}
_PARTS = "tranche|phase|round|call|stage|batch|list|auction|instalment|package|edition|meeting|session|window|shipment|consignment|summit|line|train|unit|lot"
_ORDINAL = re.compile(
    rf"\b(?P<word>{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))[ -](?:\w+ ){{0,2}}?(?P<p1>{_PARTS})s?\b"
    rf"|\b(?P<count>two|three|four|five|six|seven|eight|nine|ten|\d{{1,2}}) (?P<p3>(?:{_PARTS})e?s)\b"
    rf"|\b(?P<p2>{_PARTS}) (?P<number>\d{{1,2}}|[ivx]{{2,4}}|v|one|two|three|four|five|six)\b",
    re.IGNORECASE,
)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_STEM = 7  # letters that a word is known by: Minamitori and Minamitorishima are one
_FIGURE = re.compile(r"\d[\d,.]*\d|\d{2,}")


@dataclass(frozen=True, slots=True)
class Traits:
    """A statement made ready for comparison; all sets are empty rather than None where it says nothing."""

    id: str
    url: str
    published: Day
    kind: Kind
    instrument: str
    action: str
    parties: frozenset[str]
    minerals: frozenset[str]
    names: frozenset[str]
    words: frozenset[str]
    proper: frozenset[str]
    context: frozenset[str]
    facets: frozenset[str]
    ordinals: frozenset[tuple[str, int]]
    figures: frozenset[str]
    days: tuple[Day, ...]
    speaker: str
    window: Window | None
    happened: Window | None
    place: tuple[int, int]


def traits_of(filed: Filed, rules: LinkRules) -> Traits:
    """Read a statement's traits out of its fields and its quote."""
    s = filed.statement
    quote = s.quote
    people = _people(quote, s.speaker, rules)
    words, proper = _words(quote, rules.common_words | people)
    return Traits(
        id=filed.id,
        url=filed.url,
        published=filed.published,
        kind=s.kind,
        instrument=s.instrument,
        action=s.action,
        parties=frozenset(s.parties),
        minerals=frozenset(s.minerals),
        names=frozenset(name.casefold() for name in (*s.names, *rules.thing.findall(quote))),
        words=words,
        proper=proper,
        context=_title_words(filed.title, rules) - words,
        facets=_facets(s, rules),
        ordinals=_ordinals(quote),
        figures=_figures(s),
        days=days_named(quote, filed.published, past=s.kind is Kind.ANNOUNCEMENT),
        speaker=surname(s.speaker),
        window=s.window,
        happened=s.happened,
        place=(s.start, s.end),
    )


def surname(speaker: str | None) -> str:
    """The last word of a name, in lower case: reports drop first names and titles."""
    return speaker.split()[-1].casefold() if speaker and speaker.split() else ""


def days_named(quote: str, published: Day, *, past: bool) -> tuple[Day, ...]:
    """Days that a sentence names by month and number, or by weekday.

    Without a year it is the last such day if `past`, else the nearest. A weekday is the next one, and left out if `past`:
    beside what happened on it there is too often what will.
    """
    out = []
    for match in _DAY.finditer(quote):
        month = _MONTHS[(match["m1"] or match["m2"]).casefold()]
        day = int(match["d1"] or match["d2"])
        years = [int(match["y"])] if match["y"] else [published.year - 1, published.year, published.year + 1]
        found = [one for year in years if (one := _day(year, month, day))]
        if past:
            found = [one for one in found if one <= published]
        if found:
            out.append(min(found, key=lambda one: abs((one - published).days)))
    if not past:
        for match in _WEEKDAY.finditer(quote):
            ahead = (_WEEKDAYS.index(match["day"].casefold()) - published.weekday()) % 7
            out.append(published + dt.timedelta(days=ahead))
    return tuple(out)


@functools.cache
def _day(year: int, month: int, day: int) -> Day | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _words(quote: str, common: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Words that may tell which act is meant, cut to a stem; the second set holds those written with a capital."""
    words, proper = set(), set()
    for number, match in enumerate(_WORD.finditer(quote)):
        raw = match.group()
        if raw[0].isdigit():
            continue
        low = raw.casefold().replace("’", "'").removesuffix("'s")
        if len(low) < 4 and not (raw.isupper() and len(raw) > 1):
            continue
        if low in common or low in _MONTHS:
            continue
        stem = _stem(low)[:_STEM]
        if stem in common:
            continue
        words.add(stem)
        if raw[0].isupper() and number:
            proper.add(stem)
    return frozenset(words), frozenset(proper)


@functools.lru_cache(maxsize=4096)
def _title_words(title: str, rules: LinkRules) -> frozenset[str]:
    return _words(title, rules.common_words | _people(title, None, rules))[0]


def _stem(word: str) -> str:
    for end in ("ies", "ing", "es", "ed", "s"):
        if word.endswith(end) and len(word) - len(end) >= 4:
            return word[: -len(end)]
    return word


def _people(quote: str, speaker: str | None, rules: LinkRules) -> frozenset[str]:
    """Words of persons' names: persons speak on everything and tell no act from another."""
    found = [match["name"] for match in rules.person.finditer(quote)]
    return frozenset(
        _stem(word.casefold().strip(".'"))[:_STEM] for name in (*found, speaker or "") for word in name.split()
    )


def _facets(statement: Statement, rules: LinkRules) -> frozenset[str]:
    """Facets of a sentence; of two of one kind, the one whose words stand nearest to the timeline."""
    quote = statement.quote
    if not rules.any_facet.search(quote):
        return frozenset()
    at = quote.find(statement.timeline) if statement.timeline else -1
    kept: dict[str, tuple[int, str]] = {}
    for name, pattern in rules.facet_patterns:
        facet = rules.facets[name]
        match = pattern.search(quote)
        if match is None or (facet.actions and statement.action not in facet.actions):
            continue
        far = abs(match.end() - at) if at >= 0 else 0
        key = facet.kind if at >= 0 else name
        if key not in kept or far < kept[key][0]:
            kept[key] = (far, name)
    return frozenset(name for _, name in kept.values())


def _ordinals(quote: str) -> frozenset[tuple[str, int]]:
    out = set()
    for match in _ORDINAL.finditer(quote):
        if match["word"]:
            word = match["word"].casefold()
            number = _ORDINALS.index(word) + 1 if word in _ORDINALS else int(word[:-2])
            out.add((match["p1"].casefold(), number))
        elif match["count"]:
            word = match["count"].casefold()
            out.add((match["p3"].casefold(), -(_COUNTS.get(word) or int(word))))  # a count, not a place in a row
        else:
            word = match["number"].casefold()
            out.add(
                (match["p2"].casefold(), _COUNTS.get(word) or _ROMAN.get(word) or (int(word) if word.isdigit() else 1))
            )
    return frozenset(out)


def _figures(statement: Statement) -> frozenset[str]:
    """Numbers of two digits and more that are no year: amounts, counts of blocks, tonnes."""
    out = {text.replace(",", "") for text in _FIGURE.findall(statement.quote)}
    return frozenset(text for text in out if not re.fullmatch(r"(?:19|20)\d\d", text) and len(text) > 2)
