"""A shelf with people's corrections and additions laid over it: the store knows statements only as they were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.ledger.rules import LinkRules
from tracker.ledger.rulings import Rulings
from tracker.ledger.shapes import Link
from tracker.ledger.shelf import MemoryShelf, Order, Shelf
from tracker.model import Filed

__all__ = ["RuledShelf"]


class RuledShelf:
    """Looks like the shelf below it, but for the statements that people corrected, added or rejected."""

    def __init__(self, below: Shelf, rulings: Rulings, rules: LinkRules) -> None:
        self._below = below
        self._mine = {**rulings.corrected, **rulings.added}
        self._hidden = self._mine.keys() | rulings.dropped
        self._over = MemoryShelf((one for key, one in self._mine.items() if key not in rulings.dropped), rules)

    def filed(self, ids: Sequence[str]) -> list[Filed]:
        found = {one.id: one for one in self._below.filed([key for key in ids if key not in self._mine])}
        return [one for key in ids if (one := self._mine.get(key) or found.get(key))]

    def at(self, url: str) -> list[Filed]:
        return [self._mine.get(one.id, one) for one in self._below.at(url)]

    def before(self, key: str, order: Order, limit: int) -> list[str]:
        below = self._below.before(key, order, limit + len(self._hidden))
        mine = self._over.before(key, order, limit)
        if not mine and not self._hidden.intersection(below):
            return below[:limit]
        kept = self.filed([one for one in below if one not in self._hidden] + mine)
        return [one.id for one in sorted(kept, key=lambda one: one.order, reverse=True)[:limit]]

    def after(self, key: str, order: Order) -> list[str]:
        below = [one for one in self._below.after(key, order) if one not in self._hidden]
        return [*below, *self._over.after(key, order)]

    def links(self, ids: Sequence[str]) -> Mapping[str, Link]:
        return self._below.links(ids)

    def members(self, root: str) -> list[str]:
        return self._below.members(root)

    def roots(self, deal: str) -> list[str]:
        return self._below.roots(deal)

    def asking(self, root: str) -> list[str]:
        return self._below.asking(root)

    def issued(self, ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        return self._below.issued(ids)
