"""From a verb to a claim: the act, how it is meant, and whether that makes a pledge, an announcement, a delay or an end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.extract import acts as act_rules
from tracker.extract import verbs
from tracker.extract.acts import Hit, Look
from tracker.model import Firmness, Kind, Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.acts import Act
    from tracker.extract.grammar import Grammar
    from tracker.extract.pack import Pack
    from tracker.extract.speech import Said
    from tracker.extract.units import Row
    from tracker.extract.verbs import Reading
    from tracker.model import Statement

_FUTURE = frozenset(
    {"promised", "reported", "possible", "scheduled", "expected", "considered", "present", "progress", "imperative"}
)
_BREAKS = frozenset({"done", "promised", "present", "progress", "reported"})
_EXPECT = frozenset(
    {"expect", "plan", "schedule", "slate", "fix", "set", "due", "anticipate", "pencil in", "time", "see", "target", "eye", "envisage", "aim for", "hope for",
     "look for", "foresee", "shoot for"}
)  # fmt: skip
_NOBODY = frozenset({"no", "neither", "none", "nobody", "nothing", "few", "hardly"})
_POINTERS = frozenset({"it", "this", "that", "they", "these", "both"})
_RELATIVE = frozenset({"which", "who", "that", "where", "whose", "whereby"})
# verbs of effect and state: what a measure will do is no promised act
_STATES = frozenset(
    [
        "help",
        "strengthen",
        "benefit",
        "remain",
        "need",
        "depend",
        "boost",
        "ensure",
        "affect",
        "hurt",
        "mean",
        "bring",
        "see",
        "rise",
        "fall",
        "grow",
        "enable",
        "allow",
        "require",
        "become",
        "lead",
        "look",
        "seem",
        "face",
        "enhance",
        "promote",
        "deepen",
        "represent",
        "contain",
        "serve",
        "cost",
        "drive",
        "improve",
        "hit",
        "jeopardise",
        "jeopardize",
        "protect",
        "reduce",
        "encourage",
        "foster",
        "facilitate",
        "accelerate",
        "advance",
        "contribute",
        "add",
        "attract",
        "lower",
        "raise",
        "support",
        "secure",
        "safeguard",
        "unlock",
        "advance",
        "spur",
        "shape",
        "reflect",
        "define",
        "play",
        "pay",
        "know",
        "want",
        "think",
        "decrease",
        "increase",
        "welcome",
        "thank",
        "leave",
        "provide",
        "deliver",
        "believe",
        "expect",
        "wait",
        "find",
        "feel",
        "take",
        "make",
        "keep",
        "let",
        "try",
        "come",
        "put",
        "show",
        "prove",
        "stay",
        "tell",
        "say",
        "call",
        "like",
        "ask",
        "cover",
        "include",
        "involve",
        "focus",
        "aim",
        "address",
        "consider",
        "continue",
        "compete",
        "diversify",
        "cut",
        "benefit",
        "offer",
        "mark",
        "underpin",
        "bolster",
        "underline",
        "test",
        "apply",
        "stop",
        "return",
        "work",
    ]
)
_VAGUE = frozenset(
    {
        "version",
        "draft",
        "attempt",
        "effort",
        "efforts",
        "plan",
        "bid",
        "move",
        "idea",
        "process",
        "step",
        "vote",
        "date",
        "work",
        "ceremony",
        "event",
    }
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement in the making: the kind, the act, and the units of its verb and thing.

    `subordinate` claims stand in a relative clause or a participle: they tell something by the way. A `guess` is a promise
    whose verb and thing are no known pair: it counts only with a day.
    """

    kind: Kind
    hit: Hit
    reading: Reading
    lemma: str
    subordinate: bool = False
    guess: bool = False
    timeline: Timeline | None = None
    actors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence's verbs are read against: the rules, the row, who is quoted, the last statement, the article's matter."""

    pack: Pack
    row: Row
    said: Sequence[Said]
    last: Statement | None
    named: frozenset[str]
    matter: Hit | None = None

    def look(self, k: int = -1) -> Look:
        return Look(self.pack.grammar.terminators, self.named, spoken=any(s.at == k for s in self.said))


def claims(ctx: Context) -> list[Claim]:
    """Every claim of a sentence, in the order of the verbs; the best one of each verb."""
    found: list[Claim] = []
    leads = ctx.pack.grammar.leads
    for k, unit in enumerate(ctx.row.units):
        lemmas: dict[str, set[str]] = {}
        if "verb" in unit.sorts:
            for sense in unit.senses:
                if sense.sort == "verb":
                    lemmas.setdefault(sense.value, set()).add(sense.form)
        if unit.low == "be":
            lemmas["be"] = {"base"}
        elif not lemmas and k and ctx.row.lows[k - 1] in leads and _open(ctx.row, ctx.pack.grammar, k):
            lemmas["*"] = {"base"} if _bare(ctx.row, ctx.pack.grammar, k) else {"pp"}
        if "have" in lemmas and not (unit.low == "have" and _bare(ctx.row, ctx.pack.grammar, k) and _owns(ctx.row, k)):
            del lemmas["have"]
        if not lemmas or _only_cue(ctx.row, ctx.pack.grammar, k):
            continue
        made = [c for lemma, forms in lemmas.items() if (c := _read(ctx, k, lemma, frozenset(forms))) is not None]
        if made:
            found.append(min(made, key=lambda c: c.hit.distance))
    return found


def _bare(row: Row, grammar: Grammar, k: int) -> bool:
    before = row.word(k - 1)
    if before.endswith("ly") or before in ("also", "now", "not", "soon", "then", "jointly"):
        before = row.word(k - 2)
    return before == "to" or before.endswith(" to") or grammar.at(before, "bare") is not None


def _open(row: Row, grammar: Grammar, k: int) -> bool:
    """Whether a word that no lexicon knows stands where only a verb can: after "will", after "to", after "will be"."""
    word = row.word(k)
    if (
        not word.replace("-", "").isalpha()
        or len(word) < 3
        or row.units[k].has("verb")
        or word in grammar.be
        or word in grammar.have
        or word in _STATES
    ):
        return False
    if _bare(row, grammar, k):
        if (
            row.units[k].sorts & {"country", "place", "mineral", "money", "shaky", "body"}
            or row.text[row.units[k].start].isupper()
        ):
            return False
        return grammar.at(word, "to", "to-of", "ing", "bare") is None
    return word.endswith("ed") and row.word(k - 1) == "be"


def _owns(row: Row, k: int) -> bool:
    """Whether "have" is no auxiliary: "will have a refinery running by 2031"."""
    after = row.units[k + 1] if k + 1 < len(row.units) else None
    return after is not None and not any(s.form == "pp" for s in after.of("verb")) and after.low not in ("been", "to")


def _only_cue(row: Row, grammar: Grammar, k: int) -> bool:
    """Whether a verb only leads to the next one ("agreed to sign", "decided to put off")."""
    word, after = row.word(k), row.word(k + 1)
    if after == "to":
        return grammar.at(word, "to", "to-of") is not None and _verb_at(row, k + 2)
    if (
        row.units[k].has("aspect")
        and k + 1 < len(row.units)
        and any(s.form == "ing" for s in row.units[k + 1].of("verb"))
    ):
        return not row.units[k + 1].has("thing")
    cue = grammar.at(word, "to-of")
    if cue is not None and cue[1] and cue[0].id in ("direct", "demand", "enable"):
        ahead = range(k + 2, min(len(row.units) - 1, k + 11))
        return any(row.word(j) == "to" and any(s.form == "base" for s in row.units[j + 1].of("verb")) for j in ahead)
    return word.endswith(" to") and any(s.form == "base" for u in row.units[k + 1 : k + 2] for s in u.of("verb"))


def _verb_at(row: Row, k: int) -> bool:
    """Whether an infinitive can stand at `k`: a known base form, or a small word that nothing else is known of."""
    if k >= len(row.units):
        return False
    unit = row.units[k]
    if unit.has("verb"):
        return any(s.form == "base" for s in unit.of("verb"))
    return (
        not unit.senses
        and row.text[unit.start].islower()
        and unit.low not in ("the", "a", "an", "its", "their", "his", "her", "this", "that", "which", "all", "any")
    )


def _read(ctx: Context, k: int, lemma: str, forms: frozenset[str]) -> Claim | None:
    row, grammar = ctx.row, ctx.pack.grammar
    reading = verbs.read(row, grammar, k, forms)
    if reading.reduced and lemma in ctx.pack.acts.intransitive and row.word(k + 1) != "by" and row.word(k - 1) != ",":
        reading = replace(reading, reduced=False, passive=False)  # "the refinery started production on Monday"
    perfect = reading.mode == "done" and row.word(reading.start) in ("has", "have")
    if (reading.mode != "done" or perfect) and conditional(row, reading, grammar):
        reading = replace(reading, mode="conditional")
    if _nobody(row, reading, grammar.terminators) or _anything(row, k):
        reading = replace(reading, mode="undone")
    if reading.mode == "past-plan" and any(s.at < reading.start for s in ctx.said):
        reading = replace(reading, mode="reported", firmness=Firmness.INTENDED)  # "confirmed that Italy was to take"
    claim = (
        _there(ctx, reading)
        if lemma == "be"
        else _unknown(ctx, reading)
        if lemma == "*"
        else _claim(ctx, reading, lemma)
    )
    if claim is None:
        return None
    aside = (
        reading.reduced
        or reading.purpose
        or _relative(row, reading)
        or (reading.mode == "done" and conditional(row, reading, grammar))
    )
    return replace(claim, subordinate=aside, actors=_actors(row, reading, grammar.terminators))


def _actors(row: Row, reading: Reading, stops: frozenset[str]) -> frozenset[str]:
    """The countries that the verb's own subject names."""
    spans = act_rules.chunks(row, reading.start, stops)[:1]
    return frozenset(s.value for a, b in spans for u in row.units[a:b] for s in u.of("country"))


