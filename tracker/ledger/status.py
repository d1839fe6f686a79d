"""From a pledge's statements to its status on every day. Pure, and blind to today: spans cover all days.

One small function a kind of statement; each says in its docstring what it does to the state.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from tracker.ledger.rules import LinkRules
from tracker.ledger.utterance import Utterance, same_utterance
from tracker.model import Basis, Condition, Day, Filed, Firmness, Kind, Precision, Role, Span, Status, Window

__all__ = ["UNDER_REVIEW", "Close", "Event", "due_after", "history", "lateness"]

_DAY = dt.timedelta(days=1)
# the due day has passed, but a report that may settle the pledge waits for a person: no accusation before that
UNDER_REVIEW = "under review"


@dataclass(frozen=True, slots=True)
class Event:
    """A statement as the status reads it. `implied`: its act settles this pledge without being its own (ratified implies
    signed). `awaited`: the clock of a condition starts with it. `asked`: it may settle this pledge, and a person is asked.
    `witness` is False for a copy, which adds spread and nothing else; `ruled` says that a person put it here as a confirmation.
    """

    filed: Filed
    implied: bool = False
    awaited: bool = False
    asked: bool = False
    witness: bool = True
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Close:
    """A person's ruling that a pledge ended on a day, and why."""

    day: Day
    reason: str


@dataclass(frozen=True, slots=True)
class State:
    """What is known after some statements; `base` is the status but for the passing of time."""

    base: Status | None = None
    current: str = ""
    pledged: Day | None = None
    window: Window | None = None
    utterance: Utterance | None = None
    spoken: Filed | None = None
    first_due: Day | None = None
    slips: int = 0
    suspended: bool = False
    condition: Condition | None = None
    waiting: bool = False
    started: Day | None = None
    happened: Window | None = None
    resolved_on: Day | None = None
    partly: bool = False
    asked: bool = False
    cancelled_on: Day | None = None
    heard: Day | None = None
    reason: str = ""
    minerals: frozenset[str] = frozenset()
    statements: int = 0


def history(
    events: Sequence[Event], rules: LinkRules, close: Close | None = None
) -> tuple[tuple[Span, ...], tuple[Role, ...]]:
    """Give the spans of a pledge, from its first statement on without a gap, and the role of each event.

    `events` come in canonical order, those of other pledges of its deal (implied, awaited) among them.
    """
    final, roles = State(), []
    for event in events:
        final, role = _step(final, event, rules)
        roles.append(role)
    days = {event.filed.published for event in events} | {event.filed.gone for event in events if event.filed.gone}
    if close:
        days.add(close.day)
    states = list(_states(events, sorted(days), rules, close))
    return _spans(states, rules), tuple(roles)


def _states(
    events: Sequence[Event], days: Sequence[Day], rules: LinkRules, close: Close | None
) -> Iterable[tuple[Day, State]]:
    """The state from each day on which something was published, withdrawn or closed."""
    vanishing = any(event.filed.gone for event in events)
    state, at = State(), 0
    for day in days:
        if vanishing:
            state = _live(events, day, rules)
        else:
            while at < len(events) and events[at].filed.published <= day:
                state, _ = _step(state, events[at], rules)
                at += 1
        if close and close.day <= day:
            yield day, replace(state, base=Status.CANCELLED, reason=close.reason, resolved_on=close.day)
        else:
            yield day, state


def _live(events: Sequence[Event], day: Day, rules: LinkRules) -> State:
    """The state from the statements that still stand in their articles; withdrawn where no promise, report or end is left.

    A copy keeps no promise alive that its original has withdrawn.
    """
    state, withdrawn = State(), ""
    original = any(event.witness and _opens(event) for event in events if event.filed.published <= day)
    for event in events:
        filed = event.filed
        if filed.published > day:
            break
        if filed.gone and filed.gone <= day:
            withdrawn = withdrawn or (filed.id if _opens(event) else "")
        elif event.witness or not original or state.base is not None:
            state, _ = _step(state, event, rules)
    if withdrawn and state.base is None:
        return State(base=Status.OPEN, current=withdrawn, reason="withdrawn", heard=day, statements=state.statements)
    return state


