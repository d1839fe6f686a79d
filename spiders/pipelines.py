"""Item pipelines: a fetched page is read in a worker process, then kept with its article in one transaction.

One of the two modules of the crawler that see the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from spiders.article import Hints, PageArticle, is_pdf
from spiders.items import PageItem, Verdict, spider_of
from spiders.relevance import is_relevant
from spiders.signs import NotArticle
from spiders.state import Fate
from spiders.workers import Readers
from tracker.copies import agency_of
from tracker.errors import Issue
from tracker.model import Article, Day
from tracker.store import crawlstate, write
from tracker.store.connect import writing
from tracker.store.write import Arrival, Outcome, RawPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# these may be gone at the next look: a challenge, a page that broke on its way
_PASSING = frozenset({NotArticle.BLOCKED, NotArticle.CONSENT, NotArticle.UNREADABLE})
_KEPT_HEADERS = ("content-type", "etag", "last-modified")


class ReadPages:
    """Bytes to what the page says."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        limits = spider_of(crawler).limits
        self.readers = Readers(limits.workers, limits.read_seconds, limits.stall_seconds)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: PageItem) -> PageItem:
        found, file = item.found, item.source.file
        hints = Hints(
            title=found.title or None,
            published=found.published,
            published_from=found.published_from,
            day_first=file.day_first,
            language=found.language or file.language,
            asked=found.url,
        )
        item.page = await self.readers.read(
            item.body, item.url, item.content_type, Day.fromisoformat(item.fetched[:10]), hints
        )
        return item

    def close_spider(self) -> None:
        self.readers.close()


class SavePages:
    """Page, article, what was seen and what was odd: all of one page in one transaction, or nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: PageItem) -> PageItem:
        spider = spider_of(self.crawler)
        memory = spider.memory
        if item.page is None:
            raise TypeError(item.url)
        with writing(memory.connection):
            verdict = self._save(item, item.page)
            memory.remember(item.source, item.found, verdict.fate, marker=item.marker)
            crawlstate.save_validators(memory.connection, item.found.url, item.validators, item.fetched)
            memory.note(_issues(item, item.page, verdict))
        if not item.done.done():
            item.done.set_result(verdict)
        return item

    def _save(self, item: PageItem, page: PageArticle) -> Verdict:
        connection = spider_of(self.crawler).memory.connection
        words = tuple(item.source.file.relevance)
        if item.unsure and not is_relevant(words, f"{page.title}\n{page.text}"):
            return Verdict(Fate.IRRELEVANT)
        headers = {name: value for name, value in item.headers.items() if name in _KEPT_HEADERS}
        if page.page_starts:
            headers["x-page-starts"] = " ".join(map(str, page.page_starts))
        raw = RawPage(item.url, item.body, item.status, headers)
        if page.reason is not None or page.published is None or page.published_from is None:
            write.save_page(connection, raw, item.fetched, item.source.key)
            fate = Fate.RETRY if page.reason in _PASSING else Fate.PAGE
            return Verdict(fate, None, str(page.reason or NotArticle.UNDATED))
        url = page.url or item.url
        if url != item.found.url and crawlstate.article_at(connection, url):
            write.save_page(connection, raw, item.fetched, item.source.key)
            return Verdict(Fate.ARTICLE, Outcome.KNOWN)  # an AMP, print or tracking twin of what is stored
        country = (
            item.source.file.country
            if len(item.source.file.country) == 3 and item.source.file.country.isalpha()
            else None
        )
        article = Article(
            url=url,
            title=page.title,
            text=page.text,
            published=page.published,
            language=page.language,
            source=item.source.key,
            country=country,
            published_from=page.published_from,
        )
        arrival = Arrival(article, item.fetched, modified=page.modified, page=raw, origin=agency_of(page.text))
        return Verdict(Fate.ARTICLE, write.save_article(connection, arrival))


def _issues(item: PageItem, page: PageArticle, verdict: Verdict) -> list[Issue]:
    issues = [Issue(item.found.url, note, severity="warning") for note in page.notes]
    if verdict.reason:
        kind = "PDF" if is_pdf(item.body, item.content_type) else "page"
        issues.append(
            Issue(item.found.url, f"the {kind} is kept, but is no article: {verdict.reason}", severity="warning")
        )
    return issues
