"""What people ruled, and how it is put to the statements of now. A decision names its targets by address and quote, so it
outlives every rebuild, every change of rules and every change of ids.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tracker.errors import UsageError
from tracker.ledger.rulings import Rulings
from tracker.ledger.status import Close
from tracker.model import Filed, Kind, Precision, Statement, TextField, Window, short_id

__all__ = [
    "FIELDS",
    "Anchor",
    "Decision",
    "Verb",
    "anchor_of",
    "compile_decisions",
    "decision",
    "from_target",
    "to_target",
]

FIELDS = (
    "parties",
    "minerals",
    "instrument",
    "action",
    "window",
    "due",
    "timeline",
    "happened",
    "speaker",
    "names",
    "kind",
)


class Verb(StrEnum):
    """What a person can rule."""

    CONFIRM = "confirm"  # a report (stored or not) shows that the act has happened
    ACCEPT_LINK = "accept-link"
    REJECT_LINK = "reject-link"
    MERGE = "merge"
    SPLIT = "split"
    SET = "set"
    DISPUTE = "dispute"
    CLOSE = "close"
    ADD = "add"  # a statement that the rules missed
    REJECT = "reject"  # a statement that is none
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A statement by address and quote; kind, action and the day it is due tell apart what one sentence says twice."""

    url: str
    quote: str
    kind: str = ""
    action: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One ruling. `made` is an instant, ISO 8601 in UTC. `pledge` is the statement that opened the pledge it is about,
    `statements` are those it is about; `values` holds what the verb needs (see docs of `tracker decide`).
    """

    id: str
    made: str
    who: str
    why: str
    verb: Verb
    pledge: Anchor | None = None
    statements: tuple[Anchor, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


def decision(
    made: str,
    who: str,
    why: str,
    verb: Verb,
    *,
    pledge: Anchor | None = None,
    statements: Sequence[Anchor] = (),
    values: Mapping[str, str] | None = None,
) -> Decision:
    """Make a decision; its id comes from what it says, so the same one imported twice is one."""
    target = to_target(pledge, tuple(statements), values or {})
    digest = hashlib.sha256(f"{made}\x1f{who}\x1f{why}\x1f{verb}\x1f{target}".encode()).hexdigest()
    return Decision(short_id("r", digest), made, who, why, verb, pledge, tuple(statements), dict(values or {}))


def to_target(pledge: Anchor | None, statements: Sequence[Anchor], values: Mapping[str, str]) -> str:
    """The target of a decision as JSON: addresses and quotes, never ids alone."""
    out = {
        "pledge": _plain(pledge) if pledge else None,
        "statements": [_plain(one) for one in statements],
        "values": dict(sorted(values.items())),
    }
    return json.dumps({key: value for key, value in out.items() if value}, ensure_ascii=False, sort_keys=True)


def from_target(key: str, made: str, who: str, why: str, verb: str, target: str) -> Decision:
    """A decision from the store or from a file. Raises UsageError that names it where it is not well formed."""
    try:
        told = json.loads(target)
        pledge = Anchor(**told["pledge"]) if told.get("pledge") else None
        statements = tuple(Anchor(**one) for one in told.get("statements", ()))
        values = {str(name): str(value) for name, value in told.get("values", {}).items()}
        return Decision(key, made, who, why, Verb(verb), pledge, statements, values)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise UsageError(
            f"decision {key}", f"is not well formed ({error})", "leave it out, or mend its verb and target"
        ) from error


def _plain(anchor: Anchor) -> dict[str, str]:
    return {name: value for name in ("url", "quote", "kind", "action", "due") if (value := getattr(anchor, name))}


def anchor_of(filed: Filed) -> Anchor:
    """The anchor by which a decision names this statement."""
    s = filed.statement
    return Anchor(filed.url, s.quote, s.kind.value, s.action, s.window.latest.isoformat() if s.window else "")


# -- to rulings -------------------------------------------------------------------------------------------------------


@dataclass
class _Draft:
    dropped: set[str] = field(default_factory=set)
    home: dict[str, list[str]] = field(default_factory=dict)
    apart: dict[str, list[str]] = field(default_factory=dict)
    corrected: dict[str, Filed] = field(default_factory=dict)
    added: dict[str, Filed] = field(default_factory=dict)
    closed: dict[str, Close] = field(default_factory=dict)
    disputes: dict[str, list[str]] = field(default_factory=dict)
    confirming: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    ruled: dict[frozenset[str], tuple[Verb, Decision]] = field(default_factory=dict)

    def together(self, one: str, other: str, by: Decision) -> None:
        self._pair(one, other, by, self.home, self.apart)

    def part(self, one: str, other: str, by: Decision) -> None:
        self._pair(one, other, by, self.apart, self.home)

    def _pair(self, one: str, other: str, by: Decision, into: dict[str, list[str]], out: dict[str, list[str]]) -> None:
        """The later ruling on a pair of statements stands; where two people ruled against each other it is told."""
        if one == other:
            return
        pair = frozenset((one, other))
        before = self.ruled.get(pair)
        verb = Verb.ACCEPT_LINK if into is self.home else Verb.REJECT_LINK
        if before and before[0] is not verb and before[1].who != by.who:
            self.notes.append(f"{by.id} by {by.who} overrules {before[1].id} by {before[1].who}")
        self.ruled[pair] = (verb, by)
        for a, b in ((one, other), (other, one)):
            into.setdefault(a, []).append(b)
            if b in out.get(a, ()):
                out[a].remove(b)


def compile_decisions(decisions: Iterable[Decision], at: Callable[[str], Sequence[Filed]]) -> Rulings:
    """Resolve decisions to statements, in the order they were made. `at` gives the statements of an address.

    A decision whose target is gone is told in `notes` and kept for the day on which it comes back.
    """
    ordered = sorted(decisions, key=lambda one: (one.made, one.id))
    undone = {one.values.get("decision", "") for one in ordered if one.verb is Verb.UNDO}
    draft = _Draft()
    for one in ordered:
        if one.verb is not Verb.UNDO and one.id not in undone:
            _apply(draft, one, at)
    return Rulings(
        dropped=frozenset(draft.dropped),
        home={key: tuple(dict.fromkeys(found)) for key, found in draft.home.items() if found},
        apart={key: tuple(dict.fromkeys(found)) for key, found in draft.apart.items() if found},
        corrected=draft.corrected,
        added=draft.added,
        closed=draft.closed,
        disputes={key: tuple(found) for key, found in draft.disputes.items()},
        confirming=frozenset(draft.confirming),
        notes=tuple(draft.notes),
    )


def _apply(draft: _Draft, one: Decision, at: Callable[[str], Sequence[Filed]]) -> None:
    opener = _find(draft, one.pledge, at) if one.pledge else None
    found = [statement for anchor in one.statements if (statement := _find(draft, anchor, at))]
    if (one.pledge and opener is None) or len(found) < len(one.statements):
        draft.notes.append(
            f"decision {one.id} ({one.verb}, {one.made[:10]}, {one.who}): its target is gone: {_target(one)}"
        )
    match one.verb:
        case Verb.REJECT:
            draft.dropped.update(found)
        case Verb.ADD:
            draft.added[_added_id(one)] = _added(one)
        case Verb.SET:
            for key in found:
                _set(draft, key, one, at)
        case _ if opener is None:
            return
        case Verb.CONFIRM:
            _confirm(draft, one, opener, at)
        case Verb.ACCEPT_LINK | Verb.MERGE:
            for key in found:
                draft.together(opener, key, one)
        case Verb.REJECT_LINK:
            for key in found:
                draft.part(opener, key, one)
        case Verb.SPLIT:
            for key in found:
                draft.part(opener, key, one)
                draft.together(found[0], key, one)
        case Verb.DISPUTE:
            draft.disputes.setdefault(opener, []).append(
                f"disputed by {one.who} on {one.made[:10]}: {one.values.get('text', one.why)}"
            )
        case Verb.CLOSE:
            closed = dt.date.fromisoformat(one.values.get("day") or one.made[:10])
            draft.closed[opener] = Close(closed, one.values.get("reason") or one.why or "closed")


def _target(one: Decision) -> str:
    anchor = one.statements[0] if one.statements else one.pledge
    return f'"{anchor.quote[:60]}" at {anchor.url}' if anchor else "none"


_SPACE = re.compile(r"\s+")


def _find(draft: _Draft, anchor: Anchor, at: Callable[[str], Sequence[Filed]]) -> str | None:
    """The statement at that address with that quote; of several, the one that shares most of kind, action and due day."""
    quote = _SPACE.sub(" ", anchor.quote).strip()
    here = [*at(anchor.url), *(one for one in draft.added.values() if one.url == anchor.url)]
    same = [one for one in here if _SPACE.sub(" ", one.statement.quote).strip() == quote]
    if not same:
        return None
    told = (anchor.kind, anchor.action, anchor.due)

    def likeness(one: Filed) -> tuple[int, str]:
        mine = anchor_of(one)
        return -sum(a == b for a, b in zip(told, (mine.kind, mine.action, mine.due), strict=True)), one.id

    return min(same, key=likeness).id


def _known(draft: _Draft, key: str, url: str, at: Callable[[str], Sequence[Filed]]) -> Filed:
    if key in draft.corrected:
        return draft.corrected[key]
    return draft.added.get(key) or next(one for one in at(url) if one.id == key)


def _set(draft: _Draft, key: str, one: Decision, at: Callable[[str], Sequence[Filed]]) -> None:
    anchor = one.statements[0]
    filed = _known(draft, key, anchor.url, at)
    after = replace(filed, statement=set_fields(filed.statement, one.values))
    (draft.added if key in draft.added else draft.corrected)[key] = after


def _confirm(draft: _Draft, one: Decision, opener: str, at: Callable[[str], Sequence[Filed]]) -> None:
    """The report that a person found: an announcement of the pledge's own act, wherever it was printed."""
    assert one.pledge is not None  # noqa: S101 - the caller resolved it
    s = _known(draft, opener, one.pledge.url, at).statement
    report = replace(
        s,
        kind=Kind.ANNOUNCEMENT,
        quote=one.values["quote"],
        start=int(one.values.get("start", "0")),
        speaker=None,
        timeline=None,
        window=None,
        precision=None,
        basis=None,
        rule=None,
        condition=None,
        firmness=None,
        happened=_window(one.values.get("day", "")),
        end=int(one.values.get("start", "0")) + len(one.values["quote"]),
        rules=(),
        amount=None,
        where=TextField(one.values.get("where", "text")),
    )
    key = _added_id(one)
    draft.added[key] = _place(one, key, report)
    draft.confirming.add(key)
    draft.together(opener, key, one)


