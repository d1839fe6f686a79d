"""`tracker backup` and `tracker restore`: a verified copy of the database, and back from it."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import options
from tracker.errors import StoreError
from tracker.store.connect import copy_to, open_to_read, restore_from


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.database
def backup(file: Path, db: Path) -> None:
    """Copy the database to FILE while it is in use, and verify the copy.

    The copy is one file with everything in it, also what still stands in the write-ahead log; copying the database file
    by hand would miss that.

    \b
    Example:
      tracker backup ledger-2026-09-14.db

    Exit status: 0 done and verified, 1 no database, or the copy is not sound.
    """
    if file.exists() and db.exists() and file.samefile(db):
        raise StoreError(str(file), "is the database itself", "name another file")
    with open_to_read(db) as connection:
        options.tell_database(connection, db)
        copy_to(connection, file)
    options.say(f"{file}: verified copy")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.database
def restore(file: Path, db: Path) -> None:
    """Put the copy FILE in the place of the database; what is there now is kept beside it as DB.before-restore.

    \b
    Example:
      tracker restore ledger-2026-09-14.db --db tracker.db

    Exit status: 0 done and verified, 1 FILE is no sound copy, or the database is in use.
    """
    kept = restore_from(file, db)
    options.say(f"{db}: restored from {file}" + (f"; the former one is {kept}" if kept else ""))
