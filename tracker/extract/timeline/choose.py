"""Of several expressions in a sentence, the one that governs the promised act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.extract.timeline.judge import FUTURE
from tracker.model import Precision

if TYPE_CHECKING:
    from tracker.extract.timeline.reader import Found


@dataclass(frozen=True, slots=True)
class Choice:
    """The winner, and why each of the others lost."""

    winner: Found | None
    lost: tuple[tuple[Found, str], ...] = ()


def choose(found: Sequence[Found]) -> Choice:
    """A dated expression beats an undated one, a plainer commitment of its verb a weaker one, then the first in the text."""
    standing = [f for f in found if f.verdict.kind == FUTURE and f.timeline]
    if not standing:
        return Choice(None, tuple((f, f.verdict.why) for f in found))
    winner = min(standing, key=_rank) if len(standing) > 1 else standing[0]
    lost = [
        (f, _difference(winner, f) if f.verdict.kind == FUTURE else f.verdict.why) for f in found if f is not winner
    ]
    return Choice(winner, tuple(lost))


def _rank(one: Found) -> tuple[bool, bool, int, int]:
    timeline = one.timeline
    assert timeline is not None  # noqa: S101 - what stands has been read
    return timeline.window is None, timeline.precision is Precision.VAGUE, -one.governor.strength, timeline.start


def _difference(winner: Found, loser: Found) -> str:
    reasons = ("has no date", "is vague, and another is not", "its verb commits less plainly", "comes later")
    return next((why for why, a, b in zip(reasons, _rank(winner), _rank(loser), strict=True) if a != b), "comes later")