def _added_id(one: Decision) -> str:
    return short_id("s", "decided", one.id)


def _added(one: Decision) -> Filed:
    told = {name: value for name, value in one.values.items() if name in FIELDS and name != "kind"}
    return _place(one, _added_id(one), set_fields(_bare(one), told))


def _bare(one: Decision) -> Statement:
    """A statement of which nothing but kind, quote and place is told."""
    quote, start = one.values["quote"], int(one.values.get("start", "0"))
    kind = Kind(one.values.get("kind", "pledge"))
    return Statement(kind, quote, start, start + len(quote), TextField(one.values.get("where", "text")))


def _place(one: Decision, key: str, statement: Statement) -> Filed:
    values = one.values
    return Filed(
        key,
        statement,
        values["url"],
        values.get("title", ""),
        values.get("source", ""),
        dt.date.fromisoformat(values["published"]),
        dt.date.fromisoformat(one.made[:10]),
    )


def set_fields(statement: Statement, values: Mapping[str, str]) -> Statement:
    """A statement with fields as a person gave them. Raises UsageError that names the field and what it wants."""
    for name, value in values.items():
        if name not in FIELDS:
            raise UsageError(f"--set {name}", "is no field that can be set", f"one of {', '.join(FIELDS)}")
        try:
            statement = replace(statement, **_field(name, value, statement))  # type: ignore[arg-type]
        except ValueError as error:
            raise UsageError(
                f"--set {name}={value}", str(error), "days are written YYYY-MM-DD, a window as two of them with .."
            ) from error
    return statement


def _field(name: str, value: str, statement: Statement) -> dict[str, object]:
    listed = tuple(sorted(part.strip() for part in value.split(",") if part.strip()))
    if name in ("parties", "minerals", "names"):
        return {name: listed}
    if name == "due":
        latest = dt.date.fromisoformat(value)
        earliest = min(statement.window.earliest, latest) if statement.window else latest
        return {"window": Window(earliest, latest), "precision": Precision.DAY, "condition": None}
    if name == "window":
        return {"window": _window(value), "precision": statement.precision, "condition": None}
    if name == "happened":
        return {"happened": _window(value)}
    if name == "kind":
        return {"kind": Kind(value)}
    return {name: value or None if name in ("speaker", "timeline") else value}


def _window(value: str) -> Window | None:
    if not value.strip():
        return None
    first, _, last = value.partition("..")
    return Window(dt.date.fromisoformat(first.strip()), dt.date.fromisoformat((last or first).strip()))
