"""Rows to an Excel workbook, row by row. Days are dates, numbers are numbers, and no cell is a formula."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any

from tracker.report.dictionary import TABLES, Type
from tracker.report.words import day_of

if TYPE_CHECKING:
    from tracker.report.formats import Provenance, Rows

SHEET_ROWS = 1_048_575  # Excel's limit, the header apart
CELL_LETTERS = 32_767  # Excel's limit
# what XML 1.0 cannot hold; openpyxl refuses the control characters among them
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_DAY = dt.date(1900, 3, 1)  # Excel believes in a 29 February 1900: an earlier day stays text


def write_xlsx(rows: Rows, columns: Sequence[str], out: IO[Any], provenance: Provenance) -> int:
    """A sheet of rows (a second one past Excel's limit), and a sheet `about` with the provenance and each column's meaning.

    Gives the number of rows. The same rows give the same cells; the file itself holds the time of its making.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = f"minerals-tracker {provenance.version}"
    book.properties.title = provenance.table
    book.properties.description = provenance.line()
    types = {name: column.type for name, column in TABLES.get(provenance.table, ("", {}))[1].items()}
    number = 0
    sheet: Any = None
    for row in rows:
        if number % SHEET_ROWS == 0:
            sheet = _open_sheet(book, provenance.table, number // SHEET_ROWS, columns)
        sheet.append([_cell(sheet, row[name], types.get(name, Type.TEXT)) for name in columns])
        number += 1
    if sheet is None:
        _open_sheet(book, provenance.table, 0, columns)
    _about(book, columns, provenance)
    book.save(out)
    return number


def _open_sheet(book: Any, table: str, place: int, columns: Iterable[str]) -> Any:
    sheet = book.create_sheet(table if place == 0 else f"{table} {place + 1}")
    sheet.freeze_panes = "A2"
    sheet.append([_text(sheet, name) for name in columns])
    return sheet


def _about(book: Any, columns: Iterable[str], provenance: Provenance) -> None:
    sheet = book.create_sheet("about")
    for name, value in provenance.items().items():
        sheet.append([_text(sheet, name), _text(sheet, value)])
    sheet.append([])
    known = TABLES.get(provenance.table, ("", {}))[1]
    for name in columns:
        if name in known:
            sheet.append([_text(sheet, name), _text(sheet, known[name].meaning)])


def _cell(sheet: Any, value: object, type_: Type) -> object:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, list):
        return _text(sheet, ("/" if type_ is Type.WINDOW else "; ").join(map(str, value)))
    if type_ is Type.DAY:
        day = day_of(value)
        if day and day >= _FIRST_DAY:
            return day
    return _text(sheet, str(value))


def _text(sheet: Any, value: str) -> Any:
    """A cell that is text whatever it starts with: openpyxl would make a formula of "=1+1" and an error of "#N/A"."""
    from openpyxl.cell import WriteOnlyCell

    text = _UNWRITABLE.sub("\ufffd", value)[:CELL_LETTERS]
    if not text.startswith(("=", "#")):
        return text
    cell = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type = "s"
    return cell
