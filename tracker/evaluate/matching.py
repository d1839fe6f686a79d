"""Pair annotated statements with those that were found: same article, same kind, quotes that overlap by half."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

Row = dict[str, Any]  # one JSON object: an article, a statement or a pledge as the commands print it

HALF = 0.5  # share of shared characters (intersection over union) at which two quotes are the same


class Pair(NamedTuple):
    """One annotated statement and the found one that it was matched with."""

    article: Row
    gold: Row
    found: Row


class Matching(NamedTuple):
    """All pairs; what was missed and what is extra, each with its article."""

    pairs: list[Pair]
    missed: list[tuple[Row, Row]]
    extra: list[tuple[Row, Row]]


def squash(text: str | None) -> str:
    """Fold white space, so that line breaks do not count."""
    return re.sub(r"\s+", " ", text or "").strip()


def match(articles: Sequence[Row], found: Iterable[Row]) -> Matching:
    """Pair statements article by article, best overlap first. Headlines are not annotated: a quote that is the title is left out."""
    titles = {a["url"]: squash(a["title"]) for a in articles}
    by_url: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        if squash(row["quote"]) != titles.get(row["article_url"]):
            by_url[row["article_url"]].append(row)
    result = Matching([], [], [])
    for article in articles:
        _match_article(article, by_url.get(article["url"], []), result)
    return result


def set_f1(gold: Iterable[str] | None, found: Iterable[str] | None) -> float:
    """F1 of two sets; 1 where both are empty."""
    one, other = set(gold or ()), set(found or ())
    if not one and not other:
        return 1.0
    return 2 * len(one & other) / (len(one) + len(other))


def _match_article(article: Row, found: list[Row], result: Matching) -> None:
    gold = article["statements"]
    flat = squash(article["text"])
    gold_spans = [_span(flat, s["quote"]) for s in gold]
    found_spans = [_span(flat, s["quote"]) for s in found]
    candidates = sorted(
        (
            (_affinity(share, gold[i], found[j]), i, j)
            for i in range(len(gold))
            for j in range(len(found))
            if gold[i]["kind"] == found[j]["kind"] and (share := _overlap(gold_spans[i], found_spans[j])) >= HALF
        ),
        reverse=True,
    )
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for _, i, j in candidates:
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            result.pairs.append(Pair(article, gold[i], found[j]))
    result.missed.extend((article, s) for i, s in enumerate(gold) if i not in used_gold)
    result.extra.extend((article, s) for j, s in enumerate(found) if j not in used_found)


def _affinity(share: float, gold: Row, found: Row) -> tuple[float, bool, bool, float]:
    """Where several pairs would do, the same act, then the same datedness, then the same parties decide."""
    return (
        share,
        gold["action"] == found.get("action"),
        gold.get("timeline") is not None and found.get("timeline") is not None,
        set_f1(gold["parties"], found.get("parties")),
    )


def _span(flat: str, quote: str) -> tuple[int, int] | None:
    wanted = squash(quote)
    at = flat.find(wanted)
    return (at, at + len(wanted)) if at >= 0 else None


def _overlap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> float:
    if not one or not other:
        return 0.0
    shared = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return shared / max(1, (one[1] - one[0]) + (other[1] - other[0]) - shared)
