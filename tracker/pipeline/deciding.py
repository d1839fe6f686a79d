"""People's decisions: out of the store, into it, and the statements that they add beside those that the rules read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from tracker.ledger import Decision
from tracker.ledger.decisions import from_target, to_target
from tracker.model import Article, Day, Filed, TextField
from tracker.store import read, write
from tracker.store.connect import writing
from tracker.store.statements import Placed, save_statements


def decisions(connection: sqlite3.Connection, known_at: Day | None = None) -> list[Decision]:
    """What people ruled, in the order in which they did; with `known_at`, by that day."""
    return [from_target(*row) for row in read.decisions(connection, known_at)]


def save_decisions(connection: sqlite3.Connection, made: Iterable[Decision]) -> int:
    """Keep decisions, each once. Gives how many are new; `settle` applies them."""
    rows = [
        (one.id, one.made, one.who, one.why, one.verb.value, to_target(one.pledge, one.statements, one.values))
        for one in made
    ]
    with writing(connection):
        return write.save_decisions(connection, rows)


def save_added(connection: sqlite3.Connection, added: Iterable[Filed], now: str) -> None:
    """Store the statements that decisions add: in the version that holds their words, else under a row for the cited page.

    Call inside `writing`.
    """
    save_statements(connection, (_placed(connection, one, now) for one in added))


def _placed(connection: sqlite3.Connection, filed: Filed, now: str) -> Placed:
    statement = filed.statement
    article = read.holding(connection, filed.url, statement.where, statement.quote, statement.start)
    if article is None:
        statement = replace(statement, where=TextField.TEXT, start=0, end=len(statement.quote))
        cited = Article(filed.url, filed.title, statement.quote, filed.published, language="und", source=filed.source)
        article = write.cite(connection, cited, now)
    return Placed(filed.id, article, statement, filed.published.isoformat(), decided=True)