def conditional(row: Row, reading: Reading, grammar: Grammar) -> bool:
    """Whether the verb stands in a clause that opens with if, once, until, before ..."""
    for k in range(reading.start - 1, max(-1, reading.start - 16), -1):
        word = row.word(k)
        if (
            word in grammar.conditions
            and word != "should"
            and not (word == "once" and row.word(k - 1) in grammar.have | grammar.be)
        ):
            return True
        if word in (",", ";", ":", "that", "which", "but", "“", '"'):
            return False
    return False


def _relative(row: Row, reading: Reading) -> bool:
    """Whether the verb's clause opens with "which", "who", or "that" after a noun."""
    for k in range(reading.start - 1, max(-1, reading.start - 9), -1):
        word = row.word(k)
        if word in _RELATIVE and k > 0:
            return word != "that" or not row.units[k - 1].has("speech")
        if word in (",", ";", ":", "“", '"'):
            return False
    return False


def _anything(row: Row, k: int) -> bool:
    """ "will sign anything", "will never build"."""
    return row.word(k + 1) in ("anything", "nothing", "everything", "something") or row.word(k - 1) == "ever"


def _nobody(row: Row, reading: Reading, stops: frozenset[str]) -> bool:
    """ "Neither government released", "no date was set"."""
    for a, _ in act_rules.chunks(row, reading.start, stops)[:1]:
        first = a + 1 if row.word(a) in ("and", "that", "but") else a
        return row.word(first) in _NOBODY
    return False


