"""The published day of a page: from where it is taken, and what is never taken for one."""

from __future__ import annotations

import pytest

from spiders.article import Hints, read_page
from spiders.signs import NotArticle
from tracker.model import Day, PublishedFrom

FETCHED = Day(2026, 11, 25)
TEXT = "".join(
    f"<p>Minister number {n} spoke of lithium and of the refinery near the port, and named no sum for either of the two.</p>"
    for n in range(6)
)


def page(*, head: str = "", before: str = "", after: str = "", within: str = "", footer: str = "") -> bytes:
    """A page with a headline, six paragraphs, and these pieces around them."""
    return (
        f"<html lang='en'><head><title>Ministers speak of lithium</title>{head}</head><body>{before}<main><article>"
        f"<h1>Ministers speak of lithium</h1>{after}{TEXT}{within}</article></main><footer>{footer}</footer></body></html>"
    ).encode()


COPYRIGHTS = (
    "<p>© 2026 The Harbour Ledger. All rights reserved.</p>",
    "<p>&copy; 2019-2026 The Harbour Ledger</p>",
    "<p>Copyright (c) 2026, Ministry of Mines</p>",
    "<p>(C) 2024 Ministry of Mines</p>",
    "<p>2026 © Ministry of Mines</p>",
    "<p>2011 - 2026 Ministry of Mines. All rights reserved</p>",
    "<p><span>Copyright</span> <span>2026</span></p>",
    "<div>Copyright © Ministry of Mines 2026</div>",
)


@pytest.mark.parametrize("notice", COPYRIGHTS)
@pytest.mark.parametrize("place", ["footer", "within", "before", "after"])
def test_a_copyright_year_is_no_day(notice: str, place: str) -> None:
    read = read_page(page(**{place: notice}), "https://ledger.example/explained/lithium", fetched=FETCHED)
    assert (read.published, read.reason) == (None, NotArticle.UNDATED)


def test_a_copyright_year_in_the_head_is_no_day() -> None:
    head = '<meta name="copyright" content="© 2026 The Ledger"><meta name="dcterms.rights" content="Copyright 2026">'
    assert read_page(page(head=head), "https://ledger.example/lithium", fetched=FETCHED).published is None


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param({"within": "<p>The embargo of 2010 and the law of March 2024 are still felt.</p>"}, id="years-and-months"),
        pytest.param({"within": '<aside><a href="/2025/11/19/another-story">Another story</a></aside>'}, id="link-to-another"),
        pytest.param({"before": '<ul><li><a href="/x">Old news</a> <time datetime="2024-02-02">2 Feb</time></li></ul>'}, id="teaser"),
    ],
)  # fmt: skip
def test_what_is_no_published_day(pieces: dict[str, str]) -> None:
    assert read_page(page(**pieces), "https://ledger.example/lithium", fetched=FETCHED).published is None


@pytest.mark.parametrize(
    ("pieces", "url", "day", "place"),
    [
        pytest.param(
            {"head": '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-03-31T23:30:00+05:30"}</script>'},
            "https://l.example/2026/04/01/a", Day(2026, 3, 31), PublishedFrom.JSON_LD, id="json-ld-in-its-own-zone",
        ),
        pytest.param(
            {"head": '<meta property="article:published_time" content="2026-03-31">'},
            "https://l.example/a", Day(2026, 3, 31), PublishedFrom.META, id="meta",
        ),
        pytest.param({}, "https://l.example/2026/03/31/a", Day(2026, 3, 31), PublishedFrom.URL, id="address"),
        pytest.param(
            {"after": "<div class='x1'>Friday, January 1, 2026 page1</div>", "footer": COPYRIGHTS[0]},
            "https://l.example/a", Day(2026, 1, 1), PublishedFrom.TEXT, id="a-first-of-january-that-is-written",
        ),
        pytest.param(
            {"after": "<ul><li><time datetime='2026-03-31'>31 March 2026</time></li></ul>"},
            "https://l.example/a", Day(2026, 3, 31), PublishedFrom.TEXT, id="time-among-particulars",
        ),
        pytest.param(
            {"after": "<p class='date'>Posted 31.03.2026</p>"}, "https://l.example/a", Day(2026, 3, 31), PublishedFrom.TEXT, id="dots",
        ),
        pytest.param(
            {"after": "<div>May 4, 2026 Issue</div><div>Thursday, April 30, 2026</div>"},
            "https://l.example/a", Day(2026, 4, 30), PublishedFrom.TEXT, id="not-the-printed-issue",
        ),
        pytest.param(
            {"within": "<p>Published on 1 March 2026</p>"}, "https://l.example/a", Day(2026, 3, 1), PublishedFrom.TEXT, id="below-the-text",
        ),
    ],
)  # fmt: skip
def test_where_the_day_is_taken_from(pieces: dict[str, str], url: str, day: Day, place: PublishedFrom) -> None:
    read = read_page(page(**pieces), url, fetched=FETCHED)
    assert (read.published, read.published_from) == (day, place)


def test_a_declared_day_that_is_still_to_come_is_not_believed_and_the_feed_is() -> None:
    head = '<meta property="article:published_time" content="2028-03-31">'
    read = read_page(page(head=head), "https://l.example/a", fetched=FETCHED, hints=Hints(published=Day(2026, 11, 24)))
    assert (read.published, read.published_from) == (Day(2026, 11, 24), PublishedFrom.FEED)


def test_a_contradiction_of_page_and_feed_is_noted() -> None:
    head = '<meta property="article:published_time" content="2026-03-31">'
    read = read_page(page(head=head), "https://l.example/a", fetched=FETCHED, hints=Hints(published=Day(2026, 11, 24)))
    assert read.published == Day(2026, 3, 31)
    assert "2026-11-24" in read.notes[0]
