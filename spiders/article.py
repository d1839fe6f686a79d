"""A page to what it says: title, text, day, language, address; or the reason why it is no article. No Scrapy here.

Order of trust for the day: JSON-LD, meta, the feed or sitemap that led here, the address, a dateline beside the headline,
htmldate's quick and then its extensive mode. On mixed news pages declared days are almost never wrong and absent on 40%; days found in text are 3-9% wrong.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spiders.addresses import canonical_url
from spiders.dates import day_in_url, parse_day, within
from spiders.declared import Declared, read_declared
from spiders.language import find_language
from spiders.markup import decode, parse
from spiders.searched import searched_day
from spiders.shown import shown_day
from spiders.signs import NotArticle, judge_page
from spiders.titles import choose_title, fold, tidy
from tracker.model import Day, PublishedFrom

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FURNITURE = ("script", "style", "svg", "iframe", "template", "select", "button", "nav", "footer", "aside")
_PARAGRAPHS = 800  # characters
_APART = dt.timedelta(
    days=2
)  # feeds and pages differ by time zones and by the hour of midnight; more is a contradiction


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a page before it is read: from the feed, the sitemap, the source file."""

    title: str | None = None
    published: Day | None = None
    published_from: PublishedFrom = PublishedFrom.FEED
    day_first: bool | None = None
    language: str | None = None
    asked: str | None = None  # the address that was asked for, where redirects led elsewhere


@dataclass(frozen=True, slots=True)
class PageArticle:
    """What a page says. `reason` is None for an article; `published` is None only together with a reason.

    `url` is the canonical address; `page_starts` are the offsets in `text` at which the pages of a PDF begin;
    `notes` are contradictions worth an issue, in words; `modified` is the day that the page declares as its last change.
    """

    url: str | None
    title: str
    text: str
    published: Day | None
    published_from: PublishedFrom | None
    language: str
    reason: NotArticle | None = None
    modified: Day | None = None
    page_starts: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def read_page(
    body: bytes,
    url: str | None,
    *,
    content_type: str | None = None,
    fetched: Day | None = None,
    hints: Hints = Hints(),
) -> PageArticle:
    """Read one page. Never raises for what a page holds; a page that cannot be read has a reason.

    `fetched` bounds the published day: nothing later than the day after it is believed.
    """
    latest = fetched + dt.timedelta(days=1) if fetched else None
    if is_pdf(body, content_type):
        from spiders.pdf import read_pdf

        return read_pdf(body, url, latest=latest, hints=hints)
    tree = parse(decode(body, content_type))
    if tree is None:
        return PageArticle(url, hints.title or "", "", None, None, hints.language or "und", NotArticle.UNREADABLE)
    return _read_tree(tree, url, latest, hints)


def is_pdf(body: bytes, content_type: str | None) -> bool:
    """By its first bytes, which servers of ministries mislabel less than the header."""
    return b"%PDF-" in body[:1024] or (content_type or "").split(";")[0].strip().lower() == "application/pdf"


def extract_page(html: bytes, url: str | None) -> dict[str, Any]:
    """{title, date, body} of a page: the shape in which extractors are compared."""
    page = read_page(html, url)
    return {"title": page.title, "date": page.published.isoformat() if page.published else None, "body": page.text}


def _read_tree(tree: HtmlElement, url: str | None, latest: Day | None, hints: Hints) -> PageArticle:
    declared = read_declared(tree, url)
    drop_furniture(tree)
    published, published_from = find_published(tree, declared, url, latest=latest, hints=hints)
    title = choose_title(declared.titles, declared.outlet_names) or tidy(hints.title or "")
    text = _without_headline(_main_text(tree, declared, url), title)
    reason = judge_page(
        title=title,
        text=text,
        whole=functools.partial(_visible, tree),
        free=declared.free,
        asked=hints.asked or url,
        got=url,
        dated=published_from in (PublishedFrom.JSON_LD, PublishedFrom.META),
    )
    if reason is None and not title:
        reason = NotArticle.UNTITLED
    if reason is None and published is None:
        reason = NotArticle.UNDATED
    tags = (*declared.languages, *([hints.language] if hints.language else []))
    return PageArticle(
        url=canonical_url(declared.canonical, url),
        title=title,
        text=text,
        published=published,
        published_from=published_from,
        language=find_language(text or title, tags),
        reason=reason,
        modified=next((day for written in declared.modified if (day := parse_day(written, latest=latest))), None),
        notes=_notes(published, published_from, hints),
    )


