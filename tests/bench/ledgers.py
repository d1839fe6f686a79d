"""Ingest and queries: against sqlite3 doing the same with nothing of ours around it."""

import datetime as dt
import json
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import material
from harness import FULL, Row, walled

from tracker import pipeline
from tracker.generate.fill import fill
from tracker.ingest import Given, read_any
from tracker.store import listing
from tracker.store.connect import open_to_read, open_to_write

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
TODAY = NOW.date()
SIZES = (10_000, 100_000, 1_000_000) if FULL else (10_000, 100_000)
ARTICLES = 100_000 if FULL else 10_000


def ingest_rows() -> list[Row]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "articles.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for article in material.articles(ARTICLES):
                file.write(json.dumps(article) + "\n")
        ours = ARTICLES / walled(lambda: _store(path, folder / "ours.db"))
        peer = ARTICLES / walled(lambda: _executemany(path, folder / "ours.db", folder / "peer.db"))
    return [
        Row(
            f"ingest of {ARTICLES:,} articles, stored and indexed",
            f"{ours:.0f} rows/s",
            f"json and sqlite3.executemany: {peer:.0f}/s",
            ours / peer,
            ">= 0.5",
            ours >= 0.5 * peer,
        )
    ]


def _store(path: Path, database: Path) -> None:
    with open_to_write(database) as connection:
        pipeline.store_arrivals(
            connection, read_any(str(path), Given(NOW)), "2026-11-25T00:00:00Z", pipeline.Tally(), tell=print
        )


def _executemany(path: Path, like: Path, database: Path) -> None:
    """The same rows into the same schema: articles, texts and the full-text index."""
    with sqlite3.connect(like) as ours:
        schema = [
            sql
            for (sql,) in ours.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'articles_fts_%'"
            )
        ]
    with sqlite3.connect(database) as peer:
        peer.execute("PRAGMA journal_mode = WAL")
        for sql in schema:
            peer.execute(sql)
        made = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        peer.executemany(
            "INSERT INTO articles (id, url, title, published, published_from, counts_from, language, source, fetched, digest)"
            " VALUES (?, ?, ?, ?, 'given', ?, ?, ?, '2026-11-25T00:00:00Z', ?)",
            (
                (k, a["url"], a["title"], a["published"], a["published"], a["language"], a["source"], str(k))
                for k, a in enumerate(made, 1)
            ),
        )
        peer.executemany(
            "INSERT INTO texts (article, text) VALUES (?, ?)", ((k, a["text"]) for k, a in enumerate(made, 1))
        )
        peer.executemany(
            "INSERT INTO articles_fts (rowid, title, text) VALUES (?, ?, ?)",
            ((k, a["title"], a["text"]) for k, a in enumerate(made, 1)),
        )


def query_rows() -> list[Row]:
    made = []
    times: dict[int, float] = {}
    with TemporaryDirectory() as name:
        for size in SIZES:
            database = Path(name) / f"{size}.db"
            fill(database, size, as_of=TODAY, search=False)
            today = times[size] = _first_hundred(database, listing.Filters(as_of=TODAY, status="overdue", limit=100))
            old = _first_hundred(
                database, listing.Filters(as_of=TODAY - dt.timedelta(days=500), status="overdue", limit=100)
            )
            party = _first_hundred(database, listing.Filters(as_of=TODAY, status="overdue", party=("IND",), limit=100))
            mineral = _first_hundred(
                database, listing.Filters(as_of=TODAY, status="overdue", mineral=("lithium",), limit=100)
            )
            for what, took in (("", today), (", of one party", party), (", of one mineral", mineral)):
                made.append(
                    Row(
                        f"first 100 overdue of {size:,} pledges{what}",
                        f"{took:.1f} ms",
                        "a limit of 100 ms",
                        took / 100,
                        "<= 1",
                        took <= 100,
                    )
                )
            made.append(
                Row(
                    f"the same as of 500 days ago, {size:,}",
                    f"{old:.1f} ms",
                    f"today's: {today:.1f} ms",
                    old / today,
                    "<= 3",
                    old <= 3 * today,
                )
            )
            if size == SIZES[-1]:
                made.append(_csv(database, size))
    first, last = times[SIZES[0]], times[SIZES[-1]]
    made.append(
        Row(
            f"first 100 overdue, {SIZES[-1]:,} against {SIZES[0]:,}",
            f"{last:.1f} ms",
            f"{first:.1f} ms",
            last / first,
            "<= 2 (logarithmic)",
            last <= 2 * first,
        )
    )
    return made


def _first_hundred(database: Path, filters: listing.Filters) -> float:
    """Milliseconds of the query alone, the median of nine on an open connection."""
    with open_to_read(database) as connection:
        taken = []
        for _ in range(9):
            start = time.perf_counter()
            list(listing.rows(connection, "pledges", filters))
            taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def _csv(database: Path, size: int) -> Row:
    """The whole ledger as CSV: the command, against the sqlite3 shell's own CSV of the same query."""
    filters = listing.Filters(as_of=TODAY)
    query = listing.compose("pledges", filters.values()).replace(":as_of", f"'{TODAY}'")
    shell = database.with_suffix(".sql")
    shell.write_text(f".headers on\n.mode csv\n{query};\n", encoding="utf-8")
    out = database.with_suffix(".csv")
    ours = _run(
        [
            sys.executable,
            "-m",
            "tracker",
            "export",
            "pledges",
            "--as-of",
            str(TODAY),
            "--db",
            str(database),
            "--format",
            "csv",
        ],
        out,
    )
    peer = _run(["sqlite3", "-readonly", str(database), f".read {shell}"], out)
    return Row(
        f"all {size:,} pledges as CSV",
        f"{ours:.1f} s",
        f"the sqlite3 shell: {peer:.1f} s",
        ours / peer,
        "<= 3",
        ours <= 3 * peer,
    )


def _run(command: list[str], out: Path) -> float:
    with out.open("wb") as file:
        return walled(lambda: subprocess.run(command, check=True, stdout=file, stderr=subprocess.DEVNULL))


def start_rows() -> list[Row]:
    with TemporaryDirectory() as name:
        database = Path(name) / "small.db"
        fill(database, 200, as_of=TODAY)
        peer = _started([sys.executable, "-c", "import click, sqlite3"])
        tracker = [sys.executable, "-m", "tracker"]
        made = []
        for what, arguments in (
            ("tracker --help", ["--help"]),
            ("tracker overdue, 200 pledges", ["overdue", "--db", str(database)]),
        ):
            ours = _started([*tracker, *arguments])
            made.append(
                Row(
                    f"start of {what}",
                    f"{ours * 1000:.0f} ms",
                    f"python importing click and sqlite3: {peer * 1000:.0f} ms",
                    ours / peer,
                    "< 3",
                    ours < 3 * peer,
                )
            )
    return made


def _started(command: list[str]) -> float:
    return min(walled(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(7))
