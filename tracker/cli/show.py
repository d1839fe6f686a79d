"""`tracker show`: one pledge with all its evidence."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from pathlib import Path

import click

from tracker.cli import options
from tracker.errors import TrackerError
from tracker.model import Day
from tracker.store import listing, read
from tracker.store.connect import open_to_read


@click.command()
@click.argument("pledge")
@click.option(
    "--as-of", type=options.DAY, metavar="DAY", help="Use only what was published by this day (default: today)."
)
@click.option(
    "--known-at", type=options.DAY, metavar="DAY", help="Use only what had been fetched, and decided, by this day."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
@options.database
def show(pledge: str, as_of: Day | None, known_at: Day | None, form: str, db: Path) -> None:
    """Tell a pledge's story: the promise, the chain of dates, each piece of evidence, and how the status follows.

    PLEDGE is the id of a pledge (also one from before a rebuild or merge) or of one of its statements.

    \b
    Example:
      tracker show p-bcdfghjkmnp --as-of 2026-09-14

    Exit status: 0 done, 1 no database, 2 no such id.
    """
    with open_to_read(db) as connection:
        options.tell_database(connection, db)
        options.know(connection, known_at)
        key = read.resolve(connection, pledge)
        day = as_of or options.today()
        narrowed = listing.Filters(day, known_at=known_at, pledge=key)
        row = next(listing.rows(connection, "pledges", narrowed), None)
        if row is None:
            raise TrackerError(pledge, f"was not known on {day}", "leave out --as-of, or name a later day")
        evidence = list(listing.rows(connection, "evidence", narrowed))
    if key != pledge:
        options.say(f"{pledge} is {key} now")
    if form == "json":
        options.safe_stdout().write(json.dumps({**row, "evidence": evidence}, ensure_ascii=False, indent=1) + "\n")
        return
    from tracker.report.story import tell

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    for line in tell(row, evidence):
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        click.echo(textwrap.fill(line, width, subsequent_indent=indent, break_on_hyphens=False) if width else line)
