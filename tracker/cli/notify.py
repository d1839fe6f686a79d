"""`tracker notify`: tell recipients what became overdue, was delayed, cancelled or confirmed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tracker import config as settings
from tracker.cli import options
from tracker.errors import UsageError
from tracker.model import Day
from tracker.store.connect import open_to_read, open_to_write


@click.command()
@click.option("--dry-run", is_flag=True, help="Print what would be sent, and send and store nothing.")
@click.option("--as-of", type=options.DAY, metavar="DAY", help="Tell what had changed by this day (default: today).")
@click.option(
    "--days",
    type=click.IntRange(min=0),
    default=7,
    show_default=True,
    help="A recipient that is new is told the changes of so many days.",
)
@options.database
def notify(db: Path, dry_run: bool, as_of: Day | None, days: int) -> None:
    """Tell each recipient of the file of settings what it has not been told, once.

    Recipients and rules stand in the file that `tracker config path` names (docs/howto.md shows one); an address is never
    written on a command line, in the database or in a message. A recipient that cannot be reached is told by the next run.

    \b
    Examples:
      tracker notify --dry-run
      tracker crawl --due && tracker notify

    Exit status: 0 done, 1 a recipient could not be told, 2 usage.
    """
    known = options.configured()
    day = as_of or options.today()
    if dry_run:
        _preview(db, known, day, days)
        return
    if not known.recipients:
        raise UsageError(str(known.path), "names no recipient", "add one as in docs/howto.md, or try --dry-run")
    if not _tell(db, known, day, days):
        sys.exit(1)


def _tell(db: Path, known: settings.Config, day: Day, days: int) -> bool:
    from tracker import notify as alerts

    with open_to_read(db) as connection:  # a database is never made here
        options.tell_database(connection, db)
    well = True
    with open_to_write(db) as connection:
        for outcome in alerts.notify(connection, known, as_of=day, clock=options.now, days=days):
            one = outcome.recipient
            options.say(f"{one.name} ({one.masked}): changes told: {outcome.told}")
            if outcome.trouble:
                well = False
                options.say(f"{one.name} ({one.masked}): {outcome.trouble}; the next run tries again")
    return well


def _preview(db: Path, known: settings.Config, day: Day, days: int) -> None:
    from tracker import notify as alerts

    recipients = known.recipients or (settings.Recipient("anybody"),)
    if not known.recipients:
        options.say(f"{known.path} names no recipient; this is what one without rules would be told")
    out = options.safe_stdout()
    with open_to_read(db) as connection:
        options.tell_database(connection, db)
        for one in recipients:
            messages = alerts.preview(connection, known, one, as_of=day, now=options.now(), days=days)
            shown = f" ({one.masked})" if one.masked else ""
            options.say(f"{one.name}{shown}: messages: {len(messages)}")
            for message in messages:
                out.write(message + "\n")
