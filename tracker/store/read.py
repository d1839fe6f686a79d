"""Facts and statements out of the store, as the model's own types. Reads only."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.errors import UsageError
from tracker.model import (
    Article,
    Basis,
    Condition,
    Day,
    Filed,
    Firmness,
    Kind,
    Money,
    Precision,
    PublishedFrom,
    Statement,
    TextField,
    Window,
)
from tracker.store.write import DecisionRow


@dataclass(frozen=True, slots=True)
class Version:
    """One stored version of an article. `superseded` is the day from which the next version counts, None for the newest."""

    id: int
    article: Article
    counts_from: str
    superseded: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a reading command names on standard error."""

    articles: int
    unread: int
    last_crawl: str | None


_ARTICLE = (
    "a.id, a.url, a.title, x.text, a.published, a.language, a.source, a.country, a.published_from, a.counts_from, a.superseded"
    " FROM articles a JOIN texts x ON x.article = a.id"
)


def queued(connection: sqlite3.Connection, limit: int) -> list[list[Version]]:
    """Articles that wait to be read, each with all the versions of its address, oldest first; at most `limit` addresses."""
    urls = connection.execute(
        "SELECT DISTINCT a.url FROM to_read q JOIN articles a ON a.id = q.article ORDER BY q.article LIMIT ?", (limit,)
    )
    return [versions(connection, row[0]) for row in urls.fetchall()]


def versions(connection: sqlite3.Connection, url: str) -> list[Version]:
    """All stored versions of the article at an address, oldest first."""
    found = connection.execute(f"SELECT {_ARTICLE} WHERE a.url = ? AND NOT a.cited ORDER BY a.version", (url,))
    return [_version(tuple(row)) for row in found]


def every_address(connection: sqlite3.Connection) -> Iterator[list[Version]]:
    """Each stored article with its versions, in the order of address."""
    group: list[Version] = []
    for row in connection.execute(f"SELECT {_ARTICLE} WHERE NOT a.cited ORDER BY a.url, a.version"):
        one = _version(tuple(row))
        if group and group[0].article.url != one.article.url:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


_FILED = (
    "SELECT t.*, a.url AS url, a.title AS title, a.source AS source, substr(a.fetched, 1, 10) AS fetched, o.url AS original"
    " FROM statements t JOIN articles a ON a.id = t.article LEFT JOIN articles o ON o.id = a.copy_of"
)
# the version whose words left a statement out counts only if it had been fetched
_FILED_BY = _FILED.replace(
    "SELECT t.*,",
    "SELECT t.*, (SELECT min(v.counts_from) FROM articles v WHERE v.url = a.url AND v.counts_from = t.gone AND v.fetched <= :last)"
    " AS gone_then,",
)


def filed(connection: sqlite3.Connection, known_at: Day | None = None) -> list[Filed]:
    """Every statement in its place, in canonical order; with `known_at`, from what had been fetched by that day."""
    if known_at is None:
        return sorted(filed_where(connection, "1"), key=lambda one: one.order)
    found = connection.cursor()
    found.row_factory = _as_dict
    found.execute(f"{_FILED_BY} WHERE NOT t.decided AND a.fetched <= :last", {"last": f"{known_at.isoformat()}T99"})
    return sorted((as_filed({**row, "gone": row["gone_then"]}) for row in found), key=lambda one: one.order)


def filed_where(connection: sqlite3.Connection, condition: str, *values: str) -> Iterator[Filed]:
    """Statements that the rules read, in their place, that fulfil a condition on t (statements) and a (articles); the text of it is ours."""
    return (as_filed(row) for row in _rows_where(connection, condition, values))


def rows_where(connection: sqlite3.Connection, condition: str, *values: str) -> dict[str, str]:
    """The same as rows in JSON, by the id of the statement: what `as_filed` takes when it is read again."""
    return {row["id"]: json.dumps(row, ensure_ascii=False) for row in _rows_where(connection, condition, values)}


