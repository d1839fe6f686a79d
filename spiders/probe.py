"""What an address offers to a crawler: its feed, news sitemap or listing, with the first items as read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from spiders.addresses import tidy_url
from spiders.declared import read_declared
from spiders.desk import Fetcher, FetchFailedError
from spiders.feed import parse_feed
from spiders.found import Found, Index
from spiders.language import find_language
from spiders.listing import parse_listing
from spiders.markup import decode, parse
from spiders.sitemap import parse_sitemap
from spiders.titles import tidy
from tracker.model import Day
from tracker.sources import Selectors

if TYPE_CHECKING:
    from scrapy.http import Response

_USUAL = ("/feed", "/rss.xml", "/feed.xml", "/rss", "/atom.xml", "/index.xml", "/news-sitemap.xml", "/sitemap-news.xml")
_FEEDS = ("rss", "atom", "feed+json", "rdf")
_MOST_SITEMAPS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A source that an address offers: kind, address, its site's title and language, and what it lists."""

    kind: str
    address: str
    title: str
    language: str
    items: tuple[Found, ...]


async def probe(url: str, fetcher: Fetcher, sitemaps: Callable[[str], tuple[str, ...]], latest: Day) -> Offer:
    """The best offer of an address: a feed before a news sitemap before a listing. Raises FetchFailedError with the reason."""
    response = await fetcher.fetch(url)
    direct = _as_index(response, latest)
    title, language = _named(response)
    if direct:
        return Offer(direct[0], url, title, language, direct[1].items)
    for address in _declared_feeds(response):
        found = await _try(address, fetcher, latest)
        if found:
            return Offer(found[0], address, title, language, found[1].items)
    named = [urljoin(url, path) for path in _USUAL] + list(sitemaps(urlsplit(url).netloc))[:_MOST_SITEMAPS]
    for address in named:
        found = await _try(address, fetcher, latest)
        if found:
            return Offer(found[0], address, title, language, found[1].items)
    listed = parse_listing(response.body, response.url, Selectors(), content_type=_kind(response), latest=latest)
    if len(listed.items) >= 3:
        return Offer("listing", url, title, language, listed.items)
    raise FetchFailedError(f"{url} offers no feed, no sitemap and no list of articles that could be read")


def _as_index(response: Response, latest: Day) -> tuple[str, Index] | None:
    feed = parse_feed(response.body, response.url, content_type=_kind(response), latest=latest)
    if feed.items:
        return "feed", feed
    sitemap, children = parse_sitemap(response.body, latest=latest)
    if sitemap.items:
        return "sitemap", sitemap
    if children:
        return "sitemap", Index(tuple(Found(child.url, published=child.changed) for child in children))
    return None


async def _try(address: str, fetcher: Fetcher, latest: Day) -> tuple[str, Index] | None:
    try:
        return _as_index(await fetcher.fetch(address), latest)
    except FetchFailedError:
        return None


def _declared_feeds(response: Response) -> Iterator[str]:
    tree = parse(decode(response.body, _kind(response)))
    if tree is None:
        return
    for link in tree.iter("link", "a"):
        if "alternate" in (link.get("rel") or "").lower() and any(
            kind in (link.get("type") or "").lower() for kind in _FEEDS
        ):
            address = tidy_url(urljoin(response.url, link.get("href") or ""))
            if address:
                yield address


def _named(response: Response) -> tuple[str, str]:
    """The title and language of a site's page, or of a feed."""
    tree = parse(decode(response.body, _kind(response)))
    host = urlsplit(response.url).hostname or ""
    if tree is None:
        return host, "en"
    declared = read_declared(tree, response.url)
    names = [name for name in declared.outlet_names if name not in (host, host.removeprefix("www."))]
    title = next((tidy(t.text_content()) for t in tree.iter("title")), "")
    language = find_language(" ".join(tree.itertext())[:4_000], declared.languages)
    return (
        names[0] if names and names[0] not in host.split(".") else title
    ) or host, language if language != "und" else "en"


def _kind(response: Response) -> str:
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else ""
