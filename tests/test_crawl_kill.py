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
from dataclasses import dataclass
from pathlib import Path

import pytest
from press.case import ALLOW_ALL
from press.server import Ask, Press, Reply
from press.sources import write_source
from press.words import NOW, TODAY, html, item, rss, sitemap

from spiders.plan import Limits, Plan
from tracker.crawl import crawl

SOURCES, ARTICLES = 4, 12
REQUESTS = SOURCES * (2 + ARTICLES)  # robots.txt, an index, and its articles
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


@dataclass(frozen=True)
class Outlets:
    press: Press
    folder: Path
    keys: tuple[str, ...]

    def hits(self) -> int:
        return sum(len(asked) for asked in self.press.hits.values())

    def plan(self, db: Path, *, minutes: int = 0, due: bool = False) -> Plan:
        return Plan(db, self.keys, NOW + dt.timedelta(minutes=minutes), self.folder, due=due, limits=LIMITS)


@pytest.fixture(scope="module")
def outlets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outlets]:
    folder = tmp_path_factory.mktemp("kill")
    press = Press()
    press.open({f"127.0.2.{n}": _serve(n) for n in range(1, SOURCES + 1)})
    for n in range(1, SOURCES + 1):
        kind = ("feed", "/feed.xml") if n % 2 else ("sitemap", "/map.xml")
        write_source(folder, f"outlet_{n}", f"http://127.0.2.{n}:{press.port}{kind[1]}", kind=kind[0])
    yield Outlets(press, folder, tuple(f"outlet_{n}" for n in range(1, SOURCES + 1)))
    press.close()


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


def kill_at(outlets: Outlets, plan: Plan, requests: int, then: float = 0.0) -> None:
    """Kill a crawl's whole process group with SIGKILL when it has made so many requests, and `then` seconds have passed."""
    wanted = outlets.hits() + requests
    process = start(plan)
    try:
        while outlets.hits() < wanted:
            assert process.poll() is None, "the crawl was done before it could be killed"
            time.sleep(0.002)
        time.sleep(then)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()


def check_kills(outlets: Outlets, folder: Path, moments: list[tuple[int, float]]) -> None:
    """Kill a crawl at each moment, run it again, and compare with one that was left alone."""
    assert not crawl(outlets.plan(folder / "whole.db"), _quiet).failed
    expected = stored(folder / "whole.db")
    assert len(expected) == SOURCES * ARTICLES
    for number, (requests, then) in enumerate(moments):
        db = folder / f"killed-{number}.db"
        kill_at(outlets, outlets.plan(db), requests, then)
        assert not crawl(outlets.plan(db, minutes=5), _quiet).failed
        assert expected == stored(db), f"killed after {requests} requests and {then:.3f} s"


def _quiet(_run: object, _end: object) -> None:
    """Nobody watches."""


def test_a_killed_crawl_is_caught_up(outlets: Outlets, tmp_path: Path) -> None:
    check_kills(outlets, tmp_path, [(REQUESTS // 2, 0.0)])


@pytest.mark.slow
def test_a_crawl_killed_at_thirty_random_moments_is_caught_up(outlets: Outlets, tmp_path: Path) -> None:
    drawn = random.Random(20260320)
    check_kills(outlets, tmp_path, [(drawn.randint(1, REQUESTS - 1), drawn.uniform(0, 0.05)) for _ in range(30)])


@pytest.mark.slow
def test_a_source_that_was_killed_at_work_is_due_again(outlets: Outlets, tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    kill_at(outlets, outlets.plan(db), 3)
    run = crawl(outlets.plan(db, minutes=1, due=True), _quiet)
    assert set(run.asked) == set(outlets.keys)


@pytest.mark.slow
def test_a_crawl_without_its_parent_stops_and_frees_the_lock(outlets: Outlets, tmp_path: Path) -> None:
    plan = outlets.plan(tmp_path / "t.db")
    process = start(plan)
    assert process.stdout
    assert process.stdin
    process.stdout.readline()
    process.stdin.close()  # what a parent that is killed does
    process.wait(timeout=30)
    process.stdout.close()
    assert not crawl(plan, _quiet).failed
