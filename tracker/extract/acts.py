"""Which act a verb tells of: the verb, and the thing that is its object or subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.extract.verbs import _MARKS as MARKS

if TYPE_CHECKING:
    from tracker.extract.units import Row
    from tracker.extract.verbs import Reading

_REACH = 24  # units within which a verb's object or subject stands
_RELATIVE = frozenset({"which", "that", "who", "whom"})
_PRONOUNS = frozenset({"it", "this", "that", "they", "them", "these", "both"})


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of data/rules/acts: see there."""

    id: str
    action: str = ""
    kind: str = "act"
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    idioms: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    default: str | None = None
    instrument: str | None = None
    becomes: str | None = None
    default_money: bool = False
    says: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instrument:
    """One entry of data/lexicon/instruments: see there."""

    name: str
    action: str
    nouns: tuple[str, ...]
    weak: tuple[str, ...] = ()


@dataclass(frozen=True)
class Acts:
    """The acts by the lemmas and nouns that tell of them."""

    by_verb: Mapping[str, tuple[Act, ...]]
    by_noun: Mapping[str, tuple[Act, ...]]
    default: Mapping[str, str]  # instrument -> action
    objects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """An act told of: the entry, its instrument, and where its object stands (None where a default was taken)."""

    act: Act
    action: str
    instrument: str
    object: int | None
    distance: int


def heads(row: Row, first: int, last: int) -> list[int]:
    """The units in [first, last) that are the head of a noun run of things: "trade deal", not "tariff" in "tariff deal"."""
    found = []
    for k in range(max(0, first), min(last, len(row.units))):
        unit = row.units[k]
        if not unit.has("thing"):
            continue
        following = row.units[k + 1] if k + 1 < len(row.units) else None
        if following is not None and following.has("thing") and k + 1 < last and not unit.low.endswith("s"):
            continue
        found.append(k)
    return found


def right_edge(row: Row, index: int, stops: frozenset[str]) -> int:
    """The end of the phrase that a verb at `index` governs: a clause mark, a terminator, or the reach."""
    for k in range(index + 1, min(len(row.units), index + _REACH)):
        word = row.word(k)
        if word in (";", ":", "—", "–", "“", "”", "(", ")") or (word in stops and word not in ("as", "since", "following", "even", "without")):
            return k
    return min(len(row.units), index + _REACH)


def chunks(row: Row, start: int, stops: frozenset[str]) -> list[tuple[int, int]]:
    """The stretches left of a verb group that can hold its subject, nearest first: between commas, then beyond."""
    found, end = [], start
    k = start - 1
    while k >= 0 and start - k < 2 * _REACH:
        word = row.word(k)
        if word in (",", ";", ":", "—", "–", "(", ")", "“", "”", '"') or word in stops:
            if end > k + 1:
                found.append((k + 1, end))
            if word in (";", "“", "”", '"') or (word in stops and word not in _RELATIVE and word not in ("(", ")", "—", "–", "as")):
                return found
            end = k
        k -= 1
    if end > k + 1:
        found.append((max(0, k + 1), end))
    return found


def resolve(row: Row, acts: Acts, reading: Reading, lemma: str, stops: frozenset[str]) -> Hit | None:
    """The act that `lemma`, read as `reading`, tells of: the entry whose object stands nearest; None where none fits."""
    best: Hit | None = None
    for places in _places(row, reading, stops):
        for act in acts.by_verb.get(lemma, ()):
            if act.kind != "act":
                continue
            hit = _nearest(row, act, places)
            if hit is not None and (best is None or hit.distance < best.distance):
                best = hit
        if best is not None:
            return best
    for act in acts.by_verb.get(lemma, ()):
        if act.kind == "act" and act.default:
            return Hit(act, act.action, act.becomes or act.default, None, 99)
    return None


def _places(row: Row, reading: Reading, stops: frozenset[str]) -> list[list[tuple[int, int]]]:
    """Where to look for the thing, in order of trust; each place is a list of (unit, distance)."""
    right = [(k, k - reading.index) for k in range(reading.index + 1, right_edge(row, reading.index, stops))]
    subject = [_first_heads(row, a, b, reading) for a, b in chunks(row, reading.start, stops)]
    if reading.passive or reading.reduced:
        return [*subject, right] if not reading.reduced else [_last_head(row, reading), *subject]
    return [right, *subject]


def _first_heads(row: Row, first: int, last: int, reading: Reading) -> list[tuple[int, int]]:
    return [(k, 1 + n) for n, k in enumerate(range(first, last))]


def _last_head(row: Row, reading: Reading) -> list[tuple[int, int]]:
    return [(k, reading.start - k) for k in range(reading.start - 1, max(-1, reading.start - 12), -1)]


def _nearest(row: Row, act: Act, places: list[tuple[int, int]]) -> Hit | None:
    """The nearest unit of `places` that the act takes as its thing."""
    best: Hit | None = None
    for k, distance in places:
        unit = row.units[k]
        found: str | None = None
        weak = 0
        if act.objects and _object(unit, act.objects):
            found = act.instrument or act.default
        elif act.with_ and unit.has("thing") and not _modifies(row, k):
            sense = unit.of("thing")[0]
            if sense.value in act.with_ and unit.low not in act.unless:
                found, weak = act.becomes or sense.value, 5 if sense.weak else 0
        if found is not None and (best is None or distance + weak < best.distance):
            best = Hit(act, act.action, found, k, distance + weak)
    return best


def _object(unit: object, objects: tuple[str, ...]) -> bool:
    from tracker.extract.units import Unit

    assert isinstance(unit, Unit)  # noqa: S101 - rows hold units
    for wanted in objects:
        if wanted.startswith("$"):
            if unit.has(wanted[1:]):
                return True
        elif unit.low == wanted:
            return True
    return False


def _modifies(row: Row, k: int) -> bool:
    """Whether the thing at `k` only describes the thing that follows ("tariff" in "tariff deal")."""
    if k + 1 >= len(row.units):
        return False
    unit, following = row.units[k], row.units[k + 1]
    return following.has("thing") and following.start - unit.end == 1 and not following.of("thing")[0].weak


def argument(row: Row, acts: Acts, reading: Reading, stops: frozenset[str]) -> Hit | None:
    """What is put off or called off: an act by its noun ("the signing of the pact"), or a thing ("the pact")."""
    for places in _places(row, reading, stops):
        noun: Act | None = None
        for k, distance in sorted(places, key=lambda p: p[0]):
            unit = row.units[k]
            named = unit.of("act")
            if named and noun is None:
                noun = acts.by_noun[named[0].value][0]
            if unit.has("thing") and not _modifies(row, k):
                sense = unit.of("thing")[0]
                if sense.weak and noun is None and distance > 6:
                    continue
                action = noun.action if noun else acts.default[sense.value]
                instrument = (noun.becomes or sense.value) if noun else sense.value
                return Hit(noun or Act("thing"), action, instrument, k, distance)
        if noun is not None:
            return Hit(noun, noun.action, noun.default or noun.instrument or (noun.with_ or ("agreement",))[0], None, 50)
    return None
