"""Rows of the ledger to the bars and marks of the timeline picture. Pure."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Group = Literal["parties", "mineral", "none"]
# in the order of a legend: what needs attention first
STATUSES = ("overdue", "delayed", "open", "confirmed", "cancelled", "announced")
_LABEL_CELLS = 60
_GROUP_CELLS = 18
_QUOTE_CELLS = 280


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the picture.

    `lines` are stretches of days: "lead" from the promise to its window, "wait" from the due day to the act or to today,
    "undated" from a promise without a day.
    """

    key: str
    label: str
    group: str
    group_full: str
    status: str
    state: str
    words: str
    stated: bool
    window: tuple[dt.date, dt.date] | None
    lines: tuple[tuple[str, dt.date, dt.date], ...]
    marks: tuple[tuple[str, dt.date], ...]

    @property
    def days(self) -> list[dt.date]:
        """All days that the axis should reach."""
        return [day for _, day in self.marks] + list(self.window or ())


def bars_of(
    pledges: Sequence[Mapping[str, Any]],
    as_of: dt.date,
    group: Group,
    put_off: Mapping[str, Sequence[dt.date]],
) -> list[Bar]:
    """One bar a pledge, group after group; the group with the longest overdue pledge comes first."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in pledges:
        groups.setdefault(_group_name(row, group), []).append(row)
    ordered = sorted(groups.items(), key=lambda item: (min(_urgency(row) for row in item[1]), item[0]))
    bars: list[Bar] = []
    for name, rows in ordered:
        for place, row in enumerate(sorted(rows, key=_urgency)):
            shown = cut(name, _GROUP_CELLS) if place == 0 else ""
            bars.append(_bar(row, f"{len(bars):05}", (shown, name), as_of, put_off.get(str(row["pledge"]), ())))
    return bars


def most_pressing(pledges: Sequence[Mapping[str, Any]], most: int) -> list[Mapping[str, Any]]:
    """The first `most` by urgency: overdue ones first, the longest first."""
    return sorted(pledges, key=_urgency)[:most]


def count_words(statuses: Sequence[str]) -> str:
    """ "31 pledges: 8 overdue, 5 open ..." for the subtitle."""
    noun = "pledge" if len(statuses) == 1 else "pledges"
    counts = ", ".join(f"{statuses.count(one)} {one}" for one in STATUSES if one in statuses)
    return f"{len(statuses)} {noun}: {counts}" if statuses else f"no {noun}"


def plain(text: str) -> str:
    """One line without control characters, lone surrogates and direction overrides, none of which an SVG may hold."""
    kept = (
        " " if c.isspace() else c
        for c in text
        if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join("".join(kept).split())


def cut(text: str, cells: int) -> str:
    """The text, at most `cells` wide with an ellipsis; a wide (East Asian) character takes two cells."""
    text = plain(text)
    used, keep = 0, 0
    for place, char in enumerate(text):
        used += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if used <= cells - 1:
            keep = place + 1
        if used > cells:
            return text[:keep].rstrip(" ,;:-") + "\u2026"
    return text


def _bar(row: Mapping[str, Any], key: str, group: tuple[str, str], as_of: dt.date, put_off: Sequence[dt.date]) -> Bar:
    window, status = _window(row), str(row["status"])
    return Bar(
        key=key,
        label=cut(_label(row, group[1]), _LABEL_CELLS),
        group=group[0],
        group_full=group[1],
        status=status,
        state=_state(row, status),
        words=_words(row, status),
        stated=row.get("due_basis") == "stated",
        window=window,
        lines=_lines(row, status, window, as_of),
        marks=_marks(row, status, window, put_off),
    )


def _label(row: Mapping[str, Any], group: str) -> str:
    """The title, without the parties that stand before it where the group's column names them already."""
    title, parties = str(row["title"]), "-".join(str(name) for name in row.get("parties") or ())
    named = group and group == _group_name(row, "parties")
    return title.removeprefix(f"{parties}: ") if named and parties else title


def _marks(
    row: Mapping[str, Any], status: str, window: tuple[dt.date, dt.date] | None, put_off: Sequence[dt.date]
) -> tuple[tuple[str, dt.date], ...]:
    settled = _day(row.get("happened")) or _day(row.get("resolved_on"))
    ends = {"confirmed": settled, "announced": settled, "cancelled": _day(row.get("resolved_on"))}
    due = window[1] if window else None
    first_due = _day(row.get("first_due"))
    marks = [("promised", _day(row.get("first_pledged"))), ("due", due if status != "announced" else None)]
    marks += [("due", first_due)] if first_due != due else []
    marks += [("put off", day) for day in put_off]
    marks += [(status, ends.get(status))]
    return tuple((event, day) for event, day in marks if day is not None)


def _lines(
    row: Mapping[str, Any], status: str, window: tuple[dt.date, dt.date] | None, as_of: dt.date
) -> tuple[tuple[str, dt.date, dt.date], ...]:
    settled = _day(row.get("happened")) or _day(row.get("resolved_on"))
    promised = _day(row.get("first_pledged"))
    last = as_of if status in {"overdue", "open", "delayed"} else settled
    if window is None:
        stretches = [("undated", promised, last)]
    else:
        stretches = [("lead", promised, window[0]), ("wait", window[1], last)]
    return tuple((sort, first, end) for sort, first, end in stretches if first and end and first < end)


def _state(row: Mapping[str, Any], status: str) -> str:
    if status == "overdue":
        return f"{_days(row.get('days_overdue'))} overdue"
    late = row.get("days_late")
    if status == "confirmed" and isinstance(late, int) and late > 0:
        return f"confirmed, {_days(late)} late"
    due = _day(row.get("due"))
    return f"{status}, due {due.isoformat()}" if status == "open" and due else status


def _days(number: object) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _words(row: Mapping[str, Any], status: str) -> str:
    """What a mark says when it is pointed at, or read aloud."""
    speaker = f" ({plain(str(row['speaker']))})" if row.get("speaker") else ""
    due = (
        f"; due {row['due']} by the words \u201c{cut(str(row['timeline']), 80)}\u201d"
        if row.get("due") and row.get("timeline")
        else ""
    )
    quote = f" \u201c{cut(str(row['quote']), _QUOTE_CELLS)}\u201d{speaker}" if row.get("quote") else ""
    return f"{cut(str(row['title']), 160)}: {_state(row, status)}{due}.{quote}"


def _group_name(row: Mapping[str, Any], group: Group) -> str:
    if group == "none":
        return ""
    names = [plain(str(name)) for name in row.get("parties" if group == "parties" else "minerals") or ()]
    if not names:
        return "no party named" if group == "parties" else "no mineral named"
    return " \u2013 ".join(names) if len(names) <= 3 else f"{names[0]} \u2013 {names[1]} + {len(names) - 2}"


def _urgency(row: Mapping[str, Any]) -> tuple[int, int, str, str]:
    """Overdue ones first, the longest first; then by status and by day."""
    status = str(row["status"])
    place = STATUSES.index(status) if status in STATUSES else len(STATUSES)
    overdue = row.get("days_overdue") or 0
    day = row.get("due") or row.get("happened") or row.get("resolved_on") or row.get("first_pledged") or ""
    return (place, -int(overdue), str(day), str(row["pledge"]))


def _window(row: Mapping[str, Any]) -> tuple[dt.date, dt.date] | None:
    window = row.get("window")
    if not window:
        return None
    first, last = _day(window[0]), _day(window[1])
    return (first, last) if first and last else None


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else None
