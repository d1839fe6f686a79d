"""From a sentence to its statements: each verb of an act, how it is meant, and the fields of what it says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.extract import acts as act_rules
from tracker.extract import fields, parties, speech, verbs
from tracker.model import Kind, Statement, Timeline

if TYPE_CHECKING:
    from tracker.extract.acts import Act, Hit
    from tracker.extract.scene import Scene
    from tracker.extract.text import Sentence
    from tracker.extract.units import Row
    from tracker.extract.verbs import Reading

_FUTURE = ("promised", "reported", "possible", "scheduled", "expected", "considered", "present", "progress", "imperative")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement in the making: the kind, the act, and the units of its verb and thing."""

    kind: Kind
    hit: Hit
    reading: Reading
    lemma: str
    timeline: Timeline | None = None


@dataclass(slots=True)
class State:
    """What the sentences before this one have left behind."""

    cast: speech.Cast
    last: Statement | None = None
    thing: str = ""
    parties: tuple[str, ...] = ()
    trace: list[tuple[int, str, str]] | None = None  # (unit, what, why) for explain


def read(scene: Scene, sentence: Sentence, state: State) -> list[Statement]:
    """The statements of one sentence, in the order of their verbs."""
    mentions = scene.within(sentence.start, sentence.end)
    if not any(s.sort in ("verb", "act") for m in mentions for s in m.senses):
        return []
    row = scene.row(sentence)
    said = speech.attributions(row, scene.pack.roles, state.cast)
    speech.introduce(row, scene.pack.roles, state.cast)
    if row.text[row.end - 1 : row.end] == "?":
        return []
    claims = _claims(scene, row, said, state)
    timelines = _timelines(scene, row, claims)
    claims = [c for c in (_date(row, c, claims, timelines) for c in claims) if _holds(c, said, row)]
    return [_statement(scene, row, sentence, c, claims, said, state) for c in _merge(claims)]


def _claims(scene: Scene, row: Row, said: list[speech.Said], state: State) -> list[Claim]:
    found: list[Claim] = []
    pack = scene.pack
    for k, unit in enumerate(row.units):
        lemmas: dict[str, set[str]] = {}
        for sense in unit.senses:
            if sense.sort == "verb":
                lemmas.setdefault(sense.value, set()).add(sense.form)
        if not lemmas or (row.word(k + 1) == "to" and pack.grammar.at(unit.low, "to", "to-of")):
            continue
        for lemma, forms in lemmas.items():
            reading = verbs.read(row, pack.grammar, k, frozenset(forms))
            claim = _claim(scene, row, reading, lemma, said, state)
            if claim is not None:
                found.append(claim)
    return found


def _claim(scene: Scene, row: Row, reading: Reading, lemma: str, said: list[speech.Said], state: State) -> Claim | None:
    pack = scene.pack
    kinds = {a.kind for a in pack.acts.by_verb[lemma]}
    stops = pack.grammar.terminators
    if _conditional(row, reading, scene):
        reading = replace(reading, mode="conditional") if reading.mode not in ("done",) else reading
    if "delay" in kinds or "cancellation" in kinds:
        kind = Kind.DELAY if "delay" in kinds else Kind.CANCELLATION
        if reading.mode not in ("done", "promised", "present", "progress", "reported") and not (reading.mode == "scheduled"):
            return None
        act = next(a for a in pack.acts.by_verb[lemma] if a.kind == kind)
        hit = act_rules.argument(row, pack.acts, reading, stops)
        if hit is None:
            return None
        if kind is Kind.CANCELLATION and any(a.kind == "act" for a in pack.acts.by_verb[lemma]) and hit.instrument in ("tariff", "export control"):
            pass
        else:
            return Claim(kind, replace(hit, act=act), reading, lemma)
    if "light" in kinds:
        hit = act_rules.argument(row, pack.acts, reading, stops)
    else:
        hit = act_rules.resolve(row, pack.acts, reading, lemma, stops)
    if hit is None:
        return None
    if reading.mode == "done":
        return Claim(Kind.ANNOUNCEMENT, hit, reading, lemma)
    if reading.mode in _FUTURE:
        return Claim(Kind.PLEDGE, hit, reading, lemma)
    return None


