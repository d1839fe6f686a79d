"""The digest: what changed in a stretch of days, also where nothing did, as text and as HTML."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from report_ledger import LEDGER, Promise, make, put
from test_report_calendar import ROW

from tracker.cli import cli
from tracker.report.digest import GENERIC_HEADING, Digest, Section, as_html, as_text, item
from tracker.store import crawlstate
from tracker.store.connect import open_to_write, writing


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("digest") / "ledger.db")


def digest(db: Path, day: str, *more: str) -> str:
    result = CliRunner().invoke(cli, ["digest", "--db", str(db), "--as-of", day, *more], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def section(text: str, heading: str) -> str:
    return text.split(f"\n{heading}\n{'-' * len(heading)}\n")[1].split("\n---", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("day", "heading", "told"),
    [
        ("2026-06-07", "Became overdue", "Overdue since 2026-06-01: IND-USA: sign lithium agreement"),
        ("2026-06-25", "Confirmed", "Confirmed, 10 days early: AUS-JPN: launch nickel project"),
        ("2026-04-20", "Delayed", "Delayed to 2026-10-31: CHL: open tender"),
        ("2026-07-03", "Cancelled", "Cancelled: NA, NAM: build plant"),
        ("2026-08-31", "Newly pledged", "Due 2026-11-30: EU: publish strategy"),
        ("2026-05-20", "Falling due next", "Due 2026-05-31: IND-USA: sign lithium agreement"),
    ],
)
def test_a_change_stands_under_its_heading_in_the_week_it_happened(db: Path, day: str, heading: str, told: str) -> None:
    assert f"* {told}\n" in section(digest(db, day), heading)


@pytest.mark.parametrize("day", ["2026-05-31", "2026-06-08"])
def test_a_change_of_another_week_is_not_told(db: Path, day: str) -> None:
    assert "Nothing became overdue." in section(digest(db, day), "Became overdue")


def test_a_week_without_any_change_says_so_and_what_stands(db: Path) -> None:
    text = digest(db, "2026-07-20")
    for words in (
        "Nothing became overdue.",
        "Nothing was delayed.",
        "Nothing was cancelled.",
        "Nothing was confirmed.",
        "No new pledge.",
    ):
        assert words in text
    assert "1 pledge is overdue in all, the longest since its due day 2026-05-31" in text


def test_pledges_on_the_group_of_minerals_stand_apart_from_named_ones(tmp_path: Path) -> None:
    generic = Promise(
        "p-generic",
        "EU: sign pact",
        "They sign by 31 May.",
        "2026-03-02",
        "2026-05-31",
        [("2026-06-01", "overdue", "2026-05-31", "")],
        minerals=("critical minerals",),
    )
    text = section(digest(make(tmp_path / "a.db", [generic, LEDGER[0]]), "2026-06-03"), "Became overdue")
    assert text.index("sign lithium agreement") < text.index(GENERIC_HEADING) < text.index("EU: sign pact")


def test_filters_narrow_it(db: Path) -> None:
    text = digest(db, "2026-06-25", "--days", "60", "--party", "AUS")
    assert "launch nickel project" in text
    assert "lithium" not in text


def test_it_ends_with_the_health_of_the_sources(tmp_path: Path) -> None:
    path = make(tmp_path / "a.db")
    assert "Sources: none was ever crawled here" in digest(path, "2026-09-01")
    with open_to_write(path) as connection, writing(connection):
        for key, outcome, message in (("wire", "ok", ""), ("ministry", "failed", "no answer from its host")):
            crawl = crawlstate.begin_crawl(connection, key, "2026-08-31T06:00:00+00:00")
            crawlstate.finish_crawl(
                connection, crawl, "2026-08-31T06:01:00+00:00", crawlstate.CrawlEnd(outcome, 3, 1, message)
            )
    text = digest(path, "2026-09-01")
    assert "Sources: 1 of 2 answered" in text
    assert "ministry: failed: no answer from its host" in text


def test_a_source_that_has_gone_quiet_is_named(tmp_path: Path) -> None:
    """One of our own source files, crawled long ago and never since."""
    path = make(tmp_path / "a.db")
    with open_to_write(path) as connection, writing(connection):
        crawl = crawlstate.begin_crawl(connection, "us_ustr", "2026-01-02T06:00:00+00:00")
        crawlstate.finish_crawl(connection, crawl, "2026-01-02T06:01:00+00:00", crawlstate.CrawlEnd("ok", 3, 1, ""))
    assert "us_ustr: late: not crawled since 2026-01-02" in digest(path, "2026-09-01")


def test_the_page_holds_the_same_as_the_text_and_nothing_from_outside(db: Path) -> None:
    page = etree.HTML(digest(db, "2026-06-25", "--days", "60", "--format", "html"))
    assert "Confirmed, 10 days early: AUS-JPN: launch nickel project" in " ".join(page.itertext())
    assert not page.findall(".//script")
    assert not page.findall(".//img")
    assert {a.get("href").split(":")[0] for a in page.findall(".//a")} == {"https"}


@given(st.text(max_size=120))
def test_no_text_becomes_markup(text: str) -> None:
    row = {**ROW, "title": f"<b>{text}</b><script>x</script>", "quote": f"</li>{text}<img src=x>", "speaker": text}
    page = etree.HTML(as_html(Digest(f"<i>{text}", text, (Section("A", (item(row),)),), (text,))))
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "ul", "li", "strong", "br", "a"
    }  # fmt: skip


def test_escape_sequences_of_a_page_never_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_to_write(path) as connection, writing(connection):
        put(connection, [Promise("p-a", "\x1b[31mred\u202e", "\x1b]0;owned\x07 quote", "2026-08-30", "2026-11-30")])
    text = digest(path, "2026-09-01")
    assert not [c for c in text if c != "\n" and not c.isprintable()]


def test_a_link_of_the_web_view_is_given_where_one_is_set() -> None:
    assert item(ROW, link="https://ledger.example/").address == "https://ledger.example/pledge/p-abc"
    assert item(ROW).address == "tracker show p-abc"
    assert "https://ledger.example/pledge/p-abc" in as_text(
        Digest("T", "", (Section("A", (item(ROW, link="https://ledger.example"),)),))
    )
