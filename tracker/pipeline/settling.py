"""Statements and decisions to the ledger."""

from __future__ import annotations

import functools
import sqlite3

from tracker import ledger
from tracker.datafiles import data_root, load
from tracker.ledger import Ledger, LinkRules
from tracker.model import Day
from tracker.store import derive, read
from tracker.store.connect import writing


def settle(connection: sqlite3.Connection, now: str) -> int:
    """Make the ledger from the statements and decisions, unless no fact has changed. Gives the number of pledges changed."""
    for last_try in (False, False, True):
        facts, settled = read.facts(connection)
        if facts == settled:
            return 0
        if last_try:  # facts keep changing meanwhile: hold the others off
            with writing(connection):
                return store_ledger(connection, make_ledger(connection), now)
        made = make_ledger(connection)
        with writing(connection):
            if read.facts(connection)[0] == facts:
                return store_ledger(connection, made, now)
    raise AssertionError


def make_ledger(connection: sqlite3.Connection, known_at: Day | None = None) -> Ledger:
    """Every pledge, from the stored statements and decisions; with `known_at`, from what was known on that day."""
    return ledger.settle(read.filed(connection, known_at), rules=link_rules(), issued=read.issued(connection))


@functools.cache
def link_rules() -> LinkRules:
    """The rules by which statements are linked. Raises DataFileError."""
    return load(data_root() / "rules" / "linking.toml", LinkRules)


def view_known_at(connection: sqlite3.Connection, known_at: Day) -> None:
    """Lay the ledger as it could be known on a day over the stored one, for this (also read-only) connection alone."""
    made = make_ledger(connection, known_at)
    derive.overlay(connection, known_at)
    derive.save_ledger(connection, made.pledges, made.homes, made="")


def store_ledger(connection: sqlite3.Connection, made: Ledger, now: str) -> int:
    """Store a ledger made from the facts as they are. Call inside `writing`. Gives the number of pledges changed."""
    changed = derive.save_ledger(connection, made.pledges, made.homes, made=now)
    connection.execute("UPDATE meta SET value = (SELECT value FROM meta WHERE key = 'facts') WHERE key = 'settled'")
    return changed
