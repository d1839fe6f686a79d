"""A small stored ledger for tests of what users see: real tables, written by the store's own functions."""

from __future__ import annotations

import datetime as dt
import html
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tracker.model import (
    Article,
    Basis,
    Evidence,
    Firmness,
    Kind,
    Pledge,
    Precision,
    Role,
    Span,
    Statement,
    Status,
    Window,
)
from tracker.store import ledger, statements, write
from tracker.store.connect import open_to_write, writing

DIGEST = "0123456789abcdef"  # stands for the digest of the rules
NOW = "2026-09-01T06:00:00+00:00"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@dataclass(frozen=True)
class Promise:
    """A pledge in few words. `then` are (first day, status, due or "", report or "") after the promise, in order."""

    id: str
    title: str
    quote: str
    published: str
    due: str | None
    then: Sequence[tuple[str, str, str, str]] = ()
    parties: tuple[str, ...] = ("IND", "USA")
    minerals: tuple[str, ...] = ("lithium",)
    speaker: str | None = "Ada Okonjo"
    timeline: str | None = "by the due day"
    basis: Basis = Basis.STATED
    extra: Mapping[str, object] = field(default_factory=dict)


LEDGER = (
    Promise(
        "p-overdue", "IND-USA: sign lithium agreement", '=HYPERLINK("http://evil.example") said they would sign by 31 May.',
        "2026-03-01", "2026-05-31", [("2026-06-01", "overdue", "2026-05-31", "")],
    ),
    Promise(
        "p-confirmed", "AUS-JPN: launch nickel project", "The two sides “launch” <b>it</b> by June, they said.",
        "2026-02-01", "2026-06-30", [("2026-06-20", "confirmed", "2026-06-30", "The project was launched on Friday.")],
        parties=("AUS", "JPN"), minerals=("nickel",),
    ),
    Promise(
        "p-delayed", "CHL: open tender", "Chile opens the tender in April.", "2026-01-10", "2026-04-30",
        [("2026-04-20", "delayed", "2026-10-31", "The tender was put off to October.")],
        parties=("CHL",), minerals=("critical minerals",), speaker=None,
    ),
    Promise(
        "p-cancelled", "NA, NAM: build plant", "Namibia (NA) will build the plant by August, NA said.", "2026-01-15", "2026-08-31",
        [("2026-07-01", "cancelled", "2026-08-31", "The plant was scrapped.")], parties=("NA", "NAM"), minerals=(), speaker="NA",
    ),
    Promise(
        "p-open", "EU: publish strategy", "The bloc publishes it shortly.", "2026-08-30", "2026-11-30",
        parties=("EU",), minerals=("critical minerals",), timeline="shortly", basis=Basis.READ,
    ),
    Promise("p-undated", "KAZ: auction field", "Kazakhstan wants to auction the field.", "2026-08-01", None, parties=("KAZ",), timeline=None),
)  # fmt: skip


def make(path: Path, promises: Sequence[Promise] = LEDGER) -> Path:
    """Write the promises, each with an article of its own and one for each report, into a database at `path`."""
    with open_to_write(path) as connection, writing(connection):
        put(connection, promises)
    return path


def put(connection: sqlite3.Connection, promises: Sequence[Promise]) -> None:
    """Make these promises the whole ledger."""
    pledges, homes = [], {}
    for one in promises:
        pledge = _pledge(connection, one)
        pledges.append(pledge)
        homes.update({evidence.statement: pledge.id for evidence in pledge.evidence})
    ledger.save_ledger(connection, pledges, homes, made=NOW)


def _pledge(connection: sqlite3.Connection, one: Promise) -> Pledge:
    opener = _statement(connection, one, one.published, one.quote, Kind.PLEDGE)
    evidence = [Evidence(opener, Role.OPENS, 1.0, ("first",))]
    marks: list[tuple[str, Status, str | None, str]] = [(one.published, Status.OPEN, one.due, opener)]
    roles = {
        "confirmed": (Role.CONFIRMS, Kind.ANNOUNCEMENT),
        "cancelled": (Role.CANCELS, Kind.CANCELLATION),
        "delayed": (Role.DELAYS, Kind.DELAY),
    }
    for since, status, due, report in one.then:
        if report:
            role, kind = roles[status]
            evidence.append(Evidence(_statement(connection, one, since, report, kind), role, 0.9, ("same act",)))
        marks.append((since, Status(status), due or None, opener))
    return Pledge(
        id=one.id,
        title=one.title,
        parties=one.parties,
        minerals=one.minerals,
        instrument="agreement",
        action="sign",
        first_pledged=day(one.published),
        evidence=tuple(evidence),
        spans=tuple(_span(one, place, marks) for place in range(len(marks))),
    )


def _span(one: Promise, place: int, marks: Sequence[tuple[str, Status, str | None, str]]) -> Span:
    since, status, due, current = marks[place]
    return Span(
        since=day(since),
        until=day(marks[place + 1][0]) if place + 1 < len(marks) else None,
        status=status,
        current=current,
        window=Window(day(one.published), day(due)) if due else None,
        due_basis=one.basis if due else None,
        precision=Precision.DAY if due else None,
        rule="by X" if due else None,
        firmness=Firmness.PROMISED,
        first_due=day(one.due) if one.due else None,
        slips=sum(mark[2] != one.due for mark in marks[: place + 1]),
        resolved_on=day(since) if status in (Status.CONFIRMED, Status.CANCELLED) else None,
        happened=day(since) if status is Status.CONFIRMED else None,
        days_late=(day(since) - day(due)).days if status is Status.CONFIRMED and due else None,
    )


def _statement(connection: sqlite3.Connection, one: Promise, published: str, quote: str, kind: Kind) -> str:
    """Store an article that says just the quote, with the page it was read from; give the statement's id."""
    url = f"https://wire.example/{published}/{one.id}-{kind}"
    page = write.RawPage(
        url, _html(one, published, quote).encode(), headers={"Content-Type": "text/html; charset=utf-8"}
    )
    article = Article(url, f"{one.title} ({kind})", quote, day(published), source="wire")
    write.save_article(connection, write.Arrival(article, f"{published}T12:00:00+00:00", page=page))
    (key,) = connection.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
    made = Statement(
        kind=kind,
        quote=quote,
        start=0,
        end=len(quote),
        speaker=one.speaker,
        parties=one.parties,
        minerals=one.minerals,
        action="sign",
        timeline=one.timeline if kind is Kind.PLEDGE else None,
        window=Window(day(one.published), day(one.due)) if one.due and kind is Kind.PLEDGE else None,
        basis=one.basis if one.due and kind is Kind.PLEDGE else None,
        rules=("by X",),
    )
    name = f"s-{one.id}-{kind}-{published}"
    statements.save_statements(connection, [statements.Placed(name, key, made, published)])
    statements.mark_read(connection, [(key, DIGEST, 1)])
    return name


def _html(one: Promise, published: str, quote: str) -> str:
    words = html.escape(quote)
    more = "".join(
        f"<p>Paragraph {n} of the report tells what the officials of the two sides had for lunch.</p>" for n in range(8)
    )
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{html.escape(one.title)}</title>"
        f"<meta property='article:published_time' content='{published}T10:00:00+00:00'></head>"
        f"<body><article><h1>{html.escape(one.title)}</h1><p>{words}</p>{more}</article></body></html>"
    )
