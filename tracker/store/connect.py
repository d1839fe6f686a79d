"""The one place that opens the database: for writing (WAL, BEGIN IMMEDIATE, migrations) and for reading (sqlite3 alone)."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from tracker.errors import StoreError
from tracker.store import migrations

BUSY_MS = 60_000
_HEADER = b"SQLite format 3\x00"
_COPY = "use the copy that `tracker backup` made, or another one"


@contextlib.contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction: BEGIN IMMEDIATE takes the write lock at once, so that two writers wait instead of failing.

    Inside another one it is part of that one.
    """
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


@contextlib.contextmanager
def trying(connection: sqlite3.Connection) -> Iterator[None]:
    """A write transaction that is undone at its end, whatever happens in it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.rollback()


@contextlib.contextmanager
def open_to_write(path: Path, *, busy_ms: int = BUSY_MS) -> Iterator[sqlite3.Connection]:
    """A connection that may write; the file is made where it is missing, and brought to the newest schema.

    Raises StoreError in words for whatever SQLite says while the connection is open.
    """
    with _explained(path):
        _refuse_unusable(path)
        if not path.parent.is_dir():
            raise StoreError(str(path), "its folder does not exist", f"make it: mkdir -p {path.parent}")
        connection = sqlite3.connect(path, timeout=busy_ms / 1000, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            _bring_up_to_date(connection, path, busy_ms)
            yield connection
        finally:
            connection.close()


@contextlib.contextmanager
def open_to_read(path: Path, *, busy_ms: int = BUSY_MS) -> Iterator[sqlite3.Connection]:
    """A read-only connection with rows by name. It never makes a database; raises StoreError in words."""
    with _explained(path):
        if not path.exists():
            raise StoreError(
                str(path),
                "there is no database here",
                "make one with `tracker ingest FILE` or `tracker crawl`, or name it with --db",
            )
        _refuse_unusable(path)
        connection = _connect_read_only(path, busy_ms)
        try:
            connection.row_factory = sqlite3.Row
            _check_schema(connection, path)
            yield connection
        finally:
            connection.close()


def verify(connection: sqlite3.Connection) -> list[str]:
    """What SQLite itself finds wrong in the file, in its words; empty when it is sound."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
    for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(20):
        found.append(f"a row of {table} ({rowid}) points to a row of {parent} that is not there")
    return found


def _connect_read_only(path: Path, busy_ms: int) -> sqlite3.Connection:
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=busy_ms / 1000, isolation_level=None)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        wal = path.with_name(path.name + "-wal")
        if wal.exists() and wal.stat().st_size:
            raise
        # a read-only folder has no room for the shared-memory file of WAL; nobody writes there, so the file stands still
        connection = sqlite3.connect(address + "&immutable=1", uri=True, isolation_level=None)
    return connection


def _refuse_unusable(path: Path) -> None:
    if path.is_dir():
        raise StoreError(str(path), "is a folder, not a database", "name a file with --db")
    if path.exists() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(len(_HEADER)) != _HEADER:
                raise StoreError(str(path), "is not a SQLite database", "name another file with --db")


def _check_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Raises StoreError unless the schema is exactly the one this program reads."""
    have = migrations.applied(connection)
    if have is None:
        raise StoreError(str(path), "holds no tracker's ledger", "name another file with --db")
    _refuse_newer(have, path)
    if len(have) < len(migrations.STEPS):
        raise StoreError(
            str(path), "has an older schema", "bring it up to date with `tracker rebuild` (a copy is kept)"
        )


def _refuse_newer(have: list[str], path: Path) -> None:
    unknown = [name for name in have if name not in {step.__name__ for step in migrations.STEPS}]
    if unknown:
        raise StoreError(
            str(path),
            f"was written by a newer version of tracker (schema {unknown[-1]!r})",
            "upgrade: pipx upgrade minerals-tracker",
        )


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, busy_ms: int) -> None:
    have = migrations.applied(connection)
    if have is None and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise StoreError(str(path), "is a SQLite database, but not a tracker's", "name another file with --db")
    if have is not None:
        _refuse_newer(have, path)
    if have is None:
        _use_wal(connection, busy_ms)
    if have is None or len(have) < len(migrations.STEPS):
        if have is not None:
            copy_to(connection, path.with_name(f"{path.name}.before-{migrations.STEPS[len(have)].__name__}"))
        with writing(connection):  # a second process that waited here finds nothing pending
            migrations.migrate(connection)


def _use_wal(connection: sqlite3.Connection, busy_ms: int) -> None:
    """Switch to the write-ahead log. SQLite does not wait for a busy file here, so this does."""
    give_up = time.monotonic() + busy_ms / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        else:
            return


def copy_to(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the database as of now through SQLite's online backup, verify the copy, and put it in place whole.

    Raises StoreError where the copy is not sound. A writer at work does not disturb it.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    copy = sqlite3.connect(part)
    try:
        connection.backup(copy, pages=10_000)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        problems = verify(copy)
    finally:
        copy.close()
    if problems:
        part.unlink(missing_ok=True)
        raise StoreError(str(target), f"the copy is not sound: {problems[0]}", "run `tracker check`")
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)


def restore_from(source: Path, path: Path) -> Path | None:
    """Put the sound copy `source` in the place of the database at `path`; give the name of the former one's copy.

    It goes through SQLite's backup into the database itself: whoever has it open sees the old or the new ledger, never a
    mixture. Raises StoreError where `source` is no sound tracker's database.
    """
    if path.exists() and source.exists() and path.samefile(source):
        raise StoreError(str(source), "is the database itself", "name the copy")
    with open_to_read(source) as copy:
        problems = verify(copy)
        if problems:
            raise StoreError(str(source), f"is not sound: {problems[0]}", "use another copy")
        former = _set_aside(path)
        with _explained(path):
            target = sqlite3.connect(path, timeout=BUSY_MS / 1000)
            try:
                copy.backup(target)
                _use_wal(target, BUSY_MS)
            finally:
                target.close()
    return former


def _set_aside(path: Path) -> Path | None:
    """Copy what is to be replaced; what cannot be copied because it is damaged is moved."""
    if not path.exists():
        return None
    former = path.with_name(f"{path.name}.before-restore")
    try:
        with open_to_read(path) as connection:
            copy_to(connection, former)
    except StoreError:
        for ending in ("", "-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.replace(former.with_name(former.name + ending))
    return former


_SAID = (  # (what SQLite says, what is wrong, what to do)
    ("database is locked", "another program holds the lock", "wait until it is done, then run this again"),
    ("readonly", "is read-only", "check the rights of the file and its folder, or name another file with --db"),
    ("unable to open", "cannot be opened", "check the path and the rights of its folder"),
    ("disk is full", "the disk is full", "make room, then run this again: nothing that was stored is lost"),
    ("malformed", "is damaged", _COPY),
    ("not a database", "is not a SQLite database", "name another file with --db"),
    ("disk i/o error", "the disk reports an error", "check the disk, then run `tracker check`"),
)


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say into a StoreError; a mistake of ours (a wrong query) stays what it is."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = str(error).lower()
        for words, what, todo in _SAID:
            if words in said:
                raise StoreError(str(path), what, todo) from error
        raise
    except OSError as error:  # one about another file, or a pipe that closed, is not the database's
        if error.filename is None or Path(error.filename) != path:
            raise
        raise StoreError(str(path), (error.strerror or str(error)).lower(), "check the path and its rights") from error