def _claim(ctx: Context, reading: Reading, lemma: str) -> Claim | None:
    acts = ctx.pack.acts
    entries = acts.by_verb.get(lemma, ())
    kinds = {a.kind for a in entries}
    hit: Hit | None = None
    if lemma in _EXPECT and "light" in kinds:
        expected = _light(ctx, reading, lemma)
        if expected is not None:
            return expected
    if "act" in kinds or lemma in acts.carriers:
        hit = act_rules.resolve(ctx.row, acts, reading, lemma, ctx.look(reading.index))
        if hit is None:
            hit = _anaphor(ctx, reading, entries)
    for kind in (Kind.DELAY, Kind.CANCELLATION):
        if kind in kinds and (hit is None or hit.instrument not in ("tariff", "export control")):
            claim = _broken(ctx, reading, lemma, kind)
            if claim is not None:
                return claim
    if hit is None and "vow" in kinds:
        return _vow(ctx, reading, lemma)
    if hit is None and "light" in kinds:
        found = _light(ctx, reading, lemma)
        if found is not None:
            return found
    if hit is None:
        return _guess(ctx, reading, lemma)
    if hit.action == "lift" and hit.instrument == "tariff" and reading.mode == "done" and _never_applied(ctx.row, hit):
        return Claim(Kind.CANCELLATION, replace(hit, action="impose"), reading, lemma)
    return _kind(hit, _document(ctx, reading, hit), lemma)


