"""The layers of the timeline picture: each is one kind of mark, as a part of a Vega-Lite specification. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from tracker.report.chartrows import STATUSES, Bar

Spec = dict[str, Any]

# Okabe and Ito's palette, which readers with any common colour blindness can tell apart; grey for what is over
COLOURS = {
    "overdue": "#D55E00",
    "delayed": "#E69F00",
    "open": "#56B4E9",
    "confirmed": "#009E73",
    "cancelled": "#8A8A8A",
    "announced": "#0072B2",
}
_TICK = "M-0.15,-1.1h0.3v2.2h-0.3Z"
_CROSS = "M-0.9,-0.6L-0.6,-0.9L0,-0.3L0.6,-0.9L0.9,-0.6L0.3,0L0.9,0.6L0.6,0.9L0,0.3L-0.6,0.9L-0.9,0.6L-0.3,0Z"
# a mark's shape says what happened, so that colour is never needed to tell
MARKS = {
    "promised": "circle",
    "due": _TICK,
    "put off": "triangle-right",
    "confirmed": "diamond",
    "cancelled": _CROSS,
    "announced": "square",
}
WIDTH = 640
TITLE_WIDTH = 330
GROUP_WIDTH = 118
_INK, _FAINT = "#222222", "#DDDDDD"
_DAY_MS = 86_400_000
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# a year's number stands where the year begins, months between
_AXIS_WORDS = "utcFormat(datum.value, utcmonth(datum.value) == 0 ? '%Y' : '%b')"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def _x(start: dt.date, end: dt.date, *, axis: Mapping[str, Any] | None = None) -> Spec:
    scale = {"type": "utc", "domain": [_ms(start), _ms(end)], "nice": False}
    return {"field": "x", "type": "temporal", "scale": scale, "axis": axis, "title": None}


def _y(keys: Sequence[str] | None = None) -> Spec:
    scale = {"scale": {"domain": list(keys), "paddingInner": 0.0, "paddingOuter": 0.3}} if keys else {}
    return {"field": "key", "type": "nominal", "sort": None, "axis": None, **scale}


def _colour(*, legend: bool = False) -> Spec:
    shown = {"title": "Status", "symbolType": "square", "symbolSize": 120} if legend else None
    scale = {"domain": list(STATUSES), "range": [COLOURS[status] for status in STATUSES]}
    return {"field": "status", "type": "nominal", "scale": scale, "legend": shown}


def window_bars(bars: Sequence[Bar], start: dt.date, end: dt.date, keys: Sequence[str], step: int) -> Spec:
    """The window of each pledge: full where the words state it, pale where it is our reading of vague words."""
    values = [
        {
            **_named(bar),
            "x": _ms(max(bar.window[0], start)),
            "x2": min(_ms(bar.window[1]) + _DAY_MS, _ms(end)),
            "stated": bar.stated,
            "words": bar.words,
        }
        for bar in bars
        if bar.window and bar.window[0] < end and bar.window[1] > start
    ]
    axis = {"orient": "bottom", **_axis_style()}
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "height": round(step * 0.5), "cornerRadius": 1.5, "strokeWidth": 1.2},
        "encoding": {
            "x": _x(start, end, axis=axis),
            "x2": {"field": "x2"},
            "y": _y(keys),
            "color": _colour(legend=True),
            "stroke": {**_colour(), "legend": None},
            "fillOpacity": {"condition": {"test": "datum.stated", "value": 0.85}, "value": 0.2},
            "description": {"field": "words"},
        },
    }


def _axis_style() -> Spec:
    return {
        "grid": True,
        "gridColor": "#EEEEEE",
        "tickCount": 10,
        "labelOverlap": "greedy",
        "labelSeparation": 6,
        "labelExpr": _AXIS_WORDS,
        "domainColor": _FAINT,
        "tickColor": _FAINT,
    }


def top_axis(start: dt.date, end: dt.date) -> Spec:
    """The same axis again above a tall picture."""
    return {
        "data": {"values": [{"x": _ms(start)}]},
        "mark": {"type": "point", "opacity": 0, "aria": False},
        "encoding": {"x": _x(start, end, axis={"orient": "top", **_axis_style(), "grid": False})},
    }


def thin_lines(bars: Sequence[Bar], start: dt.date, end: dt.date) -> Spec:
    """Thin lines: to the window from its promise, from the due day to the act (or to today), dotted where no day is due."""
    values = [
        {**_named(bar), "x": _ms(max(first, start)), "x2": _ms(min(last, end)), "sort": sort}
        for bar in bars
        for sort, first, last in bar.lines
        if first < end and last > start
    ]
    dashes = [{"test": "datum.sort == 'undated'", "value": [2, 3]}]
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "aria": False},
        "encoding": {
            "x": _x(start, end),
            "x2": {"field": "x2"},
            "y": _y(),
            "color": _colour(),
            "strokeDash": {"condition": dashes, "value": [1, 0]},
            "strokeWidth": {"condition": {"test": "datum.sort == 'lead'", "value": 0.8}, "value": 1.7},
        },
    }


def event_marks(bars: Sequence[Bar], start: dt.date, end: dt.date) -> Spec:
    values = [
        {**_named(bar), "x": _ms(day), "event": event, "words": f"{event} {day.isoformat()}: {bar.words}"}
        for bar in bars
        for event, day in bar.marks
        if start <= day <= end
    ]
    legend = {"title": "Mark", "symbolFillColor": "white", "symbolStrokeColor": _INK, "symbolSize": 70}
    return {
        "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": 62, "stroke": _INK, "strokeWidth": 0.9, "opacity": 1},
        "encoding": {
            "x": _x(start, end),
            "y": _y(),
            "color": _colour(),
            "shape": {
                "field": "event",
                "type": "nominal",
                "scale": {"domain": list(MARKS), "range": list(MARKS.values())},
                "legend": legend,
            },
            "description": {"field": "words"},
        },
    }


def today_line(as_of: dt.date, *, above: int) -> Spec:
    line = {"mark": {"type": "rule", "color": _INK, "strokeDash": [5, 3], "strokeWidth": 1.2, "aria": False}}
    text = {
        "mark": {
            "type": "text",
            "y": -above,
            "baseline": "bottom",
            "fontSize": 11,
            "fontWeight": "bold",
            "color": _INK,
            "aria": False,
        }
    }
    x = {"x": {"field": "x", "type": "temporal", "axis": None}}
    return {
        "data": {"values": [{"x": _ms(as_of), "text": day_words(as_of)}]},
        "layer": [{**line, "encoding": x}, {**text, "encoding": {**x, "text": {"field": "text"}}}],
    }


def beyond_axis(bars: Sequence[Bar], end: dt.date) -> Spec:
    """An arrow with the year for what is due to the right of the axis."""
    values = [
        {**_named(bar), "x": _ms(end), "text": f"{bar.window[1].year} \u2192"}
        for bar in bars
        if bar.window and bar.window[1] > end
    ]
    return {
        "data": {"values": values},
        "mark": {
            "type": "text",
            "align": "right",
            "dx": -3,
            "dy": -6,
            "fontSize": 10,
            "fontWeight": "bold",
            "color": _INK,
            "aria": False,
        },
        "encoding": {"x": {"field": "x", "type": "temporal", "axis": None}, "y": _y(), "text": {"field": "text"}},
    }


def separators(bars: Sequence[Bar]) -> Spec:
    """A faint line above each group's first row, from the first column to the last."""
    firsts = [
        bar
        for before, bar in pairwise([None, *bars])
        if bar and (before is None or bar.group_full != before.group_full)
    ]
    return {
        "data": {"values": [_named(bar) for bar in firsts]},
        "mark": {"type": "rule", "color": _FAINT, "strokeWidth": 1, "aria": False},
        "encoding": {
            "x": {"value": -(TITLE_WIDTH + GROUP_WIDTH + 16)},
            "x2": {"value": WIDTH + 130},
            "y": {**_y(), "bandPosition": 0},
        },
    }


def word_column(bars: Sequence[Bar], name: str, x: int, limit: int, *, bold: bool = False) -> Spec:
    """A column of words beside the axis."""
    text: dict[str, Callable[[Bar], str]] = {
        "group": lambda b: b.group,
        "label": lambda b: b.label,
        "state": lambda b: b.state,
    }
    values = [{**_named(bar), "text": text[name](bar)} for bar in bars if text[name](bar)]
    mark = {
        "type": "text",
        "align": "left",
        "baseline": "middle",
        "fontSize": 11,
        "limit": limit,
        "color": _INK,
        "aria": False,
    }
    if bold:
        mark["fontWeight"] = "bold"
    return {
        "data": {"values": values},
        "mark": mark,
        "encoding": {"x": {"value": x}, "y": _y(), "text": {"field": "text"}},
    }


def nothing(as_of: dt.date) -> Spec:
    return {
        "data": {"values": [{"text": f"No pledge fits as of {day_words(as_of)}."}]},
        "mark": {"type": "text", "fontSize": 13, "color": _INK},
        "encoding": {"text": {"field": "text"}},
    }


def _named(bar: Bar) -> Spec:
    return {"key": bar.key, "status": bar.status}


def _ms(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days * _DAY_MS


def day_words(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
