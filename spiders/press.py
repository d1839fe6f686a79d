"""The spider: every source of a run is a task of its own; their pages come out of `start` as items."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any, Self

import scrapy
from scrapy import signals

from spiders.desk import Fetcher, FetchFailedError
from spiders.items import PageItem
from spiders.job import SourceJob
from spiders.probe import probe
from spiders.settings import stretched

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from spiders.hosts import HostBook
    from spiders.plan import Plan
    from spiders.state import Memory
    from tracker.sources import Source

_SOURCES_AT_ONCE = 48


class PressSpider(scrapy.Spider):
    """Crawls sources side by side, one request at a time within a host."""

    name = "press"

    def __init__(
        self,
        *,
        plan: Plan,
        sources: list[Source],
        memory: Memory,
        hosts: HostBook,
        told: Callable[[str, dict[str, Any]], None],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.plan, self.limits, self.sources, self.memory, self.hosts = plan, plan.limits, sources, memory, hosts
        self.sitemaps: dict[str, tuple[str, ...]] = {}
        self._told = told
        self._pages: asyncio.Queue[PageItem | None] = asyncio.Queue(maxsize=4)
        self._claimed: set[str] = set()
        self._ends = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.item_failed, signal=signals.item_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        run = asyncio.ensure_future(self._run())
        try:
            while (item := await self._pages.get()) is not None:
                yield item
            await run
        finally:
            run.cancel()

    async def _run(self) -> None:
        fetcher = Fetcher(self.crawler, self.hosts, self.memory, self.limits)
        self._ends = asyncio.get_running_loop().time() + self.limits.run_seconds
        turns = asyncio.Semaphore(_SOURCES_AT_ONCE)
        try:
            if self.plan.probe:
                await self._probe(fetcher)
            await asyncio.gather(*(self._crawl(source, fetcher, turns) for source in self.sources))
        finally:
            self._end_pages()

    async def _crawl(self, source: Source, fetcher: Fetcher, turns: asyncio.Semaphore) -> None:
        job = SourceJob(source, fetcher, self.memory, hand_over=self._pages.put, claimed=self._claimed, plan=self.plan)
        job.sitemaps = self._named_sitemaps
        try:
            async with asyncio.timeout_at(self._ends):
                async with turns:
                    end = await job.run()
        except TimeoutError:
            minutes = self.limits.run_seconds / 60
            end = job.cut_off(f"the time of the run ({minutes:.0f} minutes) was over; the rest is fetched next time")
        except Exception as error:  # noqa: BLE001 - one source that trips us must not end those beside it
            end = job.cut_off(f"came to grief ({type(error).__name__}: {error})")
        self._told(
            source.key,
            {"outcome": end.outcome, "words": end.message, "articles": end.articles, "revised": job.tally.versions},
        )

    def _end_pages(self) -> None:
        """Tell `start` that no page will follow; after a run that was cut off, those that wait are dropped for it."""
        while self._pages.full():
            self._pages.get_nowait()
        self._pages.put_nowait(None)

    async def _probe(self, fetcher: Fetcher) -> None:
        latest = self.memory.today + dt.timedelta(days=1)
        try:
            offer = await probe(self.plan.probe, fetcher, self._named_sitemaps, latest)
        except FetchFailedError as error:
            self._told("probe", {"outcome": "failed", "words": str(error)})
            return
        items = [[item.url, item.title, item.published.isoformat() if item.published else ""] for item in offer.items]
        values = {
            "kind": offer.kind,
            "address": offer.address,
            "title": offer.title,
            "language": offer.language,
            "items": items,
        }
        self._told("probe", {"outcome": "ok", "words": "", "offer": values})

    def _named_sitemaps(self, netloc: str) -> tuple[str, ...]:
        """The sitemaps that a host's robots file names."""
        return self.sitemaps.get(netloc, ())

    def slow_down(self, host: str, seconds: float) -> None:
        """Heed a Crawl-delay that is longer than the host's own delay."""
        if host in self.hosts.private or seconds <= self.hosts.floors.get(host, 0.0):
            return
        self.hosts.floors[host] = seconds
        engine: Any = self.crawler.engine
        slot = engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, stretched(seconds))

    def item_failed(self, item: PageItem, failure: Failure) -> None:
        """A pipeline raised: whoever waits for the page is told."""
        if not item.done.done():
            item.done.set_exception(failure.value or RuntimeError("a pipeline failed"))
