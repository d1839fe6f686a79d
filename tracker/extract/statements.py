"""From a sentence to its statements: which claims hold, and the fields of what they say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.extract import acts as act_rules
from tracker.extract import fields, money, names, parties, speech
from tracker.extract.claims import Claim, Context, claims
from tracker.model import Kind, Money, Statement, Timeline, Window

if TYPE_CHECKING:
    from tracker.extract.acts import Hit
    from tracker.extract.scene import Scene
    from tracker.extract.text import Sentence
    from tracker.extract.units import Row


_TOLD = frozenset({"verb", "act"})  # without one of these a sentence tells no act
_NEAR_UNITS = 14
_NEAR = 120  # characters between a verb and the words that date it


@dataclass(slots=True)
class State:
    """What the sentences before this one have left behind."""

    cast: speech.Cast
    last: Statement | None = None
    parties: tuple[str, ...] = ()
    matter: Hit | None = None


def read(scene: Scene, sentence: Sentence, state: State) -> list[Statement]:
    """The statements of one sentence, in the order of their verbs."""
    mentions = scene.within(sentence.start, sentence.end)
    sorts = {s.sort for m in mentions for s in m.senses}
    if not sentence.heading and sorts.isdisjoint(_TOLD):
        return []
    row = scene.row(sentence)
    said = speech.attributions(row, scene.pack.roles, state.cast)
    speech.introduce(row, scene.pack.roles, state.cast, scene.people)
    if sentence.heading and sentence.paragraph < 4 and state.cast.body is None:
        state.cast.body = state.cast.speaker = speech.header(row, scene.pack.roles)
    if row.text[row.end - 1 : row.end] == "?":
        return []
    ctx = Context(scene.pack, row, said, state.last, scene.things, state.matter)
    found = claims(ctx)
    timelines = _timelines(scene, row, found)
    kept = _slipped(
        choose([c for c in (_date(row, c, found, timelines) for c in found) if _holds(c, said) and _ours(row, c)])
    )
    return [_statement(scene, row, sentence, c, kept, said, state) for c in kept]


def matter(scene: Scene) -> Hit | None:
    """The act that the article is about: that of its title's first thing."""
    from tracker.extract.verbs import Reading

    reading = Reading(-1, 0, "noun")
    look = act_rules.Look(scene.pack.grammar.terminators, scene.things)
    return act_rules.argument(scene.title, scene.pack.acts, reading, "", look, side="object")


def _timelines(scene: Scene, row: Row, found: list[Claim]) -> list[Timeline]:
    reader = scene.pack.timeline
    if reader is None or not any(c.kind in (Kind.PLEDGE, Kind.DELAY) for c in found):
        return []
    text = row.text[row.start : row.end]
    times = reader.find(text, scene.article.published, scene.country)
    return [
        replace(t, start=t.start + row.start, end=t.end + row.start)
        for t in times
        if text[t.end : t.end + 2] not in ("'s", "’s")
    ]


def _date(row: Row, claim: Claim, found: list[Claim], timelines: list[Timeline]) -> Claim:
    """Give the claim the words of time that stand nearest to its verb, on its own side of the other verbs."""
    if claim.kind is Kind.ANNOUNCEMENT or not timelines:
        return claim
    at = row.units[claim.reading.index]
    if claim.kind is Kind.DELAY:  # the new date follows; one before the verb is the old one
        timelines = [t for t in timelines if t.start > at.start]
        if not timelines:
            return claim
    others = sorted(row.units[c.reading.index].start for c in found if c.reading.index != claim.reading.index)

    def far(t: Timeline) -> tuple[int, int]:
        low, high = sorted((t.start, at.start))
        between = sum(low < o < high for o in others)
        return (between, t.start - at.end if t.start >= at.end else at.start - t.end + 30)

    best = min(timelines, key=far)
    return claim if far(best)[0] > 1 else replace(claim, timeline=best)


