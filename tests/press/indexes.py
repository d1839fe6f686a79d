"""Feeds, sitemaps, listings and robots files that misbehave."""

from __future__ import annotations

import datetime as dt
import gzip
import json

from press.case import ALLOW_ALL, Case, Told, site
from press.server import FORBIDDEN, Ask, Reply
from press.words import TODAY, html, item, rss, sitemap, sitemap_index, title

BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><rss version="2.0"><channel><title>&b;</title></channel></rss>'


def _fails(words: str):
    def check(told: Told) -> None:
        assert told.outcomes[0] == "failed"
        assert words in told.words[0]
        assert told.titles() == []

    return check


def _feed(body: bytes, kind: str = "application/rss+xml"):
    return {"/feed.xml": lambda ask: Reply(body=body.replace(b"BASE", ask.base.encode()), kind=kind)}


def _broken() -> bytes:
    return rss([item("BASE", 51), item("BASE", 52)]).replace(b"</channel></rss>", b"<item><title>cut & off")


def _broken_told(told: Told) -> None:
    assert told.titles() == sorted([title(51), title(52)])
    assert "broken XML" in told.issues()


def _empty_told(told: Told) -> None:
    assert told.outcomes[0] == "ok"
    assert told.titles() == []


def _future_items(ask: Ask) -> list[str]:
    return [item(ask.base, 54, day=TODAY + dt.timedelta(days=200)), item(ask.base, 55)]


def _future_told(told: Told) -> None:
    assert told.titles() == sorted([title(54), title(55)])
    assert "still to come" in told.issues()
    days = [row[0] for row in told.db.execute("SELECT published FROM articles WHERE url LIKE ?", (told.base + "/%",))]
    assert days == [TODAY.isoformat()] * 2


def _guid_told(told: Told) -> None:
    assert told.titles() == sorted([title(56), title(57), title(58)])


def _linkless(ask: Ask) -> list[str]:
    return [item(ask.base, 59, link=""), item(ask.base, 60)]


def _linkless_told(told: Told) -> None:
    assert told.titles() == [title(60)]
    assert "without an address" in told.issues()


def _relative_told(told: Told) -> None:
    assert told.urls() == [f"{told.base}/a/61", f"{told.base}/a/62"]


def _advert_told(told: Told) -> None:
    assert told.titles() == sorted([title(63), title(64)])
    assert told.press.hits[FORBIDDEN] == []
    assert "other site" in told.words[0]


def _disallow(ask: Ask) -> Reply:
    return Reply(body=b"User-agent: *\nDisallow: /feed.xml\n", kind="text/plain")


def _refused(told: Told) -> None:
    assert told.outcomes[0] == "refused"
    assert "robots.txt" in told.words[0]
    assert told.asked("/feed.xml") == 0


def _disallow_some(ask: Ask) -> Reply:
    return Reply(body=b"User-agent: *\nDisallow: /private\n", kind="text/plain")


def _some_told(told: Told) -> None:
    assert told.titles() == [title(67)]
    assert told.asked("/private/1") == 0
    assert "forbids /private/1" in told.issues()


def _robots_500(told: Told) -> None:
    assert told.outcomes[0] == "refused"
    assert told.asked("/feed.xml", 1) == 0
    assert told.titles() == [title(68)]  # the second run finds robots.txt again, and catches up


def _list(ask: Ask) -> Reply:
    """Every page of the listing has a next one; from the third on all show the same."""
    number = int(ask.path.partition("page=")[2] or "1")
    shown = [70, 71] if number == 1 else [72, 73]
    links = "".join(f'<li><a href="/a/{n}">{title(n)}</a> 19 March 2026</li>' for n in shown)
    return Reply(
        body=f'<html><body><ul class="news">{links}</ul><a rel="next" href="/list?page={number + 1}">Next</a></body></html>'.encode()
    )


class _Pages(dict):
    """Any page number of the listing."""

    def __contains__(self, path: object) -> bool:
        return str(path).startswith("/list") or super().__contains__(path)

    def __getitem__(self, path: str):
        return _list if path.startswith("/list") else super().__getitem__(path)