def _vow(ctx: Context, reading: Reading, lemma: str) -> Claim | None:
    """ "Tokyo pledged $2 billion for", "promises its first shipment in June": the promise is the verb itself."""
    if reading.mode not in ("done", "present", "progress", "promised") or reading.passive:
        return None
    acts = ctx.pack.acts
    entry = next(a for a in acts.by_verb[lemma] if a.kind == "vow")
    ahead = range(reading.index + 1, min(len(ctx.row.units), reading.index + 7))
    if not any(
        u.has("country")
        or u.has("body")
        or u.low in ctx.pack.roles.titles | {"it", "he", "she", "they", "budget", "bill", "law"} | ctx.pack.roles.bodies
        for u in ctx.row.units[max(0, reading.start - 12) : reading.index]
    ):
        return None
    amount = next((k for k in ahead if ctx.row.units[k].has("money")), ahead.stop)
    if any(ctx.row.word(k) in ("to", "that") for k in range(reading.index + 1, amount)):
        return None  # "pledged to sign": the promise is that of the next verb
    reading = replace(reading, mode="promised", firmness=Firmness.PROMISED, cues=((lemma, reading.index),))
    if amount in ahead:
        return Claim(Kind.PLEDGE, Hit(entry, "invest", "investment", None, 5), reading, lemma)
    hit = act_rules.argument(ctx.row, acts, reading, lemma, ctx.look(), side="object")
    if hit is None or (hit.object or 0) > reading.index + 9:
        if not any(ctx.row.units[k].has("mineral") for k in ahead):
            return None
        hit = Hit(entry, "supply", "supply", None, 60)
    return Claim(Kind.PLEDGE, replace(hit, act=entry), reading, lemma)


def _guess(ctx: Context, reading: Reading, lemma: str) -> Claim | None:
    """A promise by a verb whose usual thing is not there: some other thing, or a mineral, says what act is meant."""
    if (
        reading.mode not in ("promised", "reported", "scheduled")
        or reading.purpose
        or ctx.row.word(reading.start - 1) in ("who", "which")
        or lemma in _STATES
    ):
        return None
    row, acts = ctx.row, ctx.pack.acts
    if lemma != "*" and not any(a.kind in ("act", "light") for a in acts.by_verb.get(lemma, ())):
        return None
    if reading.mode == "reported" and not _somebody(ctx, reading):
        return None
    known = [a for a in acts.by_verb.get(lemma, ()) if a.kind == "act"]
    look = ctx.look()
    sides = ("subject", "object") if reading.passive else ("object", "subject")
    hit = next(
        (h for s in sides if (h := act_rules.argument(row, acts, reading, lemma, look, side=s)) is not None), None
    )
    if hit is None:
        near = row.units[max(0, reading.start - 10) : reading.index + 12]
        if not any(u.has("mineral") or u.has("topic") or u.has("thing") for u in near) and not _somebody(ctx, reading):
            return None
        first = known[0] if known else None
        instrument = (first.instrument or (first.with_ or ("project",))[0]) if first else "project"
        hit = Hit(act_rules.Act("guess"), first.action if first else "launch", instrument, None, 70)
    elif known:
        hit = replace(hit, action=known[0].action)
    return Claim(Kind.PLEDGE, replace(hit, act=replace(hit.act, id="guess"), distance=80), reading, lemma, guess=True)


def _somebody(ctx: Context, reading: Reading) -> bool:
    """Whether a country, a body or somebody with a title is the subject."""
    roles = ctx.pack.roles
    before = ctx.row.units[max(0, reading.start - 10) : reading.start]
    return any(u.has("country") or u.has("body") or u.low in roles.titles or u.low in roles.bodies for u in before)


def _never_applied(row: Row, hit: Hit) -> bool:
    """ "dropped the 100 percent tariff that Trump had announced": a measure that was only planned."""
    at = hit.object or 0
    return any(
        row.word(k) in ("planned", "threatened", "proposed", "announced", "threat", "plan", "plans", "pending")
        for k in range(at - 4, at + 7)
    )


def _document(ctx: Context, reading: Reading, hit: Hit) -> Reading:
    """The plain present of an order is an act: "The proclamation imposes a tariff"."""
    if reading.mode != "present" or reading.passive or hit.action in ("negotiate", "supply", "build"):
        return reading
    for a, b in act_rules.chunks(ctx.row, reading.start, ctx.pack.grammar.terminators)[:1]:
        if (
            any(s.value == "law" and not s.weak for k in range(a, b) for s in ctx.row.units[k].of("thing"))
            and b - a < 9
        ):
            return replace(reading, mode="done")
    return reading