def _holds(claim: Claim, said: list[speech.Said]) -> bool:
    """Whether a pledge is one: some modes want somebody official behind them, or a day."""
    if claim.kind is not Kind.PLEDGE:
        return True
    mode = "due" if claim.guess else claim.reading.mode
    dated = claim.timeline is not None and claim.timeline.window is not None
    official = any(s.official for s in said)
    if mode == "promised":
        return True
    if mode == "reported":
        return bool(said) and not any(s.before for s in said)
    if mode in ("possible", "considered"):
        return official
    return dated or (mode == "expected" and official and claim.reading.passive)


def _ours(row: Row, claim: Claim) -> bool:
    """Whether a project or investment is of our matter, and not told by the way."""
    if claim.hit.instrument not in ("project", "investment", "strategy"):
        return True
    near = row.units[max(0, claim.reading.index - _NEAR_UNITS) : claim.reading.index + _NEAR_UNITS]
    return not any(u.has("aside") for u in near) or any(u.has("topic") or u.has("mineral") for u in near)


def choose(found: list[Claim]) -> list[Claim]:
    """Of claims that tell one act, the one that tells it best; what is told by the way only where nothing else is."""
    if any(c.kind is not Kind.ANNOUNCEMENT and not c.guess for c in found):
        found = [c for c in found if not c.guess]
    led = {at for c in found if c.kind is Kind.PLEDGE for _, at in c.reading.cues}
    found = [
        c for c in found if c.kind is not Kind.ANNOUNCEMENT or c.hit.object not in led
    ]  # "announced plans to launch"
    found = [c for c in found if not c.reading.reduced or c.kind is not Kind.ANNOUNCEMENT or _worth_telling(c)]
    main = [c for c in found if not c.subordinate or c.kind is Kind.DELAY]
    kept: list[Claim] = []
    for claim in sorted(main or found, key=_worth):
        if not any(_same(claim, k) for k in kept):
            kept.append(claim)
    return sorted(kept, key=lambda c: c.reading.index)


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


def _worth_telling(claim: Claim) -> bool:
    """Whether an act that a participle tells of ("the pact signed in May") is told at all, and not only named."""
    settled = claim.hit.action in ("sign", "ratify", "approve", "impose", "lift", "enter into force", "conclude")
    return not claim.hit.weak and (settled or claim.lemma == "adopt")


def _worth(claim: Claim) -> tuple[bool, bool, int]:
    broken = claim.kind in (Kind.DELAY, Kind.CANCELLATION)
    return (not broken, claim.reading.reduced, claim.reading.index)


def _same(a: Claim, b: Claim) -> bool:
    if a.reading.index == b.reading.index:
        return True
    if a.hit.object is not None and a.hit.object == b.hit.object:
        return a.kind == b.kind or Kind.DELAY in (a.kind, b.kind) or Kind.CANCELLATION in (a.kind, b.kind)
    if a.kind != b.kind:
        return False
    if a.guess and b.guess:
        return True
    if a.actors and b.actors and not a.actors & b.actors and a.hit.object != b.hit.object and a.hit.object is not None:
        return False  # two actors, each with a thing of its own
    return a.hit.action == b.hit.action and a.hit.instrument == b.hit.instrument and a.timeline == b.timeline


def _span(row: Row, claim: Claim, kept: list[Claim]) -> tuple[int, int]:
    """The units of the claim's own part of the sentence: up to a relative clause, or to another claim's clause."""
    first, last = 0, len(row.units)
    index = claim.reading.index
    for k in range(index + 1, last):
        if row.word(k) in (";", "which", "whose", "during", "while") or (
            row.word(k) == "after" and claim.hit.object is not None and k > claim.hit.object
        ):
            last = k
            break
    for k in range(index - 1, -1, -1):
        if row.word(k) == ";" or (row.word(k) in ("while", "after") and k > 0):
            first = k + 1
            break
    for other in kept:
        if other is claim:
            continue
        if other.reading.start > index:
            last = min(last, max(other.reading.start, index + 1))
        elif (
            other.reading.index < claim.reading.start
            and claim.hit.object is not None
            and claim.hit.object > other.reading.index
        ):
            first = max(first, other.reading.index)
    return first, last


