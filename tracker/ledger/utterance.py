"""One act of saying, told by many: forty reports of one speech restate one utterance and move nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.ledger.traits import surname
from tracker.model import Basis, Day, Filed, Window

__all__ = ["Utterance", "same_utterance"]

_NOISE = re.compile(r"\b(?:the|a|an|in|within|over|next|coming|by|for|of|on|at|some)\b|[^\w\s]|\s+")


@dataclass(frozen=True, slots=True)
class Utterance:
    """Who said when it will be, in which words, and the day of the first report."""

    speaker: str
    words: str
    window: Window
    first: Day
    vague: bool

    @classmethod
    def of(cls, filed: Filed) -> Utterance | None:
        """The utterance that a statement reports; None where it gives no window."""
        s = filed.statement
        if s.window is None:
            return None
        return cls(
            surname(s.speaker),
            _NOISE.sub("", (s.timeline or "").casefold()),
            s.window,
            filed.published,
            s.basis is Basis.READ,
        )


def same_utterance(old: Utterance, new: Utterance | None, days: int) -> bool:
    """Whether `new` tells again what `old` told: the same words, or vague ones of the same reach, by the same speaker
    (or one left unnamed) within so many days of the first report.
    """
    if new is None or not 0 <= (new.first - old.first).days <= days:
        return False
    if old.speaker and new.speaker and old.speaker != new.speaker:
        return False
    if old.window.latest == new.window.latest:
        return True
    drift = (new.first - old.first).days
    moved = (new.window.latest - old.window.latest).days
    if old.words and old.words == new.words:
        return True
    return old.vague and new.vague and abs(moved) <= drift + 3
