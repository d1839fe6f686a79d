"""The crawl's memory: whether a page is new, revised, due for another look or known; and what to write down when it is done.

One of the two modules of the crawler that see the store; it is handed a clock.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from spiders.found import Found
from tracker.errors import Issue
from tracker.model import Day
from tracker.sources import Source
from tracker.store import crawlstate, write
from tracker.store.connect import writing
from tracker.store.crawlstate import CrawlEnd, Seen, Validators

Clock = Callable[[], dt.datetime]

# An article is looked at again this many days after it was first read, whatever its index says, then never: outlets mend
# and rewrite in the first days. The n-th number belongs to the n-th reading.
RECHECK_DAYS = (1, 3, 10)
NO_RECHECK_AFTER = 14  # days: what was already older when it was found is not expected to change
MOST_RECHECKS = 40  # a run and source
TRIES = 5  # runs in which a page that failed is asked for, before it is given up


class Seek(StrEnum):
    """What to do with a page that an index lists."""

    NEW = "new"
    REVISED = "revised"
    RECHECK = "recheck"
    RETRY = "retry"
    KNOWN = "known"


class Fate(StrEnum):
    """What became of an address; the value stands in the table `seen`."""

    ARTICLE = "article"
    PAGE = "page"  # kept as a page, not as an article
    IRRELEVANT = "irrelevant"
    GONE = "gone"
    RETRY = "retry"
    GIVEN_UP = "given-up"


def iso(moment: dt.datetime) -> str:
    """An instant as the store writes it: UTC, whole seconds."""
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


class Memory:
    """The store as the crawl sees it, with the clock that was handed in."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        self.connection, self.clock = connection, clock

    @property
    def now(self) -> str:
        return iso(self.clock())

    @property
    def today(self) -> Day:
        return self.clock().astimezone(dt.UTC).date()

    def is_due(self, source: Source) -> bool:
        """Whether the source's interval has passed since its last crawl began. A missed time counts once."""
        last = crawlstate.last_start(self.connection, source.key)
        if last is None:
            return True
        # an interval of six hours on a timer of ten minutes must not drift to 6:10: two minutes early are on time
        wait = dt.timedelta(hours=source.file.interval_hours) - dt.timedelta(minutes=2)
        return dt.datetime.fromisoformat(last) + wait <= self.clock()

    def begin(self, source: Source) -> int:
        with writing(self.connection):
            crawlstate.save_coverage(
                self.connection, source.key, source.file.covers_parties, source.file.covers_minerals
            )
            return crawlstate.begin_crawl(self.connection, source.key, self.now)

    def finish(
        self, source: Source, crawl: int, end: CrawlEnd, validators: dict[str, Validators], filled: Day | None
    ) -> None:
        """Close the source's crawl. Validators are kept only now: a run that was killed must find its index anew."""
        with writing(self.connection):
            for url, pair in validators.items():
                crawlstate.save_validators(self.connection, url, pair, self.now)
            if filled:
                crawlstate.fill_gaps(self.connection, source.key, filled.isoformat())
            crawlstate.finish_crawl(self.connection, crawl, self.now, end)

    def last_success(self, source: Source) -> dt.datetime | None:
        found = crawlstate.last_success(self.connection, source.key)
        return dt.datetime.fromisoformat(found) if found else None

    def newest_item(self, source: Source) -> Day | None:
        found = crawlstate.newest_item(self.connection, source.key)
        return Day.fromisoformat(found) if found else None

    def validators(self, url: str) -> Validators | None:
        return crawlstate.load_validators(self.connection, url)

    def seek(self, source: Source, found: Found) -> Seek:
        """What to do with a page that an index of `source` lists."""
        seen = crawlstate.load_seen(self.connection, found.url)
        if seen is None:
            return Seek.NEW
        if seen.outcome == Fate.RETRY:
            return Seek.RETRY
        if seen.outcome in (Fate.GONE, Fate.GIVEN_UP):
            return Seek.KNOWN
        # each index has words of its own for one page: only those of the source that found it tell that it has changed
        if seen.source == source.key and seen.marker and seen.marker != found.marker:
            return Seek.REVISED
        return Seek.RECHECK if self._recheck_due(seen) else Seek.KNOWN

    def left_over(self, source: Source) -> list[tuple[Seek, Found, str]]:
        """Pages that no index may list any more: those that failed, and articles that are due for another look.

        Each with the marker it had, so that it is kept.
        """
        retry = crawlstate.seen_of(self.connection, source.key, Fate.RETRY, most=source.file.max_pages)
        again = crawlstate.seen_of(self.connection, source.key, Fate.ARTICLE, most=5_000, checks=len(RECHECK_DAYS))
        due = [seen for seen in again if self._recheck_due(seen)][:MOST_RECHECKS]
        return [(Seek.RETRY, Found(s.url), s.marker) for s in retry] + [
            (Seek.RECHECK, Found(s.url), s.marker) for s in due
        ]

    def _recheck_due(self, seen: Seen) -> bool:
        if seen.outcome != Fate.ARTICLE or seen.checks > len(RECHECK_DAYS):
            return False
        due = dt.datetime.fromisoformat(seen.first) + dt.timedelta(days=RECHECK_DAYS[seen.checks - 1])
        return due <= self.clock()

    def remember(self, source: Source, found: Found, fate: Fate, *, marker: str | None = None) -> None:
        """Write down what became of an address (inside the caller's transaction or one of its own)."""
        with writing(self.connection):
            old = crawlstate.load_seen(self.connection, found.url)
            checks = 1 if old is None else old.checks + 1
            if fate is Fate.RETRY and checks >= TRIES:
                fate = Fate.GIVEN_UP
            if fate is Fate.ARTICLE and old is not None and old.outcome == Fate.RETRY:
                checks = 1
            aged = found.published is not None and (self.today - found.published).days > NO_RECHECK_AFTER
            if fate is Fate.ARTICLE and aged:
                checks = len(RECHECK_DAYS) + 1
            kept = found.marker if marker is None else marker
            seen = Seen(found.url, source.key, self.now, self.now, kept, checks, fate)
            crawlstate.save_seen(self.connection, seen if old is None else replace(seen, first=old.first))

    def known(self, url: str) -> bool:
        """Whether the address was met before."""
        return crawlstate.load_seen(self.connection, url) is not None

    def note(self, issues: list[Issue]) -> None:
        if issues:
            with writing(self.connection):
                write.save_issues(self.connection, issues, self.now)

    def closed_hosts(self) -> dict[str, tuple[str, str]]:
        return crawlstate.closed_hosts(self.connection, self.now)

    def close_host(self, host: str, seconds: float, why: str) -> str:
        """Leave a host alone for `seconds`; gives the instant until which."""
        until = iso(self.clock() + dt.timedelta(seconds=seconds))
        with writing(self.connection):
            crawlstate.close_host(self.connection, host, until, why)
        return until
