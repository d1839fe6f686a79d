"""`tracker when`: what words say of the day on which a promised act is due."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from tracker.cli import options
from tracker.errors import InputError, Issue, UsageError
from tracker.model import Basis, Day, Timeline

if TYPE_CHECKING:
    from tracker.extract.timeline import Explanation, TimelineReader

AT_ONCE = 200  # lines printed in one write: a write for each would take longer than the reading


@click.command()
@click.argument("text", required=False)
@click.option("--on", type=options.DAY, metavar="DAY", help="The day the words were published (default: today).")
@click.option("--country", metavar="IND", help="Where the actors sit (ISO 3166 alpha-3): fiscal years, seasons, 05/06.")
@click.option("--explain", is_flag=True, help="Also show every expression found, and why the others lost.")
@click.option(
    "--jsonl", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE", help="Read many; - is standard input."
)
def when(text: str | None, on: Day | None, country: str | None, explain: bool, jsonl: Path | None) -> None:
    """Say which window of days TEXT promises, and how it was read.

    \b
    With --jsonl each line of FILE is {"id", "text", "anchor", "country"}, and one line
    {"id", "timeline", "window"} comes out for each; `anchor` is the day of publication, `country` may be null.

    \b
    Examples:
      tracker when "expect to sign within the next few months" --on 2026-03-13
      tracker when "will notify the quota in the second quarter of FY27" --on 2026-07-22 --country IND --explain
      tracker when --jsonl phrases.jsonl

    Exit status: 0 done, 1 a line of FILE is bad (it is told and left out), 2 usage.
    """
    from tracker.rulebook import load_timeline

    if (text is None) == (jsonl is None):
        raise UsageError("tracker when", "wants either TEXT or --jsonl FILE", "see `tracker when --help`")
    reader = load_timeline()
    if jsonl is not None:
        if _read_many(reader, jsonl, on, _country(country)):
            sys.exit(InputError.exit_status)
        return
    assert text is not None  # noqa: S101 - checked above
    for line in _lines(reader.explain(text, on or options.today(), _country(country)), full=explain):
        click.echo(line)


def _country(code: str | None) -> str | None:
    if code is None:
        return None
    if code.upper() == "EU" or (len(code) == 3 and code.isascii() and code.isalpha()):
        return code.upper()
    raise UsageError("--country", f"{code!r} is no ISO 3166 alpha-3 code", "write it as IND")


def _lines(told: Explanation, *, full: bool) -> Iterator[str]:
    won = told.winner
    if won is None:
        yield "no promised timeline in these words"
    else:
        yield won.words
        yield from _reading(won)
    if not full:
        return
    for one, why in told.lost:
        window = (
            f" [{one.timeline.window.earliest} .. {one.timeline.window.latest}]"
            if one.timeline and one.timeline.window
            else ""
        )
        yield f"not {one.words!r}{window}: {why} (rule: {one.node.rule.name})"


def _reading(won: Timeline) -> Iterator[str]:
    if won.window is not None:
        yield f"  window     {won.window.earliest} .. {won.window.latest}"
        basis = "stated" if won.basis is Basis.STATED else "read: a house reading of vague words"
        yield f"  precision  {won.precision} ({basis})"
    elif won.condition is not None:
        runs = f", then {won.condition.count} {won.condition.unit}s" if won.condition.count else ""
        yield f"  window     none: waits for the act `{won.condition.act}`{runs}"
    else:
        yield "  window     none: the words name no date"
    yield f"  rule       {won.rule}"
    for words, meaning in won.parts:
        yield f"    {words:32} {meaning}"


def _read_many(reader: TimelineReader, path: Path, on: Day | None, country: str | None) -> int:
    """Read each line of a file; returns how many were bad."""
    bad = 0
    answers: list[str] = []
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = _row(line, on)
            except (ValueError, TypeError, KeyError) as error:
                bad += 1
                what = f"lacks {error}" if isinstance(error, KeyError) else str(error)
                wants = 'wants {"id", "text", "anchor": "2026-03-13", "country"}'
                options.say(str(Issue(f"{path}:{number}", what, wants)))
                continue
            found = reader.promised(row["text"], row["anchor"], row.get("country") or country)
            answers.append(json.dumps(_answer(row.get("id"), found), ensure_ascii=False))
            if len(answers) >= AT_ONCE:
                click.echo("\n".join(answers))
                answers.clear()
    if answers:
        click.echo("\n".join(answers))
    if bad:
        options.say(f"{path}: {bad} bad lines were left out")
    return bad


def _row(line: str, on: Day | None) -> dict[str, Any]:  # Any: JSON
    row = json.loads(line)
    if not isinstance(row, dict):
        raise TypeError("is no JSON object")
    if not isinstance(row["text"], str):
        raise TypeError(f"text is {row['text']!r}, not a string")
    if row.get("country") is not None and not isinstance(row["country"], str):
        raise TypeError(f"country is {row['country']!r}, not a string")
    anchor = row.get("anchor")
    if anchor is None and on is None:
        raise KeyError("anchor")
    row["anchor"] = dt.date.fromisoformat(str(anchor)[:10]) if anchor is not None else on
    return row


def _answer(key: object, found: Timeline | None) -> dict[str, object]:
    window = found.window if found else None
    return {
        "id": key,
        "timeline": found.words if found else None,
        "window": [window.earliest.isoformat(), window.latest.isoformat()] if window else None,
    }


def _opened(path: Path) -> IO[str]:
    try:
        opened: IO[str] = click.open_file(str(path), encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(str(path), error.strerror or str(error), "check the path") from error
    return opened
