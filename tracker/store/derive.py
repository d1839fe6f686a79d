"""The derived tables: statements with their place, and the ledger made from them. Call inside `connect.writing`.

What has not changed is not written again, so a rebuild of an unchanged ledger writes nothing.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from tracker.model import Day, Pledge, Span, Statement

LAST_DAY = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement as stored: the first version of its article that holds it, and the days between which it counts."""

    id: str
    article: int
    statement: Statement
    counts_from: str
    gone: str | None = None


_COLUMNS = (
    'id, article, kind, field, quote, start, "end", speaker, parties, minerals, instrument, action, timeline, earliest, latest,'
    " precision, basis, rule, condition, happened_earliest, happened_latest, firmness, amount, names, rules, counts_from, gone"
)
_SAVE_STATEMENT = (
    f"INSERT INTO statements ({_COLUMNS}) VALUES ({', '.join('?' * 27)}) ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", ")[1:])
)


def save_statements(connection: sqlite3.Connection, placed: Iterable[Placed]) -> None:
    """Store statements; one that is there already takes the new values."""
    connection.executemany(_SAVE_STATEMENT, (_statement_row(one) for one in placed))


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
    """Take away statements that the rules no longer find, with the evidence and spans that lean on them."""
    for one in ids:
        connection.execute("DELETE FROM evidence WHERE statement = ?", (one,))
        for (pledge,) in connection.execute("SELECT DISTINCT pledge FROM spans WHERE current = ?", (one,)).fetchall():
            _delete_pledge(connection, pledge)
        connection.execute("DELETE FROM statements WHERE id = ?", (one,))


def save_ledger(
    connection: sqlite3.Connection, pledges: Iterable[Pledge], homes: dict[str, str], *, made: str, whole: bool = True
) -> int:
    """Store the pledges that differ from what is stored; `homes` gives each statement's one home pledge.

    `whole` says that these are all pledges: any other one is taken away, and its id is kept as an alias. `made` is the
    instant that a new id's row carries. Gives the number of pledges written or taken away.
    """
    stored = dict(connection.execute("SELECT id, content FROM pledges"))
    written = 0
    kept: set[str] = set()
    for pledge in pledges:
        kept.add(pledge.id)
        content = digest(pledge, homes)
        if stored.get(pledge.id) != content:
            _delete_pledge(connection, pledge.id)
            _insert_pledge(connection, pledge, homes, content, made)
            written += 1
    if whole:
        for gone in stored.keys() - kept:
            _delete_pledge(connection, gone)
            written += 1
    _point_aliases(connection)
    return written


def overlay(connection: sqlite3.Connection, known_at: Day) -> None:
    """Make empty temporary tables that hide the ledger's, and hide the statements first fetched after `known_at`.

    A name without a schema finds the temporary table first, so every query and every function here works on these.
    """
    last = f"{known_at.isoformat()}T99"
    connection.execute("PRAGMA temp_store = MEMORY")
    tables = ("pledges", "pledge_parties", "pledge_minerals", "evidence", "spans", "pledge_ids")
    query = f"SELECT sql FROM main.sqlite_master WHERE sql IS NOT NULL AND tbl_name IN {tables} ORDER BY type DESC"  # noqa: S608
    for (made,) in connection.execute(query).fetchall():
        _, what, name, rest = made.split(maxsplit=3)
        connection.execute(f"CREATE {what} temp.{name} {rest}")
    connection.execute("INSERT INTO temp.pledge_ids SELECT * FROM main.pledge_ids")
    connection.execute(
        "CREATE TEMP VIEW statements AS SELECT t.* FROM main.statements t JOIN main.articles a ON a.id = t.article"
        f" WHERE a.fetched <= '{last}'"
    )


def _delete_pledge(connection: sqlite3.Connection, key: str) -> None:
    for table in ("spans", "evidence", "pledge_parties", "pledge_minerals"):
        connection.execute(f"DELETE FROM {table} WHERE pledge = ?", (key,))  # noqa: S608 - names of our own tables
    connection.execute("DELETE FROM pledges WHERE id = ?", (key,))


