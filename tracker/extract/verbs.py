"""How a verb is meant: the group of auxiliaries and cues before it, read leftwards as cues with scope.

A verb's mode is one of
  done        finite past, perfect, past passive, participle after its noun
  promised    will, is to, is expected to, agreed to, headline infinitive ...
  reported    would (a promise only where somebody is reported to say so)
  possible    may, might, could
  scheduled   can, must (a pledge only with a day)
  expected    should (likewise)
  considered  is considering, is weighing
  present     plain present, imperative or headline present
  progress    is signing, is being signed
  past-plan   was to sign, had been due to sign
  undone      did not sign, has not signed
  refused     will not sign, refused to sign
  demanded, conditional, gerund, purpose, adjective, noun: nobody says that the act is done or will be
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.extract.morphology import BASE, FIXED, ING, PAST, PP, S
from tracker.model import Firmness

if TYPE_CHECKING:
    from tracker.extract.grammar import Cue, Grammar
    from tracker.extract.units import Row

_DO = frozenset({"do", "does", "did"})
_TIME = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "week",
        "month",
        "year",
        "weeks",
        "months",
        "years",
        "day",
        "days",
        "morning",
        "afternoon",
        "evening",
        "night",
        "late",
        "early",
        "last",
        "next",
        "this",
        "earlier",
        "noon",
        "midnight",
        "yesterday",
    ]
)
PREPOSITIONS = frozenset(
    [
        "in",
        "on",
        "at",
        "of",
        "for",
        "by",
        "with",
        "from",
        "to",
        "into",
        "over",
        "under",
        "between",
        "among",
        "within",
        "during",
        "against",
        "through",
        "across",
        "about",
        "around",
        "near",
        "following",
        "toward",
        "towards",
        "upon",
        "via",
        "since",
        "off",
        "out",
        "up",
        "ahead",
        "amid",
        "behind",
        "beyond",
        "until",
        "till",
        "than",
        "as",
        "per",
    ]
)
_DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "its",
        "their",
        "his",
        "her",
        "this",
        "that",
        "these",
        "those",
        "our",
        "any",
        "some",
        "another",
        "each",
        "every",
        "no",
        "both",
    ]
)
_AND = frozenset({"and", "or", ",", "&", "then", "nor", "plus"})
_MARKS = frozenset(".,;:!?()\"“”'—–-*•[]")
_LOOK = 26  # units that a scope may reach back over; longer ones are another clause


@dataclass(frozen=True, slots=True)
class Reading:
    """How the verb at `index` is meant; its group starts at `start`. `cues` are (cue id, unit index)."""

    index: int
    start: int
    mode: str
    passive: bool = False
    firmness: Firmness | None = None
    cues: tuple[tuple[str, int], ...] = ()
    reduced: bool = False
    subject: tuple[int, int] | None = None  # units of the subject, where it stands between a cue and its infinitive
    purpose: bool = False


def read(row: Row, grammar: Grammar, index: int, forms: frozenset[str], depth: int = 0) -> Reading:
    """Read the verb at `index`, whose surface can be any of `forms`."""
    key = (index, forms)
    if key not in row.memo:
        row.memo[key] = _read(row, grammar, index, forms, depth) if depth < 6 else Reading(index, index, "purpose")
    found = row.memo[key]
    assert isinstance(found, Reading)  # noqa: S101 - only readings are kept under such keys
    return found


def _back(row: Row, grammar: Grammar, at: int) -> tuple[int, bool]:
    """The nearest unit at or left of `at` that is no adverb or time word, and whether a negation was passed."""
    negated = False
    low = at
    while low >= 0 and at - low < 9:
        word = row.word(low)
        if word in grammar.negators:
            negated = True
        elif not (
            word in grammar.adverbs
            or (
                word.endswith("ly")
                and len(word) > 4
                and word not in ("july", "italy", "only", "supply", "apply", "reply", "family", "assembly")
            )
        ):
            break
        low -= 1
    return low, negated


def _read(row: Row, grammar: Grammar, index: int, forms: frozenset[str], depth: int) -> Reading:
    at, negated = _back(row, grammar, index - 1)
    before = row.word(at)
    if FIXED in forms:
        return Reading(index, at if before in grammar.be else index, "undone" if negated else "done", passive=True)
    bare = grammar.at(before, "bare") if BASE in forms else None
    if bare is not None:
        return _modal(index, at, bare[0], negated or row.word(at + 1) in grammar.negators)
    if BASE in forms and (before == "to" or before.endswith(" to")):
        return _infinitive(row, grammar, index, at, negated, depth)
    if before in grammar.have and PP in forms:
        return _perfect(row, grammar, index, at, negated)
    if before in grammar.be and forms & {PP, ING}:
        return _be(row, grammar, index, at, negated, forms, depth)
    if before in _DO and BASE in forms:
        return Reading(index, at, "undone" if negated else "done" if before == "did" else "present")
    if ING in forms:
        return _gerund(row, grammar, index, at, negated, depth)
    if before in _AND:
        joined = _joined(row, grammar, index, at, forms, depth)
        if joined is not None:
            return joined
    return _plain(row, grammar, index, at, negated, forms)


def _modal(index: int, at: int, cue: Cue, negated: bool) -> Reading:
    mode = ("refused" if cue.reads == "promised" else "demanded") if negated else cue.reads
    return Reading(index, at, mode, firmness=cue.firmness, cues=((cue.id, at),))


def _perfect(row: Row, grammar: Grammar, index: int, at: int, negated: bool) -> Reading:
    low, more = _back(row, grammar, at - 1)
    cue = grammar.at(row.word(low), "bare")
    if cue is not None:
        return Reading(index, low, cue[0].reads if cue[0].id == "will" else "conditional", firmness=cue[0].firmness)
    if row.word(low) == "to":
        return Reading(index, low, "purpose")
    if row.word(at) == "having":
        return Reading(index, at, "gerund")
    return Reading(index, at, "undone" if negated or more else "done")


def _be(row: Row, grammar: Grammar, index: int, at: int, negated: bool, forms: frozenset[str], depth: int) -> Reading:
    """A passive or a progressive: the form of "be" decides."""
    word, passive = row.word(at), PP in forms
    if word == "'s" and row.word(at - 1) not in ("it", "he", "she", "that", "there", "who", "what", "here"):
        return Reading(index, index, "noun")
    if word in ("is", "are", "'s", "'re", "am", "'m"):
        mode = "present" if passive else "progress"
        return Reading(index, at, "undone" if negated else mode, passive)
    if word in ("was", "were"):
        mode = "done" if passive else "progress"
        return Reading(index, at, "undone" if negated else mode, passive)
    if word == "being":
        low, more = _back(row, grammar, at - 1)
        return Reading(index, low, "progress" if row.word(low) in grammar.be and not more else "gerund", passive)
    if word == "been":
        found = _perfect(row, grammar, index, _back(row, grammar, at - 1)[0], negated or _back(row, grammar, at - 1)[1])
        mode = found.mode if passive else {"done": "progress"}.get(found.mode, found.mode)
        return replace(found, passive=passive, mode=mode)
    found = read(row, grammar, at, frozenset({BASE}), depth + 1)
    return replace(found, index=index, passive=passive, mode=_negate(found.mode) if negated else found.mode)


def _negate(mode: str) -> str:
    return {"done": "undone", "promised": "refused"}.get(mode, "demanded")


def _infinitive(row: Row, grammar: Grammar, index: int, to: int, negated: bool, depth: int) -> Reading:
    at, more = (to, False) if row.word(to) != "to" else _back(row, grammar, to - 1)
    negated = negated or more
    word = row.word(at).removesuffix(" to")
    if word in ("is", "are", "'s"):
        return Reading(
            index, at, "refused" if negated else "promised", firmness=Firmness.PROMISED, cues=(("is-to", at),)
        )
    if word in ("was", "were"):
        return Reading(index, at, "past-plan", cues=(("was-to", at),))
    found = _governed(row, grammar, at, word, depth)
    if found is None and word in _AND:
        found = _joined(row, grammar, index, at, frozenset({BASE}), depth, to=True)
    if found is None:
        found = _far(row, grammar, to, depth)
    if found is None:
        found = _headline(row, grammar, at, to)
    if found is None and depth < 3:
        found = _for_purpose(row, grammar, to, depth)
    if found is None:
        return Reading(index, to, "purpose")
    return replace(found, index=index, mode=_negate(found.mode) if negated else found.mode)


def _governed(row: Row, grammar: Grammar, at: int, word: str, depth: int) -> Reading | None:
    """The reading that a cue directly before "to" gives."""
    for cue, form in grammar.cues.get(word, ()):
        if cue.takes not in ("to", "to-of"):
            continue
        found = _cued(row, grammar, at, cue, form, word, depth)
        if found is not None:
            return found
    return None


def _cued(row: Row, grammar: Grammar, at: int, cue: Cue, form: str, word: str, depth: int) -> Reading | None:
    """The cue's reading once its own tense and negation are known."""
    mark = (cue.id, at)
    if form and not cue.passive:
        forms = frozenset(f for c, f in grammar.cues[word] if c.id == cue.id and f)
        own = read(row, grammar, at, forms, depth + 1)
        if own.passive and cue.id in ("plan", "agree"):
            return None  # "is expected to" is the cue `due`
        return _own(own, cue, mark)
    low, negated = _back(row, grammar, at - 1)
    be = row.word(low)
    if cue.vetoes or cue.reads in ("demanded", "denied"):
        return Reading(at, low, cue.reads, cues=(mark,))
    if negated or be in ("no", "not"):
        return Reading(at, low, "refused", cues=(mark,))
    if be in ("was", "were") or (be == "been" and row.word(_back(row, grammar, low - 1)[0]) == "had"):
        return Reading(at, low, "past-plan", cues=(mark,))
    if be == "be":
        own = read(row, grammar, low, frozenset({BASE}), depth + 1)
        return _own(own, cue, mark)
    return Reading(at, low if be in grammar.be else at, cue.reads, firmness=cue.firmness, cues=(mark,))


