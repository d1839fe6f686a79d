"""`tracker export`: whole tables for spreadsheets, notebooks and programs; the archive, the calendar and the feed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from tracker.cli import options
from tracker.errors import TrackerError, UsageError
from tracker.store.connect import open_to_read

if TYPE_CHECKING:
    import sqlite3

    from tracker.report.formats import Format, Provenance
    from tracker.store.listing import Filters

TABLES = ("timelines", "pledges", "statements", "articles", "changes")
_TABLE_FORMATS = ("csv", "xlsx", "parquet", "json", "jsonl")
# what can be exported, and in which formats; the first one is the default
FORMATS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(TABLES, _TABLE_FORMATS),
    "pages": ("warc",),
    "calendar": ("ics",),
    "feed": ("atom",),
    "dictionary": ("md",),
}
_SUFFIXES = {".gz": "warc", ".xml": "atom"}
FEED_ENTRIES = 200

Job = Callable[[IO[Any]], int]


@click.command()
@click.argument("what", type=click.Choice(list(FORMATS)))
@options.filters()
@click.option(
    "--format",
    "form",
    type=click.Choice([*_TABLE_FORMATS, "warc", "ics", "atom", "md"]),
    help="File format (default: what the file's name ends in, else csv; pages: warc, calendar: ics, feed: atom).",
)
@click.option(
    "-o", "--output", "target", type=click.Path(path_type=Path), help="Write to this file instead of standard output."
)
@click.option(
    "--excel",
    is_flag=True,
    help="CSV for spreadsheets: a byte-order mark, and cells that would run as formulas made harmless.",
)
@options.database
def export(what: str, db: Path, form: str | None, target: Path | None, excel: bool, **given: Any) -> None:
    """Write a whole table, the archive of pages, the calendar of due days or the feed of changes.

    \b
    timelines   one row a pledge and event          pages       the pages as fetched, as a web archive
    pledges     one row a pledge, as of a day       calendar    due days, for a calendar program
    statements  one row a statement                 feed        changes, for a feed reader
    articles    one row a version of an article     dictionary  what every column holds
    changes     one row a change of status or due day

    Days are ISO dates, text is UTF-8, the order is stable. In CSV lists are joined by "; " and a window is
    earliest/latest. In pandas: read_csv(FILE, keep_default_na=False), or "NA" is read as a missing value.

    \b
    Examples:
      tracker export timelines -o timelines.csv
      tracker export timelines -o timelines.xlsx
      tracker export pledges --as-of 2026-06-30 --format jsonl | jq .title
      tracker export calendar --party IND -o india.ics

    Exit status: 0 done, 1 no database or a file that cannot be written, 2 usage.
    """
    from tracker.report.formats import table_formats

    chosen = _format(what, form, target, excel)
    if what == "dictionary":
        from tracker.report.dictionary import markdown

        _deliver(target, lambda out: out.write(markdown()), binary=False)
        return
    narrowed = options.narrowed(given)
    with open_to_read(db) as connection:
        options.tell_database(connection, db)
        options.know(connection, narrowed.known_at)
        if what in TABLES:
            form_of = table_formats(excel=excel)[chosen]
            job = _table(connection, what, narrowed, form_of)
            number = _deliver(target, job, binary=form_of.binary)
        else:
            special = {"pages": _pages, "calendar": _calendar, "feed": _feed}[what]
            number = _deliver(target, lambda out: special(connection, narrowed, out), binary=True)
    noun = {"pages": "pages", "calendar": "days", "feed": "entries"}.get(what, f"rows of {what}")
    options.say(f"{number} {noun}" + (f" in {target}" if target else ""))


def _format(what: str, form: str | None, target: Path | None, excel: bool) -> str:
    allowed = FORMATS[what]
    suffix = target.suffix.lower() if target else ""
    by_name = _SUFFIXES.get(suffix, suffix.removeprefix("."))
    chosen = form or (by_name if by_name in allowed else allowed[0])
    if chosen not in allowed:
        raise UsageError(f"--format {chosen}", f"{what} has no such format", f"take {' or '.join(allowed)}")
    if excel and chosen != "csv":
        raise UsageError("--excel", f"changes nothing of {chosen}", "leave it out, or take --format csv")
    return chosen


def _table(connection: sqlite3.Connection, table: str, narrowed: Filters, form: Format) -> Job:
    from tracker.store import listing

    names = listing.columns(connection, table, narrowed)
    rows = listing.rows(connection, table, narrowed)
    provenance = _provenance(connection, table, narrowed)
    return lambda out: form.write(rows, names, out, provenance)


def _pages(connection: sqlite3.Connection, narrowed: Filters, out: IO[bytes]) -> int:
    import json
    import zlib

    from tracker.report.warc import Page, write_warc
    from tracker.store import listing

    pages = (
        Page(
            url=str(row["url"]),
            fetched=str(row["fetched"]),
            status=int(str(row["status"])),
            headers=json.loads(str(row["headers"])),
            body=zlib.decompress(row["body"] if isinstance(row["body"], bytes) else b""),
            sha256=str(row["sha256"]),
        )
        for row in listing.rows(connection, "pages", narrowed)
    )
    return write_warc(pages, out, _provenance(connection, "pages", narrowed))


def _calendar(connection: sqlite3.Connection, narrowed: Filters, out: IO[bytes]) -> int:
    import dataclasses

    from tracker.report.calendar import calendar
    from tracker.store.changes import changes

    latest = dataclasses.replace(narrowed, latest=True)
    rows = [_with_page(row) for row in changes(connection, latest)]
    out.write(calendar(rows, name=_name("Due days", narrowed)))
    return sum(1 for row in rows if row["due"] or row["last_due"])


def _feed(connection: sqlite3.Connection, narrowed: Filters, out: IO[bytes]) -> int:
    import dataclasses
    import datetime as dt

    from tracker.report.feed import atom
    from tracker.store.changes import changes

    limited = dataclasses.replace(narrowed, limit=narrowed.limit or FEED_ENTRIES)
    rows = [_with_page(row) for row in changes(connection, limited)]
    updated = dt.date.fromisoformat(str(rows[0]["since"])) if rows else narrowed.as_of
    out.write(atom(rows, title=_name("Changes of the minerals ledger", narrowed), link="", updated=updated))
    return len(rows)


def _with_page(row: dict[str, object]) -> dict[str, object]:
    link = options.configured().link.value
    return {**row, "page": f"{link.rstrip('/')}/pledge/{row['pledge']}"} if link else row


def _name(what: str, narrowed: Filters) -> str:
    told = [*narrowed.party, *narrowed.mineral, *([narrowed.status] if narrowed.status else [])]
    return f"{what}: {', '.join(told)}" if told else what


def _provenance(connection: sqlite3.Connection, table: str, narrowed: Filters) -> Provenance:
    from tracker import __version__
    from tracker.report.formats import Provenance
    from tracker.store import read

    asked = {name: value for name, value in narrowed.values().items() if name not in ("as_of", "known_at")}
    return Provenance(
        table,
        __version__,
        " ".join(read.rules_used(connection)),
        narrowed.as_of,
        narrowed.known_at,
        ", ".join(f"{name}={value}" for name, value in asked.items()),
    )


def _deliver(target: Path | None, job: Job, *, binary: bool) -> int:
    if target is not None:
        return _to_file(target, job, binary=binary)
    if not binary:
        number = job(options.safe_stdout())
        sys.stdout.flush()
        return number
    if sys.stdout.isatty():
        raise UsageError("standard output", "is a terminal, and this format is for a file", "name a file with -o")
    number = job(sys.stdout.buffer)
    sys.stdout.buffer.flush()
    return number


def _to_file(target: Path, job: Job, *, binary: bool) -> int:
    """Write beside the target and put it in place whole, so that a run that dies leaves no half file."""
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") if binary else part.open("w", encoding="utf-8", newline="") as out:
            number = job(out)
        part.replace(target)
    except OSError as error:
        raise TrackerError(
            str(target), (error.strerror or str(error)).lower(), "check the path and its rights"
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return number
