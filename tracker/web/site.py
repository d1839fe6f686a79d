"""What all pages share: how the database is asked, how long a question may take, and what is remembered between requests."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

from tracker.errors import TrackerError
from tracker.store import connect

T = TypeVar("T")
Version = tuple[int, ...]

LONGEST_QUESTION = 8.0  # seconds; a page that takes longer says so and asks for a narrower question
_REMEMBERED = 256
_STEPS = 20_000  # virtual machine steps of SQLite between two looks at the clock, a few milliseconds


class TooSlow(TrackerError):  # noqa: N818 - the name says it
    """A question was stopped because it took too long."""


class Site:
    """One database as served: `today` tells the day that "now" means.

    Each question opens the file anew (half a millisecond), so that a restored or replaced database is seen at once.
    """

    def __init__(self, path: Path, today: Callable[[], dt.date]) -> None:
        self.path = path
        self.today = today
        self._memory: OrderedDict[Hashable, tuple[Version, Any]] = OrderedDict()  # Any: each question's own answer
        self._lock = threading.Lock()
        self._busy: dict[Hashable, threading.Lock] = {}

    async def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Put a question to the database in a thread, inside one read transaction.

        Raises StoreError where the database cannot be read, TooSlow where it takes too long.
        """
        return await asyncio.to_thread(self._ask, question)

    async def recall(self, key: Hashable, question: Callable[[sqlite3.Connection], T]) -> T:
        """The same, but an answer is kept until the database changes. `key` names the question with all its values."""
        return await asyncio.to_thread(self.recalled, key, lambda: self._ask(question))

    def recalled(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave for this key and this state of the database; asked at the same time, it is made once."""
        version = self.version()
        with self._lock:
            known = self._memory.get(key)
            if known and known[0] == version:
                self._memory.move_to_end(key)
                return known[1]  # type: ignore[no-any-return]  # put there under the same key
            busy = self._busy.setdefault(key, threading.Lock())
        with busy:
            with self._lock:
                known = self._memory.get(key)
            if known and known[0] == version:
                return known[1]  # type: ignore[no-any-return]
            try:
                made = make()
            finally:
                with self._lock:
                    self._busy.pop(key, None)
            with self._lock:
                self._memory[key] = (version, made)
                while len(self._memory) > _REMEMBERED:
                    self._memory.popitem(last=False)
        return made

    def version(self) -> Version:
        """Tells one state of the database from the next: what the file system says of the file and of its write-ahead log.

        An empty log counts as none: readers make one and take it away.
        """
        found: list[int] = []
        for path in (self.path, self.path.with_name(self.path.name + "-wal")):
            try:
                stat = path.stat()
            except OSError:
                stat = None
            found += (stat.st_ino, stat.st_mtime_ns, stat.st_size) if stat and stat.st_size else (0, 0, 0)
        return tuple(found)

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        with connect.open_to_read(self.path, busy_ms=2_000) as connection:
            give_up = time.monotonic() + LONGEST_QUESTION
            connection.set_progress_handler(lambda: time.monotonic() > give_up, _STEPS)
            connection.execute("BEGIN")
            try:
                return question(connection)
            except sqlite3.OperationalError as error:
                if str(error) == "interrupted":
                    raise TooSlow(
                        "this page", f"took longer than {LONGEST_QUESTION:.0f} seconds", "narrow the question"
                    ) from error
                raise
            finally:
                connection.set_progress_handler(None, 0)
                connection.rollback()