def _own(own: Reading, cue: Cue, mark: tuple[str, int]) -> Reading:
    """Put a cue's sense on top of how the cue itself is meant ("will agree to", "had planned to", "may decide to")."""
    cues = (*own.cues, mark)
    if own.mode in ("undone", "refused"):
        return replace(own, mode="denied" if cue.reads != "demanded" else "demanded", cues=cues)
    if cue.reads == "through" or (cue.id == "demand" and own.passive and own.mode == "promised"):
        return replace(own, cues=cues)  # "will be asked to ratify"
    if cue.reads in ("demanded", "denied") or own.mode in ("demanded", "conditional", "adjective"):
        return replace(own, mode="denied" if cue.reads == "denied" else "demanded", cues=cues)
    if own.mode in ("possible", "considered", "past-plan", "reported"):
        return replace(own, cues=cues)
    return replace(own, mode=cue.reads, firmness=cue.firmness, cues=cues)


def _far(row: Row, grammar: Grammar, to: int, depth: int) -> Reading | None:
    """A cue that takes a noun phrase and then the infinitive: "directs the Secretary to initiate"."""
    for at in range(to - 2, max(-1, to - 13), -1):
        word = row.word(at)
        if word in ';:“”"()' or word in grammar.terminators:
            return None
        if word in grammar.be:
            return _present_at(row, grammar, at, depth)
        for cue, form in grammar.cues.get(word, ()):
            named = cue.id in ("agree", "plan-noun") and not form and row.word(at + 1) in ("by", "from", "of", "made")
            if (
                cue.takes == "to-of"
                or named
                or (cue.id == "plan" and form and word.startswith(("expect", "want", "intend")))
            ):
                if not form:
                    return Reading(at, at, cue.reads, firmness=cue.firmness, cues=((cue.id, at),), subject=(at + 1, to))
                forms = frozenset(f for c, f in grammar.cues[word] if c.id == cue.id and f)
                own = read(row, grammar, at, forms, depth + 1)
                return replace(_own(own, cue, (cue.id, at)), subject=(at + 1, to) if cue.id != "aspect" else None)
    return None


