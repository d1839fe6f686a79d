"""What ends a run that would not end by itself: its time, processes that do not answer, a source that trips us."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from press.case import ALLOW_ALL, site
from press.server import Ask, Press, Reply
from press.sources import write_source
from press.words import NOW, html, item, rss

import spiders
import tracker
from spiders.plan import Limits, Plan
from tracker.crawl import Run, crawl

LIMITS = Limits(timeout=20, tries=1, retry_seconds=0.05, workers=1)


def _slow(ask: Ask) -> Reply:
    if ask.path == "/robots.txt":
        return Reply(body=ALLOW_ALL, kind="text/plain")
    if ask.path == "/feed.xml":
        return Reply(body=rss([item(ask.base, n) for n in range(1, 24)], ask.base), kind="application/rss+xml")
    time.sleep(0.5)
    return Reply(body=html(int(ask.path.rpartition("/")[2])))


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    outlets = Press()
    outlets.open({"127.0.6.1": _slow, "127.0.6.2": site(101, 102), "127.0.6.3": site(103)})
    yield outlets
    outlets.close()


def _plan(folder: Path, press: Press, limits: Limits, *keys: str) -> Plan:
    for n, key in enumerate(("slow", "fine", "third"), 1):
        write_source(folder / "sources", key, f"http://127.0.6.{n}:{press.port}/feed.xml")
    return Plan(folder / "t.db", keys, NOW, folder / "sources", limits=limits)


def _ends(run: Run) -> dict[str, tuple[str, str]]:
    return {end.key: (end.outcome, end.words) for end in run.ends}


def test_a_run_ends_when_its_time_is_over_and_the_next_one_goes_on(press: Press, tmp_path: Path) -> None:
    plan = _plan(tmp_path, press, replace(LIMITS, run_seconds=6), "slow", "fine")
    begun = time.monotonic()
    run = crawl(plan, lambda _run, _end: None)
    assert time.monotonic() - begun < 25
    ends = _ends(run)
    assert ends["fine"][0] == "ok"
    assert ends["slow"][0] == "failed"
    assert "the time of the run" in ends["slow"][1]
    assert run.failed
    connection = sqlite3.connect(plan.db)
    stored = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    assert 2 <= stored < 25
    assert connection.execute("SELECT count(*) FROM crawls WHERE outcome = 'running'").fetchone()[0] == 0
    connection.close()
    assert not crawl(replace(plan, limits=replace(LIMITS, run_seconds=600)), lambda _run, _end: None).failed
    connection = sqlite3.connect(plan.db)
    assert connection.execute("SELECT count(*) FROM articles").fetchone()[0] == 25
    connection.close()


def test_a_program_that_is_deleted_under_a_run_does_not_hang_it(press: Press, tmp_path: Path) -> None:
    """Reading processes are started from the program's files: where these are gone, none comes up."""
    program = tmp_path / "program"
    for package in (spiders, tracker):
        source = Path(str(package.__file__)).parent
        shutil.copytree(source, program / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(Path(tracker.__file__).parents[1] / "data", program / "data")
    plan = _plan(tmp_path, press, replace(LIMITS, read_seconds=1, stall_seconds=3), "fine", "third")
    worker = program / "spiders" / "workers.py"
    # the interpreter has read the module when the pool is made; its children find a file that cannot be imported
    future = "from __future__ import annotations\n"
    broken = "import multiprocessing as m\nif getattr(m.current_process(), '_inheriting', False):\n    raise ImportError('the program is gone')\n"
    worker.write_text(worker.read_text(encoding="utf-8").replace(future, future + broken), encoding="utf-8")
    process = subprocess.run(
        [sys.executable, "-m", "spiders.run"],
        stdin=_held(plan.to_json()),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(program)},
        cwd=program,
        timeout=60,
        check=False,
    )
    assert '"event": "end"' in process.stdout, process.stderr[-2_000:]
    assert '"key": "fine", "outcome": "failed"' in process.stdout
    assert "reading processes do not answer" in str(
        sqlite3.connect(plan.db).execute("SELECT group_concat(what) FROM issues").fetchone()[0]
    )
    assert process.returncode == 1


def _held(line: str) -> int:
    """The reading end of a pipe that holds a line and stays open, as a parent that lives."""
    reading, writing = os.pipe()
    os.write(writing, line.encode() + b"\n")
    return reading


def test_no_network_is_a_failure_and_no_refusal(tmp_path: Path) -> None:
    write_source(tmp_path / "sources", "nowhere", "http://press.invalid/feed.xml", allow_private=False, delay_seconds=1)
    run = crawl(
        Plan(tmp_path / "t.db", ("nowhere",), NOW, tmp_path / "sources", limits=LIMITS), lambda _run, _end: None
    )
    (end,) = run.ends
    assert end.outcome == "failed"
    assert end.words == "press.invalid cannot be reached: no such host (or no network)"
