"""The laws of the ledger, tested on a live database."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator

from tracker.pipeline.settling import make_ledger
from tracker.store import read
from tracker.store.connect import verify
from tracker.store.ledger import LAST_DAY, digest


def check(connection: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with this database, one line a finding: the file, quotes, pages, ids, spans, statuses made anew."""
    yield from verify(connection)
    yield from _articles(connection)
    yield from _quotes(connection)
    yield from _ids(connection)
    yield from _spans(connection)
    yield from _ledger(connection)


def _articles(connection: sqlite3.Connection) -> Iterator[str]:
    queries = {
        "has no text": "SELECT url FROM articles WHERE id NOT IN (SELECT article FROM texts)",
        "is neither read nor queued": "SELECT url FROM articles WHERE NOT cited AND id NOT IN (SELECT article FROM readings UNION SELECT article FROM to_read)",
        "is not in the full-text index": "SELECT url FROM articles WHERE NOT cited AND id NOT IN (SELECT id FROM articles_fts_docsize)",
        "is no web address": "SELECT url FROM articles WHERE url NOT LIKE 'http://%' AND url NOT LIKE 'https://%'",
    }
    for what, query in queries.items():
        for (url,) in connection.execute(query):
            yield f"article {url}: {what}"
    for url, sha256, body in connection.execute("SELECT url, sha256, body FROM pages"):
        if hashlib.sha256(zlib.decompress(body)).hexdigest() != sha256:
            yield f"page {url}: its bytes are not those that were fetched"


def _quotes(connection: sqlite3.Connection) -> Iterator[str]:
    found = connection.execute(
        'SELECT t.id, t.field, t.quote, t.start, t."end", a.title, x.text, a.url FROM statements t'
        " JOIN articles a ON a.id = t.article JOIN texts x ON x.article = a.id"
    )
    for key, field, quote, start, end, title, text, url in found:
        if (title if field == "title" else text)[start:end] != quote:
            yield f"statement {key}: its quote does not stand at {start} to {end} of the {field} of {url}"


def _ids(connection: sqlite3.Connection) -> Iterator[str]:
    for (key,) in connection.execute("SELECT id FROM pledges WHERE id NOT IN (SELECT id FROM pledge_ids)"):
        yield f"pledge {key}: its id was never noted as issued"
    lost = connection.execute(
        "SELECT i.id, e.pledge FROM pledge_ids i JOIN evidence e ON e.statement = i.opener AND e.home WHERE i.pledge <> e.pledge"
    )
    for key, pledge in lost:
        yield f"pledge id {key}: does not lead to {pledge}, which holds its first statement"


def _spans(connection: sqlite3.Connection) -> Iterator[str]:
    previous, ended = "", LAST_DAY
    for pledge, since, until in connection.execute("SELECT pledge, since, until FROM spans ORDER BY pledge, since"):
        if since >= until:
            yield f"pledge {pledge}: a span from {since} ends on {until}"
        if pledge != previous and ended != LAST_DAY:
            yield f"pledge {previous}: its last span ends on {ended}"
        if pledge == previous and since != ended:
            yield f"pledge {pledge}: a span begins on {since}, the one before it ends on {ended}"
        previous, ended = pledge, until
    if ended != LAST_DAY:
        yield f"pledge {previous}: its last span ends on {ended}"
    for (key,) in connection.execute("SELECT id FROM pledges WHERE id NOT IN (SELECT pledge FROM spans)"):
        yield f"pledge {key}: has no status on any day"


def _ledger(connection: sqlite3.Connection) -> Iterator[str]:
    facts, settled = read.facts(connection)
    if facts != settled:
        yield "the ledger is older than the stored facts: run `tracker rebuild`"
        return
    stored = dict(connection.execute("SELECT id, content FROM pledges").fetchall())
    made = make_ledger(connection)
    anew = {pledge.id: digest(pledge, made.homes) for pledge in made.pledges}
    for key in sorted(stored.keys() | anew.keys()):
        if stored.get(key) != anew.get(key):
            what = (
                "is not made anew"
                if key not in anew
                else "is missing"
                if key not in stored
                else "differs when made anew"
            )
            yield f"pledge {key}: {what}: run `tracker rebuild`"
