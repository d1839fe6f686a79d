"""The facts: pages, articles, issues, the crawl log. Every function expects to be called inside `connect.writing`.

Nothing here deletes or edits what was fetched. `executemany` and `execute` with bound values, not sqlite-utils, because
this is the path that takes a hundred thousand articles.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.errors import Issue, StoreError
from tracker.model import Article, Day
from tracker.store.clean import storable

# (id, instant at which it was made, who, why, verb, JSON of its target)
DecisionRow = tuple[str, str, str, str, str, str]

# a real page takes 2 ms and 22% of its size at level 1, 6 ms and 19% at zlib's own level 6
_LEVEL = 1


class Outcome(StrEnum):
    """What became of an article that came in."""

    NEW = "new"
    REVISED = "revised"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class RawPage:
    """The bytes of a page as received, with its address and the headers it came with."""

    url: str
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article as it came in. `fetched` is an instant, ISO 8601 in UTC; `modified` the day that its page declares as its
    last change; `page` the bytes it was read from; `origin` the agency that its dateline names.
    """

    article: Article
    fetched: str
    modified: Day | None = None
    page: RawPage | None = None
    origin: str | None = None


def save_page(connection: sqlite3.Connection, page: RawPage, fetched: str, source: str = "") -> int:
    """Keep a page, once for the same address and bytes. Gives the id of its row."""
    digest = hashlib.sha256(page.body).hexdigest()
    found = connection.execute("SELECT id FROM pages WHERE url = ? AND sha256 = ?", (page.url, digest)).fetchone()
    if found:
        return int(found[0])
    headers = json.dumps(dict(page.headers), ensure_ascii=False)
    cursor = connection.execute(
        "INSERT INTO pages (url, fetched, status, headers, sha256, body, source) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (page.url, fetched, page.status, headers, digest, zlib.compress(page.body, _LEVEL), source),
    )
    return int(cursor.lastrowid or 0)


def save_article(connection: sqlite3.Connection, arrival: Arrival) -> Outcome:
    """Store an article, once for the same address and words, and queue it for reading.

    Control characters and lone surrogates are replaced one for one, so the text to count offsets in is the stored one.
    Raises StoreError where its address is not http(s): `javascript:` and `file:` links must never become a link of ours.
    """
    article = arrival.article
    if not article.url.startswith(("http://", "https://")):
        raise StoreError(article.url, "is not an http(s) address", "give its web address")
    title, text = storable(article.title), storable(article.text)
    digest = hashlib.sha256(f"{title}\x1f{text}".encode()).hexdigest()
    versions = [
        row[0] for row in connection.execute("SELECT digest FROM articles WHERE url = ? AND NOT cited", (article.url,))
    ]
    if digest in versions:
        return Outcome.KNOWN
    page = save_page(connection, arrival.page, arrival.fetched, article.source) if arrival.page else None
    day = article.published.isoformat()
    cursor = connection.execute(
        "INSERT INTO articles (url, title, published, published_from, modified, counts_from, language, source, country, fetched,"
        " page, digest, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.url,
            title,
            day,
            article.published_from,
            _iso(arrival.modified),
            day,
            article.language,
            storable(article.source),
            article.country,
            arrival.fetched,
            page,
            digest,
            arrival.origin,
        ),
    )
    key = cursor.lastrowid
    connection.execute("INSERT INTO texts (article, text) VALUES (?, ?)", (key, text))
    connection.execute("INSERT INTO articles_fts (rowid, title, text) VALUES (?, ?, ?)", (key, title, text))
    connection.execute("INSERT INTO to_compare (article) VALUES (?)", (key,))
    connection.execute("INSERT INTO to_read (article) VALUES (?)", (key,))
    if versions:
        _number_versions(connection, article.url)
    note_change(connection)
    return Outcome.REVISED if versions else Outcome.NEW


def note_change(connection: sqlite3.Connection) -> None:
    """Say that a fact (an article, a decision) has changed, so that the ledger is made anew from the facts."""
    connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'facts'")


def settle_whole(connection: sqlite3.Connection) -> None:
    """Have the whole ledger made anew at the next settling: after a decision, or when statements were read anew."""
    note_change(connection)
    connection.execute("DELETE FROM meta WHERE key = 'settled_with'")


def save_decisions(connection: sqlite3.Connection, decisions: Iterable[DecisionRow]) -> int:
    """Keep what people ruled, each once, for the next settling. Gives how many of them are new."""
    new = 0
    for row in decisions:
        query = (
            "INSERT INTO decisions (id, made, who, why, verb, target) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        )
        if connection.execute(query, row).rowcount:
            connection.execute("INSERT INTO decisions_to_settle VALUES (?)", (row[0],))
            note_change(connection)
            new += 1
    return new


def cite(connection: sqlite3.Connection, article: Article, fetched: str) -> int:
    """A row for a page that was not stored, of which a person gave address, day and quote (its text). Gives its id."""
    digest = hashlib.sha256(f"cited\x1f{article.title}\x1f{article.text}".encode()).hexdigest()
    row = (
        article.url,
        article.title,
        article.published.isoformat(),
        article.published_from,
        article.published.isoformat(),
    )
    connection.execute(
        "INSERT INTO articles (url, version, title, published, published_from, counts_from, language, source, fetched, digest, cited)"
        " VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING",
        (*row, article.language, article.source, fetched, digest),
    )
    found = connection.execute("SELECT id FROM articles WHERE url = ? AND digest = ?", (article.url, digest)).fetchone()
    key = int(found[0])
    connection.execute("INSERT INTO texts (article, text) VALUES (?, ?) ON CONFLICT DO NOTHING", (key, article.text))
    return key


def save_issues(connection: sqlite3.Connection, issues: list[Issue], at: str) -> None:
    """Note what was bad in a run; the same trouble at the same place is one row that counts."""
    connection.executemany(
        "INSERT INTO issues (at, place, what, todo, severity) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (place, what) DO UPDATE SET at = excluded.at, count = count + 1",
        [(at, issue.where, issue.what, issue.todo, issue.severity) for issue in issues],
    )


def _number_versions(connection: sqlite3.Connection, url: str) -> None:
    """Put the versions of one address in order and say from which day each counts and until when.

    The order is that of the day each declares (its last change, else its publication), then of its fetch: what the record
    says, never the order of arrival. The first counts from its publication; a later one from the day it declares where that
    is later, else from the day it was first fetched.
    """
    rows = connection.execute(
        "SELECT id, published, modified, fetched FROM articles WHERE url = ? AND NOT cited"
        " ORDER BY coalesce(modified, published), fetched, digest",
        (url,),
    ).fetchall()
    first = counts = rows[0][1]
    days: list[str] = []
    for place, (_, published, modified, fetched) in enumerate(rows):
        declared = max(published, modified or published)
        if place:
            counts = max(counts, declared if declared > first else fetched[:10])
        days.append(counts)
    ends = [*days[1:], None]
    connection.executemany(
        "UPDATE articles SET version = ?, counts_from = ?, superseded = ? WHERE id = ?",
        [(place + 1, days[place], ends[place], row[0]) for place, row in enumerate(rows)],
    )


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
