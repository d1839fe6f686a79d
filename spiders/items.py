"""What the spider hands to the pipelines: one fetched page, and a place for their verdict."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from spiders.article import PageArticle
from spiders.found import Found
from spiders.state import Fate, Seek
from tracker.sources import Source
from tracker.store.crawlstate import Validators
from tracker.store.write import Outcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from spiders.press import PressSpider


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a page: its fate, whether its article was new or revised, and why it is none."""

    fate: Fate
    outcome: Outcome | None = None
    reason: str = ""


@dataclass(slots=True)
class PageItem:
    """One page as received. `url` is the address that answered, `found.url` the one that was asked for."""

    source: Source
    found: Found
    seek: Seek
    url: str
    status: int
    body: bytes
    content_type: str
    fetched: str
    validators: Validators
    done: asyncio.Future[Verdict]
    marker: str | None = None
    unsure: bool = False  # whether only the page itself can tell if it is relevant
    page: PageArticle | None = None
    headers: dict[str, str] = field(default_factory=dict)


def spider_of(crawler: Crawler) -> PressSpider:
    """The running spider, as what it is: Scrapy knows it as any spider, and as one that may not be there yet."""
    return cast("PressSpider", crawler.spider)
