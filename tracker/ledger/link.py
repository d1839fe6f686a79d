"""How likely a statement and a pledge are about one act, with reasons in words. Pure: values in, values out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.ledger.profile import Profile
from tracker.ledger.rules import LinkRules
from tracker.ledger.traits import GENERIC, Traits
from tracker.model import Kind, Window

__all__ = ["Score", "rank", "same_deal", "score"]

_NEVER = -50.0  # a law of the ledger is broken: no weight of words makes up for it


@dataclass(frozen=True, slots=True)
class Score:
    """The chance in [0, 1] that the statement is about the act of the pledge `root`, and why."""

    root: str
    chance: float
    reasons: tuple[str, ...]


Part = tuple[float, str]


def rank(one: Traits, profiles: Sequence[Profile], rules: LinkRules) -> list[Score]:
    """Score a statement against pledges, best first; of equal ones the pledge that came later in `profiles` loses."""
    seen: Counter[str] = Counter()
    for profile in profiles:
        seen.update(word for word in one.words if word in profile.words)
    scores = [score(one, profile, rules, seen) for profile in profiles]
    return sorted(scores, key=lambda s: -s.chance)


def score(one: Traits, profile: Profile, rules: LinkRules, seen: Counter[str]) -> Score:
    """Add up the evidence. `seen` tells in how many of the pledges at hand each word stands: shared by many, it says little."""
    w = _weights(one, profile, rules)
    total, reasons = w["bias"], []
    for part in (_act, _parties, _minerals, _order):
        for weight, reason in part(one, profile, rules):
            total += weight
            reasons.append((weight, reason))
        if total < -8:  # nothing below can bring it back
            return Score(profile.root, 0.0, _tell(reasons))
    for weight, reason in (
        *_names(one, profile, rules),
        *_words(one, profile, rules, seen),
        *_time(one, profile, rules),
    ):
        total += weight
        reasons.append((weight, reason))
    return Score(profile.root, round(1 / (1 + math.exp(-max(-40.0, min(40.0, total)))), 4), _tell(reasons))


def same_deal(one: Traits, profile: Profile, rules: LinkRules) -> float:
    """The chance in [0, 1] that both are steps of one deal: all but the act is compared."""
    seen = Counter(word for word in one.words if word in profile.words)
    parts = (
        *_parties(one, profile, rules),
        *_minerals(one, profile, rules),
        *_names(one, profile, rules),
        *_words(one, profile, rules, seen),
    )
    total = rules.weight["bias"] + rules.weight["deal"] + sum(weight for weight, _ in parts)
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


def _weights(one: Traits, profile: Profile, rules: LinkRules) -> dict[str, float]:
    """Steps of a deal are told apart by parties and step; all else comes by the dozen, and the words must tell."""
    steps = (
        rules.step(one.instrument, one.action) is not None
        and rules.step(profile.instrument, profile.action) is not None
    )
    return rules.weight if steps else rules.weight_of_many


def _tell(reasons: list[Part]) -> tuple[str, ...]:
    """Reasons, the weightiest first; "against:" opens those that speak against the link."""
    ordered = sorted((r for r in reasons if r[1] and abs(r[0]) >= 0.2), key=lambda r: -abs(r[0]))
    return tuple(text if weight > 0 else f"against: {text}" for weight, text in ordered)


def _act(one: Traits, profile: Profile, rules: LinkRules) -> list[Part]:
    w = _weights(one, profile, rules)
    out: list[Part] = []
    instruments = profile.instruments
    if one.instrument in instruments:
        out.append((w["instrument_same"], f"same kind of thing ({one.instrument})"))
    elif any(one.instrument in rules.related.get(name, ()) for name in instruments):
        out.append((w["instrument_related"], f"{one.instrument} and {profile.instrument} are near"))
    else:
        out.append((w["instrument_other"], f"{one.instrument} is no {profile.instrument}"))
    out.append(_action(one, profile, rules))
    return out


def _action(one: Traits, profile: Profile, rules: LinkRules) -> Part:
    w, action = _weights(one, profile, rules), one.action
    if action in profile.actions:
        return w["action_same"], f"same act ({action})"
    told = f"news says {action} for {profile.action}"
    mine, its = rules.step(one.instrument, action), rules.step(profile.instrument, profile.action)
    forward = any(action in rules.near.get(name, ()) for name in profile.actions)
    backward = any(name in rules.near.get(action, ()) for name in profile.actions)
    if mine is not None and its is not None and mine != its:
        if one.kind is Kind.ANNOUNCEMENT and forward and mine > its and not profile.done:
            return w["action_near"], told
        if one.kind is not Kind.ANNOUNCEMENT and (forward or backward):
            return w["action_related"], f"{action} and {profile.action} are near steps of a deal"
        return w["step_other"], f"{action} and {profile.action} are different steps of a deal"
    if (mine is None) != (its is None):
        return w["action_related"] if forward or backward else w[
            "action_other"
        ], f"{action} is another act than {profile.action}"
    if forward or (backward and one.kind is not Kind.ANNOUNCEMENT):
        return w["action_near"], told
    if backward:
        return w["action_related"], f"{action} is near {profile.action}"
    return w["action_other"], f"{action} is another act than {profile.action}"


def _parties(one: Traits, profile: Profile, rules: LinkRules) -> list[Part]:
    w = _weights(one, profile, rules)
    if not one.parties or not profile.parties:
        return [(w["parties_unknown"], "")]
    best: Part = (-99.0, "")
    told = ", ".join(sorted(one.parties))
    for known in profile.parties:
        if known == one.parties:
            part = (w["parties_same"], f"same parties ({told})")
        elif len(known & one.parties) > 1 and (known <= one.parties or one.parties <= known):
            part = (w["parties_wider"], f"parties {told} against {', '.join(sorted(known))}")
        elif known <= one.parties or one.parties <= known:
            part = (w["parties_within"], f"parties {told} against {', '.join(sorted(known))}")
        elif known & one.parties:
            part = (w["parties_overlap"], f"parties {told} against {', '.join(sorted(known))}")
        else:
            part = (w["parties_apart"], f"other parties ({told} against {', '.join(sorted(known))})")
        best = max(best, part)
    if best[0] == w["parties_same"] and len(one.parties) > 1:
        return [(best[0] + w["parties_pair"], best[1])]
    return [best]


def _minerals(one: Traits, profile: Profile, rules: LinkRules) -> list[Part]:
    w, mine, its = _weights(one, profile, rules), one.minerals, profile.minerals
    if not mine and not its:
        return [(w["minerals_none"], "no mineral named on either side")]
    if not mine or not its:
        if not mine and profile.bare:
            return [(0.0, "")]
        return [(w["minerals_one_sided"], "only one side names a mineral")]
    shared = mine & its
    told = ", ".join(sorted(shared))
    if mine == its:
        return [(w["minerals_same"], f"same minerals ({told})")]
    if shared:
        return [(w["minerals_overlap"], f"shared minerals ({told})")]
    if GENERIC in mine or GENERIC in its:
        return [(w["minerals_generic"], "one names critical minerals, the other some of them")]
    return [(w["minerals_apart"], f"other minerals ({', '.join(sorted(mine))} against {', '.join(sorted(its))})")]


def _order(one: Traits, profile: Profile, rules: LinkRules) -> list[Part]:
    """What came before what: laws first, then what is merely likely."""
    w = _weights(one, profile, rules)
    out: list[Part] = []
    if (
        one.kind is Kind.ANNOUNCEMENT
        and one.happened
        and profile.pledged
        and not profile.done
        and one.happened.latest < profile.first
    ):
        out.append((_NEVER, f"it happened by {one.happened.latest}, before the promise"))
    for url, place, kind in profile.here:
        if url == one.url and kind is one.kind and place == one.place:
            out.append((w["same_sentence"], "one sentence tells them as two"))
            break
        if url == one.url:
            out.append((w["same_article"], "same article"))
            if kind is one.kind is Kind.PLEDGE:
                out.append((w["beside"], "promised side by side"))
            elif (
                kind is one.kind is Kind.ANNOUNCEMENT
                and one.action in profile.actions
                and one.minerals == profile.minerals
            ):
                out.append((w["here_again"], "the same act in the same article"))
            break
    if one.kind is Kind.PLEDGE and profile.cancelled:
        out.append((w["revived"], "a promise of what was called off"))
    if one.kind is Kind.PLEDGE and profile.done and not profile.cancelled:
        age = (one.published - profile.done).days
        if age > rules.days.recap:
            out.append((w["settled_long"], "a promise made long after that act was done"))
        elif age > 0 or one.action != "announce" or not any(url == one.url for url, _, _ in profile.here):
            out.append((w["settled"], "a promise made after that act was done"))
    return out


def _names(one: Traits, profile: Profile, rules: LinkRules) -> list[Part]:
    w = _weights(one, profile, rules)
    out: list[Part] = []
    if one.names and profile.names:
        shared = one.names & profile.names
        if shared:
            out.append((w["name_shared"], f"both name {', '.join(sorted(shared))}"))
        else:
            out.append((w["name_apart"], f"{', '.join(sorted(one.names))} is not {', '.join(sorted(profile.names))}"))
    out += _ordinals(one, profile, rules)
    figures = one.figures & profile.figures
    if figures:
        out.append((w["figure_shared"], f"same figure ({', '.join(sorted(figures))})"))
    out += _facets(one, profile, rules)
    return out


def _ordinals(one: Traits, profile: Profile, rules: LinkRules) -> list[Part]:
    w = _weights(one, profile, rules)
    mine, its = {number for _, number in one.ordinals}, {number for _, number in profile.ordinals}
    if not mine and not its:
        return []
    if not mine or not its:
        return [(w["ordinal_one_sided"], "only one side counts it (first, second ...)")]
    if mine & its:
        return [(w["ordinal_shared"], "same number in a row")]
    return [(w["ordinal_apart"], "another number in a row")]


def _facets(one: Traits, profile: Profile, rules: LinkRules) -> list[Part]:
    w = _weights(one, profile, rules)
    out: list[Part] = []
    for name in sorted(one.facets):  # a set has another order in every run
        if name in profile.facets:
            out.append((w["facet_shared"], f"both are about a {name}"))
            continue
        facet = rules.facets[name]
        rivals = [other for other in profile.facets if rules.facets[other].kind == facet.kind]
        if rivals and not any(rules.facets[other].kind == facet.kind for other in one.facets & profile.facets.keys()):
            out.append((w["facet_apart"] + facet.alone, f"a {name} is no {rivals[0]}"))
        else:
            out.append((facet.alone, f"only one side is about a {name}"))
    if any(url == one.url and kind is one.kind for url, _, kind in profile.here):
        return out  # an article names the paper once, and then says "it"
    for name, count in profile.facets.items():
        if name not in one.facets and (name in profile.opening or 2 * count > profile.size):
            out.append((rules.facets[name].alone, f"only one side is about a {name}"))
    return out


def _words(one: Traits, profile: Profile, rules: LinkRules, seen: Counter[str]) -> list[Part]:
    w = _weights(one, profile, rules)
    shared = [word for word in one.words if word in profile.words]
    worth = sum((1.5 if word in one.proper else 1.0) / (1 + math.log(seen[word] or 1)) for word in shared)
    out: list[Part] = []
    if shared:
        told = ", ".join(sorted(shared, key=lambda word: (seen[word], word))[:5])
        out.append((min(w["words_most"], w["word"] * worth), f"rare words in common ({told})"))
    around: set[str] | frozenset[str] = frozenset()
    if not profile.within(one.url):
        around = (one.words & profile.context) | {
            word for word in one.context if word in profile.words or word in profile.context
        }
        if around:
            told = ", ".join(sorted(around)[:5])
            out.append((min(w["context_most"], w["context"] * len(around)), f"headlines share {told}"))
    again = one.kind is Kind.ANNOUNCEMENT and any(url == one.url for url, _, _ in profile.here)
    if not shared and not around and not again and len(one.words) > 2:
        out.append((w["words_none"], "no rare word in common"))
    return out


def _time(one: Traits, profile: Profile, rules: LinkRules) -> list[Part]:
    w = _weights(one, profile, rules)
    out: list[Part] = []
    dues = [window for window, _ in profile.windows]
    if one.kind is Kind.ANNOUNCEMENT:
        out += _happened(one, profile, rules, dues)
    elif one.kind is Kind.PLEDGE:
        out += _windows(one, profile, rules)
    if one.kind in (Kind.DELAY, Kind.CANCELLATION) and any(
        due.latest in one.days or due.earliest in one.days for due in dues
    ):
        out.append((w["day_named"], "it names the day on which that was due"))
    if one.speaker and one.speaker in profile.speakers:
        out.append((w["speaker_same"], f"same speaker ({one.speaker})"))
    if profile.last and (one.published - profile.last).days > rules.days.far:
        out.append((w["far"], "years apart"))
    return out


def _happened(one: Traits, profile: Profile, rules: LinkRules, dues: list[Window]) -> list[Part]:
    w = _weights(one, profile, rules)
    when = one.happened or (Window(one.days[-1], one.days[-1]) if one.days else None)
    if profile.done and profile.happened and when:
        if when.earliest <= profile.happened.latest and profile.happened.earliest <= when.latest:
            return [(w["day_named"], f"it happened on the same day ({when.latest})")]
        gap = max((when.earliest - profile.happened.latest).days, (profile.happened.earliest - when.latest).days)
        if gap <= 4:
            return [(w["day_beside"], f"it happened {gap} days off")]
        return [(w["day_apart"], f"it happened on another day ({when.latest} against {profile.happened.latest})")]
    if profile.done:
        return [(w["told_again"], "told again")]
    for due in dues:
        narrow = (due.latest - due.earliest).days <= 31
        if when and due.earliest <= when.latest and when.earliest <= due.latest:
            if max((due.latest - due.earliest).days, (when.latest - when.earliest).days) <= 1:
                return [(w["happened_day"], f"it happened on the day that was due ({when.latest})")]
            return [(w["happened_narrow"] if narrow else w["happened_within"], "it happened when it was due")]
        if (
            when is None
            and narrow
            and (one.published - due.earliest).days >= 0
            and (one.published - due.latest).days <= 7
        ):
            return [(w["reported_then"], "reported when it was due")]
    return []


def _windows(one: Traits, profile: Profile, rules: LinkRules) -> list[Part]:
    w = _weights(one, profile, rules)
    if not one.window or not profile.windows:
        return []
    if any(one.window.latest == window.latest for window, _ in profile.windows):
        return [(w["window_same"], f"same due day ({one.window.latest})")]
    deal = rules.step(one.instrument, one.action) is not None
    if not deal and any(url == one.url for _, url in profile.windows):
        return [(w["window_apart"], "another due day in the same article")]
    if one.instrument in rules.recurs.instruments and profile.windows[-1][0].latest < one.window.earliest:
        return [(w["window_passed"], "a later meeting or round")]
    return []
