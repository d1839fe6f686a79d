"""A database full of made-up pledges: block by block, so that memory does not grow with the number of pledges."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tracker.generate import words
from tracker.generate.story import Said, SpanDraft, Story, draw_story
from tracker.model import short_id
from tracker.store import connect

_BLOCK = 20_000
_INSERTS = {
    "articles": "id, url, title, published, published_from, counts_from, language, source, country, fetched, digest",
    "texts": "article, text",
    "readings": "article, read_with, statements",
    "statements": 'id, article, kind, field, quote, start, "end", speaker, parties, minerals, instrument, action, timeline,'
    " earliest, latest, precision, basis, rule, happened_earliest, happened_latest, firmness, rules, counts_from",
    "pledges": "id, title, parties, minerals, instrument, action, first_pledged",
    "pledge_parties": "party, pledge",
    "pledge_minerals": "mineral, pledge",
    "evidence": "pledge, statement, place, role, score, reasons, home",
    "spans": "pledge, since, until, status, due, due_basis, earliest, latest, first_due, slips, happened, resolved_on,"
    " days_late, precision, firmness, rule, current, statements",
    "pledge_ids": "id, opener, pledge, issued",
    "crawls": "source, started, finished, outcome, items, articles, message",
    "coverage": "source, kind, name",
}
Rows = dict[str, list[tuple[object, ...]]]


def fill(path: Path, pledges: int, *, as_of: dt.date, seed: int = 1, search: bool = True) -> None:
    """Make the database `path` with so many pledges as of `as_of`; the same arguments give the same rows.

    `search` says whether the full-text index is filled as well (about a third of the time). A million pledges take some
    minutes and 3 GB. Raises StoreError where the path cannot be used.
    """
    with connect.open_to_write(path) as connection:
        connection.execute("PRAGMA journal_mode = OFF")  # a file of made-up rows is made again, not repaired
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        indexes = _drop_indexes(connection)
        connection.execute("BEGIN")
        article = 0
        for number, start in enumerate(range(0, pledges, _BLOCK)):
            rng = Random(f"{seed}-{number}")  # noqa: S311 - made-up news, no secret
            stories = [draw_story(rng, as_of) for _ in range(min(_BLOCK, pledges - start))]
            rows, article = _rows(stories, rng, article, f"{seed}-{number}")
            _insert(connection, rows)
        _insert(connection, _crawl_rows(as_of))
        for sql in indexes:
            connection.execute(sql)
        if search:
            connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
        connection.execute("UPDATE meta SET value = '1' WHERE key IN ('facts', 'settled')")
        connection.commit()
        connection.execute("ANALYZE")
        connection.execute("PRAGMA journal_mode = WAL")


def _drop_indexes(connection: sqlite3.Connection) -> list[str]:
    """Take the indexes away while rows are poured in, and give the SQL that makes them again."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    return [sql for _, sql in found]


def _insert(connection: sqlite3.Connection, rows: Rows) -> None:
    for table, columns in _INSERTS.items():
        if rows.get(table):
            places = ", ".join("?" * len(rows[table][0]))
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows[table])  # noqa: S608 - our names


def _rows(stories: list[Story], rng: Random, article: int, salt: str) -> tuple[Rows, int]:
    """The rows of a block of stories; also the last article's number."""
    rows: Rows = {table: [] for table in _INSERTS}
    keys: dict[int, str] = {}  # by the identity of a Said
    told = sorted(
        ((said, story) for story in stories for said in story.said), key=lambda pair: (pair[0].day, pair[0].source)
    )
    for bundle in _bundles(told, rng):
        article += 1
        _article_rows(rows, bundle, rng, article, keys, salt)
    for story in stories:
        _pledge_rows(rows, story, keys)
    return rows, article


def _bundles(told: list[tuple[Said, Story]], rng: Random) -> Iterator[list[tuple[Said, Story]]]:
    """What one article tells: one to four statements of the same day and outlet."""
    bundle: list[tuple[Said, Story]] = []
    size = 1
    for said, story in told:
        if bundle and (len(bundle) >= size or bundle[0][0].day != said.day or bundle[0][0].source != said.source):
            yield bundle
            bundle, size = [], rng.randint(1, 4)
        bundle.append((said, story))
    if bundle:
        yield bundle