def _opens(event: Event) -> bool:
    return event.filed.statement.kind in (Kind.PLEDGE, Kind.DELAY) and not (
        event.implied or event.awaited or event.asked
    )


# -- what each kind of statement does ---------------------------------------------------------------------------------


def _step(state: State, event: Event, rules: LinkRules) -> tuple[State, Role]:
    filed = event.filed
    if event.asked:
        return replace(state, asked=True), Role.RECAPS
    if event.awaited:
        return _awaited(state, event)
    if event.implied:
        return (
            _announced(state, event, rules)
            if state.pledged and state.base is not Status.CONFIRMED
            else (state, Role.RECAPS)
        )
    if not event.witness and state.base is not None:
        return replace(state, statements=state.statements + 1), Role.RESTATES
    step = _STEPS[filed.statement.kind]
    after, role = step(state, event, rules)
    after = replace(after, statements=after.statements + 1, heard=filed.published)
    return (after if after.current else replace(after, current=filed.id)), role


def _pledge(state: State, event: Event, rules: LinkRules) -> tuple[State, Role]:
    """A pledge opens, restates or moves; a confirmed act stays confirmed."""
    filed = event.filed
    if state.base is Status.CONFIRMED:
        return state, Role.RECAPS
    opening = state.pledged is None or state.base is Status.CANCELLED
    if opening:
        state = replace(
            state,
            base=Status.OPEN,
            pledged=state.pledged or filed.published,
            current=filed.id,
            window=None,
            utterance=None,
            suspended=False,
            waiting=False,
            minerals=state.minerals or frozenset(filed.statement.minerals),
            resolved_on=None,
            happened=None if state.base is not Status.ANNOUNCED else state.happened,
        )
    missed = state.window is not None and state.window.latest < filed.published
    moved, role = _speak(state, filed, rules)
    if role is Role.RESCHEDULES and missed and moved.base is Status.OPEN:
        moved = replace(moved, base=Status.DELAYED)
    return moved, Role.OPENS if opening else role


def _delay(state: State, event: Event, rules: LinkRules) -> tuple[State, Role]:
    """A delay with a later day moves the window; without one it suspends it, unless it only says that the day passed."""
    filed = event.filed
    if state.base is Status.CONFIRMED:
        return state, Role.RECAPS
    state = replace(
        state, pledged=state.pledged or filed.published, minerals=state.minerals or frozenset(filed.statement.minerals)
    )
    window = filed.statement.window
    if window and state.window and window.latest <= state.window.latest:
        window = None  # a delay never brings a day forward: the words tell the old one
    if window is None:
        only_missed = (
            state.window is not None
            and state.window.latest < filed.published
            and _only_missed(filed.statement.quote, rules)
        )
        current = state.current or filed.id
        return replace(
            state, base=Status.DELAYED, suspended=state.suspended or not only_missed, current=current
        ), Role.DELAYS
    moved, _ = _speak(state, filed, rules)
    return replace(moved, base=Status.DELAYED), Role.DELAYS


def _announcement(state: State, event: Event, rules: LinkRules) -> tuple[State, Role]:
    """An announcement confirms what was pledged, unless it tells what happened before the promise; else it is `announced`."""
    return _announced(state, event, rules)


def _announced(state: State, event: Event, rules: LinkRules) -> tuple[State, Role]:
    filed, s = event.filed, event.filed.statement
    if state.base is Status.CANCELLED and filed.published == state.cancelled_on:
        return state, Role.RECAPS
    if not event.witness:
        return replace(state, base=state.base or Status.ANNOUNCED), Role.RECAPS
    if state.pledged and s.happened and s.happened.latest < state.pledged and not event.ruled:
        return state, Role.RECAPS
    if state.base in (Status.CONFIRMED, Status.ANNOUNCED):
        finer = (
            s.happened
            if s.happened and (state.happened is None or _length(s.happened) < _length(state.happened))
            else state.happened
        )
        return replace(state, happened=finer, partly=state.partly and _partly(state, filed)), Role.RECAPS
    base = Status.CONFIRMED if state.pledged else Status.ANNOUNCED
    settled = replace(
        state,
        base=base,
        happened=s.happened,
        resolved_on=filed.published,
        cancelled_on=None,
        partly=base is Status.CONFIRMED and not event.implied and _partly(state, filed),
    )
    if base is Status.ANNOUNCED:
        return replace(settled, current=filed.id), Role.OPENS
    return settled, Role.CONFIRMS


