"""The examples that stand beside the rules are tests of them."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.errors import DataFileError
from tracker.extract.timeline.reader import TimelineReader
from tracker.extract.timeline.shapes import Cue, Example, Rule
from tracker.model import Day, Timeline


def failures(reader: TimelineReader) -> Iterator[str]:
    """One line for each example that does not hold: rule, example, what was read, what was expected.

    A `says` text must hold words that the rule (or cue) reads, and where it gives a window, be read as that window; a `not`
    text must hold none.
    """
    everything: list[Rule | Cue] = [*reader.grammar.rule, *reader.grammar.cue]
    for rule in everything:
        for example in rule.says:
            yield from _says(reader, rule, example)
        for example in rule.not_:
            if rule.name in reader.rules_used(example.text):
                yield f"rule {rule.name!r}: example {example.text!r}: got words that the rule reads, expected none"


def check_examples(reader: TimelineReader, where: str) -> None:
    """Raise DataFileError that tells all examples which do not hold."""
    found = list(failures(reader))
    if found:
        raise DataFileError(where, "; ".join(found), "mend the rule or its example")


def _says(reader: TimelineReader, rule: Rule | Cue, example: Example) -> Iterator[str]:
    opening = f"rule {rule.name!r}: example {example.text!r} on {example.on}"
    used = reader.rules_used(example.text)
    if rule.name not in used:
        yield f"{opening}: got the rules {sorted(used)}, expected {rule.name!r} among them"
    if example.window is None and example.words is None:
        return
    read = [*reader.find(*_asked(example)), *reader.past(*_asked(example))]
    if example.window is not None and example.window not in (got := [_interval(one) for one in read]):
        yield f"{opening}: got {got or 'no window'}, expected {example.window!r}"
    if example.words is not None and example.words not in (heard := [one.words for one in read]):
        yield f"{opening}: got the words {heard}, expected {example.words!r}"


def _asked(example: Example) -> tuple[str, Day, str | None]:
    return example.text, example.on, example.country


def _interval(timeline: Timeline) -> str:
    """A window as an ISO 8601 interval; "" where there is none."""
    window = timeline.window
    return f"{window.earliest}/{window.latest}" if window else ""
