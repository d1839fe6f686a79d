"""Feeds (RSS, Atom, RDF, JSON Feed) to found pages; and the finder that walks a source's feeds and, when asked, their archives."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from spiders.addresses import tidy_url
from spiders.dates import parse_day
from spiders.found import Found, Index, IndexFailedError
from spiders.markup import decode, strip_tags
from spiders.titles import tidy
from tracker.model import Day

if TYPE_CHECKING:
    from spiders.found import Desk

_MOST_PAGES = 100  # of one feed's archive
_SUMMARY = 2_000  # characters kept for the relevance test


def parse_feed(
    body: bytes, url: str, *, content_type: str = "", day_first: bool | None = None, latest: Day | None = None
) -> Index:
    """Read one feed. A body that is no feed has a `problem`; slips of single items are notes.

    Days are those that the feed writes, in its own time zone; one after `latest` is not believed.
    """
    if b"<!ENTITY" in body[:200_000]:
        return Index(problem="declares XML entities (an entity bomb is made of them): not read")
    if body.lstrip()[:1] == b"{" or "json" in content_type:
        return _json_feed(body, url, latest)
    import feedparser

    content_type = content_type or "application/xml"
    parsed = feedparser.parse(
        body, response_headers={"content-location": url, "content-type": content_type}, sanitize_html=False
    )
    if not parsed.version and not parsed.entries:
        return Index(problem=_why_no_feed(body, parsed))
    notes: list[str] = []
    items = tuple(_items(parsed.entries, url, day_first, latest, notes))
    if parsed.bozo and not items:
        return Index(problem=f"is broken: {_words_of(parsed.get('bozo_exception'))}")
    if parsed.bozo and not isinstance(parsed.get("bozo_exception"), feedparser.CharacterEncodingOverride):
        notes.append(
            f"the feed is broken XML ({_words_of(parsed.get('bozo_exception'))}); {len(items)} items could be read"
        )
    links = [link for link in parsed.feed.get("links", []) if link.get("href")]
    more = tuple(urljoin(url, link["href"]) for link in links if link.get("rel") in ("next", "prev-archive"))
    if not more and "wordpress" in str(parsed.feed.get("generator", "")).lower() and items:
        more = (_next_wordpress(url),)
    return Index(items, more, "", _hosts(url, parsed.feed.get("link"), items), tuple(dict.fromkeys(notes)))


async def find(desk: Desk, address: str) -> None:
    """Hand over every item of a feed; go back page by page as long as a day in the past is asked for."""
    queue, asked, shown = [address], set[str](), set[frozenset[str]]()
    while queue and len(asked) < _MOST_PAGES and not desk.full:
        url = queue.pop(0)
        asked.add(url)
        answer = await desk.ask(url, conditional=desk.since is None)
        if answer.body is None:
            continue
        index = parse_feed(
            answer.body,
            answer.url,
            content_type=answer.content_type,
            day_first=desk.source.file.day_first,
            latest=desk.latest,
        )
        if index.problem:
            if url == address:
                raise IndexFailedError(f"{url} {index.problem}")
            desk.note(index.problem, place=url)  # a page of the archive: what was found before it stands
            continue
        desk.speak_for(index.hosts)
        for note in index.notes:
            desk.note(note, place=url)
        new = [await desk.take(item) for item in index.items]
        if url == address:
            desk.saw_all(index.items, new)
        links = frozenset(item.url for item in index.items)
        if desk.since and _reaches_past(index, desk.since) and links not in shown:
            queue.extend(more for more in index.more if more not in asked)
        shown.add(links)  # many sites give the same items under every page number


def _reaches_past(index: Index, since: Day) -> bool:
    """Whether older pages than this one's may still be of the days that are asked for."""
    days = [item.published for item in index.items if item.published]
    return not days or min(days) >= since


