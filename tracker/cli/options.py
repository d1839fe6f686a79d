"""Options that several commands share, and the line that says what a listing was made from."""

from __future__ import annotations

import datetime as dt
import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

import click

from tracker.errors import UsageError
from tracker.model import Day, Kind, Status
from tracker.store.clean import one_line, washed

if TYPE_CHECKING:
    import sqlite3

    from tracker.config import Config
    from tracker.store.listing import Filters

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = ("table", "csv", "json", "jsonl")


class DayType(click.ParamType[Day]):
    """A day on the command line: YYYY-MM-DD."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Day:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2026-03-13", param, ctx)


DAY = DayType()


def configured() -> Config:
    """The settings in force: `tracker --config FILE`, else $TRACKER_CONFIG, else the user's file; variables over it."""
    from tracker import config

    return config.load(_config_file(), os.environ)


def _config_file() -> Path | None:
    named = click.get_current_context().find_root().params.get("config")
    return named if isinstance(named, Path) else None


def _database() -> Path:
    if _config_file() is None and os.environ.get("TRACKER_DB"):
        return Path(os.environ["TRACKER_DB"])
    from tracker import config

    return config.database(_config_file(), os.environ).value


def database(command: Command) -> Command:
    """Add --db."""
    return click.option(
        "--db",
        type=click.Path(path_type=Path),
        default=_database,
        show_default="$TRACKER_DB, else that of the settings, else tracker.db",
        help="The database file.",
    )(command)


def filters(*, kind: bool = False, status: bool = True, days: bool = True) -> Callable[[Command], Command]:
    """Add the filters of the listings; the command takes them as keywords and hands them to `narrowed`."""

    def add(command: Command) -> Command:
        options = [
            click.option(
                "--party",
                multiple=True,
                metavar="IND",
                help="Only with this party (ISO 3166 alpha-3, or EU); several: with all of them.",
            ),
            click.option(
                "--mineral", multiple=True, metavar="lithium", help="Only with this mineral; several: with all of them."
            ),
            click.option("--source", metavar="NAME", help="Only what this source or outlet has reported on."),
            click.option("--search", metavar="WORDS", help="Only from articles that hold all of these words."),
            click.option("--stated", is_flag=True, help="Only days that the words state, none read from vague words."),
            click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most N rows; 0: all."),
        ]
        if status:
            options.insert(
                2,
                click.option(
                    "--status", type=click.Choice([one.value for one in Status]), help="Only with this status."
                ),
            )
        if kind:
            options.insert(
                0, click.option("--kind", type=click.Choice([one.value for one in Kind]), help="Only of this kind.")
            )
        if days:
            options.insert(
                0,
                click.option(
                    "--known-at",
                    type=DAY,
                    metavar="DAY",
                    help="Use only what had been fetched, and decided, by this day.",
                ),
            )
        options.insert(
            0,
            click.option(
                "--as-of", type=DAY, metavar="DAY", help="Use only what was published by this day (default: today)."
            ),
        )
        return functools.reduce(lambda made, option: option(made), reversed(options), command)

    return add


def output(command: Command) -> Command:
    """Add --format."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How to print the rows.",
    )(command)


def narrowed(given: dict[str, Any], **more: Any) -> Filters:
    """Filters from the options that `filters` added."""
    from tracker.store.listing import Filters

    values = {**given, **more}
    values["as_of"] = values.get("as_of") or today()
    values["party"] = tuple(
        name.strip().upper() if len(name.strip()) <= 3 else name.strip() for name in values["party"]
    )
    values["mineral"] = tuple(name.strip().lower() for name in values["mineral"])
    for name in (*values["party"], *values["mineral"]):
        if not name or "," in name:
            raise UsageError("--party, --mineral", f"{name!r} is not one name", "give the option once for each name")
    values["limit"] = values.get("limit") or None
    return Filters(**values)


def today() -> Day:
    """The day it is here."""
    return dt.datetime.now().astimezone().date()


def counted(items: Iterable[T], words: str) -> Iterator[T]:
    """The items, with a running count of them on a terminal's standard error; silent elsewhere."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} {task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        for item in items:
            bar.advance(task)
            yield item


def now() -> dt.datetime:
    """This moment."""
    return dt.datetime.now(dt.UTC)


def tell_database(connection: sqlite3.Connection, path: Path) -> None:
    """Name, on standard error, the database, its number of articles and its last crawl."""
    from tracker.store import read

    known = read.summary(connection)
    crawl = (
        f"last crawl {known.last_crawl}"
        if known.last_crawl
        else "never crawled: whether a follow-up was published is unchecked"
    )
    unread = f" ({known.unread} unread: no rules for their language)" if known.unread else ""
    noun = "article" if known.articles == 1 else "articles"
    say(f"{path}: {known.articles} {noun}{unread}, {crawl}")
    if read.facts(connection)[0] != read.facts(connection)[1]:
        say("some stored articles are not settled yet: run `tracker rebuild`")


def say(line: str) -> None:
    """A line for people, on standard error."""
    click.echo(one_line(line), err=True)


def know(connection: sqlite3.Connection, known_at: Day | None) -> None:
    """With --known-at, let this connection see the ledger as it could be known on that day; its file stays as it is."""
    if known_at is None:
        return
    from tracker import pipeline

    pipeline.view_known_at(connection, known_at)


class _Washed:
    """A text stream that takes control characters out: for data formats on a terminal."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out

    def write(self, text: str) -> int:
        return self._out.write(washed(text))


def safe_stdout() -> IO[str]:
    """Standard output; on a terminal one that no escape sequence passes."""
    return cast("IO[str]", _Washed(sys.stdout)) if sys.stdout.isatty() else sys.stdout
