"""The data dictionary: every column of every table is there, and the document is current."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from report_ledger import make

from tracker.cli.export import TABLES as EXPORTED
from tracker.report.dictionary import TABLES, markdown
from tracker.store import listing
from tracker.store.connect import open_to_read

ROOT = Path(__file__).resolve().parent.parent


def test_the_document_is_what_the_code_says() -> None:
    found = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert markdown() == found, "run: tracker export dictionary -o docs/data-dictionary.md"


@pytest.mark.parametrize("table", EXPORTED)
def test_a_table_has_exactly_the_columns_that_are_documented_in_their_order(tmp_path: Path, table: str) -> None:
    path = make(tmp_path / "a.db")
    with open_to_read(path) as connection:
        columns = listing.columns(connection, table, listing.Filters(as_of=dt.date(2026, 9, 1)))
    assert columns == list(TABLES[table][1])


@pytest.mark.parametrize("table", EXPORTED)
def test_a_column_that_is_never_empty_is_never_empty(tmp_path: Path, table: str) -> None:
    path = make(tmp_path / "a.db")
    with open_to_read(path) as connection:
        rows = list(listing.rows(connection, table, listing.Filters(as_of=dt.date(2026, 9, 1))))
    assert rows
    empty = {name for name, column in TABLES[table][1].items() if not column.null for row in rows if row[name] is None}
    assert empty == set()
