"""`tracker schedule`: print the file that runs the crawl on a timer."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tracker.cli import options
from tracker.cli.crawl import sources_folder


@click.command()
@click.option("--cron", "kind", flag_value="cron", help="A line for `crontab -e`.")
@click.option("--systemd", "kind", flag_value="systemd", help="A service and a timer.")
@click.option("--launchd", "kind", flag_value="launchd", help="A property list for macOS.")
@click.option("--windows", "kind", flag_value="windows", help="A command for the task scheduler.")
@click.option("--github-actions", "kind", flag_value="github-actions", help="A workflow that runs at GitHub.")
@click.option(
    "--minutes", type=click.IntRange(1, 59), default=10, show_default=True, help="How often the timer goes off."
)
@click.option(
    "--log",
    type=click.Path(path_type=Path),
    help="The file that the output goes to (default: crawl.log beside the database).",
)
@options.database
@sources_folder
def schedule(*, kind: str | None, minutes: int, log: Path | None, db: Path, sources: Path | None) -> None:
    """Print a ready file that crawls on a timer what is due. All paths in it are absolute; nothing is installed.

    The timer may go off every ten minutes: what is not due is left alone, and two runs never overlap.

    \b
    Examples:
      tracker schedule --cron | crontab -
      tracker schedule --systemd

    Exit status: 0 printed, 2 usage.
    """
    from tracker import schedule as files
    from tracker.errors import UsageError

    if kind is None:
        raise UsageError(
            "tracker schedule",
            "does not say for which timer",
            "add --cron, --systemd, --launchd, --windows or --github-actions",
        )
    config = options.configured()
    job = files.Job(
        python=Path(sys.executable).absolute(),
        db=db.absolute(),
        log=(log or db.with_name("crawl.log")).absolute(),
        sources=sources.absolute() if sources else None,
        config=config.path.absolute() if config.found else None,
        minutes=minutes,
    )
    write = {
        "cron": files.cron,
        "systemd": files.systemd,
        "launchd": files.launchd,
        "windows": files.windows,
        "github-actions": files.github_actions,
    }
    click.echo(write[kind](job), nl=False)
