"""Pages that are not what they seem."""

from __future__ import annotations

import datetime as dt

from press.case import Case, Told, site
from press.server import Ask, Reply
from press.words import TODAY, html, item, paragraphs, pdf, title


def _page(body: str, *, name: str = "Notice", head: str = "") -> bytes:
    return f"<html lang='en'><head><title>{name}</title>{head}</head><body>{body}</body></html>".encode()


SOFT_404 = _page(
    "<h1>Page not found</h1><p>The page you are looking for does not exist. Try the search.</p>",
    name="404 - Page not found",
)
CONSENT = _page(
    "<h1>Before you continue</h1><p>We value your privacy. We and our partners store and access information on devices. "
    "Manage your cookies or accept all cookies to go on to the article.</p>",
    name="Your privacy",
)
STUB = _page(
    "<article><h1>Talks on cobalt enter a new round</h1><p>Ministers met on Monday to talk about cobalt.</p>"
    "<p>Subscribe to continue reading this article.</p></article>",
    name="Talks on cobalt enter a new round",
    head='<meta property="article:published_time" content="2026-03-19T10:00:00Z">',
)
BLOCKED = _page("<h1>Just a moment...</h1><p>Enable JavaScript and cookies to continue.</p>", name="Just a moment...")


def _kept_as_page(path: str, number: int, words: str):
    def check(told: Told) -> None:
        assert told.titles() == [title(number)]
        assert path in told.pages()
        assert words in told.issues()
        assert "no article" in told.words[0]

    return check


def _items(number: int, path: str):
    return lambda ask: [item(ask.base, number), item(ask.base, 900, link=ask.base + path)]


def _accents(number: int) -> bytes:
    return html(
        number,
        name="Botschafterin würdigt Ätna-Übereinkunft über Lithium",
        charset="",
        body="<p>" + "</p><p>".join([*paragraphs(number), "Öl, Käse und naïve Fräulein."]) + "</p>",
    )


def _reads_accents(number: int):
    def check(told: Told) -> None:
        assert told.titles() == ["Botschafterin würdigt Ätna-Übereinkunft über Lithium"]
        assert "Öl, Käse und naïve Fräulein." in told.text(f"/a/{number}")

    return check


def _million(ask: Ask) -> Reply:
    return Reply(
        body=b"<html><head><title>Tags</title></head><body>"
        + b"<b><i>" * 150_000
        + b"x"
        + b"<p>" * 700_000
        + b"</body></html>"
    )


def _million_told(told: Told) -> None:
    assert told.titles() == [title(39)]
    assert "/tags" in told.pages()
    assert "no article" in told.issues()


def _print(ask: Ask) -> Reply:
    return Reply(body=html(40, head=f'<link rel="canonical" href="{ask.base}/a/40">'))


def _three(told: Told) -> None:
    assert told.urls() == [f"{told.base}/a/40"]
    assert told.db.execute("SELECT count(*) FROM articles WHERE url LIKE ?", (told.base + "/%",)).fetchone()[0] == 1


def _tracked(told: Told) -> None:
    assert told.urls() == [f"{told.base}/a/41"]
    assert told.asked("/a/41", 1) == 1


def _changing(ask: Ask) -> Reply:
    text = [
        *paragraphs(42),
        "The first shipment will leave in May." if ask.phase == 1 else "No date for the first shipment was given.",
    ]
    return Reply(body=html(42, body="".join(f"<p>{p}</p>" for p in text)))


def _changed(told: Told) -> None:
    versions = told.db.execute(
        "SELECT text, version FROM articles JOIN texts ON article = id WHERE url = ? ORDER BY version",
        (f"{told.base}/a/42",),
    ).fetchall()
    assert [version for _, version in versions] == [1, 2]
    assert "will leave in May" in versions[0][0]
    assert "No date" in versions[1][0]
    assert "1 revised" in told.words[1]


def _pdf(ask: Ask) -> Reply:
    first = [
        "MINISTRY OF MINES OF AVARIA",
        "Joint statement on lithium and cobalt supply",
        "12 March 2026",
        "The two ministers agreed to sign a framework on lithium by the end of June 2026 and to",
    ]
    first += ["review it each year. Officials will meet in Borduria to settle the list of projects."]
    second = [
        "The ministry will publish the tariff schedule within thirty days of the signing, and the",
        "chamber of industry will be heard before that. Both sides thanked the hosts.",
    ]
    return Reply(body=pdf([first, second]), kind="application/octet-stream")


def _pdf_told(told: Told) -> None:
    assert told.titles() == sorted([title(900), title(43)]) or len(told.titles()) == 2
    text = told.text("/statement.pdf")
    assert "by the end of June 2026 and to review it each year" in text
    starts = told.db.execute("SELECT headers FROM pages WHERE url = ?", (f"{told.base}/statement.pdf",)).fetchone()[0]
    second = int(starts.split('"x-page-starts": "0 ')[1].split('"')[0])
    assert text[second:].startswith("The ministry will publish")


