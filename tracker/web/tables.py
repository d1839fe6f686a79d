"""Whole tables: pages of them, CSV and JSON as streams, the calendar and the feed."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from tracker.report import dictionary as columns
from tracker.store import listing, read
from tracker.store.changes import changes
from tracker.store.listing import Row
from tracker.web import names, questions, streams
from tracker.web.ask import Ask
from tracker.web.replies import asked_of, html
from tracker.web.site import Site

_TYPES = {"csv": "text/csv", "json": "application/json", "jsonl": "application/x-ndjson"}
_FEED_ENTRIES = 100
_CALENDAR_EVENTS = 1000


async def dictionary(site: Site, datasette: Any, request: Any) -> Any:
    """Every table, its columns and what they mean, with its downloads."""
    return await html(datasette, request, "tables.html", {"ask": asked_of(site, request), "tables": columns.TABLES})


async def listing_page(site: Site, datasette: Any, request: Any) -> Any:
    """A page of statements, articles or timelines."""
    table = request.url_vars["table"]
    asked = asked_of(site, request)
    rows, more = await site.ask(lambda connection: questions.page_of(connection, table, asked))
    about, known = columns.TABLES[table]
    context = {
        "ask": asked,
        "rows": rows,
        "more": more,
        "table": table,
        "at": f"/{table}",
        "about": about,
        "columns": known,
    }
    return await html(datasette, request, "table_page.html", context)


async def whole(site: Site, datasette: Any, request: Any) -> Any:
    """A whole table as CSV, JSON or JSON Lines, sent as it is read.

    CSV is made for spreadsheets (byte-order mark, no cell runs as a formula) unless `raw=1` asks for the bare values.
    """
    from datasette.utils.asgi import AsgiStream

    from tracker.report.writers import WRITERS

    del datasette
    table, form = request.url_vars["table"], request.url_vars["form"]
    asked = asked_of(site, request)
    spreadsheet = form == "csv" and request.args.get("raw") != "1"

    def fill(connection: sqlite3.Connection, out: IO[str]) -> None:
        names_ = listing.columns(connection, table, asked.filters)
        WRITERS[form](listing.rows(connection, table, asked.filters), names_, out, excel=spreadsheet)

    chunks = streams.stream(site.path, fill)
    first = await anext(chunks, "")  # what fails, fails before the answer has begun

    async def send(writer: Any) -> None:
        await writer.write(first)
        async for chunk in chunks:
            await writer.write(chunk)

    headers = {"cache-control": "no-cache"}
    if form == "csv":
        headers["content-disposition"] = f'attachment; filename="{table}-{asked.filters.as_of}.csv"'
    return AsgiStream(send, headers=headers, content_type=f"{_TYPES[form]}; charset=utf-8")


async def calendar(site: Site, datasette: Any, request: Any) -> Any:
    """Due days as iCalendar, to subscribe to."""
    from datasette import Response

    from tracker.report.calendar import calendar as written

    asked = asked_of(site, request)
    rows = await site.recall(("calendar", asked.key), lambda connection: list(_standing(connection, asked)))
    body = await asyncio.to_thread(written, _with_pages(rows, datasette, request), name=f"Pledges{_narrowed(asked)}")
    return Response(body, headers={"cache-control": "no-cache"}, content_type="text/calendar; charset=utf-8")


async def feed(site: Site, datasette: Any, request: Any) -> Any:
    """Changes of status as Atom, to subscribe to."""
    from datasette import Response

    from tracker.report.feed import atom

    asked = asked_of(site, request)

    def question(connection: sqlite3.Connection) -> tuple[list[Row], dt.date]:
        rows = list(changes(connection, replace(asked.filters, limit=_FEED_ENTRIES)))
        newest = max((str(row["since"]) for row in rows), default=None)
        crawl = read.summary(connection).last_crawl
        day = newest or (crawl or "")[:10] or "1970-01-01"
        return rows, dt.date.fromisoformat(day)

    rows, updated = await site.recall(("feed", asked.key), question)
    link = datasette.absolute_url(request, f"/feed.atom{asked.query()}")
    body = atom(
        _with_pages(rows, datasette, request), title=f"Minerals ledger{_narrowed(asked)}", link=link, updated=updated
    )
    return Response(body, headers={"cache-control": "no-cache"}, content_type="application/atom+xml; charset=utf-8")


def _standing(connection: sqlite3.Connection, asked: Ask) -> Iterator[Row]:
    """Where each pledge stands: what is still to come first, so that a large ledger loses its oldest settled ones."""
    room = _CALENDAR_EVENTS
    for status in (
        [asked.filters.status] if asked.filters.status else ["open", "delayed", "overdue", "confirmed", "cancelled"]
    ):
        wanted = replace(asked.filters, status=status, limit=room, latest=True)
        for row in changes(connection, wanted):
            room -= 1
            yield row
        if not room:
            return


def _with_pages(rows: list[Row], datasette: Any, request: Any) -> Iterator[Row]:
    for row in rows:
        yield {**row, "page": datasette.absolute_url(request, f"/pledge/{row['pledge']}")}


def _narrowed(asked: Ask) -> str:
    told = [
        names.country(value) if name == "party" else value
        for name, value in asked.given
        if name not in {"as_of", "stated"}
    ]
    return f": {', '.join(told)}" if told else ""
