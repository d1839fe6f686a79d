"""A request's filters: read from its address, checked, and written back into addresses. Pure."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from tracker.errors import UsageError
from tracker.model import Kind, Status
from tracker.store.listing import Filters

PAGE_SIZE = 50
DEEPEST_PAGE = 2000  # beyond it an export is the way
MANY = ("party", "mineral")
ONE = ("status", "kind", "source", "speaker", "search", "stated", "due_by", "as_of")
_LONGEST = 200  # characters of one value


@dataclass(frozen=True, slots=True)
class Ask:
    """What an address asks for. `given` holds its filters in a fixed order, which makes addresses permanent."""

    filters: Filters
    given: tuple[tuple[str, str], ...]
    page: int = 1
    dated: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """The same for the same question, whatever the page."""
        return (self.filters.as_of, *self.given)

    def values(self, name: str) -> list[str]:
        """The values that are given for one filter."""
        return [value for key, value in self.given if key == name]

    def query(
        self, *, page: int | None = None, without: tuple[str, str] | None = None, plus: tuple[str, str] | None = None
    ) -> str:
        """The filters as a query string with its `?`: with one more or less; one of the kind that takes one value replaces it."""
        pairs = [pair for pair in self.given if pair != without]
        if plus:
            pairs = [pair for pair in pairs if pair[0] != plus[0] or (plus[0] in MANY and pair != plus)]
            pairs.append(plus)
        if page and page > 1:
            pairs.append(("page", str(page)))
        return f"?{urlencode(pairs)}" if pairs else ""


def read(arguments: Mapping[str, Sequence[str]], today: dt.date) -> Ask:
    """The filters of a query string (name -> values). Names that are none of ours are passed over.

    Raises UsageError, which names the parameter, for a value that makes no sense.
    """
    many = {name: _many(name, arguments.get(name, ())) for name in MANY}
    one = {name: value for name in ONE if (value := _last(name, arguments.get(name, ())))}
    _one_of(one, "status", Status)
    _one_of(one, "kind", Kind)
    if "stated" in one and one["stated"] != "1":
        raise UsageError("stated", f"{one['stated']!r} is not 1", "leave it out, or write stated=1")
    as_of = _day("as_of", one["as_of"]) if "as_of" in one else today
    filters = Filters(
        as_of=as_of,
        party=many["party"],
        mineral=many["mineral"],
        status=one.get("status"),
        kind=one.get("kind"),
        source=one.get("source"),
        speaker=one.get("speaker"),
        search=one.get("search"),
        stated="stated" in one,
        due_by=_day("due_by", one["due_by"]) if "due_by" in one else None,
    )
    filters.values()  # refuses a search without a word
    given = [(name, value) for name in MANY for value in many[name]] + list(one.items())
    return Ask(filters, tuple(given), _page(arguments.get("page", ())), "as_of" in one)


def _many(name: str, values: Sequence[str]) -> tuple[str, ...]:
    """Several values, each alone or joined by commas."""
    parts = (part.strip() for value in values for part in _clean(name, value).split(","))
    found = tuple(dict.fromkeys(part for part in parts if part))
    if len(found) > 10:
        raise UsageError(name, f"names {len(found)} values", "give at most 10")
    return found


def _last(name: str, values: Sequence[str]) -> str:
    return _clean(name, values[-1]).strip() if values else ""


def _clean(name: str, value: str) -> str:
    if len(value) > _LONGEST:
        raise UsageError(name, f"is {len(value)} characters long", f"give at most {_LONGEST}")
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in value):
        raise UsageError(name, "holds a control character", "leave it out")
    return value


def _one_of(one: Mapping[str, str], name: str, choices: type[Status | Kind]) -> None:
    known = [str(choice) for choice in choices]
    if name in one and one[name] not in known:
        raise UsageError(name, f"{one[name]!r} is not known", f"one of: {', '.join(known)}")


def _day(name: str, value: str) -> dt.date:
    wrong = UsageError(name, f"{value!r} is no day", "write it as 2026-06-30")
    if len(value) != 10:  # the standard library also takes 20260630 and week dates
        raise wrong
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise wrong from None


def _page(values: Sequence[str]) -> int:
    if not values or not values[-1]:
        return 1
    if not (values[-1].isascii() and values[-1].isdigit()) or not 1 <= int(values[-1][:9]) <= DEEPEST_PAGE:
        raise UsageError("page", f"{values[-1][:20]!r} is no page", f"1 to {DEEPEST_PAGE}; beyond that, take the CSV")
    return int(values[-1])
