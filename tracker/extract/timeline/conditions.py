"""Conditions without a date: "within 30 days of signing" starts its clock when the signing is reported."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.extract.timeline.grammar import Node
from tracker.extract.timeline.lengths import length_of
from tracker.model import Condition


def condition_of(node: Node, words: str, acts: Mapping[str, tuple[str, ...]]) -> Condition | None:
    """The act that starts the clock, and how long it runs; None where the words name no act that the ledger knows."""
    lowered = words.lower()
    found = min(
        ((place, act) for act, stems in acts.items() for stem in stems if (place := _place(lowered, stem)) >= 0),
        default=None,
    )
    if found is None:
        return None
    if not node.has("length"):
        return Condition(found[1])
    length = length_of(node.node("length"))
    unit = {"workday": "day", "fortnight": "week", "half": "month", "quarter": "month"}.get(length.unit, length.unit)
    times = {"fortnight": 2, "half": 6, "quarter": 3}.get(length.unit, 1)
    return (
        Condition(found[1], length.most * times, unit)
        if unit in ("day", "week", "month", "year")
        else Condition(found[1])
    )


def _place(words: str, stem: str) -> int:
    """Where a stem starts a word; -1 if nowhere."""
    return f" {words}".find(f" {stem}")
