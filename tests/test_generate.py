"""Made-up ledgers: the same seed gives the same rows, and each is a ledger as the store itself would hold it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from tracker.generate.fill import fill
from tracker.store import connect, listing

AS_OF = dt.date(2026, 11, 25)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "up.db"
    fill(path, 800, as_of=AS_OF)
    return path


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_the_same_seed_gives_the_same_rows_and_another_one_others(ledger: Path, tmp_path: Path) -> None:
    spans = "SELECT * FROM spans ORDER BY pledge, since"
    fill(tmp_path / "again.db", 800, as_of=AS_OF)
    fill(tmp_path / "other.db", 800, as_of=AS_OF, seed=2)
    assert query(ledger, spans) == query(tmp_path / "again.db", spans)
    assert query(ledger, spans) != query(tmp_path / "other.db", spans)


def test_every_status_occurs_and_the_file_is_sound(ledger: Path) -> None:
    with connect.open_to_read(ledger) as connection:
        assert connect.verify(connection) == []
        rows = list(listing.rows(connection, "pledges", listing.Filters(AS_OF)))
    assert len(rows) == 800
    assert {row["status"] for row in rows} == {"open", "overdue", "delayed", "confirmed", "cancelled", "announced"}


def test_each_quote_stands_at_its_place_in_its_article(ledger: Path) -> None:
    found = query(
        ledger,
        'SELECT t.quote, substr(x.text, t.start + 1, t."end" - t.start) FROM statements t JOIN texts x ON x.article = t.article',
    )
    assert len(found) > 800
    assert [quote for quote, there in found if quote != there] == []


def test_spans_follow_one_another_and_nothing_is_overdue_before_its_due_day(ledger: Path) -> None:
    assert (
        query(
            ledger,
            "SELECT 1 FROM spans a WHERE a.until <> '9999-12-31' AND NOT EXISTS (SELECT 1 FROM spans b WHERE b.pledge = a.pledge AND b.since = a.until)",
        )
        == []
    )
    assert query(ledger, "SELECT 1 FROM spans WHERE until <= since") == []
    assert query(ledger, "SELECT 1 FROM spans WHERE status = 'overdue' AND since <= due") == []
    assert (
        query(ledger, f"SELECT 1 FROM spans WHERE status = 'open' AND due < '{AS_OF}' AND until = '9999-12-31'") == []
    )


def test_the_full_text_index_finds_what_was_made_up(ledger: Path) -> None:
    with connect.open_to_read(ledger) as connection:
        assert list(listing.rows(connection, "pledges", listing.Filters(AS_OF, search="refinery", limit=1)))
