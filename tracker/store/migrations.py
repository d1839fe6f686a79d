"""The schema, step by step: append a function, never edit one that was released."""

from __future__ import annotations

import sqlite3

# Facts (kept for ever): pages, articles, decisions, issued ids, the crawl log. Derived (made again by rebuild): statements,
# pledges, evidence, spans. Lists are JSON arrays in a TEXT column. Days are ISO dates, instants ISO 8601 in UTC.
INITIAL = """
CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    fetched TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL DEFAULT '{}',
    sha256 TEXT NOT NULL,
    body BLOB NOT NULL,                       -- zlib, as received otherwise
    source TEXT NOT NULL DEFAULT '',
    UNIQUE (url, sha256)
);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    published TEXT NOT NULL,
    published_from TEXT NOT NULL,
    counts_from TEXT NOT NULL,                -- published for the first version; the declared or first-fetched day of a later one
    language TEXT NOT NULL,
    source TEXT NOT NULL,                     -- key of a source file, or the name that was given
    country TEXT,
    fetched TEXT NOT NULL,
    page INTEGER REFERENCES pages (id),
    digest TEXT NOT NULL,                     -- sha256 of title and text
    origin TEXT,                              -- the agency its dateline names
    copy_of INTEGER REFERENCES articles (id),
    read_with TEXT,                           -- digest of the rules; NULL until read; 'unread:LANG' where no rules exist
    UNIQUE (url, digest)
);
CREATE INDEX articles_published ON articles (published, url);
CREATE TABLE statements (
    id TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (id),
    kind TEXT NOT NULL,
    field TEXT NOT NULL,
    quote TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    speaker TEXT,
    parties TEXT NOT NULL,
    minerals TEXT NOT NULL,
    instrument TEXT NOT NULL,
    action TEXT NOT NULL,
    timeline TEXT,
    earliest TEXT,
    latest TEXT,
    precision TEXT,
    basis TEXT,
    rule TEXT,
    condition TEXT,                           -- JSON {act, count, unit}
    happened_earliest TEXT,
    happened_latest TEXT,
    firmness TEXT,
    amount TEXT,                              -- JSON {words, number, currency}
    names TEXT NOT NULL DEFAULT '[]',
    rules TEXT NOT NULL DEFAULT '[]',
    counts_from TEXT NOT NULL,
    gone TEXT
);
CREATE INDEX statements_article ON statements (article);
CREATE TABLE pledges (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    deal TEXT,
    parties TEXT NOT NULL,
    minerals TEXT NOT NULL,
    instrument TEXT NOT NULL,
    action TEXT NOT NULL,
    first_pledged TEXT,
    notes TEXT NOT NULL DEFAULT '[]'
);
CREATE TABLE pledge_parties (party TEXT NOT NULL, pledge TEXT NOT NULL REFERENCES pledges (id), PRIMARY KEY (party, pledge)) WITHOUT ROWID;
CREATE TABLE pledge_minerals (mineral TEXT NOT NULL, pledge TEXT NOT NULL REFERENCES pledges (id), PRIMARY KEY (mineral, pledge)) WITHOUT ROWID;
CREATE TABLE evidence (
    pledge TEXT NOT NULL REFERENCES pledges (id),
    statement TEXT NOT NULL REFERENCES statements (id),
    place INTEGER NOT NULL,
    role TEXT NOT NULL,
    score REAL NOT NULL,
    reasons TEXT NOT NULL,
    home INTEGER NOT NULL,                    -- 1: the statement's one home pledge; 0: added because its act implies this one
    decided INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (pledge, statement)
) WITHOUT ROWID;
CREATE INDEX evidence_statement ON evidence (statement);
CREATE TABLE spans (
    pledge TEXT NOT NULL REFERENCES pledges (id),
    since TEXT NOT NULL,
    until TEXT NOT NULL DEFAULT '9999-12-31', -- first day that is no longer in the span
    status TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    due TEXT,
    due_basis TEXT,
    earliest TEXT,
    latest TEXT,
    first_due TEXT,
    slips INTEGER NOT NULL DEFAULT 0,
    happened TEXT,
    resolved_on TEXT,
    days_late INTEGER,
    precision TEXT,
    firmness TEXT,
    rule TEXT,
    current TEXT NOT NULL REFERENCES statements (id),
    statements INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (pledge, since)
) WITHOUT ROWID;
CREATE INDEX spans_status_due ON spans (status, due, pledge);
CREATE TABLE pledge_ids (id TEXT PRIMARY KEY, pledge TEXT NOT NULL, issued TEXT NOT NULL) WITHOUT ROWID;  -- every id ever issued
CREATE TABLE decisions (
    id TEXT PRIMARY KEY,
    made TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    verb TEXT NOT NULL,
    target TEXT NOT NULL                      -- JSON: addresses and quotes, never ids alone
);
CREATE TABLE crawls (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    started TEXT NOT NULL,
    finished TEXT,
    outcome TEXT NOT NULL DEFAULT 'running',  -- running, ok, unchanged, failed, refused
    items INTEGER NOT NULL DEFAULT 0,
    articles INTEGER NOT NULL DEFAULT 0,
    oldest_item TEXT,
    gap_since TEXT,                           -- items between this day and oldest_item were missed
    message TEXT NOT NULL DEFAULT ''
);
CREATE INDEX crawls_source ON crawls (source, started);
CREATE TABLE coverage (source TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (source, kind, name)) WITHOUT ROWID;
CREATE TABLE seen (url TEXT PRIMARY KEY, source TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, marker TEXT, checks INTEGER NOT NULL DEFAULT 1, outcome TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE validators (url TEXT PRIMARY KEY, etag TEXT, modified TEXT, fetched TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE hosts (host TEXT PRIMARY KEY, next_allowed TEXT NOT NULL, why TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE issues (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    place TEXT NOT NULL,
    what TEXT NOT NULL,
    todo TEXT NOT NULL DEFAULT '',
    severity TEXT NOT NULL DEFAULT 'error',
    count INTEGER NOT NULL DEFAULT 1,
    UNIQUE (place, what)
);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


def initial(connection: sqlite3.Connection) -> None:
    for statement in INITIAL.split(";\n"):
        if statement.strip():
            connection.execute(statement)
