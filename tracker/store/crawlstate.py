"""What the crawler remembers between runs: what was seen, validators, when a host may be asked again, the crawl log.

Every writing function expects to be called inside `connect.writing`. Instants are ISO 8601 in UTC.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

INTERRUPTED = "the run was interrupted before this source was done"


@dataclass(frozen=True, slots=True)
class Seen:
    """One address: when it was fetched first and last, how often, what the index said of it then, what became of it."""

    url: str
    source: str
    first: str
    last: str
    marker: str
    checks: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes a request conditional."""

    etag: str | None
    modified: str | None


@dataclass(frozen=True, slots=True)
class CrawlEnd:
    """How a source's crawl ended: outcome is ok, unchanged, failed or refused; days are ISO dates."""

    outcome: str
    items: int
    articles: int
    message: str
    oldest_item: str | None = None
    gap_since: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What the log says of a source: its last crawl and last success (instants at which they started), failures in a row
    since, the newest article's day and fetch, the longest silence between two days with new articles, articles of 28 days."""

    source: str
    last_started: str | None = None
    last_success: str | None = None
    last_outcome: str | None = None
    last_message: str = ""
    failures: int = 0
    last_article: str | None = None
    articles: int = 0
    longest_silence: int | None = None
    recent_articles: int = 0
    open_gap: str | None = None


def begin_crawl(connection: sqlite3.Connection, source: str, started: str) -> int:
    """Open a row of the log. A row of an earlier run that is still open was killed: it is closed as failed."""
    connection.execute(
        "UPDATE crawls SET outcome = 'failed', finished = coalesce(finished, started), message = ? WHERE source = ? AND outcome = 'running'",
        (INTERRUPTED, source),
    )
    row = connection.execute("INSERT INTO crawls (source, started) VALUES (?, ?)", (source, started))
    return int(row.lastrowid or 0)


def finish_crawl(connection: sqlite3.Connection, crawl: int, finished: str, end: CrawlEnd) -> None:
    """Close a row of the log."""
    connection.execute(
        "UPDATE crawls SET finished = ?, outcome = ?, items = ?, articles = ?, message = ?, oldest_item = ?, gap_since = ? WHERE id = ?",
        (finished, end.outcome, end.items, end.articles, end.message, end.oldest_item, end.gap_since, crawl),
    )


def fill_gaps(connection: sqlite3.Connection, source: str, since: str) -> None:
    """Note that what was missed on and after the day `since` has been read since."""
    connection.execute("UPDATE crawls SET gap_since = NULL WHERE source = ? AND gap_since >= ?", (source, since))


def save_coverage(connection: sqlite3.Connection, source: str, parties: Iterable[str], minerals: Iterable[str]) -> None:
    """Say what a source covers, in place of what was said before."""
    rows = [(source, "party", name) for name in parties] + [(source, "mineral", name) for name in minerals]
    connection.execute("DELETE FROM coverage WHERE source = ?", (source,))
    connection.executemany("INSERT OR IGNORE INTO coverage (source, kind, name) VALUES (?, ?, ?)", rows)


def load_seen(connection: sqlite3.Connection, url: str) -> Seen | None:
    """What is remembered of an address, None where it is new."""
    row = connection.execute(
        "SELECT url, source, first, last, coalesce(marker, ''), checks, outcome FROM seen WHERE url = ?", (url,)
    ).fetchone()
    return Seen(*row) if row else None


def save_seen(connection: sqlite3.Connection, seen: Seen) -> None:
    """Remember an address, in place of what was remembered of it."""
    connection.execute(
        "INSERT INTO seen (url, source, first, last, marker, checks, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET last = excluded.last, marker = excluded.marker, checks = excluded.checks, outcome = excluded.outcome",
        (seen.url, seen.source, seen.first, seen.last, seen.marker, seen.checks, seen.outcome),
    )


def seen_of(
    connection: sqlite3.Connection, source: str, outcome: str, *, most: int, checks: int = 1_000
) -> Iterator[Seen]:
    """Addresses of a source with an outcome that were read `checks` times at most, longest unread first."""
    rows = connection.execute(
        "SELECT url, source, first, last, coalesce(marker, ''), checks, outcome FROM seen"
        " WHERE source = ? AND outcome = ? AND checks <= ? ORDER BY last LIMIT ?",
        (source, outcome, checks, most),
    ).fetchall()
    return (Seen(*row) for row in rows)


def load_validators(connection: sqlite3.Connection, url: str) -> Validators | None:
    """The validators of the last full answer from an address."""
    row = connection.execute("SELECT etag, modified FROM validators WHERE url = ?", (url,)).fetchone()
    return Validators(*row) if row else None


def save_validators(connection: sqlite3.Connection, url: str, validators: Validators, fetched: str) -> None:
    """Remember the validators of an address, or forget them where it sends none any more."""
    if validators.etag is None and validators.modified is None:
        connection.execute("DELETE FROM validators WHERE url = ?", (url,))
        return
    connection.execute(
        "INSERT INTO validators (url, etag, modified, fetched) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, modified = excluded.modified, fetched = excluded.fetched",
        (url, validators.etag, validators.modified, fetched),
    )


