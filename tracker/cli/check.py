"""`tracker check`: the laws of the ledger, tested on a live database."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import options
from tracker.store.clean import one_line


@click.command()
@options.database
def check(db: Path) -> None:
    """Verify a database: the file itself, every quote at its place in the stored text, every id, every status made anew.

    \b
    Example:
      tracker check --db tracker.db

    Exit status: 0 sound, 1 something is wrong (each finding is one line), or no database.
    """
    from tracker import pipeline
    from tracker.store.connect import open_to_read

    with open_to_read(db) as connection:
        options.tell_database(connection, db)
        number = 0
        for found in pipeline.check(connection):
            click.echo(one_line(found))
            number += 1
    options.say(f"{db}: {'sound' if number == 0 else f'findings: {number}'}")
    if number:
        raise SystemExit(1)
