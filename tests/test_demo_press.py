"""The sample press: invented through and through, said to be so on every page, and served as real outlets serve."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest

from tracker import datafiles
from tracker.demo.indexes import address_of
from tracker.demo.pages import respond
from tracker.demo.press import Press, SampleArticle, load_press
from tracker.demo.server import serving
from tracker.errors import DataFileError

BASE = "http://127.0.0.1:9"
PRESS = load_press()
ARTICLES = [article for some in PRESS.articles.values() for article in some]
SAMPLE = datafiles.data_root() / "sample"
PEOPLE: list[str] = tomllib.loads((SAMPLE / "people.toml").read_text(encoding="utf-8"))["people"]
# where an article names somebody: a title or a role before the name, or "Name, a spokesman ..." and the like
_NAMED = re.compile(
    r"(?:Minister|Secretary|Staatssekretär|spokesman|spokeswoman|official,|negotiator|secretary-general,|, said|says) "
    r"((?:[A-Z][\w'\u2019-]+ ){1,2}[A-Z][\w'\u2019-]+)"
)


@pytest.fixture
def server() -> Iterator[str]:
    with serving(PRESS, 0) as base:
        yield base


def get(address: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def pages(press: Press = PRESS) -> list[tuple[str, str]]:
    """Each page that the server has: its path and its text."""
    found = []
    for outlet in press.outlets:
        home = f"{BASE}/{outlet.folder}"
        targets = [f"/{outlet.folder}/", f"/{outlet.folder}{outlet.index_path}"]
        targets += [address_of(outlet, home, a).removeprefix(BASE) for a in press.articles[outlet.key]]
        found += [(target, respond(press, BASE, target).body.decode()) for target in targets]
    return found


def words_of(article: SampleArticle) -> str:
    return "\n".join(block for version in article.versions for block in (version.title, *version.blocks))


def test_three_outlets_and_a_ministry_with_some_thirty_pages_or_more() -> None:
    indexes = sorted(outlet.index for outlet in PRESS.outlets)

    assert {"rss", "atom", "sitemap", "listing"} <= set(indexes)
    assert len(PRESS.outlets) >= 4
    assert len(ARTICLES) >= 30


@pytest.mark.parametrize(("path", "text"), pages(), ids=[path for path, _ in pages()])
def test_every_page_and_index_says_that_it_is_sample_data(path: str, text: str) -> None:
    assert "Sample data" in text
    assert "not news" in text


def test_a_page_that_is_not_there_says_so_too() -> None:
    reply = respond(PRESS, BASE, "/harbour-ledger/2020/01/01/nothing")

    assert (reply.status, b"not news" in reply.body) == (404, True)


@pytest.mark.parametrize("outlet", PRESS.outlets, ids=lambda o: o.key)
def test_hosts_are_of_the_domain_that_is_kept_for_examples(outlet: object) -> None:
    assert str(getattr(outlet, "host")).endswith(".example")  # noqa: B009 - the parameter's type is opaque to pytest


def test_every_address_in_every_page_is_an_example_host_or_the_server_itself() -> None:
    known = (
        "schema.org",
        "www.w3.org",
        "www.sitemaps.org",
        "www.google.com",
        "purl.org",
    )  # names of formats, never fetched

    hosts = {
        urlsplit(found).hostname or "" for _, text in pages() for found in re.findall(r"https?://[^\s\"'<>]+", text)
    }
    assert not [host for host in hosts if not host.endswith(".example") and host not in (*known, "127.0.0.1")]


def test_everybody_who_is_named_is_on_the_list_of_invented_people() -> None:
    named = {name for article in ARTICLES for name in _NAMED.findall(words_of(article))}
    bylines = {article.front.byline for article in ARTICLES} - {"", "Agencies", "The Ledger\u2019s explainers desk"}

    assert {"Dalia Renwick", "Corwin Hale"} <= named | bylines
    assert (named | bylines) - set(PEOPLE) == set()


def test_the_list_names_nobody_who_does_not_appear() -> None:
    everything = "\n".join(words_of(article) + article.front.byline for article in ARTICLES)

    assert [name for name in PEOPLE if name not in everything] == []


def test_no_real_person_of_the_gold_articles_drafts_is_named() -> None:
    real = Path(__file__).parent / "gold" / "names.toml"
    names = tomllib.loads(real.read_text(encoding="utf-8"))["people"]
    everything = "\n".join(words_of(article) for article in ARTICLES)

    assert len(names) > 50
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", everything)] == []
    for surname in (
        "Trump",
        "Modi",
        "Albanese",
        "Carney",
        "Starmer",
        "Prabowo",
        "Rubio",
        "Lula",
        "Takaichi",
        "Merz",
        "Tokayev",
    ):
        assert not re.search(rf"\b{surname}\b", everything)


def test_stories_span_july_2025_to_november_2026() -> None:
    days = [a.published.date() for a in ARTICLES if a.published]
    revised = [v.updated.date() for a in ARTICLES for v in a.versions if v.updated]

    assert min(days) < dt.date(2025, 8, 1)
    assert dt.date(2026, 11, 1) <= max(days + revised) <= dt.date(2026, 11, 25)


def test_what_is_expected_of_the_tracker_stands_in_the_articles() -> None:
    expected = tomllib.loads((SAMPLE / "expected.toml").read_text(encoding="utf-8"))["pledge"]
    by_key = {article.key: words_of(article) for article in ARTICLES}

    assert [e["quote"] for e in expected if e["quote"] not in by_key[e["article"]]] == []
    statuses = {e["status"] for e in expected}
    assert statuses == {"overdue", "confirmed", "delayed", "cancelled", "open"}


def test_a_syndicated_copy_repeats_the_agency_word_for_word() -> None:
    (copy,) = [a for a in ARTICLES if a.front.copy_of]
    (original,) = [a for a in ARTICLES if a.key == copy.front.copy_of]

    assert copy.versions[0].blocks[:-1] == original.versions[0].blocks[: copy.front.copy_paragraphs]
    assert copy.versions[0].title != original.versions[0].title


def test_the_undated_page_holds_no_date_of_its_own() -> None:
    (article,) = [a for a in ARTICLES if a.published is None]
    outlet = next(o for o in PRESS.outlets if o.key == "harbour_ledger")
    page = respond(PRESS, BASE, address_of(outlet, f"{BASE}/{outlet.folder}", article).removeprefix(BASE)).body.decode()
    feed = feedparser.parse(respond(PRESS, BASE, f"/{outlet.folder}{outlet.index_path}").body)

    assert "datePublished" not in page
    assert not re.search(r"\b\d{1,2} \w+ 20\d\d|20\d\d-\d\d", page)
    assert [e.title for e in feed.entries if "published" not in e] == [article.front.title]


@pytest.mark.parametrize(
    ("folder", "count"), [("harbour-ledger/feed.xml", 9), ("northgate/trade/atom.xml", 12), ("rohstoff-umschau/rss", 2)]
)
def test_feeds_are_well_formed_and_complete(folder: str, count: int) -> None:
    feed = feedparser.parse(respond(PRESS, BASE, f"/{folder}").body)

    assert not feed.bozo
    assert len(feed.entries) == count


def test_the_listing_runs_over_several_pages_and_ends() -> None:
    target, seen = "/minerals-trade/news/media-releases", 0
    for _ in range(10):
        text = respond(PRESS, BASE, target).body.decode()
        seen += text.count("<li><a href=")
        following = re.search(r'rel="next" href="([^"]+)"', text)
        if not following:
            break
        target = following.group(1).removeprefix(BASE)
    assert "page=2" in target
    assert seen == len(PRESS.articles["minerals_trade"])


def test_an_article_shows_its_second_version_from_the_second_request_on(server: str) -> None:
    (article,) = [a for a in ARTICLES if len(a.versions) > 1]
    outlet = next(o for o in PRESS.outlets if o.key == article.key.partition("/")[0])
    feed, page = (
        f"{server}/{outlet.folder}{outlet.index_path}",
        address_of(outlet, f"{server}/{outlet.folder}", article),
    )

    before, first, after, second = (get(address)[1].decode() for address in (feed, page, feed, page))
    assert article.versions[0].title in first
    assert article.versions[1].title in second
    updated = article.versions[1].updated
    assert updated is not None
    assert (updated.isoformat() in before, updated.isoformat() in after) == (False, True)


def test_an_unchanged_feed_costs_a_304(server: str) -> None:
    address = f"{server}/harbour-ledger/feed.xml"
    status, body, headers = get(address)

    again, nothing, _ = get(address, **{"If-None-Match": headers["ETag"]})
    assert (status, again, nothing) == (200, 304, b"")
    assert body


def test_a_taken_port_is_no_obstacle() -> None:
    with serving(PRESS, 0) as first:
        taken = urlsplit(first).port
        assert taken
        with serving(PRESS, taken) as second:
            assert second != first
            assert get(f"{second}/robots.txt")[0] == 200


@pytest.mark.parametrize(
    "target", ["/", "/../../etc/passwd", "/harbour-ledger/%00", "/meridian/sitemap-news.xml/x", "/a?page=99999999999"]
)
def test_strange_paths_are_not_found(server: str, target: str) -> None:
    assert get(server + target)[0] == 404


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no front matter", "does not start with TOML between two +++ lines"),
        ("+++\ntitle = 1\n+++\nx", "expected str"),
        ("+++\ntitle = 'a'\npublished = '2026-01-01'\n+++\nx", "has no offset from UTC"),
        ("+++\ntitle = 'a'\npublished = 'soon'\n+++\nx", "is no ISO 8601 instant"),
        ("+++\ntitle = 'a'\n+++\nx", "has neither `published` nor `undated = true`"),
        ("+++\ntitle = 'a'\nundated = true\ncolour = 'red'\n+++\nx", "colour"),
        ("+++\ntitle = \n+++\nx", "is not TOML"),
    ],
)
def test_a_broken_article_is_told_by_its_file(tmp_path: Path, text: str, says: str) -> None:
    import shutil

    shutil.copytree(SAMPLE, tmp_path / "sample")
    broken = tmp_path / "sample" / "articles" / "harbour_ledger" / "broken.md"
    broken.write_text(text, encoding="utf-8")

    with pytest.raises(DataFileError, match=r"broken\.md") as caught:
        load_press(tmp_path / "sample")
    assert says in str(caught.value)