def _unknown(ctx: Context, reading: Reading) -> Claim | None:
    """A promised act by a verb that no lexicon knows: its thing says what act is meant."""
    if reading.mode not in ("promised", "reported"):
        return None
    side = "subject" if reading.passive else "object"
    hit = act_rules.argument(ctx.row, ctx.pack.acts, reading, "*", ctx.look(reading.index), side=side)
    if hit is None or (hit.object is not None and hit.distance > 8):
        return _guess(ctx, reading, "*")
    return Claim(Kind.PLEDGE, replace(hit, act=replace(hit.act, id="open")), replace(reading, mode="expected"), "*")


def _kind(hit: Hit, reading: Reading, lemma: str) -> Claim | None:
    if reading.mode == "progress" and reading.passive and hit.action in ("approve", "publish", "lift", "impose"):
        return Claim(Kind.ANNOUNCEMENT, hit, reading, lemma)  # "licences are now being issued"
    if reading.mode == "done" and hit.act.only != "pledge":
        return Claim(Kind.ANNOUNCEMENT, hit, reading, lemma)
    if reading.mode == "refused" and hit.action == "impose":  # "will not impose", "agreed not to ban"
        return Claim(
            Kind.PLEDGE,
            replace(hit, action="lift"),
            replace(reading, mode="promised", firmness=reading.firmness or Firmness.PROMISED),
            lemma,
        )
    if reading.mode in _FUTURE and hit.act.only != "announcement":
        return Claim(Kind.PLEDGE, hit, reading, lemma)
    return None


def _pointer(ctx: Context, reading: Reading) -> bool:
    """Whether the verb's subject is a word that points back ("it", "that")."""
    for a, b in act_rules.chunks(ctx.row, reading.start, ctx.pack.grammar.terminators)[:1]:
        return ctx.row.word(a) in _POINTERS and b - a <= 3
    return False


def _anaphor(ctx: Context, reading: Reading, entries: tuple[Act, ...]) -> Hit | None:
    """ "It is to be put into effect": the thing is that of the statement before."""
    taken = ctx.row.word(reading.index + 1) in ("it", "them")
    if ctx.last is None or not (taken or (_pointer(ctx, reading) and (reading.passive or reading.mode != "done"))):
        return None
    for act in entries:
        if act.kind == "act" and ctx.last.instrument in act.with_ and not (taken and act.action == "publish"):
            return Hit(act, act.action, act.becomes or ctx.last.instrument, None, 60)
    return None


def _broken(ctx: Context, reading: Reading, lemma: str, kind: Kind) -> Claim | None:
    """A delay or a cancellation, with what is put off or called off."""
    row, acts = ctx.row, ctx.pack.acts
    near = [row.word(k) for k in range(reading.index, min(len(row.units), reading.index + 12))]
    fits = (a for a in acts.by_verb[lemma] if a.kind == kind and (not a.objects or any(w in a.objects for w in near)))
    entry = next(fits, None)
    odd = (lemma == "miss" and reading.mode == "progress") or (lemma == "hold up" and not reading.passive)
    if entry is None or reading.mode not in _BREAKS or odd:
        return None
    if entry.needs and not any(
        w in ("days", "weeks", "months", "years", "time", "month", "year", "week") for w in near
    ):
        return None
    hit = act_rules.argument(row, acts, reading, lemma, ctx.look(reading.index))
    if hit is None and ctx.last is not None and _pointer(ctx, reading):
        hit = Hit(entry, ctx.last.action, ctx.last.instrument, None, 60)
    if hit is None and ctx.matter is not None and _speaks_of_it(ctx, reading):
        hit = ctx.matter
    if hit is None and lemma in entry.phrases:
        hit = act_rules.told(row, acts, [(k, 1 + k) for k in range(len(row.units))], ctx.look())
    if hit is None:
        return None
    if kind is Kind.DELAY and " for good" in row.words(reading.index, reading.index + 4).lower():
        kind = Kind.CANCELLATION
    return Claim(kind, replace(hit, act=entry), reading, lemma)


def _speaks_of_it(ctx: Context, reading: Reading) -> bool:
    """Whether the subject is a word for whatever the article is about ("a first version fell apart")."""
    for a, b in act_rules.chunks(ctx.row, reading.start, ctx.pack.grammar.terminators)[:1]:
        return any(ctx.row.word(k) in _VAGUE for k in range(a, b))
    return False


