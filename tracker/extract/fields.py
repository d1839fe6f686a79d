"""Minerals, names and amounts of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.extract.acts import Hit
    from tracker.extract.scene import Scene
    from tracker.extract.units import Row
    from tracker.model import Statement

_TRADE = ("trade", "tariff", "economic partnership", "fta", "cepa", "bta", "ceca")
_ANAPHORIC = frozenset(
    {
        "document",
        "text",
        "paper",
        "papers",
        "accord",
        "agreement",
        "pact",
        "deal",
        "it",
        "memorandum",
        "framework",
        "treaty",
        "instrument",
        "scheme",
        "fund",
        "plan",
    }
)


def minerals(row: Row, scene: Scene, span: tuple[int, int], hit: Hit, last: Statement | None) -> tuple[str, ...]:
    """The minerals of the act: those that its clause names, else the article's, but none for a pure trade act."""
    named = {s.value: s for k in range(*span) for s in row.units[k].of("mineral")}
    strong = [v for v, s in named.items() if not s.weak]
    if strong:
        return tuple(sorted({*strong, *_beside(row, span)}))
    phrase = _phrase(row, hit)
    if hit.instrument in ("agreement", "talks", "tariff") and any(w in phrase for w in _TRADE):
        return ()
    if named:
        return tuple(sorted(named))
    if hit.instrument == "talks" and (not scene.title_minerals or hit.object is None):
        return ()
    if last is not None and hit.instrument == last.instrument:
        return last.minerals
    return default(scene)


def _phrase(row: Row, hit: Hit) -> str:
    """The words around the thing, as far as they describe it."""
    if hit.object is None:
        return ""
    last = hit.object + 1
    while (
        last < min(len(row.units), hit.object + 7) and row.word(last) in ("for", "a", "an", "the", "on", "of")
    ) or row.units[last - 1].low in ("for", "a", "bilateral", "free", "the"):
        last += 1
        if last >= len(row.units):
            break
    return row.words(max(0, hit.object - 3), last).lower()


def _beside(row: Row, span: tuple[int, int]) -> set[str]:
    """Everyday minerals that stand in one breath with another: "copper and gold"."""
    spots = [k for k in range(*span) if any(not s.weak for s in row.units[k].of("mineral"))]
    near = {k for spot in spots for k in range(spot - 2, spot + 3)}
    return {s.value for k in range(*span) if k in near for s in row.units[k].of("mineral") if s.form != "loose"}


def default(scene: Scene) -> tuple[str, ...]:
    """What the article as a whole is about."""
    if scene.title_minerals:
        return tuple(sorted({*scene.title_minerals[:2], *_beside(scene.title, (0, len(scene.title.units)))}))
    title = scene.title.folded
    if "mineral" in title:
        return ("critical minerals",)
    if not scene.minerals or any(w in title for w in _TRADE):
        return ()
    return (scene.minerals.most_common(1)[0][0],)
