"""The named queries of data/queries as rows: one text serves the command line, the exports and the web view."""

from __future__ import annotations

import functools
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isqrt

from tracker.datafiles import data_root
from tracker.errors import DataFileError, UsageError
from tracker.model import Day

Row = dict[str, object]
Values = dict[str, str | int]

# columns whose text is JSON, and those that hold 0 or 1
_JSON = frozenset({"window", "parties", "minerals", "rules", "reasons"})
_YES_NO = frozenset({"checked_since_due", "copy", "home", "decided"})
# A listing either walks the ledger in due order until enough rows have passed its filters, or looks up each pledge of a
# party, mineral or search and sorts. With k such pledges of n the first costs some 100 n / k steps, the second k, each
# as dear as seven of those: they meet at the square root of 15 n.
_WALKED_FOR_ONE_LOOKED_UP = 15
_SEARCHED = (
    "(SELECT DISTINCT e.pledge FROM articles_fts f JOIN statements t ON t.article = f.rowid JOIN evidence e ON e.statement = t.id"
    " WHERE articles_fts MATCH :rare)"
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a listing is narrowed to. `party` and `mineral`: rows that have all of the names."""

    as_of: Day
    known_at: Day | None = None
    party: tuple[str, ...] = ()
    mineral: tuple[str, ...] = ()
    status: str | None = None
    kind: str | None = None
    source: str | None = None
    search: str | None = None
    stated: bool = False
    against_first: bool = False
    pledge: str | None = None
    speaker: str | None = None
    due_by: Day | None = None
    after: Day | None = None  # changes: those after this day
    latest: bool = False  # changes: the last one of each pledge, which is where it stands
    limit: int | None = None
    offset: int | None = None

    def values(self) -> Values:
        """The named parameters that are given; what is absent here is absent from the query."""
        given: dict[str, str | int | None] = {
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "party": ",".join(self.party) or None,
            "mineral": ",".join(self.mineral) or None,
            "status": self.status,
            "kind": self.kind,
            "source": self.source,
            "search": search_words(self.search) if self.search else None,
            "stated": 1 if self.stated else None,
            "against_first": 1 if self.against_first else None,
            "pledge": self.pledge,
            "speaker": self.speaker,
            "due_by": self.due_by.isoformat() if self.due_by else None,
            "after": self.after.isoformat() if self.after else None,
            "latest": 1 if self.latest else None,
            "limit": self.limit,
            "offset": self.offset if self.limit else None,
        }
        return {name: value for name, value in given.items() if value is not None}


def rows(connection: sqlite3.Connection, name: str, filters: Filters) -> Iterator[Row]:
    """Run a named query and give its rows one by one, lists as lists and yes or no as bool.

    Raises UsageError where the search words hold nothing to search for, DataFileError where there is no such query.
    """
    values = filters.values()
    text = compose(name, values)
    if name == "pledges":
        start = _start(connection, filters, values)
        text = re.sub(r"^FROM spans s.*$", start, text, count=1, flags=re.MULTILINE) if start else text
    cursor = connection.execute(text, values)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield {key: _value(key, value) for key, value in zip(names, row, strict=True)}


def columns(connection: sqlite3.Connection, name: str, filters: Filters) -> list[str]:
    """Names of a query's columns, in their order, also where it has no row."""
    values = filters.values()
    cursor = connection.execute(f"SELECT * FROM ({compose(name, values)}) LIMIT 0", values)
    return [column[0] for column in cursor.description]


def compose(name: str, values: Mapping[str, object]) -> str:
    """The text of a named query, with the lines that its given parameters ask for."""
    return "".join(line for line, mark, asked in _lines(name) if not mark or (asked in values) == (mark == "if"))


def search_words(text: str) -> str:
    """Words as a full-text query: each quoted, so that no sign in them is read as an operator; all must be there."""
    words = re.findall(r"\w+", text)
    if not words:
        raise UsageError("--search", f"{text!r} holds no word", "give one or more words")
    return " ".join(f'"{word}"' for word in words)


@functools.cache
def _lines(name: str) -> tuple[tuple[str, str, str], ...]:
    path = data_root() / "queries" / f"{name}.sql"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataFileError(str(path), "is not there", "install tracker again") from error
    marked = re.compile(r" -- (if|unless) (\w+)\n")
    found = []
    for line in text.splitlines(keepends=True):
        mark = marked.search(line)
        found.append((line, mark[1], mark[2]) if mark else (line, "", ""))
    return tuple(found)


def _start(connection: sqlite3.Connection, filters: Filters, values: Values) -> str:
    """Where to start: at the pledges of the rarest name or words asked for, if these are few, else (nothing) at the first due day."""
    newest = connection.execute("SELECT max(rowid) FROM pledges").fetchone()[0] or 0
    few = isqrt(_WALKED_FOR_ONE_LOOKED_UP * newest) + 1
    starts = [
        (f"(SELECT pledge FROM {table} WHERE {column} = :rare)", name)
        for table, column, names in (
            ("pledge_parties", "party", filters.party),
            ("pledge_minerals", "mineral", filters.mineral),
        )
        for name in names
    ]
    if "search" in values:
        starts.append((_SEARCHED, str(values["search"])))
    counted = []
    for start, name in starts:
        query = f"SELECT count(*) FROM (SELECT 1 FROM {start} LIMIT :few)"
        counted.append((connection.execute(query, {"rare": name, "few": few}).fetchone()[0], start, name))
    number, start, name = min(counted, default=(few, "", ""))
    if number >= few:
        return ""
    values["rare"] = name
    return f"FROM {start} r CROSS JOIN spans s ON s.pledge = r.pledge"


def _value(key: str, value: object) -> object:
    if key in _YES_NO:
        return bool(value)
    if isinstance(value, str) and (key in _JSON or (key == "happened" and value.startswith("["))):
        return json.loads(value)
    return value
