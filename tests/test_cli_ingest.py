"""`tracker ingest`: every kind of file, and every kind of bad input told in one line while the good records are kept."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path

import pytest
from running import OTHER, PLEDGE, SIGNED, jsonl, ledger, record, run
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PAGE = """<!doctype html><html lang="en"><head><title>Chile and Japan to sign lithium pact</title>
<link rel="canonical" href="https://paper.example/2026/03/13/lithium">
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Chile and Japan to sign lithium pact",
"datePublished":"2026-03-13T09:00:00Z"}}</script></head><body><nav>Home News Sport</nav><article>
<h1>Chile and Japan to sign lithium pact</h1><p>{first}</p><p>The ministers met in Santiago for the third time this year and spoke
to reporters after the talks, which both sides called useful. Officials of the two countries have worked on the text since last
autumn, and its chapters on processing and on research are said to be complete.</p></article></body></html>"""


def articles(db: Path) -> list[dict[str, object]]:
    return run("export", "articles", "--format", "jsonl", "--db", db).rows


def test_a_plain_text_gives_its_day_in_its_first_words(tmp_path: Path) -> None:
    file, db = tmp_path / "one.txt", tmp_path / "t.db"
    file.write_text(f" date 2026-03-13 {PLEDGE}", encoding="utf-8")
    ran = run("ingest", file, "--source", "Example Wire", "--db", db)
    assert (ran.status, ran.out) == (0, "")
    (one,) = articles(db)
    assert (one["published"], one["source"]) == ("2026-03-13", "Example Wire")
    assert str(one["url"]).startswith("https://local.invalid/")
    text = sqlite3.connect(db).execute("SELECT text FROM texts").fetchone()[0]
    assert text == PLEDGE


def test_the_same_text_in_another_file_is_the_same_article(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"date 2026-03-13 {PLEDGE}", encoding="utf-8")
        ran = run("ingest", tmp_path / name, "--db", db)
    assert "1 known already" in ran.err
    assert len(articles(db)) == 1


def test_options_fill_what_a_file_lacks_and_nothing_else(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    bare = {"text": PLEDGE}
    full = record(1, OTHER)
    file = jsonl(tmp_path / "a.jsonl", [bare, full])
    options = (
        "--published",
        "2026-01-05",
        "--url",
        "https://given.example/x",
        "--source",
        "Given",
        "--title",
        "Given title",
    )
    assert run("ingest", file, *options, "--db", db).status == 0
    by_url = {one["url"]: one for one in articles(db)}
    given = by_url["https://given.example/x"]
    assert (given["published"], given["source"], given["title"]) == ("2026-01-05", "Given", "Given title")
    kept = by_url[full["url"]]
    assert (kept["published"], kept["source"], kept["title"]) == ("2026-03-13", "Example Wire", "Report 1")


def test_standard_input_is_json_lines(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    assert run("ingest", "-", "--db", db, stdin=json.dumps(record(1, PLEDGE)).encode()).status == 0
    assert len(articles(db)) == 1


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    file, db = tmp_path / "a.jsonl", tmp_path / "t.db"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(record(1, PLEDGE)).encode() + b"\r\n\r\n")
    assert run("ingest", file, "--db", db).status == 0
    assert len(articles(db)) == 1


def test_a_saved_page_is_read_like_a_crawled_one_and_its_bytes_are_kept(tmp_path: Path) -> None:
    file, db = tmp_path / "a.html", tmp_path / "t.db"
    file.write_text(PAGE.format(first=PLEDGE), encoding="utf-8")
    ran = run("ingest", file, "--source", "Paper", "--db", db)
    assert ran.status == 0, ran.err
    (one,) = articles(db)
    assert one["url"] == "https://paper.example/2026/03/13/lithium"
    assert (one["published"], one["published_from"]) == ("2026-03-13", "json-ld")
    assert sqlite3.connect(db).execute("SELECT count(*) FROM pages").fetchone()[0] == 1
    assert run("check", "--db", db).status == 0


def warc(pages: list[tuple[str, str, bytes]], *, packed: bool = False) -> bytes:
    """A web archive of (address, content type, body), as a crawler writes it."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for url, kind, body in pages:
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        more = {"WARC-Date": "2026-03-14T01:02:03Z"}
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=more
            )
        )
    return out.getvalue()


