"""The command line: parse, call, print. The only reader of the clock.

Each command lives in a file of its own and is imported when it is called, so that reading commands start fast.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from pathlib import Path

import click

from tracker import __version__
from tracker.errors import TrackerError

# command -> module that defines a click command of the same name (with "-" as "_", and "_cmd" where the name is taken)
COMMANDS: dict[str, str] = {
    "demo": "tracker.cli.demo:demo",
    "ingest": "tracker.cli.ingest:ingest",
    "crawl": "tracker.cli.crawl:crawl",
    "sources": "tracker.cli.sources:sources",
    "schedule": "tracker.cli.schedule:schedule",
    "issues": "tracker.cli.issues:issues",
    "backfill": "tracker.cli.backfill:backfill",
    "rebuild": "tracker.cli.rebuild:rebuild",
    "overdue": "tracker.cli.listings:overdue",
    "pledges": "tracker.cli.listings:pledges",
    "statements": "tracker.cli.listings:statements",
    "show": "tracker.cli.show:show",
    "export": "tracker.cli.export:export",
    "digest": "tracker.cli.digest:digest",
    "notify": "tracker.cli.notify:notify",
    "chart": "tracker.cli.chart:chart",
    "backup": "tracker.cli.backup:backup",
    "restore": "tracker.cli.backup:restore",
    "check": "tracker.cli.check:check",
    "config": "tracker.cli.config:config",
    "serve": "tracker.cli.serve:serve",
    "when": "tracker.cli.when:when",
    "evaluate": "tracker.cli.evaluate:evaluate",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and one-line help, and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, name = target.partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - a slip in COMMANDS, found by the test that loads each
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by the first sentence of their docstrings, read from the source: importing all takes 40 ms."""
        limit = formatter.width - 6 - max(map(len, COMMANDS))
        rows = []
        for name, target in COMMANDS.items():
            summary = _first_sentence(target)
            command = None if summary else self.get_command(ctx, name)
            rows.append((name, summary[:limit] if summary else command.get_short_help_str(limit) if command else ""))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. That the reader of our output has gone (`| head`) is no failure, which click would make of it."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        return result


def _first_sentence(target: str) -> str:
    """The first sentence of a command's docstring; empty where its source is not at hand."""
    module, _, function = target.partition(":")
    try:
        source = (Path(__file__).parent / f"{module.rpartition('.')[2]}.py").read_text(encoding="utf-8")
    except OSError:
        return ""
    found = re.search(rf'^def {function}\(.*?"""(.+?)(?:[.:]\s|\n\n|""")', source, re.DOTALL | re.MULTILINE)
    return " ".join(found[1].split()).rstrip(".") if found else ""


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tracker")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file of settings (default: `tracker config path`).",
)
def cli(config: Path | None) -> None:
    """Keep the ledger of promised minerals and trade deals: who promised what by when, and what became of it."""


def main() -> None:
    """Run the command line; every failure is one line on standard error and an exit status."""
    for stream in (sys.stdout, sys.stderr):  # UTF-8 under any locale, also in a pipe or a file
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = cli.main(prog_name="tracker", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("tracker: interrupted; what was stored stays", err=True)
        sys.exit(130)
    except TrackerError as error:
        click.echo(f"tracker: {error}", err=True)
        sys.exit(error.exit_status)
    except Exception as error:
        if os.environ.get("TRACKER_DEBUG"):
            raise
        click.echo(
            f"tracker: a mistake of this program ({type(error).__name__}: {error}); nothing that was stored is lost;"
            " please report it with what TRACKER_DEBUG=1 shows",
            err=True,
        )
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)
