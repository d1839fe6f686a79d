"""Statements and pledges anew from the stored articles, and what that changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from tracker.extract import Rulebook
from tracker.model import Day
from tracker.pipeline.copying import group_anew
from tracker.pipeline.reading import BATCH, Tally, Tell, batches, place
from tracker.pipeline.settling import make_ledger, store_ledger
from tracker.store import read, write
from tracker.store.connect import trying, writing
from tracker.store.statements import forget_statements, mark_read, save_statements


def rebuild(
    connection: sqlite3.Connection,
    rules: Rulebook,
    now: str,
    *,
    tell: Tell,
    today: Day,
    show: Callable[[str], None] | None = None,
    keep: bool = True,
) -> Tally:
    """Read all articles anew and make the ledger anew, in one transaction: whoever reads meanwhile sees the old one.

    `show` is told, before it is stored, each pledge whose status as of `today`, due day or evidence changes. Without `keep`
    nothing is stored.
    """
    tally = Tally()
    with writing(connection) if keep else trying(connection):
        connection.execute("PRAGMA defer_foreign_keys = ON")  # statements go before the evidence that names them
        before = _snapshot(connection, today) if show else {}
        group_anew(connection)
        _read_anew(connection, rules, tally, tell)
        tally.pledges_changed = store_ledger(connection, make_ledger(connection), now)
        if show:
            for line in _differences(before, _snapshot(connection, today)):
                show(line)
    return tally


def _read_anew(connection: sqlite3.Connection, rules: Rulebook, tally: Tally, tell: Tell) -> None:
    before = {key for (key,) in connection.execute("SELECT id FROM statements WHERE NOT decided")}
    after: set[str] = set()
    for groups in batches(read.every_address(connection), BATCH):
        for group in groups:
            placed, readings = place(group, rules, lambda issue: tally.hear(issue, tell))
            save_statements(connection, placed)
            mark_read(connection, readings)
            after.update(one.id for one in placed)
            tally.count(placed, readings)
    forget_statements(connection, sorted(before - after))
    write.settle_whole(connection)  # keys and links are those of the statements that were


_Seen = dict[str, tuple[str, str, str, frozenset[str]]]


def _snapshot(connection: sqlite3.Connection, today: Day) -> _Seen:
    """Pledge -> (title, status, due day, its statements with their roles)."""
    evidence: dict[str, set[str]] = {}
    for pledge, statement, role in connection.execute("SELECT pledge, statement, role FROM evidence"):
        evidence.setdefault(pledge, set()).add(f"{role} {statement}")
    found = connection.execute(
        "SELECT p.id, p.title, s.status, coalesce(s.due, '') FROM pledges p LEFT JOIN spans s"
        " ON s.pledge = p.id AND s.since <= ? AND s.until > ?",
        (today.isoformat(), today.isoformat()),
    )
    return {key: (title, status or "", due, frozenset(evidence.get(key, ()))) for key, title, status, due in found}


def _differences(before: _Seen, after: _Seen) -> Iterator[str]:
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old is None and new is not None:
            yield f"+ {key}  {new[0]}: {new[1]}, due {new[2] or 'on no day'}"
        elif new is None and old is not None:
            yield f"- {key}  {old[0]}: was {old[1]}, due {old[2] or 'on no day'}"
        elif old is not None and new is not None and old[1:] != new[1:]:
            yield f"~ {key}  {new[0]}: {'; '.join(_changes(old, new))}"


def _changes(old: tuple[str, str, str, frozenset[str]], new: tuple[str, str, str, frozenset[str]]) -> Iterator[str]:
    if old[1] != new[1]:
        yield f"{old[1]} becomes {new[1]}"
    if old[2] != new[2]:
        yield f"due {old[2] or 'on no day'} becomes {new[2] or 'no day'}"
    yield from (f"gains {one}" for one in sorted(new[3] - old[3]))
    yield from (f"loses {one}" for one in sorted(old[3] - new[3]))
