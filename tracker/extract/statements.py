"""From a sentence to its statements: which claims hold, and the fields of what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.extract import acts as act_rules
from tracker.extract import fields, judge, money, names, parties, speech
from tracker.extract.claims import Claim, Context, claims
from tracker.model import Firmness, Kind, Money, Statement, Timeline, Window

if TYPE_CHECKING:
    from tracker.extract.acts import Hit
    from tracker.extract.scene import Scene
    from tracker.extract.text import Sentence
    from tracker.extract.units import Row


_TOLD = frozenset({"verb", "act"})  # without one of these a sentence tells no act
_INSTEAD = re.compile(
    r",? (?:instead of|rather than|not) (?:in |on |by |the )?(?:planned|originally|this|last|next|early|late|mid|january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter|monday|tuesday|wednesday|thursday|friday|\d)"
)
_PUT_OFF = re.compile(r"\b(?:to|for|by|into)\b")
# words before such a date that make it the old one: "which had been set for", "the signing planned for"; "now set for" is new
_OLD_DATE = re.compile(
    r"(?:\b(?:had been|was|were|originally|initially|previously|formerly|first)\b[^;:]{0,40}"
    r"|(?<!\bnow)(?<!\bis)(?<!\bare)(?<!\bbe)(?<!\bbeen)(?<!\band)\s(?:set|scheduled|planned|slated|due|fixed|meant|billed|expected))\s+\Z"
)
_NEAR = 120  # characters between a verb and the words that date it


@dataclass(slots=True)
class State:
    """What the sentences before this one have left behind."""

    cast: speech.Cast
    last: Statement | None = None
    parties: tuple[str, ...] = ()
    matter: Hit | None = None
    lead: Lead | None = None


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
    dated = [_led(c, state.lead) for c in (_date(scene, row, c, found, timelines) for c in found)]
    _lead(scene, row, sentence, state, told=bool(dated))
    kept, _ = judge.choose(scene.pack, row, dated, said)
    return [_statement(scene, row, sentence, c, kept, said, state) for c in kept]


@dataclass(frozen=True, slots=True)
class Lead:
    """A line that leads a list in: its deadline, and the parties that it names."""

    timeline: Timeline | None
    parties: tuple[str, ...]


def _lead(scene: Scene, row: Row, sentence: Sentence, state: State, *, told: bool) -> None:
    """Remember a line that leads a list in ("Within 90 days Korea will:"); any other line but a list's own ends it."""
    leads = row.text[row.end - 1 : row.end] == ":" or (sentence.heading and not told)
    if leads:
        country = scene.country
        reader = scene.pack.timeline
        found = reader.find(row.text[row.start : row.end], scene.article.published, country) if reader else []
        named = tuple(parties.countries(row, scene, 0, len(row.units), "strategy"))
        dated = next((t for t in found if t.window), None)
        state.lead = Lead(dated, named) if row.text[row.end - 1] == ":" or dated else state.lead
    elif not sentence.bullet and not told:
        state.lead = None


def opening(scene: Scene) -> Lead | None:
    """The title of a fact sheet leads its bullets in."""
    named = tuple(parties.countries(scene.title, scene, 0, len(scene.title.units), "strategy"))
    return Lead(None, named) if "fact sheet" in scene.title.folded or "factsheet" in scene.title.folded else None


def _led(claim: Claim, lead: Lead | None) -> Claim:
    """A list's item that begins with a verb is a promise, by the deadline of the line that leads it in."""
    if claim.reading.mode != "imperative" or lead is None or claim.kind is not Kind.PLEDGE:
        return claim
    reading = replace(claim.reading, mode="promised", firmness=Firmness.PROMISED, cues=(("lead", claim.reading.index),))
    return replace(claim, reading=reading, timeline=claim.timeline or lead.timeline)


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


def _put_off_to(scene: Scene, row: Row, at: int) -> list[Timeline]:
    """The new date of a delay, which follows "to", "for" or "by": "rescheduled to 30 June", "put off for several months".

    The reader of promises knows these words in other senses; after a verb of delay they mean "on" or "in".
    """
    reader = scene.pack.timeline
    text = row.text[row.start : row.end]
    if reader is None:
        return []
    folded = row.folded[row.start : row.end]
    for word in _PUT_OFF.finditer(folded, at - row.start):
        if _OLD_DATE.search(folded, at - row.start, word.start()):
            continue
        for plain in ("in", "on"):
            asked = text[: word.start()] + plain.ljust(word.end() - word.start()) + text[word.end() :]
            for t in reader.find(asked, scene.article.published, scene.country):
                if t.start == word.start() and t.window:
                    words = text[t.start : t.end]
                    return [replace(t, words=words, start=t.start + row.start, end=t.end + row.start)]
    return []


def _is_old(folded: str, begin: int, timeline: Timeline) -> bool:
    """Whether the words before a date after a verb of delay say that it is the day which will be missed."""
    places = [timeline.start, *(m.start() for m in _PUT_OFF.finditer(folded, timeline.start, timeline.end))]
    return any(_OLD_DATE.search(folded, begin, place) for place in places)


def _date(scene: Scene, row: Row, claim: Claim, found: list[Claim], timelines: list[Timeline]) -> Claim:
    """Give the claim the words of time that stand nearest to its verb, on its own side of the other verbs."""
    if claim.kind is Kind.ANNOUNCEMENT or (not timelines and claim.kind is not Kind.DELAY):
        return claim
    at = row.units[claim.reading.index]
    if claim.kind is Kind.DELAY:  # the new date follows; one before the verb is the old one
        after = [t for t in timelines if t.start > at.start]
        timelines = [t for t in after if not _is_old(row.folded, at.end, t)]
        timelines = timelines or ([] if after else _put_off_to(scene, row, at.end))
        if not timelines:
            return claim
    others = sorted(row.units[c.reading.index].start for c in found if c.reading.index != claim.reading.index)

    def far(t: Timeline) -> tuple[int, int]:
        low, high = sorted((t.start, at.start))
        between = sum(low < o < high for o in others)
        return (between, t.start - at.end if t.start >= at.end else at.start - t.end + 30)

    best = min(timelines, key=far)
    if claim.kind is Kind.PLEDGE and _INSTEAD.match(row.folded, best.end, best.end + 40):
        claim = replace(claim, kind=Kind.DELAY)  # "in November instead of August"
    return claim if far(best)[0] > 1 else replace(claim, timeline=best)


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
        action=_broken_action(hit, claim.kind) if broken else hit.action,
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


def _broken_action(hit: Hit, kind: Kind) -> str:
    """What is put off or called off where only the thing is named: a pact's signing, a mine's start, a plant's building."""
    if kind is Kind.CANCELLATION and hit.act.id == "thing" and hit.instrument == "project":
        return "build"
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
        if not claim.reading.passive and state.cast.speaker is None:
            return _country_that_acts(row, a, b)
    return state.cast.speaker


def _country_that_acts(row: Row, first: int, last: int) -> str | None:
    """ "Jakarta will lift", "China plans": where nobody is quoted and no body is named, the one country that acts."""
    named = [k for k in range(first, last) if row.units[k].has("country")]
    alone = len(named) == 1 and all(
        k in named or row.word(k) in ("the", "and", "now", "also") for k in range(first, last)
    )
    return row.words(named[0], named[0] + 1) if alone else None