def drop_furniture(tree: HtmlElement) -> None:
    """Take out what is no page's text and most of its bytes: code, menus, and teasers beside the article.

    Every later step would copy and walk them. JSON-LD stays, as do boxes within the article.
    """
    for element in list(tree.iter(*_FURNITURE)):
        if element.tag == "aside" and _may_hold_text(element):
            continue
        if element.getparent() is not None and "ld+json" not in (element.get("type") or ""):
            element.drop_tree()


def _may_hold_text(aside: HtmlElement) -> bool:
    """A box within the article, or one that holds whole paragraphs: a few outlets set the article itself in one."""
    if any(a.tag in ("article", "main") for a in aside.iterancestors()):
        return True
    return sum(len(p.text_content()) for p in aside.iter("p")) > _PARAGRAPHS


def find_published(
    tree: HtmlElement, declared: Declared, url: str | None, *, latest: Day | None, hints: Hints
) -> tuple[Day | None, PublishedFrom | None]:
    """The published day and the place that gave it; (None, None) where no place gives a believable one."""
    for written, place in ((declared.json_ld_dates, PublishedFrom.JSON_LD), (declared.meta_dates, PublishedFrom.META)):
        day = _first_day(written, hints.day_first, latest)
        if day:
            return day, place
    if hints.published and within(hints.published, latest):
        return hints.published, hints.published_from
    day = day_in_url(url, latest) if url else None
    if day:
        return day, PublishedFrom.URL
    day = shown_day(tree, declared, day_first=hints.day_first, latest=latest) or searched_day(tree, url, latest)
    return (day, PublishedFrom.TEXT) if day else (None, None)


def _first_day(written: Iterable[str], day_first: bool | None, latest: Day | None) -> Day | None:
    return next((day for text in written if (day := parse_day(text, day_first=day_first, latest=latest))), None)


def _main_text(tree: HtmlElement, declared: Declared, url: str | None) -> str:
    from trafilatura import bare_extraction

    found = bare_extraction(tree, url=url, with_metadata=False, include_comments=False, include_tables=False)
    text = (getattr(found, "text", None) or "").strip()
    return _against_declared(text, declared.body)


def _without_headline(text: str, title: str) -> str:
    """The text without a first line that repeats the title: a claim of the headline must not be read twice."""
    first, _, rest = text.partition("\n")
    return rest.lstrip() if fold(first) == fold(title) and rest.strip() else text


def _against_declared(text: str, declared: str | None) -> str:
    """The declared articleBody where the main text has lost a good part of it, else the main text.

    An articleBody that lacks some of the main text is a teaser or another version, and is not used.
    """
    if not declared or len(declared) < 400:
        return text
    from spiders.markup import strip_tags

    body = strip_tags(declared)
    main, whole = Counter(text.split()), Counter(body.split())
    kept = (main & whole).total() / max(1, main.total())
    return body if kept >= 0.95 and main.total() < 0.8 * whole.total() else text


def _visible(tree: HtmlElement) -> str:
    """All words that the page shows, for the signs of walls; scripts and styles left out."""
    hidden = {"script", "style", "template", "svg"}
    pieces: list[str] = []
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in hidden and element.text:
            pieces.append(element.text)
        if element.tail:
            pieces.append(element.tail)
    return " ".join(pieces)


def _notes(published: Day | None, place: PublishedFrom | None, hints: Hints) -> tuple[str, ...]:
    if (
        published
        and hints.published
        and place is not hints.published_from
        and abs(published - hints.published) > _APART
    ):
        return (f"published {published} by the page ({place}), {hints.published} by the {hints.published_from}",)
    return ()
