"""`tracker rebuild`: statements and pledges anew, from the stored articles, the rules and the decisions."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import options
from tracker.cli.ingest import summary, tell


@click.command()
@click.option(
    "--diff", is_flag=True, help="List each pledge whose status, due day or evidence changes, before it is stored."
)
@click.option("--dry-run", is_flag=True, help="With --diff: store nothing.")
@options.database
def rebuild(diff: bool, dry_run: bool, db: Path) -> None:
    """Make statements and pledges anew from the stored articles, the rules and people's decisions.

    Articles, decisions and ids once issued stay. Readers see the old ledger until the new one is complete. A better rule
    thus improves history; --diff shows how.

    \b
    Examples:
      tracker rebuild
      tracker rebuild --diff --dry-run

    Exit status: 0 done, 1 no database or one that cannot be written, 2 usage.
    """
    from tracker import pipeline
    from tracker.ingest import instant
    from tracker.rulebook import load_rulebook
    from tracker.store.connect import open_to_read, open_to_write

    if not db.exists():
        with open_to_read(db):  # says that there is none
            pass
    show = click.echo if diff or dry_run else None
    with open_to_write(db) as connection:
        tally = pipeline.rebuild(
            connection,
            load_rulebook(),
            instant(options.now()),
            tell=tell,
            show=show,
            today=options.today(),
            keep=not dry_run,
        )
    options.say(f"{db}: {summary(tally)}" + (", nothing stored" if dry_run else ""))
