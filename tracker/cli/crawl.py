"""`tracker crawl`: run the sources, read what came, settle the ledger."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from tracker.cli import options
from tracker.model import Day
from tracker.sources import FOLDER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracker.crawl import Run, SourceEnd


Command = TypeVar("Command", bound="Callable[..., object]")


def sources_folder(command: Command) -> Command:
    """Add --sources."""
    return click.option(
        "--sources",
        type=click.Path(path_type=Path),
        envvar=FOLDER_VARIABLE,
        default=lambda: options.configured().sources.value,
        metavar="DIR",
        help=f"A folder of your own source files, in front of ours (default: ${FOLDER_VARIABLE}, else that of the settings).",
    )(command)


@click.command()
@click.argument("source", nargs=-1)
@options.database
@sources_folder
@click.option("--due", is_flag=True, help="Only sources whose interval has passed; safe to call every ten minutes.")
@click.option(
    "--since",
    type=options.DAY,
    metavar="DAY",
    help="Fill the past: go back to this day in archives, sitemaps, listings, GDELT.",
)
@click.option(
    "--contact",
    envvar="TRACKER_CONTACT",
    default=lambda: options.configured().contact.value,
    metavar="ADDRESS",
    help="How an outlet can reach you; it goes into the user agent (default: $TRACKER_CONTACT, else that of the settings).",
)
@click.option(
    "--time-limit",
    type=click.IntRange(min=1),
    metavar="MINUTES",
    help="End the run after so long; the next one goes on (default: 120, and a day with --since).",
)
def crawl(
    *,
    source: tuple[str, ...],
    db: Path,
    sources: Path | None,
    due: bool,
    since: Day | None,
    contact: str,
    time_limit: int | None,
) -> None:
    """Fetch news from SOURCE... (all of them where none is named), read it and settle the ledger.

    Prints one line a source. Exit status 1 when a source failed.
    """
    from spiders.plan import Limits, Plan
    from tracker.crawl import CrawlBusyError, CrawlError
    from tracker.crawl import crawl as run_plan
    from tracker.errors import UsageError
    from tracker.sources import load_sources, pick

    now = options.now()
    if since and since > now.date():
        raise UsageError("--since", f"{since} is still to come", "name a day in the past")
    picked = pick(load_sources(sources), source)
    plan = Plan(
        db=db.resolve(),
        keys=tuple(s.key for s in picked),
        now=now,
        folder=sources,
        since=since,
        due=due,
        contact=contact,
        limits=Limits(run_seconds=60 * (time_limit or (1_440 if since else 120))),
    )
    failure: CrawlError | None = None
    run = None
    with progress() as tell:
        try:
            run = run_plan(plan, tell)
        except CrawlBusyError as error:
            if due:  # the timer went off while the run before was still at work: nothing is wrong
                options.say(str(error))
                return
            raise
        except CrawlError as error:
            failure = error
    settle(db)
    if failure:
        raise failure
    if run is not None and run.failed:
        sys.exit(1)


def settle(db: Path) -> None:
    """Read what is queued for statements and settle the ledger."""
    if not db.exists():
        return
    from tracker import pipeline
    from tracker.ingest import instant
    from tracker.rulebook import load_rulebook
    from tracker.store.connect import open_to_write

    tally = pipeline.Tally()
    with open_to_write(db) as connection:
        pipeline.read_queue(connection, load_rulebook(), tally, lambda issue: options.say(str(issue)))
        tally.pledges_changed = pipeline.settle(connection, instant(options.now()))
    if tally.read or tally.unread or tally.pledges_changed:
        unread = ", ".join(f"{number} {language}" for language, number in sorted(tally.unread.items()))
        options.say(
            f"{tally.read} articles read, {f'unread for want of rules: {unread}, ' if unread else ''}"
            f"{tally.statements} statements, {tally.pledges_changed} pledges changed"
        )


@contextmanager
def progress() -> Iterator[Callable[[Run, SourceEnd | None], None]]:
    """One line a source on standard output; on a terminal, a count of those at work below them."""
    if not sys.stderr.isatty():
        yield lambda _, end: _line(end)
        return
    from rich.console import Console
    from rich.status import Status

    console = Console(stderr=True)
    with Status("starting", console=console) as status:

        def tell(run: Run, end: SourceEnd | None) -> None:
            _line(end)
            status.update(
                f"{len(run.ends)} of {len(run.asked)} sources done, {sum(e.articles for e in run.ends)} new articles"
            )

        yield tell


def _line(end: SourceEnd | None) -> None:
    if end is not None:
        from tracker.store.clean import one_line

        click.echo(f"{end.key}: {'' if end.good else end.outcome + ': '}{one_line(end.words)}")
