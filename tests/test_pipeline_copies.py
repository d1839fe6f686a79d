"""Copies among the stored articles: found as they come, in any order, and never a second witness."""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from running import PLEDGE, jsonl, ledger, record, run

from tracker import copies, pipeline
from tracker.pipeline import copying
from tracker.rulebook import load_rulebook
from tracker.store.connect import open_to_write

BODY = (
    f"{PLEDGE}\n\nOfficials of both sides have met four times since the autumn and say that the chapters on processing, on research"
    " and on customs are complete. The text has still to be checked by lawyers in Santiago and Tokyo before the ministers can put"
    " their names to it. A spokesman in Tokyo said that the lawyers had been asked to be quick, since companies are waiting for it."
)
TEMPLATE = (
    BODY.replace("Chile", "Zambia").replace("Japan", "Brazil").replace("lithium", "copper").replace("30 June", "31 May")
)

first = record(1, BODY, "2026-03-13")
copied = record(2, f"SANTIAGO (AFP) -- {BODY}", "2026-03-15", source="Second Paper", url="https://second.example/1")
again = record(
    3, f"{BODY}\n\nSubscribe to our newsletter.", "2026-03-18", source="Third Paper", url="https://third.example/1"
)
other = record(4, TEMPLATE, "2026-03-16")
much_later = record(5, BODY, "2026-09-01")


def copies_of(db: Path) -> dict[str, str | None]:
    with sqlite3.connect(db) as connection:
        query = "SELECT a.url, o.url FROM articles a LEFT JOIN articles o ON o.id = a.copy_of"
        return dict(connection.execute(query).fetchall())


def ingested(
    folder: Path, batches: Iterator[list[dict[str, Any]]] | list[list[dict[str, Any]]], name: str = "t"
) -> Path:
    for batch in batches:
        assert run("ingest", jsonl(folder / "a.jsonl", batch), "--db", folder / f"{name}.db").status == 0
    return folder / f"{name}.db"


def nameless(db: Path) -> str:
    """The ledger without its ids: an id once issued stays, so another order of arrival gives other ones."""
    rows = [{key: value for key, value in row.items() if key not in ("pledge", "deal")} for row in ledger(db)]
    return repr(sorted(rows, key=repr))


EXPECTED = {
    first["url"]: None,
    copied["url"]: first["url"],
    again["url"]: first["url"],
    other["url"]: None,
    much_later["url"]: None,
}


def test_the_earliest_is_the_original_in_whatever_order_they_come(tmp_path: Path) -> None:
    ledgers = set()
    for number, order in enumerate(itertools.permutations([first, copied, again])):
        db = ingested(tmp_path, [[one] for one in order] + [[other, much_later]], str(number))
        assert copies_of(db) == EXPECTED
        ledgers.add(nameless(db))
        assert run("check", "--db", db).status == 0
    db = ingested(tmp_path, [[first, copied, again, other, much_later]], "whole")
    assert copies_of(db) == EXPECTED
    assert ledgers == {nameless(db)}


def test_a_copy_is_spread_and_not_a_second_promise(tmp_path: Path) -> None:
    db = ingested(tmp_path, [[first, copied, again]])
    (pledge,) = [row for row in ledger(db) if row["action"] == "sign"]
    assert pledge["slips"] == 0
    told = run("show", pledge["pledge"], "--db", db).out
    assert "2 copies" in told
    assert told.count("https://") == 1


def test_an_article_that_is_corrected_stays_a_copy(tmp_path: Path) -> None:
    corrected = copied | {
        "text": f"SANTIAGO (AFP) -- {BODY}\n\nThis version corrects a name.",
        "modified": "2026-03-20",
    }
    db = ingested(tmp_path, [[corrected], [first], [copied]])
    assert copies_of(db) == {first["url"]: None, copied["url"]: first["url"]}
    assert run("check", "--db", db).status == 0


def test_a_rebuild_finds_the_same_copies(tmp_path: Path) -> None:
    db = ingested(tmp_path, [[first, copied, again, other]])
    with open_to_write(db) as connection:
        before = connection.execute("SELECT * FROM copy_bands").fetchall()
        connection.execute("UPDATE articles SET copy_of = NULL")
        connection.execute("DELETE FROM copy_bands")
    assert run("rebuild", "--db", db).status == 0
    assert copies_of(db) == {key: value for key, value in EXPECTED.items() if key != much_later["url"]}
    assert sqlite3.connect(db).execute("SELECT * FROM copy_bands").fetchall() == before


def test_the_agency_of_a_dateline_is_kept(tmp_path: Path) -> None:
    db = ingested(tmp_path, [[first, copied]])
    rows = run("export", "articles", "--format", "jsonl", "--db", db).rows
    assert {row["url"]: row["origin"] for row in rows} == {first["url"]: None, copied["url"]: "AFP"}


def test_the_store_looks_as_far_as_the_comparison_reaches() -> None:
    assert copying.REACH.days == copies._WINDOW


@pytest.mark.parametrize("text", ["", "A few words only.", BODY])
def test_bands_are_the_same_in_every_run_and_none_for_a_few_words(text: str) -> None:
    one = copies.Text(1, "https://a.example", dt.date(2026, 3, 13), "T", text)
    assert copies.bands(one) == copies.bands(one)
    assert bool(copies.bands(one)) == (text == BODY)


def test_what_was_stored_before_copies_were_looked_for_is_compared_at_the_next_run(tmp_path: Path) -> None:
    db = ingested(tmp_path, [[first, copied]])
    with open_to_write(db) as connection:
        connection.execute("UPDATE articles SET copy_of = NULL")
        connection.execute("INSERT INTO to_compare SELECT id FROM articles")
        pipeline.read_queue(connection, load_rulebook(), pipeline.Tally(), pytest.fail)
    assert copies_of(db)[copied["url"]] == first["url"]