def closed_hosts(connection: sqlite3.Connection, now: str) -> dict[str, tuple[str, str]]:
    """host -> (instant before which it is not to be asked, why), for hosts that are to be left alone now."""
    rows = connection.execute("SELECT host, next_allowed, why FROM hosts WHERE next_allowed > ?", (now,))
    return {row[0]: (row[1], row[2]) for row in rows}


def close_host(connection: sqlite3.Connection, host: str, until: str, why: str) -> None:
    """Leave a host alone until an instant."""
    connection.execute(
        "INSERT INTO hosts (host, next_allowed, why) VALUES (?, ?, ?)"
        " ON CONFLICT (host) DO UPDATE SET next_allowed = excluded.next_allowed, why = excluded.why",
        (host, until, why),
    )


def article_at(connection: sqlite3.Connection, url: str) -> bool:
    """Whether an article of this address is stored."""
    return connection.execute("SELECT 1 FROM articles WHERE url = ? LIMIT 1", (url,)).fetchone() is not None


def last_success(connection: sqlite3.Connection, source: str) -> str | None:
    """The instant at which the last successful crawl of a source started."""
    row = connection.execute(
        "SELECT max(started) FROM crawls WHERE source = ? AND outcome IN ('ok', 'unchanged')", (source,)
    ).fetchone()
    return str(row[0]) if row[0] else None


def last_start(connection: sqlite3.Connection, source: str) -> str | None:
    """The instant at which the last crawl of a source started, one that was killed left out (it is to be caught up)."""
    row = connection.execute(
        "SELECT max(started) FROM crawls WHERE source = ? AND outcome <> 'running' AND message <> ?",
        (source, INTERRUPTED),
    ).fetchone()
    return str(row[0]) if row[0] else None


def newest_item(connection: sqlite3.Connection, source: str) -> str | None:
    """The day of the newest article of a source."""
    row = connection.execute("SELECT max(published) FROM articles WHERE source = ?", (source,)).fetchone()
    return str(row[0]) if row[0] else None


def pasts(connection: sqlite3.Connection, today: str) -> dict[str, Past]:
    """The health of every source that was ever crawled, by key. `today` is an ISO date."""
    keys = [row[0] for row in connection.execute("SELECT DISTINCT source FROM crawls")]
    return {key: _past(connection, key, today) for key in keys}


def _past(connection: sqlite3.Connection, source: str, today: str) -> Past:
    started, outcome, message = connection.execute(
        "SELECT started, outcome, message FROM crawls WHERE source = ? ORDER BY started DESC, id DESC LIMIT 1",
        (source,),
    ).fetchone()
    success = last_success(connection, source)
    failures = connection.execute(
        "SELECT count(*) FROM crawls WHERE source = ? AND outcome IN ('failed', 'refused') AND started > ?",
        (source, success or ""),
    ).fetchone()[0]
    articles, newest = connection.execute(
        "SELECT count(*), max(fetched) FROM articles WHERE source = ?", (source,)
    ).fetchone()
    silence = connection.execute(
        "SELECT max(julianday(day) - julianday(before)) FROM ("
        "SELECT published AS day, lag(published) OVER (ORDER BY published) AS before FROM (SELECT DISTINCT published FROM articles WHERE source = ?))",
        (source,),
    ).fetchone()[0]
    recent = connection.execute(
        "SELECT count(*) FROM articles WHERE source = ? AND published > date(?, '-28 days')", (source, today)
    ).fetchone()[0]
    gap = connection.execute(
        "SELECT min(gap_since) FROM crawls WHERE source = ? AND gap_since IS NOT NULL", (source,)
    ).fetchone()[0]
    return Past(
        source,
        started,
        success,
        outcome,
        message,
        failures,
        newest,
        articles,
        None if silence is None else int(silence),
        recent,
        gap,
    )


ISSUE_COLUMNS = ("at", "severity", "count", "place", "what", "todo")


def list_issues(
    connection: sqlite3.Connection, *, place: str = "", errors: bool = False, most: int | None = None
) -> Iterator[dict[str, object]]:
    """What was noted, newest first; `place` is a text that the address or file holds."""
    rows = connection.execute(
        "SELECT at, severity, count, place, what, todo FROM issues WHERE instr(lower(place), lower(?)) AND (severity = 'error' OR NOT ?)"
        " ORDER BY at DESC, id DESC LIMIT ?",
        (place, errors, -1 if most is None else most),
    )
    return (dict(zip(ISSUE_COLUMNS, row, strict=True)) for row in rows)


def last_crawls(connection: sqlite3.Connection, source: str, *, most: int) -> list[tuple[str, str, str]]:
    """(started, outcome, message) of a source's last crawls, newest first."""
    rows = connection.execute(
        "SELECT started, outcome, message FROM crawls WHERE source = ? ORDER BY started DESC, id DESC LIMIT ?",
        (source, most),
    )
    return [(str(row[0]), str(row[1]), str(row[2])) for row in rows]