LITHIUM = ("https://paper.example/2026/03/13/lithium", "text/html; charset=utf-8", PAGE.format(first=PLEDGE).encode())
LOGO = ("https://paper.example/logo.png", "image/png", b"\x89PNG")
SIGN_IN = (
    "https://paper.example/sign-in",
    "text/html",
    b"<html><title>Sign in</title><body>Please sign in.</body></html>",
)


@pytest.mark.parametrize("packed", [False, True])
def test_a_web_archive_gives_its_pages_with_the_day_they_were_fetched(tmp_path: Path, packed: bool) -> None:
    db, file = tmp_path / "t.db", tmp_path / ("a.warc.gz" if packed else "a.warc")
    file.write_bytes(warc([LITHIUM, LOGO, SIGN_IN], packed=packed))
    ran = run("ingest", file, "--db", db)
    assert ran.status == 0, ran.err
    (one,) = articles(db)
    assert one["fetched"] == "2026-03-14T01:02:03Z"
    assert "warning" in ran.err
    assert "sign-in" in ran.err
    assert "logo" not in ran.err


def test_an_archive_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    file, db = tmp_path / "a.warc", tmp_path / "t.db"
    file.write_bytes(warc([LITHIUM, (LITHIUM[0] + "/2", *LITHIUM[1:])])[:-300])
    ran = run("ingest", file, "--db", db)
    assert ran.status == 1
    assert "record 2: https://paper.example/2026/03/13/lithium/2 breaks off" in ran.err
    assert len(articles(db)) == 1


