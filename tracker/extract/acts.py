"""Which act a verb tells of: the verb, and the thing that is its object or subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.extract.verbs import PREPOSITIONS as _PREPOSITIONS

if TYPE_CHECKING:
    from tracker.extract.lexicon import Sense
    from tracker.extract.units import Row, Unit
    from tracker.extract.verbs import Reading

_REACH = 24  # units within which a verb's object or subject stands
_RELATIVE = frozenset({"which", "that", "who", "whom", "where", "whose"})
# prepositions that lead away from what a verb acts on
_AWAY = frozenset(
    {
        "under",
        "by",
        "from",
        "over",
        "off",
        "out",
        "during",
        "despite",
        "since",
        "through",
        "via",
        "against",
        "than",
        "within",
        "without",
        "like",
        "amid",
        "alongside",
        "beyond",
        "ahead",
    }
)

_QUOTES = frozenset({"“", "”", '"'})
# nouns that add nothing to the measure before them: a quota system is a quota
_CONTAINERS = frozenset(
    {"program", "programme", "regime", "system", "scheme", "mechanism", "rules", "requirements", "measures"}
)


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of data/rules/acts: see there."""

    id: str
    action: str = ""
    kind: str = "act"
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    idioms: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    default: str | None = None
    instrument: str | None = None
    becomes: str | None = None
    default_money: bool = False
    only: str | None = None
    needs: tuple[str, ...] = ()
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
    intransitive: frozenset[str] = frozenset()
    carriers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class VerbSorts:
    """Verbs whose thing may be their subject, and verbs that carry an act named by its noun."""

    intransitive: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An act told of: the entry, its instrument, and where its object stands (None where a default was taken)."""

    act: Act
    action: str
    instrument: str
    object: int | None
    distance: int
    weak: bool = False
    through: str = ""  # the entry of the verb, where the act is that of its subject


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
    key = ("right", index)
    if key not in row.memo:
        row.memo[key] = _right_edge(row, index, stops)
    found = row.memo[key]
    assert isinstance(found, int)  # noqa: S101 - only edges are kept under such keys
    return found


def _right_edge(row: Row, index: int, stops: frozenset[str]) -> int:
    named = -1  # up to where a name in quotation marks reaches: "unveiled the “Fair Metals Plan” on trade"
    for k in range(index + 1, min(len(row.units), index + _REACH)):
        word = row.word(k)
        if word in _QUOTES and k > named:
            named = next((j for j in range(k + 2, min(len(row.units), k + 9)) if row.word(j) in _QUOTES), -1)
        if k <= named:
            continue
        if word in _AWAY and k > index + 1 and not _bound(row, k):
            return k
        if word in ("and", "or", ",") and _verb_follows(row, k):
            return k
        if word in (";", ":", "—", "–", "(", ")") or (
            word in stops and word not in ("as", "since", "following", "even", "without")
        ):
            return k
    return min(len(row.units), index + _REACH)


def _bound(row: Row, k: int) -> bool:
    """ "more than $5 million", "over 40 projects": a bound on a number leads nowhere."""
    after = row.units[k + 1] if k + 1 < len(row.units) else None
    return row.word(k - 1) in ("more", "less", "rather", "up") or (
        after is not None and (after.has("money") or after.low.isdigit())
    )


def _verb_follows(row: Row, k: int) -> bool:
    """Whether another verb is joined on: "adopt and maintain high levels"."""
    j = k + 1
    while row.word(j) in ("to", "also", "and") or row.word(j).endswith("ly"):
        j += 1
    if j >= len(row.units):
        return False
    unit = row.units[j]
    return any(s.form in ("base", "past", "s") for s in unit.of("verb")) and not any(
        unit.has(x) for x in ("thing", "act", "topic", "mineral", "object")
    )


def chunks(row: Row, start: int, stops: frozenset[str]) -> list[tuple[int, int]]:
    """The stretches left of a verb group that can hold its subject, nearest first: between commas, then beyond."""
    key = ("chunks", start)
    if key not in row.memo:
        row.memo[key] = _chunks(row, start, stops)
    found = row.memo[key]
    assert isinstance(found, list)  # noqa: S101 - only chunks are kept under such keys
    return found


def _chunks(row: Row, start: int, stops: frozenset[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    aside: list[tuple[int, int]] = []
    end = start
    k = start - 1
    while k >= 0 and start - k < 2 * _REACH:
        word = row.word(k)
        if word == "once" and row.word(k - 1) in ("had", "has", "have", "was", "were"):
            k -= 1
            continue
        if word in (",", ";", ":", "—", "–", "(", ")", "“", "”", '"') or word in stops:
            if end > k + 1:
                (aside if word in _RELATIVE or _aside(row, k + 1) else found).append((k + 1, end))
            if word in (";", "“", "”", '"') or (
                word in stops and word not in _RELATIVE and word not in ("(", ")", "—", "–", "as")
            ):
                return found + aside
            end = k
        k -= 1
    if end > k + 1:
        (aside if _aside(row, k + 1) else found).append((max(0, k + 1), end))
    return found + aside


def _aside(row: Row, first: int) -> bool:
    """Whether a stretch between commas is an aside: "with an outlay of", "following talks in", "speaking in"."""
    word = row.word(first)
    return (
        word in _PREPOSITIONS or word.endswith("ing") or word in ("as", "due", "earlier", "formerly", "known", "called")
    )


def resolve(row: Row, acts: Acts, reading: Reading, lemma: str, look: Look) -> Hit | None:
    """The act that `lemma`, read as `reading`, tells of: the entry whose object stands nearest; None where none fits."""
    for places in _places(row, acts, reading, lemma, look):
        best: Hit | None = None
        for act in acts.by_verb.get(lemma, ()):
            if act.kind == "act":
                hit = _nearest(row, act, places, look)
                if hit is not None and (best is None or hit.distance < best.distance):
                    best = hit
        if lemma in acts.carriers:
            best = _carried(row, acts, places, best, look, reading.start)
        if best is not None:
            return best
    for act in acts.by_verb.get(lemma, ()):
        if act.kind == "act" and act.default and (not act.needs or any(_needed(row, reading, n) for n in act.needs)):
            return Hit(act, act.action, act.becomes or act.default, None, 99)
    return None


@dataclass(frozen=True, slots=True)
class Look:
    """What a search for a thing needs to know: where a scope ends, which instruments the article names outright, and
    whether the verb is only one of speech ("..., she announced") with no subject of its own to act on."""

    stops: frozenset[str]
    named: frozenset[str]
    spoken: bool = False


def _places(row: Row, acts: Acts, reading: Reading, lemma: str, look: Look) -> list[list[tuple[int, int]]]:
    """Where to look for the thing, in order of trust; each place is a list of (unit, distance)."""
    right = [(k, k - reading.index) for k in range(reading.index + 1, right_edge(row, reading.index, look.stops))]
    if look.spoken:
        return [right]
    if reading.subject is not None:
        a, b = reading.subject
        own = [(k, 1 + n) for n, k in enumerate(range(a, b))]
        return [own, right] if reading.passive or lemma in acts.intransitive else [right]
    if reading.reduced and reading.index == 0:  # "Opened on Monday: the first licensing round"
        return [[(k, k) for k in range(1, min(len(row.units), _REACH))]]
    if reading.reduced:
        return [_last_head(row, reading)]
    subject = [[(k, 1 + n) for n, k in enumerate(range(a, b))] for a, b in chunks(row, reading.start, look.stops)]
    if reading.passive:
        return subject or [right]
    if lemma in acts.intransitive:
        return [right, *subject[:2]]
    return [right, _antecedent(row, reading, look)]


def _antecedent(row: Row, reading: Reading, look: Look) -> list[tuple[int, int]]:
    """The noun phrase before "which" or "that", for "the accord, which the two countries signed"."""
    for k in range(reading.start - 1, max(-1, reading.start - 10), -1):
        if row.word(k) in _RELATIVE and k and row.word(k) != "who":
            return [(j, k - j) for j in range(k - 1, max(-1, k - 12), -1)]
        if row.word(k) in look.stops or row.word(k) in (",", ";"):
            return []
    return []


def _last_head(row: Row, reading: Reading) -> list[tuple[int, int]]:
    return [(k, reading.start - k) for k in range(reading.start - 1, max(-1, reading.start - 12), -1)]


def _carried(
    row: Row, acts: Acts, places: list[tuple[int, int]], best: Hit | None, look: Look, start: int
) -> Hit | None:
    """An act named by its noun stands nearer than any thing: "complete ratification of the pact"."""
    for k, distance in sorted(places, key=lambda p: p[1]):
        if best is not None and distance >= best.distance:
            return best
        named = row.units[k].of("act")
        if named and not row.units[k].has("thing"):
            act = acts.by_noun[named[0].value][0]
            thing = _nearest(row, act, [(j, j - k) for j in range(k + 1, right_edge(row, k, look.stops))], look)
            if thing is None and k > start:  # "a mine got the green light"
                thing = _nearest(
                    row, act, [(j, 1 + n) for n, j in enumerate(range(max(0, start - _REACH), start))], look
                )
            instrument = thing.instrument if thing else act.default or act.instrument
            if instrument:
                return Hit(act, act.action, act.becomes or instrument, k, distance)
    return best


def _nearest(row: Row, act: Act, places: list[tuple[int, int]], look: Look) -> Hit | None:
    """The nearest unit of `places` that the act takes as its thing."""
    best: Hit | None = None
    for k, distance in places:
        unit = row.units[k]
        if not unit.senses:
            continue
        found: str | None = None
        weak = 0
        if (
            act.objects
            and ("law" not in act.needs or _law_before(row, k))
            and _object(unit, act.objects)
            and not any(row.lows[j] in act.unless for j in range(max(0, k - distance), k))
        ):
            found = act.instrument or act.default
        elif act.with_ and unit.has("thing") and unit.low not in act.unless and not _modifies(row, k):
            sense = _thing(unit, act.with_, look)
            if sense is not None and not (sense.weak and distance > 9):
                found, weak = act.becomes or sense.value, 5 if sense.weak else 0
        if found is not None and (best is None or distance + weak < best.distance):
            best = Hit(act, act.action, found, k, distance + weak, weak=bool(weak))
    return best


def _law_before(row: Row, k: int) -> bool:
    """Whether a bill is the subject of what is said of a chamber at `k` ("the bill cleared the house")."""
    return any(s.value == "law" for u in row.units[max(0, k - _REACH) : k] for s in u.of("thing"))


def _thing(unit: Unit, allowed: tuple[str, ...], look: Look) -> Sense | None:
    """The thing that a unit names, among `allowed`; an everyday word only where the article names such a thing outright."""
    for sense in unit.of("thing"):
        if sense.value in allowed and (not sense.weak or sense.value in look.named):
            return sense
    return None


def _needed(row: Row, reading: Reading, what: str) -> bool:
    """Whether a default has what it needs: "partner" is a country, place or person with a title after an active verb."""
    if what == "partner":
        ahead = row.units[reading.index + 1 : reading.index + 9]
        return not reading.passive and any(u.has("country") or u.has("place") or u.has("body") for u in ahead)
    before = row.units[max(0, reading.start - 12) : reading.start]
    return len({s.value for u in before for s in u.of("country")}) > 1 or any(
        u.low in ("both", "sides", "governments", "countries") for u in before
    )


def _object(unit: Unit, objects: tuple[str, ...]) -> bool:
    return any(unit.has(w[1:]) if w.startswith("$") else unit.low == w for w in objects)


def _modifies(row: Row, k: int) -> bool:
    """Whether the thing at `k` only describes the thing that follows ("tariff" in "tariff deal", not in "tariff regime")."""
    if k + 1 >= len(row.units) or row.word(k + 1) in _CONTAINERS:
        return False
    unit, following = row.units[k], row.units[k + 1]
    things = following.of("thing")
    return bool(things) and following.start - unit.end == 1 and (not things[0].weak or unit.of("thing")[0].weak)


def argument(row: Row, acts: Acts, reading: Reading, lemma: str, look: Look, *, side: str = "") -> Hit | None:
    """What is put off or called off: an act by its noun ("the signing of the pact"), or a thing ("the pact").

    `side` narrows the search to the "subject" or to the "object".
    """
    found = _places(row, acts, reading, lemma, look)
    if side == "subject":
        found = [[(k, 1 + n) for n, k in enumerate(range(a, b))] for a, b in chunks(row, reading.start, look.stops)][:2]
    elif side == "object":
        found = [[(k, k - reading.index) for k in range(reading.index + 1, right_edge(row, reading.index, look.stops))]]
    for places in found:
        hit = told(row, acts, sorted(places), look)
        if hit is not None:
            return hit
    return None


def told(row: Row, acts: Acts, places: list[tuple[int, int]], look: Look) -> Hit | None:
    noun: Act | None = None
    every = tuple(acts.default)
    for k, distance in places:
        unit = row.units[k]
        named = unit.of("act")
        if named and noun is None:
            noun = acts.by_noun[named[0].value][0]
        if unit.has("thing") and not _modifies(row, k):
            sense = _thing(unit, every, look)
            if sense is None or (sense.weak and noun is None and distance > 6):
                continue
            if noun is not None:
                return Hit(noun, noun.action, noun.becomes or sense.value, k, distance)
            return Hit(Act("thing"), acts.default[sense.value], sense.value, k, distance)
    if noun is not None:
        return Hit(
            noun,
            noun.action,
            noun.becomes or noun.default or noun.instrument or (noun.with_ or ("agreement",))[0],
            None,
            50,
        )
    return None
