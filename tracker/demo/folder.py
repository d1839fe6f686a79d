"""The folder into which the demonstration writes: made, checked, and never a place where somebody's own ledger lies."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from tracker.demo.press import Press
from tracker.errors import StoreError, TrackerError
from tracker.model import Day

DB = "demo.db"
CSV = "timelines.csv"
PICTURES = ("timeline.svg", "timeline.png")
NOTE = "Sample data"
PREFIX = "sample_"  # the keys of the sample's sources, which stand as the outlet in every row of every export

_README = """\
SAMPLE DATA. Everything in this folder was made by `tracker demo` from an invented press: its outlets, its people and their
words are made up, and nothing of it is news. Running `tracker demo` again replaces these files.
"""


@contextlib.contextmanager
def prepared(folder: Path) -> Iterator[Path]:
    """Make the folder, keep other demos out of it while the block runs, and give the path of a database yet to be made.

    Raises TrackerError where the folder cannot be written to, is in use, or holds a database that is no demo's.
    """
    from filelock import FileLock, Timeout

    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".demo-lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise TrackerError(
                str(folder), "another demo is at work here", "wait, or name another: --keep DIR"
            ) from error
        try:
            _make_room(folder)
            (folder / "README.txt").write_text(_README, encoding="utf-8")
            yield folder / DB
        finally:
            lock.release()


def write_sources(press: Press, originals: Path, base: str, target: Path) -> list[str]:
    """Copy the sample's source files with the loopback address in place of the invented hosts. Gives their keys."""
    target.mkdir(parents=True, exist_ok=True)
    keys = []
    for path in sorted(originals.glob(f"{PREFIX}*.toml")):
        text = path.read_text(encoding="utf-8")
        for outlet in press.outlets:
            text = text.replace(f"http://{outlet.host}", f"{base}/{outlet.folder}")
        (target / path.name).write_text(text, encoding="utf-8")
        keys.append(path.stem)
    return keys


def _make_room(folder: Path) -> None:
    """Take away what an earlier demo left; a file of the same name that no demo made stays, and is told."""
    db = folder / DB
    if db.exists() and not _of_a_demo(db):
        raise TrackerError(str(db), "is a database that no demo made", "name another folder: tracker demo --keep DIR")
    for name in (DB, f"{DB}-wal", f"{DB}-shm", f"{DB}.crawl-lock", CSV, *PICTURES):
        (folder / name).unlink(missing_ok=True)


def _of_a_demo(db: Path) -> bool:
    """Whether every article in the database came from the sample press."""
    from tracker.store import listing
    from tracker.store.connect import open_to_read

    try:
        with open_to_read(db) as connection:
            rows = listing.rows(connection, "articles", listing.Filters(Day.max))
            return all(str(row["source"]).startswith(PREFIX) for row in rows)
    except StoreError:
        return False


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TrackerError(
            str(error.filename or folder),
            (error.strerror or str(error)).lower(),
            "name a folder of yours: tracker demo --keep DIR",
        ) from error
