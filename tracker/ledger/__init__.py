"""Statements and people's decisions to pledges with evidence and a status for every day. Pure.

    settle(filed, decisions, rules)              everything from nothing
    resettle(changed, removed, shelf, ...)       what a few statements can touch; gives the same ledger

Rules: `tracker.datafiles.load(data_root() / "rules" / "linking.toml", LinkRules)`.

What the store must offer for `resettle` is the protocol `Shelf`: two derived tables beside the statements.

    ledger_keys  (key, published, url, place, start, statement), primary key all of them in this order, WITHOUT ROWID.
                 One row for each of `filed_under(filed, rules)`; the columns after `key` are `filed.order`. Written with
                 the statement, taken away with it, made anew when a field of it or its article's `copy_of` changes.
                 Shelf.before: WHERE key = ? AND (published, url, place, start, statement) < (...) ORDER BY ... DESC LIMIT ?
                 Shelf.after:  the same with >, ascending.
    ledger_links (statement PRIMARY KEY, root, deal, link), index on root, index on deal WHERE deal IS NOT NULL. One row a
                 link; `link` is JSON of the Link's other fields. Shelf.members: WHERE root = ?. Shelf.roots: WHERE deal = ?.
    questions    (id, statement, root, ...), one row for each of Link.asked; index on root for Shelf.asking.

`pledge_ids (id, opener, pledge, issued)` serves Shelf.issued (by opener) and keeps every id ever issued.
When statements come or go: write them and their keys, call `resettle` with those added and those removed (a changed one in
both lists, as it was and as it is), then write its Change. Neither size nor age of the ledger enters the cost: only the
statements under the same keys do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from tracker.ledger.book import Entry, pledges_of_deal
from tracker.ledger.decisions import Anchor, Decision, Verb, anchor_of, compile_decisions, decision
from tracker.ledger.fold import Fold
from tracker.ledger.keys import filed_under
from tracker.ledger.ruled import RuledShelf
from tracker.ledger.rules import LinkRules
from tracker.ledger.rulings import Rulings, differing
from tracker.ledger.shapes import Change, Ledger, Link, Question
from tracker.ledger.shelf import MemoryShelf, Order, Shelf
from tracker.model import Filed, Pledge, short_id

__all__ = [
    "Anchor",
    "Change",
    "Decision",
    "Ledger",
    "Link",
    "LinkRules",
    "MemoryShelf",
    "Order",
    "Question",
    "Shelf",
    "Verb",
    "anchor_of",
    "decision",
    "filed_under",
    "resettle",
    "settle",
]


def settle(
    filed: Iterable[Filed],
    decisions: Sequence[Decision] = (),
    *,
    rules: LinkRules,
    issued: Mapping[str, tuple[str, str]] | None = None,
) -> Ledger:
    """Settle all statements from nothing, in canonical order whatever the order they are given in.

    `issued` maps a statement to (instant, pledge id) for every id that was issued before: a pledge keeps its oldest one.
    """
    given = list(filed)
    rulings = compile_decisions(decisions, _by_address(given) if decisions else _nowhere)
    ruled = [rulings.corrected.get(one.id, one) for one in given if one.id not in rulings.dropped]
    shelf = MemoryShelf([*ruled, *rulings.added.values()], rules, issued=issued)
    fold = Fold(shelf, rules, rulings)
    fold.run_all(shelf.ordered)
    links = {key: link for key, link in fold.links.items() if link}
    roots = [one.id for one in shelf.ordered if one.id in links and links[one.id].root == one.id]
    pledges, homes = _book(fold, roots)
    queue = tuple(question for key in roots for question in links[key].asked)
    return Ledger(pledges, queue, links, homes, rulings.notes, tuple(rulings.added.values()))


def resettle(
    changed: Iterable[Filed],
    removed: Iterable[Filed],
    shelf: Shelf,
    decisions: Sequence[Decision] = (),
    *,
    rules: LinkRules,
    fresh: Sequence[Decision] = (),
) -> Change:
    """Settle what came and what went, and whatever that touches. See the module's docstring for the shelf.

    `fresh` are those of the `decisions` that were made since the ledger was last settled.
    """
    rulings = compile_decisions(decisions, shelf.at)
    ruled: Shelf = RuledShelf(shelf, rulings, rules) if decisions else shelf
    came, went = {one.id: one for one in changed}, {one.id: one for one in removed}
    if decisions:
        before = [one for one in decisions if one not in fresh]
        _reconsider(came, went, shelf, rulings, compile_decisions(before, _as_it_was(came, went, shelf)))
        came.update((key, rulings.corrected[key]) for key in came.keys() & rulings.corrected.keys())
    fold = Fold(ruled, rules, rulings)
    fold.run((one for key, one in came.items() if key not in rulings.dropped), went.values())
    stored = shelf.links(list(fold.links))
    deals = {link.deal for link in (*stored.values(), *fold.links.values()) if link and link.deal}
    deals.update(link.deal for root in fold.roots if (link := fold.link(root)) and link.deal)
    roots = fold.roots | {root for deal in deals for root in fold.deal_roots(deal)}
    alive = sorted(root for root in roots if (link := fold.link(root)) and link.root == root)
    pledges, homes = _book(fold, alive)
    return Change(
        pledges, tuple(sorted(roots.difference(alive))), fold.links, homes, rulings.notes, tuple(rulings.added.values())
    )


def _as_it_was(came: Mapping[str, Filed], went: Mapping[str, Filed], shelf: Shelf) -> Callable[[str], Sequence[Filed]]:
    """The statements of an address before these came and went."""
    gone = _by_address(went.values())
    return lambda url: [*(one for one in shelf.at(url) if one.id not in came), *gone(url)]


def _reconsider(came: dict[str, Filed], went: dict[str, Filed], shelf: Shelf, now: Rulings, before: Rulings) -> None:
    """What is ruled otherwise than before, by new decisions or on new targets: each statement goes as it was ruled before, and comes as it is ruled now."""
    touched = sorted(differing(before, now))
    plain = {one.id: one for one in shelf.filed(touched)}
    for key in touched:
        old = before.corrected.get(key) or before.added.get(key) or plain.get(key)
        new = now.corrected.get(key) or now.added.get(key) or plain.get(key)
        if old and key not in before.dropped and (old != new or key in now.dropped):
            went.setdefault(key, old)
        if new:
            came.setdefault(key, new)


def _by_address(filed: Iterable[Filed]) -> Callable[[str], Sequence[Filed]]:
    places: dict[str, list[Filed]] = {}
    for one in filed:
        places.setdefault(one.url, []).append(one)
    return lambda url: places.get(url, ())


def _nowhere(_: str) -> Sequence[Filed]:
    return ()


def _book(fold: Fold, roots: Sequence[str]) -> tuple[tuple[Pledge, ...], dict[str, str]]:
    """The pledges of these roots, by id, and the home of each of their statements; all roots of a deal are among them."""
    deals: dict[str, list[Entry]] = {}
    homes: dict[str, str] = {}
    for root in roots:
        link = fold.link(root)
        if link is None:
            continue
        entry = _entry(fold, root, link)
        deals.setdefault(link.deal or root, []).append(entry)
        homes.update((one.id, entry.id) for one in entry.members)
    pledges = (pledge for entries in deals.values() for pledge in pledges_of_deal(entries, fold.rules))
    return tuple(sorted(pledges, key=lambda pledge: pledge.id)), homes


def _entry(fold: Fold, root: str, link: Link) -> Entry:
    members, rulings = fold.members(root), fold.rulings
    closes = [rulings.closed[one.id] for one in members if one.id in rulings.closed]
    notes = [note for one in members for note in rulings.disputes.get(one.id, ())]
    links = {one.id: found for one in members if (found := fold.link(one.id))}
    return Entry(
        root,
        pledge_id(fold.shelf, members),
        members,
        links,
        link.deal,
        closes[-1] if closes else None,
        tuple(notes),
        rulings.confirming,
        tuple(fold.asking(root)),
    )


def pledge_id(shelf: Shelf, members: Sequence[Filed]) -> str:
    """The oldest id issued for one of its statements, else one from its canonically first statement."""
    issued = shelf.issued([one.id for one in members])
    if issued:
        place = {one.id: number for number, one in enumerate(members)}
        return min(issued.items(), key=lambda item: (item[1][0], place[item[0]]))[1][1]
    return short_id("p", members[0].id)