def _endless_told(told: Told) -> None:
    assert told.titles() == sorted(title(n) for n in (70, 71, 72, 73))
    assert len([p for p in told.press.paths(told.address, 1) if p.startswith("/list")]) == 3


def _looping(ask: Ask) -> Reply:
    return Reply(
        body=sitemap_index([f"{ask.base}/one.xml", f"{ask.base}/index.xml", f"{ask.base}/two.xml.gz"]),
        kind="application/xml",
    )


def _loop_told(told: Told) -> None:
    assert told.titles() == sorted([title(75), title(76)])
    assert told.asked("/index.xml", 1) == 1


def _many(ask: Ask) -> list[str]:
    """Sixty items pass between the two runs; the feed shows twenty at a time."""
    shown = range(100, 120) if ask.phase == 1 else range(160, 180)
    return [item(ask.base, n, day=TODAY if ask.phase == 1 else TODAY + dt.timedelta(days=2)) for n in shown]


def _dated(ask: Ask) -> Reply:
    number = int(ask.path.rpartition("/")[2])
    return Reply(body=html(number, day=TODAY if number < 120 else TODAY + dt.timedelta(days=1 if number < 160 else 2)))


class _Dated(dict):
    def __contains__(self, path: object) -> bool:
        return str(path).startswith("/a/") or super().__contains__(path)

    def __getitem__(self, path: str):
        return _dated if path.startswith("/a/") else super().__getitem__(path)


def _map_of_all(ask: Ask) -> Reply:
    last = 120 if ask.phase == 1 else 180
    return Reply(
        body=sitemap(
            (f"{ask.base}/a/{n}", TODAY if n < 120 else TODAY + dt.timedelta(days=1)) for n in range(100, last)
        ),
        kind="application/xml",
    )


def _names_map(ask: Ask) -> Reply:
    return Reply(body=ALLOW_ALL + f"Sitemap: {ask.base}/map.xml\n".encode(), kind="text/plain")


def _filled_told(told: Told) -> None:
    assert len(told.urls()) == 80
    assert "filled from the sitemap" in told.words[1]
    assert (
        told.db.execute(
            "SELECT count(*) FROM crawls WHERE gap_since IS NOT NULL AND source = 'feed-gap-filled'"
        ).fetchone()[0]
        == 0
    )


def _gap_told(told: Told) -> None:
    assert len(told.urls()) == 40
    assert f"gap: items between {TODAY} and {TODAY + dt.timedelta(days=2)} passed unseen" in told.words[1]
    assert (
        told.db.execute(
            "SELECT gap_since FROM crawls WHERE gap_since IS NOT NULL AND source = 'feed-gap-shown'"
        ).fetchone()[0]
        == TODAY.isoformat()
    )


def _json(ask: Ask) -> Reply:
    listed = [
        {"id": "1", "url": f"{ask.base}/a/80", "title": title(80), "date_published": "2026-03-20T08:00:00Z"},
        "junk",
        {"id": "2", "title": "no address"},
    ]
    return Reply(
        body=json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": listed}).encode(),
        kind="application/feed+json",
    )


def _rdf(ask: Ask) -> Reply:
    text = (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{ask.base}"><title>x</title><link>{ask.base}</link></channel>'
        f'<item rdf:about="{ask.base}/a/81"><title>{title(81)}</title><link>{ask.base}/a/81</link><dc:date>2026-03-20</dc:date></item></rdf:RDF>'
    )
    return Reply(body=text.encode(), kind="application/rdf+xml")


def _one(number: int):
    def check(told: Told) -> None:
        assert told.titles() == [title(number)]

    return check


def _tagged(ask: Ask) -> Reply:
    if ask.headers.get("if-none-match") == '"v1"':
        return Reply(304)
    return Reply(body=rss([item(ask.base, 82)], ask.base), kind="application/rss+xml", headers={"ETag": '"v1"'})


def _unchanged_told(told: Told) -> None:
    assert told.outcomes == ("ok", "ok")  # the feed is unchanged, its article is due for another look
    assert [h.get("if-none-match") for _, p, h in told.press.hits[told.address] if p == "/feed.xml"] == [None, '"v1"']
    assert told.titles() == [title(82)]


