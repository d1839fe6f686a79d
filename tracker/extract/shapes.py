"""What the extractor works with and what it hands back beside statements: the rulebook and explanations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.model import Statement


@dataclass(frozen=True)
class Rulebook:
    """All rules and lexicons of all languages, read once; handed to every call, never changed.

    `digest` is a SHA-256 over the names and bytes of all rule and lexicon files: a statement made under another digest may
    be stale. `packs` holds one compiled set of rules a language (ISO 639-1).
    """

    digest: str
    packs: Mapping[str, Any] = field(repr=False)

    @property
    def languages(self) -> frozenset[str]:
        """The languages whose articles can be read; an article in any other is unread, never checked."""
        return frozenset(self.packs)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing seen in a sentence: `what` is its sort (country, mineral, act, cue...), `rule` the id of its entry.

    Offsets count in the article's text (or title).
    """

    what: str
    words: str
    start: int
    end: int
    rule: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one sentence was read: its mentions and cues, what fired, and what vetoed a statement, in words."""

    text: str
    start: int
    end: int
    notes: tuple[Note, ...] = ()
    fired: tuple[Note, ...] = ()
    vetoed: tuple[Note, ...] = ()
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an article was read, sentence by sentence; `skipped` says why nothing was read, where nothing was."""

    readings: tuple[Reading, ...] = ()
    skipped: str = ""
