"""The byte gate: which pages of an archive are worth parsing. Pure, and built once a process."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick_rs

# what readers see: the head's title and the paragraphs, list items and headings of the body
_SHOWN = re.compile(
    rb"<(p|li|h1|h2|title|td|dd|article)\b[^>]{0,2000}>([^<]{20,}+(?:<(?!/?(?:p|li|h1|h2|title|td|dd|article)\b)[^>]{0,2000}>[^<]*+)*+)"
)
_LETTERS = frozenset(bytes([code]) for code in b"abcdefghijklmnopqrstuvwxyz")
_PLAIN = 200  # bytes shown below which the markup is not as expected, and all of the page is read


@dataclass(frozen=True, slots=True)
class GateFile:
    """data/rules/gate.<language>.toml."""

    least: int
    topics: tuple[str, ...]
    stems: tuple[str, ...]
    strong: tuple[str, ...]


class Gate:
    """Tells from its bytes whether a page may hold a statement on trade or minerals."""

    def __init__(self, files: Iterable[GateFile]) -> None:
        listed = list(files)
        self.least = min(one.least for one in listed)
        strong = [term for one in listed for term in one.strong]
        stems = [stem for one in listed for stem in one.stems]
        words = [topic for one in listed for topic in one.topics]
        self._strong, self._stems = len(strong), len(strong) + len(stems)
        self._topics = ahocorasick_rs.BytesAhoCorasick(
            [term.encode() for term in strong + stems + words], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def passes(self, body: bytes) -> bool:
        """True where the paragraphs of the page hold a topic `least` times; linear in the page's length.

        The whole page is looked at first, since most pages hold no topic anywhere. Pages in UTF-16 hold a zero byte in
        every second place: those are let through, and left to the parser.
        """
        low = body.lower()
        if self._finds(low) < self.least:
            return b"\0" in body[:64]
        shown = b"\n".join(found[2] for found in _SHOWN.finditer(low))
        return len(shown) < _PLAIN or self._finds(shown) >= self.least

    def _finds(self, low: bytes) -> int:
        """Topics that stand as words and stems that begin one; a strong term counts as many as are needed."""
        return sum(
            (self.least if which < self._strong else 1)
            for which, start, end in self._topics.find_matches_as_indexes(low)
            if low[start - 1 : start] not in _LETTERS and (self._strong <= which < self._stems or self._ends(low, end))
        )

    @staticmethod
    def _ends(low: bytes, end: int) -> bool:
        """Whether a word ends here, its plural s left out."""
        end += low[end : end + 1] == b"s"
        return low[end : end + 1] not in _LETTERS
