"""Which of a page's titles is the article's, and where the outlet's own name begins in it. Pure: strings in, a string out."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

# What outlets put between a headline and their name; a hyphen or dash counts only between spaces.
_SEPARATOR = re.compile(
    r"\s+[-\u2013\u2014\u2022\u00b7:/]\s+|\s*[|\u00a6\uff5c\u2502\u00bb\u203a]\s*|\s*--\s*|(?<=\S)\uff1a|\s+:\s*|\s*_\s+"
)
_SPACES = re.compile(r"\s+")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # soft hyphen, zero-width space, word joiner, mark
_LONGEST = 600  # characters; a longer headline is an article's body in the wrong field

# How far each place is trusted; the sum over the places that agree decides.
_WEIGHTS = {"json-ld": 8, "og": 4, "h1": 2, "twitter": 1, "title": 1}


@dataclass(frozen=True, slots=True)
class TitleCandidate:
    """A title as one place of the page gives it: json-ld, og, twitter, h1 or title."""

    place: str
    text: str


def tidy(text: str) -> str:
    """One line without invisible characters."""
    return _SPACES.sub(" ", text.translate(_INVISIBLE)).strip()


@functools.lru_cache(maxsize=2_048)
def fold(text: str) -> str:
    """Letters and digits alone, case folded: two spellings of one headline are equal so."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def choose_title(candidates: Iterable[TitleCandidate], outlet_names: Sequence[str] = ()) -> str:
    """The article's title, without the outlet's name; "" where no place gives one.

    Places vote for the headline they share; a place that gives the same words and more votes for the shorter ones
    where the surplus stands behind a separator. `outlet_names` are og:site_name, the publisher, the host.
    """
    kept = [TitleCandidate(c.place, tidy(c.text)) for c in candidates]
    kept = [c for c in kept if fold(c.text) and len(c.text) <= _LONGEST]
    names = {fold(name) for name in outlet_names if fold(name)}
    kept = _headings_that_fit([c for c in kept if fold(c.text) not in names] or kept)
    if not kept:
        return ""
    bare = [TitleCandidate(c.place, strip_outlet(c.text, names, [k.text for k in kept if k is not c])) for c in kept]
    votes: dict[str, int] = {}
    for candidate in bare:
        key = fold(candidate.text)
        votes[key] = votes.get(key, 0) + _WEIGHTS[candidate.place]
    best = max(votes, key=lambda key: votes[key])
    return next(c.text for c in bare if fold(c.text) == best)


def _headings_that_fit(candidates: list[TitleCandidate]) -> list[TitleCandidate]:
    """Of several <h1> only the one most like the declared titles: the others are the site's name, a menu, a teaser."""
    headings = [c for c in candidates if c.place == "h1"]
    others = [c for c in candidates if c.place != "h1"]
    if not headings:
        return others
    if not others:
        return headings[:1]
    best = max(headings, key=lambda h: max(likeness(h.text, o.text) for o in others))
    enough = max(likeness(best.text, o.text) for o in others) >= 0.34
    return [*others, best] if enough or (len(headings) == 1 and len(fold(best.text)) > 24) else others


def likeness(one: str, other: str) -> float:
    """Shared words (characters where a script has no spaces) over those of the shorter, in [0, 1]."""
    a, b = _pieces(one), _pieces(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _pieces(text: str) -> set[str]:
    words = {fold(word) for word in text.split()} - {""}
    if len(words) > 2:
        return words
    letters = fold(text)
    return {x + y for x, y in pairwise(letters)} or {letters}


def strip_outlet(title: str, names: set[str], others: Sequence[str]) -> str:
    """The title up to the separator behind which only the outlet (or its section) is named.

    A tail goes where it is one of `names`, or where the rest before it is a whole title of `others`.
    """
    cuts = [m for m in _SEPARATOR.finditer(title) if m.start() > 0]
    whole = {fold(other) for other in others}
    for cut in cuts:
        head = title[: cut.start()].strip()
        if fold(head) in whole and len(fold(head)) >= 8:
            return head
    for cut in reversed(cuts):
        head, tail = title[: cut.start()].strip(), fold(title[cut.end() :])
        if len(fold(head)) >= 8 and _names_outlet(tail, names):
            return strip_outlet(head, names, others)
    first = cuts[0] if cuts else None
    if first is not None and fold(title[: first.start()]) in names and len(fold(title[first.end() :])) >= 8:
        return title[first.end() :].strip()
    return title


def _names_outlet(tail: str, names: set[str]) -> bool:
    """ "BBC News" names the outlet whose site name is "BBC", as "Times" does that of "timesofsomewhere.com"."""
    if not tail:
        return True
    if tail in names:
        return True
    return any(
        len(name) >= 3
        and len(tail) >= 3
        and (tail.startswith(name) or tail.endswith(name) or name.startswith(tail))
        and len(tail) <= len(name) + 12
        for name in names
    )
