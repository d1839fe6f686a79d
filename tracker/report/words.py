"""A row of the ledger in words: the same in the calendar, the feed, the digest and the alerts. Pure.

A row is a mapping with the keys of a `pledges` listing (CONTRACT in docs/data-dictionary.md); days are ISO texts, lists are
lists. A row of changes has `since` (the first day of the status) and `was` (the status before it, or None) besides.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from tracker.store.clean import one_line

Row = Mapping[str, Any]

GENERIC = "critical minerals"
# allowed by UTF-8, and refused by XML 1.0
_NONCHARACTERS = re.compile("[\ufffe\uffff]")
_WEB = re.compile(r"https?://[^\s<>\"\x00-\x20\x7f-\xa0]+", re.IGNORECASE)


def plain(value: object) -> str:
    """One line of text that XML, iCalendar and a terminal can hold: no control, reordering or invisible characters."""
    return _NONCHARACTERS.sub("", one_line("" if value is None else str(value)))


def web_address(value: object) -> str:
    """The address where it is http or https and unbroken, else nothing: no other scheme becomes a link."""
    text = str(value or "")
    return text if _WEB.fullmatch(text) else ""


def day_of(value: object) -> dt.date | None:
    """An ISO day or instant, a date or None, as a day."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])


def listed(value: object) -> tuple[str, ...]:
    """A list of names, also where it came as the text of one cell ("AUS; USA")."""
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    assert isinstance(value, (list, tuple))  # noqa: S101 - the listings give no other kind
    return tuple(str(part) for part in value)


def is_generic(row: Row) -> bool:
    """Whether the row names no mineral of its own: nothing, or "critical minerals" alone."""
    return set(listed(row.get("minerals"))) <= {GENERIC}


def headline(row: Row) -> str:
    """What happened to the pledge, in one line: "Overdue since 2026-09-14: ..."."""
    title = plain(row.get("title"))
    due = day_of(row.get("due"))
    match str(row.get("status") or ""):
        case "overdue":
            # the day after the due day: the first day of the row's span may be that of a later restatement
            told = f"Overdue since {due + dt.timedelta(days=1)}" if due and due < dt.date.max else "Overdue"
        case "confirmed":
            told = "Confirmed" + _lateness(row.get("days_late"))
        case "delayed":
            told = f"Delayed to {due}" if due else "Delayed, no new day given"
        case "cancelled":
            told = "Cancelled"
        case "announced":
            told = "Announced, not pledged before"
        case _:
            moved = row.get("was") == "open" and bool(row.get("last_due"))
            told = (f"Now due {due}" if moved else f"Due {due}") if due else "Pledged without a day"
    return f"{told}: {title}"


def basis(row: Row) -> str:
    """How the due day is known: stated by the words, or read from vague ones. An overdue flag must say which."""
    due, words = day_of(row.get("due")), plain(row.get("timeline"))
    if due is None:
        return f"No day can be read from “{words}”." if words else ""
    if row.get("due_basis") == "stated":
        return f"“{words}” states {due} as the last day." if words else f"The last day stated is {due}."
    return f"“{words}” names no day; this project reads it as {due} at the latest." if words else ""


def checked(row: Row) -> str:
    """Of an overdue pledge: whether anybody has looked for the follow-up. Nobody looked is not the same as nothing happened."""
    if row.get("status") != "overdue" or "checked_since_due" not in row:
        return ""
    day = day_of(row.get("last_checked"))
    if day is None:
        return "Unchecked: no source that could carry the follow-up was crawled."
    return f"Last checked {day}." if row["checked_since_due"] else f"Unchecked since the due day (last checked {day})."


def quoted(row: Row) -> str:
    """The words in force and who said them."""
    quote, speaker = plain(row.get("quote")), plain(row.get("speaker"))
    if not quote:
        return ""
    return f"“{quote}” ({speaker})" if speaker else f"“{quote}”"


def story(row: Row) -> list[str]:
    """The lines below a headline: the report that made the change, the promise, how its due day is known, where to read."""
    report, promise = plain(row.get("report_quote")), quoted(row)
    apart = report and report != plain(row.get("quote"))
    lines = [
        f"Reported: “{report}”" if apart else "",
        web_address(row.get("report_url")) if apart else "",
        f"Promised: {promise}" if apart and promise else promise,
        basis(row),
        checked(row),
        plain(row.get("detail")),
        web_address(row.get("article_url")),
        subject(row),
    ]
    return list(dict.fromkeys(line for line in lines if line))


def subject(row: Row) -> str:
    """Parties and minerals: "IND, USA · critical minerals"."""
    names = [", ".join(map(plain, listed(row.get(key)))) for key in ("parties", "minerals")]
    return " · ".join(name for name in names if name)


def change_key(row: Row) -> tuple[str, str, str]:
    """What makes a change one change: pledge, status, and the due day in force (the one before, where it was put off for good).

    The first day of the status and the number of slips are left out: an older report that arrives late moves them, and it is
    no second change.
    """
    due = day_of(row.get("due")) or day_of(row.get("last_due"))
    return (str(row["pledge"]), str(row["status"]), due.isoformat() if due else "")


def _lateness(days: object) -> str:
    if days is None or days == "":
        return ""
    late = int(str(days))
    if late == 0:
        return " on the due day"
    unit = "day" if abs(late) == 1 else "days"
    return f", {late} {unit} late" if late > 0 else f", {-late} {unit} early"
