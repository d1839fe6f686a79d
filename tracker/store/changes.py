"""Changes of pledges with what is known of the search for their follow-up. Reads only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from tracker.store import listing
from tracker.store.listing import Filters, Row


def changes(connection: sqlite3.Connection, filters: Filters) -> Iterator[Row]:
    """The rows of the query `changes`; one that is overdue still has `last_checked` and `checked_since_due` as well.

    An overdue flag accuses, so that wherever it is told it says whether anybody has looked since the due day.
    """
    for row in listing.rows(connection, "changes", filters):
        if row["status"] == "overdue":
            one = replace(
                filters, pledge=str(row["pledge"]), after=None, latest=False, limit=None, source=None, search=None
            )
            for now in listing.rows(connection, "pledges", one):
                row.update({key: now[key] for key in ("last_checked", "checked_since_due")})
        yield row
