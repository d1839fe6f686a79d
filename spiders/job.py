"""One source in one run: its finder lists pages, this decides which to fetch, hands them to the pipelines, and sums up."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from spiders import feed, gdelt, listing, sitemap, warc
from spiders.addresses import forbidden_host, site_of
from spiders.desk import Fetcher, FetchFailedError, header_of, validators_of
from spiders.found import Answer, Desk, Found, IndexFailedError, Tally
from spiders.items import PageItem, Verdict
from spiders.relevance import is_relevant
from spiders.state import Fate, Memory, Seek, iso
from spiders.summary import ended
from tracker.errors import Issue
from tracker.model import Day
from tracker.sources import Source
from tracker.store.crawlstate import CrawlEnd, Validators
from tracker.store.write import Outcome

if TYPE_CHECKING:
    from spiders.plan import Plan

FINDERS: dict[str, Callable[[Desk, str], Awaitable[None]]] = {
    "feed": feed.find,
    "sitemap": sitemap.find,
    "listing": listing.find,
    "gdelt": gdelt.find,
    "warc": warc.find,
}
_AT_ONCE = {"gdelt": 12}  # pages of one source in flight; its articles are on as many hosts
_USUALLY_AT_ONCE = 3  # one is fetched while another is read and a third is stored
_OVERLAP = dt.timedelta(days=3)  # an index is read a little further back than the last run
_FIRST_RUN = dt.timedelta(days=14)
_FIRST_GDELT = dt.timedelta(days=4)
_MORE_WHEN_BACK = 20  # times `max_pages` where a past day is asked for


class SourceJob:
    """The desk of one source (see found.Desk)."""

    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        memory: Memory,
        *,
        hand_over: Callable[[PageItem], Awaitable[None]],
        claimed: set[str],
        plan: Plan,
    ) -> None:
        self.source, self.since = source, plan.since
        self.latest = memory.today + dt.timedelta(days=1)
        self.tally = Tally()
        self.failures: list[FetchFailedError | IndexFailedError] = []
        self.moved: dict[str, str] = {}
        self.validators: dict[str, Validators] = {}
        self.answered = self.changed = 0
        self.gap: Day | None = None
        self.oldest: Day | None = None
        self.filled: Day | None = None
        self.sitemaps: Callable[[str], tuple[str, ...]] = lambda _: ()
        self._fetcher, self._memory, self._hand_over, self._claimed = fetcher, memory, hand_over, claimed
        self._most_pages = plan.most_pages
        self._hosts = set(source.hosts)
        self._queue: asyncio.Queue[tuple[Seek, Found, str | None, bool]] = asyncio.Queue(maxsize=8)
        self._relevance = tuple(source.file.relevance)
        self._last = memory.last_success(source)
        self._newest = memory.newest_item(source)  # before this run adds to it
        self._crawl = 0  # its row in the log, once it has begun
        self.horizon = self._horizon()

    def _horizon(self) -> Day:
        if self.since:
            return self.since
        if self._last:
            return (self._last - _OVERLAP).date()
        return self._memory.today - (_FIRST_GDELT if self.source.file.kind == "gdelt" else _FIRST_RUN)

    @property
    def full(self) -> bool:
        most = self._most_pages or self.source.file.max_pages * (_MORE_WHEN_BACK if self.since else 1)
        return self.tally.new + self.tally.revised >= most

    async def run(self) -> CrawlEnd:
        """Crawl the source. Nothing that a server or a page does is raised."""
        self._crawl = self._memory.begin(self.source)
        at_once = _AT_ONCE.get(self.source.file.kind, _USUALLY_AT_ONCE)
        workers = [asyncio.ensure_future(self._work()) for _ in range(at_once)]
        try:
            for address in self.source.file.addresses:
                await self._find(address)
            if self.source.file.kind != "warc":  # its pages are asked for of nobody
                for seek, found, marker in self._memory.left_over(self.source):
                    await self._put(seek, found, marker)
            await self._queue.join()
        finally:
            for worker in workers:
                worker.cancel()
        complete = not self.full and not self.failures
        end = ended(self)
        self._memory.finish(self.source, self._crawl, end, self.validators if complete else {}, self.filled)
        return end

    def cut_off(self, words: str) -> CrawlEnd:
        """Close a crawl that did not come to its end: what was stored stands, its indexes will be read anew."""
        self.failures.append(IndexFailedError(words))
        self.note(words)
        end = ended(self)
        self._memory.finish(self.source, self._crawl or self._memory.begin(self.source), end, {}, None)
        return end

    async def _find(self, address: str) -> None:
        try:
            await FINDERS[self.source.file.kind](self, address)
            await self._queue.join()
            if self.gap:
                await self._fill_gap(address, self.gap)
        except (IndexFailedError, FetchFailedError) as error:
            self.failures.append(error)
            self.note(str(error), place=address)

    async def _fill_gap(self, address: str, gap: Day) -> None:
        """Items passed through the feed unseen: the site's sitemaps may still list them."""
        usual = self.horizon
        named = (
            [self.source.file.sitemap] if self.source.file.sitemap else list(self.sitemaps(urlsplit(address).netloc))
        )
        before = self.tally.new
        for url in named[:5]:
            self.horizon = gap
            try:
                await sitemap.find(self, url)
            except (IndexFailedError, FetchFailedError) as error:
                self.note(str(error), place=url)
            finally:
                self.horizon = usual
        await self._queue.join()
        if self.tally.new > before:
            self.filled, self.gap = gap, None

    async def ask(self, url: str, *, conditional: bool = True) -> Answer:
        """See found.Desk."""
        known = self._memory.validators(url) if conditional else None
        response = await self._fetcher.fetch(url, known)
        self.answered += 1
        if 301 in response.meta.get("redirect_reasons", []) or 308 in response.meta.get("redirect_reasons", []):
            self.moved[url] = response.url
        if response.status == 304:
            return Answer(url, None)
        self.changed += 1
        self.validators[url] = validators_of(response)
        return Answer(response.url, response.body, header_of(response, "Content-Type"))

    async def take(self, found: Found) -> bool:
        """See found.Desk."""
        self.tally.items += 1
        host = urlsplit(found.url).hostname or ""
        if self.source.file.kind != "gdelt" and not self._ours(host):
            self.tally.foreign += 1
            return False
        seek = self._memory.seek(self.source, found)
        if found.url in self._claimed:
            return seek is Seek.NEW
        if seek is Seek.KNOWN:
            return False
        words = f"{found.title}\n{found.summary}"
        if not is_relevant(self._relevance, words) and words.strip():
            self.tally.irrelevant += 1
            self._memory.remember(self.source, found, Fate.IRRELEVANT)
            return seek is Seek.NEW
        if self.full and seek in (Seek.NEW, Seek.REVISED):
            return seek is Seek.NEW
        self.tally.new += seek is Seek.NEW
        self.tally.revised += seek is Seek.REVISED
        await self._put(seek, found, None, unsure=not words.strip())
        return seek is Seek.NEW

    def _ours(self, host: str) -> bool:
        return any(site_of(host) == site_of(own) for own in self._hosts)

    async def _put(self, seek: Seek, found: Found, marker: str | None, *, unsure: bool = False) -> None:
        if found.url not in self._claimed:
            self._claimed.add(found.url)
            await self._queue.put((seek, found, marker, unsure))

    def speak_for(self, hosts: frozenset[str]) -> None:
        """See found.Desk."""
        self._hosts.update(host for host in hosts if host in self.source.hosts or forbidden_host(host) is None)

    def saw_all(self, items: tuple[Found, ...], new: list[bool]) -> None:
        """See found.Desk."""
        days = [item.published for item in items if item.published]
        if days:
            self.oldest = min(days) if self.oldest is None else min(self.oldest, *days)
        if items and all(new) and self._last is not None and self._newest is not None and self.since is None:
            self.gap = self._newest

    def note(self, words: str, *, place: str = "") -> None:
        """See found.Desk."""
        self._memory.note([Issue(place or self.source.key, words, severity="warning")])

    async def _work(self) -> None:
        while True:
            seek, found, marker, unsure = await self._queue.get()
            try:
                self._count(await self._get(seek, found, marker, unsure=unsure))
            except Exception as error:  # noqa: BLE001 - one page that trips us must not end the worker, and the run with it
                self.tally.failed += 1
                self.note(f"could not be stored ({type(error).__name__}: {error})", place=found.url)
            finally:
                self._queue.task_done()

    async def _get(self, seek: Seek, found: Found, marker: str | None, *, unsure: bool) -> Verdict:
        """Fetch one page and have it stored."""
        known = None if seek in (Seek.NEW, Seek.RETRY) else self._memory.validators(found.url)
        try:
            response = await self._fetcher.fetch(found.url, known)
        except FetchFailedError as error:
            return self._missed(found, error, marker)
        if response.status == 304:
            self._memory.remember(self.source, found, Fate.ARTICLE, marker=marker)
            return Verdict(Fate.ARTICLE, Outcome.KNOWN)
        answer = Answer(response.url, response.body, header_of(response, "Content-Type"))
        return await self._store(
            seek, found, answer, self._memory.now, validators_of(response), marker=marker, unsure=unsure
        )

    async def _store(
        self,
        seek: Seek,
        found: Found,
        answer: Answer,
        fetched: str,
        validators: Validators,
        *,
        marker: str | None,
        unsure: bool,
    ) -> Verdict:
        """Hand a page to the pipelines, and wait for what becomes of it."""
        self.tally.fetched += 1
        done: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        item = PageItem(
            source=self.source,
            found=found,
            seek=seek,
            url=answer.url,
            status=200,
            body=answer.body or b"",
            content_type=answer.content_type,
            fetched=fetched,
            validators=validators,
            done=done,
            marker=marker,
            unsure=unsure,
        )
        await self._hand_over(item)
        return await done

    def opens(self, place: str, marker: str) -> bool:
        """See found.Desk."""
        self.answered += 1
        if self.since is None:
            if self._memory.validators(place) == Validators(marker, None):
                return False
            self.validators[place] = Validators(marker, None)
        self.changed += 1
        return True

    async def give(self, found: Found, answer: Answer, fetched: dt.datetime) -> None:
        """See found.Desk."""
        self.tally.items += 1
        seek = self._memory.seek(self.source, found)
        if found.url in self._claimed or seek not in (Seek.NEW, Seek.REVISED):
            return
        self.tally.new += seek is Seek.NEW
        self.tally.revised += seek is Seek.REVISED
        self._claimed.add(found.url)
        self._count(
            await self._store(seek, found, answer, iso(fetched), Validators(None, None), marker=None, unsure=True)
        )

    def _missed(self, found: Found, error: FetchFailedError, marker: str | None) -> Verdict:
        fate = Fate.GONE if error.gone else Fate.RETRY if error.again else Fate.GIVEN_UP
        if not error.refused or error.again:
            self._memory.remember(self.source, found, fate, marker=marker)
        self.note(str(error), place=found.url)
        return Verdict(fate, None, str(error))

    def _count(self, verdict: Verdict) -> None:
        if verdict.fate is Fate.ARTICLE:
            self.tally.articles += verdict.outcome is Outcome.NEW
            self.tally.versions += verdict.outcome is Outcome.REVISED
            self.tally.unchanged += verdict.outcome is Outcome.KNOWN
        elif verdict.fate is Fate.PAGE:
            self.tally.kept_as_pages += 1
            self.tally.reasons[verdict.reason] = self.tally.reasons.get(verdict.reason, 0) + 1
        elif verdict.fate is Fate.IRRELEVANT:
            self.tally.irrelevant += 1
        else:
            self.tally.failed += 1
