"""The listings: the fields of the contract in their order, every format and filter, and a screen that stays clean."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import select
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import OTHER, PLEDGE, ROOT, finish, jsonl, ledger, press, record, run, spawn

from tracker.store import crawlstate
from tracker.store.connect import open_to_write, writing

STATEMENTS = [
    "article_url",
    "article_title",
    "published",
    "kind",
    "quote",
    "start",
    "end",
    "speaker",
    "parties",
    "minerals",
    "instrument",
    "action",
    "timeline",
    "window",
    "precision",
    "happened",
    "firmness",
    "pledge",
    "rules",
]
PLEDGES = [
    "pledge",
    "title",
    "status",
    "detail",
    "due",
    "due_basis",
    "window",
    "first_due",
    "slips",
    "days_overdue",
    "first_pledged",
    "happened",
    "resolved_on",
    "days_late",
    "precision",
    "firmness",
    "rule",
    "deal",
    "parties",
    "minerals",
    "instrument",
    "action",
    "speaker",
    "timeline",
    "quote",
    "article_url",
    "statements",
    "last_checked",
    "checked_since_due",
]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("listings")
    assert run("ingest", jsonl(folder / "a.jsonl", list(press())), "--db", folder / "t.db").status == 0
    return folder / "t.db"


def listed(command: str, db: Path, *options: object) -> list[dict[str, object]]:
    ran = run(command, *options, "--format", "jsonl", "--db", db)
    assert ran.status == 0, ran.err
    return ran.rows


@pytest.mark.parametrize(
    ("command", "fields"), [("statements", STATEMENTS), ("pledges", PLEDGES), ("overdue", PLEDGES)]
)
def test_every_format_has_the_fields_of_the_contract_in_their_order(db: Path, command: str, fields: list[str]) -> None:
    day = () if command == "statements" else ("--as-of", "2027-01-01")
    rows = listed(command, db, *day)
    assert rows
    assert all(list(row) == fields for row in rows)
    assert json.loads(run(command, *day, "--format", "json", "--db", db).out) == rows
    lines = list(csv.reader(io.StringIO(run(command, *day, "--format", "csv", "--db", db).out)))
    assert lines[0] == fields
    assert len(lines) == len(rows) + 1


def test_an_empty_listing_is_still_well_formed(db: Path) -> None:
    narrow = ("--party", "NOR", "--db", db)
    assert json.loads(run("pledges", "--format", "json", *narrow).out) == []
    assert run("pledges", "--format", "jsonl", *narrow).out == ""
    assert run("pledges", "--format", "csv", *narrow).out == ",".join(PLEDGES) + "\n"
    assert "no row matches" in run("pledges", *narrow).err


def test_lists_windows_and_truth_are_values_and_not_text(db: Path) -> None:
    (row,) = [one for one in listed("pledges", db, "--as-of", "2026-04-01") if one["action"] == "sign"]
    assert row["parties"] == ["CHL", "JPN"]
    assert row["minerals"] == ["lithium"]
    assert row["window"] == ["2026-03-13", "2026-06-30"]
    assert (row["last_checked"], row["checked_since_due"]) == (None, False)


def test_a_quote_stands_at_its_offsets(db: Path) -> None:
    with sqlite3.connect(db) as connection:
        texts = dict(connection.execute("SELECT url, text FROM articles JOIN texts ON article = id"))
    for row in listed("statements", db):
        assert texts[row["article_url"]][row["start"] : row["end"]] == row["quote"]  # type: ignore[index,misc]


FILTERS = {
    "party": (("--party", "CHL"), {"CHL-JPN"}),
    "a party in small letters": (("--party", "chl"), {"CHL-JPN"}),
    "both parties": (("--party", "CHL", "--party", "JPN"), {"CHL-JPN"}),
    "parties that share no pledge": (("--party", "CHL", "--party", "BRA"), set()),
    "mineral": (("--mineral", "copper"), {"BRA-ZMB"}),
    "mineral and party": (("--mineral", "copper", "--party", "CHL"), set()),
    "status": (("--status", "confirmed"), {"CHL-JPN"}),
    "source": (("--source", "Example Wire"), {"CHL-JPN", "BRA-ZMB"}),
    "another source": (("--source", "Nobody"), set()),
    "words": (("--search", "zambian minister"), {"BRA-ZMB"}),
    "stated days": (("--stated",), {"CHL-JPN", "BRA-ZMB"}),
    "limit": (("--limit", "1"), {"CHL-JPN"}),
    "no limit": (("--limit", "0"), {"CHL-JPN", "BRA-ZMB"}),
}


@pytest.mark.parametrize("case", FILTERS)
def test_filters_narrow_the_ledger(db: Path, case: str) -> None:
    options, expected = FILTERS[case]
    rows = listed("pledges", db, "--as-of", "2027-01-01", *options)
    assert {"-".join(row["parties"]) for row in rows} == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "lithium OR",
        "NEAR(",
        "a*",
        "title:x",
        "C$2bn",
        "') OR 1=1 --",
        "x" * 5000,
        "lith\x00ium",
        "lithium AND NOT",
    ],
)
def test_search_words_are_words_whatever_signs_are_in_them(db: Path, words: str) -> None:
    ran = run("pledges", "--search", words, "--format", "json", "--db", db)
    assert ran.status in (0, 2)
    assert "Traceback" not in ran.err
    assert "mistake of this program" not in ran.err


@pytest.mark.parametrize("value", ["'; DROP TABLE pledges; --", '"', "CHL,JPN", "%", ""])
def test_names_are_names_whatever_signs_are_in_them(db: Path, value: str) -> None:
    for option in ("--party", "--mineral", "--source"):
        assert run("pledges", option, value, "--format", "json", "--db", db).status in (0, 2)
    assert ledger(db)


def test_the_ledger_of_an_earlier_day_knows_nothing_later(db: Path) -> None:
    def signing(day: str) -> tuple[object, ...]:
        (row,) = [
            one for one in listed("pledges", db, "--as-of", day, "--mineral", "lithium") if one["action"] == "sign"
        ]
        return row["status"], row["due"], row["days_overdue"], row["resolved_on"]

    assert listed("pledges", db, "--as-of", "2026-03-12") == []
    assert signing("2026-03-13") == ("open", "2026-06-30", None, None)
    assert signing("2026-05-03") == ("open", "2026-06-30", None, None)
    assert signing("2026-05-04") == ("open", "2026-07-31", None, None)
    assert signing("2026-07-13") == ("open", "2026-07-31", None, None)
    assert signing("2026-07-14") == ("confirmed", "2026-07-31", None, "2026-07-14")


def test_overdue_begins_on_the_day_after_the_last_day_of_the_window(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    run("ingest", jsonl(tmp_path / "a.jsonl", [record(1, PLEDGE)]), "--db", db)
    assert listed("overdue", db, "--as-of", "2026-06-30") == []
    (row,) = listed("overdue", db, "--as-of", "2026-07-01")
    assert (row["days_overdue"], row["due"], row["status"]) == (1, "2026-06-30", "overdue")


def test_overdue_is_longest_first_and_can_be_counted_against_the_first_day(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    moved = PLEDGE.replace("by 30 June 2026", "by 30 September 2026")
    older = OTHER.replace("by 31 December 2026", "by 31 May 2026")
    run(
        "ingest",
        jsonl(tmp_path / "a.jsonl", [record(1, PLEDGE), record(2, moved, "2026-05-04"), record(3, older)]),
        "--db",
        db,
    )
    latest = listed("overdue", db, "--as-of", "2026-08-01")
    assert [row["due"] for row in latest] == ["2026-05-31"]
    first = listed("overdue", db, "--as-of", "2026-08-01", "--against", "first")
    assert [(row["first_due"], row["days_overdue"]) for row in first] == [("2026-05-31", 62), ("2026-06-30", 32)]
    both = listed("overdue", db, "--as-of", "2026-11-01")
    assert [row["due"] for row in both] == ["2026-05-31", "2026-09-30"]


def test_what_was_fetched_later_was_not_known(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    fetched = [record(1, PLEDGE, fetched="2026-03-14T00:00:00Z")]
    late = list(press())[2] | {"fetched": "2026-09-01T00:00:00Z"}
    run("ingest", jsonl(tmp_path / "a.jsonl", [*fetched, late]), "--db", db)
    before = sqlite3.connect(db).execute("SELECT count(*), max(content) FROM pledges").fetchone()
    assert {row["status"] for row in listed("pledges", db, "--as-of", "2026-08-01")} == {"confirmed"}
    known = listed("pledges", db, "--as-of", "2026-08-01", "--known-at", "2026-08-01")
    assert {row["status"] for row in known} == {"overdue"}
    assert listed("pledges", db, "--as-of", "2026-08-01", "--known-at", "2026-03-13") == []
    assert sqlite3.connect(db).execute("SELECT count(*), max(content) FROM pledges").fetchone() == before


def crawl(db: Path, source: str, day: str, outcome: str = "ok", *, gap: tuple[str, str] | None = None) -> None:
    with open_to_write(db) as connection, writing(connection):
        key = crawlstate.begin_crawl(connection, source, f"{day}T01:00:00Z")
        end = crawlstate.CrawlEnd(outcome, 10, 0, "", gap[1] if gap else None, gap[0] if gap else None)
        crawlstate.finish_crawl(connection, key, f"{day}T01:05:00Z", end)


# what was crawled -> (last_checked, checked_since_due) of a pledge of CHL, JPN and lithium that was due on 2026-06-30
CRAWLS = {
    "never": ([], (None, False)),
    "a source that covers a party, since": ([("chile", "2026-07-10", "ok", None)], ("2026-07-10", True)),
    "one that found nothing new": ([("chile", "2026-07-10", "unchanged", None)], ("2026-07-10", True)),
    "one that covers the mineral": ([("metals", "2026-07-10", "ok", None)], ("2026-07-10", True)),
    "one that carried the pledge": ([("Example Wire", "2026-07-10", "ok", None)], ("2026-07-10", True)),
    "one that covers neither": ([("zambia", "2026-07-10", "ok", None)], (None, False)),
    "before the due day": ([("chile", "2026-06-20", "ok", None)], ("2026-06-20", False)),
    "on the due day": ([("chile", "2026-06-30", "ok", None)], ("2026-06-30", False)),
    "since, but it failed": ([("chile", "2026-07-10", "failed", None)], (None, False)),
    "after the day asked for": ([("chile", "2026-08-02", "ok", None)], (None, False)),
    "since, with days missed after it was due": (
        [("chile", "2026-07-10", "ok", ("2026-06-25", "2026-07-05"))],
        ("2026-07-10", False),
    ),
    "since, with days missed before it was due": (
        [("chile", "2026-07-10", "ok", ("2026-06-01", "2026-06-10"))],
        ("2026-07-10", True),
    ),
    "one with a gap, another without": (
        [("chile", "2026-07-10", "ok", ("2026-06-25", "2026-07-05")), ("metals", "2026-07-02", "ok", None)],
        ("2026-07-10", True),
    ),
}


@pytest.mark.parametrize("case", CRAWLS)
def test_a_pledge_says_whether_anybody_has_looked_since_it_was_due(tmp_path: Path, case: str) -> None:
    crawls, expected = CRAWLS[case]
    db = tmp_path / "t.db"
    run("ingest", jsonl(tmp_path / "a.jsonl", [record(1, PLEDGE)]), "--db", db)
    with open_to_write(db) as connection, writing(connection):
        covers = [("chile", "party", "CHL"), ("metals", "mineral", "lithium"), ("zambia", "party", "ZMB")]
        connection.executemany("INSERT INTO coverage (source, kind, name) VALUES (?, ?, ?)", covers)
    for source, day, outcome, gap in crawls:
        crawl(db, source, day, outcome, gap=gap)
    (row,) = listed("overdue", db, "--as-of", "2026-08-01")
    assert (row["last_checked"], row["checked_since_due"]) == expected
    words = run("overdue", "--as-of", "2026-08-01", "--db", db).out
    assert ("unchecked" in words) == (not expected[1])


def test_each_listing_names_its_database_its_articles_and_the_last_crawl(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    run("ingest", jsonl(tmp_path / "a.jsonl", [record(1, PLEDGE)]), "--db", db)
    for command in ("statements", "pledges", "overdue"):
        err = run(command, "--db", db).err
        assert f"{db}: 1 article, never crawled" in err
    crawl(db, "chile", "2026-07-10")
    assert "last crawl 2026-07-10" in run("pledges", "--db", db).err


def test_the_database_may_be_named_by_the_environment(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DB", str(db))
    assert run("pledges", "--format", "jsonl").rows == run("pledges", "--format", "jsonl", "--db", db).rows


def test_in_a_pipe_a_table_is_plain_text_with_the_whole_quote(db: Path) -> None:
    out = run("overdue", "--as-of", "2027-01-05", "--db", db).out
    assert OTHER in out
    assert "overdue, 5 days" in out
    assert "\x1b" not in out
    assert "Zambian Mines Minister" in out


@pytest.mark.parametrize(
    "command", [("statements",), ("pledges",), ("overdue",), ("show",), ("export", "timelines"), ("--help",)]
)
def test_output_is_utf_8_under_any_locale(tmp_path: Path, command: tuple[str, ...]) -> None:
    db = tmp_path / "t.db"
    text = PLEDGE.replace("Ana Prueba", "Ana Núñez Čapek")
    run("ingest", jsonl(tmp_path / "a.jsonl", [record(1, text, title="Écoute — 鋰")]), "--db", db)
    more = (ledger(db)[0]["pledge"],) if command == ("show",) else ()
    given = () if command == ("--help",) else ("--db", db)
    ran = finish(spawn(*command, *more, *given, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING=""))
    assert ran.status == 0, ran.err
    if command != ("--help",):
        assert "Núñez Čapek" in ran.out


def test_reading_commands_start_without_the_heavy_libraries(db: Path) -> None:
    heavy = {
        "sqlite_utils",
        "pandas",
        "numpy",
        "scrapy",
        "trafilatura",
        "dateparser",
        "datasette",
        "rich",
        "tracker.extract",
        "tracker.ledger",
    }
    code = (
        "import sys\nfrom tracker import cli\n"
        f"sys.argv = ['tracker', 'overdue', '--format', 'csv', '--db', {str(db)!r}]\n"
        f"try:\n    cli.main()\nexcept SystemExit:\n    print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert ran.stderr.splitlines()[-1] == "[]"


def test_a_reader_that_goes_away_is_no_failure(db: Path) -> None:
    command = f"{sys.executable} -m tracker statements --format jsonl --db {db}; echo $? >&2"
    ran = subprocess.run(
        ["bash", "-c", f"({command}) | head -c 1"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert ran.stderr.splitlines()[-1] == "0"
    assert "Traceback" not in ran.stderr


# -- on a terminal ---------------------------------------------------------------------------------------------------------


def on_terminal(columns: int, *args: object) -> str:
    """What a command shows on a terminal of so many columns."""
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", *map(str, args)],
        cwd=ROOT,
        env=environment,
        stdout=slave,
        stderr=subprocess.DEVNULL,
    )
    os.close(slave)
    seen = b""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        if select.select([master], [], [], 0.2)[0]:
            try:
                part = os.read(master, 65536)
            except OSError:  # the other end has closed
                break
            if not part:
                break
            seen += part
        elif process.poll() is not None:
            break
    process.wait(timeout=60)
    os.close(master)
    return seen.decode()


COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_a_table_fits_the_terminal(db: Path, columns: int) -> None:
    shown = on_terminal(columns, "overdue", "--as-of", "2027-01-05", "--db", db)
    lines = COLOUR.sub("", shown).replace("\r", "").split("\n")
    assert max(map(len, lines)) <= columns
    words = " ".join(re.sub("[│┃|]", " ", COLOUR.sub("", shown)).split())
    for part in ("copper agreement", "5 days", "2026-12-31", "Ben Ejemplo", "unchecked"):
        assert part in words


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_no_scraped_text_steers_the_terminal(tmp_path: Path, form: str) -> None:
    db = tmp_path / "t.db"
    evil = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b31m\u202egnp.exe\u202c\r"
    text = f"Chile and Japan will sign a lithium agreement by 30 June 2026, Trade Minister Ana {evil} Prueba said."
    run("ingest", jsonl(tmp_path / "a.jsonl", [record(1, text, title=f"A {evil}", source=f"B {evil}")]), "--db", db)
    with sqlite3.connect(db) as connection:  # as an older or foreign program might have left it
        connection.execute("UPDATE statements SET speaker = ?, quote = ?", (evil, evil))
    for command in ("overdue", "statements"):
        shown = on_terminal(80, command, "--format", form, "--db", db).replace("\r\n", "\n")
        assert "owned" in shown
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", COLOUR.sub("", shown))