def _for_purpose(row: Row, grammar: Grammar, to: int, depth: int) -> Reading | None:
    """ "will use its powers to stockpile": what a promised act is for is promised by the way."""
    for at in range(to - 2, max(-1, to - 16), -1):
        word = row.word(at)
        if word in ';:“”"(),' or word in grammar.terminators:
            return None
        cue = grammar.at(word, "bare")
        if cue is not None and cue[0].reads == "promised" and row.word(at + 1) not in grammar.negators:
            return Reading(at, at, "promised", firmness=cue[0].firmness, cues=((cue[0].id, at),), purpose=True)
        if word == "to" and grammar.cues.get(row.word(at - 1)):
            found = _infinitive(row, grammar, at + 1, at, False, depth + 1)
            return replace(found, purpose=True) if found.mode == "promised" else None
    return None


def _present_at(row: Row, grammar: Grammar, at: int, depth: int) -> Reading | None:
    """ "will be at the White House on Friday to sign": to be at a place for a purpose."""
    if row.word(at) != "be" or row.word(at + 1) not in ("in", "at", "back", "on", "here", "there"):
        return None
    return read(row, grammar, at, frozenset({BASE}), depth + 1)


def _headline(row: Row, grammar: Grammar, at: int, to: int) -> Reading | None:
    """ "India, US to sign pact"; in running text only "a pact, to be signed in May" or "a pact to be signed in May"."""
    passive = row.word(to + 1) == "be"
    if at < 0:
        return None
    if any(row.word(k) in ("were", "ever", "should") for k in range(max(0, to - 4), to)):
        return None  # "were one ever to be drafted"
    if row.word(at) == "," and passive:
        return Reading(to, to, "promised", firmness=Firmness.INTENDED, cues=(("to-be", to),))
    if row.word(at) in _MARKS or row.word(at) in grammar.terminators or row.word(at) in PREPOSITIONS:
        return None
    short = row.title or (to < 9 and any(row.units[k].has("country") or row.units[k].has("body") for k in range(to)))
    if passive or (short and not _finite_before(row, grammar, to)):
        return Reading(to, to, "promised", firmness=Firmness.INTENDED, cues=(("headline-to", to),))
    return None


