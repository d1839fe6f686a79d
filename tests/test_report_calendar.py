"""The calendar, read back by icalendar's parser."""

from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.report.calendar import calendar

ROW: dict[str, Any] = {
    "pledge": "p-abc",
    "title": "IND-USA: sign agreement",
    "status": "open",
    "due": "2026-09-13",
    "due_basis": "stated",
    "since": "2026-03-13",
    "changes": 0,
    "slips": 0,
    "parties": ["IND", "USA"],
    "minerals": ["critical minerals"],
    "quote": "We will sign by September 13; that is, soon, he said.",
    "speaker": "Ada Okonjo",
    "timeline": "by September 13",
    "article_url": "https://wire.example/a?b=1&c=2",
    "first_pledged": "2026-03-13",
}


def events(*rows: dict[str, Any]) -> list[Any]:
    return icalendar.Calendar.from_ical(calendar(rows, name="Due")).walk("VEVENT")


def test_a_due_day_is_an_all_day_event_of_that_day() -> None:
    (event,) = events(ROW)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (dt.date(2026, 9, 13), dt.date(2026, 9, 14))
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("p-abc@minerals-tracker", 0, "CONFIRMED")
    assert event["TRANSP"] == "TRANSPARENT"


def test_the_stamp_is_the_day_of_the_change_and_not_the_clock() -> None:
    (event,) = events({**ROW, "since": "2026-04-01"})
    assert event["DTSTAMP"].dt == dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    assert calendar([ROW], name="Due") == calendar([ROW], name="Due")


@pytest.mark.parametrize(
    ("change", "status", "day", "summary"),
    [
        ({}, "CONFIRMED", "2026-09-13", "Due 2026-09-13"),
        ({"due_basis": "read"}, "TENTATIVE", "2026-09-13", "Due 2026-09-13"),
        ({"status": "overdue"}, "CONFIRMED", "2026-09-13", "Overdue since 2026-09-14"),
        ({"status": "overdue", "due_basis": "read"}, "TENTATIVE", "2026-09-13", "Overdue since 2026-09-14"),
        (
            {"status": "confirmed", "due_basis": "read", "days_late": 3},
            "CONFIRMED",
            "2026-09-13",
            "Confirmed, 3 days late",
        ),
        ({"status": "confirmed", "days_late": -1}, "CONFIRMED", "2026-09-13", "Confirmed, 1 day early"),
        ({"status": "confirmed", "days_late": 0}, "CONFIRMED", "2026-09-13", "Confirmed on the due day"),
        ({"status": "delayed", "due": "2026-10-31"}, "CONFIRMED", "2026-10-31", "Delayed to 2026-10-31"),
        (
            {"status": "delayed", "due": None, "last_due": "2026-09-13"},
            "CANCELLED",
            "2026-09-13",
            "Delayed, no new day given",
        ),
        ({"status": "cancelled"}, "CANCELLED", "2026-09-13", "Cancelled"),
    ],
)
def test_a_change_keeps_the_event_and_changes_its_state(
    change: dict[str, Any], status: str, day: str, summary: str
) -> None:
    (event,) = events({**ROW, **change, "changes": 1})
    assert (event["UID"], event["SEQUENCE"]) == ("p-abc@minerals-tracker", 1)
    assert (event["STATUS"], event["DTSTART"].dt.isoformat()) == (status, day)
    assert event["SUMMARY"] == f"{summary}: IND-USA: sign agreement"


def test_a_pledge_without_a_day_has_no_event() -> None:
    assert events({**ROW, "due": None}) == []


def test_an_overdue_event_says_how_its_day_is_known_and_who_looked() -> None:
    (event,) = events(
        {**ROW, "status": "overdue", "due_basis": "read", "checked_since_due": False, "last_checked": None}
    )
    assert "names no day; this project reads it as 2026-09-13" in event["DESCRIPTION"]
    assert "Unchecked: no source that could carry the follow-up was crawled." in event["DESCRIPTION"]


def test_only_web_addresses_become_links() -> None:
    assert [str(event["URL"]) for event in events(ROW)] == ["https://wire.example/a?b=1&c=2"]
    for address in ("javascript:alert(1)", "file:///etc/passwd", "https://x\r\nATTACH:y", ""):
        (event,) = events({**ROW, "article_url": address})
        assert "URL" not in event
        assert "ATTACH" not in event


@given(st.text(max_size=200))
def test_no_text_can_add_a_line_of_its_own(text: str) -> None:
    """Whatever a page says, the calendar has one event with the properties that we gave it."""
    hostile = f"{text}\r\nEND:VEVENT\r\nBEGIN:VALARM\nX:1\x00\u2028{text}"
    raw = calendar(
        [{**ROW, "title": hostile, "quote": hostile, "speaker": hostile, "parties": [hostile]}], name=hostile
    )
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert event.subcomponents == []
    assert sorted(event.keys()) == sorted(
        icalendar.Calendar.from_ical(calendar([ROW], name="x")).walk("VEVENT")[0].keys()
    )
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