def _cancellation(state: State, event: Event, rules: LinkRules) -> tuple[State, Role]:
    """A cancellation overrides all; told again beside a new promise of the same act, it is history."""
    filed = event.filed
    if state.cancelled_on and state.base is not Status.CANCELLED and state.spoken and state.spoken.url == filed.url:
        return state, Role.RECAPS
    if state.base is Status.CANCELLED:
        return state, Role.RECAPS
    return replace(
        state,
        base=Status.CANCELLED,
        cancelled_on=filed.published,
        resolved_on=filed.published,
        reason="",
        current=state.current or filed.id,
    ), Role.CANCELS


_STEPS: dict[Kind, Callable[[State, Event, LinkRules], tuple[State, Role]]] = {
    Kind.PLEDGE: _pledge,
    Kind.DELAY: _delay,
    Kind.ANNOUNCEMENT: _announcement,
    Kind.CANCELLATION: _cancellation,
}


def _awaited(state: State, event: Event) -> tuple[State, Role]:
    """The act that a condition waits for has happened: its clock starts on the day of the act, else of the report."""
    happened = event.filed.statement.happened
    started = happened.latest if happened else event.filed.published
    if state.started is not None:
        return state, Role.RECAPS
    return _start_clock(replace(state, started=started)), Role.RESTATES


def _start_clock(state: State) -> State:
    if not state.waiting or state.condition is None or state.started is None:
        return state
    window = due_after(state.condition, state.started)
    if window is None:
        return replace(state, waiting=False)
    return replace(state, waiting=False, window=window, first_due=state.first_due or window.latest)


def _speak(state: State, filed: Filed, rules: LinkRules) -> tuple[State, Role]:
    """Put the window of a new utterance in force; the same utterance told again moves nothing."""
    s = filed.statement
    said = Utterance.of(filed)
    if s.condition and s.window is None and state.window is None and state.condition is None:
        state = _start_clock(replace(state, condition=s.condition, waiting=True, current=filed.id))
    if s.window is None:
        return state, Role.RESTATES
    if state.utterance and same_utterance(state.utterance, said, rules.days.utterance):
        return state, Role.RESTATES
    old = state.window
    later = old is not None and s.window.latest > old.latest
    moved = replace(
        state,
        window=s.window,
        utterance=said,
        spoken=filed,
        current=filed.id,
        suspended=False,
        waiting=False,
        asked=False,
        first_due=state.first_due or s.window.latest,
        slips=state.slips + int(later),
    )
    return moved, Role.RESCHEDULES if old is not None and old.latest != s.window.latest else Role.RESTATES


def _only_missed(quote: str, rules: LinkRules) -> bool:
    missed, more = rules.missed_patterns
    return bool(missed.search(quote)) and not more.search(quote)


def _partly(state: State, filed: Filed) -> bool:
    """An act with named parts, of which the report names only some."""
    done = frozenset(filed.statement.minerals)
    return len(state.minerals) > 1 and bool(done) and done < state.minerals


def _length(window: Window) -> int:
    return (window.latest - window.earliest).days


def due_after(condition: Condition, start: Day) -> Window | None:
    """The window of a condition whose act happened on `start`; None where the words give no length."""
    if condition.count is None or condition.unit is None:
        return None
    if condition.unit in ("day", "week"):
        return Window(start, start + dt.timedelta(days=condition.count * (7 if condition.unit == "week" else 1)))
    months = condition.count * (12 if condition.unit == "year" else 1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return None
    return Window(start, dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1])))


# -- from states to spans ---------------------------------------------------------------------------------------------