def _article_rows(
    rows: Rows, bundle: list[tuple[Said, Story]], rng: Random, article: int, keys: dict[int, str], salt: str
) -> None:
    first, head = bundle[0]
    day, host = first.day.isoformat(), first.source.replace("_", "-")
    url = f"https://{host}.example/{day.replace('-', '/')}/{salt}-{article}"
    text = rng.choice(words.FILLER)
    for said, story in bundle:
        start = len(text) + 2
        text += f"\n\n{said.quote} {rng.choice(words.FILLER)}"
        key = short_id("s", url, "text", said.quote, start)
        keys[id(said)] = key
        rows["statements"].append(_statement_row(key, article, said, story, start))
    title = head.title.replace(":", " to", 1) if first.kind == "pledge" else first.quote.rstrip(".")[:110]
    country = rng.choice(head.parties)
    fetched = f"{day}T{rng.randrange(24):02}:{rng.randrange(60):02}:00Z"
    row = (
        article,
        url,
        title,
        day,
        "json-ld",
        day,
        "en",
        first.source,
        country if len(country) == 3 else None,
        fetched,
        key,
    )
    rows["articles"].append(row)
    rows["texts"].append((article, f"{text}\n\n{rng.choice(words.FILLER)}"))
    rows["readings"].append((article, "made-up", len(bundle)))


def _statement_row(key: str, article: int, said: Said, story: Story, start: int) -> tuple[object, ...]:
    timeline, earliest, latest, precision, basis, rule = said.due or (None,) * 6
    happened = _iso(said.happened)
    place = (key, article, said.kind, "text", said.quote, start, start + len(said.quote), said.speaker)
    act = (_json(story.parties), _json(story.minerals), story.instrument, story.action)
    due = (timeline, _iso(earliest), _iso(latest), precision, basis, rule)
    return (
        *place,
        *act,
        *due,
        happened,
        happened,
        said.firmness,
        _json((f"act-{story.action}",)),
        said.day.isoformat(),
    )


def _pledge_rows(rows: Rows, story: Story, keys: dict[int, str]) -> None:
    ids = [keys[id(said)] for said in story.said]
    key, opener = short_id("p", ids[0]), story.said[0]
    first = opener.day.isoformat() if opener.kind == "pledge" else None
    rows["pledges"].append(
        (key, story.title, _json(story.parties), _json(story.minerals), story.instrument, story.action, first)
    )
    rows["pledge_parties"] += [(party, key) for party in story.parties]
    rows["pledge_minerals"] += [(mineral, key) for mineral in story.minerals]
    rows["evidence"] += [
        (
            key,
            ids[place],
            place,
            said.role,
            1.0 if place == 0 else 0.85,
            _json((said.reason,) if said.reason else ()),
            1,
        )
        for place, said in enumerate(story.said)
    ]
    rows["spans"] += [_span_row(key, span, ids[span.said], opener.firmness) for span in story.spans]
    rows["pledge_ids"].append((key, ids[0], key, f"{opener.day.isoformat()}T12:00:00Z"))


def _span_row(key: str, span: SpanDraft, current: str, firmness: str | None) -> tuple[object, ...]:
    _, earliest, latest, precision, basis, rule = span.due or (None,) * 6
    due = _iso(latest)
    days = (key, _iso(span.since), _iso(span.until))
    window = (due, basis, _iso(earliest), due, _iso(span.first_due), span.slips)
    end = (_iso(span.happened), _iso(span.resolved_on), span.days_late)
    return (*days, span.status, *window, *end, precision, firmness, rule, current, span.statements)


def _crawl_rows(as_of: dt.date) -> Rows:
    """Daily crawls of each outlet over 30 days: most with success, one that began to fail, one that stopped long ago."""
    rows: Rows = {"crawls": [], "coverage": []}
    for place, source in enumerate(words.OUTLETS):
        rows["coverage"] += [
            (source, "party", words.PARTIES[n % len(words.PARTIES)][0]) for n in range(place, place + 4)
        ]
        rows["coverage"].append((source, "mineral", words.MINERALS[place % len(words.MINERALS)]))
        back = 60 if place == 7 else 0
        for ago in range(30, 0, -1):
            started = f"{(as_of - dt.timedelta(days=ago - 1 + back)).isoformat()}T05:{place % 60:02}"
            failed = (place == 3 and ago < 5) or (place + ago) % 29 == 0
            result = ("failed", 0, 0, "the server answered 503") if failed else ("ok", 20 + place, ago % 4, "")
            rows["crawls"].append((source, f"{started}:00Z", f"{started}:40Z", *result))
    return rows


def _json(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
