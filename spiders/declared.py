"""What a page declares of itself: JSON-LD, meta, link, <html lang>. A tree in, plain values out; nothing is judged here."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from spiders.titles import TitleCandidate, tidy

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# schema.org classes of one piece of writing; the first group is sure, the second often wraps whole pages
_ARTICLE_TYPES = ("Article", "Posting", "Report", "GovernmentDocument", "PressRelease", "SpecialAnnouncement")
_PAGE_TYPES = ("WebPage", "CreativeWork", "ItemPage", "AboutPage", "WebContent")
# keys that lead to other works: teasers, comments, the outlet
_OTHER_WORKS = frozenset(
    [
        "itemListElement",
        "relatedLink",
        "hasPart",
        "mentions",
        "isPartOf",
        "citation",
        "comment",
        "review",
        "video",
        "image",
        "associatedMedia",
        "publisher",
        "author",
        "creator",
        "about",
        "breadcrumb",
        "potentialAction",
        "liveBlogUpdate",
        "itemReviewed",
        "significantLink",
    ]
)
_DEEPEST = 12
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_SCRIPT_WRAP = re.compile(
    r"\A\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*\Z"
)

_META_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created",
    "publishdate", "publish-date", "publish_date", "pubdate", "date.published", "article_date_original",
    "originalpublicationdate", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "rnews:datepublished", "ptime",
    "citation_publication_date", "dc.date", "dcterms.date", "dc.terms.date", "date", "publication_date",
    "article.published", "vr:published_time", "shareaholic:article_published_time", "weibo:article:create_at",
    "displaydate", "releasedate", "release_date", "article:publicationdate", "article:post_date", "published-date",
    "og:pubdate", "og:publish_date", "og:release_date", "bt:pubdate", "pub_date", "content_create_date",
)  # fmt: skip
_META_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "last-modified",
    "revised",
)
_META_NAMES = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "twitter:site",
    "publisher",
    "dc.publisher",
    "copyright",
)


@dataclass(frozen=True, slots=True)
class Declared:
    """A page's own words about itself. Dates are as written, in the order in which they are trusted."""

    titles: tuple[TitleCandidate, ...]
    outlet_names: tuple[str, ...]
    json_ld_dates: tuple[str, ...]
    meta_dates: tuple[str, ...]
    modified: tuple[str, ...]
    languages: tuple[str, ...]
    canonical: str | None
    is_amp: bool
    article_type: str | None
    free: bool | None
    body: str | None


def read_declared(tree: HtmlElement, url: str | None) -> Declared:
    """Everything that the head, JSON-LD and microdata of a page say about it."""
    metas = _metas(tree)
    nodes = list(_json_ld(tree))
    work = _main_work(nodes, url)
    canonical = _canonical(tree, metas, url)
    return Declared(
        titles=tuple(_titles(tree, metas, work)),
        outlet_names=tuple(_outlet_names(metas, nodes, canonical or url)),
        json_ld_dates=_texts(work.get("datePublished"), work.get("dateCreated")) or _page_dates(nodes, work),
        meta_dates=tuple(metas[name] for name in _META_PUBLISHED if name in metas)
        or tuple(_microdata(tree, "datePublished")),
        modified=(*_texts(work.get("dateModified")), *(metas[name] for name in _META_MODIFIED if name in metas)),
        languages=tuple(_languages(tree, metas, work)),
        canonical=canonical,
        is_amp=tree.get("amp") is not None or tree.get("\u26a1") is not None,
        article_type=_type_of(work, _ARTICLE_TYPES)
        or ("article" if metas.get("og:type", "").lower() in ("article", "news") else None),
        free=_free(work.get("isAccessibleForFree")),
        body=_plain(work.get("articleBody")),
    )


def _metas(tree: HtmlElement) -> dict[str, str]:
    """name, property, itemprop or http-equiv in lower case -> the first content that is not empty."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = tidy(html.unescape(element.get("content") or ""))
        if not content:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if name:
                found.setdefault(name.strip().lower(), content)
    return found


def _json_ld(tree: HtmlElement) -> Iterator[Mapping[str, Any]]:
    """Every object of the page's JSON-LD outside other works, outermost first."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield from _objects(_lenient_json(script.text or ""), 0)


def _lenient_json(text: str) -> Any:
    """JSON as templates write it: wrapped in comments, with raw line breaks, a comma too many."""
    text = _SCRIPT_WRAP.sub("", _SCRIPT_WRAP.sub("", text)).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key, item in value.items():
            if key not in _OTHER_WORKS and isinstance(item, dict | list):
                yield from _objects(item, depth + 1)


def _types(node: Mapping[str, Any]) -> tuple[str, ...]:
    return _texts(node.get("@type"))


