"""Alerts: what became overdue, was delayed, cancelled or confirmed, told once to each recipient that wants to know.

A change is claimed in the database before its message leaves and marked when the service has taken it. A message that was
refused is given back and sent by the next run; of two runs at once each claims what the other has not. Only a run that dies
between sending and marking leaves doubt: its changes are sent again ten minutes later at the earliest, and say so.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tracker.config import TOLD, Config, Recipient, Rule
from tracker.model import Day
from tracker.report.digest import SECTIONS, Digest, Item, Section, as_text, item
from tracker.report.words import Row, change_key, headline, listed, plain
from tracker.store import listing, sent
from tracker.store.changes import changes
from tracker.store.sent import Claim, Told

Clock = Callable[[], dt.datetime]

FIRST_DAYS = 7  # a new recipient is told what changed in so many days, not the whole history
LEASE = dt.timedelta(minutes=10)  # longer than any one message takes; a claim older than it is that of a dead run
BATCH = 20  # changes a message
_ENTRY_ROOM = 600  # letters of a message that its frame may take
_AGAIN = "This may have reached you before: an earlier run was stopped while sending it."
_CORRECTED = "not "
_HTTP_STATUS = re.compile(r"\berror=(\d{3})\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change for one recipient: what is kept of it, and how it reads."""

    told: Told
    item: Item


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient's alerts: the number told, and in words why not all of them were."""

    recipient: Recipient
    told: int
    trouble: str = ""


def is_address(address: str) -> bool:
    """Whether Apprise knows this kind of address. Sends nothing."""
    return _service(address) is not None


def reason(rules: Sequence[Rule], row: Row) -> str:
    """Why a change is told, in words: the first rule that it fits. Empty where it fits none."""
    if not rules:
        return "no rule: every change"
    for rule in rules:
        fits = (
            (not rule.status or row["status"] in rule.status)
            and (not rule.party or set(rule.party) & set(listed(row.get("parties"))))
            and (not rule.mineral or set(rule.mineral) & set(listed(row.get("minerals"))))
        )
        if fits:
            return f"rule “{rule.name}”: {rule.words}"
    return ""


def entries(connection: sqlite3.Connection, config: Config, recipient: Recipient, as_of: Day, days: int) -> list[Entry]:
    """All that concerns a recipient as of a day, oldest first, corrections in front; told before or not."""
    after = sent.told_after(connection, recipient.name)
    since = Day.fromisoformat(after) if after else as_of - dt.timedelta(days=days)
    rules = config.rules_of(recipient)
    found = []
    for row in changes(connection, listing.Filters(as_of=as_of, after=since)):
        why = reason(rules, row) if row["status"] in TOLD else ""
        if why:
            found.append(Entry(Told(*change_key(row), headline(row)), item(row, link=config.link.value, reason=why)))
    return [*_corrections(connection, recipient, as_of), *reversed(found)]


def notify(
    connection: sqlite3.Connection, config: Config, *, as_of: Day, clock: Clock, days: int = FIRST_DAYS
) -> Iterator[Outcome]:
    """Tell every recipient what it has not been told. One that cannot be reached does not hold up the others."""
    for recipient in config.recipients:
        sent.introduce(connection, recipient.name, (as_of - dt.timedelta(days=days)).isoformat())
        yield _tell(connection, recipient, entries(connection, config, recipient, as_of, days), clock)


def preview(
    connection: sqlite3.Connection, config: Config, recipient: Recipient, *, as_of: Day, now: dt.datetime, days: int
) -> list[str]:
    """The messages that a run would send to a recipient now. Writes nothing."""
    found = entries(connection, config, recipient, as_of, days)
    claims = sent.pending(connection, recipient.name, [one.told for one in found], alive=_alive(now))
    return ["\n\n".join(compose(batch, claims)) for batch in _batches(_claimed(found, claims), _room(recipient))]


def compose(found: Sequence[Entry], claims: Sequence[Claim] = ()) -> tuple[str, str]:
    """Title and text of one message."""
    again = {one.told.key for one in claims if one.again}
    items: dict[str, list[Item]] = {}
    for one in found:
        shown = replace(one.item, lines=(*one.item.lines, _AGAIN)) if one.told.key in again else one.item
        items.setdefault("corrected" if one.told.status.startswith(_CORRECTED) else one.told.status, []).append(shown)
    headings = [("corrected", "Corrections"), *((status, heading) for status, heading, _ in SECTIONS)]
    sections = tuple(Section(heading, tuple(items.get(status, ()))) for status, heading in headings)
    counts = Counter({heading: len(items[status]) for status, heading in headings if status in items})
    title = "Minerals ledger: " + ", ".join(f"{heading.lower()} {number}" for heading, number in counts.items())
    opening = "“Overdue” means that the last day promised has passed and no stored report says what became of it."
    return title, as_text(Digest(title, opening, sections))


