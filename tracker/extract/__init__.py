"""An article to its statements. Pure: no database, network, clock, file or print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.extract import speech, statements
from tracker.extract.scene import scan
from tracker.extract.shapes import Explanation, Note, Reading, Rulebook

if TYPE_CHECKING:
    from tracker.model import Article, Statement

__all__ = ["Explanation", "Note", "Reading", "Rulebook", "explain", "extract"]


def extract(article: Article, rules: Rulebook) -> list[Statement]:
    """Return the article's statements in text order; [] for what is irrelevant or in a language without rules."""
    pack = rules.packs.get(article.language)
    if pack is None:
        return []
    scene = scan(article, pack)
    if not scene.relevant:
        return []
    state = statements.State(speech.Cast(), matter=statements.matter(scene), lead=statements.opening(scene))
    return [s for sentence in scene.sentences for s in statements.read(scene, sentence, state)]


def explain(article: Article, rules: Rulebook) -> Explanation:
    """Return how each sentence was read."""
    pack = rules.packs.get(article.language)
    if pack is None:
        return Explanation(skipped=f"no rules for the language {article.language!r}")
    scene = scan(article, pack)
    state = statements.State(speech.Cast(), matter=statements.matter(scene))
    readings = []
    for s in scene.sentences:
        found = tuple(statements.read(scene, s, state))
        readings.append(Reading(article.text[s.start : s.end], s.start, s.end, statements=found))
    return Explanation(tuple(readings))
