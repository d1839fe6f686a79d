"""People's decisions, resolved to statements: what the fold and the book have to obey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.ledger.status import Close
from tracker.model import Filed

__all__ = ["NONE", "Rulings", "differing"]


@dataclass(frozen=True)
class Rulings:
    """Everything by statement id.

    `dropped`: statements that count nowhere. `home` and `apart` (both ways round): statements whose pledge it belongs to,
    or must not share. `corrected` and `added`: statements as people have them. `closed`, `disputes`: of the pledge that
    holds the statement. `confirming`: reports that a person found, which confirm whatever their words.
    """

    dropped: frozenset[str] = frozenset()
    home: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    corrected: Mapping[str, Filed] = field(default_factory=dict)
    added: Mapping[str, Filed] = field(default_factory=dict)
    closed: Mapping[str, Close] = field(default_factory=dict)
    disputes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    confirming: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


NONE = Rulings()


def differing(before: Rulings, after: Rulings) -> set[str]:
    """Statements of which the two say different things."""
    out = set(before.dropped ^ after.dropped) | (before.confirming ^ after.confirming)
    for name in ("home", "apart", "corrected", "added", "closed", "disputes"):
        old, new = getattr(before, name), getattr(after, name)
        out.update(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    return out
