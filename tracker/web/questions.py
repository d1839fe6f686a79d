"""What the pages ask of the database: each takes a read-only connection and gives plain values."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tracker.model import Day
from tracker.store import listing, read
from tracker.store.listing import Filters, Row
from tracker.web import excerpt, wording
from tracker.web.ask import PAGE_SIZE, Ask

LATELY = 8  # rows of each list on the front page
_OVERDUE = 4  # of the newest and of the longest overdue
_PICTURED = 200
_COUNTING = 1.0  # seconds that counting for the side column may take


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page shows."""

    counts: dict[str, int]
    unread: int
    last_crawl: str | None
    waiting: bool
    newly: list[Row]
    longest: list[Row]
    due: list[Row]
    settled: list[Row]


@dataclass(frozen=True, slots=True)
class Told:
    """A pledge with all that its page shows. `row` is None where the pledge had not been made by the day asked for."""

    row: Row | None
    title: str
    evidence: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    deal: list[dict[str, Any]] = field(default_factory=list)


def plain_rows(connection: sqlite3.Connection, name: str, **values: object) -> list[dict[str, Any]]:
    """Rows of a query of data/queries with these parameters."""
    return [dict(row) for row in connection.execute(listing.compose(name, values), values)]


def front(connection: sqlite3.Connection, as_of: Day) -> Front:
    """Everything on the front page but the picture and the sources."""
    counts = {row["status"]: row["pledges"] for row in plain_rows(connection, "web_counts", as_of=as_of.isoformat())}
    facts, settled = read.facts(connection)
    unread, crawl = connection.execute(listing.compose("web_state", {})).fetchone()
    newly = _named(connection, "web_newly", as_of, _OVERDUE)
    longest = list(listing.rows(connection, "pledges", Filters(as_of, status="overdue", limit=2 * _OVERDUE)))
    return Front(
        counts=counts,
        unread=unread,
        last_crawl=crawl,
        waiting=facts != settled,
        newly=newly,
        longest=[row for row in longest if row not in newly][:_OVERDUE],
        due=_named(connection, "web_due", as_of),
        settled=_named(connection, "web_settled", as_of),
    )


def pictured(connection: sqlite3.Connection, rows: Sequence[Row], as_of: Day) -> dict[str, list[Day]]:
    """The days on which a delay or a new date was reported, by pledge, for the picture."""
    found: dict[str, list[Day]] = {}
    for row in rows:
        days = plain_rows(connection, "web_put_off", pledge=row["pledge"], as_of=as_of.isoformat())
        if days:
            found[str(row["pledge"])] = [dt.date.fromisoformat(one["day"]) for one in days]
    return found


def page_of_pledges(connection: sqlite3.Connection, ask: Ask) -> tuple[list[Row], bool]:
    """One page of a listing of pledges, and whether there is another."""
    return page_of(connection, "pledges", ask)


def page_of(connection: sqlite3.Connection, name: str, ask: Ask) -> tuple[list[Row], bool]:
    """One page of a named query, and whether there is another."""
    wanted = replace(ask.filters, limit=PAGE_SIZE + 1, offset=(ask.page - 1) * PAGE_SIZE)
    rows = list(listing.rows(connection, name, wanted))
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def facets(connection: sqlite3.Connection, ask: Ask) -> dict[str, list[tuple[str, int]]] | None:
    """How many pledges each further filter would leave: facet -> (value, number). None where counting takes too long."""
    values = ask.filters.values()
    found: dict[str, list[tuple[str, int]]] = {}
    give_up = time.monotonic() + _COUNTING
    connection.set_progress_handler(lambda: time.monotonic() > give_up, 20_000)
    try:
        for row in connection.execute(listing.compose("web_facets", values), values):
            found.setdefault(row["facet"], []).append((row["value"], row["pledges"]))
    except sqlite3.OperationalError as error:
        if str(error) != "interrupted":
            raise
        return None
    return found


def all_of_picture(connection: sqlite3.Connection, ask: Ask) -> list[Row]:
    """The pledges of the big picture, the most pressing first."""
    rows: list[Row] = []
    for status in (
        [ask.filters.status] if ask.filters.status else ["overdue", "delayed", "open", "confirmed", "cancelled"]
    ):
        wanted = replace(ask.filters, status=status, limit=_PICTURED - len(rows))
        if wanted.limit:
            rows += listing.rows(connection, "pledges", wanted)
    return rows


def told(connection: sqlite3.Connection, pledge: str, as_of: Day) -> Told:
    """One pledge as of a day; `pledge` is an id of today."""
    row = next(listing.rows(connection, "pledges", Filters(as_of, pledge=pledge)), None)
    title = connection.execute("SELECT title FROM pledges WHERE id = ?", (pledge,)).fetchone()["title"]
    values = {"pledge": pledge, "as_of": as_of.isoformat()}
    evidence = [_piece(one) for one in plain_rows(connection, "web_evidence", **values)]
    history = plain_rows(connection, "web_history", **values)
    return Told(row, title, evidence, _merged(history), plain_rows(connection, "web_deal", **values))


def _merged(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The spans without those that say what the one before says: a further report of the same changes nothing."""
    found: list[dict[str, Any]] = []
    for span in history:
        same = bool(found) and all(found[-1][name] == span[name] for name in ("status", "detail", "due", "due_basis"))
        if same:
            found[-1]["until"] = span["until"]
        else:
            found.append(span)
    return found


def _piece(row: dict[str, Any]) -> dict[str, Any]:
    """A row of evidence with its quote inside a little of the kept text."""
    kept, place = row.pop("kept"), row.pop("place")
    row["reasons"] = json.loads(row["reasons"])
    row["window"] = [row.pop("earliest"), row.pop("latest")]
    row["excerpt"] = excerpt.excerpt(kept, place, row["quote"])
    row["short"] = excerpt.excerpt(kept, place, row["quote"], around=90)
    opener = wording.OPENERS.get(row["kind"]) if row["role"] == "opens" else None
    row["does"] = opener or wording.ROLES[row["role"]]
    return row


def _named(connection: sqlite3.Connection, query: str, as_of: Day, limit: int = LATELY) -> list[Row]:
    keys = plain_rows(connection, query, as_of=as_of.isoformat(), limit=limit)
    found = (next(listing.rows(connection, "pledges", Filters(as_of, pledge=key["pledge"])), None) for key in keys)
    return [row for row in found if row]
