"""`tracker export`: whole tables for spreadsheets, notebooks and programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from tracker.cli import options
from tracker.errors import TrackerError
from tracker.store import listing
from tracker.store.connect import open_to_read

TABLES = ("timelines", "pledges", "statements", "articles")


@click.command()
@click.argument("table", type=click.Choice(TABLES))
@options.filters()
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "json", "jsonl"]),
    default="csv",
    show_default=True,
    help="File format.",
)
@click.option(
    "-o", "--output", "target", type=click.Path(path_type=Path), help="Write to this file instead of standard output."
)
@click.option(
    "--excel",
    is_flag=True,
    help="For spreadsheets: a byte-order mark, and cells that would run as formulas made harmless.",
)
@options.database
def export(table: str, db: Path, form: str, target: Path | None, excel: bool, **given: Any) -> None:
    """Write a whole table: timelines (one row a pledge and event), pledges, statements or articles.

    Days are ISO dates, text is UTF-8, the order is stable. In CSV lists are joined by "; " and a window is
    earliest/latest. In pandas: read_csv(FILE, keep_default_na=False), or "NA" is read as a missing value.

    \b
    Examples:
      tracker export timelines -o timelines.csv
      tracker export timelines --excel -o for-the-desk.csv
      tracker export pledges --as-of 2026-06-30 --format jsonl | jq .title

    Exit status: 0 done, 1 no database or a file that cannot be written, 2 usage.
    """
    from tracker.report.writers import WRITERS

    narrowed = options.narrowed(given)
    with open_to_read(db) as connection:
        options.tell_database(connection, db)
        options.know(connection, narrowed.known_at)
        names = listing.columns(connection, table, narrowed)
        rows = listing.rows(connection, table, narrowed)
        if target is None:
            number = WRITERS[form](rows, names, options.safe_stdout(), excel=excel)
            sys.stdout.flush()
        else:
            number = _to_file(target, WRITERS[form], rows, names, excel)
    options.say(f"{number} rows of {table}" + (f" in {target}" if target else ""))


def _to_file(target: Path, write: Any, rows: Any, names: list[str], excel: bool) -> int:
    """Write beside the target and put it in place whole, so that a run that dies leaves no half file."""
    part = target.with_name(target.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as out:
            number: int = write(rows, names, out, excel=excel)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise TrackerError(
            str(target), (error.strerror or str(error)).lower(), "check the path and its rights"
        ) from error
    return number
