"""Which countries an act binds: the actor and the named partners, not every country that is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.extract.scene import Scene
    from tracker.extract.units import Row

_PLACE = frozenset({"in", "at", "near", "outside", "from", "inside", "through", "via", "around", "within"})
_ASIDE = frozenset(
    {"outside", "than", "like", "unlike", "beyond", "without", "against", "excluding", "besides", "dominates"}
)
_PAIR = frozenset(
    {
        "two countries",
        "two sides",
        "both sides",
        "two governments",
        "two nations",
        "both countries",
        "both governments",
        "the two",
        "both nations",
        "each other",
        "two partners",
        "two neighbours",
        "two neighbors",
        "two capitals",
        "two allies",
        "sides",
        "both",
    }
)
_BILATERAL = frozenset({"agreement", "talks"})


def countries(row: Row, scene: Scene, first: int, last: int, instrument: str, *, lenient: bool = False) -> list[str]:
    """The parties that the units [first, last) name, in order."""
    found: dict[str, None] = {}
    aside = -1
    for k in range(max(0, first), min(last, len(row.units))):
        unit = row.units[k]
        if unit.low == "," and row.word(k + 1) in (
            "receiving",
            "hosting",
            "flanked",
            "visiting",
            "speaking",
            "meeting",
        ):
            aside = next((j for j in range(k + 1, len(row.units)) if row.word(j) == ","), -1)
        if k < aside:
            continue
        if unit.low in scene.people and not unit.senses:
            found[scene.people[unit.low]] = None
        for sense in unit.senses:
            if (sense.sort == "country" and _counts(row, k, sense.form, instrument, lenient=lenient)) or (
                sense.sort == "shaky" and _steady(scene, sense.value)
            ):
                found[sense.value] = None
    return list(found)


def _steady(scene: Scene, code: str) -> bool:
    return bool(scene.countries.get(code)) or not scene.countries.get("USA")


def _counts(row: Row, k: int, form: str, instrument: str, *, lenient: bool) -> bool:
    before, after = row.word(k - 1), row.word(k + 1)
    if before in ("the", "neighbouring", "northern", "southern", "eastern", "western"):
        before = row.word(k - 2)
    if before == "," and row.word(k - 3) in _PLACE and row.text[row.units[k - 2].start].isupper():
        return False  # "in Kiruna, Sweden"
    if form == "capital":
        if before in _PLACE and not (instrument == "talks" and lenient):
            return False
        return not (before == "to" and instrument != "talks")
    if before in _ASIDE:
        return False
    if form == "name" and before in ("in", "at") and instrument in _BILATERAL:
        return False
    if before == "from":
        return instrument in ("tariff", "export control", "supply", "agreement")
    if before in ("on", "of") and row.word(k - 2) in (
        "reliance",
        "dependence",
        "dependency",
        "purchases",
        "grip",
        "hold",
        "dominance",
        "south",
        "north",
        "coast",
    ):
        return False
    if form == "demonym":
        return _actor(row, k, after, instrument)
    return True


def _actor(row: Row, k: int, after: str, instrument: str) -> bool:
    """Whether a demonym describes a party ("Chilean officials") and not goods or firms ("Russian crude")."""
    if instrument in ("tariff", "export control", "supply"):
        return True
    return after not in _GOODS


_GOODS = frozenset(
    [
        "crude",
        "oil",
        "company",
        "companies",
        "firm",
        "firms",
        "carmaker",
        "carmakers",
        "buyers",
        "buyer",
        "miner",
        "miners",
        "investors",
        "market",
        "markets",
        "exporters",
        "importers",
        "consumers",
        "products",
        "goods",
        "cars",
        "customers",
        "makers",
        "manufacturers",
        "businesses",
        "business",
        "gas",
        "coal",
        "steel",
        "media",
        "newspaper",
        "bank",
        "banks",
        "analysts",
        "economists",
        "economist",
        "analyst",
        "billionaire",
        "businessman",
        "dollars",
        "dollar",
        "rupees",
        "yuan",
        "yen",
        "startup",
        "start-up",
        "group",
        "giant",
        "producer",
        "producers",
        "refiner",
        "refiners",
        "trader",
        "traders",
        "brokerage",
        "consultancy",
        "think-tank",
        "parent",
    ]
)


def lead(scene: Scene) -> tuple[str, ...]:
    """The pair of parties that the article is about: those of its title, else of its first sentences."""
    found = dict.fromkeys(countries(scene.title, scene, 0, len(scene.title.units), "agreement"))
    for sentence in scene.sentences[:3]:
        if len(found) > 1:
            break
        if not sentence.heading:
            row = scene.row(sentence)
            found |= dict.fromkeys(countries(row, scene, 0, len(row.units), "agreement"))
    return tuple(found)[:2]


def parties(
    row: Row, scene: Scene, span: tuple[int, int], instrument: str, previous: tuple[str, ...]
) -> tuple[str, ...]:
    """The parties of an act told of in the units of `span`, completed from the article where the words leave them out."""
    found = countries(row, scene, span[0], span[1], instrument, lenient=True)
    folded = row.folded[row.start : row.end]
    pair = any(p in folded for p in _PAIR if " " in p)
    partner = len(found) == 1 and any(
        row.word(k) == "with" and row.units[k + 1].has("country")
        for k in range(span[0], min(span[1], len(row.units) - 1))
    )
    if len(found) < 2 and (pair or partner or (instrument in _BILATERAL and _bilateral(scene, previous))):
        found = _complete(found, scene, previous, pair=pair or partner)
    if len(found) == 1 and instrument in ("tariff", "export control") and len(previous) == 2 and found[0] in previous:
        found = list(previous)
    if not found:
        found = list(previous) or _main(scene, 1)
    return tuple(sorted(dict.fromkeys(found)))


def _bilateral(scene: Scene, previous: tuple[str, ...]) -> bool:
    """Whether the article is about more than one country."""
    top = scene.countries.most_common(2)
    return len(previous) > 1 or len(scene.title_countries) > 1 or (len(top) > 1 and top[1][1] * 3 >= top[0][1])


def _complete(found: list[str], scene: Scene, previous: tuple[str, ...], *, pair: bool) -> list[str]:
    if len(previous) >= 2 and (not found or found[0] in previous):
        return list(previous)
    title = list(lead(scene))
    if len(title) >= 2 and (not found or found[0] in title):
        return title[:2] if not found else [*found, *[t for t in title if t not in found][:1]]
    common = [c for c in _main(scene, 3) if c not in found]
    if found or pair or len(common) >= 2:
        return [*found, *common[: 2 - len(found)]]
    return found


def _main(scene: Scene, count: int) -> list[str]:
    return [code for code, weight in scene.countries.most_common(count)]