def _spans(states: Sequence[tuple[Day, State]], rules: LinkRules) -> tuple[Span, ...]:
    out: list[Span] = []
    for number, (since, state) in enumerate(states):
        until = states[number + 1][0] if number + 1 < len(states) else None
        for span in _cut(state, since, until, rules):
            if out and replace(out[-1], until=None) == replace(span, since=out[-1].since, until=None):
                out[-1] = replace(out[-1], until=span.until)
            else:
                out.append(span)
    return tuple(out)


def _cut(state: State, since: Day, until: Day | None, rules: LinkRules) -> Iterable[Span]:
    """One state as spans: time alone makes it overdue, or stale."""
    if state.base is None:
        return
    marks = sorted(
        mark
        for mark in (_overdue_from(state), _stale_from(state, rules))
        if mark and since < mark and (until is None or mark < until)
    )
    starts = [since, *marks]
    for number, start in enumerate(starts):
        yield _span(state, start, starts[number + 1] if number + 1 < len(starts) else until, rules)


def _overdue_from(state: State) -> Day | None:
    if (
        state.base not in (Status.OPEN, Status.DELAYED)
        or state.suspended
        or state.window is None
        or state.reason == "withdrawn"
    ):
        return None
    return state.window.latest + _DAY if state.window.latest < dt.date.max else None


def _stale_from(state: State, rules: LinkRules) -> Day | None:
    if state.base not in (Status.OPEN, Status.DELAYED) or state.heard is None or state.reason == "withdrawn":
        return None
    if state.window is not None and not state.suspended:
        return None
    return state.heard + dt.timedelta(days=rules.days.stale)


def _span(state: State, since: Day, until: Day | None, rules: LinkRules) -> Span:
    overdue, stale = _overdue_from(state), _stale_from(state, rules)
    passed = overdue is not None and since >= overdue
    status = Status.OVERDUE if passed and not state.asked else state.base
    assert status is not None  # noqa: S101 - _cut leaves out states without one
    detail, late = _detail(state, stale is not None and since >= stale, passed)
    spoken = state.spoken.statement if state.spoken and state.window else None
    happened = state.happened.latest if state.happened and _length(state.happened) == 0 else None
    return Span(
        since=since,
        until=until,
        status=status,
        current=state.current,
        detail=detail,
        window=state.window,
        due_basis=_due_basis(state),
        precision=spoken.precision if spoken else _precision(state),
        rule=spoken.rule if spoken else None,
        firmness=_firmness(state),
        first_due=state.first_due,
        slips=state.slips,
        happened=happened,
        resolved_on=state.resolved_on,
        days_late=late,
        statements=state.statements,
    )


def _due_basis(state: State) -> Basis | None:
    if state.window is None:
        return None
    return state.spoken.statement.basis if state.spoken else Basis.STATED


def _precision(state: State) -> Precision | None:
    return Precision.DAY if state.window else None


def _firmness(state: State) -> Firmness | None:
    return state.spoken.statement.firmness if state.spoken else None


def _detail(state: State, stale: bool, passed: bool) -> tuple[str, int | None]:
    if state.reason:
        return state.reason, None
    if state.base is Status.CONFIRMED:
        told, late = lateness(state.happened, state.resolved_on, state.window)
        return "; ".join(part for part in ("partly" if state.partly else "", told) if part), late
    if passed and state.asked:
        return UNDER_REVIEW, None
    if stale:
        return "stale", None
    if state.waiting and state.window is None:
        return "condition not met", None
    return "", None


def lateness(happened: Window | None, reported: Day | None, due: Window | None) -> tuple[str, int | None]:
    """In words, and in days where the day of the act is known: it counts from the act, not from the report."""
    if due is None:
        return "", None
    if happened is None:
        return ("on time", None) if reported and reported <= due.latest else ("", None)
    late = (happened.latest - due.latest).days
    if late <= 0:
        return "on time", late if _length(happened) == 0 else None
    if _length(happened) == 0:
        return f"late by {late} day{'s' if late != 1 else ''}", late
    return ("late", None) if happened.earliest > due.latest else ("", None)
