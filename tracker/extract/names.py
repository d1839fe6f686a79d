"""Proper names of the thing promised ("Project Vault", "Lobito Corridor", "BTA"), by which reports of one act are linked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracker.extract.units import Row

_MOST = 4
_SHORT = re.compile(r"[A-Z][A-Z0-9&-]{2,9}|[A-Z]{2,}[a-z]?[A-Z]\w*|MoU")
_JOINERS = frozenset({"of", "and", "for", "the", "on", "de", "to"})
_NOT_NAMES = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "mr",
        "mrs",
        "ms",
        "dr",
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "it",
        "this",
        "that",
        "he",
        "she",
        "they",
        "we",
        "i",
        "usd",
        "eur",
        "gbp",
        "ceo",
        "lng",
        "mou",
        "ians",
        "pti",
        "afp",
    ]
)


def names(row: Row, span: tuple[int, int], people: Mapping[str, str]) -> tuple[str, ...]:
    """At most four names of things in the units of `span`, in text order; persons, countries and days are none.

    `people` are surnames, folded, of the persons that the article has named.
    """
    found: dict[str, None] = {}
    for first, last in _runs(row, span):
        name = row.words(first, last)
        units = row.units[first:last]
        if any(u.low in people for u in units) or all(
            u.has("country") or u.has("body") or u.low in _NOT_NAMES for u in units
        ):
            continue
        thing = any(
            u.has("thing")
            or u.has("topic")
            or u.low in ("project", "corridor", "vault", "initiative", "forum", "partnership")
            for u in units
        )
        if (last - first > 1 and thing) or _SHORT.fullmatch(name):
            found[name] = None
    return tuple(found)[:_MOST]


def _runs(row: Row, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Stretches of capitalised words, small words between them included; a sentence's first word alone is none."""
    k = span[0]
    while k < span[1]:
        if not _capital(row, k):
            k += 1
            continue
        end = k + 1
        while end < span[1] and (
            _capital(row, end) or (row.word(end) in _JOINERS and end + 1 < span[1] and _capital(row, end + 1))
        ):
            end += 1
        start = k + 1 if row.word(k) in ("the", "a", "an", "this", "under", "on", "in") else k
        if start < end and not (k == 0 and end - k == 1):
            yield start, end
        k = end


def _capital(row: Row, k: int) -> bool:
    return row.text[row.units[k].start].isupper() and row.word(k) not in _NOT_NAMES
