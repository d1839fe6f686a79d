"""Listings for people: a table on a terminal, plain blocks of text in a pipe. Nothing scraped reaches the screen unwashed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO

from tracker.store.clean import one_line

Row = dict[str, object]

# Colours of the statuses on a terminal, by rich's names; they only repeat what the word beside them says.
_COLOURS = {"overdue": "red", "delayed": "yellow", "confirmed": "green", "cancelled": "magenta", "open": "cyan"}


@dataclass(frozen=True, slots=True)
class Block:
    """One row for people: short facts for the left column, and lines of words for the right one."""

    head: tuple[str, ...]
    lines: tuple[str, ...]
    colour: str = ""


def pledge_block(row: Row) -> Block:
    """A pledge: id, status, due day and days overdue; what was promised, the quote, who said it, how it is known."""
    status = _text(row["status"])
    days = row["days_overdue"]
    head = [_text(row["pledge"]), f"{status}, {_count(days, 'day')}" if days is not None else status]
    if row["due"]:
        head.append(f"due {row['due']}")
    said = ", ".join(
        part for part in (_text(row["speaker"]) or "no speaker named", _text(row["first_pledged"])) if part
    )
    return Block(
        tuple(head),
        tuple(
            line
            for line in (_text(row["title"]), quoted(row["quote"]), said, _text(row["article_url"]), _known(row))
            if line
        ),
        _COLOURS.get(status, ""),
    )


def statement_block(row: Row) -> Block:
    """A statement: kind, day, pledge; its quote, who said it, where."""
    head = (_text(row["kind"]), _text(row["published"]), _text(row["pledge"]) or "no pledge")
    what = " · ".join(
        part
        for part in (f"{row['action']} {row['instrument']}", _names(row["parties"]), _names(row["minerals"]))
        if part
    )
    window = row["window"]
    when = (
        f"{_text(row['timeline'])} = {window[0]} to {window[1]}" if isinstance(window, list) else _text(row["timeline"])
    )
    lines = (quoted(row["quote"]), what, when, _text(row["speaker"]), _text(row["article_url"]))
    return Block(head, tuple(line for line in lines if line))


BLOCKS: dict[str, Callable[[Row], Block]] = {"pledges": pledge_block, "statements": statement_block}


def quoted(text: object) -> str:
    """A quote in quotation marks, which some sentences bring along."""
    words = _text(text)
    return words if words.startswith(("“", '"')) else f"“{words}”"


def write_table(rows: Iterable[Row], block: Callable[[Row], Block], out: IO[str]) -> int:
    """Print rows for people: a rich table where `out` is a terminal, else blocks of plain lines. Gives their number."""
    if out.isatty():
        return _write_rich(rows, block, out)
    number = 0
    for number, row in enumerate(rows, start=1):
        one = block(row)
        out.write("  ".join(one.head) + "\n" + "".join(f"    {line}\n" for line in one.lines))
    return number


def _write_rich(rows: Iterable[Row], block: Callable[[Row], Block], out: IO[str]) -> int:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_header=False, expand=True, show_lines=True, pad_edge=False)
    table.add_column(width=18, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    number = 0
    for number, row in enumerate(rows, start=1):
        one = block(row)
        head = Text("\n".join(one.head[:1]), style="bold")
        head.append("\n" + "\n".join(one.head[1:]), style=f"not bold {one.colour}".strip())
        words = Text(one.lines[0], style="bold") if one.lines else Text()
        words.append("".join(f"\n{line}" for line in one.lines[1:]), style="not bold")
        table.add_row(head, words)
    if number:
        Console(file=out, highlight=False).print(table)
    return number


def _known(row: Row) -> str:
    """How the due day is known, and whether anybody has looked for the follow-up since."""
    parts = []
    if row["due"]:
        basis = "stated" if row["due_basis"] == "stated" else "our reading"
        parts.append(
            f"“{_text(row['timeline'])}”, {basis}, rule {_text(row['rule'])}"
            if row["timeline"]
            else f"{basis}, rule {_text(row['rule'])}"
        )
    if row["detail"]:
        parts.append(_text(row["detail"]))
    if row["status"] in ("open", "overdue", "delayed"):
        parts.append(_checked(row))
    return "; ".join(parts)


def _checked(row: Row) -> str:
    if not row["last_checked"]:
        return "unchecked: no source was crawled"
    if row["status"] == "overdue" and not row["checked_since_due"]:
        return f"unchecked since the due day (last checked {row['last_checked']})"
    return f"last checked {row['last_checked']}"


def _names(values: object) -> str:
    return ", ".join(_text(one) for one in values) if isinstance(values, list) else ""


def _count(number: object, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _text(value: object) -> str:
    return one_line(str(value)) if value is not None else ""
