"""Sitemaps (news sitemaps, index files, gz) to found pages; and the finder that walks them without going round in circles."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from spiders.addresses import tidy_url
from spiders.dates import day_in_url, parse_day
from spiders.found import Found, Index, IndexFailedError
from spiders.titles import tidy
from tracker.model import Day, PublishedFrom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from spiders.found import Desk

_MOST_SITEMAPS = 60  # files of one run
_BIGGEST = 60_000_000  # bytes unpacked; the protocol allows 50 MB


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that an index file names."""

    url: str
    changed: Day | None


def parse_sitemap(body: bytes, *, latest: Day | None = None) -> tuple[Index, tuple[Child, ...]]:
    """Read one sitemap: its pages, and the sitemaps it names. A body that is none has a `problem`."""
    try:
        body = unpack(body)
    except ValueError as error:
        return Index(problem=str(error)), ()
    if b"<!ENTITY" in body[:200_000]:
        return Index(problem="declares XML entities (an entity bomb is made of them): not read"), ()
    if body.lstrip()[:4] == b"http":  # a plain list of addresses, one a line
        lines = body.decode("utf-8", "replace").split()
        return Index(
            tuple(
                Found(a, published=day_in_url(a, latest), published_from=PublishedFrom.URL)
                for line in lines
                if (a := tidy_url(line))
            )
        ), ()
    root = _root(body)
    if root is None:
        return Index(problem="is no XML"), ()
    name = _local(root)
    if name not in ("urlset", "sitemapindex"):
        return Index(problem=f"is no sitemap (its root is <{name}>)"), ()
    children = tuple(_children(root, latest)) if name == "sitemapindex" else ()
    return Index(tuple(_pages(root, latest)) if name == "urlset" else ()), children


def unpack(body: bytes) -> bytes:
    """The bytes of a .gz, others as they are. Raises ValueError where they are cut off or too many."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflater = zlib.decompressobj(wbits=31)
    try:
        whole = inflater.decompress(body, _BIGGEST)
    except zlib.error as error:
        raise ValueError(f"is broken gzip: {error}") from error
    if inflater.unconsumed_tail:
        raise ValueError(f"is larger than {_BIGGEST} bytes when unpacked: not read")
    if not inflater.eof:
        raise ValueError("is cut off (gzip without its end)")
    return whole


async def find(desk: Desk, address: str) -> None:
    """Hand over the pages of a sitemap, and of those that it names (each once, newest first), that are of this run's days."""
    queue, asked = [address], set[str]()
    while queue and not desk.full:
        url = queue.pop(0)
        if url in asked:
            continue
        if len(asked) >= _MOST_SITEMAPS:
            desk.note(f"names more than {_MOST_SITEMAPS} sitemaps; {len(queue)} were left out", place=address)
            return
        asked.add(url)
        answer = await desk.ask(url, conditional=desk.since is None)
        if answer.body is None:
            continue
        index, children = parse_sitemap(answer.body, latest=desk.latest)
        if index.problem:
            if url == address:
                raise IndexFailedError(f"{url} {index.problem}")
            desk.note(index.problem, place=url)
            continue
        wanted = [c for c in children if c.changed is None or c.changed >= desk.horizon]
        wanted.sort(key=lambda c: c.changed or Day.max, reverse=True)
        queue.extend(c.url for c in wanted if urlsplit(c.url).hostname in desk.source.hosts | {urlsplit(url).hostname})
        for item in index.items:
            day = item.published or day_in_url(item.url)
            if day is None or day >= desk.horizon:
                await desk.take(item)


def _root(body: bytes) -> _Element | None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(root: _Element, latest: Day | None) -> Iterator[Child]:
    for entry in root:
        texts = _texts(entry)
        address = tidy_url(texts.get("loc", ""))
        if address:
            yield Child(address, parse_day(texts.get("lastmod", ""), latest=latest))


def _pages(root: _Element, latest: Day | None) -> Iterator[Found]:
    for entry in root:
        texts = _texts(entry)
        address = tidy_url(texts.get("loc", ""))
        if not address:
            continue
        declared = parse_day(texts.get("publication_date", ""), latest=latest)
        changed = texts.get("lastmod", "")
        # lastmod tells that a page is young, never when it was published: many systems write the day of a relayout
        day, place = (declared, PublishedFrom.SITEMAP) if declared else (day_in_url(address, latest), PublishedFrom.URL)
        yield Found(
            address,
            tidy(texts.get("title", "")) or slug_words(address),
            "",
            day or None,
            place,
            changed or texts.get("publication_date", ""),
            texts.get("language", ""),
        )


def _texts(entry: _Element) -> dict[str, str]:
    """Local name -> text of an entry's descendants; of images' and videos' own fields nothing."""
    found: dict[str, str] = {}
    for element in entry.iter():
        space = element.tag.partition("}")[0] if isinstance(element.tag, str) else ""
        if element.text and "image" not in space and "video" not in space:
            found.setdefault(_local(element), element.text.strip())
    return found


def slug_words(url: str) -> str:
    """The words of an address's last part, where there are three or more; "" for an id."""
    last = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]).rpartition(".")[0] or unquote(
        urlsplit(url).path.rstrip("/").rpartition("/")[2]
    )
    words = [word for word in last.replace("_", "-").split("-") if word.isalpha() and len(word) > 1]
    return " ".join(words) if len(words) >= 3 else ""
