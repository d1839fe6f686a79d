"""`tracker chart`: the timeline picture of the ledger."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from tracker.cli import options
from tracker.errors import TrackerError, UsageError
from tracker.model import Day
from tracker.store import listing
from tracker.store.connect import open_to_read

if TYPE_CHECKING:
    import sqlite3

    from tracker.report.chart import Format
    from tracker.report.chartrows import Group

FORMATS = ("svg", "png", "html")


@click.command()
@click.option(
    "-o", "--output", "target", type=click.Path(path_type=Path), help="Write to this file; its ending tells the format."
)
@click.option("--format", "form", type=click.Choice(FORMATS), help="Format, where the file's ending does not tell it.")
@click.option(
    "--group",
    type=click.Choice(["parties", "mineral", "none"]),
    default="parties",
    show_default=True,
    help="What stands together.",
)
@click.option("--note", default="", metavar="WORDS", help="Words to put before the title.")
@options.filters()
@options.database
def chart(target: Path | None, form: str | None, group: str, note: str, db: Path, **given: Any) -> None:
    """Draw the ledger as a picture: one row a pledge, its window as a bar on a time axis, and what became of it.

    SVG and HTML show a mark's quote when it is pointed at; none of them holds a script or asks another host.
    Without -o the SVG goes to standard output.

    \b
    Examples:
      tracker chart -o timeline.png
      tracker chart --party IND --group mineral -o india.html
      tracker chart --status overdue --as-of 2026-06-30 > overdue.svg

    Exit status: 0 done, 1 no database or a file that cannot be written, 2 usage.
    """
    kind = _format(target, form)
    narrowed = options.narrowed(given)
    with open_to_read(db) as connection:
        options.tell_database(connection, db)
        options.know(connection, narrowed.known_at)
        picture = draw(connection, narrowed, kind, cast("Group", group), note)
    if target is None:
        sys.stdout.buffer.write(picture)
        sys.stdout.flush()
    else:
        write_whole(target, picture)
        options.say(f"the picture is in {target}")


def draw(connection: sqlite3.Connection, narrowed: listing.Filters, kind: Format, group: Group, note: str) -> bytes:
    """The picture of what `narrowed` leaves of the ledger."""
    from tracker.report.chart import render, timeline_spec

    put_off: dict[str, list[Day]] = {}
    for row in listing.rows(connection, "timelines", replace(narrowed, limit=None)):
        if row["event"] in {"delayed", "rescheduled"}:
            put_off.setdefault(str(row["pledge"]), []).append(Day.fromisoformat(str(row["day"])))
    pledges = list(listing.rows(connection, "pledges", narrowed))
    return render(timeline_spec(pledges, narrowed.as_of, group=group, note=note, put_off=put_off), kind)


def write_whole(target: Path, content: bytes) -> None:
    """Write beside the target and put it in place whole. Raises TrackerError where that cannot be done."""
    part = target.with_name(target.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        raise TrackerError(
            str(target), (error.strerror or str(error)).lower(), "check the path and its rights"
        ) from error


def _format(target: Path | None, form: str | None) -> Format:
    ending = target.suffix.lower().lstrip(".") if target else ""
    if target is None and form in (None, "svg") and sys.stdout.isatty():
        raise UsageError("tracker chart", "a picture is of no use on a terminal", "name a file: -o timeline.png")
    if form is None and target is not None and ending not in FORMATS:
        raise UsageError(str(target), "its ending tells no format", "name it .svg, .png or .html, or add --format")
    return cast("Format", form or ending or "svg")
