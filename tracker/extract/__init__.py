"""An article to its statements. Pure: no database, network, clock, file or print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.extract import first
from tracker.extract.shapes import Explanation, Note, Reading, Rulebook
from tracker.extract.text import sentences

if TYPE_CHECKING:
    from tracker.model import Article, Statement

__all__ = ["Explanation", "Note", "Reading", "Rulebook", "explain", "extract"]


def extract(article: Article, rules: Rulebook) -> list[Statement]:
    """Return the article's statements in text order; [] for what is irrelevant or in a language without rules."""
    pack = rules.packs.get(article.language)
    if pack is None:
        return []
    return [s for sentence in sentences(article.text) for s in first.read(pack, article.text, sentence)]


def explain(article: Article, rules: Rulebook) -> Explanation:
    """Return how each sentence was read."""
    pack = rules.packs.get(article.language)
    if pack is None:
        return Explanation(skipped=f"no rules for the language {article.language!r}")
    readings = []
    for s in sentences(article.text):
        found = tuple(first.read(pack, article.text, s))
        readings.append(Reading(article.text[s.start : s.end], s.start, s.end, statements=found))
    return Explanation(tuple(readings))
