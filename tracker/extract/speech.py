"""Who says it: attributions within a sentence, and the words that stand for a speaker named before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tracker.extract.morphology import BASE, ING, PAST, S

if TYPE_CHECKING:
    from tracker.extract.pack import Roles
    from tracker.extract.units import Row

_NAME = re.compile(r"(?:[^\W\d_](?:[\w'’.\-]*)(?:\s+|$))+")
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "del",
        "della",
        "der",
        "den",
        "van",
        "von",
        "bin",
        "bint",
        "al",
        "el",
        "la",
        "le",
        "ter",
        "ben",
        "abu",
        "zu",
    ]
)
_EDGE = frozenset({",", ";", ":", "“", "”", '"', "(", ")", "—", "–", "that", "but", "while", "which", "who", "as"})
_NO_SUBJECT = frozenset(
    [
        "his",
        "her",
        "its",
        "their",
        "the",
        "a",
        "these",
        "my",
        "our",
        "to",
        "will",
        "would",
        "should",
        "could",
        "may",
        "might",
        "must",
        "not",
    ]
)


@dataclass(slots=True)
class Cast:
    """Who has been named so far: full names by surname and by role, the last person, the last body, the last speaker."""

    full: dict[str, str] = field(default_factory=dict)
    office: dict[str, str] = field(default_factory=dict)
    person: str | None = None
    body: str | None = None
    speaker: str | None = None
    voice: str | None = None  # the person who spoke last: who "he said" is
    paragraph: int = -1


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution: who, whether an official or a body (not an analyst), and where the verb of speech stands."""

    who: str | None
    official: bool
    at: int
    before: bool = False  # told earlier ("had said"): what was promised then is a recap


def attributions(row: Row, roles: Roles, cast: Cast) -> list[Said]:
    """Every "X said" of a sentence, in order."""
    found: list[Said] = []
    for k, unit in enumerate(row.units):
        if unit.low == "according" and row.word(k + 1) == "to":
            found.append(_said(row, roles, cast, k + 2, _right(row, k + 2), k))
        elif row.word(k - 1) == "," and any(s.sort == "speech" and s.form == ING for s in unit.senses):
            first = noun_phrase(row, roles, cast, 0, _right(row, 0)) if not found else None
            who = first or _first_name(row, roles, cast, 0, k)
            if who is not None:
                found.append(Said(who, True, k))
        elif any(s.sort == "speech" and s.form in (PAST, S, BASE) for s in unit.senses):
            said = _verb(row, roles, cast, k)
            if said is not None:
                found.append(said)
    for said in found:
        if said.who is not None and said.who in cast.full.values():
            cast.voice = said.who
    return found


def _verb(row: Row, roles: Roles, cast: Cast, k: int) -> Said | None:
    if row.word(k - 1) in _NO_SUBJECT or (
        k and row.units[k].low.endswith("ed") and row.word(k - 1) in ("is", "are", "was", "were", "been", "be")
    ):
        return None
    left = _left(row, k)
    if row.word(k - 1) in ("he", "she", "they", "it", "we") and k - left <= 2:
        who = noun_phrase(row, roles, cast, k - 1, k)
        return Said(who, official=True, at=k, before=False)
    if left < k and row.word(k - 1) not in _EDGE:
        said = _said(row, roles, cast, left, k, k)
        if said.who is not None:
            return replace(said, before=any(row.word(j) == "had" for j in range(max(0, k - 3), k)))
    earlier = _before_commas(row, roles, cast, k) if row.word(k - 1) in (",", "also", "then") else None
    if earlier is not None:
        return earlier
    named = _first_name(row, roles, cast, left, k) if left < k - 1 else None
    if named is not None:
        return Said(named, official=True, at=k)
    lemma = next(s.value for s in row.units[k].senses if s.sort == "speech")
    if lemma in ("say", "add", "note", "tell", "announce") and row.word(k - 1) in _EDGE | {""} and left >= k - 1:
        said = _said(row, roles, cast, k + 1, _right(row, k + 1), k)
        if said.who is not None:
            return said
    return None


