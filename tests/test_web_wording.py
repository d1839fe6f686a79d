"""What a page says of a pledge: a stated date that has passed is never told like our reading of vague words."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.web import excerpt, wording

ROW: dict[str, Any] = {
    "status": "overdue", "days_overdue": 12, "due": "2026-05-31", "due_basis": "stated", "window": ["2026-03-01", "2026-05-31"],
    "timeline": "by the end of May", "rule": "by-period", "last_checked": "2026-06-10", "checked_since_due": True,
    "happened": None, "resolved_on": None, "days_late": None, "detail": "",
}  # fmt: skip


def told(**changes: Any) -> wording.Verdict:
    return wording.verdict({**ROW, **changes})


def test_a_stated_date_that_has_passed_quotes_the_words_and_counts_the_days() -> None:
    got = told()
    assert got.head == "The stated date has passed"
    assert "“by the end of May”" in got.detail
    assert "the last day was 31 May 2026, 12 days ago" in got.detail
    assert got.sort == "stated"


def test_a_reading_that_has_passed_says_that_it_is_one() -> None:
    got = told(due_basis="read", timeline="soon", rule="soon-word")
    assert got.head == "Our reading of vague words has passed"
    assert "names no date" in got.detail
    assert "soon-word" in got.detail
    assert "may mean a later day" in got.detail


@pytest.mark.parametrize(
    ("checked", "last", "nobody", "words"),
    [
        (True, "2026-06-10", False, "last read on 10 Jun 2026"),
        (False, "2026-05-20", True, "The last look was on 20 May 2026"),
        (False, None, True, "has ever been crawled"),
    ],
)
def test_an_overdue_flag_says_whether_anybody_looked(checked: bool, last: str | None, nobody: bool, words: str) -> None:
    got = told(checked_since_due=checked, last_checked=last)
    assert (got.nobody, got.looked.startswith("Nobody looked")) == (nobody, nobody)
    assert words in got.looked


@pytest.mark.parametrize(
    ("changes", "head", "detail"),
    [
        ({"status": "open"}, "Due by 31 May 2026", "stated"),
        ({"status": "open", "due_basis": "read"}, "Due by 31 May 2026", "our reading of vague words"),
        ({"status": "open", "due": None, "window": None}, "Promised without a date", "never falls overdue"),
        ({"status": "delayed"}, "Put off; now due by 31 May 2026", "stated"),
        ({"status": "delayed", "due": None, "window": None}, "Put off, with no new date", "not counted as overdue"),
        (
            {"status": "confirmed", "happened": "2026-06-02", "resolved_on": "2026-06-03", "days_late": 2},
            "Done on 2 Jun 2026",
            "2 days after",
        ),
        (
            {"status": "confirmed", "happened": "2026-05-30", "resolved_on": "2026-06-03", "days_late": -1},
            "Done on 30 May 2026",
            "In time, 1 day",
        ),
        ({"status": "confirmed", "resolved_on": "2026-06-03"}, "Done", "How late is not known"),
        ({"status": "confirmed", "resolved_on": "2026-05-03", "detail": "on time"}, "Done", "In time."),
        (
            {"status": "confirmed", "resolved_on": "2026-06-03", "detail": "partly; late"},
            "Done",
            "Only part of it, as far as reported. After the due day.",
        ),
        ({"status": "cancelled", "resolved_on": "2026-06-03"}, "Called off", "3 Jun 2026"),
        ({"status": "announced", "resolved_on": "2026-06-03"}, "Done, and never pledged before", "3 Jun 2026"),
    ],
)
def test_each_status_is_told_in_its_own_words(changes: dict[str, Any], head: str, detail: str) -> None:
    got = told(**changes)
    assert got.head == head
    assert detail in got.detail
    assert not got.nobody


@pytest.mark.parametrize(
    ("status", "detail", "words"),
    [
        ("open", "stale", "Nothing has been heard of it for a year."),
        ("open", "condition not met", "Its clock starts with an act that has not been reported yet."),
        ("cancelled", "The desk called the ministry.", "The desk called the ministry."),
        ("confirmed", "late by 4 days", ""),
        ("open", "", ""),
    ],
)
def test_the_detail_is_told_in_words(status: str, detail: str, words: str) -> None:
    assert wording.remark({"status": status, "detail": detail}) == words


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"last_try": None}, "never"),
        ({"last_try": "x", "last_success": None, "outcome": "running"}, "failing"),
        ({"last_try": "x", "last_success": "y", "outcome": "failed", "days_ago": 0}, "failing"),
        ({"last_try": "x", "last_success": "y", "outcome": "ok", "days_ago": 8}, "stale"),
        ({"last_try": "x", "last_success": "y", "outcome": "unchanged", "days_ago": 7}, "well"),
    ],
)
def test_the_health_of_a_source(row: dict[str, Any], state: str) -> None:
    assert wording.health(row) == state


def test_the_quote_stands_in_a_little_of_its_text() -> None:
    text = "First paragraph.\n\nLong " + "word " * 60 + "They will sign. " + "After " * 60 + "\n\nNext paragraph."
    start = text.index("They will sign.")
    got = excerpt.excerpt(text, start, "They will sign.", around=40)
    assert got.quote == "They will sign."
    assert got.before.startswith("… word")
    assert len(got.before) <= 42
    assert got.after.endswith(" …")
    assert len(got.after) <= 42


def test_the_text_around_stays_within_the_paragraph() -> None:
    text = "Other paragraph.\n\nThey will sign. Soon.\n\nNext."
    got = excerpt.excerpt(text, text.index("They"), "They will sign.")
    assert (got.before, got.after) == ("", " Soon.")


@pytest.mark.parametrize("start", [0, 3, 5000])
def test_a_quote_that_is_not_at_its_place_is_shown_alone(start: int) -> None:
    assert excerpt.excerpt("Some other text here", start, "They will sign.") == excerpt.Excerpt(
        "", "They will sign.", ""
    )
