"""Short ways to write statements for tests of the ledger, and a store in memory that is fed batch by batch."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tracker.datafiles import data_root, load
from tracker.ledger import Decision, Ledger, Link, LinkRules, MemoryShelf, resettle, settle
from tracker.model import Basis, Condition, Day, Filed, Kind, Pledge, Span, Statement, Window, short_id


@functools.cache
def rules() -> LinkRules:
    return load(data_root() / "rules" / "linking.toml", LinkRules)


def day(text: str) -> Day:
    return dt.date.fromisoformat(text)


def window(text: str | None) -> Window | None:
    """ "2026-03-01..2026-03-31", or one day."""
    if text is None:
        return None
    first, _, last = text.partition("..")
    return Window(day(first), day(last or first))


def filed(
    published: str,
    kind: str,
    quote: str,
    *,
    act: str = "agreement sign",
    parties: str = "IND USA",
    minerals: str = "critical minerals",
    due: str | None = None,
    words: str | None = None,
    speaker: str | None = None,
    happened: str | None = None,
    url: str = "",
    title: str = "",
    gone: str | None = None,
    copy_of: str | None = None,
    condition: Condition | None = None,
    names: str = "",
    vague: bool = False,
    start: int = 0,
    fetched: str | None = None,
) -> Filed:
    """One statement; `parties` and `minerals` are separated by spaces and commas, `act` is "instrument action"."""
    instrument = next(
        name
        for name in (
            "export control",
            "agreement",
            "talks",
            "tariff",
            "investment",
            "project",
            "law",
            "strategy",
            "auction",
            "supply",
        )
        if act.startswith(name)
    )
    address = url or f"https://wire.example/{published}/{short_id('u', quote)[2:8]}"
    statement = Statement(
        kind=Kind(kind),
        quote=quote,
        start=start,
        end=start + len(quote),
        speaker=speaker,
        parties=tuple(sorted(parties.split())),
        minerals=tuple(part.strip() for part in minerals.split(",") if part.strip()),
        instrument=instrument,
        action=act.removeprefix(instrument).strip(),
        timeline=words or due,
        window=window(due),
        basis=(Basis.READ if vague else Basis.STATED) if due else None,
        rule="test" if due else None,
        condition=condition,
        happened=window(happened),
        names=tuple(part.strip() for part in names.split(",") if part.strip()),
    )
    key = short_id("s", address, quote, kind, act, due)
    return Filed(
        key,
        statement,
        address,
        title,
        "wire",
        day(published),
        day(fetched or published),
        day(gone) if gone else None,
        copy_of,
    )


def ledger_of(*statements: Filed, decisions: Sequence[Decision] = ()) -> Ledger:
    return settle(statements, decisions, rules=rules())


def holder(ledger: Ledger, statement: Filed) -> Pledge:
    """The pledge that a statement is at home in."""
    home = ledger.homes[statement.id]
    return next(pledge for pledge in ledger.pledges if pledge.id == home)


def on(pledge: Pledge, text: str) -> Span:
    """The pledge's span of a day."""
    at = day(text)
    return next(span for span in pledge.spans if span.since <= at and (span.until is None or at < span.until))


class Desk:
    """A store in memory: statements come in batches, and each batch resettles what it touches."""

    def __init__(self, decisions: Sequence[Decision] = ()) -> None:
        self.filed: dict[str, Filed] = {}
        self.links: dict[str, Link] = {}
        self.pledges: dict[str, Pledge] = {}
        self.homes: dict[str, str] = {}
        self.issued: dict[str, tuple[str, str]] = {}
        self.decisions = tuple(decisions)
        self.runs = 0

    def rule(self, decisions: Sequence[Decision]) -> None:
        """Make new decisions on a settled ledger."""
        fresh = [one for one in decisions if one not in self.decisions]
        self.decisions = tuple(decisions)
        self.take((), fresh=fresh)

    def take(self, batch: Iterable[Filed], removed: Iterable[str] = (), fresh: Sequence[Decision] = ()) -> None:
        """Take statements in and away, and settle what that touches."""
        self.runs += 1
        changed, struck = [], [self.filed.pop(key) for key in removed]
        for one in batch:
            known = self.filed.get(one.id)
            if known and known != one:
                struck.append(known)
            self.filed[one.id] = one
            changed.append(one)
        shelf = MemoryShelf(self.filed.values(), rules(), self.links, self.issued)
        change = resettle(changed, struck, shelf, self.decisions, rules=rules(), fresh=fresh)
        for key, link in change.links.items():
            if link is None:
                self.links.pop(key, None)
            else:
                self.links[key] = link
        for root in change.gone:
            self.pledges.pop(root, None)
        for one in struck:
            self.homes.pop(one.id, None)
        self.homes.update(change.homes)
        for pledge in change.pledges:
            root = next(one.statement for one in pledge.evidence if change.homes.get(one.statement) == pledge.id)
            self.pledges[root] = pledge
            if pledge.id not in {known for _, known in self.issued.values()}:  # an id is issued once, for one statement
                self.issued[root] = (f"{self.runs:06d}", pledge.id)

    def ledger(self) -> list[Pledge]:
        return sorted(self.pledges.values(), key=lambda pledge: pledge.id)


def moved(one: Filed, **fields: object) -> Filed:
    """The same statement with other fields of its statement."""
    return replace(one, statement=replace(one.statement, **fields))  # type: ignore[arg-type]
