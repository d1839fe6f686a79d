"""Runs the real commands, in this process or in one of their own, on databases of a test."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from tracker import cli

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def run(*args: object, stdin: bytes = b"") -> Ran:
    """One command line in this process, through the same door as the console script."""
    out, err = io.StringIO(), io.StringIO()
    status: int | str | None = 0
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with (
        mock.patch.object(sys, "argv", ["tracker", *map(str, args)]),
        mock.patch.object(sys, "stdin", given),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as stop:
            status = stop.code
    return Ran(int(status or 0), out.getvalue(), err.getvalue())


def spawn(*args: object, **environment: str) -> subprocess.Popen[str]:
    """The same in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tracker", *map(str, args)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def finish(process: subprocess.Popen[str]) -> Ran:
    out, err = process.communicate(timeout=120)
    return Ran(process.returncode, out, err)


def record(number: int, text: str, published: str = "2026-03-13", **more: str) -> dict[str, str]:
    """An article as a line of JSON Lines: address and title of their own by its number."""
    return {
        "url": f"https://wire.example/{published}/{number}",
        "title": f"Report {number}",
        "published": published,
        "source": "Example Wire",
        "language": "en",
        "text": text,
        **more,
    }


def jsonl(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")
    return path


def ledger(db: Path, day: str = "2027-01-01") -> list[dict[str, Any]]:
    """The ledger as of a day, as rows."""
    return run("pledges", "--as-of", day, "--format", "jsonl", "--db", db).rows


# Parties and minerals that no two promises here share, so that each act is one pledge whatever else is ingested.
PLEDGE = (
    "Chile and Japan will sign a lithium agreement by 30 June 2026, Chilean Trade Minister Ana Prueba said on Friday.\n\n"
    "The two governments have been in talks since last year."
)
SIGNED = "SANTIAGO: Chile and Japan signed the lithium agreement in Tokyo on Monday, the Chilean trade ministry said."
OTHER = "Zambia and Brazil will sign a copper agreement by 31 December 2026, Zambian Mines Minister Ben Ejemplo said."


def press() -> Iterator[dict[str, str]]:
    """A little press: a promise, the same said again, its signing, another country's promise, and a text of no concern."""
    yield record(1, PLEDGE)
    yield record(2, PLEDGE.replace("by 30 June 2026", "by the end of July 2026"), "2026-05-04")
    yield record(3, SIGNED, "2026-07-14")
    yield record(4, OTHER, "2026-04-02")
    yield record(5, "The choir sang in the cathedral on Sunday, and the hall was full.", "2026-04-03")
