"""`tracker demo` as a user runs it: a real server, a real crawl in a process of its own, the real ledger and its outputs."""

from __future__ import annotations

import csv
import json
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tracker import datafiles
from tracker.demo.folder import PREFIX
from tracker.demo.press import load_press
from tracker.demo.server import USUAL_PORT

AS_OF = "2026-11-25"
EXPECTED = tomllib.loads((datafiles.data_root() / "sample" / "expected.toml").read_text(encoding="utf-8"))["pledge"]


@dataclass(frozen=True)
class Done:
    """A finished run of the command line."""

    status: int
    out: str
    err: str
    seconds: float


def tracker(*arguments: str, cwd: Path, **environment: str) -> Done:
    begun = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", "tracker", *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "TRACKER_DB": "", "TRACKER_SOURCES": "", **environment},
        timeout=120,
        check=False,
    )
    return Done(ran.returncode, ran.stdout, ran.stderr, time.monotonic() - begun)


def rows(table: str, cwd: Path, *more: str) -> list[dict[str, Any]]:
    done = tracker(table, "--db", "demo/demo.db", "--format", "json", *more, cwd=cwd)
    assert done.status == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)
    return found


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """One demo in an empty folder, beside somebody's own database."""
    cwd = tmp_path_factory.mktemp("demo")
    (cwd / "mine.db").write_bytes(b"somebody's own ledger")
    return cwd, tracker(
        "demo",
        cwd=cwd,
        TRACKER_DB=str(cwd / "mine.db"),
        HTTP_PROXY="http://127.0.0.1:9",
        http_proxy="http://127.0.0.1:9",
    )


def test_the_demo_runs_in_under_a_minute_and_says_that_it_is_a_sample(shown: tuple[Path, Done]) -> None:
    _, done = shown

    assert done.status == 0, done.err
    assert done.seconds < 60
    assert "Traceback" not in done.out + done.err
    assert done.out.startswith("Sample data: outlets, people and quotes of this demonstration are invented")
    assert re.search(r"^Sample data: promised and overdue as of 20\d\d-\d\d-\d\d", done.out, re.MULTILINE)


def test_every_outlet_was_crawled_and_every_article_stored(shown: tuple[Path, Done]) -> None:
    cwd, _ = shown
    export = tracker("export", "articles", "--db", "demo/demo.db", "--format", "json", cwd=cwd)
    articles = json.loads(export.out)
    press = load_press()

    stored = {row["url"].rsplit("/", 1)[-1] for row in articles} | {row["url"] for row in articles}
    dated = [
        a for some in press.articles.values() for a in some if a.published and a.published.date().isoformat() <= AS_OF
    ]
    missing = [a.key for a in dated if not any(a.slug in url for url in stored)]
    assert missing == []
    assert {row["source"] for row in articles} == {PREFIX + outlet.key for outlet in press.outlets}


def test_the_revised_article_is_kept_in_both_versions(shown: tuple[Path, Done]) -> None:
    cwd, _ = shown
    export = tracker("export", "articles", "--db", "demo/demo.db", "--format", "json", cwd=cwd)

    versions = [(row["version"], row["counts_from"]) for row in json.loads(export.out) if "us-malaysia" in row["url"]]
    assert versions == [(1, "2026-10-28"), (2, "2026-11-10")]


def test_an_article_in_a_language_without_rules_is_stored_and_counted_as_unread(shown: tuple[Path, Done]) -> None:
    cwd, _ = shown

    assert "2 unread" in tracker("pledges", "--db", "demo/demo.db", cwd=cwd).err


def test_overdue_pledges_are_listed_with_quotes_that_stand_in_the_pages(shown: tuple[Path, Done]) -> None:
    cwd, done = shown
    overdue = rows("overdue", cwd, "--as-of", AS_OF)
    pages = "\n".join(
        f"{v.title}\n" + "\n".join(v.blocks)
        for some in load_press().articles.values()
        for a in some
        for v in a.versions
    )

    assert len(overdue) >= 5
    for row in overdue:
        said = re.sub(
            r"\A[^.]{0,40}? (?:\(Northgate\) - |— )|\A[A-Z][\w ]+: ", "", row["quote"]
        )  # the dateline is the outlet's
        assert said in pages
        assert row["quote"] in done.out


