"""Settling as a left fold: statement after statement in canonical order, each linked by earlier ones only.

The same code settles everything and what little a new article touches. A statement's place depends on itself, on the
statements before it under its keys, and on the pledges that hold those; when a pledge changes, whatever looks under
one of its keys later on is decided anew, and so on until nothing changes any more.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from tracker.ledger.keys import filed_under, followers_under, looks_under
from tracker.ledger.link import Score, rank, same_deal
from tracker.ledger.profile import Profile
from tracker.ledger.rules import LinkRules
from tracker.ledger.rulings import NONE, Rulings
from tracker.ledger.shapes import Link, Question
from tracker.ledger.shelf import Order, Shelf
from tracker.ledger.traits import Traits, traits_of
from tracker.model import Filed, short_id

__all__ = ["Fold"]

_COPY_ALIKE = 55  # of 100: sentences of a copy and its original below this are not the same sentence


@dataclass(slots=True)
class _Group:
    """The members of one pledge in order, and the profile of those that come before the statement at hand."""

    orders: list[Order] = field(default_factory=list)
    members: list[Filed] = field(default_factory=list)
    taken: int = 0
    profile: Profile | None = None


class Fold:
    """Runs over statements in order. `links` holds what was decided anew: statement id -> link, None where it is gone."""

    def __init__(self, shelf: Shelf, rules: LinkRules, rulings: Rulings = NONE) -> None:
        self.shelf, self.rules, self.rulings = shelf, rules, rulings
        self.links: dict[str, Link | None] = {}
        self.roots: set[str] = set()
        self._groups: dict[str, _Group] = {}
        self._heap: list[tuple[Order, str]] = []
        self._queued: set[str] = set()
        self._whole = False
        self._deals: dict[str, set[str]] = {}
        self._asking: dict[str, set[str]] = {}

    def run_all(self, ordered: Sequence[Filed]) -> None:
        """Settle all statements, given in canonical order, from nothing."""
        self._whole = True
        for one in ordered:
            self._apply(one, None, self._decide(one))

    def run(self, changed: Iterable[Filed], removed: Iterable[Filed] = ()) -> None:
        """Settle what came in and what went, and whatever later statement that touches.

        A statement whose fields changed is given twice: as it was in `removed`, as it is in `changed`.
        """
        for one, old in self._strike(removed):
            self._take_away(one, old)
        for one in changed:
            self._push(one)
            self._wake(filed_under(one, self.rules), one.order)
        while self._heap:
            _, key = heapq.heappop(self._heap)
            self._queued.discard(key)
            for one in self.shelf.filed([key]):
                old = self.link(key)
                self._apply(one, old, self._decide(one))

    def link(self, key: str) -> Link | None:
        """The link of a statement as it stands now."""
        if key in self.links:
            return self.links[key]
        return None if self._whole else self.shelf.links([key]).get(key)

    def members(self, root: str) -> list[Filed]:
        """All statements of a pledge in order."""
        return self._group(root).members

    def deal_roots(self, deal: str) -> list[str]:
        """The roots of a deal as it stands now."""
        stored = [] if self._whole else [root for root in self.shelf.roots(deal) if root not in self.links]
        return sorted({*stored, *self._deals.get(deal, ())})

    def asking(self, root: str) -> list[Filed]:
        """Statements that may belong to the pledge of this root: a person is asked."""
        stored = [] if self._whole else [key for key in self.shelf.asking(root) if key not in self.links]
        return sorted(self.shelf.filed([*stored, *self._asking.get(root, ())]), key=lambda one: one.order)

    # -- one statement ------------------------------------------------------------------------------------------------

    def _decide(self, one: Filed) -> Link | None:
        if one.id in self.rulings.dropped:
            return None
        ruled = self._ruled(one)
        if ruled:
            return ruled
        barred = {
            link.root for anchor in self.rulings.apart.get(one.id, ()) if (link := self._earlier(anchor, one.order))
        }
        copied = self._as_copy(one, barred)
        if copied:
            return copied
        traits = traits_of(one, self.rules)
        found = self._candidates(one)
        profiles = [profile for root in found if root not in barred and (profile := self._profile(root, one.order))]
        scores = rank(traits, profiles, self.rules)
        best = scores[0] if scores else None
        if best and best.chance >= self.rules.link_at:
            return Link(one.id, best.root, best.chance, best.reasons)
        asked = tuple(self._question(one, score) for score in scores[:2] if score.chance >= self.rules.ask_at)
        return Link(one.id, one.id, deal=self._deal(one, traits, profiles), asked=asked)

    def _question(self, one: Filed, score: Score) -> Question:
        return Question(short_id("q", one.id, score.root), one.id, score.root, score.chance, score.reasons)

    def _ruled(self, one: Filed) -> Link | None:
        """A person's ruling on where it belongs, where the statement that it names comes earlier."""
        for anchor in self.rulings.home.get(one.id, ()):
            link = self._earlier(anchor, one.order)
            if link:
                return Link(one.id, link.root, reasons=("a person ruled so",), decided=True)
        return None

    def _earlier(self, key: str, order: Order) -> Link | None:
        link = self.link(key)
        if link is None:
            return None
        (filed,) = self.shelf.filed([key]) or (None,)
        return link if filed and filed.order < order else None

    def _as_copy(self, one: Filed, barred: set[str]) -> Link | None:
        """Where the same sentence stands in an article of which this one is a copy (or the other way about)."""
        near = self.shelf.before(looks_under(one, self.rules)[0], one.order, self.rules.window)
        best: tuple[tuple[int, int, float], Link] | None = None
        for other in self.shelf.filed(near):
            link = self.link(other.id)
            if link is None or link.root in barred or other.statement.kind is not one.statement.kind:
                continue
            alike = fuzz.ratio(other.statement.quote, one.statement.quote)
            if alike < _COPY_ALIKE:
                continue
            a, b = other.statement, one.statement
            worth = (
                int(a.action == b.action) + int(a.parties == b.parties) + int(a.window == b.window),
                int(a.minerals == b.minerals),
                alike,
            )
            if best is None or worth > best[0]:
                best = (worth, link)
        if best is None:
            return None
        return Link(one.id, best[1].root, reasons=("a copy of an article that says the same",), copy=bool(one.copy_of))

    def _candidates(self, one: Filed) -> list[str]:
        """Roots of the pledges that hold what is filed under the same keys: those met under most keys first."""
        hits: dict[str, int] = {}
        for key in looks_under(one, self.rules)[1:]:
            here: set[str] = set()
            near = self.shelf.before(key, one.order, self.rules.window)
            stored = {} if self._whole else self.shelf.links([n for n in near if n not in self.links])
            for near_id in near:
                link = self.links.get(near_id) or stored.get(near_id)
                if link and link.root not in here:
                    here.add(link.root)
                    hits[link.root] = hits.get(link.root, 0) + 1
        found = list(hits)
        if len(found) > self.rules.candidates:
            found = sorted(found, key=lambda root: -hits[root])[: self.rules.candidates]
        return found

    def _deal(self, one: Filed, traits: Traits, profiles: list[Profile]) -> str | None:
        """The deal that a pledge is a step of (or that its condition waits for); a first step opens one."""
        s = one.statement
        step = self.rules.step(s.instrument, s.action)
        if step is None and s.condition is None:
            return None
        best: tuple[float, str] | None = None
        for profile in profiles:
            if self.rules.step(profile.instrument, profile.action) is None:
                continue
            chance = same_deal(traits, profile, self.rules)
            link = self.link(profile.root)
            if link and link.deal and chance >= self.rules.link_at and (best is None or chance > best[0]):
                best = (chance, link.deal)
        return best[1] if best else one.id

    # -- groups and ripples -------------------------------------------------------------------------------------------

    def _group(self, root: str) -> _Group:
        group = self._groups.get(root)
        if group is None:
            group = self._groups[root] = _Group()
            if not self._whole:
                held = [key for key in self.shelf.members(root) if key not in self.links]
                group.members = sorted(self.shelf.filed(held), key=lambda one: one.order)
                group.orders = [one.order for one in group.members]
        return group

    def _profile(self, root: str, order: Order) -> Profile | None:
        """The pledge as it stands just before `order`; None where nothing of it is that early."""
        group = self._group(root)
        while group.taken < len(group.members) and group.orders[group.taken] < order:
            member = group.members[group.taken]
            group.taken += 1
            link = self.link(member.id)
            if group.profile is None:
                group.profile = Profile.of(traits_of(member, self.rules))
                group.profile.root = root
            elif link is None or not link.copy:
                group.profile.add(traits_of(member, self.rules))
        return group.profile

    def _apply(self, one: Filed, old: Link | None, new: Link | None) -> None:
        self._hold(one, old, new)
        self._note(one.id, old, new)
        if self._whole:
            return
        touched = {link.root for link in (old, new) if link}
        self.roots |= touched
        if old == new:
            return
        for root in touched:
            keys = {key for member in self.members(root) for key in filed_under(member, self.rules)}
            self._wake((*keys, *filed_under(one, self.rules)), one.order)
        for other in self.shelf.filed([*self.rulings.home.get(one.id, ()), *self.rulings.apart.get(one.id, ())]):
            if other.order > one.order:
                self._push(other)

    def _hold(self, one: Filed, old: Link | None, new: Link | None) -> None:
        """Move a statement between the groups in hand. Loaded groups hold it by its old link until this is called."""
        if old and not self._whole:
            group = self._group(old.root)
            at = bisect_left(group.orders, one.order)
            if at < len(group.orders) and group.orders[at] == one.order:
                del group.orders[at], group.members[at]
        if new:
            group = self._group(new.root)
            if group.orders and group.orders[-1] > one.order:
                at = bisect_left(group.orders, one.order)
                group.orders.insert(at, one.order)
                group.members.insert(at, one)
            else:
                group.orders.append(one.order)
                group.members.append(one)

    def _strike(self, removed: Iterable[Filed]) -> list[tuple[Filed, Link | None]]:
        """Mark all as gone before any pledge is looked at, so that none is loaded with a statement that left it."""
        out = [(one, self.link(one.id)) for one in removed]
        for one, old in out:
            self._note(one.id, old, None)
        return out

    def _take_away(self, one: Filed, old: Link | None) -> None:
        keys = set(filed_under(one, self.rules))
        if old:
            self.roots.add(old.root)
            keys.update(key for member in self.members(old.root) for key in filed_under(member, self.rules))
        self._wake(keys, one.order)

    def _note(self, key: str, old: Link | None, new: Link | None) -> None:
        self.links[key] = new
        if old and old.deal:
            self._deals.setdefault(old.deal, set()).discard(key)
        if new and new.deal:
            self._deals.setdefault(new.deal, set()).add(key)
        for question in old.asked if old else ():
            self._asking.setdefault(question.root, set()).discard(key)
            self.roots.add(question.root)
        for question in new.asked if new else ():
            self._asking.setdefault(question.root, set()).add(key)
            self.roots.add(question.root)

    def _wake(self, keys: Iterable[str], order: Order) -> None:
        """Have decided anew whatever looks under these keys and comes later."""
        if self._whole:
            return
        for key in dict.fromkeys(keys):
            for follower in followers_under(key):
                for one in self.shelf.filed(self.shelf.after(follower, order)):
                    self._push(one)

    def _push(self, one: Filed) -> None:
        if one.id not in self._queued:
            self._queued.add(one.id)
            heapq.heappush(self._heap, (one.order, one.id))
