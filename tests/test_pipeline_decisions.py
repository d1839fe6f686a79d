"""What people ruled: kept, applied, undone, never lost by a rebuild; statements that they add stand beside those that were read."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from running import PLEDGE, SIGNED, jsonl, ledger, press, record, run

from tracker import pipeline
from tracker.ledger import Anchor, Decision, Verb, decision
from tracker.rulebook import load_rulebook
from tracker.store import read
from tracker.store.connect import open_to_write

NOW = "2026-11-01T00:00:00Z"
PROMISE = Anchor(record(1, "")["url"], PLEDGE.split("\n", 1)[0], "pledge")
UNSTORED = {
    "url": "https://gazette.example/2026/07/01",
    "quote": "The lithium agreement between Chile and Japan was signed today.",
    "published": "2026-07-01",
    "fetched": "2026-07-02",
    "day": "2026-07-01",
}
CONFIRM = decision("2026-10-01T00:00:00Z", "ana", "seen in the gazette", Verb.CONFIRM, pledge=PROMISE, values=UNSTORED)
STORED = record(2, SIGNED, "2026-07-14")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    assert run("ingest", jsonl(tmp_path / "a.jsonl", [record(1, PLEDGE)]), "--db", tmp_path / "t.db").status == 0
    return tmp_path / "t.db"


@pytest.fixture
def connection(db: Path) -> Iterator[sqlite3.Connection]:
    with open_to_write(db) as opened:
        yield opened


def rule(connection: sqlite3.Connection, *made: Decision) -> int:
    pipeline.save_decisions(connection, made)
    return pipeline.settle(connection, NOW)


def status(db: Path, day: str = "2026-08-01") -> list[Any]:
    return [(row["status"], row["resolved_on"], row["quote"]) for row in ledger(db, day)]


def test_a_confirmation_by_a_page_that_is_not_stored_is_traced_to_its_quote(
    db: Path, connection: sqlite3.Connection
) -> None:
    assert [row[0] for row in status(db)] == ["overdue"]
    rule(connection, CONFIRM)
    assert [row[:2] for row in status(db)] == [("confirmed", "2026-07-01")]
    (key,) = [row["pledge"] for row in ledger(db)]
    assert UNSTORED["quote"] in run("show", key, "--db", db).out
    assert list(pipeline.check(connection)) == []
    assert "1 article," in run("pledges", "--db", db).err, "a page that was only cited is no stored article"


def test_the_same_ruling_twice_is_one(db: Path, connection: sqlite3.Connection) -> None:
    assert rule(connection, CONFIRM) == 1
    before = list(connection.iterdump())
    assert rule(connection, CONFIRM) == 0
    assert list(connection.iterdump()) == before


def test_no_rebuild_undoes_a_ruling(db: Path, connection: sqlite3.Connection) -> None:
    rule(connection, CONFIRM)
    before = ledger(db)
    pipeline.rebuild(connection, load_rulebook(), NOW, tell=pytest.fail, today=dt.date(2026, 11, 1))
    assert ledger(db) == before
    assert list(pipeline.check(connection)) == []


def test_an_undone_ruling_leaves_nothing_behind(db: Path, connection: sqlite3.Connection) -> None:
    before = ledger(db)
    rule(connection, CONFIRM)
    rule(connection, decision("2026-10-02T00:00:00Z", "ben", "a hoax", Verb.UNDO, values={"decision": CONFIRM.id}))
    assert ledger(db) == before
    assert not connection.execute("SELECT count(*) FROM statements WHERE decided").fetchone()[0]
    assert {one.id for one in pipeline.decisions(connection)} > {CONFIRM.id}
    assert list(pipeline.check(connection)) == []


def test_the_cited_page_may_be_stored_later(db: Path, connection: sqlite3.Connection, tmp_path: Path) -> None:
    rule(connection, CONFIRM)
    page = record(3, f"Santiago. {UNSTORED['quote']} More follows.", "2026-07-01", url=UNSTORED["url"])
    ran = run("ingest", jsonl(tmp_path / "b.jsonl", [page]), "--db", db)
    assert "1 new article," in ran.err
    assert [row[0] for row in status(db) if row[0] != "announced"] == ["confirmed"]
    assert run("check", "--db", db).status == 0


def test_a_ruling_whose_target_is_not_there_is_told_and_waits_for_it(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    run("ingest", jsonl(tmp_path / "a.jsonl", [record(9, "The choir sang on Sunday.")]), "--db", db)
    with open_to_write(db) as connection:
        rule(connection, CONFIRM)
        assert "its target is gone" in connection.execute("SELECT what FROM issues").fetchone()[0]
    run("ingest", jsonl(tmp_path / "b.jsonl", [record(1, PLEDGE)]), "--db", db)
    assert [row[0] for row in status(db)] == ["confirmed"]


def test_what_was_ruled_later_was_not_known(db: Path, connection: sqlite3.Connection) -> None:
    with connection:
        connection.execute("UPDATE articles SET fetched = '2026-03-14T00:00:00Z'")
    rule(connection, CONFIRM)

    def known(day: str) -> list[str]:
        ran = run("pledges", "--as-of", "2026-08-01", "--known-at", day, "--format", "jsonl", "--db", db)
        return [row["status"] for row in ran.rows]

    assert known("2026-10-01") == ["confirmed"]
    assert known("2026-09-30") == ["overdue"]


RULINGS = {
    "confirm": [CONFIRM],
    "reject the promise": [decision("2026-10-01T00:00:00Z", "ana", "no promise", Verb.REJECT, statements=[PROMISE])],
    "close": [
        decision("2026-10-01T00:00:00Z", "ana", "moot", Verb.CLOSE, pledge=PROMISE, values={"day": "2026-06-01"})
    ],
    "dispute": [decision("2026-10-01T00:00:00Z", "ana", "", Verb.DISPUTE, pledge=PROMISE, values={"text": "not so"})],
    "correct the day": [
        decision("2026-10-01T00:00:00Z", "ana", "", Verb.SET, statements=[PROMISE], values={"due": "2026-12-31"})
    ],
    "take the signing away": [
        decision(
            "2026-10-01T00:00:00Z",
            "ana",
            "",
            Verb.REJECT_LINK,
            pledge=PROMISE,
            statements=[Anchor(STORED["url"], SIGNED)],
        )
    ],
}


@pytest.mark.parametrize("case", RULINGS)
def test_ruling_first_or_last_whole_or_in_part_gives_the_same_ledger(tmp_path: Path, case: str) -> None:
    file = jsonl(tmp_path / "a.jsonl", list(press()))
    dumps = []
    for name, order in (("first", (1, 0)), ("last", (0, 1))):
        db = tmp_path / f"{name}.db"
        for step in order:
            if step:
                with open_to_write(db) as connection:
                    rule(connection, *RULINGS[case])
            else:
                assert run("ingest", file, "--db", db).status == 0
        with open_to_write(db) as connection:
            assert list(pipeline.check(connection)) == []
            assert {one.id for one in pipeline.decisions(connection)} == {one.id for one in RULINGS[case]}
        dumps.append([ledger(db, day) for day in ("2026-06-15", "2026-09-01", "2027-02-01")])
    assert dumps[0] == dumps[1]
    with open_to_write(tmp_path / "last.db") as connection:
        assert read.fresh_decisions(connection) == set()