def _before_commas(row: Row, roles: Roles, cast: Cast, k: int) -> Said | None:
    """ "Trump, receiving Italy's premier, said"; "the minister, Yulia Svyrydenko, announced"."""
    end = k - 1
    for _ in range(3):
        start = _left(row, end)
        if start >= end:
            break
        word = row.word(start)
        if not (
            word.endswith("ing")
            or word in ("in", "at", "on", "with", "after", "before", "during", "a", "an", "to", "by", "for", "from")
        ):
            words = [row.word(j) for j in range(start, end)]
            said = _said(row, roles, cast, start, end, k)
            if said.who is not None and end - start < 9 and not (set(words) & {"and"} and len(words) > 6):
                return said
        if row.word(start - 1) != ",":
            break
        end = start - 1
    return None


def _left(row: Row, k: int) -> int:
    at = k - 1
    while at >= 0 and row.word(at) not in _EDGE and k - at < 18:
        at -= 1
    return at + 1


def _right(row: Row, k: int) -> int:
    at = k
    while (
        at < len(row.units)
        and row.word(at)
        not in _EDGE
        | {
            ".",
            "in",
            "at",
            "after",
            "during",
            "to",
            "when",
            "on",
            "seen",
            "reviewed",
            "obtained",
            "published",
            "posted",
        }
        and at - k < 14
    ):
        at += 1
    return at


def _said(row: Row, roles: Roles, cast: Cast, first: int, last: int, at: int) -> Said:
    who = noun_phrase(row, roles, cast, first, last)
    words = [row.word(k) for k in range(first, last)]
    if who is None and any(w in roles.lay for w in words):
        who = row.words(first, last)
    return Said(who, not any(w in roles.lay for w in words), at)


def noun_phrase(row: Row, roles: Roles, cast: Cast, first: int, last: int) -> str | None:
    """The speaker that the units [first, last) name: a person, a role or pronoun resolved, a group or a body."""
    while first < last and row.word(first) in (
        "the",
        "a",
        "an",
        "and",
        "one",
        "of",
        "two",
        "three",
        "four",
        "five",
        "several",
        "some",
        "also",
        "former",
        "its",
        "his",
        "her",
        "their",
        "our",
    ):
        first += 1
    while first < last and (
        row.word(last - 1) in ("also", "later", "earlier", "then", "has", "had", "have")
        or row.word(last - 1).endswith("ly")
    ):
        last -= 1
    if first >= last:
        return None
    words = [row.word(k) for k in range(first, last)]
    for k in range(first, last - 1):
        if row.word(k) in ("spokesperson", "spokesman", "spokeswoman") and row.word(k + 1) in ("for", "of"):
            return noun_phrase(row, roles, cast, k + 2, last)
    person = _person(row, roles, first, last)
    if person is not None:
        return _remember(cast, roles, person, words)
    if words[0] in ("he", "she", "i"):
        return cast.voice or cast.person or cast.speaker
    if words[0] in ("they", "it", "we") and len(words) < 4:
        return cast.body or cast.speaker
    words = [part for w in words for part in w.split()]  # "trade ministry" and "mines minister" are one unit each
    if any(w in roles.groups for w in words):
        return row.words(first, last)
    if any(
        row.units[k].has("country") and row.units[k].of("country")[0].form in ("office", "body")
        for k in range(first, last)
    ) or any(w in roles.bodies for w in words):
        cast.body = row.words(first, last)
        return cast.body
    if any(w in roles.roles for w in words):
        known = next((cast.office[w] for w in reversed(words) if w in cast.office), None)
        return known or cast.person or row.words(first, last)
    if len(words) <= 4 and any(row.units[k].has("country") for k in range(first, last)):
        return row.words(first, last)
    return None


def _remember(cast: Cast, roles: Roles, person: str, words: list[str]) -> str:
    surname = person.rsplit(maxsplit=1)[-1].lower()
    if " " in person:
        cast.full[surname] = person
    else:
        person = cast.full.get(surname, person)
    for word in words:
        if word in roles.roles:
            cast.office[word] = person
    cast.person = person
    return person


