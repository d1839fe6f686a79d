"""Killed in the middle, or two at once: the database stays sound, and running again gives the ledger of a quiet run."""

from __future__ import annotations

import random
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from running import PLEDGE, finish, jsonl, ledger, press, record, run, spawn

from tracker.store.connect import verify


def stories(number: int, first: int = 0) -> list[dict[str, Any]]:
    """Articles enough for several transactions; each promises something about a mineral of its own."""
    minerals = ("lithium", "cobalt", "nickel", "graphite", "tungsten", "antimony", "gallium", "germanium")
    promise = [PLEDGE.split("\n", 1)[0].replace("lithium", mineral) for mineral in minerals]
    rest = [
        " ".join(f"word{n}x{place}" for place in range(60)) for n in range(first, first + number)
    ]  # copies of nothing
    return [
        record(n, f"{promise[n % 8]}\n\n{rest[n - first]}.", f"2026-03-{1 + n % 28:02}")
        for n in range(first, first + number)
    ]


def state(db: Path) -> tuple[Any, ...]:
    """Articles, statements and the ledger, by content."""
    with sqlite3.connect(db) as connection:
        articles = connection.execute(
            "SELECT url, version, title, text FROM articles JOIN texts ON article = id ORDER BY url, version"
        )
        statements = connection.execute("SELECT id, start, counts_from, gone FROM statements ORDER BY id")
        evidence = connection.execute("SELECT statement, role, home FROM evidence ORDER BY statement, role")
        return articles.fetchall(), statements.fetchall(), evidence.fetchall(), ledger(db)


def kill_after(seconds: float, *command: object) -> bool:
    """Run a command and kill it; whether it was still at work."""
    process = spawn(*command)
    try:
        process.wait(timeout=seconds)
    except Exception:  # noqa: BLE001 - still at work
        process.kill()
        process.communicate()
        return True
    process.communicate()
    return False


def sound(db: Path) -> bool:
    if not db.exists():
        return True
    with sqlite3.connect(db) as connection:
        return verify(connection) == []


def killed_and_run_again(folder: Path, file: Path, moments: list[float]) -> None:
    quiet = folder / "quiet.db"
    begun = time.monotonic()
    assert finish(spawn("ingest", file, "--db", quiet)).status == 0
    took = time.monotonic() - begun
    expected = state(quiet)
    for number, moment in enumerate(moments):
        db = folder / f"{number}.db"
        for earlier in range(8):  # a run that was faster than the first one is over by then: its next try dies earlier
            db = folder / f"{number}-{earlier}.db"
            if kill_after(took * moment * 0.75**earlier, "ingest", file, "--db", db):
                break
        else:
            pytest.fail("no run was killed: the moments are too late")
        assert sound(db), f"killed after {took * moment:.2f} s"
        assert run("ingest", file, "--db", db).status == 0
        assert state(db) == expected, f"killed after {took * moment:.2f} s"
        assert run("check", "--db", db).status == 0


def test_an_ingest_that_was_killed_is_finished_by_the_next_one(tmp_path: Path) -> None:
    killed_and_run_again(tmp_path, jsonl(tmp_path / "a.jsonl", stories(250)), [0.7, 0.9])


@pytest.mark.slow
def test_an_ingest_killed_at_any_moment_is_finished_by_the_next_one(tmp_path: Path) -> None:
    chance = random.Random(20260914)
    killed_and_run_again(
        tmp_path, jsonl(tmp_path / "a.jsonl", stories(3000)), [0.2 + 0.8 * chance.random() for _ in range(30)]
    )


@pytest.mark.slow
def test_a_rebuild_killed_at_any_moment_leaves_the_old_ledger(tmp_path: Path) -> None:
    chance = random.Random(1)
    db = tmp_path / "t.db"
    run("ingest", jsonl(tmp_path / "a.jsonl", stories(2000)), "--db", db)
    expected = state(db)
    begun = time.monotonic()
    assert finish(spawn("rebuild", "--db", db)).status == 0
    took = time.monotonic() - begun
    for _ in range(10):
        kill_after(took * (0.3 + 0.7 * chance.random()), "rebuild", "--db", db)
        assert sound(db)
        assert state(db) == expected
    assert run("check", "--db", db).status == 0


def two_at_once(folder: Path, each: int, writers: int) -> None:
    db, quiet = folder / "t.db", folder / "quiet.db"
    files = [jsonl(folder / f"{n}.jsonl", stories(each, n * each) + list(press())) for n in range(writers)]
    ran = [finish(process) for process in [spawn("ingest", file, "--db", db) for file in files]]
    assert [(one.status, one.out) for one in ran] == [(0, "")] * writers, [one.err for one in ran]
    run("ingest", *files, "--db", quiet)
    assert state(db) == state(quiet)
    assert run("check", "--db", db).status == 0


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    two_at_once(tmp_path, 210, 2)


@pytest.mark.slow
def test_four_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    two_at_once(tmp_path, 1200, 4)


def test_a_rebuild_and_an_ingest_at_once_lose_nothing(tmp_path: Path) -> None:
    db, quiet = tmp_path / "t.db", tmp_path / "quiet.db"
    first, second = jsonl(tmp_path / "1.jsonl", stories(210)), jsonl(tmp_path / "2.jsonl", stories(210, 210))
    run("ingest", first, "--db", db)
    both = [spawn("rebuild", "--db", db), spawn("ingest", second, "--db", db)]
    assert [finish(process).status for process in both] == [0, 0]
    run("ingest", first, second, "--db", quiet)
    assert state(db) == state(quiet)
    assert run("check", "--db", db).status == 0
