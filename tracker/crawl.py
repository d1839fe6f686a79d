"""A crawl as its caller sees it: one subprocess a run, whose events are handed on as they come.

A crash, a leak or a hung page stays in that process; its memory comes back when it ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from tracker.errors import TrackerError

if TYPE_CHECKING:
    from spiders.plan import Plan

_LOCKED, _BROKEN = 3, 4
_WORDS_KEPT = 4_000  # characters of a crashed process's last words


class CrawlError(TrackerError):
    """The run itself failed, not a source of it."""


class CrawlBusyError(CrawlError):
    """Another run is at work on the same database."""


@dataclass(frozen=True, slots=True)
class SourceEnd:
    """How one source's crawl ended; `outcome` is ok, unchanged, failed or refused."""

    key: str
    outcome: str
    words: str
    articles: int
    revised: int

    @property
    def good(self) -> bool:
        return self.outcome in ("ok", "unchanged")


@dataclass(slots=True)
class Run:
    """What a run did: the sources that were due, and how each ended."""

    asked: tuple[str, ...] = ()
    ends: list[SourceEnd] = field(default_factory=list)
    offer: dict[str, Any] | None = None  # what a probed address offers
    refusal: str = ""  # why it offers nothing
    logged: str = ""  # what the crawling process wrote to its standard error: nothing, where all is well

    @property
    def failed(self) -> bool:
        """Whether a source failed, or was not brought to its end."""
        return len(self.ends) < len(self.asked) or not all(end.good for end in self.ends)


def crawl(plan: Plan, tell: Callable[[Run, SourceEnd | None], None]) -> Run:
    """Run a plan in a process of its own; `tell` hears when it begins (None) and of each source that is done.

    Raises CrawlBusyError where another run is at work, CrawlError where the process came to grief.
    """
    run = Run()
    with _process(plan) as (process, errors):
        for event in _events(process):
            if event["event"] == "begin":
                run.asked = tuple(event["sources"])
                tell(run, None)
            elif event["event"] == "source" and event["key"] == "probe":
                run.offer, run.refusal = event.get("offer"), event["words"]
            elif event["event"] == "source":
                end = SourceEnd(event["key"], event["outcome"], event["words"], event["articles"], event["revised"])
                run.ends.append(end)
                tell(run, end)
            elif event["event"] == "error":
                raise CrawlError("", event["words"])
        status = process.wait()
        errors.seek(0)
        run.logged = errors.read()[-_WORDS_KEPT:].strip()
        if status == _LOCKED:
            raise CrawlBusyError(str(plan.db), "is being crawled by another run", "wait until that is done")
        if status not in (0, 1):
            last = run.logged.splitlines()[-1] if run.logged else f"exit status {status}"
            raise CrawlError(
                "crawl", f"the crawling process ended before its work: {last}", "run it again: what was stored is kept"
            )
    return run


@contextmanager
def _process(plan: Plan) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    import tempfile

    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "spiders.run"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        )
        try:
            assert process.stdin is not None  # noqa: S101 - it was asked for
            process.stdin.write(plan.to_json() + "\n")
            process.stdin.flush()  # it stays open: its end tells the process that we are gone
            yield process, errors
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """Close the input, which asks the process to stop, and wait for it; end it where it does not."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _events(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    for line in process.stdout:
        try:
            event = json.loads(line)
        except ValueError:
            continue  # a library printed something
        if isinstance(event, dict) and "event" in event:
            yield event
