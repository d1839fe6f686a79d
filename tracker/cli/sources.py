"""`tracker sources`: which sources there are, how each is doing, and new ones."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import options
from tracker.cli.crawl import progress, sources_folder

if TYPE_CHECKING:
    from tracker.health import Health
    from tracker.sources import Source
    from tracker.store.crawlstate import Past

COLUMNS = (
    "key",
    "state",
    "words",
    "kind",
    "country",
    "language",
    "standing",
    "title",
    "publisher",
    "last_success",
    "last_article",
    "articles",
    "usual",
    "failures",
)
_TRIAL_PAGES = 2  # pages that a check reads of each source


@click.group()
def sources() -> None:
    """List, try and add the outlets and offices that are crawled."""


@sources.command("list")
@click.option("--unwell", is_flag=True, help="Only those that are not well.")
@options.output
@options.database
@sources_folder
def list_(*, unwell: bool, form: str, db: Path, sources: Path | None) -> None:
    """List every source with its health: untested until it has answered on this install.

    \b
    Examples:
      tracker sources list --unwell
      tracker sources list --format csv > sources.csv

    Exit status: 0 done, 1 a source file is at fault, 2 usage.
    """
    from tracker.report.table import write_table
    from tracker.report.writers import WRITERS
    from tracker.sources import load_sources

    past = _pasts(db)
    rows = [_row(source, past.get(key)) for key, source in load_sources(sources).items()]
    rows = [row for row in rows if not unwell or row["state"] != "well"]
    if form != "table":
        WRITERS[form](rows, COLUMNS, options.safe_stdout())
    elif not write_table(rows, _block, sys.stdout):
        options.say("no source is unwell" if unwell else "there are no sources")


@sources.command()
@click.argument("key")
@options.database
@sources_folder
def show(*, key: str, db: Path, sources: Path | None) -> None:
    """Show one source: its file, its health and its last crawls.

    Exit status: 0 done, 1 a source file is at fault, 2 there is no such source.
    """
    from tracker.sources import load_sources, pick
    from tracker.store.clean import one_line

    (source,) = pick(load_sources(sources), [key])
    row = _row(source, _pasts(db).get(key))
    file = source.file
    lines = [
        f"{key}: {file.title}",
        f"  {file.publisher}, {file.country}, {file.standing}; {file.kind}, every {file.interval_hours} hours",
        *(f"  {address}" for address in file.addresses),
        f"  file: {source.path}",
        f"  address found in: {file.found} (checked on {file.checked_on})",
        f"  relevance: {', '.join(file.relevance) or 'everything is read'}",
        f"  covers: {', '.join([*file.covers_parties, *file.covers_minerals]) or 'not said'}",
        f"health: {row['state']}. {row['words']}",
    ]
    lines += [
        f"  {label}: {row[name]}"
        for name, label in (
            ("last_success", "last success"),
            ("last_article", "last new article"),
            ("usual", "usual rate"),
        )
        if row[name]
    ]
    lines += [f"  {started[:16]}  {outcome}: {message}" for started, outcome, message in _crawls(db, key)]
    click.echo("\n".join(one_line(line) if line.strip() == line else "  " + one_line(line) for line in lines))


@sources.command()
@click.argument("key", nargs=-1)
@sources_folder
def check(*, key: tuple[str, ...], sources: Path | None) -> None:
    """Try each source (all, where none is named): fetch its index and a page or two, and store nothing.

    Exit status: 0 all answered, 1 one did not, 2 usage.
    """
    import tempfile

    from spiders.plan import Plan
    from tracker.crawl import crawl
    from tracker.sources import load_sources, pick

    picked = pick(load_sources(sources), key)
    with tempfile.TemporaryDirectory() as folder, progress() as tell:
        plan = Plan(
            db=Path(folder) / "trial.db",
            keys=tuple(source.key for source in picked),
            now=options.now(),
            folder=sources,
            most_pages=_TRIAL_PAGES,
            contact=options.configured().contact.value,
        )
        run = crawl(plan, tell)
    sys.exit(1 if run.failed else 0)


@sources.command()
@click.argument("url")
@click.option("--key", metavar="NAME", help="The source's key (default: made from the host).")
@click.option(
    "--country", metavar="IND", default="INT", show_default=True, help="ISO 3166 alpha-3 of the outlet, EU or INT."
)
@click.option("--official", is_flag=True, help="It is a government's or an international body's own.")
@click.option("--relevance", metavar="WORD", multiple=True, help="Read only what holds one of these words.")
@click.option("--allow-private", is_flag=True, help="The address is one of a private network, and may be.")
@click.option("--yes", is_flag=True, help="Write the file without asking.")
@sources_folder
def add(
    *,
    url: str,
    key: str | None,
    country: str,
    official: bool,
    relevance: tuple[str, ...],
    allow_private: bool,
    yes: bool,
    sources: Path | None,
) -> None:
    """Find the feed, sitemap or list of articles of a site, show three of its items, and write a source file of yours.

    Exit status: 0 written, 1 nothing was found or it cannot be written, 2 usage.
    """
    from tracker.errors import InputError, UsageError
    from tracker.newsource import file_text, key_of
    from tracker.sources import load_source
    from tracker.store.clean import one_line

    if sources is None:
        raise UsageError(
            "--sources", "names no folder for your source files", "add --sources DIR, or `sources` to your settings"
        )
    url = url if "://" in url else f"https://{url}"
    offer = _offer(url, private=allow_private)
    path = sources / f"{key or key_of(offer['address'])}.toml"
    click.echo(f"{offer['kind']} at {offer['address']}: {len(offer['items'])} items, the first of them")
    for address, title, day in offer["items"][:3]:
        click.echo(f"  {day or 'undated   '}  {one_line(title or '(no title)')}\n              {one_line(address)}")
    if path.exists():
        raise InputError(str(path), "is there already", "name another with --key")
    if not yes and not click.confirm(f"Write {path}?", err=True):
        return
    text = file_text(
        offer,
        country=country,
        standing="official" if official else "press",
        relevance=relevance,
        private=allow_private,
        today=options.today(),
    )
    _write(path, text)
    load_source(path)
    click.echo(f"wrote {path}; `tracker crawl {path.stem}` reads it")


def _offer(url: str, *, private: bool) -> dict[str, Any]:
    import tempfile

    from spiders.plan import Plan
    from tracker.crawl import crawl
    from tracker.errors import InputError

    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(
            Path(folder) / "trial.db",
            (),
            options.now(),
            probe=url,
            private=private,
            contact=options.configured().contact.value,
        )
        run = crawl(plan, lambda _run, _end: None)
    if run.offer is None:
        raise InputError(
            url,
            run.refusal.removeprefix(url).strip(": ") or "offers nothing that could be read",
            "try the address of its news page or feed",
        )
    return run.offer


def _write(path: Path, text: str) -> None:
    from tracker.errors import InputError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            str(path), (error.strerror or str(error)).lower(), "name another folder with --sources"
        ) from error


def _pasts(db: Path) -> dict[str, Past]:
    from tracker.store.connect import open_to_read
    from tracker.store.crawlstate import pasts

    if not db.exists():
        options.say(f"{db}: no database yet, so that every source is untested")
        return {}
    with open_to_read(db) as connection:
        return pasts(connection, options.today().isoformat())


def _crawls(db: Path, key: str) -> list[tuple[str, str, str]]:
    from tracker.store.connect import open_to_read
    from tracker.store.crawlstate import last_crawls

    if not db.exists():
        return []
    with open_to_read(db) as connection:
        return last_crawls(connection, key, most=10)


def _row(source: Source, past: Past | None) -> dict[str, Any]:
    from tracker.health import health_of, usual_rate

    health: Health = health_of(source, past, options.now())
    file = source.file
    return {
        "key": source.key,
        "state": str(health.state),
        "words": health.words,
        "kind": file.kind,
        "country": file.country,
        "language": file.language,
        "standing": file.standing,
        "title": file.title,
        "publisher": file.publisher,
        "last_success": past.last_success if past else None,
        "last_article": past.last_article if past else None,
        "articles": past.articles if past else 0,
        "usual": usual_rate(past),
        "failures": past.failures if past else 0,
    }


def _block(row: dict[str, Any]) -> Any:
    from tracker.report.table import Block
    from tracker.store.clean import one_line

    colours = {"well": "green", "untested": "cyan", "refused": "red", "failing": "red"}
    rate = f", {row['usual']}" if row["usual"] else ""
    about = f"{row['publisher']}, {row['country']}, {row['standing']}, {row['kind']}{rate}"
    lines = (row["title"], about, row["words"])
    return Block(
        (row["key"], row["state"]),
        tuple(one_line(str(line)) for line in lines if line),
        colours.get(row["state"], "yellow"),
    )