BAD_LINES = {
    "broken JSON": ('{"url": "https://a.example/1", "text"', "is not JSON"),
    "no object": ("[1, 2]", "is no JSON object"),
    "no text": ('{"url": "https://a.example/1", "published": "2026-03-13"}', "has no text"),
    "an empty text": ('{"text": "  ", "published": "2026-03-13"}', "has no text"),
    "no day": ('{"url": "https://a.example/1", "text": "Words."}', "has no published day"),
    "a day of 2062": ('{"text": "Words.", "published": "2062-01-01"}', "lies in the future"),
    "a day before the web": ('{"text": "Words.", "published": "1970-01-01"}', "is before"),
    "no day at all": ('{"text": "Words.", "published": "last Friday"}', "is no day"),
    "a day that no month has": ('{"text": "Words.", "published": "2026-02-30"}', "is no day"),
    "a script for an address": (
        '{"text": "Words.", "published": "2026-03-13", "url": "javascript:alert(1)"}',
        "is no web address",
    ),
    "a file for an address": (
        '{"text": "Words.", "published": "2026-03-13", "url": "file:///etc/passwd"}',
        "is no web address",
    ),
    "an address without host": (
        '{"text": "Words.", "published": "2026-03-13", "url": "https:///x"}',
        "is no web address",
    ),
    "a number for a text": ('{"text": 7, "published": "2026-03-13"}', "text is int, not text"),
    "nested too deep": ('{"text": ' + "[" * 100_000, "is not JSON"),
    "not UTF-8": (b'{"text": "caf\xe9", "published": "2026-03-13"}', "is not UTF-8"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_bad_record_is_told_with_file_and_line_and_the_others_are_kept(tmp_path: Path, case: str) -> None:
    bad, words = BAD_LINES[case]
    lines = [json.dumps(record(n, text)).encode() for n, text in enumerate((PLEDGE, SIGNED, OTHER, "Words."))]
    lines.insert(2, bad if isinstance(bad, bytes) else bad.encode())
    file, db = tmp_path / "five.jsonl", tmp_path / "t.db"
    file.write_bytes(b"\n".join(lines) + b"\n")
    ran = run("ingest", file, "--db", db)
    assert ran.status == 1
    assert len([line for line in ran.err.splitlines() if f"{file}:3: " in line and words in line]) == 1
    assert "1 bad record left out" in ran.err
    assert len(articles(db)) == 4
    assert len(ledger(db)) >= 2
    assert sqlite3.connect(db).execute("SELECT place FROM issues").fetchall() == [(f"{file}:3",)]


BAD_FILES = {
    "not there": ("gone.jsonl", None, "no such file"),
    "empty": ("a.jsonl", b"", "is empty"),
    "an empty text": ("a.txt", b"", "is empty"),
    "binary": ("a.jsonl", b"\x00\x01\x02\x03" * 999, "is binary"),
    "a binary text": ("a.txt", b"\x7fELF\x00\x00", "is binary"),
    "a binary page": ("a.html", b"\x00\x01", "is binary"),
    "an undated text": ("a.txt", b"Words without a day.", "has no published day"),
    "of no kind we read": ("a.docx", b"PK", "has the ending '.docx'"),
    "a damaged archive": ("a.warc", b"no archive at all", "archive"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_told_in_one_line_and_the_next_one_is_read(tmp_path: Path, case: str) -> None:
    name, body, words = BAD_FILES[case]
    good, db = jsonl(tmp_path / "good.jsonl", [record(1, PLEDGE)]), tmp_path / "t.db"
    if body is not None:
        (tmp_path / name).write_bytes(body)
    ran = run("ingest", tmp_path / name, good, "--db", db)
    assert ran.status == 1
    assert (
        len([line for line in ran.err.splitlines() if name in line and (words in line or case == "a damaged archive")])
        == 1
    )
    assert "Traceback" not in ran.err
    assert len(articles(db)) == 1


def test_strict_stops_at_the_first_bad_record_and_keeps_what_came_before(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    file = jsonl(tmp_path / "a.jsonl", [record(1, PLEDGE), {"text": "no day"}, record(2, OTHER)])
    ran = run("ingest", file, "--strict", "--db", db)
    assert ran.status == 1
    assert f"{file}:2: has no published day" in ran.err
    assert [one["url"] for one in articles(db)] == [record(1, "")["url"]]
    assert ledger(db)


def test_an_article_in_a_language_without_rules_is_stored_and_counted_as_unread(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    text = "Chile und Japan werden bis zum 30. Juni 2026 ein Lithium-Abkommen unterzeichnen, sagte die Ministerin am Freitag."
    ran = run("ingest", jsonl(tmp_path / "a.jsonl", [record(1, text, language="xx")]), "--db", db)
    assert ran.status == 0
    assert "unread for want of rules: 1 xx" in ran.err
    (one,) = articles(db)
    assert one["read_with"] == "unread:xx"
    assert "1 unread" in run("overdue", "--db", db).err


def test_control_characters_never_reach_the_store_and_offsets_stay(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    text = "\x1b]0;owned\x07Brief:\x00 " + PLEDGE + " \ud800"
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(record(1, text, title="A \x1b[31mred\x1b[0m title")), encoding="utf-8")
    assert run("ingest", file, "--db", db).status == 0
    title, stored = sqlite3.connect(db).execute("SELECT title, text FROM searched").fetchone()
    assert not set(title + stored) & set(map(chr, range(32))) - {"\n"}
    assert len(stored) == len(text)
    assert run("check", "--db", db).status == 0


def test_another_text_under_the_same_address_is_a_new_version(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    first = record(1, PLEDGE)
    second = record(1, "The Chilean ministry now says that nothing was promised. " + OTHER, modified="2026-03-20")
    run("ingest", jsonl(tmp_path / "a.jsonl", [first]), "--db", db)
    ran = run("ingest", jsonl(tmp_path / "b.jsonl", [second]), "--db", db)
    assert "1 revised" in ran.err
    versions = [(one["version"], one["counts_from"], one["superseded"]) for one in articles(db)]
    assert versions == [(1, "2026-03-13", "2026-03-20"), (2, "2026-03-20", None)]
    assert run("check", "--db", db).status == 0


def test_a_promise_that_the_outlet_took_back_counts_until_that_day(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    first, second = record(1, PLEDGE), record(1, "The choir sang in the cathedral on Sunday.", modified="2026-03-20")
    run("ingest", jsonl(tmp_path / "a.jsonl", [first, second]), "--db", db)
    assert {one["status"] for one in ledger(db, "2026-03-19")} == {"open"}
    assert "overdue" not in {one["status"] for one in ledger(db, "2026-12-31")}


def test_usage_errors_have_status_2(tmp_path: Path) -> None:
    assert run("ingest", "--db", tmp_path / "t.db").status == 2
    assert run("ingest", "x.txt", "--published", "13/03/2026", "--db", tmp_path / "t.db").status == 2
    assert not (tmp_path / "t.db").exists()
