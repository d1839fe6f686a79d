"""The schema, step by step: append a function, never edit one that was released.

sqlite-utils applies the steps, each in a transaction with the record of it; it is imported only where a step is pending,
because it brings pandas with it where that is installed (1.6 s).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

SET = "tracker"
APPLICATION_ID = 0x6D707472  # "mptr": tells `file` and us that this SQLite file is a tracker's

# Facts (kept for ever): pages, articles, texts, decisions, issued ids, the crawl log. Derived (made again by rebuild):
# readings, statements, pledges, evidence, spans. Lists are JSON arrays in a TEXT column. Days are ISO dates, instants
# ISO 8601 in UTC. Columns that a listing joins stand in narrow tables: the texts have one of their own, which the web
# view denies and which keeps forty articles a database page instead of one.
INITIAL = """
CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    fetched TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL DEFAULT '{}',
    sha256 TEXT NOT NULL,                     -- of the body as received
    body BLOB NOT NULL,                       -- zlib, as received otherwise
    source TEXT NOT NULL DEFAULT '',
    UNIQUE (url, sha256)
);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,       -- 1 is the oldest; numbered anew when an older one arrives late
    title TEXT NOT NULL,
    published TEXT NOT NULL,
    published_from TEXT NOT NULL,
    modified TEXT,                            -- the day that the page declares as its last change
    counts_from TEXT NOT NULL,                -- published for the first version; the declared or first-fetched day of a later one
    superseded TEXT,                          -- counts_from of the next version; NULL for the newest one
    language TEXT NOT NULL,
    source TEXT NOT NULL,                     -- key of a source file, or the name that was given
    country TEXT,
    fetched TEXT NOT NULL,
    page INTEGER REFERENCES pages (id),
    digest TEXT NOT NULL,                     -- sha256 of title and text
    origin TEXT,                              -- the agency its dateline names
    cited INTEGER NOT NULL DEFAULT 0,         -- 1: no page was read; its text is a quote that a person gave with a decision
    copy_of INTEGER REFERENCES articles (id),
    UNIQUE (url, digest)
);
CREATE INDEX articles_published ON articles (published, url);
CREATE INDEX articles_source ON articles (source, published) WHERE NOT cited;
CREATE INDEX articles_copy_of ON articles (copy_of) WHERE copy_of IS NOT NULL;
-- the queue of articles not yet compared with others; and what they are looked up by, near in time together on disk
CREATE TABLE to_compare (article INTEGER PRIMARY KEY REFERENCES articles (id));
CREATE TABLE copy_bands (
    month INTEGER NOT NULL,                   -- of its published day: 12 times the year and the month
    band INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (month, band, article)
) WITHOUT ROWID;
CREATE TABLE texts (article INTEGER PRIMARY KEY REFERENCES articles (id), text TEXT NOT NULL);
CREATE VIEW searched AS SELECT a.id AS id, a.title AS title, t.text AS text FROM articles a JOIN texts t ON t.article = a.id;
CREATE VIRTUAL TABLE articles_fts USING fts5 (title, text, content='searched', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');
CREATE TABLE readings (
    article INTEGER PRIMARY KEY REFERENCES articles (id),
    read_with TEXT NOT NULL,                  -- digest of the rules, or 'unread:LANG' where no rules exist for the language
    statements INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX readings_read_with ON readings (read_with);
-- the queue of articles that are stored and not yet read for statements
CREATE TABLE to_read (article INTEGER PRIMARY KEY REFERENCES articles (id));
CREATE TABLE statements (
    id TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (id), -- the first version that holds it; start and end count in that one
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
    gone TEXT,
    decided INTEGER NOT NULL DEFAULT 0        -- 1: not read by the rules, but added by a decision
);
CREATE INDEX statements_article ON statements (article);
CREATE INDEX statements_counts_from ON statements (counts_from, article);
CREATE INDEX statements_speaker ON statements (speaker) WHERE speaker IS NOT NULL;
CREATE TABLE pledges (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    deal TEXT,
    parties TEXT NOT NULL,
    minerals TEXT NOT NULL,
    instrument TEXT NOT NULL,
    action TEXT NOT NULL,
    first_pledged TEXT,
    notes TEXT NOT NULL DEFAULT '[]',
    root TEXT NOT NULL DEFAULT '',            -- its canonically first statement, by which the linking knows it
    content TEXT NOT NULL DEFAULT ''          -- digest of the pledge with its evidence and spans: what has not changed is not written again
);
CREATE INDEX pledges_deal ON pledges (deal) WHERE deal IS NOT NULL;
CREATE INDEX pledges_root ON pledges (root);
CREATE TABLE pledge_parties (party TEXT NOT NULL, pledge TEXT NOT NULL REFERENCES pledges (id), PRIMARY KEY (party, pledge)) WITHOUT ROWID;
CREATE INDEX pledge_parties_pledge ON pledge_parties (pledge);
CREATE TABLE pledge_minerals (mineral TEXT NOT NULL, pledge TEXT NOT NULL REFERENCES pledges (id), PRIMARY KEY (mineral, pledge)) WITHOUT ROWID;
CREATE INDEX pledge_minerals_pledge ON pledge_minerals (pledge);
-- what linking looks statements up by, in the canonical order under each key; and where each statement was linked to
CREATE TABLE ledger_keys (
    key TEXT NOT NULL, published TEXT NOT NULL, url TEXT NOT NULL, place INTEGER NOT NULL, start INTEGER NOT NULL, statement TEXT NOT NULL,
    PRIMARY KEY (key, published, url, place, start, statement)
) WITHOUT ROWID;
CREATE TABLE ledger_links (
    statement TEXT PRIMARY KEY,
    root TEXT NOT NULL,
    deal TEXT,
    link TEXT NOT NULL                        -- JSON {chance, reasons, copy, decided, asked}
) WITHOUT ROWID;
CREATE INDEX ledger_links_root ON ledger_links (root);
CREATE INDEX ledger_links_deal ON ledger_links (deal) WHERE deal IS NOT NULL;
-- the review queue: links that are likely, but not likely enough
CREATE TABLE questions (
    id TEXT PRIMARY KEY,
    statement TEXT NOT NULL,
    root TEXT NOT NULL,                       -- the statement that opened the pledge it may belong to
    chance REAL NOT NULL,
    reasons TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX questions_statement ON questions (statement);
CREATE INDEX questions_root ON questions (root);
-- statements that came, changed or went since the ledger was last made; was: JSON of the row as it was, NULL for a new one
CREATE TABLE to_settle (statement TEXT PRIMARY KEY, was TEXT) WITHOUT ROWID;
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
-- each listing walks one of these in its own order and picks the spans of its day from the index alone
CREATE INDEX spans_status_due ON spans (status, due, pledge, since, until);
CREATE INDEX spans_due ON spans (due, pledge, since, until);
CREATE INDEX spans_first_due ON spans (first_due, pledge, since, until) WHERE status IN ('open', 'overdue', 'delayed');
CREATE INDEX spans_current ON spans (current);
CREATE INDEX spans_since ON spans (since, pledge);
-- what was settled lately, newest first
CREATE INDEX spans_resolved_on ON spans (resolved_on, pledge, since, until) WHERE resolved_on IS NOT NULL;
-- every id ever issued, the statement that it was issued for, and the pledge that holds that statement now
CREATE TABLE pledge_ids (id TEXT PRIMARY KEY, opener TEXT NOT NULL, pledge TEXT NOT NULL, issued TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX pledge_ids_pledge ON pledge_ids (pledge);
CREATE INDEX pledge_ids_opener ON pledge_ids (opener, issued);
CREATE TABLE decisions (
    id TEXT PRIMARY KEY,
    made TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    verb TEXT NOT NULL,
    target TEXT NOT NULL                      -- JSON: addresses and quotes, never ids alone
);
-- alerts: what each recipient was told, once each; a recipient goes by its name, its address is never stored
CREATE TABLE recipients (name TEXT PRIMARY KEY, told_after TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sent (
    recipient TEXT NOT NULL REFERENCES recipients (name),
    pledge TEXT NOT NULL,
    status TEXT NOT NULL,                     -- the change; "not STATUS" is its correction
    due TEXT NOT NULL,                        -- the due day in force then, '' where there was none
    told TEXT NOT NULL,                       -- its headline
    claimed TEXT NOT NULL,                    -- instant at which a run took it on
    sent TEXT,                                -- instant at which the service took it; NULL while under way
    PRIMARY KEY (recipient, pledge, status, due)
) WITHOUT ROWID;
-- decisions that the ledger does not hold yet
CREATE TABLE decisions_to_settle (decision TEXT PRIMARY KEY REFERENCES decisions (id)) WITHOUT ROWID;
CREATE TABLE crawls (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    started TEXT NOT NULL,
    finished TEXT,
    outcome TEXT NOT NULL DEFAULT 'running',  -- running, ok, unchanged, failed, refused
    items INTEGER NOT NULL DEFAULT 0,
    articles INTEGER NOT NULL DEFAULT 0,
    oldest_item TEXT,
    gap_since TEXT,                           -- items between this day and oldest_item were missed; NULL again when filled
    message TEXT NOT NULL DEFAULT ''
);
CREATE INDEX crawls_source ON crawls (source, started);
CREATE TABLE coverage (source TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (source, kind, name)) WITHOUT ROWID;
CREATE TABLE seen (url TEXT PRIMARY KEY, source TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, marker TEXT, checks INTEGER NOT NULL DEFAULT 1, outcome TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE INDEX seen_source ON seen (source, outcome, last);
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
-- facts: counts every change of a fact; settled: its value when the ledger was last made from them; settled_with: digest
-- of the linking rules that made it, without which the next settling makes all anew
INSERT INTO meta (key, value) VALUES ('facts', '0'), ('settled', '0');
"""


def initial(connection: sqlite3.Connection) -> None:
    for statement in INITIAL.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (initial,)


def applied(connection: sqlite3.Connection) -> list[str] | None:
    """Names of the steps that this database has had; None where it is no tracker's database. Reads only."""
    try:
        rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id", (SET,))
        return [name for (name,) in rows] or None
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is pending. Call inside a write transaction: a failing step then leaves the old schema as it was."""
    import sqlite_utils
    from sqlite_utils import Migrations

    steps = Migrations(SET)
    for step in STEPS:
        steps(name=step.__name__)(lambda db, step=step: step(db.conn))
    steps.apply(sqlite_utils.Database(connection))
