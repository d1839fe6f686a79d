"""The ledger's tables: what has not changed is not written, ids stay good, a day's knowledge can be laid over them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from running import jsonl, press, run

from tracker import pipeline
from tracker.ledger import Ledger
from tracker.model import short_id
from tracker.store import ledger, listing, read
from tracker.store.connect import open_to_read, open_to_write, writing

NOW = "2026-11-01T00:00:00Z"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    assert run("ingest", jsonl(tmp_path / "a.jsonl", list(press())), "--db", tmp_path / "t.db").status == 0
    with open_to_write(tmp_path / "t.db") as opened:
        yield opened


def writes(connection: sqlite3.Connection, made: Ledger) -> tuple[int, int]:
    """(pledges written, rows changed) by storing a ledger."""
    before = connection.total_changes
    with writing(connection):
        number = ledger.save_ledger(connection, made.pledges, made.homes, made=NOW)
    return number, connection.total_changes - before


def test_an_unchanged_ledger_is_not_written_again(connection: sqlite3.Connection) -> None:
    assert writes(connection, pipeline.make_ledger(connection)) == (0, 0)


def test_only_the_pledge_that_changed_is_written(connection: sqlite3.Connection) -> None:
    made = pipeline.make_ledger(connection)
    first, *rest = made.pledges
    changed = replace(made, pledges=(replace(first, title="Another title"), *rest))
    assert writes(connection, changed)[0] == 1
    assert connection.execute("SELECT count(*) FROM pledges WHERE title = 'Another title'").fetchone()[0] == 1
    assert len(list(pipeline.check(connection))) == 1, "and the check sees it"
    assert writes(connection, made)[0] == 1
    assert list(pipeline.check(connection)) == []


def test_an_id_that_was_issued_leads_to_the_pledge_that_took_its_statement(connection: sqlite3.Connection) -> None:
    made = pipeline.make_ledger(connection)
    first, second, *rest = sorted(made.pledges, key=lambda pledge: pledge.id)
    merged = replace(second, evidence=(*second.evidence, *first.evidence))
    homes = {**made.homes, **{one.statement: second.id for one in first.evidence}}
    writes(connection, replace(made, pledges=(merged, *rest), homes=homes))
    assert read.resolve(connection, first.id) == second.id
    writes(connection, made)
    assert read.resolve(connection, first.id) == first.id


def test_an_id_that_leads_to_a_merged_one_follows_it(connection: sqlite3.Connection) -> None:
    made = pipeline.make_ledger(connection)
    first, second, *_ = sorted(made.pledges, key=lambda pledge: pledge.id)
    with writing(connection):
        connection.execute("INSERT INTO pledge_ids VALUES ('p-older', 's-nowhere', ?, '2025-01-01')", (first.id,))
    merged = replace(second, evidence=(*second.evidence, *first.evidence))
    homes = {**made.homes, **{one.statement: second.id for one in first.evidence}}
    writes(
        connection,
        replace(made, pledges=(merged, *(one for one in made.pledges if one not in (first, second))), homes=homes),
    )
    assert read.resolve(connection, "p-older") == second.id


def test_a_day_s_knowledge_hides_the_stored_ledger_from_one_connection_alone(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    day = dt.date(2030, 1, 1)
    with open_to_read(tmp_path / "t.db") as reading, open_to_read(tmp_path / "t.db") as other:
        pipeline.view_known_at(reading, dt.date(2020, 1, 1))
        assert list(listing.rows(reading, "pledges", listing.Filters(day))) == []
        assert list(listing.rows(other, "pledges", listing.Filters(day)))


def test_the_index_over_statements_is_that_of_the_statements(connection: sqlite3.Connection) -> None:
    before = connection.execute("SELECT * FROM ledger_keys").fetchall()
    assert before
    with writing(connection):
        connection.execute("UPDATE meta SET value = 'other rules' WHERE key = 'settled_with'")
    assert pipeline.settle(connection, NOW) == 0
    assert connection.execute("SELECT * FROM ledger_keys").fetchall() == before


FINDINGS = {
    "a quote that does not stand there": ("UPDATE statements SET start = start + 1", "does not stand at"),
    "a status that does not follow": ("UPDATE pledges SET content = 'x'", "differs when made anew"),
    "a pledge that went": ("DELETE FROM pledges", "is missing"),
    "spans with a hole": ("UPDATE spans SET until = '2026-03-14' WHERE until = '9999-12-31'", "its last span ends on"),
    "a pledge without status": ("DELETE FROM spans", "has no status on any day"),
    "an id that was not issued": ("DELETE FROM pledge_ids", "never noted as issued"),
    "an id that leads elsewhere": ("UPDATE pledge_ids SET pledge = 'p-x'", "does not lead to"),
    "an article without its text": ("DELETE FROM texts", "has no text"),
    "an article that is not indexed": ("DELETE FROM articles_fts_docsize", "full-text index"),
    "an article that nobody read": ("DELETE FROM readings", "neither read nor queued"),
    "an address that is none": ("UPDATE articles SET url = 'javascript:alert(1)'", "is no web address"),
    "evidence of nothing": ("UPDATE evidence SET statement = statement || 'x'", "points to a row"),
    "a page that was changed": (
        "INSERT INTO pages (url, fetched, status, sha256, body) VALUES ('https://a.example', '2026-01-01', 200, 'x', x'789c030000000001')",
        "not those that were fetched",
    ),
    "facts that are not settled": (
        "UPDATE meta SET value = value + 1 WHERE key = 'facts'",
        "older than the stored facts",
    ),
}


@pytest.mark.parametrize("case", FINDINGS)
def test_the_check_finds_what_is_wrong(connection: sqlite3.Connection, tmp_path: Path, case: str) -> None:
    assert run("check", "--db", tmp_path / "t.db").status == 0
    spoil, words = FINDINGS[case]
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(spoil)
    ran = run("check", "--db", tmp_path / "t.db")
    assert ran.status == 1
    assert words in ran.out
    assert "Traceback" not in ran.err


def test_statements_have_ids_of_letters_alone() -> None:
    assert short_id("s", "a", "b") == short_id("s", "a", "b") != short_id("s", "ab", "")
    assert short_id("s", "a").removeprefix("s-").isalpha()
