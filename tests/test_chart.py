"""The timeline picture: what it shows, how it reads with many rows, and that scraped text can do nothing in it."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zlib
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tracker.report import chart, chartrows

AS_OF = dt.date(2026, 11, 25)
STATES = ("overdue", "delayed", "open", "confirmed", "cancelled", "announced")


def pledge(number: int = 0, **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "pledge": f"p-{number}",
        "title": "sign agreement on critical minerals",
        "status": "overdue",
        "due": "2026-06-30",
        "due_basis": "stated",
        "window": ["2026-06-01", "2026-06-30"],
        "first_due": "2026-06-30",
        "days_overdue": 148,
        "first_pledged": "2026-01-10",
        "happened": None,
        "resolved_on": None,
        "days_late": None,
        "parties": ["IND", "USA"],
        "minerals": ["critical minerals"],
        "speaker": "Dalia Renwick",
        "timeline": "in June",
        "quote": "The two will sign in June.",
    }
    return row | changes


def many(count: int) -> list[dict[str, Any]]:
    """A ledger of all statuses over many party pairs, some due long after the axis ends."""
    pairs = [["IND", "USA"], ["AUS", "USA"], ["EU", "IDN"], ["COD"], ["AUS", "IND", "JPN", "USA"], []]
    rows = []
    for n in range(count):
        status = STATES[n % len(STATES)]
        due = dt.date(2026, 1, 1) + dt.timedelta(days=(n * 37) % 320)
        if status == "open":
            due = dt.date(2045 if n % 4 == 0 else 2027, 3, 31)
        settled = (
            (due + dt.timedelta(days=n % 30)).isoformat() if status in {"confirmed", "cancelled", "announced"} else None
        )
        rows.append(
            pledge(
                n,
                title=f"open a processing centre for minerals number {n} near the capital, with annexes and a long name",
                status=status,
                due=due.isoformat(),
                window=[(due - dt.timedelta(days=30)).isoformat(), due.isoformat()],
                days_overdue=(AS_OF - due).days if status == "overdue" else None,
                resolved_on=settled,
                happened=None if status == "cancelled" else settled,
                parties=pairs[n % len(pairs)],
            )
        )
    return rows


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height, after reading every chunk's checksum and inflating the whole picture."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    stream, pixels, size = io.BytesIO(data[8:]), b"", (0, 0)
    while head := stream.read(8):
        length, name = struct.unpack(">I4s", head)
        body = stream.read(length)
        (checksum,) = struct.unpack(">I", stream.read(4))
        assert zlib.crc32(name + body) == checksum
        if name == b"IHDR":
            size = struct.unpack(">II", body[:8])
        if name == b"IDAT":
            pixels += body
    assert len(zlib.decompress(pixels)) == size[1] * (size[0] * 4 + 1)  # RGBA and a filter byte a line
    return size


def values(spec: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [v for layer in spec["layer"] if layer.get("mark", {}).get("type") == mark for v in layer["data"]["values"]]


def texts(svg: bytes) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("count", [0, 1, 10, 200])
def test_any_number_of_pledges_gives_a_png_that_a_decoder_accepts(count: int) -> None:
    width, height = png_size(chart.render(chart.timeline_spec(many(count), AS_OF), "png"))

    assert width > 300
    assert height > 15 * count


def test_every_pledge_has_a_row_of_its_own() -> None:
    spec = chart.timeline_spec(many(200), AS_OF)

    keys = {value["key"] for value in values(spec, "text") if value.get("key")}
    assert len(keys) == 200


def test_more_rows_than_a_picture_can_hold_are_cut_and_the_picture_says_so() -> None:
    spec = chart.timeline_spec(many(chart.MOST_ROWS + 50), AS_OF)

    assert f"The {chart.MOST_ROWS} most pressing of {chart.MOST_ROWS + 50}" in " ".join(spec["title"]["subtitle"])
    png_size(chart.render(spec, "png"))


@pytest.mark.parametrize(
    ("changes", "events"),
    [
        ({}, {("promised", "2026-01-10"), ("due", "2026-06-30")}),
        ({"first_due": "2026-03-31"}, {("promised", "2026-01-10"), ("due", "2026-03-31"), ("due", "2026-06-30")}),
        (
            {"status": "confirmed", "resolved_on": "2026-07-03", "happened": "2026-07-02"},
            {("promised", "2026-01-10"), ("due", "2026-06-30"), ("confirmed", "2026-07-02")},
        ),
        (
            {"status": "cancelled", "resolved_on": "2026-05-03"},
            {("promised", "2026-01-10"), ("due", "2026-06-30"), ("cancelled", "2026-05-03")},
        ),
        (
            {
                "status": "announced",
                "first_pledged": None,
                "window": None,
                "first_due": None,
                "resolved_on": "2026-05-03",
            },
            {("announced", "2026-05-03")},
        ),
        ({"status": "delayed", "due": None, "window": None, "first_due": None}, {("promised", "2026-01-10")}),
    ],
)
def test_marks_stand_on_the_days_of_what_happened(changes: dict[str, Any], events: set[tuple[str, str]]) -> None:
    (bar,) = chartrows.bars_of([pledge(**changes)], AS_OF, "parties", {})

    assert {(event, day.isoformat()) for event, day in bar.marks} == events


def test_a_reported_delay_is_marked_on_its_day() -> None:
    (bar,) = chartrows.bars_of([pledge()], AS_OF, "parties", {"p-0": [dt.date(2026, 4, 2)]})

    assert ("put off", dt.date(2026, 4, 2)) in bar.marks


def test_the_line_of_an_overdue_pledge_runs_from_its_due_day_to_today() -> None:
    (bar,) = chartrows.bars_of([pledge()], AS_OF, "parties", {})

    assert ("wait", dt.date(2026, 6, 30), AS_OF) in bar.lines


def test_vague_words_are_drawn_paler_than_stated_ones() -> None:
    spec = chart.timeline_spec([pledge(0), pledge(1, due_basis="read")], AS_OF)

    assert [bar["stated"] for bar in values(spec, "bar")] == [True, False]


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("parties", ["AUS \u2013 USA", "no party named"]),
        ("mineral", ["rare earths", "no mineral named"]),
        ("none", ["", ""]),
    ],
)
def test_pledges_are_grouped_by_party_pair_or_mineral(group: chartrows.Group, names: list[str]) -> None:
    rows = [
        pledge(0, parties=["AUS", "USA"], minerals=["rare earths"]),
        pledge(1, parties=[], minerals=[], days_overdue=3),
    ]

    assert [bar.group_full for bar in chartrows.bars_of(rows, AS_OF, group, {})] == names


def test_the_longest_overdue_group_comes_first_and_names_itself_once() -> None:
    rows = [
        pledge(0, days_overdue=3),
        pledge(1, parties=["CHL"], days_overdue=90),
        pledge(2, parties=["CHL"], status="open"),
    ]

    assert [bar.group for bar in chartrows.bars_of(rows, AS_OF, "parties", {})] == ["CHL", "", "IND \u2013 USA"]


def test_a_day_beyond_the_axis_is_told_by_its_year() -> None:
    spec = chart.timeline_spec([pledge(0, status="open", due="2045-12-31", window=["2045-01-01", "2045-12-31"])], AS_OF)

    assert "2045 \u2192" in {value.get("text") for value in values(spec, "text")}


def test_a_long_title_ends_in_an_ellipsis_and_a_short_one_does_not() -> None:
    assert chartrows.cut("sign agreement", 60) == "sign agreement"
    assert chartrows.cut("a" * 80, 60) == "a" * 59 + "\u2026"


def test_a_wide_script_takes_two_cells_a_character() -> None:
    assert chartrows.cut("\u7a00\u571f" * 20, 21) == "\u7a00\u571f" * 5 + "\u2026"


def test_the_note_stands_in_the_title() -> None:
    svg = chart.render(chart.timeline_spec([pledge()], AS_OF, note="Sample data"), "svg")

    assert any(text.startswith("Sample data: promised") for text in texts(svg))


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "& &amp; &#60;b&#62; \"'`",
    "]]><svg onload=alert(1)>",
    "</title></svg><iframe src='//evil.example'></iframe>",
    "bell \x07, null \x00, escape \x1b[31m, lone \ud800, override \u202e",
    "{{7*7}} ${7*7} datum.x toString constructor",
    "javascript:alert(1) url(http://evil.example/x) @import 'http://evil.example'",
]


class Tags(HTMLParser):
    """All elements and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


