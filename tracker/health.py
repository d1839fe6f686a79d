"""How a source is doing, from the log of its crawls. Pure: values in, words out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from tracker.sources import Source
from tracker.store.crawlstate import Past

_LEAST_SILENCE = 7  # days: below this no silence is worth a word, whatever the record
_MISSED = 3  # intervals without any crawl after which the timer itself is in doubt
_FAILING = 3  # failures in a row from which a source is said to fail and not to have hiccupped


class State(StrEnum):
    """A source's health in one word, worst first."""

    REFUSED = "refused"
    FAILING = "failing"
    HICCUP = "hiccup"
    GAP = "gap"
    QUIET = "quiet"
    LATE = "late"
    UNTESTED = "untested"
    WELL = "well"


@dataclass(frozen=True, slots=True)
class Health:
    """A source's state and what a person should know of it."""

    key: str
    state: State
    words: str


def health_of(source: Source, past: Past | None, now: dt.datetime) -> Health:
    """Judge one source. `past` is None where it was never crawled on this install.

    `quiet` means that nothing new has come for longer than it ever took (and a week at least); `late` that no crawl was even
    tried for three of its intervals.
    """
    if past is None or past.last_success is None:
        return _never_answered(source, past)
    quiet = _quiet_days(past, now)
    checks = (
        (past.last_outcome == "refused", State.REFUSED, _failure(past)),
        (past.failures >= _FAILING, State.FAILING, _failure(past)),
        (past.failures > 0, State.HICCUP, _failure(past)),
        (
            past.open_gap is not None,
            State.GAP,
            f"items since {past.open_gap} passed unseen; `tracker crawl {source.key} --since {past.open_gap}` looks for them",
        ),
        (
            quiet is not None,
            State.QUIET,
            f"no new article for {quiet} days; it was never silent for more than {past.longest_silence}",
        ),
        (
            _hours_since(past.last_started, now) > _MISSED * source.file.interval_hours,
            State.LATE,
            f"not crawled since {past.last_started}; is the timer on?",
        ),
        ("moved for good" in past.last_message, State.HICCUP, past.last_message),
    )
    return next(
        (Health(source.key, state, words) for holds, state, words in checks if holds),
        Health(source.key, State.WELL, past.last_message),
    )


def _never_answered(source: Source, past: Past | None) -> Health:
    """Untested, and not yet failing: an address that never answered may be wrong, or this machine without a network."""
    if past is None:
        return Health(source.key, State.UNTESTED, "it has not answered on this install yet")
    if past.last_outcome == "refused":
        return Health(source.key, State.REFUSED, _failure(past))
    state = State.FAILING if past.failures >= _FAILING else State.UNTESTED
    return Health(source.key, state, f"it has not answered on this install yet: {_failure(past)}")


def usual_rate(past: Past | None) -> str:
    """Articles a week over the last four weeks, "" where there are none."""
    return f"{past.recent_articles / 4:.1f} a week" if past and past.recent_articles else ""


def _failure(past: Past) -> str:
    since = f" since {past.last_success[:10]}" if past.last_success else ""
    times = "" if past.failures < 2 else f" ({past.failures} times in a row{since})"
    return f"{past.last_message}{times}"


def _quiet_days(past: Past, now: dt.datetime) -> int | None:
    if past.last_article is None or past.longest_silence is None:
        return None
    days = int(_hours_since(past.last_article, now) // 24)
    return days if days > max(past.longest_silence, _LEAST_SILENCE) else None


def _hours_since(instant: str | None, now: dt.datetime) -> float:
    return (now - dt.datetime.fromisoformat(instant)).total_seconds() / 3600 if instant else 0.0
