"""`tracker digest`: the last days of the ledger as text or HTML."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from tracker.cli import options
from tracker.store.connect import open_to_read

UPCOMING = 20  # pledges that fall due next, at most


@click.command()
@click.option("--days", type=click.IntRange(min=1), default=7, show_default=True, help="How many days it tells of.")
@click.option(
    "--soon", type=click.IntRange(min=1), default=30, show_default=True, help="Also what falls due in so many days."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "html"]), default="text", show_default=True, help="How to print it."
)
@options.filters(status=False)
@options.database
def digest(db: Path, days: int, soon: int, form: str, **given: Any) -> None:
    """Tell what became overdue, was delayed, cancelled, confirmed or newly pledged, also where nothing changed.

    It ends with the health of the sources: a silence means little where nobody looked. Pledges that name no mineral
    (critical minerals as a group, trade at large) stand apart from those that name one.

    \b
    Examples:
      tracker digest
      tracker digest --days 30 --party IND --format html > digest.html

    Exit status: 0 done, 1 no database or one that cannot be read, 2 usage.
    """
    from tracker.report import digest as report
    from tracker.store import listing
    from tracker.store.changes import changes

    base, known = options.narrowed(given, status=None), options.configured()
    after = base.as_of - dt.timedelta(days=days)
    until = (base.as_of + dt.timedelta(days=soon)).isoformat()
    with open_to_read(db) as connection:
        options.tell_database(connection, db)
        options.know(connection, base.known_at)
        overdue = _narrow(base, status="overdue")
        due_next = listing.rows(connection, "pledges", _narrow(base, status="open", limit=UPCOMING))  # by due day
        made = report.weekly(
            changes(connection, _narrow(base, after=after)),
            [row for row in due_next if row["due"] and str(row["due"]) <= until],
            sum(1 for _ in listing.rows(connection, "changes", _narrow(overdue, latest=True))),
            next(listing.rows(connection, "pledges", _narrow(overdue, limit=1)), None),
            _health(connection, known.sources.value),
            after=after,
            as_of=base.as_of,
            link=known.link.value,
        )
    options.safe_stdout().write(report.as_html(made) if form == "html" else report.as_text(made))


def _narrow(base: Any, **more: Any) -> Any:
    import dataclasses

    return dataclasses.replace(base, **more)


def _health(connection: Any, sources: Path | None) -> list[Any]:
    """Every source that was ever crawled here; of one whose file is gone, what the log alone tells."""
    from tracker.health import State, health_of
    from tracker.report.digest import Health
    from tracker.sources import load_sources
    from tracker.store.crawlstate import pasts

    now = options.now()
    known = load_sources(sources)
    told = []
    for key, past in sorted(pasts(connection, now.date().isoformat()).items()):
        if key in known:
            found = health_of(known[key], past, now)
            told.append(Health(key, found.state is State.WELL, f"{found.state}: {found.words}"))
        else:
            told.append(Health(key, not past.failures, f"{past.last_outcome}: {past.last_message}"))
    return told