def _statement(
    scene: Scene, row: Row, sentence: Sentence, claim: Claim, kept: list[Claim], said: list[speech.Said], state: State
) -> Statement:
    hit = claim.hit
    span = _span(row, claim, kept)
    who = next((s.who for s in said if s.who), None)
    bound = parties.parties(row, scene, span, hit.instrument, state.parties)
    t = claim.timeline
    broken = claim.kind in (Kind.DELAY, Kind.CANCELLATION)
    statement = Statement(
        claim.kind,
        row.text[sentence.start : sentence.end],
        sentence.start,
        sentence.end,
        speaker=who or _acting(scene, row, claim, state),
        parties=bound,
        minerals=fields.minerals(row, scene, span, hit, state.last),
        instrument="agreement" if hit.action == "sign" and hit.instrument == "talks" else hit.instrument,
        action=_broken_action(hit) if broken else hit.action,
        timeline=t.words if t else None,
        window=t.window if t else None,
        precision=t.precision if t and t.window else None,
        basis=t.basis if t and t.window else None,
        rule=t.rule if t else None,
        condition=t.condition if t else None,
        happened=_happened(scene, row, claim),
        firmness=claim.reading.firmness if claim.kind is Kind.PLEDGE else None,
        amount=_amount(row, span, hit),
        names=names.names(row, span, state.cast.full),
        rules=(
            f"act:{hit.act.id}",
            *((f"act:{hit.through}",) if hit.through else ()),
            *(f"cue:{c}" for c, _ in claim.reading.cues),
        ),
    )
    state.last, state.parties = statement, bound or state.parties
    if who:
        state.cast.speaker, state.cast.paragraph = who, sentence.paragraph
    return statement


def _happened(scene: Scene, row: Row, claim: Claim) -> Window | None:
    """The day of a past act, where words near its verb name one."""
    reader = scene.pack.timeline
    if reader is None or claim.kind is not Kind.ANNOUNCEMENT:
        return None
    at = row.units[claim.reading.index].start - row.start
    found = [t for t in reader.past(row.text[row.start : row.end], scene.article.published, scene.country) if t.window]
    nearest = min(found, key=lambda t: abs(t.start - at), default=None)
    return nearest.window if nearest is not None and abs(nearest.start - at) < _NEAR else None


def _amount(row: Row, span: tuple[int, int], hit: Hit) -> Money | None:
    """The amount that is promised or paid, of an act about money."""
    if hit.instrument not in ("investment", "project", "supply", "agreement"):
        return None
    spots = [k for k in range(*span) if row.units[k].has("money")]
    if not spots:
        return None
    unit = row.units[min(spots, key=lambda k: abs(k - (hit.object if hit.object is not None else k)))]
    words = row.text[unit.start : unit.end]
    found = money.find(words, unit.low, range(len(words)))
    return found[0][2] if found else None


def _broken_action(hit: Hit) -> str:
    """What is put off where only the thing is named: a pact's signing, a mine's start."""
    if hit.instrument == "agreement" and hit.action == "conclude":
        return "sign"
    return "approve" if hit.instrument == "investment" and hit.action == "invest" else hit.action


def _acting(scene: Scene, row: Row, claim: Claim, state: State) -> str | None:
    """Where nobody is quoted: the body that acts, else who spoke last in this paragraph's report."""
    if claim.kind is Kind.ANNOUNCEMENT:
        return None
    for a, b in act_rules.chunks(row, claim.reading.start, scene.pack.grammar.terminators)[:1]:
        named = speech.noun_phrase(
            row, scene.pack.roles, speech.Cast(dict(state.cast.full), dict(state.cast.office)), a, b
        )
        if (
            named is not None
            and not claim.reading.passive
            and not all(row.units[k].has("country") or row.word(k) in ("the", "and", "'s") for k in range(a, b))
        ):
            return named
    return state.cast.speaker
