"""The web view asked without a browser: right status, right words, nothing that should stay inside, no traceback."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import webserver

from tracker.store.connect import open_to_write, writing
from tracker.web.guard import HEADERS

SECRET = "This closing paragraph is the outlet's own and is never shown by the ledger in any form."
LONG = webserver.Told(
    "p-long", "EU: publish a strategy", "The bloc publishes it by June.", "2026-03-01",
    [("2026-03-01", "open", "2026-06-30"), ("2026-07-01", "overdue", "2026-06-30")], parties=("EU",), minerals=("rare earths",),
    timeline="by June", article="A long read", after="More follows here." + "\n\nIt goes on." * 40 + f"\n\n{SECRET}",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = webserver.make(tmp_path_factory.mktemp("web") / "ledger.db", (*webserver.CASES, LONG))
    webserver.crawled(path, "2026-08-30", party="IND")
    with open_to_write(path) as connection, writing(connection):
        connection.execute(
            "INSERT INTO pledge_ids VALUES ('p-formerly', 's-p-stated-pledge', 'p-stated', '2026-01-01T00:00:00Z')"
        )
    with webserver.serving(path) as address:
        yield address


CLIENT = httpx.Client(timeout=30, trust_env=False)


def get(site: str, path: str) -> httpx.Response:
    return CLIENT.get(site + path)


PAGES = (
    "/", "/pledges", "/pledges?party=IND", "/pledge/p-stated", "/pledge/p-read", "/pledge/p-done", "/country/IND", "/mineral/rare%20earths",
    "/speaker/Ada%20Okonjo", "/countries", "/minerals", "/speakers", "/search", "/search?search=tender", "/sources", "/timeline",
    "/timeline?group=mineral&status=overdue", "/tables", "/about", "/statements", "/articles", "/timelines", "/data", "/data/history",
    "/data/quotes?_facet=kind&speaker=Ada+Okonjo", "/data/reports?_sort_desc=published", "/?as_of=2026-04-01", "/?as_of=2030-01-01",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_with_html_that_holds_no_script_and_no_style_of_its_own(site: str, path: str) -> None:
    got = get(site, path)
    assert (got.status_code, got.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<script" not in got.text.lower()
    assert " style=" not in got.text
    assert " on" + "click" not in got.text
    assert got.text.count("<h1") == 1
    assert SECRET not in got.text


@pytest.mark.parametrize("path", [*PAGES[:3], "/nothing", "/pledges.csv", "/static/tracker.css", "/pledges?status=x"])
def test_every_answer_carries_the_headers_that_let_nothing_run(site: str, path: str) -> None:
    got = get(site, path)
    assert HEADERS.items() <= dict(got.headers).items()
    assert "set-cookie" not in got.headers
    assert "unsafe" not in got.headers["content-security-policy"]


def test_the_front_page_tells_what_is_overdue_due_and_settled(site: str) -> None:
    text = get(site, "/").text
    for words in (
        webserver.STATED.title,
        webserver.READ.title,
        webserver.SOON.title,
        webserver.DONE.title,
        "<svg",
        "our reading",
        "date stated",
    ):
        assert words in text
    assert "/pledge/p-stated" in text


def test_a_pledge_tells_a_stated_date_from_a_reading(site: str) -> None:
    stated, read = get(site, "/pledge/p-stated").text, get(site, "/pledge/p-read").text
    assert "The stated date has passed" in stated
    assert "Our reading" not in stated
    assert "Our reading of vague words has passed" in read
    assert "The stated date" not in read


def test_a_pledge_that_no_source_was_read_for_says_that_nobody_looked(site: str) -> None:
    assert "Nobody looked" in get(site, "/pledge/p-read").text
    looked = get(site, "/pledge/p-stated").text
    assert "Nobody looked" not in looked
    assert "last read on 30 Aug 2026" in looked


def test_the_quote_is_marked_inside_a_little_of_the_article(site: str) -> None:
    text = get(site, "/pledge/p-long").text
    assert "<mark>The bloc publishes it by June.</mark>" in text
    assert "More follows here." in text
    assert "It goes on." not in text


def test_evidence_has_its_role_day_outlet_reasons_and_a_link_to_the_original(site: str) -> None:
    text = get(site, "/pledge/p-done").text
    assert "Confirms it" in text
    assert "Opens the pledge" in text
    assert "the same parties; the same act" in text
    assert 'href="https://wire.example/2026-08-20/p-done-announcement"' in text
    assert "Done on 20 Aug 2026" in text
    assert "In time, 11 days before" in text


def test_a_settled_pledge_shows_the_report_and_the_words_it_was_promised_in(site: str) -> None:
    text = get(site, "/pledge/p-done").text
    report, promise = text.index("The report that settled it"), text.index("The words it was promised in")
    assert report < text.index("<mark>The project was launched on Thursday.</mark>") < promise
    assert "The report that settled it" not in get(site, "/pledge/p-stated").text


def test_a_page_of_an_earlier_day_uses_only_what_was_known_then(site: str) -> None:
    assert "Due by 31 May 2026" in get(site, "/pledge/p-stated?as_of=2026-05-31").text
    assert "The stated date has passed" in get(site, "/pledge/p-stated?as_of=2026-06-01").text
    early = get(site, "/pledge/p-done?as_of=2026-06-30")
    assert "nobody had made this pledge yet" in early.text
    assert webserver.DONE.quote not in early.text


def test_an_id_that_a_pledge_had_before_leads_to_it(site: str) -> None:
    got = get(site, "/pledge/p-formerly?as_of=2026-06-01")
    assert (got.status_code, got.headers["location"]) == (302, "/pledge/p-stated?as_of=2026-06-01")
    assert get(site, "/pledge/p-formerly.json").headers["location"] == "/pledge/p-stated.json"
    assert get(site, "/pledge/s-p-read-pledge").headers["location"] == "/pledge/p-read"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/pledges?party=IND", {"p-stated"}),
        ("/pledges?party=IND&party=CHL", set()),
        ("/pledges?mineral=nickel", {"p-soon", "p-done"}),
        ("/pledges?status=overdue", {"p-stated", "p-read", "p-long"}),
        ("/pledges?status=overdue&stated=1", {"p-stated", "p-long"}),
        ("/pledges?speaker=Ada+Okonjo&status=overdue", {"p-stated", "p-long"}),
        ("/pledges?search=tender", {"p-read"}),
        ("/pledges?due_by=2026-05-31", {"p-stated"}),
        ("/pledges?as_of=2026-04-01&status=overdue", set()),
        ("/country/IND", {"p-stated"}),
        ("/speaker/Ada%20Okonjo?status=open", {"p-soon"}),
    ],
)
def test_a_filter_narrows_the_list_and_its_downloads_alike(site: str, path: str, found: set[str]) -> None:
    text = get(site, path).text
    every = {one.id for one in (*webserver.CASES, LONG)}
    assert {one for one in every if f"/pledge/{one}" in text} == found
    if path.startswith("/pledges"):
        assert {row["pledge"] for row in get(site, path.replace("/pledges", "/pledges.json")).json()} == found
        sheet = get(site, path.replace("/pledges", "/pledges.csv"))
        assert {row["pledge"] for row in csv.DictReader(io.StringIO(sheet.text.removeprefix("\ufeff")))} == found


@pytest.mark.parametrize("table", ["pledges", "statements", "articles", "timelines"])
def test_a_whole_table_comes_as_csv_json_and_json_lines_with_the_same_rows(site: str, table: str) -> None:
    rows = get(site, f"/{table}.json").json()
    assert rows == [json.loads(line) for line in get(site, f"/{table}.jsonl").text.splitlines()]
    bare = get(site, f"/{table}.csv?raw=1").text
    assert len(list(csv.DictReader(io.StringIO(bare)))) == len(rows) > 0
    assert get(site, f"/{table}.csv").text.startswith("\ufeff")
    assert not bare.startswith("\ufeff")


def test_the_calendar_and_the_feed_hold_the_pledges_and_their_pages(site: str) -> None:
    import feedparser
    import icalendar

    events = icalendar.Calendar.from_ical(get(site, "/calendar.ics?party=IND").content).walk("VEVENT")
    assert [str(event["URL"]) for event in events] == [f"{site}/pledge/p-stated"]
    feed = feedparser.parse(get(site, "/feed.atom").content)
    assert not feed.bozo
    assert f"{site}/pledge/p-read" in {entry.link for entry in feed.entries}
    assert get(site, "/feed.atom").content == get(site, "/feed.atom").content


def test_a_filtered_feed_names_its_own_address(site: str) -> None:
    text = get(site, "/feed.atom?mineral=nickel").text
    assert f"{site}/feed.atom?mineral=nickel" in text
    assert "p-stated" not in text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/pledges", "/data/history", "/pledge/p-stated"])
def test_methods_that_could_change_something_are_refused(site: str, method: str, path: str) -> None:
    got = CLIENT.request(method, site + path)
    assert (got.status_code, got.headers["allow"]) == (405, "GET, HEAD")


def test_head_answers_like_get_without_a_body(site: str) -> None:
    got = CLIENT.head(f"{site}/pledges")
    assert (got.status_code, got.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/data/articles", "/data/articles.json", "/data/texts.json", "/data/pages.json", "/data/articles_fts.json", "/data/searched.json",
        "/data/statements.json", "/data/sqlite_master.json", "/data/articles/1.json", "/data/texts/1", "/data/history/1", "/data.db",
        "/ledger.db", "/ledger", "/_internal", "/_internal/databases.json", "/_memory", "/-/databases.json", "/-/metadata.json", "/-/settings",
        "/-/plugins.json", "/-/versions.json", "/-/threads", "/-/patterns", "/-/allow-debug", "/-/permissions", "/-/messages", "/-/auth-token",
        "/-/logout", "/-/static/app.css", "/-/config", "/.json", "/index.json", "/data/history.blob", "/static/../app.py", "/static/%2e%2e/app.py",
        "/static/..%2f..%2fapp.py", "//evil.example", "//evil.example/", "/pledges/", "/pledge/", "/pledge/p-nobody", "/country/XXX", "/nothing",
        "/%00", "/pledge/%00", "/mineral/%ff", "/data/history%00",
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_is_not_there(site: str, path: str) -> None:
    got = get(site, path)
    assert got.status_code == 404
    assert "Traceback" not in got.text
    assert "location" not in got.headers
    assert SECRET not in got.text


@pytest.mark.parametrize(
    "path",
    [
        "/data?sql=select+*+from+texts", "/data.json?sql=select+1", "/data/history.json?_where=1%3D1", "/data/quotes?_through=%7B%7D",
        "/data/reports.json?_fts_table=articles_fts&_fts_pk=id&_search=paragraph", "/data/history?_trace=1", "/data/history?_extra=x",
        "/data/history?sql=select+1",
    ],
)  # fmt: skip
def test_sql_and_parameters_that_reach_past_the_views_are_refused(site: str, path: str) -> None:
    got = get(site, path)
    assert got.status_code in (400, 403)
    assert SECRET not in got.text


@pytest.mark.parametrize(
    "path",
    [
        "/pledges?status=x", "/pledges?page=0", "/pledges?as_of=x", "/pledges.csv?as_of=x", "/pledges.json?status=x", "/search?search=%22",
        "/timeline?group=x", "/data/history?_facet=nocolumn", "/data/history?_sort=nocolumn", "/data/history.json?_size=x",
        "/data/history?_next=x", "/calendar.ics?status=x", "/feed.atom?as_of=2026-13-01", "/data/history?_col=nocolumn", "/data/history?_facet_date=x",
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_gets_a_page_that_says_so(site: str, path: str) -> None:
    got = get(site, path)
    assert got.status_code == 400, got.text
    assert "Traceback" not in got.text
    assert 'File "' not in got.text


@pytest.mark.parametrize(
    "value",
    [
        "' OR 1=1 --",
        '"; DROP TABLE pledges; --',
        "NEAR(a b)",
        "a* OR b^",
        "%_",
        "\\",
        "{{7*7}}",
        "C$2bn",
        "💥",
        "co:balt",
    ],
)
@pytest.mark.parametrize("name", ["search", "party", "mineral", "speaker", "source"])
def test_signs_of_sql_and_of_search_languages_are_plain_words(site: str, name: str, value: str) -> None:
    got = CLIENT.get(f"{site}/pledges", params={name: value})
    assert got.status_code in (200, 400)
    assert "49" not in got.text.partition("<main")[2].partition("<footer")[0] or value != "{{7*7}}"
    assert get(site, "/pledges.json").json(), "the pledges are still there"


def test_long_query_strings_are_refused(site: str) -> None:
    assert get(site, "/pledges?x=" + "a" * 3000).status_code == 414
    assert get(site, "/pledges?party=" + "a" * 300).status_code == 400
    assert get(site, "/pledges?" + "party=A&" * 200).status_code == 200


def test_errors_come_in_the_form_that_was_asked_for(site: str) -> None:
    got = get(site, "/pledges.json?status=late")
    assert got.json()["error"].startswith("status: ")
    assert get(site, "/pledges.csv?status=late").headers["content-type"].startswith("text/plain")
    assert get(site, "/pledge/p-nobody.json").json()["status"] == 404


def test_crawlers_are_told_what_is_not_for_them(site: str) -> None:
    assert "Disallow: /data" in get(site, "/robots.txt").text


def test_a_missing_database_says_what_to_do_and_is_served_once_it_is_there(tmp_path: Path) -> None:
    path = tmp_path / "later.db"
    with webserver.serving(path) as site:
        missing = get(site, "/")
        assert missing.status_code == 503
        assert "tracker crawl --db later.db" in missing.text
        assert str(tmp_path) not in missing.text
        assert get(site, "/pledges.json").json()["ok"] is False
        assert get(site, "/data/history").status_code in (500, 503)
        assert not path.exists(), "reading never makes a database"
        webserver.make(path)
        assert "p-stated" in get(site, "/").text
        assert get(site, "/data/history").status_code == 200


def test_an_empty_database_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    with open_to_write(path):
        pass
    with webserver.serving(path) as site:
        assert "The ledger is empty" in get(site, "/").text
        assert "tracker ingest" in get(site, "/").text
        for page in (
            "/pledges",
            "/countries",
            "/timeline",
            "/sources",
            "/search?search=x",
            "/calendar.ics",
            "/feed.atom",
            "/statements",
            "/data/quotes",
        ):
            assert get(site, page).status_code == 200, page
        assert get(site, "/pledges.json").json() == []


def test_a_file_that_is_no_ledger_is_told_without_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("shopping list" * 10, encoding="utf-8")
    with webserver.serving(path) as site:
        got = get(site, "/")
        assert (got.status_code, "is not a SQLite database" in got.text, str(tmp_path) in got.text) == (
            503,
            True,
            False,
        )


def test_pages_stay_right_while_the_ledger_is_written(tmp_path: Path) -> None:
    path = webserver.make(tmp_path / "live.db")
    with webserver.serving(path) as site:
        assert "p-late" not in get(site, "/pledges").text
        late = webserver.Told(
            "p-late",
            "Peru: sign",
            "Peru signs by May.",
            "2026-04-01",
            [("2026-04-01", "open", "2026-05-31")],
            parties=("PER",),
        )
        stop = threading.Event()

        def write() -> None:
            while not stop.is_set():
                with sqlite3.connect(path, timeout=10) as connection:
                    connection.execute("UPDATE meta SET value = value WHERE key = 'facts'")

        writer = threading.Thread(target=write)
        writer.start()
        try:
            assert {get(site, "/pledges").status_code for _ in range(10)} == {200}
        finally:
            stop.set()
            writer.join()
        webserver.make(path, (*webserver.CASES, late))
        assert "p-late" in get(site, "/pledges").text


def test_the_file_is_left_as_it_was(tmp_path: Path) -> None:
    path = webserver.make(tmp_path / "still.db")
    before = path.read_bytes()
    with webserver.serving(path) as site:
        for page in PAGES:
            get(site, page)
    assert path.read_bytes() == before