def _type_of(node: Mapping[str, Any], wanted: tuple[str, ...]) -> str | None:
    return next((t for t in _types(node) if t.endswith(wanted)), None)


def _main_work(nodes: list[Mapping[str, Any]], url: str | None) -> Mapping[str, Any]:
    """The article that the page is about: the one that names this address, else the first with a headline and a date."""
    articles = [node for node in nodes if _type_of(node, _ARTICLE_TYPES)]

    def rank(node: Mapping[str, Any]) -> tuple[bool, bool, bool]:
        return (_same_page(node, url), "headline" in node or "name" in node, "datePublished" in node)

    return max(articles, key=rank, default={})  # max keeps the first of equals


def _same_page(node: Mapping[str, Any], url: str | None) -> bool:
    if not url:
        return False
    entity = node.get("mainEntityOfPage")
    entity = entity.get("@id") or entity.get("url") if isinstance(entity, dict) else entity
    wanted = urlsplit(url).path.rstrip("/")
    return any(
        isinstance(a, str) and wanted and urlsplit(a).path.rstrip("/") == wanted
        for a in (node.get("url"), node.get("@id"), entity)
    )


def _page_dates(nodes: list[Mapping[str, Any]], work: Mapping[str, Any]) -> tuple[str, ...]:
    """Dates of the WebPage object, for pages whose article carries none."""
    return tuple(
        date
        for node in nodes
        if node is not work and _type_of(node, _PAGE_TYPES)
        for date in _texts(node.get("datePublished"))
    )


def _titles(tree: HtmlElement, metas: Mapping[str, str], work: Mapping[str, Any]) -> Iterator[TitleCandidate]:
    for text in (_texts(work.get("headline")) or _texts(work.get("name")))[:1]:
        yield TitleCandidate("json-ld", html.unescape(html.unescape(text)))
    if "og:title" in metas:
        yield TitleCandidate("og", html.unescape(metas["og:title"]))
    if "twitter:title" in metas:
        yield TitleCandidate("twitter", html.unescape(metas["twitter:title"]))
    for heading in tree.iter("h1"):
        yield TitleCandidate("h1", _spaced_text(heading))
    for title in tree.iter("title"):
        if title.getparent() is not None and title.getparent().tag != "svg":
            yield TitleCandidate("title", title.text_content())
            return


def _spaced_text(element: HtmlElement) -> str:
    """Text of an element; a kicker in a block of its own stays apart from the headline."""
    return tidy(" ".join(str(piece) for piece in element.itertext() if isinstance(piece, str)))


def _outlet_names(metas: Mapping[str, str], nodes: list[Mapping[str, Any]], url: str | None) -> Iterator[str]:
    for name in _META_NAMES:
        if name in metas:
            yield metas[name].lstrip("@")
    for node in nodes:
        publisher = node.get("publisher")
        for entity in (
            publisher
            if isinstance(publisher, list)
            else [publisher, node if _type_of(node, ("Organization", "WebSite")) else None]
        ):
            if isinstance(entity, dict):
                yield from _texts(entity.get("name"), entity.get("alternateName"))
    host = (urlsplit(url).hostname or "") if url else ""
    labels = [label for label in host.split(".") if label not in ("www", "m", "amp", "com", "co", "org", "net")]
    yield from (host, host.removeprefix("www."), *(label for label in labels if len(label) > 2))


def _microdata(tree: HtmlElement, prop: str) -> Iterator[str]:
    for element in tree.xpath("//*[@itemprop=$prop]", prop=prop):
        if element.tag != "meta":
            yield from _texts(element.get("datetime") or element.get("content"))


def _languages(tree: HtmlElement, metas: Mapping[str, str], work: Mapping[str, Any]) -> Iterator[str]:
    language = work.get("inLanguage")
    language = language.get("alternateName") if isinstance(language, dict) else language
    yield from _texts(
        language, tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang"), tree.get("xml:lang")
    )
    for name in ("og:locale", "content-language", "language", "dc.language", "inlanguage"):
        yield from _texts(metas.get(name))


def _canonical(tree: HtmlElement, metas: Mapping[str, str], url: str | None) -> str | None:
    links = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    for address in (*links, metas.get("og:url")):
        joined = _joined(url, address)
        if joined:
            return joined
    return None


def _joined(url: str | None, address: str | None) -> str | None:
    if not address:
        return None
    try:
        joined = urljoin(url or "", address.strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.hostname else None


def _free(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).strip().lower().rsplit("/", 1)[-1])


def _plain(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _texts(*values: Any) -> tuple[str, ...]:
    """The strings among values and lists of values."""
    flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return tuple(tidy(item) for item in flat if isinstance(item, str) and item.strip())
