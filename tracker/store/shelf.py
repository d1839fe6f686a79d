"""Look-ups of the linking: statements under a key before or after a place, links of statements, members of a pledge."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from tracker.model import Filed
from tracker.store import read
from tracker.store.ledger import KeyRow, LinkRow

_IN = "IN (SELECT value FROM json_each(?))"


def filed(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Filed]:
    """The statements with these ids, in their order; unknown ids are left out."""
    found = {one.id: one for one in read.filed_where(connection, f"t.id {_IN}", json.dumps(list(ids)))}
    return [found[one] for one in ids if one in found]


def rows_at(connection: sqlite3.Connection, urls: Iterable[str]) -> dict[str, str]:
    """Statement -> its row as JSON, for all statements of these addresses."""
    return read.rows_where(connection, f"a.url {_IN}", json.dumps(list(urls)))


def before(connection: sqlite3.Connection, row: KeyRow, limit: int) -> list[str]:
    """Statements under the key of `row` that come before it, the latest first."""
    found = connection.execute(
        "SELECT statement FROM ledger_keys WHERE key = ? AND (published, url, place, start, statement) < (?, ?, ?, ?, ?)"
        " ORDER BY published DESC, url DESC, place DESC, start DESC, statement DESC LIMIT ?",
        (*row, limit),
    )
    return [one for (one,) in found]


def after(connection: sqlite3.Connection, row: KeyRow) -> list[str]:
    """Statements under the key of `row` that come after it."""
    found = connection.execute(
        "SELECT statement FROM ledger_keys WHERE key = ? AND (published, url, place, start, statement) > (?, ?, ?, ?, ?)"
        " ORDER BY published, url, place, start, statement",
        row,
    )
    return [one for (one,) in found]


def links(connection: sqlite3.Connection, ids: Sequence[str]) -> list[LinkRow]:
    """The links of these statements as last made."""
    query = f"SELECT statement, root, deal, link FROM ledger_links WHERE statement {_IN}"
    return list(connection.execute(query, (json.dumps(list(ids)),)))


def members(connection: sqlite3.Connection, root: str) -> list[str]:
    """Statements whose link has this root."""
    return [one for (one,) in connection.execute("SELECT statement FROM ledger_links WHERE root = ?", (root,))]


def roots(connection: sqlite3.Connection, deal: str) -> list[str]:
    """Statements whose link names this deal."""
    return [one for (one,) in connection.execute("SELECT statement FROM ledger_links WHERE deal = ?", (deal,))]


def asking(connection: sqlite3.Connection, root: str) -> list[str]:
    """Statements whose link asks whether they belong to the pledge of this root."""
    return [one for (one,) in connection.execute("SELECT statement FROM questions WHERE root = ?", (root,))]


def issued(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Statement -> (instant, pledge id) where one was issued for it, the oldest of them."""
    query = f"SELECT opener, issued, id FROM pledge_ids WHERE opener {_IN} ORDER BY issued DESC, id DESC"
    return {opener: (instant, key) for opener, instant, key in connection.execute(query, (json.dumps(list(ids)),))}
