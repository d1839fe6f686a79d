"""Pages are read in processes of their own, with a hard limit of time and memory a page: never in the reactor's thread.

The slowest real page took the extractor three seconds, and there are reports of pages on which it never ends.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import threading
import time
from typing import TYPE_CHECKING

from spiders.article import Hints, PageArticle, read_page
from spiders.signs import NotArticle
from tracker.model import Day

if TYPE_CHECKING:
    from pebble import ProcessPool

_MEMORY = 2 * 1024**3  # bytes of address space a worker may have; a page of ten megabytes of tags needs one
_DEAD = "the reading processes do not answer; is the program still where it was?"
_TASKS = 5_000  # pages after which a worker is replaced: what a parser leaks does not add up


class Readers:
    """A pool of reading processes."""

    def __init__(self, workers: int, seconds: float, stall: float) -> None:
        self._workers, self._seconds, self._stall = workers, seconds, seconds + stall
        self._pool: ProcessPool | None = None
        self._heard = 0.0  # when a process was last heard of
        self._dead = False

    async def read(self, body: bytes, url: str, content_type: str, fetched: Day, hints: Hints) -> PageArticle:
        """Read one page. A page that takes too long or breaks its process has a reason, as any page that is no article."""
        from concurrent.futures import BrokenExecutor

        from pebble import ProcessExpired

        if self._dead:
            return _unread(url, hints, _DEAD)
        try:
            future = asyncio.wrap_future(
                self._started().schedule(_read, args=(body, url, content_type, fetched, hints), timeout=self._seconds)
            )
            return await self._answer(future, url, hints)
        except TimeoutError:
            return _unread(url, hints, f"reading it took longer than {self._seconds:g} seconds")
        except BrokenExecutor:  # none of the processes could be started
            self._dead = True
            return _unread(url, hints, _DEAD)
        except (ProcessExpired, MemoryError):
            return _unread(url, hints, "reading it broke the process or its memory limit")

    async def _answer(self, future: asyncio.Future[PageArticle], url: str, hints: Hints) -> PageArticle:
        """Wait for a page as long as any process answers. Processes that cannot start are replaced without an end, and no
        page's own limit begins: a program that was moved or deleted under a run must not hang it."""
        begun = time.monotonic()
        while not future.done():
            await asyncio.wait({future}, timeout=min(5.0, self._stall / 4))
            if not future.done() and time.monotonic() - max(begun, self._heard) > self._stall:
                self._dead = True
            if self._dead and not future.done():
                future.cancel()
                return _unread(url, hints, _DEAD)
        self._heard = time.monotonic()
        return future.result()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def _started(self) -> ProcessPool:
        if self._pool is None:
            from pebble import ProcessPool

            context = multiprocessing.get_context("spawn")  # a forked copy of a running reactor would share its sockets
            self._pool = ProcessPool(
                max_workers=self._workers,
                max_tasks=_TASKS,
                initializer=_prepare,
                initargs=(os.getpid(),),
                context=context,
            )
        return self._pool


def _unread(url: str, hints: Hints, note: str) -> PageArticle:
    return PageArticle(
        url, hints.title or "", "", None, None, hints.language or "und", NotArticle.UNREADABLE, notes=(note,)
    )


def _read(body: bytes, url: str, content_type: str, fetched: Day, hints: Hints) -> PageArticle:
    return read_page(body, url, content_type=content_type, fetched=fetched, hints=hints)


def _prepare(parent: int) -> None:
    """Load what reading needs (it is no page's fault that this takes seconds), bound the memory, and end with the crawl:
    a killed parent cannot end its children."""
    import htmldate  # noqa: F401
    import trafilatura  # noqa: F401

    gc.freeze()  # what was loaded is never garbage
    gc.set_threshold(50_000, 20, 20)  # a page's tree is a hundred thousand objects that die together

    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    except (ImportError, ValueError, OSError):  # no such limits on Windows
        pass
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
