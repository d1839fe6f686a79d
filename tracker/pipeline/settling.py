"""Statements and decisions to the ledger: all of it anew, or only what the changed statements can touch."""

from __future__ import annotations

import functools
import hashlib
import json
import sqlite3

from tracker import ledger
from tracker.datafiles import data_root, load
from tracker.errors import Issue
from tracker.ledger import Change, Ledger, LinkRules
from tracker.model import Day
from tracker.pipeline.deciding import decisions, save_added
from tracker.pipeline.shelf import SqlShelf, key_rows, link_row, question_rows
from tracker.store import ledger as book
from tracker.store import read, write
from tracker.store.connect import writing
from tracker.store.statements import forget_added

# Following a changed statement through a dense ledger takes some 50 times what it takes to settle one among all: with more
# than a fiftieth of all statements changed (and more than a handful), everything is made anew.
_HANDFUL, _SHARE = 20, 50


def settle(connection: sqlite3.Connection, now: str) -> int:
    """Bring the ledger up to the facts. Gives the number of pledges changed; `now` is the instant that new ids carry."""
    facts, settled = read.facts(connection)
    if facts == settled and read.settled_with(connection) == rules_digest():
        return 0
    with writing(connection):
        if _few_changed(connection):
            return _settle_part(connection, now)
    return _settle_whole(connection, now)


def make_ledger(connection: sqlite3.Connection, known_at: Day | None = None) -> Ledger:
    """Every pledge, from the stored statements and decisions; with `known_at`, from what was known on that day."""
    ruled = decisions(connection, known_at)
    return ledger.settle(read.filed(connection, known_at), ruled, rules=link_rules(), issued=read.issued(connection))


def store_ledger(connection: sqlite3.Connection, made: Ledger, now: str) -> int:
    """Store a ledger made from all facts as they are. Call inside `writing`. Gives the number of pledges changed."""
    save_added(connection, made.added, now)
    changed = book.save_ledger(connection, made.pledges, made.homes, made=now)
    _close(connection, made, now)
    book.clear_links(connection)
    links = list(made.links.values())
    book.save_links(connection, map(link_row, links), question_rows(links), ())
    if read.settled_with(connection) != rules_digest():
        book.clear_keys(connection)
        book.save_keys(connection, key_rows(read.filed_where(connection, "1"), link_rules()))
    book.mark_settled(connection, rules_digest())
    return changed


def view_known_at(connection: sqlite3.Connection, known_at: Day) -> None:
    """Lay the ledger as it could be known on a day over the stored one, for this (also read-only) connection alone."""
    made = make_ledger(connection, known_at)
    book.overlay(connection, known_at)
    book.save_ledger(connection, made.pledges, made.homes, made="")


@functools.cache
def link_rules() -> LinkRules:
    """The rules by which statements are linked. Raises DataFileError."""
    return load(data_root() / "rules" / "linking.toml", LinkRules)


@functools.cache
def rules_digest() -> str:
    """SHA-256 of the linking rules' file: a ledger made with others is made anew as a whole."""
    return hashlib.sha256((data_root() / "rules" / "linking.toml").read_bytes()).hexdigest()


def _close(connection: sqlite3.Connection, made: Ledger | Change, now: str) -> None:
    """After the pledges are stored: forget what decisions no longer add, and note what could not be applied."""
    forget_added(connection, [one.id for one in made.added])
    write.save_issues(
        connection, [Issue("decisions", note, "see `tracker decisions`", "warning") for note in made.notes], now
    )


def _few_changed(connection: sqlite3.Connection) -> bool:
    if read.settled_with(connection) != rules_digest():
        return False
    queued = connection.execute(
        "SELECT (SELECT count(*) FROM to_settle) + (SELECT count(*) FROM decisions_to_settle)"
    ).fetchone()[0]
    if queued <= _HANDFUL:
        return True
    return bool(queued * _SHARE <= connection.execute("SELECT count(*) FROM statements").fetchone()[0])


def _settle_part(connection: sqlite3.Connection, now: str) -> int:
    queued = read.to_settle(connection)
    shelf = SqlShelf(connection)
    removed = [read.as_filed(json.loads(was)) for _, was in queued if was]
    ruled, fresh = decisions(connection), read.fresh_decisions(connection)
    made = ledger.resettle(
        shelf.filed([key for key, _ in queued]),
        removed,
        shelf,
        ruled,
        rules=link_rules(),
        fresh=[one for one in ruled if one.id in fresh],
    )
    save_added(connection, made.added, now)
    changed = book.save_part(connection, made.pledges, made.gone, made.homes, made=now)
    _close(connection, made, now)
    links = [link for link in made.links.values() if link]
    gone = [key for key, link in made.links.items() if link is None]
    book.save_links(connection, map(link_row, links), question_rows(links), gone)
    book.mark_settled(connection, rules_digest())
    return changed


def _settle_whole(connection: sqlite3.Connection, now: str) -> int:
    """Settle outside the write lock, and store only what was made from the facts as they still are."""
    for _ in range(2):
        facts, _settled = read.facts(connection)
        made = make_ledger(connection)
        with writing(connection):
            if read.facts(connection)[0] == facts:
                return store_ledger(connection, made, now)
    with writing(connection):  # facts keep changing meanwhile: hold the others off
        return store_ledger(connection, make_ledger(connection), now)
