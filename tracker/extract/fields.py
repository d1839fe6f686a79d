"""Minerals, names and amounts of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.extract.acts import Hit
    from tracker.extract.scene import Scene
    from tracker.extract.units import Row
    from tracker.model import Statement

_TRADE = ("trade", "tariff", "economic partnership", "fta", "cepa", "bta", "ceca")
_ANAPHORIC = frozenset({"document", "text", "paper", "papers", "accord", "agreement", "pact", "deal", "it", "memorandum", "framework", "treaty", "instrument", "scheme", "fund", "plan"})


def minerals(row: Row, scene: Scene, span: tuple[int, int], hit: Hit, last: Statement | None) -> tuple[str, ...]:
    """The minerals of the act: those that its clause names, else the article's, but none for a pure trade act."""
    named = {s.value: s for k in range(*span) for s in row.units[k].of("mineral")}
    strong = [v for v, s in named.items() if not s.weak]
    if strong:
        return tuple(sorted(strong))
    phrase = _phrase(row, hit)
    if hit.instrument in ("agreement", "talks", "tariff") and any(w in phrase for w in _TRADE):
        return ()
    if named:
        return tuple(sorted(named))
    if hit.instrument == "talks" and not scene.title_minerals:
        return ()
    if last is not None and hit.instrument == last.instrument:
        return last.minerals
    return default(scene)


def _phrase(row: Row, hit: Hit) -> str:
    """The words around the thing, as far as they describe it."""
    if hit.object is None:
        return ""
    return row.words(max(0, hit.object - 3), hit.object + 1).lower()


def default(scene: Scene) -> tuple[str, ...]:
    """What the article as a whole is about."""
    if scene.title_minerals:
        return tuple(sorted(scene.title_minerals[:2]))
    title = scene.title.folded
    if "mineral" in title:
        return ("critical minerals",)
    if not scene.minerals or any(w in title for w in _TRADE):
        return ()
    return (scene.minerals.most_common(1)[0][0],)
