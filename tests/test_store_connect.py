"""Opening the database: one clear line for whatever is wrong with it, migrations whole or not at all, copies that are sound."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import PLEDGE, jsonl, ledger, record, run

from tracker.errors import StoreError
from tracker.store import connect, migrations


def make(db: Path) -> Path:
    with connect.open_to_write(db):
        pass
    return db


def stored(db: Path, folder: Path) -> Path:
    assert run("ingest", jsonl(folder / "a.jsonl", [record(1, PLEDGE)]), "--db", db).status == 0
    return db


def newer(db: Path) -> None:
    make(db)
    with sqlite3.connect(db) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('tracker', 'ninth_life', '2031')"
        )


def foreign(db: Path) -> None:
    with sqlite3.connect(db) as connection:
        connection.execute("CREATE TABLE recipes (name)")


def damaged(db: Path) -> None:
    make(db)
    with sqlite3.connect(db) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    body = bytearray(db.read_bytes())
    body[4096:] = b"\x5a" * (len(body) - 4096)
    db.write_bytes(body)


def files(folder: Path) -> list[Path]:
    """What stands there, without the companions of a log that a reader needs."""
    return sorted(path for path in folder.iterdir() if path.suffix not in (".db-wal", ".db-shm"))


BAD: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "missing": (lambda _: None, "there is no database here", "tracker ingest"),
    "a folder": (Path.mkdir, "is a folder", "--db"),
    "not SQLite": (lambda db: db.write_text("a,b,c\n1,2,3\n"), "is not a SQLite database", "--db"),
    "empty": (Path.touch, "holds no tracker's ledger", "--db"),
    "another program's": (foreign, "holds no tracker's ledger", "--db"),
    "newer": (newer, "was written by a newer version", "upgrade"),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("command", ["pledges", "statements", "overdue", "check", "backup", "export"])
def test_a_reading_command_says_in_one_line_what_is_wrong_and_makes_nothing(
    tmp_path: Path, case: str, command: str
) -> None:
    spoil, what, todo = BAD[case]
    db = tmp_path / "t.db"
    spoil(db)
    before = files(tmp_path)
    more = {"backup": (tmp_path / "copy.db",), "export": ("timelines",)}.get(command, ())
    ran = run(command, *more, "--db", db)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert all(words in ran.err for words in (str(db), what, todo))
    assert files(tmp_path) == before


@pytest.mark.parametrize("case", ["a folder", "not SQLite", "another program's", "newer"])
def test_a_writing_command_leaves_what_is_not_its_own_alone(tmp_path: Path, case: str) -> None:
    spoil, _, _ = BAD[case]
    db = tmp_path / "t.db"
    spoil(db)
    before = db.read_bytes() if db.is_file() else None
    ran = run("ingest", jsonl(tmp_path / "a.jsonl", [record(1, PLEDGE)]), "--db", db)
    assert ran.status == 1
    assert ran.err.count("\n") == 1
    assert (db.read_bytes() if db.is_file() else None) == before


def test_a_damaged_file_is_told_and_not_trusted(tmp_path: Path) -> None:
    damaged(tmp_path / "t.db")
    ran = run("pledges", "--db", tmp_path / "t.db")
    assert ran.status == 1
    assert "is damaged" in ran.err
    assert "Traceback" not in ran.err


def test_an_empty_file_becomes_a_database_when_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "t.db").touch()
    assert ledger(stored(tmp_path / "t.db", tmp_path))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    ran = run("ingest", jsonl(tmp_path / "a.jsonl", [record(1, PLEDGE)]), "--db", tmp_path / "no" / "t.db")
    assert ran.status == 1
    assert "its folder does not exist" in ran.err


def test_a_database_that_another_program_holds_is_told_after_waiting(tmp_path: Path) -> None:
    db = make(tmp_path / "t.db")
    other = sqlite3.connect(db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program holds the lock"):  # noqa: SIM117 - the transaction raises, not the opening
        with connect.open_to_write(db, busy_ms=50) as connection, connect.writing(connection):
            pass
    other.execute("ROLLBACK")
    with connect.open_to_read(db) as reading:  # and readers never wait for a writer
        assert reading.execute("SELECT count(*) FROM articles").fetchone()[0] == 0


@contextlib.contextmanager
def without_rights() -> Iterator[None]:
    """As a user whose rights the system really checks: root may write what is read-only."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_read_only_database_can_be_read_and_says_so_when_it_is_to_be_written() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        db = stored(folder / "t.db", folder)
        before = ledger(db)
        more = jsonl(folder / "more.jsonl", [record(2, PLEDGE)])
        db.chmod(0o444)
        folder.chmod(0o555)
        try:
            with without_rights():
                read = ledger(db)
                wrote = run("ingest", more, "--db", db)
        finally:
            folder.chmod(0o755)
    assert read == before != []
    assert wrote.status == 1
    assert "read-only" in wrote.err
    assert wrote.err.count("\n") == 1


