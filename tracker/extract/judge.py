"""Which claims stand: pledges want somebody behind them, forecasts and other people's business go, one act is told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.extract import acts as act_rules
from tracker.model import Kind

if TYPE_CHECKING:
    from tracker.extract.claims import Claim
    from tracker.extract.pack import Pack
    from tracker.extract.speech import Said
    from tracker.extract.units import Row

_NEAR_UNITS = 14
_TOLD = frozenset({"sign", "ratify", "approve", "impose", "lift", "enter into force", "conclude"})


def choose(
    pack: Pack, row: Row, found: Sequence[Claim], said: Sequence[Said]
) -> tuple[list[Claim], list[tuple[Claim, str]]]:
    """The claims that stand, in text order, and those that do not with the reason."""
    lost: list[tuple[Claim, str]] = []
    good = []
    for claim in found:
        reason = _veto(pack, row, claim, said)
        if reason:
            lost.append((claim, reason))
        else:
            good.append(claim)
    kept = _one_each(_told(good))
    lost += [(c, "told better by another") for c in good if c not in kept]
    return _slipped(kept), lost


def _veto(pack: Pack, row: Row, claim: Claim, said: Sequence[Said]) -> str:
    """Why a claim does not stand; "" where it does."""
    if any(u.has("never") and row.text[u.start].islower() for u in row.units):
        return "none of our matter"
    if not _ours(row, claim):
        return "another subject"
    if claim.kind is not Kind.PLEDGE:
        return ""
    if said and not any(s.official for s in said):
        return "nobody official says it"
    subject = _subject(pack, row, claim)
    if any(w in pack.roles.lay for w in subject) and claim.hit.action != "impose":
        return "expected by one who only watches"
    if any(w in pack.forecasts for w in subject[:4]) and claim.hit.action not in ("impose", "lift"):
        return "a forecast"
    return _unbacked(row, claim, said)


def _unbacked(row: Row, claim: Claim, said: Sequence[Said]) -> str:
    """Some modes want somebody official behind them, or a day."""
    mode = "guess" if claim.guess else claim.reading.mode
    dated = claim.timeline is not None and claim.timeline.window is not None
    official = any(s.official for s in said)
    if mode == "promised":
        return ""
    if mode in ("guess", "reported") and "if" in row.lows:
        return "only if"
    if mode == "reported":
        return "" if said and not any(s.before for s in said) else "nobody is reported to say it now"
    if mode in ("possible", "considered"):
        return "" if official else "possible, and nobody official says so"
    waits = mode == "present" and claim.timeline is not None  # "takes effect 30 days after signing"
    return "" if dated or waits or (mode == "expected" and official and claim.reading.passive) else "no day"


def _subject(pack: Pack, row: Row, claim: Claim) -> list[str]:
    """The words of the verb's own subject."""
    if claim.reading.subject is not None:
        first, last = claim.reading.subject
        return [w for w in row.lows[first:last] if w not in ("the", "a", "an")]
    for a, b in act_rules.chunks(row, claim.reading.start, pack.grammar.terminators)[:1]:
        return [w for w in row.lows[a:b] if w not in ("the", "a", "an", "that")]
    return []


def _ours(row: Row, claim: Claim) -> bool:
    """Whether a project or investment is of our matter, and not told by the way."""
    if claim.hit.instrument not in ("project", "investment", "strategy"):
        return True
    near = row.units[max(0, claim.reading.index - _NEAR_UNITS) : claim.reading.index + _NEAR_UNITS]
    return not any(u.has("aside") for u in near) or any(u.has("topic") or u.has("mineral") for u in near)


def _told(found: list[Claim]) -> list[Claim]:
    """Guesses only where nothing is known; what is told by the way only where nothing else is."""
    if any(c.kind is not Kind.ANNOUNCEMENT and not c.guess for c in found):
        found = [c for c in found if not c.guess]
    led = {at for c in found if c.kind is Kind.PLEDGE for _, at in c.reading.cues}
    found = [
        c for c in found if c.kind is not Kind.ANNOUNCEMENT or c.hit.object not in led
    ]  # "announced plans to launch"
    found = [
        c for c in found if c.hit.act.id != "negotiate.meet" or c.reading.index not in led
    ]  # "fly to Delhi to sign"
    found = [c for c in found if not c.reading.reduced or c.kind is not Kind.ANNOUNCEMENT or _worth_telling(c)]
    main = [c for c in found if not c.subordinate or c.kind is Kind.DELAY]
    return main or found


def _one_each(found: list[Claim]) -> list[Claim]:
    """Of claims that tell one act, the one that tells it best."""
    kept: list[Claim] = []
    for claim in sorted(found, key=_worth):
        if not any(_same(claim, k) for k in kept):
            kept.append(claim)
    return sorted(kept, key=lambda c: c.reading.index)


def _worth_telling(claim: Claim) -> bool:
    """Whether an act that a participle tells of ("the pact signed in May") is told at all, and not only named."""
    return not claim.hit.weak and (claim.hit.action in _TOLD or claim.lemma == "adopt" or claim.reading.index == 0)


def _worth(claim: Claim) -> tuple[bool, bool, int]:
    broken = claim.kind in (Kind.DELAY, Kind.CANCELLATION)
    return (not broken, claim.reading.reduced, claim.reading.index)


def _same(a: Claim, b: Claim) -> bool:
    if a.reading.index == b.reading.index:
        return True
    if {a.kind, b.kind} == {Kind.ANNOUNCEMENT, Kind.DELAY} and any(c.lemma in c.hit.act.phrases for c in (a, b)):
        return False  # "signed the accord, eleven months after the date": kept, and kept late
    if a.hit.object is not None and a.hit.object == b.hit.object:
        return a.kind == b.kind or Kind.DELAY in (a.kind, b.kind) or Kind.CANCELLATION in (a.kind, b.kind)
    if a.kind != b.kind:
        return False
    if a.guess and b.guess:
        return True
    if a.actors and b.actors and not a.actors & b.actors and a.hit.object != b.hit.object and a.hit.object is not None:
        return False  # two actors, each with a thing of its own
    return a.hit.action == b.hit.action and a.hit.instrument == b.hit.instrument and a.timeline == b.timeline


def _slipped(kept: list[Claim]) -> list[Claim]:
    """ "The pact, which missed its April start, will enter into force in July": the delay is of that act, to that day."""
    promised = next((c for c in kept if c.kind is Kind.PLEDGE and c.timeline), None)
    if promised is None:
        return kept
    return [
        replace(c, hit=promised.hit, timeline=promised.timeline)
        if c.kind is Kind.DELAY and c.subordinate and c.timeline is None
        else c
        for c in kept
    ]