def _conditional(row: Row, reading: Reading, scene: Scene) -> bool:
    grammar = scene.pack.grammar
    for k in range(reading.start - 1, max(-1, reading.start - 16), -1):
        word = row.word(k)
        if word in grammar.conditions and word not in ("should",):
            return True
        if word in (",", ";", ":", "that", "which", "but", "“", '"'):
            return False
    return False


def _timelines(scene: Scene, row: Row, claims: list[Claim]) -> list[Timeline]:
    reader = scene.pack.timeline
    if reader is None or not any(c.kind in (Kind.PLEDGE, Kind.DELAY) for c in claims):
        return []
    country = scene.article.country or next(iter(c for c, _ in scene.countries.most_common(1)), None)
    found = reader.find(row.text[row.start : row.end], scene.article.published, country)
    return [replace(t, start=t.start + row.start, end=t.end + row.start) for t in found]


def _date(row: Row, claim: Claim, claims: list[Claim], timelines: list[Timeline]) -> Claim:
    """Give the claim the words of time that stand nearest to its verb, on its own side of the other verbs."""
    if claim.kind is Kind.ANNOUNCEMENT or not timelines:
        return claim
    at = row.units[claim.reading.index]
    others = sorted(row.units[c.reading.index].start for c in claims if c.reading.index != claim.reading.index)

    def far(t: Timeline) -> tuple[int, int]:
        low, high = sorted((t.start, at.start))
        between = sum(low < o < high for o in others)
        return (between, t.start - at.end if t.start >= at.end else at.start - t.end + 30)

    best = min(timelines, key=far)
    if far(best)[0] > 1:
        return claim
    return replace(claim, timeline=best)


def _holds(claim: Claim, said: list[speech.Said], row: Row) -> bool:
    """Whether a pledge is one: some modes want somebody official behind them, or a day."""
    if claim.kind is not Kind.PLEDGE:
        return True
    mode = claim.reading.mode
    dated = claim.timeline is not None and claim.timeline.window is not None
    official = any(s.official for s in said)
    if mode == "promised":
        return True
    if mode == "reported":
        return bool(said)
    if mode in ("possible", "considered"):
        return official
    if mode in ("scheduled", "expected"):
        return dated or (official and mode == "expected")
    return dated


def _merge(claims: list[Claim]) -> list[Claim]:
    """One claim an act: the first of those with the same kind and thing; verbs that share a unit are one."""
    kept: list[Claim] = []
    for claim in claims:
        if any(_same(claim, k) for k in kept):
            continue
        kept.append(claim)
    return kept


def _same(a: Claim, b: Claim) -> bool:
    if a.reading.index == b.reading.index:
        return True
    if a.kind != b.kind:
        return False
    return a.hit.action == b.hit.action and (a.hit.instrument == b.hit.instrument)


def _statement(
    scene: Scene, row: Row, sentence: Sentence, claim: Claim, claims: list[Claim], said: list[speech.Said], state: State
) -> Statement:
    hit = claim.hit
    span = (0, len(row.units))
    thing = row.word(hit.object) if hit.object is not None else ""
    who = next((s.who for s in said if s.who), None)
    bound = parties.parties(row, scene, span, hit.instrument, state.parties)
    t = claim.timeline
    statement = Statement(
        claim.kind,
        row.text[sentence.start : sentence.end],
        sentence.start,
        sentence.end,
        speaker=who or _acting(row, scene, claim, state),
        parties=bound,
        minerals=fields.minerals(row, scene, span, hit.instrument, thing),
        instrument=hit.instrument,
        action=hit.action,
        timeline=t.words if t else None,
        window=t.window if t else None,
        precision=t.precision if t and t.window else None,
        basis=t.basis if t and t.window else None,
        rule=t.rule if t else None,
        condition=t.condition if t else None,
        firmness=claim.reading.firmness if claim.kind is Kind.PLEDGE else None,
        rules=(f"act:{hit.act.id}", *(f"cue:{c}" for c, _ in claim.reading.cues)),
    )
    state.last, state.parties = statement, bound or state.parties
    state.thing = thing or state.thing
    if who:
        state.cast.speaker, state.cast.paragraph = who, sentence.paragraph
    return statement


def _acting(row: Row, scene: Scene, claim: Claim, state: State) -> str | None:
    if claim.kind is Kind.ANNOUNCEMENT:
        return None
    return state.cast.speaker
