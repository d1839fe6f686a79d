"""Where the ledger looks things up: a protocol that the store fulfils in SQL, and the same over a list in memory."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from tracker.ledger.keys import filed_under
from tracker.ledger.rules import LinkRules
from tracker.ledger.shapes import Link
from tracker.model import Day, Filed

__all__ = ["MemoryShelf", "Order", "Shelf"]

Order = tuple[Day, str, int, int, str]


class Shelf(Protocol):
    """Statements in their place, the index over their keys, and the links as they were last made.

    The statements and keys are those of now: new ones are in, removed ones are out. The links are those of before.
    """

    def filed(self, ids: Sequence[str]) -> list[Filed]:
        """The statements with these ids; unknown ids are left out."""
        ...

    def at(self, url: str) -> list[Filed]:
        """All statements of one address."""
        ...

    def before(self, key: str, order: Order, limit: int) -> list[str]:
        """Ids of statements filed under `key` that come before `order`, the latest first."""
        ...

    def after(self, key: str, order: Order) -> list[str]:
        """Ids of statements filed under `key` that come after `order`."""
        ...

    def links(self, ids: Sequence[str]) -> Mapping[str, Link]:
        """The links of these statements as last made."""
        ...

    def members(self, root: str) -> list[str]:
        """Ids of the statements whose link has this root."""
        ...

    def roots(self, deal: str) -> list[str]:
        """Roots whose link names this deal."""
        ...

    def asking(self, root: str) -> list[str]:
        """Statements whose link asks whether they belong to the pledge of this root."""
        ...

    def issued(self, ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Statement id -> (instant, pledge id) where a pledge id was once issued for it."""
        ...


class MemoryShelf:
    """A shelf over statements in memory; `issued` as the store keeps it."""

    def __init__(
        self,
        filed: Iterable[Filed],
        rules: LinkRules,
        links: Mapping[str, Link] | None = None,
        issued: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        self.ordered = sorted(filed, key=lambda one: one.order)
        self._by_id = {one.id: one for one in self.ordered}
        self._links = dict(links or {})
        self._issued = issued or {}
        self._orders: defaultdict[str, list[Order]] = defaultdict(list)
        self._ids: defaultdict[str, list[str]] = defaultdict(list)
        for one in self.ordered:
            for key in filed_under(one, rules):
                self._orders[key].append(one.order)
                self._ids[key].append(one.id)
        self._at: defaultdict[str, list[Filed]] = defaultdict(list)
        for one in self.ordered:
            self._at[one.url].append(one)
        self._members: defaultdict[str, list[str]] = defaultdict(list)
        self._roots: defaultdict[str, list[str]] = defaultdict(list)
        self._asking: defaultdict[str, list[str]] = defaultdict(list)
        for link in self._links.values():
            for question in link.asked:
                self._asking[question.root].append(link.statement)
            self._members[link.root].append(link.statement)
            if link.deal is not None:
                self._roots[link.deal].append(link.statement)

    def filed(self, ids: Sequence[str]) -> list[Filed]:
        return [self._by_id[one] for one in ids if one in self._by_id]

    def at(self, url: str) -> list[Filed]:
        return self._at.get(url, [])

    def before(self, key: str, order: Order, limit: int) -> list[str]:
        orders = self._orders.get(key)
        if not orders:
            return []
        end = bisect_left(orders, order)
        return self._ids[key][max(0, end - limit) : end][::-1]

    def after(self, key: str, order: Order) -> list[str]:
        orders = self._orders.get(key)
        return self._ids[key][bisect_right(orders, order) :] if orders else []

    def links(self, ids: Sequence[str]) -> Mapping[str, Link]:
        return {one: self._links[one] for one in ids if one in self._links}

    def members(self, root: str) -> list[str]:
        return self._members.get(root, [])

    def roots(self, deal: str) -> list[str]:
        return self._roots.get(deal, [])

    def asking(self, root: str) -> list[str]:
        return self._asking.get(root, [])

    def issued(self, ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        return {one: self._issued[one] for one in ids if one in self._issued} if self._issued else {}