def _finite_before(row: Row, grammar: Grammar, to: int) -> bool:
    return any(
        row.word(k) in grammar.be
        or row.word(k) in grammar.have
        or any(s.form in (S, PAST) for s in row.units[k].of("verb"))
        for k in range(max(0, to - _LOOK), to)
    )


def _gerund(row: Row, grammar: Grammar, index: int, at: int, negated: bool, depth: int) -> Reading:
    word = row.word(at)
    cue = grammar.at(word, "ing")
    if cue is not None and (cue[1] or row.units[at].low == word):
        if cue[1]:
            forms = frozenset(f for c, f in grammar.cues[word] if c.id == cue[0].id and f)
            return replace(_own(read(row, grammar, at, forms, depth + 1), cue[0], (cue[0].id, at)), index=index)
        low, more = _back(row, grammar, at - 1)
        mode = "denied" if negated or more or row.word(low) in ("far", "nowhere") else cue[0].reads
        return Reading(
            index, low if row.word(low) in grammar.be else at, mode, firmness=cue[0].firmness, cues=((cue[0].id, at),)
        )
    forms = frozenset(s.form for s in row.units[at].of("aspect")) if 0 <= at < len(row.units) else frozenset()
    if forms:  # "begin reviewing", "will start negotiating"
        return replace(read(row, grammar, at, forms, depth + 1), index=index)
    if word in _AND and not row.title:
        joined = _joined(row, grammar, index, at, frozenset({ING}), depth)
        if joined is not None and joined.mode != "gerund":
            return joined
    return Reading(index, index, "gerund")


