"""`tracker export`: every format is read back by another program, and holds the same rows as the store."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import feedparser
import icalendar
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from report_ledger import DIGEST, LEDGER, make
from warcio.archiveiterator import ArchiveIterator

from tracker import __version__
from tracker.cli import cli
from tracker.cli.export import FORMATS, TABLES
from tracker.errors import TrackerError
from tracker.report.dictionary import TABLES as COLUMNS

AS_OF = ["--as-of", "2026-09-01"]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("export") / "ledger.db")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


def exported(db: Path, folder: Path, what: str, form: str, *more: str) -> Path:
    target = folder / f"{what}.{form}"
    result = run("export", what, "--db", db, "--format", form, "-o", target, *AS_OF, *more)
    assert result.exit_code == 0, result.output
    return target


def objects(db: Path, folder: Path, table: str) -> list[dict[str, object]]:
    return json.loads(exported(db, folder, table, "json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("table", TABLES)
def test_every_format_of_a_table_holds_the_same_rows(db: Path, tmp_path: Path, table: str) -> None:
    rows = objects(db, tmp_path, table)
    assert len(rows) >= len(LEDGER)
    lines = [
        json.loads(line) for line in exported(db, tmp_path, table, "jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert rows == lines
    with exported(db, tmp_path, table, "csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert [list(one) for one in read] == [list(COLUMNS[table][1])] * len(rows)
    sheet = openpyxl.load_workbook(exported(db, tmp_path, table, "xlsx"))[table]
    assert sheet.max_row == len(rows) + 1
    assert pq.read_table(exported(db, tmp_path, table, "parquet")).num_rows == len(rows)


@pytest.mark.parametrize("table", TABLES)
def test_pandas_reads_the_rows_back_as_they_are(db: Path, tmp_path: Path, table: str) -> None:
    """Round trip, "NA" and empty cells included: text columns come back letter for letter."""
    rows = objects(db, tmp_path, table)
    frame = pd.read_csv(exported(db, tmp_path, table, "csv"), keep_default_na=False, dtype=str)
    assert list(frame.columns) == list(rows[0])
    for name, column in COLUMNS[table][1].items():
        if column.type == "text":
            assert frame[name].tolist() == [row[name] or "" for row in rows], name


def test_namibia_stays_a_party_and_no_missing_value(db: Path, tmp_path: Path) -> None:
    frame = pd.read_csv(exported(db, tmp_path, "pledges", "csv"), keep_default_na=False)
    row = frame[frame["pledge"] == "p-cancelled"].iloc[0]
    assert (row["parties"], row["speaker"]) == ("NA; NAM", "NA")


def test_every_cell_of_the_workbook_is_data_and_no_formula(db: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(exported(db, tmp_path, "pledges", "xlsx"))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)


def test_the_workbook_has_days_as_dates_and_says_how_it_was_made(db: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(exported(db, tmp_path, "pledges", "xlsx", "--party", "IND"))
    names = [cell.value for cell in book["pledges"][1]]
    row = dict(zip(names, [cell.value for cell in book["pledges"][2]], strict=True))
    assert (row["due"].date().isoformat(), row["days_overdue"]) == ("2026-05-31", 93)
    about = {one[0].value: one[1].value for one in book["about"].iter_rows(max_col=2) if one[0].value}
    assert about["made by"] == f"minerals-tracker {__version__}"
    assert (about["rules"], about["as of"], about["filters"]) == (DIGEST, "2026-09-01", "party=IND")
    assert about["due"] == COLUMNS["pledges"][1]["due"].meaning


def test_parquet_has_types_and_says_how_it_was_made(db: Path, tmp_path: Path) -> None:
    table = pq.read_table(exported(db, tmp_path, "pledges", "parquet"))
    assert {
        name: str(table.schema.field(name).type) for name in ("due", "window_from", "window_to", "days_overdue")
    } == {
        "due": "date32[day]",
        "window_from": "date32[day]",
        "window_to": "date32[day]",
        "days_overdue": "int64",
    }
    assert table.column("parties").to_pylist()[0] in [list(one.parties) for one in LEDGER]
    assert (table.schema.metadata[b"rules"].decode(), table.schema.metadata[b"as of"].decode()) == (
        DIGEST,
        "2026-09-01",
    )
    assert table.schema.field("due").metadata[b"meaning"].decode() == COLUMNS["pledges"][1]["due"].meaning


def test_excel_csv_starts_with_a_mark_and_runs_nothing(db: Path, tmp_path: Path) -> None:
    raw = exported(db, tmp_path, "statements", "csv", "--excel").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    cells = [cell for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)


def test_plain_csv_has_no_mark_and_changes_no_cell(db: Path, tmp_path: Path) -> None:
    raw = exported(db, tmp_path, "statements", "csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"'=HYPERLINK" not in raw


def test_an_export_on_another_day_tells_the_ledger_of_that_day(db: Path) -> None:
    result = run("export", "pledges", "--db", db, "--as-of", "2026-05-31", "--format", "jsonl")
    status = {row["pledge"]: row["status"] for row in map(json.loads, result.stdout.splitlines())}
    assert status == {"p-overdue": "open", "p-confirmed": "open", "p-delayed": "delayed", "p-cancelled": "open"}


def test_the_archive_of_pages_is_read_by_another_program(db: Path, tmp_path: Path) -> None:
    with exported(db, tmp_path, "pages", "warc").open("rb") as file:
        records = [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                record.content_stream().read(),
                record.digest_checker.passed,
            )
            for record in ArchiveIterator(file, check_digests=True)
        ]
    assert [record[0] for record in records] == ["warcinfo"] + ["response"] * 9
    assert all(record[3] is not False for record in records)
    assert DIGEST.encode() in records[0][2]
    assert any("The plant was scrapped." in record[2].decode() for record in records)
    assert {record[1] for record in records[1:]} >= {"https://wire.example/2026-03-01/p-overdue-pledge"}


def test_the_archive_can_be_ingested_again(db: Path, tmp_path: Path) -> None:
    """What was exported comes in again under the same addresses: an archive is of use only if it can be read."""
    result = run(
        "ingest", exported(db, tmp_path, "pages", "warc").rename(tmp_path / "p.warc.gz"), "--db", tmp_path / "b.db"
    )
    assert "9 new articles" in result.stderr


def test_the_calendar_is_read_by_another_program(db: Path, tmp_path: Path) -> None:
    events = icalendar.Calendar.from_ical(exported(db, tmp_path, "calendar", "ics").read_bytes()).walk("VEVENT")
    assert {str(event["UID"]).split("@")[0] for event in events} == {one.id for one in LEDGER if one.due}


def test_the_feed_is_read_by_another_program(db: Path, tmp_path: Path) -> None:
    feed = feedparser.parse(exported(db, tmp_path, "feed", "atom").read_bytes())
    assert not feed.bozo
    assert [entry.updated[:10] for entry in feed.entries] == sorted(
        (entry.updated[:10] for entry in feed.entries), reverse=True
    )
    assert "Overdue since 2026-06-01: IND-USA: sign lithium agreement" in [entry.title for entry in feed.entries]


@pytest.mark.parametrize("what", ["pledges", "calendar", "feed", "pages", "timelines"])
def test_the_same_ledger_gives_the_same_bytes(db: Path, tmp_path: Path, what: str) -> None:
    form = FORMATS[what][0]
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    assert exported(db, first, what, form).read_bytes() == exported(db, second, what, form).read_bytes()


@pytest.mark.parametrize(
    ("what", "form"), [("pledges", "ics"), ("calendar", "csv"), ("feed", "xlsx"), ("pages", "json")]
)
def test_a_format_that_something_has_not_is_refused_with_those_it_has(db: Path, what: str, form: str) -> None:
    with pytest.raises(TrackerError, match=FORMATS[what][0]):
        run("export", what, "--db", db, "--format", form)


def test_excel_is_refused_where_it_would_change_nothing(db: Path) -> None:
    with pytest.raises(TrackerError, match="changes nothing of json"):
        run("export", "pledges", "--db", db, "--format", "json", "--excel")


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.xlsx", b"PK"), ("a.parquet", b"PAR1"), ("a.jsonl", b"{"), ("a.csv", b"pledge,"), ("a", b"pledge,")],
)
def test_the_format_follows_from_the_name_of_the_file(db: Path, tmp_path: Path, name: str, start: bytes) -> None:
    run("export", "pledges", "--db", db, "-o", tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(db: Path, tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="no such file or directory"):
        run("export", "pledges", "--db", db, "-o", tmp_path / "missing" / "a.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_ledger_gives_a_table_with_its_columns(tmp_path: Path, table: str) -> None:
    empty = make(tmp_path / "empty.db", ())
    with exported(empty, tmp_path, table, "csv").open(encoding="utf-8") as file:
        assert list(csv.reader(file)) == [list(COLUMNS[table][1])]
    sheet = openpyxl.load_workbook(exported(empty, tmp_path, table, "xlsx"))[table]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS[table][1])
    assert pq.read_table(exported(empty, tmp_path, table, "parquet")).num_rows == 0