def _light(ctx: Context, reading: Reading, lemma: str) -> Claim | None:
    """ "The signing is expected in May", "talks will be held": the act is that of the subject."""
    row, acts = ctx.row, ctx.pack.acts
    entry = next(a for a in acts.by_verb[lemma] if a.kind == "light")
    expects = lemma in _EXPECT
    if expects and (reading.passive or lemma == "due") and reading.mode in ("present", "done"):
        if row.word(reading.index + 1) == "to" or row.word(reading.start) in ("was", "were", "had"):
            return None
        reading = replace(
            reading, mode="promised", firmness=Firmness.INTENDED, cues=((lemma, reading.index),), passive=True
        )
    elif expects and lemma != "see" and reading.mode in ("present", "done", "progress"):
        return _looked_for(ctx, reading, lemma)
    elif lemma == "make" and row.word(reading.index + 1) not in ("in", "on", "by", "at", "this", "next", ".", ","):
        return None  # "has been made simpler"
    elif not reading.passive and lemma not in acts.intransitive:
        return None
    hit = act_rules.argument(row, acts, reading, lemma, ctx.look(), side="subject")
    if hit is None and expects:
        hit = _visit(ctx, reading, entry)
    if hit is None or (reading.mode == "done" and not reading.passive and hit.act.id == "thing"):
        return None  # of what took place, the act must be named: "the signing took place"
    if expects and _now(row, reading):
        return Claim(Kind.DELAY, replace(hit, act=entry), reading, lemma)
    return _kind(replace(hit, act=entry) if hit.act.id == "thing" else replace(hit, through=entry.id), reading, lemma)


def _now(row: Row, reading: Reading) -> bool:
    """ "is now expected in December": the act has slipped."""
    return any(row.word(k) == "now" for k in range(max(0, reading.start - 1), reading.index))


def _looked_for(ctx: Context, reading: Reading, lemma: str) -> Claim | None:
    """ "India expects a deal by May", "is targeting a launch in June", "are aiming for 26 April"."""
    if ctx.row.word(reading.index + 1) == "to" or any(
        ctx.row.word(k) == "had" for k in range(max(0, reading.index - 2), reading.index)
    ):
        return None
    if any(ctx.row.word(k) == "to" for k in range(reading.index + 1, min(len(ctx.row.units), reading.index + 9))):
        return None  # the infinitive tells the act
    hit = act_rules.argument(ctx.row, ctx.pack.acts, reading, lemma, ctx.look(), side="object")
    if hit is not None and hit.object is not None and hit.object > reading.index + 8:
        hit = None
    if hit is None and ctx.last is not None and lemma.endswith(" for"):
        hit = Hit(act_rules.Act("thing"), ctx.last.action, ctx.last.instrument, None, 60)
    if hit is None:
        return None
    reading = replace(reading, mode="expected", firmness=Firmness.INTENDED, cues=((lemma, reading.index),))
    return Claim(Kind.PLEDGE, hit, reading, lemma)


def _visit(ctx: Context, reading: Reading, entry: Act) -> Hit | None:
    """ "The prime minister is expected in Washington next month"."""
    row, roles = ctx.row, ctx.pack.roles
    ahead = row.units[reading.index + 1 : reading.index + 4]
    if not (ahead and ahead[0].low in ("in", "at") and any(u.has("country") or u.has("place") for u in ahead)):
        return None
    comers = roles.titles | roles.groups | {"team", "delegation", "negotiators"}
    for a, b in act_rules.chunks(row, reading.start, ctx.pack.grammar.terminators)[:1]:
        if any(row.word(k) in comers for k in range(a, b)):
            return Hit(entry, "negotiate", "talks", None, 10)
    return None


def _there(ctx: Context, reading: Reading) -> Claim | None:
    """ "There will be a big announcement"."""
    row = ctx.row
    if reading.mode not in _FUTURE or not any(
        row.word(k) == "there" for k in range(max(0, reading.start - 2), reading.index)
    ):
        return None
    hit = act_rules.argument(row, ctx.pack.acts, reading, "be", ctx.look(), side="object")
    return (
        _kind(hit, reading, "be")
        if (hit is not None and hit.distance < 9) or (hit is not None and hit.object is None)
        else None
    )