def _joined(
    row: Row, grammar: Grammar, index: int, at: int, forms: frozenset[str], depth: int, *, to: bool = False
) -> Reading | None:
    """The reading of the verb of the same form that this one is joined to by "and": "will sign and ratify"."""
    for k in range(at - 1, max(-1, at - _LOOK), -1):
        word = row.word(k)
        if word in ';:“”"' or (word in grammar.terminators and word not in ("as", "since", "(", ")")):
            return None
        unit = row.units[k]
        theirs = frozenset(s.form for s in unit.senses if s.sort in ("verb", "aspect", "other")) & forms
        if not theirs and BASE in forms and grammar.at(row.word(k - 1), "bare"):
            theirs = frozenset({BASE})
        if not theirs or (to and row.word(_back(row, grammar, k - 1)[0]) != "to"):
            continue
        own = frozenset(s.form for s in unit.senses if s.sort in ("verb", "aspect", "other")) or theirs
        found = read(row, grammar, k, own, depth + 1)
        if found.mode in ("gerund", "adjective") or (found.mode == "present" and BASE in forms and not to):
            continue
        if PAST in forms and found.mode == "done" and (not found.passive or _takes_object(row, index)):
            return None  # a finite past of its own
        return replace(found, index=index, start=at + 1)
    return None


def _plain(row: Row, grammar: Grammar, index: int, at: int, negated: bool, forms: frozenset[str]) -> Reading:
    before, after = row.word(index - 1), row.word(index + 1)
    if forms & {PAST, PP}:
        if before in _DETERMINERS | PREPOSITIONS and after and after not in PREPOSITIONS | _MARKS:
            return Reading(index, index, "adjective")
        seen = _seen(row, grammar, index) if PP in forms else None
        if seen is not None:
            return seen
        reduced = not _takes_object(row, index) and not (
            row.word(index + 1) == "to" and row.word(index) in grammar.cues
        )
        if PAST not in forms and not reduced and before not in _MARKS:
            return Reading(index, index, "adjective")
        return Reading(
            index, index, "undone" if negated else "done", passive=reduced or PAST not in forms, reduced=reduced
        )
    if _noun(row, index, forms):
        return Reading(index, index, "noun")
    if at < 0 or row.word(at) in _MARKS - {","}:
        return Reading(index, index, "present" if row.title else "imperative")
    return Reading(index, index, "present")


def _noun(row: Row, index: int, forms: frozenset[str]) -> bool:
    """Whether a word that could be a plain present is a noun: "the start", "its April start", "of launch"."""
    before = row.word(index - 1)
    if index == 0 or before in _MARKS:
        return False
    if before == "'s" or before in PREPOSITIONS or before in _TIME:
        return True
    if before in _DETERMINERS:
        return S not in forms or before not in ("that", "this", "both", "all", "each")
    if BASE in forms and S not in forms:
        unit = row.units[index - 1]
        plural = before.endswith("s") or before in (
            "and",
            "they",
            "we",
            "you",
            "i",
            "people",
            "both",
            "who",
            "which",
            "that",
            "also",
            "now",
        )
        dated = row.word(index + 1) in ("on", "from", "in", "at") and row.word(index - 2) not in _DETERMINERS
        return not (plural or dated or unit.has("country") or row.title)
    return False


def _seen(row: Row, grammar: Grammar, index: int) -> Reading | None:
    """ "aims to see three projects carried out", "wants the pact signed": the verb of seeing decides."""
    for k in range(index - 1, max(-1, index - 8), -1):
        word = row.word(k)
        if word in _MARKS or word in grammar.terminators:
            return None
        if word in ("see", "have", "get") and row.word(k - 1) in ("to", "will", "would"):
            return replace(
                read(row, grammar, k, frozenset({BASE})), index=index, start=index, passive=True, reduced=True
            )
    return None


def _takes_object(row: Row, index: int) -> bool:
    """Whether a noun phrase follows, past adverbs and days."""
    k = index + 1
    while k < len(row.units) and (row.word(k).endswith("ly") or row.word(k) in ("also", "again", "jointly", "both")):
        k += 1
    word = row.word(k)
    if word == "that" and k + 1 < len(row.units) and row.units[k + 1].has("thing"):
        return True
    if (
        not word
        or word in _MARKS
        or word in ("and", "or", "but", "that", "when", "after", "before", "while", "which", "who")
    ):
        return False
    if word in ("into", "out", "up", "down", "through", "across", "back", "off", "away"):
        return True  # a particle: "cut into growth" has no passive sense
    return not (word in PREPOSITIONS or word in _TIME)
