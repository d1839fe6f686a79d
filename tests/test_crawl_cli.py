"""`tracker crawl`, `sources`, `schedule` and `issues` as a shell or a timer calls them, against outlets on the loopback."""

from __future__ import annotations

import json
import os
import plistlib
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from press.case import site
from press.server import Ask, Press, Reply
from press.sources import write_source
from press.words import item, rss, title

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "TRACKER_CONFIG": ""}


def tracker(*arguments: object, status: int | None = 0, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tracker", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        cwd=cwd,
        check=False,
        timeout=90,
    )
    assert "Traceback" not in done.stderr
    if status is not None:
        assert done.returncode == status, done.stdout + done.stderr
    return done


def _news(ask: Ask) -> Reply:
    """A site that names its feed on its front page only."""
    return Reply(
        body=b'<html lang="en"><head><title>Ministry of Mines</title><link rel="alternate" type="application/rss+xml" href="/deep/feed?x=1"></head><body><p>Welcome to the ministry and its news.</p></body></html>'
    )


def _links(ask: Ask) -> Reply:
    rows = "".join(f'<div><a href="/a/{n}">{title(n)}</a></div>' for n in (31, 32, 33, 34))
    return Reply(
        body=f"<html lang='en'><head><title>Releases</title></head><body><main>{rows}</main></body></html>".encode()
    )


SITES = {
    "127.0.4.1": site(1, 2),
    "127.0.4.2": site(
        pages={
            "/": _news,
            "/deep/feed?x=1": lambda ask: Reply(
                body=rss([item(ask.base, n) for n in (21, 22, 23, 24)], ask.base), kind="application/rss+xml"
            ),
        }
    ),
    "127.0.4.3": site(pages={"/": _links}),
    "127.0.4.4": site(pages={"/": lambda ask: Reply(body=b"<html><body><p>nothing to list</p></body></html>")}),
}


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    outlets = Press()
    outlets.open(SITES)
    yield outlets
    outlets.close()


@pytest.fixture
def sources(press: Press, tmp_path: Path) -> Path:
    write_source(tmp_path / "sources", "fine", f"http://127.0.4.1:{press.port}/feed.xml")
    write_source(tmp_path / "sources", "gone", f"http://127.0.4.1:{press.port}/nowhere.xml")
    return tmp_path / "sources"


def test_one_line_a_source_and_status_1_when_one_failed(sources: Path, tmp_path: Path) -> None:
    done = tracker("crawl", "fine", "gone", "--sources", sources, "--db", tmp_path / "t.db", status=1)
    lines = sorted(done.stdout.splitlines())
    assert lines[0] == "fine: 2 listed, 2 new articles"
    assert lines[1].startswith("gone: failed: ")
    assert "answers 404" in lines[1]
    assert len(lines) == 2


@pytest.mark.slow
def test_a_source_is_untested_until_it_answered_and_failing_when_it_never_does(sources: Path, tmp_path: Path) -> None:
    db = tmp_path / "t.db"

    def states() -> dict[str, str]:
        rows = json.loads(tracker("sources", "list", "--format", "json", "--sources", sources, "--db", db).stdout)
        return {row["key"]: row["state"] for row in rows if row["key"] in ("fine", "gone")}

    assert states() == {"fine": "untested", "gone": "untested"}
    tracker("crawl", "fine", "gone", "--sources", sources, "--db", db, status=1)
    assert states() == {"fine": "well", "gone": "untested"}
    for _ in range(2):
        tracker("crawl", "gone", "--sources", sources, "--db", db, status=1)
    assert states() == {"fine": "well", "gone": "failing"}
    shown = tracker("sources", "show", "gone", "--sources", sources, "--db", db).stdout
    assert "answers 404" in shown
    assert str(sources / "gone.toml") in shown


