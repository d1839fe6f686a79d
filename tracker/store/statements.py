"""The statements as rows: each with its article, its place and the days between which it counts. Call inside `writing`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.model import Day, Statement


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement as stored: the first version of its article that holds it, and the days between which it counts."""

    id: str
    article: int
    statement: Statement
    counts_from: str
    gone: str | None = None
    decided: bool = False


_COLUMNS = (
    'id, article, kind, field, quote, start, "end", speaker, parties, minerals, instrument, action, timeline, earliest, latest,'
    " precision, basis, rule, condition, happened_earliest, happened_latest, firmness, amount, names, rules, counts_from, gone, decided"
)
_SAVE = (
    f"INSERT INTO statements ({_COLUMNS}) VALUES ({', '.join('?' * 28)}) ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", ")[1:])
)


def save_statements(connection: sqlite3.Connection, placed: Iterable[Placed]) -> None:
    """Store statements; one that is there already takes the new values."""
    connection.executemany(_SAVE, (_row(one) for one in placed))


def mark_read(connection: sqlite3.Connection, readings: Iterable[tuple[int, str, int]]) -> None:
    """Note (article, digest of the rules or 'unread:LANG', number of statements) and take the articles off the queue."""
    rows = list(readings)
    connection.executemany(
        "INSERT INTO readings (article, read_with, statements) VALUES (?, ?, ?)"
        " ON CONFLICT (article) DO UPDATE SET read_with = excluded.read_with, statements = excluded.statements",
        rows,
    )
    connection.executemany("DELETE FROM to_read WHERE article = ?", ((row[0],) for row in rows))


def forget_statements(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Take away statements that the rules no longer find. Their evidence goes with the next ledger: with foreign keys on,
    the caller defers them to the end of its transaction and makes that ledger within it.
    """
    connection.executemany("DELETE FROM statements WHERE id = ?", ((one,) for one in ids))


def forget_added(connection: sqlite3.Connection, but: Iterable[str]) -> None:
    """Take away the statements that decisions had added, but for these."""
    query = "DELETE FROM statements WHERE decided AND id NOT IN (SELECT value FROM json_each(?))"
    connection.execute(query, (as_list(but),))


def queue_to_settle(connection: sqlite3.Connection, changed: Iterable[tuple[str, str | None]]) -> None:
    """Note (statement, its row as JSON before the change, None for a new one); what was noted first stays."""
    connection.executemany(
        "INSERT INTO to_settle (statement, was) VALUES (?, ?) ON CONFLICT (statement) DO NOTHING", changed
    )


def _row(placed: Placed) -> tuple[object, ...]:
    one = placed.statement
    return (
        placed.id,
        placed.article,
        one.kind,
        one.where,
        one.quote,
        one.start,
        one.end,
        one.speaker,
        as_list(one.parties),
        as_list(one.minerals),
        one.instrument,
        one.action,
        one.timeline,
        iso(one.window.earliest) if one.window else None,
        iso(one.window.latest) if one.window else None,
        one.precision,
        one.basis,
        one.rule,
        _object(one.condition, "act", "count", "unit"),
        iso(one.happened.earliest) if one.happened else None,
        iso(one.happened.latest) if one.happened else None,
        one.firmness,
        _object(one.amount, "words", "number", "currency"),
        as_list(one.names),
        as_list(one.rules),
        placed.counts_from,
        placed.gone,
        placed.decided,
    )


def as_list(values: Iterable[str]) -> str:
    """A list as the store keeps it: a JSON array."""
    return json.dumps(list(values), ensure_ascii=False)


def iso(day: Day | None) -> str | None:
    """A day as the store keeps it."""
    return day.isoformat() if day else None


def _object(value: object, *names: str) -> str | None:
    if value is None:
        return None
    return json.dumps({name: getattr(value, name) for name in names}, ensure_ascii=False)
