"""The facts: articles once each, versions in the order of the record, texts as they can be stored, pages byte for byte."""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Issue, StoreError
from tracker.model import Article, Day
from tracker.store import read, write
from tracker.store.clean import one_line, storable
from tracker.store.connect import open_to_write, writing
from tracker.store.write import Arrival, Outcome, RawPage


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with open_to_write(tmp_path / "t.db") as opened:
        yield opened


def arrival(
    text: str, published: str = "2026-03-13", *, fetched: str = "2026-03-14T00:00:00Z", modified: str | None = None
) -> Arrival:
    article = Article("https://a.example/1", "Title", text, dt.date.fromisoformat(published), source="A")
    return Arrival(article, fetched, dt.date.fromisoformat(modified) if modified else None)


def save(connection: sqlite3.Connection, *arrivals: Arrival) -> list[Outcome]:
    with writing(connection):
        return [write.save_article(connection, one) for one in arrivals]


def versions(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    query = "SELECT version, text, counts_from, superseded FROM articles JOIN texts ON article = id ORDER BY version"
    return connection.execute(query).fetchall()


def test_the_same_address_and_words_are_stored_once(connection: sqlite3.Connection) -> None:
    assert save(connection, arrival("one"), arrival("one"), arrival("two")) == [
        Outcome.NEW,
        Outcome.KNOWN,
        Outcome.REVISED,
    ]


# what came in, and (version, text, counts from, superseded) of what is stored
VERSIONS = {
    "declared by the page": (
        [arrival("one"), arrival("two", modified="2026-03-20", fetched="2026-04-01T00:00:00Z")],
        [(1, "one", "2026-03-13", "2026-03-20"), (2, "two", "2026-03-20", None)],
    ),
    "published anew": (
        [arrival("one"), arrival("two", "2026-03-25", fetched="2026-04-01T00:00:00Z")],
        [(1, "one", "2026-03-13", "2026-03-25"), (2, "two", "2026-03-25", None)],
    ),
    "undeclared: from its first fetch": (
        [arrival("one"), arrival("two", fetched="2026-04-01T00:00:00Z")],
        [(1, "one", "2026-03-13", "2026-04-01"), (2, "two", "2026-04-01", None)],
    ),
    "an older one that comes late": (
        [arrival("two", modified="2026-03-20"), arrival("three", modified="2026-03-30"), arrival("one")],
        [
            (1, "one", "2026-03-13", "2026-03-20"),
            (2, "two", "2026-03-20", "2026-03-30"),
            (3, "three", "2026-03-30", None),
        ],
    ),
    "declared before it was published": (
        [arrival("one"), arrival("two", modified="2020-01-01", fetched="2026-04-01T00:00:00Z")],
        [(1, "two", "2026-03-13", "2026-03-14"), (2, "one", "2026-03-14", None)],
    ),
}


@pytest.mark.parametrize("case", VERSIONS)
def test_versions_follow_the_record_whatever_the_order_of_arrival(tmp_path: Path, case: str) -> None:
    came, expected = VERSIONS[case]
    for number, order in enumerate(itertools.permutations(came)):
        with open_to_write(tmp_path / f"{number}.db") as connection:
            save(connection, *order)
            assert versions(connection) == expected


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/", "//a.example/", ""])
def test_only_web_addresses_are_stored(connection: sqlite3.Connection, url: str) -> None:
    bad = Arrival(Article(url, "T", "x", Day(2026, 3, 13)), "2026-03-14T00:00:00Z")
    with pytest.raises(StoreError, match="not an http"):
        save(connection, bad)
    assert versions(connection) == []


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_stored_and_offsets_stay(text: str) -> None:
    clean = storable(text)
    assert len(clean) == len(text)
    assert clean == storable(clean)
    assert clean.encode().decode() == clean
    assert all(b in (a, "\ufffd") for a, b in zip(text, clean, strict=True))
    assert not set(clean) & {chr(n) for n in range(0x20)} - set("\t\n\r")


@given(st.text(st.characters(exclude_categories=())))
def test_a_line_for_the_terminal_holds_nothing_that_moves_or_hides(text: str) -> None:
    line = one_line(text)
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 or 0x202A <= ord(char) <= 0x202E for char in line)
    assert one_line(line) == line


def test_a_page_is_kept_once_and_byte_for_byte(connection: sqlite3.Connection) -> None:
    body = b"<html>\xff\x00 caf\xe9"
    page = RawPage("https://a.example/1", body, headers={"content-type": "text/html"})
    with writing(connection):
        first = write.save_page(connection, page, "2026-03-14T00:00:00Z")
        assert write.save_page(connection, page, "2026-03-15T00:00:00Z") == first
    (kept,) = connection.execute("SELECT body FROM pages").fetchone()
    assert zlib.decompress(kept) == body


def test_an_article_is_found_by_its_words_and_an_older_version_by_its_own(connection: sqlite3.Connection) -> None:
    save(connection, arrival("lithium in Chile"), arrival("cobalt in Zambia", modified="2026-03-20"))
    query = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
    assert [connection.execute(query, (word,)).fetchone()[0] for word in ("lithium", "cobalt", "title", "nickel")] == [
        1,
        1,
        2,
        0,
    ]


def test_what_waits_to_be_read_comes_with_all_its_versions(connection: sqlite3.Connection) -> None:
    save(connection, arrival("one"), arrival("two", modified="2026-03-20"))
    (group,) = read.queued(connection, 10)
    assert [(one.article.text, one.counts_from, one.superseded) for one in group] == [
        ("one", "2026-03-13", "2026-03-20"),
        ("two", "2026-03-20", None),
    ]


def test_the_same_trouble_at_the_same_place_is_one_row_that_counts(connection: sqlite3.Connection) -> None:
    with writing(connection):
        write.save_issues(
            connection, [Issue("a:1", "is bad"), Issue("a:1", "is bad"), Issue("a:2", "is bad")], "2026-03-14T00:00:00Z"
        )
    assert connection.execute("SELECT place, count FROM issues ORDER BY place").fetchall() == [("a:1", 2), ("a:2", 1)]
