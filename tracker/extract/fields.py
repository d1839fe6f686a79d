"""Minerals, names, amounts and the words of time of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.extract.scene import Scene
    from tracker.extract.units import Row

_TRADE = ("trade", "tariff", "economic partnership", "fta", "cepa", "bta", "comprehensive")


def minerals(row: Row, scene: Scene, span: tuple[int, int], instrument: str, thing: str) -> tuple[str, ...]:
    """The minerals of the act: those that its clause names, else the article's, but none for a pure trade act."""
    named = {s.value: s for k in range(*span) for s in row.units[k].of("mineral")}
    strong = [v for v, s in named.items() if not s.weak]
    if strong:
        return tuple(sorted(strong))
    clause = row.words(*span).lower()
    if instrument in ("agreement", "talks", "tariff") and any(w in thing or w in clause for w in _TRADE):
        return ()
    if named:
        return tuple(sorted(named))
    if "mineral" in clause:
        return ("critical minerals",)
    return default(scene, instrument)


def default(scene: Scene, instrument: str) -> tuple[str, ...]:
    """What the article as a whole is about."""
    if scene.title_minerals:
        return tuple(sorted(scene.title_minerals[:2]))
    if not scene.minerals:
        return ()
    top = scene.minerals.most_common(2)
    if "trade" in scene.title.folded or instrument == "talks":
        return ()
    return (top[0][0],)
