"""The sample press as a web server sees it: a path to a page. Pure: values in, bytes out."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from html import escape

from tracker.demo.indexes import INDEXES, address_of, month_names, path_of
from tracker.demo.press import Outlet, Press, SampleArticle, Version

HTML = "text/html; charset=utf-8"
_ALSO = re.compile(r"\A\[also\]\s*(.*)\Z", re.DOTALL)
_ROBOTS = "# Sample data\nUser-agent: *\nDisallow: /*/search\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to the client; `article` is the key of the article that was shown, "" for anything else."""

    status: int
    content_type: str
    body: bytes
    article: str = ""


def respond(press: Press, base: str, target: str, served: AbstractSet[str] = frozenset()) -> Reply:
    """Answer a request for `target` (path and query). `base` is the server's own address without a closing slash.

    `served` holds the keys of the articles whose first version was fetched before: they show the second one from then on.
    """
    if target == "/robots.txt":
        return Reply(200, "text/plain; charset=utf-8", _ROBOTS.encode())
    for outlet in press.outlets:
        folder = f"/{outlet.folder}"
        if target.startswith(f"{folder}/"):
            return _of_outlet(press, outlet, base + folder, target.removeprefix(folder), served)
    return _not_found(press)


def _of_outlet(press: Press, outlet: Outlet, home: str, target: str, served: AbstractSet[str]) -> Reply:
    path, _, query = target.partition("?")
    articles = press.articles[outlet.key]
    if path in (outlet.index_path, "/"):
        kind = "listing" if path == "/" else outlet.index
        shown = [(article, current(article, served)) for article in articles]
        content_type, text = INDEXES[kind](press, outlet, home, shown, _page(query))
        return Reply(200, content_type, text.encode())
    for article in articles:
        if path == path_of(outlet, article):
            text = article_page(press, outlet, home, article, current(article, served))
            return Reply(200, HTML, text.encode(), article.key)
    return _not_found(press)


def current(article: SampleArticle, served: AbstractSet[str]) -> Version:
    """The version that the next request gets."""
    return article.versions[-1 if article.key in served else 0]


def _page(query: str) -> int:
    match = re.search(r"(?:\A|&)page=([1-9]\d{0,3})(?:&|\Z)", query)
    return int(match.group(1)) if match else 1


def _not_found(press: Press) -> Reply:
    text = f"<!DOCTYPE html><title>Not found (sample)</title><h1>Not found</h1><p>{escape(press.notice)}</p>"
    return Reply(404, HTML, text.encode())


def article_page(press: Press, outlet: Outlet, home: str, article: SampleArticle, version: Version) -> str:
    """One article in its outlet's template."""
    front, published = article.front, article.published
    summary = next((b for b in version.blocks if not b.startswith("[")), "")
    plain = {
        "title": version.title,
        "notice": press.notice,
        "home": home,
        "address": f"http://{outlet.host}{path_of(outlet, article)}",
        "summary": summary,
        "section": front.section,
        "byline": front.byline or outlet.name,
        "keywords": ", ".join(front.keywords),
        "day": shown_day(published, outlet) if published else "",
        "clock": published.strftime("%H:%M") if published else "",
        "iso": published.isoformat() if published else "",
    }
    marked = {
        "body": "\n".join(_blocks(press, outlet, home, article, version)),
        "figure": _figure(front.caption),
        "json_ld": _json_ld(outlet, article, version, plain["address"]),
        "date_meta": _date_meta(article, version),
        "more": _links(outlet, home, [a for a in press.articles[outlet.key] if a.key != article.key][:4]),
    }
    return press.templates[outlet.key].substitute({k: escape(v) for k, v in plain.items()} | marked)


def shown_day(day: dt.datetime, outlet: Outlet) -> str:
    """A date as the outlet's readers see it."""
    weekday, month = month_names(day)
    parts = {"d": day.day, "dd": f"{day.day:02}", "mm": f"{day.month:02}", "year": day.year}
    return outlet.day_shown.format(**parts, weekday=weekday, month_name=month)


def _blocks(press: Press, outlet: Outlet, home: str, article: SampleArticle, version: Version) -> list[str]:
    out: list[str] = []
    dateline = article.front.dateline
    for block in version.blocks:
        also = _ALSO.match(block)
        if also:
            out.append(_also(press, outlet, home, article, also.group(1)))
        elif block == "[newsletter]":
            out.append(
                f'<aside class="newsletter"><p>{escape(outlet.newsletter)}</p><a href="{home}/subscribe">Sign up</a></aside>'
            )
        elif block == "[sign-off]":
            out.append(f'<p class="sign-off">{escape(outlet.sign_off.format(byline=article.front.byline))}</p>')
        elif block.startswith("## "):
            out.append(f"<h2>{escape(block[3:])}</h2>")
        elif block.startswith("- "):
            items = "".join(f"<li>{escape(line[2:])}</li>" for line in block.splitlines())
            out.append(f"<ul>{items}</ul>")
        else:
            lead = _dateline(outlet, dateline)
            dateline = ""
            out.append(f"<p>{lead}{escape(block)}</p>")
    return out


def _dateline(outlet: Outlet, place: str) -> str:
    if not place:
        return ""
    if outlet.key == "northgate_wire":
        return f"{escape(place)} (Northgate) - "
    if outlet.key == "meridian_post":
        return f"<strong>{escape(place)}:</strong> "
    return f"{escape(place)} — "


def _also(press: Press, outlet: Outlet, home: str, article: SampleArticle, words: str) -> str:
    """The box of linked headlines that outlets put between paragraphs."""
    if words:
        return f'<p><b>Also read | <a href="{home}/latest">{escape(words)}</a></b></p>'
    wanted = [a for a in press.articles[outlet.key] if a.front.title in article.front.also]
    return f'<div class="also-read"><h3>Also read</h3><ul>{_links(outlet, home, wanted)}</ul></div>'


def _links(outlet: Outlet, home: str, articles: list[SampleArticle]) -> str:
    return "".join(f'<li><a href="{address_of(outlet, home, a)}">{escape(a.front.title)}</a></li>' for a in articles)


def _figure(caption: str) -> str:
    if not caption:
        return ""
    return f'<figure><svg width="640" height="12" role="img" aria-label="Sample picture"></svg><figcaption>{escape(caption)}</figcaption></figure>'


def _json_ld(outlet: Outlet, article: SampleArticle, version: Version, address: str) -> str:
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": version.title,
        "mainEntityOfPage": address,
        "author": {"@type": "Person", "name": article.front.byline},
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
    }
    if article.published:
        facts["datePublished"] = article.published.isoformat()
        facts["dateModified"] = (version.updated or article.published).isoformat()
    text = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def _date_meta(article: SampleArticle, version: Version) -> str:
    if article.published is None:
        return ""
    tag = '<meta property="article:{}_time" content="{}">'
    changed = tag.format("modified", version.updated.isoformat()) if version.updated else ""
    return tag.format("published", article.published.isoformat()) + changed
