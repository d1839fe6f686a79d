"""From links to pledges: the members of each pledge, what its deal adds, its id, title and spans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tracker.ledger.rules import LinkRules
from tracker.ledger.shapes import Link
from tracker.ledger.status import Close, Event, history
from tracker.model import Evidence, Filed, Kind, Pledge, Role, short_id

__all__ = ["Entry", "deal_id", "pledges_of_deal"]


@dataclass(frozen=True)
class Entry:
    """One pledge before its status: its root, its members in canonical order and their links, what people ruled, and
    the statements that may belong to it but wait for a person (`asking`)."""

    root: str
    id: str
    members: Sequence[Filed]
    links: Mapping[str, Link]
    deal: str | None = None
    close: Close | None = None
    notes: tuple[str, ...] = ()
    confirmed_by: frozenset[str] = field(default_factory=frozenset)
    asking: tuple[Filed, ...] = ()


def deal_id(deal: str) -> str:
    """The id of a deal, from the statement that opened it."""
    return short_id("d", deal)


def pledges_of_deal(entries: Sequence[Entry], rules: LinkRules) -> list[Pledge]:
    """Make the pledges of one deal: what happened to one step may settle another, or start its clock."""
    return [_pledge(entry, [other for other in entries if other is not entry], rules) for entry in entries]


def _pledge(entry: Entry, others: Sequence[Entry], rules: LinkRules) -> Pledge:
    first = entry.members[0]
    s = first.statement
    own = [Event(one, witness=one.copy_of is None, ruled=one.id in entry.confirmed_by) for one in entry.members]
    asking = [Event(one, asked=True) for one in entry.asking if _may_settle(one)]
    events = sorted((*own, *asking, *_from_deal(entry, others, rules)), key=lambda event: event.filed.order)
    spans, roles = history(events, rules, entry.close)
    kept = [pair for pair in zip(events, roles, strict=True) if not _idle(*pair)]
    # what the deal adds never stands before the opener
    kept.sort(key=lambda pair: (max(pair[0].filed.order, first.order), pair[0].implied or pair[0].awaited))
    evidence = tuple(_evidence(event, role, entry.links) for event, role in kept)
    pledged = [one.published for one in entry.members if one.statement.kind in (Kind.PLEDGE, Kind.DELAY)]
    return Pledge(
        id=entry.id,
        title=title(first),
        parties=s.parties,
        minerals=s.minerals,
        instrument=s.instrument,
        action=s.action,
        first_pledged=pledged[0] if pledged else None,
        evidence=evidence,
        spans=spans,
        deal=deal_id(entry.deal) if entry.deal else None,
        notes=entry.notes,
    )


def _may_settle(one: Filed) -> bool:
    return one.statement.kind in (Kind.ANNOUNCEMENT, Kind.CANCELLATION) and one.copy_of is None


def _idle(event: Event, role: Role) -> bool:
    """An act of another pledge that did nothing here is no evidence, nor is one that a person is asked about."""
    return event.asked or ((event.implied or event.awaited) and role is Role.RECAPS)


def _evidence(event: Event, role: Role, links: Mapping[str, Link]) -> Evidence:
    link = links.get(event.filed.id)
    if event.implied:
        return Evidence(event.filed.id, role, 1.0, (f"{event.filed.statement.action} settles this step as well",))
    if event.awaited:
        return Evidence(
            event.filed.id, role, 1.0, (f"the clock of its condition waits for this ({event.filed.statement.action})",)
        )
    if link is None:
        return Evidence(event.filed.id, role, 1.0)
    return Evidence(event.filed.id, role, link.chance, link.reasons, link.decided)


def _from_deal(entry: Entry, others: Sequence[Entry], rules: LinkRules) -> Iterable[Event]:
    """Acts of the deal's other steps that settle this one, and those that its condition waits for."""
    first = entry.members[0].statement
    awaited = {one.statement.condition.act for one in entry.members if one.statement.condition}
    step = rules.step(first.instrument, first.action) is not None
    for other in others:
        for one in other.members:
            if one.statement.kind is not Kind.ANNOUNCEMENT or one.copy_of is not None:
                continue
            action = one.statement.action
            settles = rules.implies.get(action, ())
            if step and first.action in settles:
                yield Event(one, implied=True)
            elif awaited and (action in awaited or awaited & set(settles)):
                yield Event(one, awaited=True)


def title(first: Filed) -> str:
    """A pledge in a few words: what, between whom, on which minerals."""
    s = first.statement
    parties = "-".join(s.parties)
    what = " ".join(part for part in (", ".join(s.minerals), s.instrument) if part)
    names = f" ({', '.join(s.names)})" if s.names else ""
    return f"{parties + ': ' if parties else ''}{s.action} {what}{names}"
