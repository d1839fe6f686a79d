"""`tracker backfill`: years of news out of web archives."""

from __future__ import annotations

from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import click

from tracker.cli import options
from tracker.cli.ingest import summary, tell
from tracker.errors import Issue, UsageError


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--parts",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where what was read is kept, one file an archive (default: beside the database).",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes of this machine that read.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="A Dask cluster that reads (tcp://host:8786); its workers must see FILE and --parts.",
)
@options.database
def backfill(files: tuple[str, ...], parts: Path | None, workers: int, scheduler: str | None, db: Path) -> None:
    """Read news archives (WARC, as CC-NEWS publishes them) onto the ledger.

    FILE is a path or an address (https://..., s3://...). Each page first passes a gate on its bytes; only what may hold a
    statement is parsed, and only what holds one is stored, with its page. An archive once read is not read again, so a run
    that was stopped goes on where it was. Needs `pip install minerals-tracker[bulk]`.

    \b
    Examples:
      tracker backfill CC-NEWS-20260313*.warc.gz
      tracker backfill --workers 8 archives/*.warc.gz
      tracker backfill --scheduler tcp://10.0.0.5:8786 --parts /shared/parts s3://bucket/*.warc.gz

    Exit status: 0 done, 1 an archive could not be opened or is damaged, 2 usage.
    """
    if not find_spec("pyarrow"):
        raise UsageError("tracker backfill", "needs what is not installed", "pip install 'minerals-tracker[bulk]'")
    from tracker import bulk, pipeline
    from tracker.ingest import instant
    from tracker.rulebook import load_rulebook
    from tracker.store.connect import open_to_write

    now = options.now()
    folder = parts or db.with_name(db.name + ".parts")
    done: list[bulk.Part] = []
    failed = False
    read = bulk.run(sorted(set(files)), str(folder), now, workers=workers, scheduler=scheduler)
    for outcome in options.counted(read, f"of {len(set(files))} archives read"):
        if isinstance(outcome, Issue):
            failed = True
            tell(outcome)
        else:
            done.append(outcome)
            options.say(f"{outcome.archive}: {told(outcome.counts)}")
    with open_to_write(db) as connection:
        tally = pipeline.ingest(connection, bulk.arrivals(done), load_rulebook(), instant(now), tell=tell)
    totals = sum((Counter(one.counts) for one in done), Counter())
    options.say(f"{len(done)} archives: {told(totals)}")
    options.say(f"{db}: {summary(tally)}")
    if failed or tally.errors:
        raise SystemExit(1)


def told(counts: dict[str, int] | Counter[str]) -> str:
    """Exact counts in words: how many records, how many kept, and why the others were not."""
    left = ", ".join(f"{number} {reason}" for reason, number in sorted(counts.items()) if reason != "kept")
    return f"{sum(counts.values())} records, {counts.get('kept', 0)} kept" + (f" (left out: {left})" if left else "")
