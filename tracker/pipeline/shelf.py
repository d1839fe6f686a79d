"""The ledger's shelf over the store: what linking looks up, as the core's own types."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from tracker.ledger import Link, LinkRules, Order, Question, filed_under
from tracker.model import Filed
from tracker.store import read, shelf, write
from tracker.store.ledger import KeyRow, LinkRow, QuestionRow, save_keys
from tracker.store.statements import queue_to_settle


class SqlShelf:
    """Statements, keys and links of a database. Inside one transaction, so that none of them moves meanwhile."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def filed(self, ids: Sequence[str]) -> list[Filed]:
        return shelf.filed(self._connection, ids)

    def at(self, url: str) -> list[Filed]:
        return sorted(read.filed_where(self._connection, "a.url = ?", url), key=lambda one: one.order)

    def before(self, key: str, order: Order, limit: int) -> list[str]:
        return shelf.before(self._connection, _key_row(key, order), limit)

    def after(self, key: str, order: Order) -> list[str]:
        return shelf.after(self._connection, _key_row(key, order))

    def links(self, ids: Sequence[str]) -> Mapping[str, Link]:
        return {row[0]: _link(row) for row in shelf.links(self._connection, ids)}

    def members(self, root: str) -> list[str]:
        return shelf.members(self._connection, root)

    def roots(self, deal: str) -> list[str]:
        return shelf.roots(self._connection, deal)

    def asking(self, root: str) -> list[str]:
        return shelf.asking(self._connection, root)

    def issued(self, ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        return shelf.issued(self._connection, ids)


@contextmanager
def noting(connection: sqlite3.Connection, urls: Sequence[str], rules: LinkRules) -> Iterator[None]:
    """Whatever is done within to the statements of these addresses is noted for the next settling, and their keys follow."""
    before = shelf.rows_at(connection, urls)
    yield
    after = shelf.rows_at(connection, urls)
    changed = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    if not changed:
        return
    queue_to_settle(connection, ((key, before.get(key)) for key in changed))
    old = [read.as_filed(json.loads(before[key])) for key in changed if key in before]
    new = [read.as_filed(json.loads(after[key])) for key in changed if key in after]
    save_keys(connection, key_rows(new, rules), key_rows(old, rules))
    write.note_change(connection)


def key_rows(filed: Iterable[Filed], rules: LinkRules) -> Iterator[KeyRow]:
    """The rows of the index over statements."""
    return (_key_row(key, one.order) for one in filed for key in filed_under(one, rules))


def link_row(link: Link) -> LinkRow:
    """A link as the store keeps it."""
    rest = {
        "chance": link.chance,
        "reasons": link.reasons,
        "copy": link.copy,
        "decided": link.decided,
        "asked": [{"id": one.id, "root": one.root, "chance": one.chance, "reasons": one.reasons} for one in link.asked],
    }
    return (link.statement, link.root, link.deal, json.dumps(rest, ensure_ascii=False))


def question_rows(links: Iterable[Link]) -> Iterator[QuestionRow]:
    """The review queue that the links leave."""
    for link in links:
        for one in link.asked:
            yield (one.id, one.statement, one.root, one.chance, json.dumps(one.reasons, ensure_ascii=False))


def _link(row: LinkRow) -> Link:
    statement, root, deal, rest = row
    values = json.loads(rest)
    asked = tuple(
        Question(one["id"], statement, one["root"], one["chance"], tuple(one["reasons"])) for one in values["asked"]
    )
    return Link(
        statement, root, values["chance"], tuple(values["reasons"]), deal, values["copy"], values["decided"], asked
    )


def _key_row(key: str, order: Order) -> KeyRow:
    published, url, place, start, statement = order
    return (key, published.isoformat(), url, place, start, statement)