def _corrections(connection: sqlite3.Connection, recipient: Recipient, as_of: Day) -> list[Entry]:
    """What the recipient was told and the ledger no longer says: a late report, a decision or a better rule has changed it."""
    found = []
    for told in sent.delivered(connection, recipient.name):
        if told.status.startswith(_CORRECTED):
            continue
        rows = list(listing.rows(connection, "changes", listing.Filters(as_of=as_of, pledge=told.pledge)))
        if any(change_key(row) == told.key or headline(row) == told.headline for row in rows):
            continue
        stands = headline(rows[0]) if rows else "the pledge is no longer on it"
        lines = (f"You were told: {plain(told.headline)}", f"The ledger now says: {stands}")
        corrected = Told(told.pledge, _CORRECTED + told.status, told.due, f"Correction of: {told.headline}")
        why = "an earlier message that no longer holds"
        found.append(Entry(corrected, Item(f"Correction ({told.pledge})", lines, f"tracker show {told.pledge}", why)))
    return found


def _tell(connection: sqlite3.Connection, recipient: Recipient, found: list[Entry], clock: Clock) -> Outcome:
    """Send message after message; each is claimed, sent and marked before the next is touched."""
    number = 0
    for batch in _batches(found, _room(recipient)):
        now = clock()
        told = [one.told for one in batch]
        claims = sent.claim(connection, recipient.name, told, now=now.isoformat(), alive=_alive(now))
        if not claims:
            continue
        taken = [one.told for one in claims]
        trouble = _deliver(recipient.address, *compose(_claimed(batch, claims), claims))
        if trouble:
            sent.release(connection, recipient.name, taken)
            return Outcome(recipient, number, trouble)
        sent.mark_sent(connection, recipient.name, taken, clock().isoformat())
        number += len(taken)
    return Outcome(recipient, number)


def _claimed(found: Sequence[Entry], claims: Sequence[Claim]) -> list[Entry]:
    keys = {one.told.key for one in claims}
    return [one for one in found if one.told.key in keys]


def _batches(found: Sequence[Entry], room: int) -> Iterator[list[Entry]]:
    """Entries in messages of at most BATCH, and of so many letters that the service need not split them."""
    batch: list[Entry] = []
    length = 0
    for one in found:
        size = len(one.item.headline) + sum(len(line) + 6 for line in one.item.lines) + len(one.item.reason) + 60
        if batch and (len(batch) == BATCH or length + size > room):
            yield batch
            batch, length = [], 0
        batch.append(one)
        length += size
    if batch:
        yield batch


def _alive(now: dt.datetime) -> tuple[str, str]:
    """Instants between which a claim belongs to a run that is at work."""
    return (now - LEASE).isoformat(), (now + LEASE).isoformat()


def _room(recipient: Recipient) -> int:
    service = _service(recipient.address)
    return max(1, int(service.body_maxlen) - _ENTRY_ROOM) if service is not None else 30_000


def _service(address: str) -> Any:
    """The service of an address; None where Apprise knows none. What its loggers say holds addresses and goes nowhere."""
    import apprise

    with _listening():
        return apprise.Apprise.instantiate(address) if address else None


def _deliver(address: str, title: str, text: str) -> str:
    """Send one message. Gives in words why it was not taken, without a part of the address; empty where it was."""
    import apprise

    service = _service(address)
    if service is None:
        return "it has no address that Apprise knows"
    service.overflow_mode = apprise.OverflowMode.SPLIT
    target = apprise.Apprise()
    target.add(service)
    with _listening() as said:
        try:
            taken = bool(target.notify(title=title, body=text, body_format=apprise.NotifyFormat.TEXT))
        except Exception as error:  # noqa: BLE001 - a service's own code may raise anything; its words may hold the address
            return f"the service failed ({type(error).__name__})"
    status = next((found[1] for line in said if (found := _HTTP_STATUS.search(line))), "")
    return "" if taken else "the service did not take the message" + (f" (HTTP {status})" if status else "")


class _listening(logging.Handler):  # noqa: N801 - used like a function
    """Catches what Apprise logs, so that none of it reaches a screen or a file."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.logger = logging.getLogger("apprise")

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def __enter__(self) -> list[str]:
        self.before = (self.logger.handlers[:], self.logger.propagate)
        self.logger.handlers, self.logger.propagate = [self], False
        return self.lines

    def __exit__(self, *_: object) -> None:
        self.logger.handlers, self.logger.propagate = self.before