def _moved(ask: Ask) -> Reply:
    return Reply(301, headers={"Location": f"{ask.base}/new.xml"})


def _moved_told(told: Told) -> None:
    assert f"moved for good to {told.base}/new.xml" in told.words[0]
    assert told.titles() == [title(83)]


def _delayed(ask: Ask) -> Reply:
    return Reply(body=b"User-agent: *\nCrawl-delay: 0.4\n", kind="text/plain")


def _fine(told: Told) -> None:
    assert told.titles() == sorted(title(n) for n in (90, 91, 92))
    assert told.outcomes[0] == "ok"


CASES = (
    Case("xml-entity-bomb", site(pages=_feed(BOMB)), _fails("entit")),
    Case("broken-feed-xml", site(pages=_feed(_broken())), _broken_told),
    Case("empty-feed", site(pages=_feed(rss([]))), _empty_told),
    Case(
        "web-page-for-a-feed",
        site(pages=_feed(b"<!doctype html><html><p>Our feeds have moved</p></html>", "text/html")),
        _fails("a web page, not a feed"),
    ),
    Case("feed-with-future-dates", site(items=_future_items), _future_told),
    Case("duplicated-guid", site(items=lambda ask: [item(ask.base, n, guid="same") for n in (56, 57, 58)]), _guid_told),
    Case("item-without-link", site(items=_linkless), _linkless_told),
    Case(
        "relative-links",
        site(items=lambda ask: [item(ask.base, 61, link="/a/61"), item(ask.base, 62, link="a/62")]),
        _relative_told,
    ),
    Case(
        "advert-links-to-foreign-host",
        site(
            items=lambda ask: [
                item(ask.base, 63),
                item(ask.base, 64),
                item(ask.base, 65, link=f"http://{FORBIDDEN}:{ask.port}/ad"),
            ]
        ),
        _advert_told,
    ),
    Case("robots-disallow", site(66, pages={"/robots.txt": _disallow}), _refused),
    Case(
        "robots-disallow-of-some",
        site(
            items=lambda ask: [item(ask.base, 67), item(ask.base, 900, link=f"{ask.base}/private/1")],
            pages={"/robots.txt": _disallow_some},
        ),
        _some_told,
    ),
    Case(
        "robots-500",
        site(68, pages={"/robots.txt": lambda ask: Reply(500) if ask.phase == 1 else Reply(404)}),
        _robots_500,
    ),
    Case(
        "endless-pagination",
        site(pages=_Pages()),
        _endless_told,
        index="/list",
        files={"kind": "listing", "selectors": {"link": ".news a"}},
    ),
    Case(
        "sitemap-loop",
        site(
            pages={
                "/index.xml": _looping,
                "/one.xml": lambda ask: Reply(body=sitemap([(f"{ask.base}/a/75", TODAY)]), kind="application/xml"),
                "/two.xml.gz": lambda ask: Reply(
                    body=gzip.compress(sitemap([(f"{ask.base}/a/76", TODAY)])), kind="application/gzip"
                ),
            }
        ),
        _loop_told,
        index="/index.xml",
        files={"kind": "sitemap"},
    ),
    Case(
        "feed-gap-filled",
        site(items=_many, pages=_Dated({"/map.xml": _map_of_all, "/robots.txt": _names_map})),
        _filled_told,
    ),
    Case("feed-gap-shown", site(items=_many, pages=_Dated()), _gap_told),
    Case("json-feed", site(pages={"/feed.xml": _json}), _one(80)),
    Case("rdf-feed", site(pages={"/feed.xml": _rdf}), _one(81)),
    Case("unchanged-feed", site(pages={"/feed.xml": _tagged}), _unchanged_told),
    Case(
        "feed-moved-for-good",
        site(
            pages={
                "/feed.xml": _moved,
                "/new.xml": lambda ask: Reply(body=rss([item(ask.base, 83)], ask.base), kind="application/rss+xml"),
            }
        ),
        _moved_told,
    ),
    Case("well-behaved-feed", site(90, 91, 92), _fine),
)
