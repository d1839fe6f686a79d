"""How a page says what is known of a pledge, and how sure that is. Pure: rows of the named query `pledges` in, words out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Row = Mapping[str, Any]  # Any: columns of text, number, list or nothing

ROLES = {
    "opens": "Opens the pledge",
    "restates": "Says it again",
    "reschedules": "Moves the date",
    "delays": "Reports a delay",
    "confirms": "Confirms it",
    "cancels": "Calls it off",
    "recaps": "Looks back on it",
}
# the same, where the statement that opens is no pledge
OPENERS = {"announcement": "Announces it", "delay": "Reports a delay", "cancellation": "Calls it off"}
# what the column `detail` says in a word
REMARKS = {
    "stale": "Nothing has been heard of it for a year.",
    "condition not met": "Its clock starts with an act that has not been reported yet.",
    "withdrawn": "Every outlet that carried it has taken the passage out.",
}
STATUS_MEANS = {
    "overdue": "the due day has passed, and no report that we read says that the act has happened",
    "delayed": "a report says that the act slips",
    "open": "promised, and not yet due",
    "confirmed": "a later report says that the act has happened",
    "cancelled": "a report says that it is off",
    "announced": "reported as done; no earlier promise of it was read",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of one pledge. `sort` is stated, read or none for one that is overdue, else empty.

    `looked` says who looked for a follow-up; `nobody` is True where no fitting source was crawled since the due day.
    """

    head: str
    detail: str
    sort: str = ""
    looked: str = ""
    nobody: bool = False


def day(value: object) -> str:
    """An ISO day as "5 Jun 2026"; an instant by its day; nothing as an empty string."""
    if not value:
        return ""
    try:
        one = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return str(value)
    return f"{one.day} {_MONTHS[one.month - 1]} {one.year}"


def count(number: int, noun: str, plural: str = "") -> str:
    """ "1 day", "1,204 days"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def window(days: object) -> str:
    """A window as words: one day, or "1 Apr 2026 to 30 Jun 2026"."""
    if not isinstance(days, list | tuple) or len(days) != 2:
        return ""
    first, last = day(days[0]), day(days[1])
    return last if first == last else f"{first} to {last}"


def verdict(row: Row) -> Verdict:
    """The verdict on a pledge as of the day that its row was asked for."""
    tell = {"overdue": _overdue, "open": _open, "delayed": _delayed, "confirmed": _confirmed, "cancelled": _cancelled}
    return tell.get(str(row["status"]), _announced)(row)


def _overdue(row: Row) -> Verdict:
    late, due = count(int(row["days_overdue"] or 0), "day"), day(row["due"])
    said = f"\u201c{row['timeline']}\u201d" if row["timeline"] else "when"
    looked, nobody = _looked(row)
    if row["due_basis"] == "stated":
        detail = f"The report said {said}: the last day was {due}, {late} ago."
        return Verdict("The stated date has passed", detail, "stated", looked, nobody)
    reading = f" by our rule \u201c{row['rule']}\u201d" if row["rule"] else ""
    detail = f"{said if row['timeline'] else 'The report'} names no date. We read it{reading} as {window(row['window'])}, which ended {late} ago; whoever said it may mean a later day."
    return Verdict("Our reading of vague words has passed", detail, "read", looked, nobody)


def _looked(row: Row) -> tuple[str, bool]:
    last = day(row["last_checked"])
    if row["checked_since_due"]:
        return (
            f"Sources that could report the act were last read on {last}; none was found to say that it has happened.",
            False,
        )
    if last:
        return (
            f"Nobody looked: no source that could report the act was read in full since the due day. The last look was on {last}.",
            True,
        )
    return "Nobody looked: no source that could report the act has ever been crawled.", True


def _open(row: Row) -> Verdict:
    if not row["due"]:
        said = f" The words are \u201c{row['timeline']}\u201d." if row["timeline"] else ""
        return Verdict("Promised without a date", f"It never falls overdue.{said}")
    basis = "stated" if row["due_basis"] == "stated" else "our reading of vague words"
    said = f" from \u201c{row['timeline']}\u201d" if row["timeline"] else ""
    return Verdict(f"Due by {day(row['due'])}", f"{window(row['window'])}{said}; {basis}.")


def _delayed(row: Row) -> Verdict:
    if not row["due"]:
        return Verdict(
            "Put off, with no new date",
            "A report says that the act slips; it is not counted as overdue until a new date is named.",
        )
    basis = "stated" if row["due_basis"] == "stated" else "our reading of vague words"
    return Verdict(f"Put off; now due by {day(row['due'])}", f"{window(row['window'])}; {basis}.")


def _confirmed(row: Row) -> Verdict:
    happened = row["happened"]
    on = f" on {day(happened if isinstance(happened, str) else happened[-1])}" if happened else ""
    return Verdict(f"Done{on}", f"{_lateness(row)} Reported on {day(row['resolved_on'])}.".strip())


def _lateness(row: Row) -> str:
    late, told = row["days_late"], (row["detail"] or "").split("; ")
    partly = "Only part of it, as far as reported. " if "partly" in told else ""
    if late is not None and late > 0:
        return f"{partly}{count(late, 'day')} after the due day."
    if late is not None:
        return partly + (f"In time, {count(-late, 'day')} before the last due day." if late else "In time.")
    if "on time" in told or "late" in told:  # the day of the act is not known, but on which side of the due day it lies
        return f"{partly}{'In time' if 'on time' in told else 'After the due day'}."
    unknown = "How late is not known: no day of the act was reported." if row["due"] else "It had no due day."
    return partly + unknown


def remark(row: Row) -> str:
    """What a pledge's `detail` adds to its verdict; a person's reason for a ruling stays as it was written."""
    told = str(row["detail"] or "")
    return "" if row["status"] == "confirmed" else REMARKS.get(told, told)


def _cancelled(row: Row) -> Verdict:
    return Verdict("Called off", f"Reported on {day(row['resolved_on'])}.")


def _announced(row: Row) -> Verdict:
    return Verdict(
        "Done, and never pledged before", f"Reported on {day(row['resolved_on'])}; no earlier promise of it was read."
    )


def health(row: Row) -> str:
    """How a source's crawls go: well, failing (the last try failed), stale (no success for a week) or never (crawled)."""
    if not row["last_try"]:
        return "never"
    if row["last_success"] is None or row["outcome"] in {"failed", "refused"}:
        return "failing"
    return "stale" if row["days_ago"] > 7 else "well"