def _insert_pledge(
    connection: sqlite3.Connection, pledge: Pledge, homes: dict[str, str], content: str, made: str
) -> None:
    key = pledge.id
    connection.execute(
        "INSERT INTO pledges (id, title, deal, parties, minerals, instrument, action, first_pledged, notes, content)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            pledge.title,
            pledge.deal,
            _list(pledge.parties),
            _list(pledge.minerals),
            pledge.instrument,
            pledge.action,
        )
        + (_iso(pledge.first_pledged), _list(pledge.notes), content),
    )
    connection.executemany(
        "INSERT INTO pledge_parties VALUES (?, ?)", ((name, key) for name in dict.fromkeys(pledge.parties))
    )
    connection.executemany(
        "INSERT INTO pledge_minerals VALUES (?, ?)", ((name, key) for name in dict.fromkeys(pledge.minerals))
    )
    connection.executemany(
        "INSERT INTO evidence (pledge, statement, place, role, score, reasons, home, decided) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                key,
                one.statement,
                place,
                one.role,
                one.score,
                _list(one.reasons),
                homes.get(one.statement) == key,
                one.decided,
            )
            for place, one in enumerate(pledge.evidence)
        ],
    )
    connection.executemany(_SAVE_SPAN, (_span_row(key, span) for span in pledge.spans))
    connection.execute(
        "INSERT INTO pledge_ids (id, opener, pledge, issued) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (key, pledge.evidence[0].statement, key, made),
    )


def _point_aliases(connection: sqlite3.Connection) -> None:
    """Let every id ever issued name the pledge that holds its opening statement now; it keeps its last one otherwise."""
    connection.execute("UPDATE pledge_ids SET pledge = id WHERE pledge <> id AND id IN (SELECT id FROM pledges)")
    connection.execute(
        "UPDATE pledge_ids SET pledge = coalesce((SELECT e.pledge FROM evidence e WHERE e.statement = pledge_ids.opener AND e.home),"
        " (SELECT b.pledge FROM pledge_ids b WHERE b.id = pledge_ids.pledge), pledge)"
        " WHERE id NOT IN (SELECT id FROM pledges)"
    )


_SPAN_COLUMNS = (
    "pledge, since, until, status, detail, due, due_basis, earliest, latest, first_due, slips, happened, resolved_on, days_late,"
    " precision, firmness, rule, current, statements"
)
_SAVE_SPAN = f"INSERT INTO spans ({_SPAN_COLUMNS}) VALUES ({', '.join('?' * 19)})"


def _span_row(key: str, span: Span) -> tuple[object, ...]:
    window = span.window
    due = _iso(window.latest) if window else None
    return (
        key,
        span.since.isoformat(),
        _iso(span.until) or LAST_DAY,
        span.status,
        span.detail,
        due,
        span.due_basis,
        _iso(window.earliest) if window else None,
        due,
        _iso(span.first_due),
        span.slips,
        _iso(span.happened),
        _iso(span.resolved_on),
        span.days_late,
        span.precision,
        span.firmness,
        span.rule,
        span.current,
        span.statements,
    )


def _statement_row(placed: Placed) -> tuple[object, ...]:
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
        _list(one.parties),
        _list(one.minerals),
        one.instrument,
        one.action,
        one.timeline,
        _iso(one.window.earliest) if one.window else None,
        _iso(one.window.latest) if one.window else None,
        one.precision,
        one.basis,
        one.rule,
        _object(one.condition, "act", "count", "unit"),
        _iso(one.happened.earliest) if one.happened else None,
        _iso(one.happened.latest) if one.happened else None,
        one.firmness,
        _object(one.amount, "words", "number", "currency"),
        _list(one.names),
        _list(one.rules),
        placed.counts_from,
        placed.gone,
    )


def digest(pledge: Pledge, homes: dict[str, str]) -> str:
    at_home = [homes.get(one.statement) == pledge.id for one in pledge.evidence]
    return hashlib.sha256(repr((astuple(pledge), at_home)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _list(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _object(value: object, *names: str) -> str | None:
    if value is None:
        return None
    return json.dumps({name: getattr(value, name) for name in names}, ensure_ascii=False)


def _iso(day: Day | None) -> str | None:
    return day.isoformat() if day else None