@pytest.mark.slow
def test_due_leaves_alone_what_is_not(sources: Path, tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    tracker("crawl", "fine", "--due", "--sources", sources, "--db", db)
    assert tracker("crawl", "fine", "--due", "--sources", sources, "--db", db).stdout == ""


def test_two_runs_do_not_overlap(sources: Path, tmp_path: Path) -> None:
    from filelock import FileLock

    db = tmp_path / "t.db"
    with FileLock(f"{db}.crawl-lock"):
        busy = tracker("crawl", "fine", "--sources", sources, "--db", db, status=1)
        assert "being crawled by another run" in busy.stderr
        timer = tracker("crawl", "fine", "--due", "--sources", sources, "--db", db)  # a timer is no error
        assert "being crawled by another run" in timer.stderr


@pytest.mark.slow
def test_check_stores_nothing(sources: Path, tmp_path: Path) -> None:
    done = tracker("sources", "check", "fine", "--sources", sources, cwd=tmp_path)
    assert "fine: 2 listed" in done.stdout
    assert not list(tmp_path.glob("*.db"))
    assert "answers 404" in tracker("sources", "check", "gone", "--sources", sources, status=1).stdout


@pytest.mark.parametrize(
    ("host", "kind", "first"),
    [
        ("127.0.4.2", "feed", title(21)),
        pytest.param("127.0.4.3", "listing", title(31), marks=pytest.mark.slow),
        pytest.param("127.0.4.1", "feed", title(1), marks=pytest.mark.slow),
    ],
)
def test_add_finds_what_a_site_offers_and_writes_its_file(
    host: str, kind: str, first: str, press: Press, tmp_path: Path
) -> None:
    path = "/feed.xml" if host == "127.0.4.1" else "/"
    done = tracker(
        "sources",
        "add",
        f"http://{host}:{press.port}{path}",
        "--key",
        "new_one",
        "--country",
        "AUS",
        "--allow-private",
        "--yes",
        "--sources",
        tmp_path,
    )
    assert first in done.stdout
    assert f"{kind} at http://{host}" in done.stdout
    crawled = tracker("crawl", "new_one", "--sources", tmp_path, "--db", tmp_path / "t.db", status=None).stdout
    assert "new article" in crawled


@pytest.mark.slow
def test_add_says_when_a_site_offers_nothing(press: Press, tmp_path: Path) -> None:
    done = tracker(
        "sources", "add", f"http://127.0.4.4:{press.port}/", "--allow-private", "--yes", "--sources", tmp_path, status=1
    )
    assert "offers no feed" in done.stderr
    assert not list(tmp_path.glob("*.toml"))


def test_add_refuses_private_addresses(press: Press, tmp_path: Path) -> None:
    before = len(press.hits["127.0.4.2"])
    done = tracker("sources", "add", f"http://127.0.4.2:{press.port}/", "--yes", "--sources", tmp_path, status=1)
    assert "off limits" in done.stderr
    assert len(press.hits["127.0.4.2"]) == before


def test_no_network_is_one_line_a_source_and_a_healthy_database(tmp_path: Path) -> None:
    write_source(tmp_path / "s", "away", "http://127.0.4.9:9/feed.xml")
    write_source(tmp_path / "s", "nowhere", "http://outlet.invalid/feed.xml", allow_private=False, delay_seconds=3)
    db = tmp_path / "t.db"
    done = tracker("crawl", "away", "nowhere", "--sources", tmp_path / "s", "--db", db, status=1)
    assert len(done.stdout.splitlines()) == 2
    assert all(": refused: " in line or ": failed: " in line for line in done.stdout.splitlines())
    connection = sqlite3.connect(db)
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()
    tracker("overdue", "--db", db)


@pytest.mark.slow
def test_issues_tell_what_was_left_out(press: Press, tmp_path: Path) -> None:
    write_source(tmp_path / "s", "stubs", f"http://127.0.4.1:{press.port}/nowhere.xml")
    db = tmp_path / "t.db"
    tracker("crawl", "stubs", "--sources", tmp_path / "s", "--db", db, status=1)
    rows = [json.loads(line) for line in tracker("issues", "--format", "jsonl", "--db", db).stdout.splitlines()]
    assert any("answers 404" in row["what"] for row in rows)
    assert tracker("issues", "--place", "no such place", "--db", db).stdout == ""


def test_an_unknown_source_is_named_with_the_closest(sources: Path, tmp_path: Path) -> None:
    done = tracker("crawl", "fin", "--sources", sources, "--db", tmp_path / "t.db", status=2)
    assert "did you mean fine" in done.stderr


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "carrier-pigeon"}, "kind"),
        ({"nonsense": 1}, "nonsense"),
        ({"interval_hours": 0}, "interval_hours"),
        ({"delay_seconds": 0, "allow_private": False}, "delay_seconds"),
        ({"kind": "gdelt"}, "query"),
    ],
)
def test_a_source_file_that_is_wrong_is_named_with_its_key(
    change: dict[str, object], words: str, tmp_path: Path
) -> None:
    path = write_source(tmp_path / "s", "wrong", "http://127.0.4.1/feed.xml", **change)
    done = tracker("sources", "list", "--sources", tmp_path / "s", "--db", tmp_path / "t.db", status=1)
    assert str(path) in done.stderr
    assert words in done.stderr