def test_a_write_transaction_is_whole_or_nothing(tmp_path: Path) -> None:
    with connect.open_to_write(tmp_path / "t.db") as connection:
        with contextlib.suppress(ZeroDivisionError), connect.writing(connection):
            connection.execute("INSERT INTO meta VALUES ('a', '1')")
            raise ZeroDivisionError
        with connect.trying(connection):
            connection.execute("INSERT INTO meta VALUES ('b', '1')")
        with connect.writing(connection), connect.writing(connection):
            connection.execute("INSERT INTO meta VALUES ('c', '1')")
        assert [key for (key,) in connection.execute("SELECT key FROM meta WHERE key IN ('a', 'b', 'c')")] == ["c"]


def test_a_failing_migration_leaves_the_old_schema_working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE articles ADD COLUMN mood TEXT")
        connection.execute("INSERT INTO nowhere VALUES (1)")

    db = stored(tmp_path / "t.db", tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "STEPS", (*migrations.STEPS, stumble))
        with pytest.raises(sqlite3.OperationalError, match="nowhere"), connect.open_to_write(db):
            pass
        with pytest.raises(StoreError, match="older schema"), connect.open_to_read(db):
            pass
    assert ledger(db)
    assert "mood" not in {row[1] for row in sqlite3.connect(db).execute("PRAGMA table_info(articles)")}


def test_a_copy_is_made_before_migrating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def add_mood(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE articles ADD COLUMN mood TEXT")

    db = stored(tmp_path / "t.db", tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "STEPS", (*migrations.STEPS, add_mood))
        with connect.open_to_write(db) as connection:
            assert migrations.applied(connection) == ["initial", "add_mood"]
    copy = tmp_path / "t.db.before-add_mood"
    assert ledger(copy)
    ran = run("pledges", "--db", db)
    assert (ran.status, "newer version" in ran.err) == (1, True)


def test_a_backup_holds_what_still_stands_in_the_log_and_can_be_restored(tmp_path: Path) -> None:
    db, copy = stored(tmp_path / "t.db", tmp_path), tmp_path / "copy.db"
    before = ledger(db)
    with connect.open_to_write(db) as busy, connect.writing(busy):  # a writer at work does not disturb it
        busy.execute("INSERT INTO meta VALUES ('half', 'done')")
        assert run("backup", copy, "--db", db).status == 0
        busy.execute("DELETE FROM meta WHERE key = 'half'")
    assert ledger(copy) == before
    assert sqlite3.connect(copy).execute("SELECT count(*) FROM meta WHERE key = 'half'").fetchone()[0] == 0
    run("ingest", jsonl(tmp_path / "b.jsonl", [record(2, PLEDGE.replace("lithium", "cobalt"))]), "--db", db)
    assert len(ledger(db)) > len(before)
    assert run("restore", copy, "--db", db).status == 0
    assert ledger(db) == before
    assert len(ledger(tmp_path / "t.db.before-restore")) > len(before)
    assert run("check", "--db", db).status == 0
    assert sqlite3.connect(db).execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_damaged_database_is_set_aside_when_a_copy_is_restored(tmp_path: Path) -> None:
    copy = stored(tmp_path / "copy.db", tmp_path)
    damaged(tmp_path / "t.db")
    assert run("restore", copy, "--db", tmp_path / "t.db").status == 0
    assert ledger(tmp_path / "t.db") == ledger(copy)
    assert (tmp_path / "t.db.before-restore").exists()


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_sound_copy_is_never_restored(tmp_path: Path, case: str) -> None:
    db, copy = stored(tmp_path / "t.db", tmp_path), tmp_path / "copy.db"
    before = ledger(db)
    BAD[case][0](copy)
    assert run("restore", copy, "--db", db).status == 1
    assert ledger(db) == before


def test_a_database_is_no_copy_of_itself(tmp_path: Path) -> None:
    db = stored(tmp_path / "t.db", tmp_path)
    assert run("backup", db, "--db", db).status == 1
    assert run("restore", db, "--db", db).status == 1
    assert ledger(db)
