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

`pledge_ids (id, opener, pledge, issued)` serves Shelf.issued (by opener) and keeps every id ever issued.
When statements come or go: write them and their keys, call `resettle` with those added and those removed (a changed one in
both lists, as it was and as it is), then write its Change. Neither size nor age of the ledger enters the cost: only the
statements under the same keys do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tracker.ledger.book import Entry, pledges_of_deal
from tracker.ledger.fold import Fold
from tracker.ledger.keys import filed_under
from tracker.ledger.rules import LinkRules
from tracker.ledger.shapes import Change, Ledger, Link, Question
from tracker.ledger.shelf import MemoryShelf, Order, Shelf
from tracker.model import Filed, Pledge, short_id

__all__ = [
    "Change",
    "Ledger",
    "Link",
    "LinkRules",
    "MemoryShelf",
    "Order",
    "Question",
    "Shelf",
    "filed_under",
    "resettle",
    "settle",
]


def settle(
    filed: Iterable[Filed],
    decisions: Sequence[object] = (),
    *,
    rules: LinkRules,
    issued: Mapping[str, tuple[str, str]] | None = None,
) -> Ledger:
    """Settle all statements from nothing, in canonical order whatever the order they are given in.

    `issued` maps a statement to (instant, pledge id) for every id that was issued before: a pledge keeps its oldest one.
    """
    shelf = MemoryShelf(filed, rules, issued=issued)
    fold = Fold(shelf, rules)
    fold.run_all(shelf.ordered)
    links = {key: link for key, link in fold.links.items() if link}
    roots = [one.id for one in shelf.ordered if one.id in links and links[one.id].root == one.id]
    pledges = tuple(sorted(_book(fold, roots, rules), key=lambda pledge: pledge.id))
    queue = tuple(question for key in roots for question in links[key].asked)
    return Ledger(pledges, queue, links, _homes(pledges, links, fold, roots))


def resettle(
    changed: Iterable[Filed],
    removed: Iterable[Filed],
    shelf: Shelf,
    decisions: Sequence[object] = (),
    *,
    rules: LinkRules,
) -> Change:
    """Settle what came and what went, and whatever that touches. See the module's docstring for the shelf."""
    fold = Fold(shelf, rules)
    fold.run(changed, removed)
    before = shelf.links(list(fold.links))
    deals = {link.deal for link in (*before.values(), *fold.links.values()) if link and link.deal}
    roots = set(fold.roots)
    for root in fold.roots:
        link = fold.link(root)
        if link and link.deal:
            deals.add(link.deal)
    roots.update(root for deal in deals for root in fold.deal_roots(deal))
    alive = sorted(root for root in roots if (link := fold.link(root)) and link.root == root)
    pledges = tuple(sorted(_book(fold, alive, rules), key=lambda pledge: pledge.id))
    gone = tuple(sorted(roots - set(alive)))
    return Change(pledges, gone, fold.links, _homes(pledges, {}, fold, alive))


def _book(fold: Fold, roots: Sequence[str], rules: LinkRules) -> list[Pledge]:
    """The pledges of these roots; all roots of a deal are among them."""
    deals: dict[str, list[Entry]] = {}
    for root in roots:
        link = fold.link(root)
        if link is None:
            continue
        members = fold.members(root)
        links = {one.id: found for one in members if (found := fold.link(one.id))}
        entry = Entry(root, pledge_id(fold, members), members, links, link.deal)
        deals.setdefault(link.deal or root, []).append(entry)
    return [pledge for entries in deals.values() for pledge in pledges_of_deal(entries, rules)]


def pledge_id(fold: Fold, members: Sequence[Filed]) -> str:
    """The oldest id issued for one of its statements, else one from its canonically first statement."""
    issued = fold.shelf.issued([one.id for one in members])
    if issued:
        place = {one.id: number for number, one in enumerate(members)}
        return min(issued.items(), key=lambda item: (item[1][0], place[item[0]]))[1][1]
    return short_id("p", members[0].id)


def _homes(pledges: Sequence[Pledge], links: Mapping[str, Link], fold: Fold, roots: Sequence[str]) -> dict[str, str]:
    return {one.id: pledge_id(fold, fold.members(root)) for root in roots for one in fold.members(root)}
