"""Articles in, statements out: stored in batches, then read with the rules, each statement in its place."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from tracker.errors import InputError, Issue
from tracker.extract import Rulebook, extract
from tracker.model import Statement, short_id
from tracker.pipeline.copying import group_copies
from tracker.pipeline.settling import link_rules, settle
from tracker.pipeline.shelf import noting
from tracker.store import read, write
from tracker.store.connect import writing
from tracker.store.statements import Placed, mark_read, save_statements

T = TypeVar("T")
Tell = Callable[[Issue], None]

BATCH = (
    200  # articles a transaction: large enough to pay for its fsync, small enough that other writers wait milliseconds
)
UNREAD = "unread:"


@dataclass
class Tally:
    """What a run did, for its closing line."""

    new: int = 0
    revised: int = 0
    known: int = 0
    read: int = 0
    statements: int = 0
    unread: Counter[str] = field(default_factory=Counter)  # by language
    errors: int = 0
    warnings: int = 0
    pledges_changed: int = 0

    def hear(self, issue: Issue, tell: Tell) -> None:
        """Count an issue, and hand it on."""
        self.errors += issue.severity == "error"
        self.warnings += issue.severity == "warning"
        tell(issue)

    def count(self, placed: list[Placed], readings: list[tuple[int, str, int]]) -> None:
        """Add what `place` gave."""
        self.statements += len(placed)
        for _, read_with, _ in readings:
            if read_with.startswith(UNREAD):
                self.unread[read_with.removeprefix(UNREAD)] += 1
            else:
                self.read += 1


def ingest(
    connection: sqlite3.Connection,
    arrivals: Iterable[write.Arrival | Issue],
    rules: Rulebook,
    now: str,
    *,
    tell: Tell,
    strict: bool = False,
) -> Tally:
    """Store, read and settle. `now` is the instant of the run; `tell` hears of each bad record as it comes.

    With `strict` the first bad record raises InputError, after what came before it has been stored and settled.
    """
    tally = Tally()
    failed: InputError | None = None
    try:
        store_arrivals(connection, arrivals, now, tally, tell=tell, strict=strict)
    except InputError as error:
        failed = error
    read_queue(connection, rules, tally, tell)
    tally.pledges_changed = settle(connection, now)
    if failed:
        raise failed
    return tally


def store_arrivals(
    connection: sqlite3.Connection,
    arrivals: Iterable[write.Arrival | Issue],
    now: str,
    tally: Tally,
    *,
    tell: Tell,
    strict: bool = False,
) -> None:
    """Store articles in batches, each with the issues met among them, in one transaction a batch."""
    for batch in batches(arrivals, BATCH):
        bad = [one for one in batch if isinstance(one, Issue) and (not strict or one.severity == "error")]
        stop = bad[0] if strict and bad else None
        kept = batch[: batch.index(stop)] if stop else batch
        with writing(connection):
            outcomes = Counter(write.save_article(connection, one) for one in kept if isinstance(one, write.Arrival))
            write.save_issues(connection, [stop] if stop else [one for one in batch if isinstance(one, Issue)], now)
        tally.new += outcomes[write.Outcome.NEW]
        tally.revised += outcomes[write.Outcome.REVISED]
        tally.known += outcomes[write.Outcome.KNOWN]
        if stop:
            raise InputError(stop.where, stop.what, stop.todo)
        for issue in (one for one in batch if isinstance(one, Issue)):
            tally.hear(issue, tell)


def read_queue(connection: sqlite3.Connection, rules: Rulebook, tally: Tally, tell: Tell) -> None:
    """Compare every queued article with what it may repeat, and read it for statements."""
    group_copies(connection)
    while groups := read.queued(connection, BATCH):
        placed: list[Placed] = []
        readings: list[tuple[int, str, int]] = []
        for group in groups:
            found, read_with = place(group, rules, lambda issue: tally.hear(issue, tell))
            placed += found
            readings += read_with
        with writing(connection), noting(connection, [group[0].article.url for group in groups], link_rules()):
            save_statements(connection, placed)
            mark_read(connection, readings)
        tally.count(placed, readings)


def place(group: list[read.Version], rules: Rulebook, tell: Tell) -> tuple[list[Placed], list[tuple[int, str, int]]]:
    """The statements of all versions of one article, each once, placed in the first version that holds it.

    A statement that the newest version lacks is gone from the day on which the version after its last one counts.
    Also gives (article, digest of the rules or 'unread:LANG', number of statements) for each version.
    """
    first: dict[str, tuple[read.Version, Statement]] = {}
    last: dict[str, read.Version] = {}
    readings = []
    for version in group:
        found, read_with = _read(version, rules, tell)
        readings.append((version.id, read_with, len(found)))
        for key, statement in identify(version.article.url, found):
            first.setdefault(key, (version, statement))
            last[key] = version
    placed = [
        Placed(key, version.id, statement, version.counts_from, last[key].superseded)
        for key, (version, statement) in first.items()
    ]
    return placed, readings


def identify(url: str, found: Iterable[Statement]) -> Iterator[tuple[str, Statement]]:
    """Give each statement its id: of address, field, quote, kind and action, so that no later article or rule moves it.

    Several of the same kind and action in one sentence are told apart by their order in it.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for one in found:
        key = (url, one.where.value, one.quote, one.kind.value, one.action)
        seen[key] += 1
        yield short_id("s", *key, *([seen[key]] if seen[key] > 1 else [])), one


def _read(version: read.Version, rules: Rulebook, tell: Tell) -> tuple[list[Statement], str]:
    article = version.article
    if article.language not in rules.languages:
        return [], f"{UNREAD}{article.language}"
    try:
        return extract(article, rules), rules.digest
    except Exception as error:  # noqa: BLE001 - one text that the rules stumble over must not stop the others
        tell(
            Issue(
                article.url, f"could not be read for statements ({type(error).__name__}: {error})", "please report it"
            )
        )
        return [], f"{UNREAD}failed"


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of `size` items, the last one shorter."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
