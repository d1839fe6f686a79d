"""A crawl that is killed at any moment and run again ends with the same articles as one that was not."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from press.case import ALLOW_ALL
from press.server import Ask, Press, Reply
from press.sources import write_source
from press.words import NOW, TODAY, html, item, rss, sitemap

from spiders.plan import Limits, Plan
from tracker.crawl import crawl

SOURCES, ARTICLES = 4, 12
LIMITS = Limits(timeout=5, tries=2, retry_seconds=0.05, read_seconds=20, workers=1)


def _serve(place: int):
    numbers = range(place * 100, place * 100 + ARTICLES)

    def serve(ask: Ask) -> Reply:
        time.sleep(0.01)
        if ask.path == "/feed.xml":
            if ask.headers.get("if-none-match") == '"all"':
                return Reply(304)
            return Reply(
                body=rss([item(ask.base, n) for n in numbers], ask.base),
                kind="application/rss+xml",
                headers={"ETag": '"all"'},
            )
        if ask.path == "/map.xml":
            return Reply(
                body=sitemap((f"{ask.base}/a/{n}", TODAY) for n in numbers),
                kind="application/xml",
                headers={"ETag": '"all"'},
            )
        if ask.path.startswith("/a/"):
            return Reply(body=html(int(ask.path.rpartition("/")[2])))
        return Reply(body=ALLOW_ALL, kind="text/plain")

    return serve


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, tuple[str, ...]]]:
    folder = tmp_path_factory.mktemp("kill")
    outlets = Press()
    outlets.open({f"127.0.2.{n}": _serve(n) for n in range(1, SOURCES + 1)})
    for n in range(1, SOURCES + 1):
        kind = ("feed", "/feed.xml") if n % 2 else ("sitemap", "/map.xml")
        write_source(folder, f"outlet_{n}", f"http://127.0.2.{n}:{outlets.port}{kind[1]}", kind=kind[0])
    yield folder, tuple(f"outlet_{n}" for n in range(1, SOURCES + 1))
    outlets.close()


def stored(db: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(db)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return sorted(connection.execute("SELECT url, digest FROM articles"))
    finally:
        connection.close()


def start(plan: Plan) -> subprocess.Popen[str]:
    """The crawling process, in a process group of its own with its readers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "spiders.run"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdin
    process.stdin.write(plan.to_json() + "\n")
    process.stdin.flush()
    return process


def kill_after(plan: Plan, seconds: float) -> bool:
    """Kill the whole group with SIGKILL that long after its first word; False where it was done before."""
    process = start(plan)
    assert process.stdout
    process.stdout.readline()
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    finally:
        process.stdout.close()
        process.stdin.close() if process.stdin else None
    return False


def whole(press: tuple[Path, tuple[str, ...]], db: Path) -> list[tuple[str, str]]:
    run = crawl(Plan(db, press[1], NOW, press[0], limits=LIMITS), lambda _run, _end: None)
    assert not run.failed
    return stored(db)


def check_kills(press: tuple[Path, tuple[str, ...]], folder: Path, moments: list[float]) -> int:
    """Kill a crawl at each moment and run it again; gives how many were killed at work."""
    expected = whole(press, folder / "whole.db")
    assert len(expected) == SOURCES * ARTICLES
    killed = 0
    for number, moment in enumerate(moments):
        db = folder / f"killed-{number}.db"
        killed += kill_after(Plan(db, press[1], NOW, press[0], limits=LIMITS), moment)
        later = Plan(db, press[1], NOW + dt.timedelta(minutes=5), press[0], limits=LIMITS)
        run = crawl(later, lambda _run, _end: None)
        assert not run.failed
        assert expected == stored(db), f"killed after {moment:.3f} s"
    return killed


def test_a_killed_crawl_is_caught_up(press: tuple[Path, tuple[str, ...]], tmp_path: Path) -> None:
    assert check_kills(press, tmp_path, [0.6, 2.0]) >= 1


@pytest.mark.slow
def test_a_crawl_killed_at_thirty_random_moments_is_caught_up(
    press: tuple[Path, tuple[str, ...]], tmp_path: Path
) -> None:
    random_moments = random.Random(20260320)
    assert check_kills(press, tmp_path, [random_moments.uniform(0.0, 4.5) for _ in range(30)]) >= 15


def test_a_source_that_was_killed_at_work_is_due_again(press: tuple[Path, tuple[str, ...]], tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    if not kill_after(Plan(db, press[1], NOW, press[0], limits=LIMITS), 0.3):
        pytest.skip("the crawl was faster than the kill")
    run = crawl(
        Plan(db, press[1], NOW + dt.timedelta(minutes=1), press[0], due=True, limits=LIMITS), lambda _run, _end: None
    )
    assert set(run.asked) == set(press[1])


def test_a_crawl_without_its_parent_stops_and_frees_the_lock(
    press: tuple[Path, tuple[str, ...]], tmp_path: Path
) -> None:
    plan = Plan(tmp_path / "t.db", press[1], NOW, press[0], limits=LIMITS)
    process = start(plan)
    assert process.stdout
    process.stdout.readline()
    assert process.stdin
    process.stdin.close()  # what a parent that is killed does
    process.wait(timeout=30)
    process.stdout.close()
    assert not crawl(plan, lambda _run, _end: None).failed