def _person(row: Row, roles: Roles, first: int, last: int) -> str | None:
    """The trailing run of capitalised words that are no title, portfolio, country, body, day or mineral."""
    k = last - 1
    while k >= first and row.word(k) in ("'s", ","):
        k -= 1
    end = k + 1
    while k >= first and _namelike(row, roles, k):
        k -= 1
    start = k + 1
    while start < end and row.word(start) in _PARTICLES | {".", "and"}:
        start += 1
    if start >= end:
        return None
    name = row.words(start, end)
    return name if len(name) > 2 and name[0].isupper() else None


def _namelike(row: Row, roles: Roles, k: int) -> bool:
    unit = row.units[k]
    surface = row.text[unit.start : unit.end]
    if unit.low in {".", "-"}:
        return k > 0 and row.text[unit.start - 1].isalpha() and (unit.low == "-" or len(row.word(k - 1)) <= 2)
    if unit.low in _PARTICLES:
        return True
    if (
        not surface[:1].isupper()
        or unit.low in roles.titles
        or unit.low in roles.portfolios
        or unit.low in roles.bodies
    ):
        return False
    return not any(s.sort in ("country", "thing", "pseudo", "mineral") for s in unit.senses if not (s.sort == "mineral" and len(surface) < 3)) and unit.low not in (
        "he", "she", "it", "they", "i", "we", "the", "this", "that", "friday", "monday", "tuesday", "wednesday", "thursday", "saturday", "sunday",
    )  # fmt: skip


def _first_name(row: Row, roles: Roles, cast: Cast, first: int, last: int) -> str | None:
    """The first person named in [first, last), for "Gor asked his audience to stay tuned and said"."""
    k = first
    while k < last and (
        row.word(k) in roles.titles
        or row.word(k) in roles.portfolios
        or row.units[k].has("country")
        or row.units[k].has("body")
    ):
        k += 1
    stop = k
    while stop < last and _namelike(row, roles, stop):
        stop += 1
    name = row.words(k, stop).strip(" .-")
    if not name or not name[0].isupper() or (k == 0 and stop - k == 1 and name.lower() not in cast.full):
        return None
    return _remember(cast, roles, name, [row.word(j) for j in range(first, k)])


def introduce(row: Row, roles: Roles, cast: Cast, people: dict[str, str]) -> None:
    """Take note of the persons that a sentence names with a title, for the pronouns and roles of those that follow.

    `people` learns whom each speaks for: "US Treasury Secretary Scott Bessent" is of the USA.
    """
    k, n = 0, len(row.units)
    while k < n:
        if row.word(k) in roles.titles:
            end = k + 1
            while end < n and (
                row.word(end) in roles.portfolios or row.word(end) in roles.titles or row.units[end].has("country")
            ):
                end += 1
            stop = end
            while stop < n and stop - end < 6 and _namelike(row, roles, stop):
                stop += 1
            if stop > end:
                name = row.words(end, stop).strip(" .-")
                if name[:1].isupper() and len(name) > 2:
                    _remember(cast, roles, name, [row.word(j) for j in range(k, end)])
                    code = _of_country(row, roles, k, end)
                    if code is not None:
                        people.setdefault(name.split()[-1].lower(), code)
                k = stop
                continue
        k += 1


def _of_country(row: Row, roles: Roles, first: int, end: int) -> str | None:
    """The country named with a title: "Chinese President", "minister of Chile"."""
    for k in (*range(first - 1, max(-1, first - 5), -1), *range(first, end)):
        senses = row.units[k].of("country")
        if senses and (k >= first or senses[0].form in ("demonym", "name", "body", "office")):
            return str(senses[0].value)
        if k < first and not (
            row.word(k) in roles.portfolios or row.word(k) in roles.titles or row.word(k) in ("'s", "the")
        ):
            return None
    return None


def header(row: Row, roles: Roles) -> str | None:
    """The body that a line names and nothing else: the letterhead of a release ("Ministry of Mines")."""
    if len(row.units) > 9 or not any(u.has("body") or u.has("country") or u.low in roles.bodies for u in row.units):
        return None
    if any(u.has("verb") and not u.has("thing") for u in row.units) or not any(
        u.low in roles.bodies or u.has("body") or any(s.form in ("body", "office") for s in u.of("country"))
        for u in row.units
    ):
        return None
    return row.text[row.start : row.end]
