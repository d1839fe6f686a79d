"""The named queries: each is SQL with all its lines, walks an index in its own order, and gives the first rows at once."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import jsonl, press, run

from tracker.datafiles import data_root
from tracker.errors import DataFileError, UsageError
from tracker.generate.fill import fill
from tracker.store import listing
from tracker.store.connect import open_to_read, open_to_write
from tracker.store.listing import Filters

DAY = dt.date(2026, 11, 25)
NAMES = ("pledges", "statements", "articles", "timelines", "evidence")
ALL = Filters(
    DAY,
    known_at=DAY,
    party=("CHL", "JPN"),
    mineral=("lithium",),
    status="open",
    kind="pledge",
    source="Example Wire",
    search="lithium",
    stated=True,
    against_first=True,
    pledge="p-x",
    limit=5,
)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("queries")
    run("ingest", jsonl(folder / "a.jsonl", list(press())), "--db", folder / "t.db")
    with open_to_read(folder / "t.db") as opened:
        yield opened


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("filters", [Filters(DAY), ALL], ids=["bare", "with everything"])
def test_a_query_runs_with_and_without_its_lines(connection: sqlite3.Connection, name: str, filters: Filters) -> None:
    columns = listing.columns(connection, name, filters)
    assert len(columns) == len(set(columns))
    for row in listing.rows(connection, name, filters):
        assert list(row) == columns


@pytest.mark.parametrize("path", sorted((data_root() / "queries").glob("*.sql")), ids=lambda path: path.stem)
def test_a_query_says_what_it_lists_and_knows_its_marks(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- ")
    for mark in re.findall(r"-- (?:if|unless) (.*)", text):
        assert re.fullmatch(r"\w+", mark), f"{path.name}: a mark is one word, {mark!r} is not"


def test_a_line_stands_only_where_its_parameter_is_given() -> None:
    bare = listing.compose("pledges", {"as_of": "2026-01-01"})
    assert ":party" not in bare
    assert "s.first_due, s.pledge" not in bare
    full = listing.compose("pledges", {"as_of": "2026-01-01", "party": "CHL", "against_first": 1})
    assert ":party" in full
    assert "ORDER BY s.due NULLS LAST" not in full


def test_a_query_that_is_not_there_is_named(connection: sqlite3.Connection) -> None:
    with pytest.raises(DataFileError, match=r"nothing\.sql"):
        list(listing.rows(connection, "nothing", Filters(DAY)))


@pytest.mark.parametrize("words", ["", "  ", "%&/", '"'])
def test_a_search_for_no_word_is_refused(words: str) -> None:
    if words:
        with pytest.raises(UsageError):
            Filters(DAY, search=words).values()


STREAMED = {
    "everything": {},
    "overdue": {"status": "overdue"},
    "overdue of an earlier day": {"status": "overdue", "as_of": dt.date(2026, 7, 1)},
    "against the first day": {"against_first": True},
    "stated days": {"status": "overdue", "stated": True},
}


@pytest.mark.parametrize("case", STREAMED)
def test_the_ledger_is_walked_by_an_index_and_never_sorted(connection: sqlite3.Connection, case: str) -> None:
    values = Filters(**{"as_of": DAY, **STREAMED[case]}).values()  # type: ignore[arg-type]
    plan = [row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + listing.compose("pledges", values), values)]
    assert not [step for step in plan if "ORDER BY" in step], plan
    assert [step for step in plan if re.match(r"(SEARCH|SCAN) s USING (COVERING )?INDEX spans_", step)], plan


def first_rows(path: Path, filters: Filters) -> tuple[float, list[object]]:
    """Seconds to the first 100 rows, the best of three, and their ids."""
    with open_to_read(path) as connection:
        best = 9.0
        for _ in range(3):
            begun = time.perf_counter()
            found = list(itertools.islice(listing.rows(connection, "pledges", filters), 100))
            best = min(best, time.perf_counter() - begun)
    return best, [row["pledge"] for row in found]


@pytest.mark.slow
def test_the_first_rows_come_at_once_from_a_large_ledger(tmp_path: Path) -> None:
    fill(tmp_path / "t.db", 100_000, as_of=DAY)
    with open_to_read(tmp_path / "t.db") as connection:
        parties = [
            name
            for (name, _) in connection.execute("SELECT party, count(*) n FROM pledge_parties GROUP BY 1 ORDER BY n")
        ]
        earlier = connection.execute(
            "SELECT since FROM spans ORDER BY since LIMIT 1 OFFSET (SELECT count(*) / 3 FROM spans)"
        ).fetchone()[0]
    cases = {
        "today": Filters(DAY, status="overdue"),
        "an earlier day": Filters(dt.date.fromisoformat(earlier), status="overdue"),
        "a common party": Filters(DAY, status="overdue", party=(parties[-1],)),
        "a rare party": Filters(DAY, status="overdue", party=(parties[0],)),
        "words": Filters(DAY, status="overdue", search="lithium agreement"),
        "words that nobody used": Filters(DAY, status="overdue", search="zzyzx"),
        "against the first day": Filters(DAY, against_first=True),
    }
    took = {name: first_rows(tmp_path / "t.db", filters)[0] for name, filters in cases.items()}
    assert max(took.values()) < 0.25, took  # 0.1 s on a quiet machine


def test_starting_at_the_rare_pledges_gives_the_rows_that_walking_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "t.db", 3_000, as_of=DAY)
    with open_to_read(tmp_path / "t.db") as connection:
        parties = [name for (name,) in connection.execute("SELECT DISTINCT party FROM pledge_parties ORDER BY party")]
        mineral = connection.execute("SELECT mineral FROM pledge_minerals ORDER BY mineral LIMIT 1").fetchone()[0]
    narrow = [Filters(DAY, party=(party,)) for party in parties[:8]]
    narrow += [Filters(DAY, mineral=(mineral,)), Filters(DAY, party=tuple(parties[:2])), Filters(DAY, search="lithium")]
    narrow.append(Filters(DAY, search="lithium", party=(parties[0],), status="overdue"))
    for filters in narrow:
        found = []
        for few in (0, 10**9):
            monkeypatch.setattr(listing, "_WALKED_FOR_ONE_LOOKED_UP", few)
            found.append(first_rows(tmp_path / "t.db", filters)[1])
        assert found[0] == found[1]


def test_a_database_can_be_listed_while_it_is_written(tmp_path: Path) -> None:
    run("ingest", jsonl(tmp_path / "a.jsonl", list(press())), "--db", tmp_path / "t.db")
    with open_to_write(tmp_path / "t.db") as writer, open_to_read(tmp_path / "t.db") as reader:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM spans")
        assert list(listing.rows(reader, "pledges", Filters(DAY)))
        writer.execute("ROLLBACK")
