"""The figures: detection, fields, linking and the ledger's statuses, each a pure function of matched statements."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.evaluate.matching import Matching, Pair, Row, set_f1
from tracker.model import Kind, Status

Figures = dict[str, Any]  # nested names to numbers, printed as JSON

UNRESOLVED = {Status.OPEN, Status.OVERDUE, Status.DELAYED, "unsure"}


def rates(tp: int, fp: int, fn: int) -> Figures:
    """Precision, recall and F1 of three counts; 0 where nothing is there to divide."""
    p = tp / (tp + fp) if tp + fp else 0.0
    r = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * p * r / (p + r) if p + r else 0.0
    return {"p": round(p, 3), "r": round(r, 3), "f1": round(f1, 3), "tp": tp, "fp": fp, "fn": fn}


def detection(matching: Matching) -> Figures:
    """F1 over all kinds, each kind, and pledges that state a window."""
    pairs, missed, extra = matching
    out = {"all": rates(len(pairs), len(extra), len(missed))}
    for kind in Kind:
        counts = (sum(s["kind"] == kind for _, s in side) for side in (extra, missed))
        out[kind.value] = rates(sum(p.gold["kind"] == kind for p in pairs), *counts)
    pledges = [p for p in pairs if p.gold["kind"] == Kind.PLEDGE]
    both = sum(bool(p.gold["window"] and p.found.get("window")) for p in pledges)
    invented = sum(bool(not p.gold["window"] and p.found.get("window")) for p in pledges)
    lost = sum(bool(p.gold["window"] and not p.found.get("window")) for p in pledges)
    out["dated_pledge"] = rates(both, invented + _dated_pledges(extra), lost + _dated_pledges(missed))
    return out


def fields(pairs: Sequence[Pair]) -> Figures:
    """How often each field is right on the statements that were found."""
    dated = [p for p in pairs if p.gold["window"]]
    spoken = [p for p in pairs if p.gold["speaker"] and p.gold["kind"] in (Kind.PLEDGE, Kind.DELAY)]
    undated = [p for p in pairs if p.gold["kind"] == Kind.PLEDGE and not p.gold["window"]]
    return {
        "parties_f1": _mean(set_f1(p.gold["parties"], p.found.get("parties")) for p in pairs),
        "minerals_f1": _mean(set_f1(p.gold["minerals"], p.found.get("minerals")) for p in pairs),
        "instrument": _mean(p.gold["instrument"] == p.found.get("instrument") for p in pairs),
        "action": _mean(p.gold["action"] == p.found.get("action") for p in pairs),
        "speaker": _mean(_same_speaker(p.gold["speaker"], p.found.get("speaker")) for p in spoken),
        "due_exact": _mean((p.found.get("window") or (None, None))[1] == p.gold["window"][1] for p in dated),
        "window_exact": _mean(p.gold["window"] == p.found.get("window") for p in dated),
        "no_false_due": _mean(not p.found.get("window") for p in undated),
    }


def b_cubed(pairs: Sequence[Pair]) -> Figures:
    """B-cubed (Bagga and Baldwin 1998) over matched statements: how well pledges group what belongs to one act."""
    gold: dict[str, set[int]] = defaultdict(set)
    found: dict[str, set[int]] = defaultdict(set)
    keys = [(p.gold["commitment"], p.found.get("pledge") or f"none-{k}") for k, p in enumerate(pairs)]
    for k, (one, other) in enumerate(keys):
        gold[one].add(k)
        found[other].add(k)
    if not keys:
        return {"p": 0.0, "r": 0.0, "f1": 0.0}
    shared = [(len(gold[one] & found[other]), len(gold[one]), len(found[other])) for one, other in keys]
    p = sum(s / n for s, _, n in shared) / len(keys)
    r = sum(s / n for s, n, _ in shared) / len(keys)
    return {"p": round(p, 3), "r": round(r, 3), "f1": round(2 * p * r / (p + r), 3) if p + r else 0.0}


def gold_state(commitment: str, articles: Sequence[Row], day: str) -> str | None:
    """What the annotated articles published by `day` say of one act: a status, or None before its first report.

    "unsure" is a past due day under a delay that names no new date: no claim is right or wrong there.
    """
    told = sorted(
        (a["published"], place, s["kind"], s["window"])
        for a in articles
        if a["published"] <= day
        for place, s in enumerate(a["statements"])
        if s["commitment"] == commitment
    )
    status: str | None = None
    window: list[str] | None = None
    pledged = suspended = False
    cancelled_on = ""
    for published, _, kind, stated in told:
        suspended = not stated and (kind == Kind.DELAY or suspended)
        if kind == Kind.ANNOUNCEMENT and published != cancelled_on:
            status = Status.CONFIRMED if pledged else Status.ANNOUNCED
        elif kind == Kind.CANCELLATION:
            status, cancelled_on = Status.CANCELLED, published
        elif kind in (Kind.PLEDGE, Kind.DELAY) and status != Status.CONFIRMED:
            status, pledged, window = (Status.OPEN if kind == Kind.PLEDGE else Status.DELAYED), True, stated or window
    if status in (Status.OPEN, Status.DELAYED) and window and window[1] < day:
        return "unsure" if suspended else Status.OVERDUE
    return status


def ledger(
    articles: Sequence[Row], commitments: Sequence[Row], pairs: Sequence[Pair], snapshots: Mapping[str, Sequence[Row]]
) -> Figures:
    """Overdue precision and recall over all snapshot days, and the share of right outcomes on the last one.

    `snapshots` maps a day to the rows of `tracker pledges` as of it.
    """
    holders: dict[str, Counter[str]] = defaultdict(Counter)
    owners: dict[str, set[str]] = defaultdict(set)
    for p in pairs:
        if p.found.get("pledge"):
            holders[p.gold["commitment"]][p.found["pledge"]] += 1
            owners[p.found["pledge"]].add(p.gold["commitment"])
    counts: Counter[str] = Counter()
    truth: dict[str, str | None] = {}
    status: dict[str, str] = {}
    for day, rows in sorted(snapshots.items()):
        status = {r["pledge"]: r["status"] for r in rows}
        truth = {c["commitment"]: gold_state(c["commitment"], articles, day) for c in commitments}
        counts.update(_overdue_counts(truth, status, holders, owners))
    judged = {c: t for c, t in truth.items() if t not in (None, Status.ANNOUNCED)}
    right = 0
    for commitment, state in judged.items():
        held = holders[commitment].most_common(1)
        said = status.get(held[0][0]) if held else None
        right += said in UNRESOLVED if state in UNRESOLVED else said == state
    return {
        "overdue": rates(counts["tp"], counts["fp"], counts["fn"]),
        "outcome_accuracy": round(right / len(judged), 3) if judged else None,
        "outcomes": len(judged),
    }


def _overdue_counts(
    truth: Mapping[str, str | None],
    status: Mapping[str, str],
    holders: Mapping[str, Counter[str]],
    owners: Mapping[str, set[str]],
) -> Counter[str]:
    late = {c for c, s in truth.items() if s == Status.OVERDUE}
    unsure = {c for c, s in truth.items() if s == "unsure"}
    claimed = {p for p, s in status.items() if s == Status.OVERDUE and not owners.get(p, set()) & unsure}
    hit = {c for c in late if claimed & set(holders.get(c, ()))}
    return Counter(tp=len(hit), fn=len(late - hit), fp=sum(not owners.get(p, set()) & late for p in claimed))


def _dated_pledges(side: Iterable[tuple[Row, Row]]) -> int:
    return sum(s["kind"] == Kind.PLEDGE and bool(s.get("window")) for _, s in side)


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return round(sum(listed) / len(listed), 3) if listed else None


def _same_speaker(gold: str, found: str | None) -> bool:
    """The same person or body: they share a word, and the last word of one stands in the other."""
    if not found:
        return False
    one, other = set(re.findall(r"\w+", gold.lower())), set(re.findall(r"\w+", found.lower()))
    return bool(one & other) and (gold.lower().split()[-1] in other or found.lower().split()[-1] in one)
