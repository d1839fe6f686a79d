"""People's decisions, resolved to statements: what the fold has to obey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["NONE", "Rulings"]


@dataclass(frozen=True)
class Rulings:
    """`dropped`: statements that count nowhere. `home` and `apart` (both ways round): statement -> statements whose pledge
    it belongs to, or must not share.
    """

    dropped: frozenset[str] = frozenset()
    home: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NONE = Rulings()
