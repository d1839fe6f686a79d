"""The Atom feed, read back by feedparser and by lxml."""

from __future__ import annotations

import datetime as dt
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from test_report_calendar import ROW

from tracker.report.feed import atom

DAY = dt.date(2026, 9, 14)
CHANGE = {**ROW, "status": "overdue", "was": "open", "since": "2026-09-14"}


def entries(*rows: dict[str, Any]) -> list[Any]:
    feed = feedparser.parse(atom(rows, title="Changes", link="https://ledger.example/feed.atom", updated=DAY))
    assert not feed.bozo
    return list(feed.entries)


def test_an_entry_tells_the_change_its_words_and_where_they_stand() -> None:
    (entry,) = entries(CHANGE)
    assert entry.title == "Overdue since 2026-09-14: IND-USA: sign agreement"
    assert entry.updated == "2026-09-14T00:00:00+00:00"
    assert entry.link == "https://wire.example/a?b=1&c=2"
    assert "We will sign by September 13" in entry.content[0].value
    assert [tag.term for tag in entry.tags] == ["overdue", "critical minerals"]


def test_the_report_that_settled_it_is_told_before_the_promise() -> None:
    (entry,) = entries(
        {**CHANGE, "status": "confirmed", "report_quote": "They signed it.", "report_url": "https://wire.example/b"}
    )
    told = entry.content[0].value
    assert told.index("They signed it.") < told.index("We will sign")
    assert entry.link == "https://wire.example/b"


def test_a_pledge_with_a_page_is_linked_to_it_and_its_article_stands_in_the_text() -> None:
    (entry,) = entries({**CHANGE, "page": "https://ledger.example/pledge/p-abc"})
    assert [link.href for link in entry.links] == ["https://ledger.example/pledge/p-abc"]
    assert 'href="https://wire.example/a?b=1&amp;c=2"' in entry.content[0].value


def test_the_same_change_keeps_its_id_when_an_older_report_arrives_late() -> None:
    ids = {
        entries({**CHANGE, **late})[0].id for late in ({}, {"since": "2026-09-15"}, {"slips": 1}, {"title": "another"})
    }
    assert len(ids) == 1


@pytest.mark.parametrize("other", [{"pledge": "p-abd"}, {"status": "confirmed"}, {"due": "2026-09-12"}])
def test_another_change_has_another_id(other: dict[str, Any]) -> None:
    assert entries(CHANGE)[0].id != entries({**CHANGE, **other})[0].id


def test_the_feed_keeps_the_order_of_its_rows_and_says_when_it_changed() -> None:
    raw = atom([CHANGE, {**CHANGE, "pledge": "p-b", "since": "2026-09-01"}], title="Changes", link="", updated=DAY)
    feed = feedparser.parse(raw)
    assert [entry.updated[:10] for entry in feed.entries] == ["2026-09-14", "2026-09-01"]
    assert (feed.feed.updated, feed.feed.id.startswith("urn:uuid:")) == ("2026-09-14T00:00:00+00:00", True)


def test_an_empty_feed_is_a_feed() -> None:
    assert feedparser.parse(atom([], title="Changes", link="", updated=DAY)).feed.title == "Changes"


def test_only_web_addresses_become_links() -> None:
    (entry,) = entries({**CHANGE, "article_url": "javascript:alert(1)"})
    assert not entry.get("links")
    assert "javascript" not in entry.content[0].value


@given(st.text(max_size=200))
def test_no_text_breaks_the_xml_or_becomes_markup(text: str) -> None:
    hostile = f"{text}<script>alert(1)</script>]]>&amp;\x00\x1b\ufffe{text}"
    raw = atom(
        [{**CHANGE, "title": hostile, "quote": hostile, "speaker": hostile, "minerals": [hostile]}],
        title=hostile,
        link="",
        updated=DAY,
    )
    (content,) = etree.fromstring(raw).iterfind(".//{*}entry/{*}content")
    parsed = etree.HTML(content.text)
    assert {element.tag for element in parsed.iter()} <= {"html", "body", "p", "a"}
