"""How the sample outlets list their articles: RSS, Atom, a news sitemap, a paged listing. Pure: values in, text out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from xml.sax.saxutils import escape

from tracker.demo.press import Outlet, Press, SampleArticle, Version, folder_name

Shown = Sequence[tuple[SampleArticle, Version]]
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def month_names(day: dt.date) -> tuple[str, str]:
    """English weekday and month, whatever the machine's locale."""
    return _DAYS[day.weekday()], _MONTHS[day.month - 1]


def path_of(outlet: Outlet, article: SampleArticle) -> str:
    """An article's path below its outlet's host."""
    day = article.published
    pattern = outlet.article_path if day else outlet.undated_path
    dated = {"year": day.year, "month": f"{day.month:02}", "day": f"{day.day:02}"} if day else {}
    return pattern.format(slug=article.slug, number=article.number, section=folder_name(article.front.section), **dated)


def address_of(outlet: Outlet, home: str, article: SampleArticle) -> str:
    """An article's address on the server."""
    return home + path_of(outlet, article)


def rss(press: Press, outlet: Outlet, home: str, shown: Shown, page: int) -> tuple[str, str]:
    """RSS 2.0; an undated article gets no pubDate."""
    del page
    items = [
        f"<item><title>{escape(version.title)}</title><link>{address_of(outlet, home, article)}</link>"
        f'<guid isPermaLink="false">{outlet.key}-{article.number}</guid>'
        f"<dc:creator>{escape(article.front.byline)}</dc:creator><category>{escape(article.front.section)}</category>"
        f"{_pub_date(article)}<description>{escape(_summary(version))}</description></item>"
        for article, version in shown
    ]
    head = (
        f"<title>{escape(outlet.name)}</title><link>{home}/</link><description>{escape(press.notice)}</description>"
        f"<language>{outlet.language}</language><ttl>60</ttl>"
    )
    text = f'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{head}{"".join(items)}</channel></rss>'
    return "application/rss+xml; charset=utf-8", _xml(text)


def atom(press: Press, outlet: Outlet, home: str, shown: Shown, page: int) -> tuple[str, str]:
    """Atom 1.0; a revised article shows its new `updated`."""
    del page
    entries = [
        f"<entry><title>{escape(version.title)}</title><id>tag:{outlet.host},2026:{article.number}</id>"
        f'<link rel="alternate" type="text/html" href="{address_of(outlet, home, article)}"/>'
        f"<published>{_iso(article.published)}</published><updated>{_iso(version.updated or article.published)}</updated>"
        f'<author><name>{escape(article.front.byline)}</name></author><summary type="text">{escape(_summary(version))}</summary></entry>'
        for article, version in shown
    ]
    newest = max(
        (version.updated or article.published for article, version in shown if article.published), default=None
    )
    head = (
        f"<title>{escape(outlet.name)}</title><subtitle>{escape(press.notice)}</subtitle><id>http://{outlet.host}/</id>"
        f'<link rel="self" href="{home}{outlet.index_path}"/><updated>{_iso(newest)}</updated>'
    )
    text = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">{head}{"".join(entries)}</feed>'
    return "application/atom+xml; charset=utf-8", _xml(text)


def sitemap(press: Press, outlet: Outlet, home: str, shown: Shown, page: int) -> tuple[str, str]:
    """A news sitemap with dates and titles."""
    del page
    entries = [
        f"<url><loc>{address_of(outlet, home, article)}</loc><lastmod>{_iso(version.updated or article.published)}</lastmod>"
        f"<news:news><news:publication><news:name>{escape(outlet.name)}</news:name><news:language>{outlet.language}</news:language>"
        f"</news:publication><news:publication_date>{_iso(article.published)}</news:publication_date>"
        f"<news:title>{escape(version.title)}</news:title></news:news></url>"
        for article, version in shown
    ]
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    comment = f"<!-- {escape(press.notice)} -->"
    return "application/xml; charset=utf-8", _xml(f"{comment}<urlset {spaces}>{''.join(entries)}</urlset>")


def listing(press: Press, outlet: Outlet, home: str, shown: Shown, page: int) -> tuple[str, str]:
    """One page of the list of releases, with a link to the next."""
    first = (page - 1) * outlet.page_size
    part = shown[first : first + outlet.page_size]
    items = "\n".join(
        f'<li><a href="{address_of(outlet, home, article)}">{escape(version.title)}</a> <span>{_short_day(article)}</span></li>'
        for article, version in part
    )
    more = first + outlet.page_size < len(shown)
    following = f'<a rel="next" href="{home}{outlet.index_path}?page={page + 1}">Next</a>' if more else ""
    text = press.templates["listing"].substitute(
        language=outlet.language,
        name=escape(outlet.name),
        heading="Media releases" if outlet.index == "listing" else "Latest",
        notice=escape(press.notice),
        tagline=escape(outlet.tagline),
        home=home,
        items=items,
        pager=following if outlet.index == "listing" else "",
    )
    return "text/html; charset=utf-8", text


INDEXES: dict[str, Callable[[Press, Outlet, str, Shown, int], tuple[str, str]]] = {
    "rss": rss,
    "atom": atom,
    "sitemap": sitemap,
    "listing": listing,
}


def _xml(text: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def _summary(version: Version) -> str:
    return next((block for block in version.blocks if not block.startswith("[")), "")


def _pub_date(article: SampleArticle) -> str:
    return f"<pubDate>{format_datetime(article.published)}</pubDate>" if article.published else ""


def _iso(instant: dt.datetime | None) -> str:
    return instant.isoformat() if instant else ""


def _short_day(article: SampleArticle) -> str:
    if article.published is None:
        return ""
    return f"{article.published.day} {_MONTHS[article.published.month - 1]} {article.published.year}"
