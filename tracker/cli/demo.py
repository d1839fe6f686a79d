"""`tracker demo`: the whole way from a press to a ledger on sample data, on this machine alone."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import options

if TYPE_CHECKING:
    from tracker.demo.press import Press


@click.command()
@click.option(
    "--keep",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    metavar="DIR",
    help="Folder for the database, the CSV file and the picture; what an earlier demo left there is replaced.",
)
def demo(folder: Path) -> None:
    """Show the whole way on sample data: crawl a small invented press on this machine, read it, list what is overdue.

    Needs no network, takes less than a minute, and leaves your own database alone. Outlets, people and quotes are invented.

    \b
    Examples:
      tracker demo
      tracker demo --keep /tmp/try-it

    Exit status: 0 done, 1 the folder cannot be used or a part failed, 2 usage.
    """
    from tracker.demo.folder import CSV, NOTE, PICTURES, prepared
    from tracker.demo.press import load_press

    press = load_press()
    with prepared(folder) as db:
        click.echo(f"{NOTE}: outlets, people and quotes of this demonstration are invented; nothing here is news.")
        complete = _crawl(press, db)
        today = options.today()
        click.echo(f"\n{NOTE}: promised and overdue as of {today}, with the words of the promise")
        first = _list_overdue(db)
        _export(db, folder / CSV)
        for name in PICTURES:
            _draw(db, folder / name)
    _say_what_next(folder, db, first)
    _warn_of_the_clock(press)
    if not complete:
        sys.exit(1)


def _crawl(press: Press, db: Path) -> bool:
    """Serve the press and crawl it twice, as a timer would; the second run finds one article revised."""
    from tracker import datafiles
    from tracker.cli.crawl import crawl
    from tracker.demo.folder import write_sources
    from tracker.demo.server import HOST, serving

    for name in ("no_proxy", "NO_PROXY"):  # a company's proxy cannot reach this machine's loopback
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), HOST]))
    oldest = min(a.published.date() for some in press.articles.values() for a in some if a.published)
    complete = True
    with tempfile.TemporaryDirectory() as scratch, serving(press) as base:
        sources = Path(scratch) / "sources"
        keys = write_sources(press, datafiles.data_root() / "sample" / "sources", base, sources)
        for words in ("first", "second"):
            click.echo(f"\n{words} crawl of the sample press at {base}")
            complete &= _run(crawl, [*keys, "--db", str(db), "--sources", str(sources), "--since", oldest.isoformat()])
    return complete


def _run(command: click.Command, arguments: list[str], *, quiet: bool = False) -> bool:
    """Run one of our own commands as if it had been typed; whether it said that all is well.

    `quiet` drops its remarks on standard error, which the table above them has made already; failures are raised.
    """
    with contextlib.redirect_stderr(io.StringIO()) if quiet else contextlib.nullcontext():
        try:
            command.main(arguments, prog_name=f"tracker {command.name}", standalone_mode=False)
        except SystemExit as end:
            return end.code in (0, None)
    return True


def _list_overdue(db: Path) -> str:
    """Print the overdue table; gives the id of its first pledge, "" where none is overdue."""
    from tracker.cli.listings import overdue
    from tracker.store import listing
    from tracker.store.connect import open_to_read

    _run(overdue, ["--db", str(db)])
    with open_to_read(db) as connection:
        found = listing.rows(connection, "pledges", listing.Filters(options.today(), status="overdue"))
        return next((str(row["pledge"]) for row in found), "")


def _export(db: Path, target: Path) -> None:
    from tracker.cli.export import export

    _run(export, ["timelines", "--db", str(db), "-o", str(target)], quiet=True)


def _draw(db: Path, target: Path) -> None:
    from tracker.cli.chart import chart
    from tracker.demo.folder import NOTE

    _run(chart, ["--db", str(db), "--note", NOTE, "-o", str(target)], quiet=True)


def _say_what_next(folder: Path, db: Path, first: str) -> None:
    shown = [f"tracker show {first} --db {db}"] if first else []
    lines = [
        f"Sample data in {folder}{os.sep}: demo.db, timelines.csv, timeline.svg, timeline.png. Try next:",
        *(f"  {line}" for line in shown),
        f"  tracker pledges --db {db} --status confirmed",
        f"  tracker overdue --db {db} --as-of 2026-08-01",
        f"  tracker chart --db {db} --group mineral -o {folder / 'by-mineral.html'}",
        "and with real news, in a database of your own:",
        "  tracker crawl us_ustr au_industry_ministers",
        "  tracker overdue",
    ]
    click.echo("\n" + "\n".join(lines))


def _warn_of_the_clock(press: Press) -> None:
    newest = max(a.published.date() for some in press.articles.values() for a in some if a.published)
    if options.today() < newest:
        options.say(
            f"this machine's clock says {options.today()}, and the sample runs to {newest}: what is later was not believed"
        )
