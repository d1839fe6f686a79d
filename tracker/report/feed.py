"""Status changes as an Atom feed. Pure: rows to bytes."""

from __future__ import annotations

import datetime as dt
import html
import uuid
from collections.abc import Iterable

from tracker.report.words import Row, change_key, day_of, headline, listed, plain, story, subject, web_address

# uuid5(NAMESPACE_DNS, "changes.minerals-tracker"): the same change has the same id in every feed and on every machine
_CHANGES = uuid.UUID("9312b031-7515-541a-b13a-11108b771df4")


def atom(rows: Iterable[Row], *, title: str, link: str, updated: dt.date | dt.datetime) -> bytes:
    """One entry a change, in the order of `rows`; UTF-8 XML.

    `rows` are changes: the keys of a `pledges` listing with `since`, and `page` where the pledge has a page of its own.
    `link` is the feed's own address, or empty for a file. `updated` is the last day or instant on which the ledger changed: it
    is handed in, so that the same ledger gives the same bytes.
    """
    from feedgen.feed import FeedGenerator

    feed = FeedGenerator()
    address = web_address(link)
    feed.id(address or uuid.uuid5(_CHANGES, title).urn)
    feed.title(plain(title))
    feed.updated(_instant(updated))
    feed.author({"name": "minerals-tracker"})
    feed.generator("minerals-tracker")
    feed.language("en")
    if address:
        feed.link(href=address, rel="self", type="application/atom+xml")
    for row in rows:
        _fill(feed.add_entry(order="append"), row, _instant(updated))
    return bytes(feed.atom_str(pretty=True))


def _fill(entry: object, row: Row, updated: dt.datetime) -> None:
    from feedgen.entry import FeedEntry

    assert isinstance(entry, FeedEntry)  # noqa: S101 - feedgen has no types
    since = day_of(row.get("since"))
    entry.id(uuid.uuid5(_CHANGES, "\x1f".join(map(str, change_key(row)))).urn)
    entry.title(headline(row))
    entry.updated(_instant(since) if since else updated)
    entry.summary(subject(row) or headline(row))
    entry.content(_content(row), type="html")
    entry.category([{"term": str(row["status"])}, *({"term": plain(name)} for name in listed(row.get("minerals")))])
    addresses = [web_address(row.get(key)) for key in ("page", "report_url", "article_url")]
    best = next(filter(None, addresses), "")
    if best:  # one alone: feedgen 1.0 drops the relation of an entry's link; the others stand in the content
        entry.link(href=best)


def _content(row: Row) -> str:
    """HTML of which every piece of text is escaped."""
    shown = []
    for line in story(row):
        text = html.escape(line)
        shown.append(f'<p><a href="{text}">{text}</a></p>' if web_address(line) else f"<p>{text}</p>")
    return "".join(shown)


def _instant(day: dt.date | dt.datetime) -> dt.datetime:
    if isinstance(day, dt.datetime):
        return day if day.tzinfo else day.replace(tzinfo=dt.UTC)
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