def _items(
    entries: list[Any], url: str, day_first: bool | None, latest: Day | None, notes: list[str]
) -> Iterator[Found]:
    for entry in entries:
        link = entry.get("link") or _permalink(entry)
        title = tidy(strip_tags(entry.get("title") or ""))
        address = tidy_url(urljoin(url, link)) if link else None
        if not address:
            notes.append(f"an item without an address: {title[:80]!r}")
            continue
        published = _day(entry, ("published", "created", "date", "issued"), day_first, None) or _day(
            entry, ("updated",), day_first, None
        )
        if published and latest and published > latest:
            notes.append(f"an item is dated {published}, which is still to come: {title[:80]!r}")
            published = None
        summary = strip_tags(entry.get("summary") or "")[:_SUMMARY]
        yield Found(
            address,
            title,
            summary,
            published,
            updated=entry.get("updated") or entry.get("published") or "",
            language=entry.get("language") or "",
        )


def _permalink(entry: Mapping[str, Any]) -> str | None:
    guid = str(entry.get("id") or "")
    return guid if guid.startswith(("http://", "https://")) else None


def _day(entry: Mapping[str, Any], names: tuple[str, ...], day_first: bool | None, latest: Day | None) -> Day | None:
    for name in names:
        written = entry.get(name)
        if not written:
            continue
        day = parse_day(str(written), day_first=day_first, latest=latest)
        if day is None and day_first is None:
            parsed = entry.get(f"{name}_parsed")  # only forms that can be read in one way get here
            day = Day(*parsed[:3]) if parsed and not _ambiguous(str(written)) else None
        if day:
            return day
    return None


def _ambiguous(written: str) -> bool:
    return written[:2].strip("/-. ").isdigit() and "/" in written[:6]


def _json_feed(body: bytes, url: str, latest: Day | None) -> Index:
    try:
        feed = json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        return Index(problem=f"is no JSON: {error}")
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return Index(problem="is JSON, but no JSON Feed (it has no list `items`)")
    items, notes = [], []
    for item in feed["items"]:
        if not isinstance(item, dict):
            continue
        link = item.get("url") or item.get("external_url") or _permalink(item)
        address = tidy_url(urljoin(url, str(link))) if link else None
        title = tidy(strip_tags(str(item.get("title") or "")))
        if not address:
            notes.append(f"an item without an address: {title[:80]!r}")
            continue
        published = parse_day(str(item.get("date_published") or ""), latest=latest)
        summary = strip_tags(str(item.get("summary") or item.get("content_text") or item.get("content_html") or ""))[
            :_SUMMARY
        ]
        items.append(
            Found(
                address,
                title,
                summary,
                published,
                updated=str(item.get("date_modified") or item.get("date_published") or ""),
            )
        )
    more = (urljoin(url, feed["next_url"]),) if isinstance(feed.get("next_url"), str) else ()
    return Index(tuple(items), more, "", _hosts(url, feed.get("home_page_url"), tuple(items)), tuple(notes))


def _hosts(url: str, home: object, items: tuple[Found, ...]) -> frozenset[str]:
    """The feed's own host, that of the site it names, and the one that most of its items are on (feeds are often served
    by another company): single links elsewhere are adverts."""
    hosts = {urlsplit(url).hostname, urlsplit(home).hostname if isinstance(home, str) else None}
    counted = Counter(urlsplit(item.url).hostname for item in items)
    if counted:
        host, times = counted.most_common(1)[0]
        if times * 2 > len(items):
            hosts.add(host)
    return frozenset(host for host in hosts if host)


def _next_wordpress(url: str) -> str:
    """WordPress shows the next ten of any feed under ?paged=2."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query["paged"] = str(int(query.get("paged", "1")) + 1) if query.get("paged", "1").isdigit() else "2"
    return parts._replace(query=urlencode(query)).geturl()


def _why_no_feed(body: bytes, parsed: Any) -> str:
    head = body[:2_000].lstrip().lower()
    if not head:
        return "answers with nothing"
    if b"<html" in head or head.startswith(b"<!doctype html"):
        return "answers with a web page, not a feed"
    return f"is no feed: {_words_of(parsed.get('bozo_exception'))}"


def _words_of(error: object) -> str:
    return tidy(str(error or "no known format"))[:120]
