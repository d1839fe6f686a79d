"""Syndicated copies: which articles repeat which, and which agency a dateline names. Pure: texts in, groups out.

Two texts are copies where MinHash brings them together, half of the shorter one's word runs stand in the longer one, and
neither puts other figures or names into sentences that they share: ministries fill one template for many statements.
`tests/test_copies.py` measures it on 10,800 generated documents.
"""

from __future__ import annotations

import functools
import hashlib
import re
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker import datafiles
from tracker.model import Day

if TYPE_CHECKING:
    from rensa import RMinHash

_RUN = 4  # words of a shingle
_BANDS, _ROWS = 42, 3
_CONTAINED = 0.5  # of the shorter text's runs
_SLOTS = 2  # facts exchanged within shared sentences that make two statements of one template
_LEAD = 2  # sentences of the text in which a weighty word counts twice
_SAME_SENTENCE = 0.5  # shared words over all words of two sentences
_WINDOW = 21  # days between a copy and its original at most: a release that is the same a year later is another one
_FEWEST_RUNS = 12  # a text of a few words is like any other

_WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)*")
_FIGURE = re.compile(r"[0-9]")
_SENTENCE = re.compile(r"(?<=[.!?\u3002])\s+|\n+")
_SPELLED = {
    w: str(n)
    for n, w in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
# Capital letters that are no names: first words are left out by place, these by what they are.
_NO_NAMES = frozenset(
    [
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "It",
        "He",
        "She",
        "They",
        "We",
        "I",
        "But",
        "And",
        "For",
        "Of",
        "To",
        "By",
        "As",
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
    ]
)


@dataclass(frozen=True, slots=True)
class Text:
    """One article as copies are looked for. `key` is the caller's own."""

    key: int
    url: str
    published: Day
    title: str
    text: str


@dataclass(slots=True)
class _Read:
    """A text taken apart: its runs of words, the facts of the whole, its sentences as (words, facts)."""

    text: Text
    runs: frozenset[int]
    facts: frozenset[str]
    sentences: list[tuple[frozenset[str], frozenset[str]]] = field(default_factory=list)


def find_copies(texts: Iterable[Text], weighty: frozenset[str] = frozenset()) -> dict[int, int]:
    """Copy -> original, by key. The original of a group is the earliest, by published day and then by address.

    `weighty` are words (upper case) of which a single one that is exchanged in the lead makes another statement: countries,
    minerals. The groups do not depend on the order of the texts.
    """
    read = [_take_apart(text, weighty) for text in texts]
    groups = _Groups(len(read))
    for one, other in _pairs(read):
        if groups.find(one) != groups.find(other) and are_copies(read[one], read[other], weighty):
            groups.join(one, other)
    members: dict[int, list[int]] = defaultdict(list)
    for place in range(len(read)):
        members[groups.find(place)].append(place)
    copies: dict[int, int] = {}
    for places in members.values():
        first, *rest = sorted(places, key=lambda p: (read[p].text.published, read[p].text.url, read[p].text.key))
        copies.update((read[p].text.key, read[first].text.key) for p in rest)
    return copies


def are_copies(one: _Read, other: _Read, weighty: frozenset[str] = frozenset()) -> bool:
    """Whether two texts say the same of the same: see the module."""
    if abs((one.text.published - other.text.published).days) > _WINDOW:
        return False
    small, large = sorted((one, other), key=lambda r: (len(r.runs), r.text.url, r.text.key))
    if len(small.runs) < _FEWEST_RUNS or len(small.runs & large.runs) < _CONTAINED * len(small.runs):
        return False
    mine, theirs = len(small.facts - large.facts), len(large.facts - small.facts)
    if not mine or not theirs:
        return True
    return _exchanged(small, large, weighty) < _SLOTS


def _exchanged(small: _Read, large: _Read, weighty: frozenset[str]) -> int:
    """Facts that stand in place of one another in sentences which the two texts share; a weighty one in the lead is two."""
    shared = set(large.sentences)
    found = 0
    for place, (words, facts) in enumerate(small.sentences):
        if (words, facts) in shared:
            continue
        best, likeness = None, _SAME_SENTENCE
        for their_words, their_facts in large.sentences:
            common = len(words & their_words)
            like = common / (len(words) + len(their_words) - common) if common else 0.0
            if like >= likeness:
                best, likeness = their_facts, like
        if best is not None:
            found += min(len(facts - best), len(best - facts))
            found += 1 <= place <= _LEAD and bool((facts - best) & weighty) and bool((best - facts) & weighty)
    return found


def _take_apart(text: Text, weighty: frozenset[str]) -> _Read:
    words = [w.lower().encode("utf-8", "surrogatepass") for w in _WORD.findall(text.text)]
    # crc32, not hash(): the same in every process
    runs = frozenset(zlib.crc32(b" ".join(words[i : i + _RUN])) for i in range(max(0, len(words) - _RUN + 1)))
    sentences = [_sentence(s, weighty) for s in (text.title, *_SENTENCE.split(text.text)) if s.strip()]
    facts = frozenset[str]().union(*(facts for _, facts in sentences))
    return _Read(text, runs, facts, sentences)


def _sentence(sentence: str, weighty: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a sentence that are no facts, and its facts: figures, and words with a capital that are not its first."""
    words, facts = set(), set()
    for place, found in enumerate(_WORD.finditer(sentence)):
        word = found[0]
        if _FIGURE.search(word):
            facts.add(word.replace(",", "").removesuffix("bn").removesuffix("m"))
        elif word.lower() in _SPELLED:
            facts.add(_SPELLED[word.lower()])
        elif (place and word[0].isupper() and word not in _NO_NAMES) or word.upper() in weighty:
            facts.add(word.upper())
        else:
            words.add(word.lower())
    return frozenset(words), frozenset(facts)


def _pairs(read: Sequence[_Read]) -> Iterable[tuple[int, int]]:
    """Places of texts that share a band of their MinHash: the only ones that are compared."""
    from rensa import RMinHashLSH

    index = RMinHashLSH(threshold=0.35, num_perm=_BANDS * _ROWS, num_bands=_BANDS)
    for place, one in enumerate(read):
        if len(one.runs) < _FEWEST_RUNS:
            continue
        signature = _signature(one.runs)
        for other in index.query(signature):
            yield other, place
        index.insert(place, signature)


def bands(text: Text) -> tuple[int, ...]:
    """What a store can look a text up by: two texts are compared by `find_copies` if and only if they share one of these.

    Empty for a text too short to be anybody's copy. 48 bits each, the same in every process.
    """
    runs = _take_apart(text, frozenset()).runs
    if len(runs) < _FEWEST_RUNS:
        return ()
    values = _signature(runs).digest()
    packed = [struct.pack(f">B{_ROWS}I", n, *values[n * _ROWS : (n + 1) * _ROWS]) for n in range(_BANDS)]
    return tuple(int.from_bytes(hashlib.blake2b(one, digest_size=6).digest(), "big") for one in packed)


def _signature(runs: frozenset[int]) -> RMinHash:
    from rensa import RMinHash

    signature = RMinHash(num_perm=_BANDS * _ROWS, seed=7)
    signature.update([str(run) for run in runs])
    return signature


class _Groups:
    """Union-find."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def join(self, one: int, other: int) -> None:
        self._parent[self.find(one)] = self.find(other)


@dataclass(frozen=True, slots=True)
class Agency:
    """A news agency and its other spellings."""

    name: str
    also: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Agencies:
    agency: list[Agency]


_PLACE = r"[A-Z\u00c0-\u00de][\w.'\u2019-]*(?:[ ,/]+[\w.'\u2019-]+){0,6}?"
# such as NEW DELHI, March 3 (Reuters) -
_DATELINE = re.compile(rf"\A\s*(?:{_PLACE}[ ,:]*)?[(\[](?P<name>[^()\[\]\n]{{2,40}})[)\]]")
_CREDIT = re.compile(
    r"(?:[(\[]|(?:\A|\s)(?:[-\u2013\u2014]{1,2}|Source:|With inputs from|Reporting by)\s*)(?P<name>[^()\[\]\n]{2,60})[)\]]?\.?\s*\Z"
)
_CREDITING = re.compile(
    r"\A(?:(?:with )?(?:additional )?(?:inputs?|reporting|files?|agencies) (?:from|by) |source: ?|by )", re.IGNORECASE
)
_LOOKS_LIKE = re.compile(r"\b(?:Wire|News Agency|News Service|Newswire|Press Agency|Agency|Presse)\Z")


def agency_of(text: str) -> str | None:
    """The agency that a text's dateline or its last line names, None where neither does.

    Agencies of data/pages/agencies.toml are known by each of their spellings; another name counts where it calls itself an
    agency, a wire or a news service.
    """
    opening = _DATELINE.match(text[:200])
    last = text.rstrip().rpartition("\n")[2][-120:]
    closing = _CREDIT.search(last) if len(last) <= 120 else None
    for found in (opening, closing):
        name = _agency(found["name"]) if found else None
        if name:
            return name
    return None


def _agency(written: str) -> str | None:
    known = _known_agencies()
    written = _CREDITING.sub("", written)
    for part in (written, *re.split(r"[/,;]|\band\b|\|", written)):
        name = part.strip(" .\u2014-")
        if name.lower() in known:
            return known[name.lower()]
    bare = written.strip(" .")
    return bare if _LOOKS_LIKE.search(bare) and bare[0].isupper() else None


@functools.cache
def _known_agencies() -> dict[str, str]:
    """Spelling in lower case -> name."""
    file = datafiles.load(datafiles.data_root() / "pages" / "agencies.toml", _Agencies)
    counted = Counter(spelling.lower() for a in file.agency for spelling in (a.name, *a.also))
    twice = [spelling for spelling, times in counted.items() if times > 1]
    if twice:
        raise ValueError(f"data/pages/agencies.toml names {twice[0]!r} twice")
    return {spelling.lower(): a.name for a in file.agency for spelling in (a.name, *a.also)}
