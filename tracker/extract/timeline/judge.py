"""What an expression is in its sentence: a day to come, a day gone by, or no day of an act at all."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.extract.timeline.context import Context
from tracker.extract.timeline.grammar import Node
from tracker.extract.timeline.relations import RELATIONS, Reading
from tracker.extract.timeline.tense import Governor, Sense
from tracker.model import Window

FUTURE, PAST, NONE, UNPROMISED, MOVED = "future", "past", "none", "unpromised", "moved"


@dataclass(slots=True)  # not frozen: setting up a frozen one takes four times as long, and this is made for each date
class Verdict:
    """`kind` is future, past, none or unpromised; `why` says it in words; `window` is None for words without a date."""

    kind: str
    why: str
    window: Window | None = None


def judge(node: Node, governor: Governor, cue: str | None, ctx: Context) -> Verdict:
    """Settle one expression by its rule's sense, by a cue around it, and by the verb that governs it."""
    sense = cue if cue in (PAST, FUTURE) else node.rule.sense
    try:
        reading = RELATIONS[node.rule.resolver](node, ctx)
        if cue == MOVED and node.has("until"):  # "moved from 28 May to 29 June": the second day is due
            reading, sense = ctx.span(node.node("until")), FUTURE
        if reading is None:
            return _undated(governor, sense)
        if sense == PAST:
            return _gone_by(node, ctx, "its words look back")
        return _to_come(reading, node, governor, ctx) if sense == FUTURE else _either(reading, node, governor, ctx)
    except (ValueError, OverflowError) as error:
        return Verdict(NONE, f"the calendar has no such day ({error})")


def _undated(governor: Governor, sense: str) -> Verdict:
    if (governor.sense is Sense.PAST and not governor.future_left) or sense == PAST:
        return Verdict(NONE, "has no date, and its verb looks back")
    return Verdict(FUTURE, "has no date")


def _to_come(reading: Reading, node: Node, governor: Governor, ctx: Context) -> Verdict:
    assert reading is not None  # noqa: S101 - the caller saw to it
    if reading[1] < ctx.anchor:
        return _gone_by(node, ctx, "lies before the article's day")
    if node.has("length") and governor.sense is Sense.PAST and not governor.future_left:
        return Verdict(NONE, "a length of time, and its verb looks back")
    return Verdict(FUTURE, "looks forward", _window(reading, ctx))


def _either(reading: Reading, node: Node, governor: Governor, ctx: Context) -> Verdict:
    assert reading is not None  # noqa: S101
    if reading[1] < ctx.anchor:
        return _gone_by(node, ctx, "lies before the article's day")
    if governor.sense is not Sense.PAST:
        why = "its verb looks forward" if governor.sense is Sense.FUTURE else "no verb says otherwise"
        return Verdict(FUTURE, why, _window(reading, ctx))
    gone = RELATIONS[node.rule.resolver](node, ctx.back_from(ctx.anchor))
    if gone == reading and (reading[0] or ctx.anchor) > ctx.anchor:  # the words name their year, or count from that day
        return Verdict(FUTURE, "lies after the article's day", _window(reading, ctx))
    return _gone_by(node, ctx, "its verb looks back")


def _window(reading: Reading, ctx: Context) -> Window:
    """The window of a promise: never before the article's day."""
    assert reading is not None  # noqa: S101
    return Window(max(reading[0] or ctx.anchor, ctx.anchor), reading[1])


def _gone_by(node: Node, ctx: Context, why: str) -> Verdict:
    reading = RELATIONS[node.rule.resolver](node, ctx.back_from(ctx.anchor))
    if reading is None:
        return Verdict(NONE, "has no date, and looks back")
    first, last = reading[0] or reading[1], min(reading[1], ctx.anchor)
    if first > last:
        return Verdict(NONE, f"{why}, yet its day is still to come")
    return Verdict(PAST, why, Window(first, last))