@pytest.mark.parametrize("text", HOSTILE)
def test_scraped_text_stays_text(text: str) -> None:
    row = pledge(title=text, quote=text, speaker=text, parties=[text], minerals=[text], timeline=text)
    spec = chart.timeline_spec([row], AS_OF)

    tags = Tags(chart.render(spec, "html").decode())
    png_size(chart.render(spec, "png"))
    assert tags.names <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "svg",
        "g",
        "path",
        "rect",
        "line",
        "text",
        "tspan",
    }
    assert not [name for name, _ in tags.attributes if name.startswith("on")]


@pytest.mark.parametrize("text", ["Tom & Jerry <b>", "</script>"])
def test_what_a_title_says_is_shown_as_it_is(text: str) -> None:
    svg = chart.render(chart.timeline_spec([pledge(title=text)], AS_OF), "svg")

    assert text in texts(svg)


def test_the_page_asks_no_other_host_and_runs_no_script() -> None:
    page = chart.render(chart.timeline_spec(many(12), AS_OF), "html").decode()

    tags = Tags(page)
    assert not {"script", "link", "img", "iframe", "object", "use", "image", "a"} & tags.names
    assert not [value for name, value in tags.attributes if name in {"src", "href", "xlink:href"}]
    assert "default-src 'none'" in page


def test_a_mark_tells_its_quote_when_it_is_pointed_at() -> None:
    svg = chart.render(chart.timeline_spec([pledge()], AS_OF), "svg")

    titles = [node.text or "" for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}title")]
    assert any(
        "148 days overdue" in t and "\u201cThe two will sign in June.\u201d (Dalia Renwick)" in t for t in titles
    )


def test_the_picture_is_the_same_for_the_same_rows_in_any_order() -> None:
    rows = many(24)

    assert chart.timeline_spec(rows, AS_OF) == chart.timeline_spec(rows[::-1], AS_OF)
