"""Copies as rows: the bands that articles are looked up by, and the original that each address repeats."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

# (article, address, published day, title, text)
TextRow = tuple[int, str, str, str, str]
_TEXT = "SELECT a.id, a.url, a.published, a.title, x.text FROM articles a JOIN texts x ON x.article = a.id"


def not_compared(connection: sqlite3.Connection, limit: int) -> list[TextRow]:
    """Articles that were not compared with others yet, in the order of their arrival."""
    return connection.execute(
        f"{_TEXT} WHERE a.id IN (SELECT article FROM to_compare ORDER BY article LIMIT ?) ORDER BY a.id", (limit,)
    ).fetchall()


def mark_compared(connection: sqlite3.Connection, articles: Iterable[int]) -> None:
    """Take articles off the queue."""
    connection.executemany("DELETE FROM to_compare WHERE article = ?", ((key,) for key in articles))


def forget_all(connection: sqlite3.Connection) -> None:
    """Take away what is known of copies, and queue every article to be compared."""
    connection.execute("DELETE FROM copy_bands")
    connection.execute("UPDATE articles SET copy_of = NULL WHERE copy_of IS NOT NULL")
    connection.execute(
        "INSERT INTO to_compare (article) SELECT id FROM articles WHERE NOT cited ON CONFLICT DO NOTHING"
    )


def save_bands(connection: sqlite3.Connection, rows: Iterable[tuple[int, int, int]]) -> None:
    """Store (month, band, article)."""
    connection.executemany(
        "INSERT INTO copy_bands (month, band, article) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows
    )


def texts_of(connection: sqlite3.Connection, articles: Iterable[int]) -> list[TextRow]:
    """These articles with their words."""
    given = (json.dumps(list(articles)),)
    return connection.execute(f"{_TEXT} WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.id", given).fetchall()


def sharing(
    connection: sqlite3.Connection, months: Sequence[int], bands: Sequence[int], first: str, last: str
) -> list[int]:
    """Articles published from `first` to `last` that have one of these bands."""
    found = connection.execute(
        "SELECT DISTINCT b.article FROM copy_bands b JOIN articles a ON a.id = b.article WHERE a.published BETWEEN ? AND ?"
        " AND b.month IN (SELECT value FROM json_each(?)) AND b.band IN (SELECT value FROM json_each(?))",
        (first, last, json.dumps(list(months)), json.dumps(list(bands))),
    )
    return [key for (key,) in found]


def group_of(connection: sqlite3.Connection, url: str) -> set[str]:
    """All addresses that repeat the same original as this one, itself among them."""
    rows = connection.execute(
        "SELECT b.url FROM articles a JOIN articles b ON b.id = coalesce(a.copy_of, a.id) OR b.copy_of = coalesce(a.copy_of, a.id)"
        " WHERE a.url = ? AND NOT a.cited",
        (url,),
    )
    return {url, *(row[0] for row in rows)}


def save_group(connection: sqlite3.Connection, urls: Sequence[str]) -> None:
    """Make all these addresses copies of the earliest of them."""
    given = (json.dumps(list(urls)),)
    first = connection.execute(
        "SELECT id, url FROM articles WHERE version = 1 AND NOT cited AND url IN (SELECT value FROM json_each(?))"
        " ORDER BY published, url LIMIT 1",
        given,
    ).fetchone()
    connection.execute(
        "UPDATE articles SET copy_of = CASE WHEN url = ? THEN NULL ELSE ? END WHERE NOT cited AND url IN (SELECT value FROM json_each(?))",
        (first[1], first[0], *given),
    )
