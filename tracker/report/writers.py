"""Rows to a stream as CSV, JSON or JSON Lines, one row at a time, so that memory does not grow with their number."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from typing import IO

Rows = Iterable[dict[str, object]]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LIST_MARK = "; "


def write_csv(rows: Rows, columns: Sequence[str], out: IO[str], *, excel: bool = False) -> int:
    """Comma-separated values (RFC 4180, but lines end in \\n): lists joined by "; ", a window as earliest/latest, yes as true.

    `excel` is for people with a spreadsheet: a byte-order mark, so that it is read as UTF-8, and an apostrophe before a
    cell that it would run as a formula. Gives the number of rows.
    """
    if excel:
        out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    number = 0
    for number, row in enumerate(rows, start=1):
        cells = [_cell(name, row[name]) for name in columns]
        writer.writerow([_harmless(cell) for cell in cells] if excel else cells)
    return number


def write_json(rows: Rows, columns: Sequence[str], out: IO[str], *, excel: bool = False) -> int:
    """One JSON array with an object a line. `excel` changes nothing."""
    del columns, excel
    number = 0
    out.write("[")
    for number, row in enumerate(rows, start=1):
        out.write(",\n" if number > 1 else "\n")
        out.write(json.dumps(row, ensure_ascii=False))
    out.write("\n]\n" if number else "]\n")
    return number


def write_jsonl(rows: Rows, columns: Sequence[str], out: IO[str], *, excel: bool = False) -> int:
    """JSON Lines: one object a line. `excel` changes nothing."""
    del columns, excel
    number = 0
    for number, row in enumerate(rows, start=1):
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return number


Writer = Callable[..., int]
WRITERS: dict[str, Writer] = {"csv": write_csv, "json": write_json, "jsonl": write_jsonl}


def _cell(name: str, value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ("/" if name in ("window", "happened") else _LIST_MARK).join(str(one) for one in value)
    return value


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
