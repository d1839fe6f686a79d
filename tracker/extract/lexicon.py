"""Names, things, acts and cues of a text in one pass: an Aho-Corasick automaton over the folded text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import ahocorasick_rs


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a surface: its sort (country, mineral, thing, verb, act noun, cue...), value and, of a verb, form.

    `cased` senses count only where the text writes the surface just so (or, of four letters and more, in capitals).
    """

    sort: str
    value: str
    form: str = ""
    rule: str = ""
    weak: bool = False
    cased: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A surface found at [start, end) with the senses that its letters and neighbours allow."""

    start: int
    end: int
    senses: tuple[Sense, ...]


class Gazetteer:
    """All surfaces of a language. Made once; `find` is pure and linear in the text's length."""

    def __init__(self, terms: Mapping[str, Iterable[Sense]]) -> None:
        self._terms = [(term, tuple(dict.fromkeys(senses))) for term, senses in sorted(terms.items()) if term]
        self._automaton = ahocorasick_rs.AhoCorasick(
            [term for term, _ in self._terms],
            matchkind=ahocorasick_rs.MatchKind.Standard,
            store_patterns=False,
        )
        self._glued = frozenset(
            i for i, (_, senses) in enumerate(self._terms) if any(s.sort == "currency" for s in senses)
        )  # "Rs500"

    def find(self, text: str, folded: str) -> list[Mention]:
        """Every surface that stands on word edges; `folded` is `fold(text)`. Among those that overlap, the leftmost longest."""
        return list(self._find(text, folded))

    def _find(self, text: str, folded: str) -> Iterator[Mention]:
        last = len(folded)
        found = []
        for which, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if start and folded[start - 1].isalnum() and folded[start].isalnum():
                continue
            if (
                end < last
                and folded[end].isalnum()
                and folded[end - 1].isalnum()
                and not (which in self._glued and folded[end].isdigit())
            ):
                continue
            found.append((start, -end, which))
        found.sort()
        at = 0
        for start, negative_end, which in found:
            if start < at:
                continue
            end = -negative_end
            hyphened = (start and folded[start - 1] == "-") or (
                end < last and folded[end] == "-" and folded[end + 1 : end + 2].isalpha()
            )
            senses = self._terms[which][1]
            kept = tuple(s for s in senses if _fits(s, text[start:end], bool(hyphened)))
            if kept:
                at = end
                yield Mention(start, end, kept)


def _fits(sense: Sense, surface: str, hyphened: bool) -> bool:
    if hyphened and sense.sort in ("verb", "act"):
        return False
    wanted = sense.cased
    return (
        not wanted
        or surface in (wanted, wanted[:1].upper() + wanted[1:])
        or (len(surface) > 3 and surface == wanted.upper())
    )


def fold(text: str) -> str:
    """Lower case, straight quotes, plain spaces; every character keeps its place. Lone surrogates become U+FFFD."""
    low = text.lower()
    if len(low) != len(text):  # "İ".lower() is two characters
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    low = low.translate(_PLAIN)
    try:
        low.encode()
    except UnicodeEncodeError:
        low = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in low)
    return low


_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u2011": "-",
        "\u2010": "-",
        "\n": " ",
        "\t": " ",
        "\r": " ",
    }
)
