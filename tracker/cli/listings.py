"""`tracker statements`, `pledges` and `overdue`: rows of a named query, narrowed and printed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from tracker.cli import options
from tracker.store import listing
from tracker.store.connect import open_to_read

# On a terminal a table longer than this is cut, and the line below it says so.
SCREENFUL = 200


@click.command()
@options.filters(kind=True, days=False)
@options.output
@options.database
def statements(db: Path, form: str, **given: Any) -> None:
    """List every statement: one claim in one sentence of one article, with its exact quote.

    \b
    Examples:
      tracker statements --kind delay --party IND
      tracker statements --search "lithium Chile" --format csv > statements.csv

    Exit status: 0 done, 1 no database or one that cannot be read, 2 usage.
    """
    show_rows("statements", db, form, options.narrowed(given))


@click.command()
@options.filters()
@options.output
@options.database
def pledges(db: Path, form: str, **given: Any) -> None:
    """List the ledger as of a day: every promised act, who promised it, when it is due and what became of it.

    \b
    Examples:
      tracker pledges --party IND --party USA
      tracker pledges --status delayed --as-of 2026-06-30 --format json

    Exit status: 0 done, 1 no database or one that cannot be read, 2 usage.
    """
    show_rows("pledges", db, form, options.narrowed(given))


@click.command()
@options.filters(status=False)
@click.option(
    "--against",
    type=click.Choice(["latest", "first"]),
    default="latest",
    show_default=True,
    help="Late against the latest due day that was stated, or against the first one.",
)
@options.output
@options.database
def overdue(db: Path, form: str, against: str, **given: Any) -> None:
    """List what is overdue as of a day, longest overdue first, with the words that the due day was read from.

    A pledge is overdue from the day after the last day of its window, if no stored report confirms, delays or cancels it.
    Where no source that could carry the follow-up was crawled since the due day, the row says "unchecked": nobody looked,
    which is not the same as nothing happened.

    \b
    Examples:
      tracker overdue
      tracker overdue --as-of 2026-09-14 --mineral lithium --stated
      tracker overdue --against first --format csv > overdue.csv

    Exit status: 0 done, 1 no database or one that cannot be read, 2 usage.
    """
    status = "overdue" if against == "latest" else None
    show_rows("pledges", db, form, options.narrowed(given, status=status, against_first=against == "first"))


def show_rows(name: str, db: Path, form: str, narrowed: listing.Filters) -> None:
    """Print one named query in one format; which database it came from goes to standard error."""
    with open_to_read(db) as connection:
        options.tell_database(connection, db)
        options.know(connection, narrowed.known_at)
        rows = listing.rows(connection, name, narrowed)
        if form == "table":
            _print_table(name, rows, narrowed)
            return
        from tracker.report.writers import WRITERS

        out = options.safe_stdout()
        WRITERS[form](rows, listing.columns(connection, name, narrowed), out)


def _print_table(name: str, rows: Any, narrowed: listing.Filters) -> None:
    from itertools import islice

    from tracker.report.table import BLOCKS, write_table

    shown = rows if narrowed.limit or not sys.stdout.isatty() else islice(rows, SCREENFUL)
    number = write_table(shown, BLOCKS[name], sys.stdout)
    if number == 0:
        options.say("no row matches")
    elif next(iter(rows), None) is not None:
        options.say(f"the first {number} rows; --limit N shows more, --format csv all")