def _undated(ask: Ask) -> Reply:
    return Reply(body=html(45, day=None))


def _no_date_items(ask: Ask) -> list[str]:
    return [item(ask.base, 46), item(ask.base, 45, date="")]


def _moved_on(ask: Ask) -> Reply:
    return Reply(302, headers={"Location": "/"})


def _late_day(ask: Ask) -> Reply:
    return Reply(body=html(48, day=TODAY + dt.timedelta(days=900)))


def _late_day_told(told: Told) -> None:
    day, place = told.db.execute(
        "SELECT published, published_from FROM articles WHERE url = ?", (f"{told.base}/a/48",)
    ).fetchone()
    assert (day, place) == (TODAY.isoformat(), "feed")


def _wall(told: Told, number: int, words: str) -> None:
    """A wall may be gone tomorrow: the page is kept and asked for again."""
    assert told.titles() == [title(number)]
    assert "/wall" in told.pages()
    assert words in told.issues()
    assert told.asked("/wall", 2) == 1


def _front(told: Told) -> None:
    assert told.titles() == [title(47)]
    assert "front page" in told.issues()


CASES = (
    Case(
        "soft-404",
        site(items=_items(31, "/old"), pages={"/old": lambda a: Reply(body=SOFT_404)}),
        _kept_as_page("/old", 31, "soft 404"),
    ),
    Case(
        "consent-wall",
        site(items=_items(32, "/wall"), pages={"/wall": lambda a: Reply(body=CONSENT)}),
        lambda t: _wall(t, 32, "consent wall"),
    ),
    Case(
        "paywall-stub",
        site(items=_items(33, "/stub"), pages={"/stub": lambda a: Reply(body=STUB)}),
        _kept_as_page("/stub", 33, "paywall"),
    ),
    Case(
        "challenge-page",
        site(items=_items(34, "/wall"), pages={"/wall": lambda a: Reply(body=BLOCKED)}),
        lambda t: _wall(t, 34, "for robots"),
    ),
    Case(
        "redirect-to-front-page",
        site(items=_items(47, "/deep/page"), pages={"/deep/page": _moved_on, "/": lambda a: Reply(body=html(49))}),
        _front,
    ),
    Case(
        "wrong-charset-header",
        site(35, pages={"/a/35": lambda a: Reply(body=_accents(35), kind="text/html; charset=iso-8859-1")}),
        _reads_accents(35),
    ),
    Case(
        "no-charset",
        site(36, pages={"/a/36": lambda a: Reply(body=_accents(36).decode().encode("cp1252"), kind="text/html")}),
        _reads_accents(36),
    ),
    Case(
        "utf-16",
        site(37, pages={"/a/37": lambda a: Reply(body=_accents(37).decode().encode("utf-16"), kind="text/html")}),
        _reads_accents(37),
    ),
    Case("million-tags", site(items=_items(39, "/tags"), pages={"/tags": _million}), _million_told),
    Case(
        "one-article-three-addresses",
        site(
            items=lambda ask: [
                item(ask.base, 40),
                item(ask.base, 40, link=f"{ask.base}/print/40?view=print"),
                item(ask.base, 40, link=f"{ask.base}/news/forty/amp"),
            ],
            pages={"/a/40": _print, "/print/40?view=print": _print, "/print/40": _print, "/news/forty/amp": _print},
        ),
        _three,
    ),
    Case(
        "tracking-parameters",
        site(
            items=lambda ask: [
                item(ask.base, 41, link=f"{ask.base}/a/41?utm_source=rss&utm_medium=feed"),
                item(ask.base, 41, link=f"{ask.base}/a/41?fbclid=abc#top"),
            ]
        ),
        _tracked,
    ),
    Case("changed-in-place", site(42, pages={"/a/42": _changing}), _changed),
    Case("pdf", site(items=_items(43, "/statement.pdf"), pages={"/statement.pdf": _pdf}), _pdf_told),
    Case(
        "pdf-scan",
        site(
            items=_items(44, "/scan.pdf"),
            pages={"/scan.pdf": lambda a: Reply(body=pdf([[], []]), kind="application/pdf")},
        ),
        _kept_as_page("/scan.pdf", 44, "a scan"),
    ),
    Case(
        "no-published-day",
        site(items=_no_date_items, pages={"/a/45": _undated}),
        _kept_as_page("/a/45", 46, "no published day"),
    ),
    Case("page-of-the-future", site(48, pages={"/a/48": _late_day}), _late_day_told),
)
