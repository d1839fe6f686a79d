"""The three views that Datasette's own table pages show, and their columns. Nothing else of the database is named there."""

from __future__ import annotations

import functools
import re

from tracker.store import listing

NAMES = ("history", "quotes", "reports")
_COLUMN = re.compile(r" AS (\w+)(?:,|\n)")


@functools.cache
def definition(view: str) -> str:
    """The SELECT that a view stands for."""
    return listing.compose(f"web_view_{view}", {})


@functools.cache
def columns(view: str) -> frozenset[str]:
    """The names of a view's columns: each is written out as `... AS name`."""
    return frozenset(_COLUMN.findall(definition(view)))
