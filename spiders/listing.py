"""Listings (pages of links to press releases) to found pages; and the finder that turns their pages until it knows the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from spiders.addresses import tidy_url
from spiders.dates import day_in_url, parse_day
from spiders.found import Found, Index, IndexFailedError
from spiders.markup import decode, parse
from spiders.titles import tidy
from tracker.model import Day, PublishedFrom
from tracker.sources import Selectors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from spiders.found import Desk

_MOST_PAGES, _MOST_PAGES_BACK = 8, 200  # pages of a listing in a usual run, and when a past day is asked for
_FEWEST_WORDS = 3  # of a link's text, where no selector says which links are releases
_DATE = re.compile(
    r"\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|(?:19|20)\d\d\s*[-/.\u5e74]\s*\d{1,2}\s*[-/.\u6708]\s*\d{1,2}"
    r"|\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?(?:19|20)\d\d|[^\W\d_]{3,12}\.?\s+\d{1,2},?\s+(?:19|20)\d\d"
)
_NEXT_WORDS = re.compile(
    r"\A\W*(?:next|older|older posts|more|siguiente|pr\u00f3xim[oa]|suivant|weiter|berikutnya|selanjutnya|\u6b21\u3078?|\u4e0b\u4e00\u9875|\ub2e4\uc74c)\W*\Z|\A\s*[\u203a\u00bb>]\s*\Z",
    re.IGNORECASE,
)
_SET_APART = ("nav", "header", "footer", "aside", "form")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|mp[34]|zip|docx?|xlsx?|pptx?|css|js|ics|xml|rss)\Z", re.IGNORECASE)
_CARD = 4  # how many elements up the row of a link is looked for, for its date


def parse_listing(
    body: bytes,
    url: str,
    selectors: Selectors,
    *,
    content_type: str = "",
    day_first: bool | None = None,
    latest: Day | None = None,
) -> Index:
    """Read one page of a listing. With `selectors.link` its links are those; without, the links of the page's main part
    whose text is a headline. A page without any has a `problem`."""
    tree = parse(decode(body, content_type))
    if tree is None:
        return Index(problem="answers with nothing that can be parsed")
    base = next((urljoin(url, b.get("href")) for b in tree.iter("base") if b.get("href")), url)
    try:
        links = list(tree.cssselect(selectors.link)) if selectors.link else list(_headlines(tree, url))
        following = list(tree.cssselect(selectors.next)) if selectors.next else list(_next_links(tree))
    except Exception as error:  # noqa: BLE001 - cssselect raises errors of several families for a bad selector
        return Index(problem=f"cannot be read with its selectors: {error}")
    items: dict[str, Found] = {}
    for link in links:
        found = _found(link, base, day_first, latest)
        if found and found.url != tidy_url(url):
            kept = items.get(found.url)
            if kept is None or len(found.title) > len(kept.title):  # a picture and a headline lead to the same page
                items[found.url] = found
    if not items:
        return Index(
            problem=f"shows no links under {selectors.link!r}"
            if selectors.link
            else "shows no links that look like releases"
        )
    more = [a for element in following if (a := _address(element, base)) and a != tidy_url(url)]
    hosts = frozenset(h for a in (url, base) if (h := urlsplit(a).hostname))
    return Index(tuple(items.values()), tuple(more[:1]), "", hosts)


async def find(desk: Desk, address: str) -> None:
    """Hand over the links of a listing, page by page until one holds nothing new or is too old."""
    most = _MOST_PAGES_BACK if desk.since else _MOST_PAGES
    url, asked, shown = address, set[str](), set[frozenset[str]]()
    while url and url not in asked and not desk.full:
        if len(asked) >= most:
            desk.note(f"goes on after {most} pages; the rest was left out", place=address)
            return
        asked.add(url)
        # a listing's first page may be unchanged; its later pages are asked for because it was not
        answer = await desk.ask(url, conditional=desk.since is None and url == address)
        if answer.body is None:
            return
        index = parse_listing(
            answer.body,
            answer.url,
            desk.source.file.selectors,
            content_type=answer.content_type,
            day_first=desk.source.file.day_first,
            latest=desk.latest,
        )
        if index.problem and url == address:
            raise IndexFailedError(f"{url} {index.problem}")
        links = frozenset(item.url for item in index.items)
        if not links or links in shown:  # an endless pagination shows the same page under every number
            return
        shown.add(links)
        new = [await desk.take(item) for item in index.items]
        days = [item.published for item in index.items if item.published]
        known = not any(new) and desk.since is None  # whoever asks for the past goes on behind what is known
        if known or (days and max(days) < desk.horizon):
            return
        url = index.more[0] if index.more else ""


def _headlines(tree: HtmlElement, url: str) -> Iterator[HtmlElement]:
    host = urlsplit(url).hostname
    for link in tree.iter("a"):
        if any(a.tag in _SET_APART for a in link.iterancestors()):
            continue
        address = _address(link, url)
        words = tidy(link.text_content()).split()
        wide = len("".join(words)) >= 12 and not "".join(words).isascii()  # scripts without spaces
        if (
            address
            and urlsplit(address).hostname == host
            and (len(words) >= _FEWEST_WORDS or wide)
            and len(urlsplit(address).path) > 1
        ):
            yield link


def _next_links(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Links that say "next" by rel, then by class or words."""
    links = [*tree.iter("link"), *tree.iter("a")]
    yield from (link for link in links if "next" in (link.get("rel") or "").lower().split())
    for link in tree.iter("a"):
        named = f"{link.get('class') or ''} {link.get('aria-label') or ''} {link.get('title') or ''}".lower().split()
        if "next" in named or _NEXT_WORDS.match(link.text_content()):
            yield link


def _found(link: HtmlElement, base: str, day_first: bool | None, latest: Day | None) -> Found | None:
    address = _address(link, base)
    if not address or _FILE.search(urlsplit(address).path):
        return None
    title = tidy(" ".join(link.itertext())) or tidy(link.get("title") or link.get("aria-label") or "")
    day = _day_beside(link, day_first, latest)
    return Found(
        address, title, "", day or day_in_url(address, latest), PublishedFrom.FEED if day else PublishedFrom.URL
    )


def _address(element: HtmlElement, base: str) -> str | None:
    href = element.get("href")
    if href is None:
        inner = next(iter(element.iter("a")), None)
        href = inner.get("href") if inner is not None else None
    if not href or href.strip().lower().startswith(("javascript:", "mailto:", "tel:", "data:", "#")):
        return None
    try:
        return tidy_url(urljoin(base, href.strip()))
    except ValueError:
        return None


def _day_beside(link: HtmlElement, day_first: bool | None, latest: Day | None) -> Day | None:
    """The one day that the link's row shows; None where the row holds several links (then it is the whole list)."""
    row = link
    for _ in range(_CARD):
        for time in row.iter("time"):
            day = parse_day(time.get("datetime") or tidy(time.text_content()), day_first=day_first, latest=latest)
            if day:
                return day
        written = {m[0] for m in _DATE.finditer(row.text_content()[:1_500])}
        days = {
            day
            for text in written
            if (day := parse_day(re.sub(r"\s*([-/.])\s*", r"\1", text), day_first=day_first, latest=latest))
        }
        if len(days) == 1:
            return days.pop()
        parent = row.getparent()
        if days or parent is None or len({a.get("href") for a in parent.iter("a")}) > 3:
            return None
        row = parent
    return None
