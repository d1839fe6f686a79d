"""One crawl of the whole hostile press, and a second two days later: each case is a test, and none spoils another's."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator

import pytest
from press import content, indexes, network
from press.case import Case, Told
from press.server import FORBIDDEN, Press
from press.sources import write_source
from press.words import NOW

from spiders.plan import Limits, Plan
from tracker.crawl import Run, crawl

CASES: tuple[Case, ...] = (*network.CASES, *content.CASES, *indexes.CASES)
LIMITS = Limits(timeout=1.5, most_bytes=4_000_000, tries=2, retry_seconds=0.05, read_seconds=4.0, workers=2)
RUNS = (NOW, NOW + dt.timedelta(days=2))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Press, sqlite3.Connection, list[Run]]]:
    folder = tmp_path_factory.mktemp("press")
    press = Press()
    press.open({address_of(case): case.serve for case in CASES})
    for case in CASES:
        write_source(folder / "sources", case.id, f"http://{address_of(case)}:{press.port}{case.index}", **case.files)
    runs = []
    try:
        for phase, now in enumerate(RUNS, 1):
            press.phase = phase
            plan = Plan(folder / "t.db", tuple(c.id for c in CASES), now, folder / "sources", limits=LIMITS)
            runs.append(crawl(plan, lambda run, end: None))
        connection = sqlite3.connect(folder / "t.db")
        yield press, connection, runs
        connection.close()
    finally:
        press.close()


def address_of(case: Case) -> str:
    return f"127.0.1.{[c.id for c in CASES].index(case.id) + 1}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_each_outlet_is_crawled_as_it_deserves(
    case: Case, crawled: tuple[Press, sqlite3.Connection, list[Run]]
) -> None:
    press, connection, runs = crawled
    ends = [next(end for end in run.ends if end.key == case.id) for run in runs]
    base = f"http://{address_of(case)}:{press.port}"
    case.check(
        Told(address_of(case), base, connection, press, tuple(e.outcome for e in ends), tuple(e.words for e in ends))
    )


def test_the_press_holds_every_case_that_was_asked_for() -> None:
    assert len(CASES) == len({case.id for case in CASES})
    assert len(CASES) >= 51


def test_nothing_left_the_addresses_that_sources_name(crawled: tuple[Press, sqlite3.Connection, list[Run]]) -> None:
    press = crawled[0]
    assert press.hits[FORBIDDEN] == []


def test_every_source_came_to_its_end_in_both_runs(crawled: tuple[Press, sqlite3.Connection, list[Run]]) -> None:
    for run in crawled[2]:
        assert {end.key for end in run.ends} == {case.id for case in CASES}
    assert crawled[1].execute("SELECT count(*) FROM crawls WHERE outcome = 'running'").fetchone()[0] == 0


def test_the_database_is_sound(crawled: tuple[Press, sqlite3.Connection, list[Run]]) -> None:
    assert crawled[1].execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_nothing_was_logged_that_nobody_expected(crawled: tuple[Press, sqlite3.Connection, list[Run]]) -> None:
    assert [run.logged for run in crawled[2]] == ["", ""]
