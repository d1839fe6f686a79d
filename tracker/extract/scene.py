"""An article scanned once: its rows of units, and what its title and text are about as a whole."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.extract import money
from tracker.extract.lexicon import Mention, Sense, fold
from tracker.extract.text import Sentence, sentences
from tracker.extract.units import Row, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.pack import Pack
    from tracker.model import Article

_SNIPPET = 300  # characters: a sentence or two
_TITLE_WEIGHT, _LEAD_WEIGHT = 4, 2


@dataclass(slots=True)
class Scene:
    """What the reading of one article shares between its sentences."""

    article: Article
    pack: Pack
    folded: str
    mentions: list[Mention]
    starts: list[int]
    sentences: list[Sentence]
    title: Row
    countries: Counter[str] = field(default_factory=Counter)
    minerals: Counter[str] = field(default_factory=Counter)
    title_minerals: tuple[str, ...] = ()
    title_countries: tuple[str, ...] = ()
    named: set[str] = field(default_factory=set)  # instruments that the article names by a strong word
    loose: int = 0  # times that minerals are named at all
    people: dict[str, str] = field(default_factory=dict)  # surname, folded -> the country that the person speaks for
    topics: int = 0  # times that a mineral or another word of our subject is named
    others: int = 0  # times that a word of another subject is

    @property
    def relevant(self) -> bool:
        """Whether the article is about minerals or trade at all. A snippet is too short to tell: any instrument will do."""
        if self.topics:
            return self.topics > 2 * self.others
        return bool(self.named) and not self.others and len(self.article.text) < _SNIPPET

    @property
    def country(self) -> str | None:
        """The country whose calendar counts: the outlet's, else the one named most."""
        return self.article.country or next((c for c, _ in self.countries.most_common(1)), None)

    @property
    def things(self) -> frozenset[str]:
        """Instruments whose everyday words ("quota", "decision") may be taken for them in this article."""
        return frozenset(
            self.named
            | {"tariff", "export control", "investment", "project", "law", "strategy", "talks", "auction", "supply"}
        )

    def within(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions that lie in [start, end)."""
        low = bisect_left(self.starts, start)
        high = bisect_left(self.starts, end, lo=low)
        found = self.mentions[low:high]
        return found[:-1] if found and found[-1].end > end else found

    def row(self, sentence: Sentence) -> Row:
        """The units of a sentence."""
        start, end = sentence.read, sentence.end
        found = list(units(self.folded, start, end, self.within(start, end)))
        return Row(self.article.text, self.folded, start, end, found, title=sentence.heading)


def scan(article: Article, pack: Pack) -> Scene:
    """Scan title and text once."""
    folded = fold(article.text)
    mentions = _with_money(article.text, folded, pack.gazetteer.find(article.text, folded))
    title_folded = fold(article.title)
    in_title = _with_money(article.title, title_folded, pack.gazetteer.find(article.title, title_folded))
    title = Row(
        article.title,
        title_folded,
        0,
        len(article.title),
        list(units(title_folded, 0, len(title_folded), in_title)),
        title=True,
    )
    found = list(sentences(article.text, folded, pack.lines))
    scene = Scene(article, pack, folded, mentions, [m.start for m in mentions], found, title)
    lead = found[min(1, len(found) - 1)].end if found else 0
    _count(scene, in_title, _TITLE_WEIGHT, lead)
    _count(scene, mentions, 1, lead)
    if not scene.countries and article.country:
        scene.countries[article.country] += 1  # an outlet that names no country speaks of its own
    scene.title_minerals = _named(in_title, "mineral")
    scene.title_countries = _named(in_title, "country")
    return scene


def _with_money(text: str, folded: str, mentions: list[Mention]) -> list[Mention]:
    """Put the amounts among the mentions; what lies within an amount ("US" in "US$1 billion") goes."""
    hints = [m.start for m in mentions if any(s.sort == "currency" for s in m.senses)]
    if not hints:
        return mentions
    amounts = money.find(text, folded, hints)
    spans = [(a, b) for a, b, _ in amounts]
    starts = [a for a, _ in spans]

    def free(m: Mention) -> bool:
        i = bisect_left(starts, m.end) - 1
        return i < 0 or spans[i][1] <= m.start

    kept = [m for m in mentions if free(m)]
    return sorted([*kept, *(Mention(a, b, (Sense("money", x.words),)) for a, b, x in amounts)], key=lambda m: m.start)


def _count(scene: Scene, mentions: Sequence[Mention], weight: int, lead: int) -> None:
    for mention in mentions:
        worth = _LEAD_WEIGHT if weight == 1 and mention.start < lead else weight
        for sense in mention.senses:
            if sense.sort == "country":
                scene.countries[sense.value] += worth
            elif sense.sort == "mineral" and not sense.weak:
                scene.minerals[sense.value] += worth
            elif sense.sort == "mineral" and sense.form == "loose":
                scene.loose += worth
            elif sense.sort == "thing" and not sense.weak:
                scene.named.add(sense.value)
            if (
                sense.sort == "topic"
                or (sense.sort == "mineral" and not sense.weak)
                or (sense.sort == "thing" and sense.value in ("tariff", "export control") and not sense.weak)
            ):
                scene.topics += 1
            elif sense.sort == "other topic":
                scene.others += 1


def _named(mentions: Sequence[Mention], sort: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.value for m in mentions for s in m.senses if s.sort == sort and not s.weak))
