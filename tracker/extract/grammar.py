"""What a language's modality file says: cues with their scope, and the closed words that verb groups are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.model import Firmness


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that settles how the verb in its scope is meant.

    `takes` is what it governs: bare (infinitive), to, to-of (an infinitive after a noun phrase) or ing. `reads` is promised,
    reported, possible, scheduled, expected, considered, demanded, denied or through (the cue's own verb decides).
    """

    id: str
    takes: str
    reads: str
    verbs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    firmness: Firmness | None = None
    passive: bool = False
    vetoes: bool = False
    says: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Modality:
    """One language's cues and closed words."""

    cue: tuple[Cue, ...]
    terminators: tuple[str, ...]
    conditions: tuple[str, ...]
    negators: tuple[str, ...]
    be: tuple[str, ...]
    have: tuple[str, ...]
    adverbs: tuple[str, ...]


@dataclass(frozen=True)
class Grammar:
    """Modality made ready for look-ups: each surface of a cue to its cues, closed words as sets."""

    cues: Mapping[str, tuple[tuple[Cue, str], ...]]  # surface -> (cue, form; "" for an uninflected word)
    terminators: frozenset[str]
    conditions: frozenset[str]
    negators: frozenset[str]
    be: frozenset[str]
    have: frozenset[str]
    adverbs: frozenset[str]
    leads: frozenset[str]  # words after which a word that no lexicon knows can be a verb

    def at(self, word: str, *takes: str) -> tuple[Cue, str] | None:
        """The first cue that this surface is and that takes one of these complements, with its form."""
        return next(((c, f) for c, f in self.cues.get(word, ()) if c.takes in takes), None)
