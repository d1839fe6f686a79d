"""`tracker crawl --since DAY`: listings paged back to a day, and GDELT asked range by range, halved where an answer is full."""

import datetime as dt
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from press.case import site
from press.server import Ask, Press, Reply
from press.sources import write_source
from press.words import html, title

from spiders.gdelt import CAP, halves, parse_answer, question, ranges

TODAY = dt.datetime.now(dt.UTC).date()
BUSY = TODAY - dt.timedelta(days=3)  # the day on which more was written than one answer holds


def _articles(ask: Ask) -> Reply:
    """The article list as GDELT gives it: at most CAP of those that were seen in the range."""
    asked = {key: values[0] for key, values in parse_qs(urlsplit(ask.path).query).items()}
    start, end = (dt.datetime.strptime(asked[k], "%Y%m%d%H%M%S") for k in ("startdatetime", "enddatetime"))
    noon = dt.datetime.combine(BUSY, dt.time(12))
    moments = [noon + dt.timedelta(minutes=k) for k in range(400)]
    inside = [(k, m) for k, m in enumerate(moments) if start <= m < end][:CAP]
    listed = [
        {
            "url": f"http://127.0.5.1:{ask.port}/a/{k % 30 + 1}",
            "title": title(k % 30 + 1),
            "seendate": m.strftime("%Y%m%dT%H%M%SZ"),
            "language": "English",
        }
        for k, m in inside
    ]
    return Reply(body=json.dumps({"articles": listed}).encode(), kind="application/json")


def _page(ask: Ask) -> Reply:
    """Page N of a listing of 14 pages, two releases each."""
    number = int(parse_qs(urlsplit(ask.path).query).get("page", ["1"])[0])
    rows = "".join(f'<li><a href="/a/{n}">{title(n)}</a></li>' for n in (2 * number - 1, 2 * number))
    older = f'<a rel="next" href="/list?page={number + 1}">Next</a>' if number < 14 else ""
    page = f'<html lang="en"><body><main><ul>{rows}</ul>{older}</main></body></html>'
    return Reply(body=page.encode())


def _serve_gdelt(ask: Ask) -> Reply:
    if ask.path.startswith("/doc?"):
        return _articles(ask)
    return site()(ask)


def _serve_listing(ask: Ask) -> Reply:
    if ask.path.startswith("/list"):
        return _page(ask)
    name = ask.path.rpartition("/")[2]
    if ask.path.startswith("/a/") and name.isdigit():  # each release is a week older than the one before
        return Reply(body=html(int(name), day=TODAY - dt.timedelta(days=7 * int(name))))
    return site()(ask)


@pytest.fixture
def press() -> Iterator[Press]:
    outlets = Press()
    outlets.open({"127.0.5.1": site(*range(1, 31)), "127.0.5.2": _serve_gdelt, "127.0.5.3": _serve_listing})
    yield outlets
    outlets.close()


def crawl(folder: Path, *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "tracker", "crawl", *arguments, "--sources", str(folder), "--db", str(folder / "t.db")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "TRACKER_CONFIG": ""},
    )
    assert "Traceback" not in run.stderr
    return run.stdout + run.stderr


def test_gdelt_is_asked_by_ranges_that_are_halved_where_an_answer_is_full(press: Press, tmp_path: Path) -> None:
    address = f"http://127.0.5.2:{press.port}/doc"
    write_source(tmp_path, "archive", address, kind="gdelt", query="lithium (deal OR ban)")
    # the article pages stand on another host, which an intranet's source must name too
    write_source(tmp_path, "outlet", f"http://127.0.5.1:{press.port}/feed.xml")
    said = crawl(tmp_path, "archive", "outlet", "--since", str(TODAY - dt.timedelta(days=10)))
    asked = [parse_qs(urlsplit(p).query) for p in press.paths("127.0.5.2") if p.startswith("/doc?")]
    spans = [(a["startdatetime"][0], a["enddatetime"][0]) for a in asked]
    assert len(spans) > len(ranges(TODAY - dt.timedelta(days=10), dt.datetime.combine(TODAY, dt.time()))), said
    assert min(start for start, _ in spans)[:8] == (TODAY - dt.timedelta(days=10)).strftime("%Y%m%d")
    assert all(a["query"] == ["lithium (deal OR ban)"] for a in asked)
    found = sqlite3.connect(tmp_path / "t.db").execute("SELECT count(*) FROM articles").fetchone()[0]
    assert found == 30, said


def test_a_listing_is_paged_back_further_than_on_a_day_like_any_other(press: Press, tmp_path: Path) -> None:
    write_source(tmp_path, "ministry", f"http://127.0.5.3:{press.port}/list", kind="listing")
    crawl(tmp_path, "ministry")
    usual = len([p for p in press.paths("127.0.5.3") if p.startswith("/list")])
    crawl(tmp_path, "ministry", "--since", str(TODAY - dt.timedelta(days=365)))
    back = len([p for p in press.paths("127.0.5.3") if p.startswith("/list")]) - usual
    assert (usual, back) == (8, 14)


def test_ranges_meet_without_gap_or_overlap_and_halves_end() -> None:
    until = dt.datetime(2026, 3, 20, 12)
    found = ranges(dt.date(2026, 1, 1), until)
    assert (found[0][1], found[-1][0]) == (until, dt.datetime(2026, 1, 1))
    assert all(later[0] == earlier[1] for later, earlier in pairwise(found))
    span, depth = found[0], 0
    while parts := halves(span):
        assert (parts[1][0], parts[1][1], parts[0][1]) == (span[0], parts[0][0], span[1])
        span, depth = parts[0], depth + 1
    assert 5 < depth < 15


def test_a_question_is_encoded_and_an_answer_in_words_is_a_problem() -> None:
    asked = question("https://api.example/doc", 'a & "b c"', (dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 2)))
    assert parse_qs(urlsplit(asked).query)["query"] == ['a & "b c"']
    assert "too short" in parse_answer(b"Your query was too short or too long.").problem
    assert parse_answer(b"").items == ()