def test_the_cron_line_runs_as_cron_runs_it(press: Press, tmp_path: Path) -> None:
    folder = tmp_path / "with space & 100% odd"
    sources = folder / "sources"
    write_source(sources, "fine", f"http://127.0.4.1:{press.port}/feed.xml")
    for path in sorted(Path("data/sources").glob("*.toml")):  # the package's own sources are not to be asked by a test
        (sources / path.name).write_text(path.read_text().replace("https://", "http://127.0.4.9:9/"), encoding="utf-8")
    line = tracker("schedule", "--cron", "--db", folder / "t.db", "--sources", sources).stdout
    assert line.startswith("*/10 * * * * /")
    command = line.removeprefix("*/10 * * * * ").rstrip("\n").replace("\\%", "%")  # as cron hands it on
    command = command.replace(" crawl --due ", " crawl --due fine ")
    done = subprocess.run(["env", "-i", "/bin/sh", "-c", command], cwd="/", timeout=90, check=False)
    assert done.returncode == 0
    assert (folder / "crawl.log").read_text().startswith("fine: 2 listed, 2 new articles")


def test_every_timer_file_names_absolute_paths(tmp_path: Path) -> None:
    for kind in ("--systemd", "--launchd", "--windows", "--cron"):
        text = tracker("schedule", kind, "--db", "some.db", cwd=tmp_path).stdout
        assert str(tmp_path / "some.db") in text
        assert str(Path(sys.executable)) in text
        assert "crawl" in text
    parsed = plistlib.loads(tracker("schedule", "--launchd", "--db", "some.db", cwd=tmp_path).stdout.encode())
    assert parsed["ProgramArguments"][1:5] == ["-m", "tracker", "crawl", "--due"]
    service = tracker("schedule", "--systemd", "--db", tmp_path / "a b.db").stdout
    start = next(line for line in service.splitlines() if line.startswith("ExecStart="))
    assert shlex.split(start.removeprefix("ExecStart="))[-1] == str(tmp_path / "a b.db")
    assert "${{ github.workspace }}/tracker.db" in tracker("schedule", "--github-actions").stdout


def test_schedule_without_a_timer_says_which_there_are() -> None:
    assert "--cron" in tracker("schedule", status=2).stderr


@pytest.mark.slow
def test_a_page_that_cannot_be_stored_does_not_hang_the_run(press: Press, sources: Path, tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    tracker("crawl", "gone", "--sources", sources, "--db", db, status=1)
    connection = sqlite3.connect(db)
    connection.execute(
        "CREATE TRIGGER no_more BEFORE INSERT ON articles WHEN new.url LIKE '%/a/1' BEGIN SELECT RAISE(ABORT, 'no room'); END"
    )
    connection.close()
    done = tracker("crawl", "fine", "--sources", sources, "--db", db)
    assert done.stdout == "fine: 2 listed, 1 new article, 1 page failed\n"
    assert "no room" in tracker("issues", "--db", db).stdout
