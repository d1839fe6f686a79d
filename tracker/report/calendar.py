"""Due days as an iCalendar file that can be imported or subscribed to. Pure: rows to bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracker.report.words import Row, day_of, headline, listed, plain, story, web_address

if TYPE_CHECKING:
    import icalendar

PRODUCT = "-//minerals-tracker//ledger of pledges//EN"


def calendar(rows: Iterable[Row], *, name: str) -> bytes:
    """One all-day event a pledge, on the last day of the window in force; UTF-8, CRLF, folded as RFC 5545 has it.

    `rows` have the keys of a `pledges` listing and may have `since` (first day of the status), `changes` (how many times the
    pledge has changed: the event's SEQUENCE) and `last_due` (the due day before it was lost). A pledge that never had a due
    day has no event. The event's address and stamp come from the pledge and `since`, never from a clock, so that the same
    ledger gives the same bytes. An act that is cancelled, or put off without a new day, keeps its event as CANCELLED, so that
    the calendars that hold it take it away.
    """
    import icalendar

    cal = icalendar.Calendar()
    cal.add("prodid", PRODUCT)
    cal.add("version", "2.0")
    cal.add("method", "PUBLISH")
    cal.add("name", plain(name))
    cal.add("x-wr-calname", plain(name))
    cal.add("refresh-interval", dt.timedelta(days=1), parameters={"VALUE": "DURATION"})
    events = []
    for row in rows:
        day = day_of(row.get("due")) or day_of(row.get("last_due"))
        if (
            day is not None
        ):  # written at once: a hundred thousand event objects take a gigabyte, their bytes a twentieth of it
            events.append(bytes(_event(row, day).to_ical()))
    head, end = bytes(cal.to_ical()), b"END:VCALENDAR\r\n"
    return head.removesuffix(end) + b"".join(events) + end


def _event(row: Row, day: dt.date) -> icalendar.Event:
    import icalendar

    event = icalendar.Event()
    event.add("uid", f"{plain(row['pledge'])}@minerals-tracker")
    stamp = _stamp(row, day)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", int(row.get("changes") or row.get("slips") or 0))
    event.add("dtstart", day)
    if day < dt.date.max:
        event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", headline(row))
    event.add("status", _state(row))
    event.add("transp", "TRANSPARENT")  # a due day keeps nobody busy
    event.add("description", "\n".join([*story(row), f"tracker show {plain(row['pledge'])}"]))
    categories = [plain(name) for key in ("parties", "minerals") for name in listed(row.get(key))]
    event.add("categories", [str(row["status"]), *categories])
    address = web_address(row.get("page")) or web_address(row.get("article_url"))
    if address:
        event.add("url", address)
    return event


def _stamp(row: Row, day: dt.date) -> dt.datetime:
    """The day of the last change: of the status, else of the first promise, else the due day itself."""
    since = day_of(row.get("since")) or day_of(row.get("first_pledged")) or day
    return dt.datetime(since.year, since.month, since.day, tzinfo=dt.UTC)


def _state(row: Row) -> str:
    status = row["status"]
    if status == "cancelled" or (status == "delayed" and not row.get("due")):
        return "CANCELLED"
    return "CONFIRMED" if status == "confirmed" or row.get("due_basis") == "stated" else "TENTATIVE"
