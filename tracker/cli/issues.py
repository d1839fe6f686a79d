"""`tracker issues`: what was odd or wrong in crawls and files, and left out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from tracker.cli import options


@click.command()
@click.option("--place", metavar="TEXT", default="", help="Only at addresses or files that hold this text.")
@click.option("--errors", is_flag=True, help="Only errors, no warnings.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=200,
    show_default=True,
    metavar="N",
    help="At most N rows, newest first; 0: all.",
)
@options.output
@options.database
def issues(*, place: str, errors: bool, limit: int, form: str, db: Path) -> None:
    """List what was reported and left out: pages that are no articles (with the reason), feeds that broke, bad records.

    \b
    Examples:
      tracker issues
      tracker issues --place example.org --format csv

    Exit status: 0 done, 1 no database or one that cannot be read, 2 usage.
    """
    from tracker.report.table import write_table
    from tracker.report.writers import WRITERS
    from tracker.store.connect import open_to_read
    from tracker.store.crawlstate import ISSUE_COLUMNS, list_issues

    with open_to_read(db) as connection:
        rows = list_issues(connection, place=place, errors=errors, most=limit or None)
        if form != "table":
            WRITERS[form](rows, ISSUE_COLUMNS, options.safe_stdout())
        elif not write_table(rows, _block, sys.stdout):
            options.say("no issue is noted")


def _block(row: dict[str, Any]) -> Any:
    from tracker.report.table import Block
    from tracker.store.clean import one_line

    head = (str(row["at"])[:10], str(row["severity"]), f"{row['count']} times" if int(row["count"]) > 1 else "")
    lines = (one_line(str(row["place"])), one_line(str(row["what"])), one_line(str(row["todo"])))
    return Block(
        tuple(part for part in head if part),
        tuple(line for line in lines if line),
        "red" if row["severity"] == "error" else "",
    )