def found_and_missed(cwd: Path) -> tuple[list[str], list[str]]:
    """Which of the pledges that a careful reader finds the ledger holds, with their due day and status."""
    members: dict[str, list[dict[str, Any]]] = {}
    for statement in rows("statements", cwd):
        members.setdefault(statement["pledge"], []).append(statement)
    found, missed = [], []
    for want in EXPECTED:
        slug, due = want["article"].partition("/")[2], want.get("due")
        right = [
            row
            for row in rows("pledges", cwd, "--as-of", AS_OF, "--status", want["status"])
            if (due is None or row["due"] == due.isoformat() or want["status"] == "cancelled")
            and any(want["quote"] in s["quote"] and slug in s["article_url"] for s in members.get(row["pledge"], ()))
        ]
        (found if right else missed).append(f"{want['article']}: {want['action']}, {due}, {want['status']}")
    return found, missed


@pytest.mark.slow
def test_most_of_what_a_careful_reader_finds_is_on_the_ledger(shown: tuple[Path, Done]) -> None:
    """The articles are not written for the rules: this floor is what was measured, less a margin."""
    cwd, _ = shown

    found, missed = found_and_missed(cwd)
    assert len(found) >= 0.6 * len(EXPECTED), "\n".join(missed)


def test_the_timelines_open_as_csv_and_each_row_names_a_sample_outlet(shown: tuple[Path, Done]) -> None:
    cwd, _ = shown
    with (cwd / "demo" / "timelines.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))

    assert len(table) > 40
    assert {"promised", "due", "confirmed"} <= {row["event"] for row in table}
    assert [row for row in table if not row["outlet"].startswith(PREFIX)] == []


def test_the_pictures_say_that_they_show_sample_data(shown: tuple[Path, Done]) -> None:
    cwd, _ = shown

    assert ">Sample data: promised minerals" in (cwd / "demo" / "timeline.svg").read_text(encoding="utf-8")
    assert (cwd / "demo" / "timeline.png").read_bytes().startswith(b"\x89PNG")


def test_what_to_run_next_works(shown: tuple[Path, Done]) -> None:
    cwd, done = shown
    next_lines = [line.strip() for line in done.out.splitlines() if line.startswith("  tracker ") and "demo.db" in line]

    assert len(next_lines) >= 4
    for line in next_lines:
        assert tracker(*line.split()[1:], cwd=cwd).status == 0, line


def test_the_users_own_database_is_left_alone(shown: tuple[Path, Done]) -> None:
    cwd, _ = shown

    assert (cwd / "mine.db").read_bytes() == b"somebody's own ledger"
    assert sorted(p.name for p in cwd.iterdir()) == ["demo", "mine.db"]


def test_a_database_that_no_demo_made_is_never_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    folder.mkdir()
    record = {
        "url": "https://wire.example/1",
        "title": "T",
        "published": "2026-03-01",
        "source": "Wire",
        "text": "India and Chile will sign a pact.",
    }
    (tmp_path / "one.jsonl").write_text(json.dumps(record), encoding="utf-8")
    assert tracker("ingest", "one.jsonl", "--db", "ledger/demo.db", cwd=tmp_path).status == 0
    before = (folder / "demo.db").read_bytes()

    done = tracker("demo", "--keep", "ledger", cwd=tmp_path)
    assert done.status == 1
    assert "is a database that no demo made; name another folder" in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert (folder / "demo.db").read_bytes() == before


@pytest.mark.parametrize("make", ["a file", "a file above", "another program's database"])
def test_a_folder_that_cannot_be_used_is_told_in_one_line(tmp_path: Path, make: str) -> None:
    target = tmp_path / "target"
    if make == "another program's database":
        target.mkdir()
        (target / "demo.db").write_bytes(b"not SQLite at all")
    else:
        target.write_bytes(b"")
    folder = target / "below" if make == "a file above" else target

    done = tracker("demo", "--keep", str(folder), cwd=tmp_path)
    assert done.status == 1
    assert "Traceback" not in done.err
    assert "name" in done.err
    assert len(done.err.strip().splitlines()) == 1


@pytest.mark.slow
def test_a_second_demo_in_the_same_folder_and_on_a_taken_port_gives_the_same_ledger(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", USUAL_PORT))
            taken.listen()
        except OSError:
            pass  # somebody else has it: taken as well
        assert tracker("demo", cwd=tmp_path).status == 0
    first = rows("pledges", tmp_path, "--as-of", AS_OF)
    assert tracker("demo", cwd=tmp_path).status == 0
    second = rows("pledges", tmp_path, "--as-of", AS_OF)

    def told(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        return sorted((r["title"], r["status"], str(r["due"]), r["quote"], r["statements"]) for r in found)

    assert told(second) == told(first)
