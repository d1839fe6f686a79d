"""A source of kind `warc`: archives on this machine's disks, read once, by the pages' own days."""

from __future__ import annotations

import datetime as dt
import io
import json
import sqlite3
from pathlib import Path

import pytest
from press.sources import write_source
from press.words import NOW, html, title
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from spiders.plan import Limits, Plan
from tracker.crawl import Run, SourceEnd, crawl
from tracker.model import Day

DAY = "2026-02-14T08:00:00Z"


def _archive(path: Path, pages: dict[str, tuple[bytes, str]]) -> Path:
    """An archive of pages: address -> (bytes, content type)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, (body, kind) in pages.items():
            headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
            named = {"WARC-Date": DAY}
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=named
                )
            )
    return path


def _crawl(folder: Path, address: str, *, since: Day | None = None, minutes: int = 0, **keys: object) -> SourceEnd:
    write_source(folder / "sources", "archive", address, kind="warc", **keys)
    plan = Plan(
        folder / "t.db", ("archive",), NOW + dt.timedelta(minutes=minutes), folder / "sources", since=since,
        limits=Limits(workers=1),
    )  # fmt: skip
    run: Run = crawl(plan, lambda _run, _end: None)
    (end,) = run.ends
    return end


def _stored(folder: Path) -> list[tuple[str, str, str]]:
    connection = sqlite3.connect(folder / "t.db")
    try:
        return connection.execute("SELECT url, title, fetched FROM articles ORDER BY url").fetchall()
    finally:
        connection.close()


PAGES = {
    "http://outlet.example/a/1": (html(1, day=Day(2026, 2, 13)), "text/html; charset=utf-8"),
    "http://outlet.example/a/2": (html(2, day=Day(2026, 2, 13)), "text/html; charset=utf-8"),
    "http://outlet.example/logo.png": (b"\x89PNG....", "image/png"),
    "http://outlet.example/undated": (html(3, day=None), "text/html; charset=utf-8"),
}


def test_pages_of_archives_are_stored_as_fetched_on_the_archives_day_and_read_once(tmp_path: Path) -> None:
    _archive(tmp_path / "sources" / "old" / "a.warc.gz", PAGES)
    first = _crawl(tmp_path, "old/*.warc.gz")
    assert (first.outcome, first.articles) == ("ok", 2)
    assert _stored(tmp_path) == [
        ("http://outlet.example/a/1", title(1), DAY),
        ("http://outlet.example/a/2", title(2), DAY),
    ]
    again = _crawl(tmp_path, "old/*.warc.gz", minutes=10)
    assert (again.outcome, again.words) == ("unchanged", "nothing changed")
    _archive(
        tmp_path / "sources" / "old" / "b.warc.gz",
        {"http://outlet.example/a/4": (html(4, day=Day(2026, 2, 13)), "text/html")},
    )
    assert _crawl(tmp_path, "old/*.warc.gz", minutes=20).articles == 1


@pytest.mark.slow
def test_no_outlet_of_an_archive_is_asked_again(tmp_path: Path) -> None:
    _archive(tmp_path / "sources" / "a.warc.gz", PAGES)
    _crawl(tmp_path, "a.warc.gz")
    later = _crawl(tmp_path, "a.warc.gz", minutes=5 * 24 * 60)
    assert later.outcome == "unchanged"


def test_a_damaged_archive_is_named_and_what_stood_before_is_kept(tmp_path: Path) -> None:
    path = _archive(tmp_path / "sources" / "a.warc.gz", PAGES)
    whole = path.read_bytes()
    second = whole.index(b"\x1f\x8b\x08", 20)  # each record is a gzip member of its own
    third = whole.index(b"\x1f\x8b\x08", second + 20)
    path.write_bytes(whole[: third - (third - second) // 5])
    end = _crawl(tmp_path, "a.warc.gz")
    assert [url for url, _, _ in _stored(tmp_path)] == ["http://outlet.example/a/1"]
    assert end.outcome == "failed"
    assert "a.warc.gz is damaged" in end.words
    _archive(path, PAGES)
    assert _crawl(tmp_path, "a.warc.gz", minutes=10).articles == 1


def test_what_is_no_archive_of_this_machine_fails_with_what_to_do(tmp_path: Path) -> None:
    assert _crawl(tmp_path, "nowhere.warc.gz").words == "nowhere.warc.gz names no file"
    assert "tracker backfill" in _crawl(tmp_path, "https://archive.example/a.warc.gz").words


@pytest.mark.slow
def test_since_leaves_out_what_was_fetched_before(tmp_path: Path) -> None:
    _archive(tmp_path / "sources" / "a.warc.gz", PAGES)
    assert _crawl(tmp_path, "a.warc.gz", since=Day(2026, 2, 15)).articles == 0
    assert _crawl(tmp_path, "a.warc.gz", since=Day(2026, 2, 14)).articles == 2


@pytest.mark.slow
def test_only_relevant_pages_are_kept(tmp_path: Path) -> None:
    _archive(tmp_path / "sources" / "a.warc.gz", PAGES)
    assert _crawl(tmp_path, "a.warc.gz", relevance=["zirconium of the moon"]).articles == 0
    assert json.dumps(_stored(tmp_path)) == "[]"
