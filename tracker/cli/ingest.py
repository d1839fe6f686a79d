"""`tracker ingest`: articles from files onto the ledger."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import options
from tracker.errors import Issue
from tracker.model import Day

if TYPE_CHECKING:
    from tracker.pipeline import Tally


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--published", type=options.DAY, metavar="DAY", help="Published day of articles that give none.")
@click.option("--url", metavar="URL", help="Address of an article that gives none.")
@click.option("--source", metavar="NAME", help="Outlet of articles that give none.")
@click.option("--title", metavar="TEXT", help="Title of an article that gives none.")
@click.option("--strict", is_flag=True, help="Stop at the first bad record (what came before it is kept).")
@options.database
def ingest(
    files: tuple[str, ...],
    published: Day | None,
    url: str | None,
    source: str | None,
    title: str | None,
    strict: bool,
    db: Path,
) -> None:
    """Put articles from files on the ledger, and settle it.

    \b
    FILE is one of
      .jsonl            one JSON object a line: url, title, published, source, language, text
      .txt              plain text; first words " date YYYY-MM-DD" give its published day
      .html             a saved page
      .warc, .warc.gz   a web archive
      -                 JSON Lines on standard input

    A bad record is told with its file and line, counted, and left out. The same article twice is stored once; another
    text under the same address is a new version of it.

    \b
    Examples:
      tracker ingest articles.jsonl
      tracker ingest report.txt --published 2026-03-13 --source "Example Wire"
      curl -s https://example.org/feed.jsonl | tracker ingest -

    Exit status: 0 done, 1 a record was bad or the database cannot be written, 2 usage.
    """
    from tracker import pipeline
    from tracker.ingest import Given, check_url, instant, read_any
    from tracker.rulebook import load_rulebook
    from tracker.store.connect import open_to_write

    if url is not None:
        check_url(url, "--url")
    now = options.now()
    given = Given(now, published, url, source, title)
    arrivals = options.counted(chain.from_iterable(read_any(name, given) for name in files), "records read")
    rules = load_rulebook()
    with open_to_write(db) as connection:
        tally = pipeline.ingest(connection, arrivals, rules, instant(now), tell=tell, strict=strict)
    options.say(f"{db}: {summary(tally)}")
    if tally.errors:
        raise SystemExit(1)


def tell(issue: Issue) -> None:
    """One bad record, in one line."""
    options.say(f"{issue.severity}: {issue}")


def summary(tally: Tally) -> str:
    """What a run did, in one line; zeros that say nothing are left out."""
    parts = [f"{tally.new} new {_plural('article', tally.new)}"]
    parts += [f"{tally.revised} revised"] if tally.revised else []
    parts += [f"{tally.known} known already"] if tally.known else []
    parts.append(f"{tally.statements} {_plural('statement', tally.statements)} read")
    unread = ", ".join(f"{number} {language}" for language, number in sorted(tally.unread.items()))
    parts += [f"unread for want of rules: {unread}"] if unread else []
    parts.append(f"{tally.pledges_changed} {_plural('pledge', tally.pledges_changed)} changed")
    parts += [f"{tally.errors} bad {_plural('record', tally.errors)} left out"] if tally.errors else []
    parts += [f"{tally.warnings} {_plural('page', tally.warnings)} left out as no article"] if tally.warnings else []
    return ", ".join(parts)


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else f"{noun}s"
