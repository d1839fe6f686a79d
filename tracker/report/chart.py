"""The timeline picture: pledges as rows of a Vega-Lite specification, drawn as SVG, PNG or HTML without a browser.

Pure but for the library that draws: rows in, a dict or bytes out. Scraped text reaches the picture as plain data only, and
the HTML holds the drawn SVG, no script.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from tracker.report import chartlayers as layers
from tracker.report.chartrows import Bar, Group, bars_of, count_words, most_pressing, plain

Format = Literal["svg", "png", "html"]
Spec = dict[str, Any]

MOST_ROWS = 400  # a taller picture is no picture any more; the subtitle says how many were left out


def timeline_spec(
    pledges: Sequence[Mapping[str, Any]],
    as_of: dt.date,
    *,
    group: Group = "parties",
    note: str = "",
    put_off: Mapping[str, Sequence[dt.date]] | None = None,
) -> Spec:
    """Return the picture of `pledges` (rows as `tracker pledges --format json` gives them) on the day `as_of`.

    `put_off` holds, by pledge, the days on which a delay or a new date was reported. `note` stands before the title.
    """
    shown = bars_of(most_pressing(pledges, MOST_ROWS), as_of, group, put_off or {})
    step, tall = (20 if len(shown) <= 40 else 15), len(shown) > 25
    start, end = _axis_days(shown, as_of)
    keys = [bar.key for bar in shown]
    title = f"Promised minerals and trade acts, as of {layers.day_words(as_of)}"
    drawn = [
        layers.separators(shown),
        layers.window_bars(shown, start, end, keys, step),
        layers.thin_lines(shown, start, end),
        layers.today_line(as_of, above=20 if tall else 2),
        layers.event_marks(shown, start, end),
        layers.beyond_axis(shown, end),
        layers.word_column(
            shown, "group", -(layers.TITLE_WIDTH + layers.GROUP_WIDTH + 16), layers.GROUP_WIDTH, bold=True
        ),
        layers.word_column(shown, "label", -(layers.TITLE_WIDTH + 8), layers.TITLE_WIDTH),
        layers.word_column(shown, "state", layers.WIDTH + 10, 140),
    ]
    if tall:
        drawn.append(layers.top_axis(start, end))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {
            "text": f"{plain(note)}: {title[0].lower()}{title[1:]}" if note else title,
            "subtitle": _subtitle(pledges, len(shown)),
            "anchor": "start",
            "frame": "bounds",
            "fontSize": 17,
            "subtitleFontSize": 12,
            "subtitleColor": "#444444",
            "offset": 12,
        },
        "background": "white",
        "padding": 14,
        "width": layers.WIDTH,
        "height": {"step": step} if shown else 40,
        "layer": drawn if shown else [layers.nothing(as_of)],
        "resolve": {"axis": {"x": "independent"}, "scale": {"color": "shared", "shape": "shared"}},
        "config": {
            "font": layers.FONT,
            "view": {"stroke": None},
            "legend": {
                "labelFontSize": 11,
                "titleFontSize": 11,
                "orient": "top",
                "direction": "horizontal",
                "titleOrient": "left",
                "layout": {"top": {"anchor": "start", "direction": "vertical", "margin": 6}},
            },
            "axis": {"labelFontSize": 11, "labelColor": "#444444"},
        },
    }


def render(spec: Spec, kind: Format) -> bytes:
    """Draw a picture. SVG and HTML carry each mark's words as a hover text and for screen readers."""
    import vl_convert

    from tracker.report.svg import page, with_hover

    if kind == "png":
        tall = len(spec["layer"][0].get("data", {}).get("values", ())) > 60
        png: bytes = vl_convert.vegalite_to_png(spec, scale=1.4 if tall else 2.0)
        return png
    svg = with_hover(vl_convert.vegalite_to_svg(spec))
    return (svg if kind == "svg" else page(svg, spec["title"]["text"])).encode()


def _axis_days(bars: Sequence[Bar], as_of: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the axis: all that the rows need, but no more than four years back and three ahead.

    A mine that is due in 2040 would press all the rest into a corner; an arrow at the edge tells its year.
    """
    days = [day for bar in bars for day in bar.days] or [as_of]
    start = max(min([*days, as_of]), as_of - dt.timedelta(days=4 * 365))
    end = min(max([*days, as_of]), as_of + dt.timedelta(days=3 * 365))
    room = max(dt.timedelta(days=20), (end - start) / 40)
    return start - room, end + room


def _subtitle(pledges: Sequence[Mapping[str, Any]], shown: int) -> list[str]:
    lines = [count_words([str(row["status"]) for row in pledges])]
    if shown < len(pledges):
        lines.append(f"The {shown} most pressing of {len(pledges)} are shown; narrow them by party, mineral or status.")
    lines.append(
        "Full bar: the words state the window. Pale bar: our reading of vague words. Line after a bar: days past due."
    )
    return lines
