"""What each recipient of alerts was told. Rows are claimed before a message leaves and marked when it was taken.

A recipient goes by its name in the configuration; addresses never come here. Writing functions open a transaction of their
own, because each must be on disk before the next message leaves. Instants are ISO 8601 in UTC.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.store.connect import writing


@dataclass(frozen=True, slots=True)
class Told:
    """One change as a recipient is told it: `due` is an ISO day or "", `headline` the words."""

    pledge: str
    status: str
    due: str
    headline: str

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.pledge, self.status, self.due)


@dataclass(frozen=True, slots=True)
class Claim:
    """A change that this run is to send. `again` says that an earlier run died while sending it: it may have arrived."""

    told: Told
    again: bool = False


# the recipient's rows under the pledge's id of today, also where a merge or a late arrival has changed it since
_ROWS = (
    "SELECT coalesce(i.pledge, s.pledge) AS pledge, s.status, s.due, s.told, s.claimed, s.sent, s.pledge AS pledge_then"
    " FROM sent s LEFT JOIN pledge_ids i ON i.id = s.pledge WHERE s.recipient = ?"
)


def told_after(connection: sqlite3.Connection, recipient: str) -> str | None:
    """The day after which changes are told to the recipient; None where it was never told anything."""
    row = connection.execute("SELECT told_after FROM recipients WHERE name = ?", (recipient,)).fetchone()
    return str(row[0]) if row else None


def introduce(connection: sqlite3.Connection, recipient: str, after: str) -> None:
    """Note a new recipient, which is told what changed after a day; one that is known keeps its day."""
    with writing(connection):
        connection.execute(
            "INSERT INTO recipients (name, told_after) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", (recipient, after)
        )


def delivered(connection: sqlite3.Connection, recipient: str) -> list[Told]:
    """All that the recipient was told."""
    rows = connection.execute(f"{_ROWS} AND s.sent IS NOT NULL ORDER BY s.sent, s.pledge", (recipient,))
    return [Told(str(row[0]), str(row[1]), str(row[2]), str(row[3])) for row in rows]


def pending(
    connection: sqlite3.Connection, recipient: str, changes: Iterable[Told], *, alive: tuple[str, str]
) -> list[Claim]:
    """Which of the changes the recipient is still to be told.

    A claim made between the two instants of `alive` belongs to a run that is at work; any other one to a run that died (or to
    a clock that was set back).
    """
    known = {(str(row[0]), str(row[1]), str(row[2])): row for row in connection.execute(_ROWS, (recipient,))}
    claims = []
    for told in changes:
        row = known.get(told.key)
        if row is None:
            claims.append(Claim(told))
        elif row[5] is None and not alive[0] <= str(row[4]) <= alive[1]:
            claims.append(Claim(told, again=True))
    return claims


def claim(
    connection: sqlite3.Connection, recipient: str, changes: Iterable[Told], *, now: str, alive: tuple[str, str]
) -> list[Claim]:
    """Take on what the recipient is still to be told, so that no other run sends it."""
    with writing(connection):
        claims = pending(connection, recipient, changes, alive=alive)
        for one in claims:
            _forget(connection, recipient, one.told)
            connection.execute(
                "INSERT INTO sent (recipient, pledge, status, due, told, claimed) VALUES (?, ?, ?, ?, ?, ?)",
                (recipient, *one.told.key, one.told.headline, now),
            )
    return claims


def mark_sent(connection: sqlite3.Connection, recipient: str, told: Iterable[Told], now: str) -> None:
    """Note that the service has taken the message that held these."""
    with writing(connection):
        connection.executemany(
            "UPDATE sent SET sent = ? WHERE recipient = ? AND pledge = ? AND status = ? AND due = ?",
            [(now, recipient, *one.key) for one in told],
        )


def release(connection: sqlite3.Connection, recipient: str, told: Iterable[Told]) -> None:
    """Give back claims whose message did not leave, so that the next run sends them."""
    with writing(connection):
        for one in told:
            _forget(connection, recipient, one)


def _forget(connection: sqlite3.Connection, recipient: str, told: Told) -> None:
    """Take away the unsent rows of a change, under whatever id of its pledge they were written."""
    connection.execute(
        "DELETE FROM sent WHERE recipient = ? AND status = ? AND due = ? AND sent IS NULL"
        " AND (pledge = ? OR pledge IN (SELECT id FROM pledge_ids WHERE pledge = ?))",
        (recipient, told.status, told.due, told.pledge, told.pledge),
    )
