"""From words to a window of days: the shipped phrases, the laws of a window, hostile input, and honest failures of rules."""

import datetime as dt
import importlib.util
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.datafiles import data_root
from tracker.errors import DataFileError
from tracker.evaluate_timelines import score_phrases
from tracker.extract.timeline.examples import check_examples, failures
from tracker.extract.timeline.reader import TimelineReader
from tracker.model import Basis, Precision
from tracker.rulebook import load_grammar, load_timeline

READER = load_timeline()
ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PHRASES = data_root() / "gold" / "phrases_dev.jsonl"
CHALLENGE = Path(__file__).parent / "challenge" / "phrases.jsonl"
DAY = dt.date(2026, 3, 13)  # a Friday

WINDOWS = [  # words, country, earliest, latest: shapes that neither the rules' examples nor the gold spell out
    ("The ministers will sign it by the end of the second quarter of fiscal 2027.", "IND", "2026-03-13", "2026-09-30"),
    ("The refinery will be running no later than mid-March next year.", None, "2026-03-13", "2027-03-20"),
    ("Deliveries will start between April and June.", None, "2026-04-01", "2026-06-30"),
    ("They will talk over the next 18 months.", None, "2026-03-13", "2027-09-13"),
    ("A deal may be signed as early as next month, the minister said.", None, "2026-04-01", "2026-04-30"),
    ("The text will be published in two to three weeks' time.", None, "2026-03-27", "2026-04-03"),
    ("Envoys will meet the week of 14 June.", None, "2026-06-08", "2026-06-14"),
    ("It will be settled by the time the leaders meet in October.", None, "2026-03-13", "2026-10-31"),
    ("The plant will open in spring.", "CHL", "2026-09-01", "2026-11-30"),
    ("The plant will open in spring.", "CAN", "2026-03-13", "2026-05-31"),
    ("The levy will start on 05/06/2026.", "USA", "2026-05-06", "2026-05-06"),
    ("The levy will start on 05/06/2026.", "AUS", "2026-06-05", "2026-06-05"),
    ("They will sign within a fortnight.", None, "2026-03-13", "2026-03-27"),
    ("They will sign by the end of the decade.", None, "2026-03-13", "2030-12-31"),
    ("They will sign on Monday.", None, "2026-03-16", "2026-03-16"),
]
SILENT = [
    "The two ministers may differ, and may yet march together.",
    "The company signed a 10-year supply deal.",
    "Vision 2030 and Agenda 2063 guide the ministry.",
    "Lawmakers voted on 2 March.",
    "The price fell from 2019 to 2024.",
    "The 54-year-old minister spoke.",
    "",
]
UNDATED = [
    ("The accord will take effect within 30 days of signing.", "sign", 30, "day"),
    ("Exports will resume once the treaty is ratified.", "ratify", None, None),
]


@pytest.mark.parametrize(("text", "country", "earliest", "latest"), WINDOWS, ids=[w[0][:40] for w in WINDOWS])
def test_words_give_the_window_of_the_guide(text, country, earliest, latest):
    found = READER.promised(text, DAY, country)
    assert found is not None
    assert found.window is not None
    assert (found.window.earliest.isoformat(), found.window.latest.isoformat()) == (earliest, latest)
    assert found.words == text[found.start : found.end]
    assert found.rule


@pytest.mark.parametrize("text", SILENT)
def test_dates_that_promise_nothing_give_no_window(text):
    assert READER.promised(text, DAY, None) is None


@pytest.mark.parametrize(("text", "act", "count", "unit"), UNDATED)
def test_a_condition_keeps_its_words_and_its_clock(text, act, count, unit):
    found = READER.promised(text, DAY, None)
    assert found is not None
    assert found.window is None
    assert found.condition is not None
    assert (found.condition.act, found.condition.count, found.condition.unit) == (act, count, unit)


@pytest.mark.parametrize(
    ("text", "basis"), [("They will sign by 2 May.", Basis.STATED), ("They will sign shortly.", Basis.READ)]
)
def test_a_reading_of_vague_words_is_told_apart(text, basis):
    found = READER.promised(text, DAY, None)
    assert found is not None
    assert found.basis is basis


def predictions(path: Path) -> list[dict]:
    run = subprocess.run(
        [sys.executable, "-m", "tracker", "when", "--jsonl", str(path)], capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("path", "alarms"), [(PHRASES, 1), (CHALLENGE, 1)], ids=["development", "challenge"])
def test_the_floors_of_the_phrases_hold(path, alarms):
    figures = score_phrases(rows(path), predictions(path))
    assert figures["det_f1"] >= 0.98
    assert figures["latest"] >= 0.97
    assert figures["both"] >= 0.95
    assert figures["fp"] <= alarms


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared scorer is not beside this checkout")
def test_our_figures_are_those_of_the_shared_scorer():
    spec = importlib.util.spec_from_file_location("shared_phrases", SHARED / "score" / "score_phrases.py")
    shared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shared)
    gold, found = rows(PHRASES), predictions(PHRASES)
    found[3]["window"], found[5]["timeline"] = None, None  # so that the figures are not all 1
    found[3]["timeline"] = None
    by_id = {row["id"]: row for row in found}
    theirs = shared.figures(shared.sums([shared.judge(shared.norm(g), by_id.get(g["id"])) for g in gold]))
    ours = score_phrases(gold, found)
    for name in ("det_f1", "latest", "both", "fp", "cond_ok"):
        assert ours[name] == pytest.approx(theirs[name], abs=5e-4), name


