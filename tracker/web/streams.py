"""Long tables sent row by row: a thread reads and writes, the server sends what is there, and nothing piles up."""

from __future__ import annotations

import asyncio
import contextlib
import io
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import IO, cast

from tracker.store import connect

_CHUNK = 64 * 1024  # characters
_AHEAD = 8  # chunks that may wait for a slow reader
_AT_ONCE = 3  # long tables that are read at the same time; a further one waits for its turn
_turns = threading.BoundedSemaphore(_AT_ONCE)

Fill = Callable[[sqlite3.Connection, IO[str]], None]


class Gone(Exception):  # noqa: N818 - no error: the reader has left
    """Whoever asked for the table does not read any more."""


class _Pipe:
    """Chunks on their way from the thread that reads to the loop that sends."""

    def __init__(self) -> None:
        self.left = threading.Event()
        self.ready: asyncio.Queue[str | BaseException | None] = asyncio.Queue()
        self.room = threading.BoundedSemaphore(_AHEAD)
        self._loop = asyncio.get_running_loop()

    def put(self, item: str | BaseException | None) -> None:
        """Hand on a chunk, an error, or None for the end."""
        with contextlib.suppress(RuntimeError):  # the server has shut its loop: nobody waits for the rest
            self._loop.call_soon_threadsafe(self.ready.put_nowait, item)

    def send(self, chunk: str) -> None:
        """Hand on a chunk as soon as there is room. Raises Gone where nobody reads any more."""
        while not self.room.acquire(timeout=1):
            if self.left.is_set():
                raise Gone
        if self.left.is_set():
            raise Gone
        self.put(chunk)


async def stream(path: Path, fill: Fill) -> AsyncIterator[str]:
    """What `fill` writes, in chunks; it runs in a thread of its own with a read-only connection.

    Raises what `fill` raises. Where the reader leaves, `fill` is stopped at its next chunk.
    """
    pipe = _Pipe()
    threading.Thread(target=_work, args=(path, fill, pipe), name="table", daemon=True).start()
    try:
        while (item := await pipe.ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            pipe.room.release()
            yield item
    finally:
        pipe.left.set()


def _work(path: Path, fill: Fill, pipe: _Pipe) -> None:
    try:
        with _turns, connect.open_to_read(path) as connection:
            out = _Sender(pipe.send)
            fill(connection, cast("IO[str]", out))
            out.close()
        pipe.put(None)
    except Gone:
        pass
    except BaseException as error:  # noqa: BLE001 - raised again where the chunks are read
        pipe.put(error)


class _Sender:
    """A text stream for a writer: hands on what it was given whenever a chunk is full."""

    def __init__(self, send: Callable[[str], None]) -> None:
        self._send = send
        self._buffer = io.StringIO()

    def write(self, text: str) -> int:
        self._buffer.write(text)
        if self._buffer.tell() >= _CHUNK:
            self._flush()
        return len(text)

    def close(self) -> None:
        self._flush()

    def _flush(self) -> None:
        if self._buffer.tell():
            self._send(self._buffer.getvalue())
            self._buffer = io.StringIO()
