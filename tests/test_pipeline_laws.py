"""The laws of the ledger through the whole of the pipeline: store, real rules, real linking, store."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import OTHER, PLEDGE, SIGNED, finish, jsonl, press, record, run, spawn

from tracker import pipeline
from tracker.datafiles import data_root
from tracker.errors import Issue
from tracker.ingest import Given, article_of
from tracker.rulebook import load_rulebook
from tracker.store import read, write
from tracker.store.connect import open_to_write, writing
from tracker.store.write import Arrival

NOW = "2026-11-01T00:00:00Z"
DAYS = ("2026-03-31", "2026-05-01", "2026-06-30", "2026-08-01", "2027-01-01")


def arrivals(records: list[dict[str, Any]]) -> list[Arrival]:
    given = Given(dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    return [article_of(one, one["url"], given) for one in records]


def refuse(issue: Issue) -> None:
    raise AssertionError(issue)


@contextmanager
def database(*batches: list[dict[str, Any]]) -> Iterator[sqlite3.Connection]:
    """A database into which these batches were ingested one after the other."""
    with TemporaryDirectory() as folder, open_to_write(Path(folder) / "t.db") as connection:
        for number, batch in enumerate(batches):
            pipeline.ingest(connection, arrivals(batch), load_rulebook(), f"2026-11-01T00:00:{number:02}Z", tell=refuse)
        yield connection


def ledger(connection: sqlite3.Connection) -> list[Any]:
    """The whole ledger by member statements: what each pledge is, its evidence and its spans, without its id."""
    pledges = []
    for key, *what in connection.execute(
        "SELECT id, title, parties, minerals, instrument, action, first_pledged FROM pledges"
    ):
        evidence = connection.execute(
            "SELECT statement, role, round(score, 9), reasons, home, decided FROM evidence WHERE pledge = ? ORDER BY place",
            (key,),
        ).fetchall()
        spans = connection.execute("SELECT * FROM spans WHERE pledge = ? ORDER BY since", (key,)).fetchall()
        pledges.append((what, evidence, [row[1:] for row in spans]))
    return sorted(pledges, key=repr)


def statements(connection: sqlite3.Connection) -> list[Any]:
    return connection.execute(
        'SELECT t.id, a.url, a.version, t.kind, t.quote, t.start, t."end", t.parties, t.earliest, t.latest, t.counts_from, t.gone'
        " FROM statements t JOIN articles a ON a.id = t.article ORDER BY t.id"
    ).fetchall()


# the press, and: a revision that takes a promise back, one that declares its day, the same day twice, a promise for later
STORIES: list[dict[str, Any]] = [
    *press(),
    record(4, "Zambia signed nothing, its ministry says.", "2026-04-02", modified="2026-06-01"),
    record(6, OTHER.replace("31 December", "30 November"), "2026-04-02"),
    record(7, SIGNED.replace("lithium", "cobalt"), "2026-03-01"),
    record(8, PLEDGE.replace("lithium", "cobalt"), "2026-03-13"),
    record(
        9,
        "The signing of the copper agreement between Zambia and Brazil was put off to March 2027, both said.",
        "2026-10-05",
    ),
]


@given(
    order=st.permutations(range(len(STORIES))), cuts=st.lists(st.integers(1, len(STORIES) - 1), max_size=4, unique=True)
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_neither_order_nor_split_of_the_runs_changes_the_ledger(order: list[int], cuts: list[int]) -> None:
    shuffled = [STORIES[place] for place in order]
    edges = [0, *sorted(cuts), len(shuffled)]
    batches = [shuffled[start:end] for start, end in itertools.pairwise(edges)]
    with database(STORIES) as whole, database(*batches) as parts:
        assert statements(parts) == statements(whole)
        assert ledger(parts) == ledger(whole)
        assert list(pipeline.check(parts)) == []


def test_the_stories_hold_what_the_laws_are_about() -> None:
    with database(STORIES) as connection:
        roles = {role for (role,) in connection.execute("SELECT DISTINCT role FROM evidence")}
        assert {"opens", "confirms"} <= roles
        assert connection.execute("SELECT count(*) FROM statements WHERE gone IS NOT NULL").fetchone()[0]
        assert connection.execute("SELECT count(DISTINCT status) FROM spans").fetchone()[0] >= 4


def test_the_same_again_changes_nothing() -> None:
    with database(STORIES) as connection:
        before = list(connection.iterdump())
        tally = pipeline.ingest(connection, arrivals(STORIES), load_rulebook(), NOW, tell=refuse)
        assert (tally.new, tally.revised, tally.known, tally.pledges_changed) == (0, 0, len(STORIES), 0)
        assert list(connection.iterdump()) == before
        again = pipeline.rebuild(connection, load_rulebook(), NOW, tell=refuse, today=dt.date(2026, 11, 1))
        assert again.pledges_changed == 0
        assert [line for line in connection.iterdump() if "'facts'" not in line and "'settled'" not in line] == [
            line for line in before if "'facts'" not in line and "'settled'" not in line
        ]


def test_settling_what_changed_gives_what_settling_everything_gives() -> None:
    with database(*([one] for one in reversed(STORIES))) as steps:
        stepped = ledger(steps)
        with writing(steps):
            write.settle_whole(steps)
        assert pipeline.settle(steps, NOW) == 0
        assert ledger(steps) == stepped


@pytest.mark.slow
def test_settling_step_by_step_equals_settling_everything_on_the_annotated_articles() -> None:
    lines = (data_root() / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    records = [
        {key: one[key] for key in ("url", "title", "published", "source", "language", "text")}
        for one in map(json.loads, lines)
    ]
    with database(records) as whole, database(*([one] for one in reversed(records))) as steps:
        assert statements(steps) == statements(whole)
        assert ledger(steps) == ledger(whole)
        assert list(pipeline.check(steps)) == []


def test_nothing_is_learnt_from_the_future() -> None:
    for day in DAYS:
        known = [one for one in STORIES if one["published"] <= day and one.get("modified", "") <= day]
        with database(STORIES) as later, database(known) as then:
            assert as_of(later, day) == as_of(then, day)


def as_of(connection: sqlite3.Connection, day: str) -> list[Any]:
    """Status, due day and evidence of each pledge on a day."""
    query = (
        "SELECT s.status, s.detail, s.due, s.first_due, s.slips, s.current, (SELECT group_concat(e.statement || e.role) FROM"
        " (SELECT * FROM evidence ORDER BY place) e JOIN statements t ON t.id = e.statement WHERE e.pledge = s.pledge"
        " AND t.counts_from <= :day) FROM spans s WHERE s.since <= :day AND s.until > :day"
    )
    return sorted(connection.execute(query, {"day": day}).fetchall(), key=repr)


def test_every_id_ever_issued_leads_to_the_pledge_that_holds_its_first_statement() -> None:
    late, early = STORIES[1], STORIES[0]
    with database([late]) as connection:
        ids = {key for (key,) in connection.execute("SELECT id FROM pledges")}
        assert ids
        pipeline.ingest(connection, arrivals([early, *STORIES]), load_rulebook(), NOW, tell=refuse)
        alive = {key for (key,) in connection.execute("SELECT id FROM pledges")}
        assert {read.resolve(connection, key) for key in ids} <= alive
        for (statement,) in connection.execute("SELECT statement FROM evidence WHERE home").fetchall():
            assert read.resolve(connection, statement) in alive


def test_a_statement_that_the_newest_version_lacks_is_gone_from_that_version_on() -> None:
    first, second = record(1, PLEDGE), record(1, "Nothing was promised, the ministry says.", modified="2026-04-20")
    with database([second, first]) as connection:
        rows = connection.execute(
            "SELECT counts_from, gone FROM statements WHERE quote LIKE 'Chile and Japan will sign%'"
        ).fetchall()
        assert rows
        assert set(rows) == {("2026-03-13", "2026-04-20")}


def test_a_statement_that_a_later_version_keeps_is_placed_in_the_first_one() -> None:
    first, second = (
        record(1, PLEDGE),
        record(1, f"This report was updated on Monday.\n\n{PLEDGE}", modified="2026-04-20"),
    )
    with database([second, first]) as connection:
        found = connection.execute(
            "SELECT a.version, t.start, t.gone FROM statements t JOIN articles a ON a.id = t.article WHERE t.quote LIKE 'Chile and%'"
        ).fetchall()
        assert set(found) == {(1, 0, None)}
        assert list(pipeline.check(connection)) == []


def test_a_text_that_the_rules_stumble_over_is_told_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.reading.extract

    def stumble(article: Any, rules: Any) -> Any:
        if article.url.endswith("/1"):
            raise ZeroDivisionError("a rule divides")
        return real(article, rules)

    monkeypatch.setattr(pipeline.reading, "extract", stumble)
    told: list[Issue] = []
    with TemporaryDirectory() as folder, open_to_write(Path(folder) / "t.db") as connection:
        tally = pipeline.ingest(connection, arrivals(list(press())), load_rulebook(), NOW, tell=told.append)
        assert [(issue.where, tally.errors) for issue in told] == [(record(1, "")["url"], 1)]
        assert tally.unread == {"failed": 1}
        assert connection.execute("SELECT count(*) FROM statements").fetchone()[0]


def test_the_ledger_is_the_same_in_every_process(tmp_path: Path) -> None:
    """Sets of words have another order in every process, unless somebody sorts them."""
    file = jsonl(tmp_path / "a.jsonl", STORIES)
    exports = set()
    for seed in ("1", "2"):
        db = tmp_path / f"{seed}.db"
        assert finish(spawn("ingest", file, "--db", db, PYTHONHASHSEED=seed)).status == 0
        with sqlite3.connect(db) as connection:
            exports.add(repr(ledger(connection)))
        assert run("check", "--db", db).status == 0
    assert len(exports) == 1