def test_every_example_beside_a_rule_holds():
    assert list(failures(READER)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("says = [", 'says = [{ text = "by the ides", on = 2026-03-13, window = "2026-03-13/2026-03-15" }, ')],
)
def test_a_rule_with_a_wrong_example_names_file_rule_example_got_and_expected(tmp_path, old, new):
    path = tmp_path / "timeline.en.toml"
    text = (data_root() / "rules" / "timeline.en.toml").read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    wrong = TimelineReader(load_grammar(path), READER._places, path.name)
    with pytest.raises(DataFileError) as told:
        check_examples(wrong, path.name)
    message = str(told.value)
    for part in ("timeline.en.toml", "rule '", "by the ides", "got", "expected"):
        assert part in message


WORDS = st.sampled_from(
    [
        "by",
        "in",
        "on",
        "within",
        "until",
        "before",
        "after",
        "the",
        "next",
        "this",
        "last",
        "end",
        "of",
        "early",
        "mid",
        "late",
        "first",
        "second",
        "half",
        "quarter",
        "Q3",
        "H2",
        "2027",
        "2027-28",
        "FY27",
        "fiscal",
        "year",
        "month",
        "week",
        "days",
        "months",
        "few",
        "several",
        "couple",
        "March",
        "31",
        "29",
        "February",
        "June",
        "Monday",
        "Friday",
        "spring",
        "decade",
        "soon",
        "shortly",
        ",",
        ".",
        "(",
        ")",
        "and",
        "to",
        "from",
        "between",
        "-",
        "12/05/2027",
        "will",
        "sign",
        "signed",
        "fortnight",
        "three",
        "18",
        "0",
        "9999",
        "year-end",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=14).map(" ".join))
ANCHORS = st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)) | st.sampled_from(
    [dt.date(2028, 2, 29), dt.date(2026, 12, 31), dt.date(2027, 1, 1), dt.date(2026, 1, 31)]
)
COUNTRIES = st.sampled_from([None, "IND", "USA", "AUS", "ZAF", "JPN", "GBR", "CHL", "XXX"])


@settings(max_examples=300, deadline=None)
@given(TEXTS, ANCHORS, COUNTRIES)
def test_any_text_is_read_and_its_windows_are_honest(text, anchor, country):
    for found in READER.find(text, anchor, country):
        assert found.words == text[found.start : found.end]
        if found.window is not None:
            assert found.window.earliest <= found.window.latest
            assert found.window.latest >= anchor
            assert found.window.earliest >= anchor
    for found in READER.past(text, anchor, country):
        assert found.window is None or found.window.earliest <= anchor


@settings(max_examples=150, deadline=None)
@given(ANCHORS, st.integers(1, 40))
def test_months_keep_the_day_or_end_with_the_month(anchor, count):
    found = READER.promised(f"The two sides will sign within {count} months.", anchor)
    latest = found.window.latest
    months = (latest.year - anchor.year) * 12 + latest.month - anchor.month
    assert months == count
    assert latest.day == anchor.day or (latest + dt.timedelta(days=1)).day == 1


@settings(max_examples=60, deadline=None)
@given(ANCHORS)
def test_a_week_runs_from_monday_to_sunday(anchor):
    window = READER.promised("The two sides will sign next week.", anchor).window
    assert (window.earliest.weekday(), window.latest.weekday()) == (0, 6)
    assert 0 < (window.earliest - anchor).days <= 7


@pytest.mark.parametrize(
    ("words", "precision"),
    [
        ("on 2 May", Precision.DAY),
        ("next week", Precision.WEEK),
        ("in June", Precision.MONTH),
        ("in the third quarter", Precision.QUARTER),
        ("in Q3 2027", Precision.QUARTER),
        ("in 2H27", Precision.HALF),
        ("in the week of 14 June", Precision.WEEK),
        ("in the second half of 2027", Precision.HALF),
        ("in 2028", Precision.YEAR),
        ("by the end of the decade", Precision.DECADE),
        ("soon", Precision.VAGUE),
    ],
)
def test_a_window_says_how_fine_its_words_are(words, precision):
    assert READER.promised(f"The two sides will sign {words}.", DAY).precision is precision


HOSTILE = {
    "digits": lambda n: "1234567890" * (n // 10),
    "within": lambda n: "within " * (n // 7),
    "one word": lambda n: "a" * n,
    "commas": lambda n: "2027, " * (n // 6),
    "by the end of": lambda n: "by the end of the first half of " * (n // 32),
    "dates": lambda n: "12/05/2027-" * (n // 11),
    "brackets": lambda n: "(" * n,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_time_in_line_with_its_length(make):
    def seconds(size: int) -> float:
        text = make(size)
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            READER.promised(text, DAY, None)
            best = min(best, time.process_time() - start)
        return best

    small, large = seconds(10_000), seconds(100_000)
    assert large <= 25 * small + 0.05  # ten times the text; quadratic would be a hundred times
