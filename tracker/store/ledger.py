"""The ledger's tables: pledges with parties, minerals, evidence and spans; links, questions and keys. Call inside `writing`.

What has not changed is not written again, so settling an unchanged ledger writes nothing.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping

from tracker.model import Day, Pledge, Span
from tracker.store.statements import as_list, iso

LAST_DAY = "9999-12-31"
# a link as a row: (statement, root, deal, JSON of the rest); a question: (id, statement, root, chance, JSON of reasons)
LinkRow = tuple[str, str, str | None, str]
QuestionRow = tuple[str, str, str, float, str]
KeyRow = tuple[str, str, str, int, int, str]

_OF_ONE = ("spans", "evidence", "pledge_parties", "pledge_minerals")
_SPAN_COLUMNS = (
    "pledge, since, until, status, detail, due, due_basis, earliest, latest, first_due, slips, happened, resolved_on, days_late,"
    " precision, firmness, rule, current, statements"
)
_SAVE_SPAN = f"INSERT INTO spans ({_SPAN_COLUMNS}) VALUES ({', '.join('?' * 19)})"


def save_ledger(
    connection: sqlite3.Connection, pledges: Iterable[Pledge], homes: Mapping[str, str], *, made: str
) -> int:
    """Make these all the pledges there are; `homes` gives each statement's one home pledge.

    The id of a pledge that is taken away stays as an alias. `made` is the instant that a newly issued id carries. Gives the
    number of pledges written or taken away.
    """
    stored = dict(connection.execute("SELECT id, content FROM pledges").fetchall())
    changed = [pledge for pledge in pledges if stored.pop(pledge.id, None) != digest(pledge, homes)]
    for key in [*stored, *(pledge.id for pledge in changed)]:
        _delete(connection, key)
    for pledge in changed:
        _insert(connection, pledge, homes, made)
    _point_aliases(connection, None)
    return len(changed) + len(stored)


def save_part(
    connection: sqlite3.Connection,
    pledges: Iterable[Pledge],
    gone: Iterable[str],
    homes: Mapping[str, str],
    *,
    made: str,
) -> int:
    """Put these pledges in the place of what is stored under their ids or roots; take away those of the roots in `gone`."""
    new = {pledge.id: pledge for pledge in pledges}
    roots = [*gone, *(root_of(pledge, homes) for pledge in new.values())]
    stored: dict[str, str] = {}
    for column, keys in (("root", roots), ("id", list(new))):
        for key in keys:
            query = f"SELECT id, content FROM pledges WHERE {column} = ?"
            stored.update(connection.execute(query, (key,)).fetchall())
    out = [key for key, content in stored.items() if key not in new or content != digest(new[key], homes)]
    into = [pledge for key, pledge in new.items() if key not in stored or key in out]
    for key in out:
        _delete(connection, key)
    for pledge in into:
        _insert(connection, pledge, homes, made)
    _point_aliases(connection, [*out, *(pledge.id for pledge in into)])
    return len({*out, *(pledge.id for pledge in into)})


def save_links(
    connection: sqlite3.Connection, links: Iterable[LinkRow], questions: Iterable[QuestionRow], gone: Iterable[str]
) -> None:
    """Store where statements were linked to, with the questions they leave; take away both of those in `gone`."""
    rows = list(links)
    statements = [*gone, *(row[0] for row in rows)]
    connection.executemany("DELETE FROM questions WHERE statement = ?", ((one,) for one in statements))
    connection.executemany("DELETE FROM ledger_links WHERE statement = ?", ((one,) for one in statements))
    connection.executemany("INSERT INTO ledger_links (statement, root, deal, link) VALUES (?, ?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO questions (id, statement, root, chance, reasons) VALUES (?, ?, ?, ?, ?)", questions
    )


def clear_links(connection: sqlite3.Connection) -> None:
    """Take away all links and questions."""
    connection.execute("DELETE FROM questions")
    connection.execute("DELETE FROM ledger_links")


def save_keys(connection: sqlite3.Connection, keys: Iterable[KeyRow], gone: Iterable[KeyRow] = ()) -> None:
    """Store rows of the index over statements, after taking `gone` away."""
    connection.executemany(
        "DELETE FROM ledger_keys WHERE key = ? AND published = ? AND url = ? AND place = ? AND start = ? AND statement = ?",
        gone,
    )
    connection.executemany("INSERT INTO ledger_keys VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", keys)


def clear_keys(connection: sqlite3.Connection) -> None:
    """Take the whole index away."""
    connection.execute("DELETE FROM ledger_keys")


def mark_settled(connection: sqlite3.Connection, rules: str) -> None:
    """Say that the ledger holds all facts, made with linking rules of this digest."""
    connection.execute("DELETE FROM to_settle")
    connection.execute("DELETE FROM decisions_to_settle")
    connection.execute("UPDATE meta SET value = (SELECT value FROM meta WHERE key = 'facts') WHERE key = 'settled'")
    connection.execute(
        "INSERT INTO meta VALUES ('settled_with', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (rules,)
    )


def overlay(connection: sqlite3.Connection, known_at: Day) -> None:
    """Make empty temporary tables that hide the ledger's, and hide the statements first fetched after `known_at`.

    A name without a schema finds the temporary table first, so every query and every function here works on these.
    """
    last = f"{known_at.isoformat()}T99"
    connection.execute("PRAGMA temp_store = MEMORY")
    tables = ("pledges", "pledge_ids", *_OF_ONE)
    query = f"SELECT sql FROM main.sqlite_master WHERE sql IS NOT NULL AND tbl_name IN {tables} ORDER BY type DESC"
    for (made,) in connection.execute(query).fetchall():
        _, what, name, rest = made.split(maxsplit=3)
        connection.execute(f"CREATE {what} temp.{name} {rest}")
    connection.execute("INSERT INTO temp.pledge_ids SELECT * FROM main.pledge_ids")
    connection.execute(
        "CREATE TEMP VIEW statements AS SELECT t.* FROM main.statements t JOIN main.articles a ON a.id = t.article"
        f" WHERE a.fetched <= '{last}'"
    )


def digest(pledge: Pledge, homes: Mapping[str, str]) -> str:
    """What tells whether a pledge, its evidence or its spans differ from what is stored."""
    at_home = [homes.get(one.statement) == pledge.id for one in pledge.evidence]
    return hashlib.sha256(repr((pledge, at_home)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def root_of(pledge: Pledge, homes: Mapping[str, str]) -> str:
    """The canonically first statement whose home the pledge is."""
    return next(one.statement for one in pledge.evidence if homes.get(one.statement) == pledge.id)


def _delete(connection: sqlite3.Connection, key: str) -> None:
    for table in _OF_ONE:
        connection.execute(f"DELETE FROM {table} WHERE pledge = ?", (key,))
    connection.execute("DELETE FROM pledges WHERE id = ?", (key,))


def _insert(connection: sqlite3.Connection, pledge: Pledge, homes: Mapping[str, str], made: str) -> None:
    key, root = pledge.id, root_of(pledge, homes)
    connection.execute(
        "INSERT INTO pledges (id, title, deal, parties, minerals, instrument, action, first_pledged, notes, root, content)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            pledge.title,
            pledge.deal,
            as_list(pledge.parties),
            as_list(pledge.minerals),
            pledge.instrument,
            pledge.action,
            iso(pledge.first_pledged),
            as_list(pledge.notes),
            root,
            digest(pledge, homes),
        ),
    )
    connection.executemany(
        "INSERT INTO pledge_parties VALUES (?, ?)", ((name, key) for name in dict.fromkeys(pledge.parties))
    )
    connection.executemany(
        "INSERT INTO pledge_minerals VALUES (?, ?)", ((name, key) for name in dict.fromkeys(pledge.minerals))
    )
    connection.executemany(
        "INSERT INTO evidence (pledge, statement, place, role, score, reasons, home, decided) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                key,
                one.statement,
                place,
                one.role,
                one.score,
                as_list(one.reasons),
                homes.get(one.statement) == key,
                one.decided,
            )
            for place, one in enumerate(pledge.evidence)
        ],
    )
    connection.executemany(_SAVE_SPAN, (_span(key, span) for span in pledge.spans))
    connection.execute(
        "INSERT INTO pledge_ids (id, opener, pledge, issued) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (key, root, key, made),
    )


def _point_aliases(connection: sqlite3.Connection, touched: list[str] | None) -> None:
    """Let every id ever issued (or those that named a touched pledge) name the pledge that holds its first statement now.

    One whose statement is nowhere keeps its last pledge, and follows where that has gone.
    """
    only = "" if touched is None else " AND pledge IN (SELECT value FROM json_each(?))"
    given = () if touched is None else (as_list(touched),)
    connection.execute(
        f"UPDATE pledge_ids SET pledge = id WHERE pledge <> id AND id IN (SELECT id FROM pledges){only}", given
    )
    connection.execute(
        "UPDATE pledge_ids SET pledge = coalesce("
        "(SELECT e.pledge FROM evidence e WHERE e.statement = pledge_ids.opener AND e.home),"
        " (SELECT b.pledge FROM pledge_ids b WHERE b.id = pledge_ids.pledge), pledge)"
        f" WHERE id NOT IN (SELECT id FROM pledges){only}",
        given,
    )


def _span(key: str, span: Span) -> tuple[object, ...]:
    window = span.window
    due = iso(window.latest) if window else None
    return (
        key,
        span.since.isoformat(),
        iso(span.until) or LAST_DAY,
        span.status,
        span.detail,
        due,
        span.due_basis,
        iso(window.earliest) if window else None,
        due,
        iso(span.first_due),
        span.slips,
        iso(span.happened),
        iso(span.resolved_on),
        span.days_late,
        span.precision,
        span.firmness,
        span.rule,
        span.current,
        span.statements,
    )
