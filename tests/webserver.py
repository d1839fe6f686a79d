"""The real web view on a free port of the loopback, with a day of the test's choice as today; and ledgers to show in it."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracker.model import Article, Basis, Evidence, Kind, Pledge, Precision, Role, Span, Statement, Status, Window
from tracker.store import ledger, statements, write
from tracker.store.connect import open_to_write, writing

TODAY = dt.date(2026, 9, 1)


@contextlib.contextmanager
def serving(path: Path, today: dt.date = TODAY) -> Iterator[str]:
    """The address of a running web view of the database at `path`."""
    import uvicorn

    from tracker.web import app

    listener = socket.create_server(("127.0.0.1", 0))
    application = app.make(path, lambda: today).app()
    server = uvicorn.Server(
        uvicorn.Config(application, log_level="warning", lifespan="on", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    give_up = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "the web view does not start"
        assert time.monotonic() < give_up, "the web view does not start in time"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


@dataclass(frozen=True)
class Told:
    """A pledge in few words; `spans` are (first day, status, due or "")."""

    id: str
    title: str
    quote: str
    published: str
    spans: Sequence[tuple[str, str, str]]
    basis: Basis = Basis.STATED
    timeline: str | None = "by the end of May"
    speaker: str | None = "Ada Okonjo"
    parties: tuple[str, ...] = ("IND", "USA")
    minerals: tuple[str, ...] = ("lithium",)
    before: str = "A first paragraph that stands before the quote."
    after: str = "More follows here."
    article: str = "What the two sides said"
    report: tuple[str, str] | None = None  # (day, quote) of what confirms it


STATED = Told(
    "p-stated", "India and the United States: sign a lithium agreement", "They will sign by the end of May, the minister said.",
    "2026-03-01", [("2026-03-01", "open", "2026-05-31"), ("2026-06-01", "overdue", "2026-05-31")],
)  # fmt: skip
READ = Told(
    "p-read", "Chile: open a cobalt tender", "The tender will open soon, an official said.", "2026-03-01",
    [("2026-03-01", "open", "2026-06-01"), ("2026-06-02", "overdue", "2026-06-01")],
    basis=Basis.READ, timeline="soon", speaker=None, parties=("CHL",), minerals=("cobalt",),
)  # fmt: skip
SOON = Told(
    "p-soon", "Japan: publish a nickel roadmap", "Japan publishes its roadmap by 15 September.", "2026-08-20",
    [("2026-08-20", "open", "2026-09-15")], timeline="by 15 September", parties=("JPN",), minerals=("nickel",),
)  # fmt: skip
DONE = Told(
    "p-done", "Australia: launch a nickel project", "The project starts by the end of August.", "2026-07-01",
    [("2026-07-01", "open", "2026-08-31"), ("2026-08-20", "confirmed", "2026-08-31")], timeline="by the end of August",
    parties=("AUS",), minerals=("nickel",), report=("2026-08-20", "The project was launched on Thursday."),
)  # fmt: skip
CASES = (STATED, READ, SOON, DONE)


def make(path: Path, cases: Sequence[Told] = CASES) -> Path:
    """Write these pledges, with an article each, into a database at `path`; no source was ever crawled."""
    with open_to_write(path) as connection, writing(connection):
        pledges = [_pledge(connection, one) for one in cases]
        homes = {evidence.statement: pledge.id for pledge in pledges for evidence in pledge.evidence}
        ledger.save_ledger(connection, pledges, homes, made="2026-09-01T06:00:00Z")
        connection.execute("UPDATE meta SET value = (SELECT value FROM meta WHERE key = 'facts') WHERE key = 'settled'")
    return path


def crawled(path: Path, day: str, *, party: str, source: str = "gazette") -> None:
    """Note a successful crawl of a source that covers `party`."""
    with open_to_write(path) as connection, writing(connection):
        connection.execute("INSERT INTO coverage (source, kind, name) VALUES (?, 'party', ?)", (source, party))
        connection.execute(
            "INSERT INTO crawls (source, started, finished, outcome) VALUES (?, ?, ?, 'ok')",
            (source, f"{day}T05:00:00Z", f"{day}T05:01:00Z"),
        )


def _pledge(connection: sqlite3.Connection, one: Told) -> Pledge:
    opener = _statement(connection, one, one.published, one.quote, Kind.PLEDGE)
    evidence = [Evidence(opener, Role.OPENS, 1.0, ("first statement of this act",))]
    current = [opener] * len(one.spans)
    if one.report:
        report = _statement(connection, one, *one.report, Kind.ANNOUNCEMENT)
        evidence.append(Evidence(report, Role.CONFIRMS, 0.9, ("the same parties", "the same act")))
    starts = [dt.date.fromisoformat(since) for since, _, _ in one.spans]
    spans = []
    for place, (since, status, due) in enumerate(one.spans):
        settled = starts[place] if status == "confirmed" else None
        window = Window(dt.date.fromisoformat(one.published), dt.date.fromisoformat(due)) if due else None
        spans.append(
            Span(
                since=dt.date.fromisoformat(since),
                until=starts[place + 1] if place + 1 < len(starts) else None,
                status=Status(status),
                current=current[place],
                window=window,
                due_basis=one.basis if window else None,
                precision=Precision.MONTH if window else None,
                rule="by-period" if window else None,
                first_due=window.latest if window else None,
                happened=settled,
                resolved_on=settled,
                days_late=(settled - window.latest).days if settled and window else None,
            )
        )
    first = dt.date.fromisoformat(one.published)
    return Pledge(
        one.id, one.title, one.parties, one.minerals, "agreement", "sign", first, tuple(evidence), tuple(spans)
    )


def _statement(connection: sqlite3.Connection, one: Told, day: str, quote: str, kind: Kind) -> str:
    url = f"https://wire.example/{day}/{one.id}-{kind}"
    text = f"{one.before}\n\n{quote} {one.after}"
    article = Article(url, one.article, text, dt.date.fromisoformat(day), source="wire")
    write.save_article(connection, write.Arrival(article, f"{day}T12:00:00+00:00"))
    (key,) = connection.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
    start = text.index(quote)
    due = next((due for _, _, due in one.spans if due), "") if kind is Kind.PLEDGE else ""
    made = Statement(
        kind=kind,
        quote=quote,
        start=start,
        end=start + len(quote),
        speaker=one.speaker,
        parties=one.parties,
        minerals=one.minerals,
        action="sign",
        timeline=one.timeline if due else None,
        window=Window(dt.date.fromisoformat(one.published), dt.date.fromisoformat(due)) if due else None,
        basis=one.basis if due else None,
        rule="by-period" if due else None,
        rules=("act-sign",),
    )
    name = f"s-{one.id}-{kind}"
    statements.save_statements(connection, [statements.Placed(name, key, made, day)])
    statements.mark_read(connection, [(key, "0123456789abcdef", 1)])
    return name