def _rows_where(connection: sqlite3.Connection, condition: str, values: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    found = connection.cursor()
    found.row_factory = _as_dict
    found.execute(f"{_FILED} WHERE NOT t.decided AND {condition}", values)
    return iter(found)


def _as_dict(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


def decisions(connection: sqlite3.Connection, known_at: Day | None = None) -> list[DecisionRow]:
    """What people ruled, in the order in which they did; with `known_at`, by that day."""
    last = f"{known_at.isoformat() if known_at else '9999-12-31'}T99"
    query = "SELECT id, made, who, why, verb, target FROM decisions WHERE made <= ? ORDER BY made, id"
    return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in connection.execute(query, (last,))]


def fresh_decisions(connection: sqlite3.Connection) -> set[str]:
    """Ids of the decisions that the ledger does not hold yet."""
    return {key for (key,) in connection.execute("SELECT decision FROM decisions_to_settle")}


def holding(connection: sqlite3.Connection, url: str, field: str, quote: str, start: int) -> int | None:
    """The first stored version at an address whose title or text has the quote at an offset."""
    for version in versions(connection, url):
        text = version.article.title if field == "title" else version.article.text
        if text[start : start + len(quote)] == quote:
            return version.id
    return None


def to_settle(connection: sqlite3.Connection) -> list[tuple[str, str | None]]:
    """(statement, its row as JSON before it changed, None for a new one) for what the ledger does not hold yet."""
    return list(connection.execute("SELECT statement, was FROM to_settle ORDER BY statement"))


def settled_with(connection: sqlite3.Connection) -> str:
    """Digest of the linking rules that made the ledger; empty where all of it has to be made anew."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'settled_with'").fetchone()
    return str(row[0]) if row else ""


def issued(connection: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """Statement -> (instant, pledge id) for each id ever issued, the oldest of a statement."""
    found = connection.execute("SELECT opener, issued, id FROM pledge_ids ORDER BY issued DESC, id DESC")
    return {opener: (instant, key) for opener, instant, key in found}


def facts(connection: sqlite3.Connection) -> tuple[int, int]:
    """How often the facts have changed, and how often they had when the ledger was last made from them."""
    values = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('facts', 'settled')").fetchall())
    return int(values["facts"]), int(values["settled"])


def summary(connection: sqlite3.Connection) -> Summary:
    """Numbers for the line that tells what a listing was made from."""
    articles = connection.execute("SELECT count(*) FROM articles WHERE NOT cited").fetchone()[0]
    unread = connection.execute(
        "SELECT count(*) FROM readings WHERE read_with BETWEEN 'unread:' AND 'unread;'"
    ).fetchone()[0]
    crawl = connection.execute("SELECT max(finished) FROM crawls WHERE outcome IN ('ok', 'unchanged')").fetchone()[0]
    return Summary(articles, unread, crawl)


def rules_used(connection: sqlite3.Connection) -> list[str]:
    """Digests of the rules that the stored articles were read with: one, unless some wait for `tracker rebuild`."""
    found = connection.execute("SELECT DISTINCT read_with FROM readings WHERE read_with NOT LIKE 'unread:%' ORDER BY 1")
    return [str(row[0]) for row in found]


def resolve(connection: sqlite3.Connection, key: str) -> str:
    """The pledge that an id stands for today: its own, one issued in the past, or that of a statement.

    Raises UsageError where nobody ever issued such an id.
    """
    for query in (
        "SELECT id FROM pledges WHERE id = ?",
        "SELECT pledge FROM pledge_ids WHERE id = ?",
        "SELECT pledge FROM evidence WHERE statement = ? ORDER BY home DESC, pledge LIMIT 1",
    ):
        row = connection.execute(query, (key,)).fetchone()
        if row:
            return str(row[0])
    raise UsageError(
        key, "no pledge and no statement has this id", "`tracker pledges` and `tracker statements` list them"
    )


def _version(row: tuple[object, ...]) -> Version:
    key, url, title, text, published, language, source, country, published_from, counts_from, superseded = row
    article = Article(
        url=str(url),
        title=str(title),
        text=str(text),
        published=dt.date.fromisoformat(str(published)),
        language=str(language),
        source=str(source),
        country=str(country) if country else None,
        published_from=PublishedFrom(str(published_from)),
    )
    return Version(int(str(key)), article, str(counts_from), str(superseded) if superseded else None)


def as_filed(row: Mapping[str, Any]) -> Filed:
    """A row of statements joined with its article as the model's statement in its place."""
    return Filed(
        id=row["id"],
        statement=_statement(row),
        url=row["url"],
        title=row["title"],
        source=row["source"],
        published=dt.date.fromisoformat(row["counts_from"]),
        fetched=dt.date.fromisoformat(row["fetched"]),
        gone=dt.date.fromisoformat(row["gone"]) if row["gone"] else None,
        copy_of=row["original"],
    )


def _statement(row: Mapping[str, Any]) -> Statement:
    condition, amount = row["condition"], row["amount"]
    return Statement(
        kind=Kind(row["kind"]),
        quote=row["quote"],
        start=row["start"],
        end=row["end"],
        where=TextField(row["field"]),
        speaker=row["speaker"],
        parties=tuple(json.loads(row["parties"])),
        minerals=tuple(json.loads(row["minerals"])),
        instrument=row["instrument"],
        action=row["action"],
        timeline=row["timeline"],
        window=_window(row["earliest"], row["latest"]),
        precision=Precision(row["precision"]) if row["precision"] else None,
        basis=Basis(row["basis"]) if row["basis"] else None,
        rule=row["rule"],
        condition=Condition(**json.loads(condition)) if condition else None,
        happened=_window(row["happened_earliest"], row["happened_latest"]),
        firmness=Firmness(row["firmness"]) if row["firmness"] else None,
        amount=Money(**json.loads(amount)) if amount else None,
        names=tuple(json.loads(row["names"])),
        rules=tuple(json.loads(row["rules"])),
    )


def _window(earliest: str | None, latest: str | None) -> Window | None:
    if earliest is None or latest is None:
        return None
    return Window(dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest))
