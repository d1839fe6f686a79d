"""The main job end to end: a promise in vague words, the day after its window, its signing, and what must not confirm it."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path
from typing import Any

import pytest
from running import ROOT, jsonl, record, run

SEED = next(iter(sorted((ROOT.parent / "shared" / "seed").glob("*.txt"))), None)

PROMISE = (
    "New Delhi, March 13 (Wire) The United States and India are drawing closer on critical minerals, US Ambassador Ray Mockup said"
    " on Friday, days after the two countries agreed on a framework for a Bilateral Trade Agreement (BTA).\n\n"
    "According to the Ambassador, the US and India are very close to finalising a critical minerals agreement that will help both"
    " secure their supply chains.\n\n"
    "“Within the next few months, there will be a big announcement on this front,” he added.\n\n"
    "“The US is also a dependable seller of LNG, and we are ready to support India's energy needs in the years ahead,” he said.\n\n"
    "“I liked the cover of the magazine and sent a picture of it to the President,” he added."
)
SIGNING = (
    "New Delhi, May 27: India and the United States on Tuesday signed a framework on critical minerals in New Delhi, the ministry of"
    " external affairs said.\n\nThe document was signed by the two foreign ministers."
)
AUSTRALIA = SIGNING.replace("India and the United States", "Australia and the United States").replace(
    "New Delhi", "Canberra"
)
CHILE = SIGNING.replace("India and the United States", "India and Chile")

promise = record(1, PROMISE, "2026-03-13", title="US, India close to a minerals pact, envoy says")
signing = record(2, SIGNING, "2026-05-27", title="India, US sign critical minerals framework")
australia = record(3, AUSTRALIA, "2026-05-27", title="Australia, US sign critical minerals framework")
chile = record(4, CHILE, "2026-05-27", title="India, Chile sign critical minerals framework")


def ingested(folder: Path, *records: dict[str, Any], name: str = "t.db") -> Path:
    for number, one in enumerate(records):
        ran = run("ingest", jsonl(folder / f"{number}.jsonl", [one]), "--db", folder / name)
        assert ran.status == 0, ran.err
    return folder / name


def overdue(db: Path, day: str) -> list[dict[str, Any]]:
    ran = run("overdue", "--as-of", day, "--format", "jsonl", "--db", db)
    assert ran.status == 0, ran.err
    return ran.rows


def minerals_pledges(db: Path, day: str) -> list[dict[str, Any]]:
    ran = run(
        "pledges",
        "--as-of",
        day,
        "--party",
        "IND",
        "--party",
        "USA",
        "--mineral",
        "critical minerals",
        "--format",
        "jsonl",
        "--db",
        db,
    )
    return [row for row in ran.rows if row["due"] == "2026-09-13"]


def check_the_promise(db: Path, speaker: str) -> None:
    statements = run("statements", "--format", "jsonl", "--db", db).rows
    (said,) = [
        one
        for one in statements
        if "Within the next few months, there will be a big announcement on this front" in one["quote"]
    ]
    assert said["kind"] == "pledge"
    assert said["speaker"] == speaker
    assert said["parties"] == ["IND", "USA"]
    assert said["minerals"] == ["critical minerals"]
    assert said["timeline"] == "Within the next few months"
    assert said["window"] == ["2026-03-13", "2026-09-13"]
    agreed = [
        one for one in statements if one["kind"] == "announcement" and "Bilateral Trade Agreement" in one["quote"]
    ]
    assert agreed, "the framework that was agreed on is news of its own"
    (close,) = [one for one in statements if "very close to finalising" in one["quote"]]
    assert close["pledge"] == said["pledge"]


def test_a_promise_in_vague_words_is_due_when_its_window_ends(tmp_path: Path) -> None:
    db = ingested(tmp_path, promise)
    check_the_promise(db, "Ray Mockup")
    assert overdue(db, "2026-09-13") == []
    (late,) = overdue(db, "2026-09-14")
    assert (late["days_overdue"], late["due"], late["due_basis"], late["speaker"]) == (
        1,
        "2026-09-13",
        "read",
        "Ray Mockup",
    )
    assert "Within the next few months" in late["quote"]
    assert late["rule"]
    words = run("overdue", "--as-of", "2026-09-14", "--db", db).out
    assert all(part in words for part in (late["quote"], late["rule"], "Ray Mockup", "overdue, 1 day", "unchecked"))


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))))
def test_the_signing_confirms_it_in_whatever_order_the_reports_come(tmp_path: Path, order: tuple[int, ...]) -> None:
    db = ingested(tmp_path, *([promise, signing][place] for place in order))
    assert overdue(db, "2026-11-22") == []
    (then,) = minerals_pledges(db, "2026-05-01")
    assert then["status"] == "open"
    (now,) = minerals_pledges(db, "2026-11-22")
    assert (now["status"], now["resolved_on"]) == ("confirmed", "2026-05-27")


def test_the_day_of_the_act_is_the_day_before_the_report(tmp_path: Path) -> None:
    (pledge,) = minerals_pledges(ingested(tmp_path, promise, signing), "2026-11-22")
    assert (pledge["happened"], pledge["days_late"]) == ("2026-05-26", -110)


@pytest.mark.parametrize("words", ["LNG", "cover of the magazine"])
def test_an_offer_and_a_courtesy_are_no_pledges(tmp_path: Path, words: str) -> None:
    statements = run("statements", "--format", "jsonl", "--db", ingested(tmp_path, promise)).rows
    assert words in PROMISE
    assert not [one["quote"] for one in statements if words in one["quote"]]


@pytest.mark.parametrize(
    "other", [australia, chile], ids=["another party for India", "another party for the United States"]
)
def test_the_framework_of_another_country_confirms_nothing(tmp_path: Path, other: dict[str, Any]) -> None:
    db = ingested(tmp_path, promise, other)
    assert [row["due"] for row in overdue(db, "2026-09-14") if row["parties"] == ["IND", "USA"]] == ["2026-09-13"]


def test_the_timeline_is_a_table_of_events(tmp_path: Path) -> None:
    db = ingested(tmp_path, promise, signing)
    ran = run("export", "timelines", "--format", "csv", "--as-of", "2026-11-22", "--db", db)
    rows = list(csv.DictReader(ran.out.splitlines()))
    (pledge,) = minerals_pledges(db, "2026-11-22")
    story = [(row["event"], row["day"]) for row in rows if row["pledge"] == pledge["pledge"]]
    assert ("promised", "2026-03-13") in story
    assert ("confirmed", "2026-05-27") in story
    assert ("due", "2026-09-13") in story
    assert story == sorted(story, key=lambda event: event[1])


def test_the_story_is_told_on_one_screen(tmp_path: Path) -> None:
    db = ingested(tmp_path, promise, signing)
    (pledge,) = minerals_pledges(db, "2026-11-22")
    told = run("show", pledge["pledge"], "--as-of", "2026-11-22", "--db", db).out
    assert all(
        part in told
        for part in (pledge["pledge"], "CONFIRMED", "2026-05-27", "Ray Mockup", "Within the next few months")
    )
    assert len(told.splitlines()) <= 40
    as_data = run("show", pledge["pledge"], "--format", "json", "--as-of", "2026-11-22", "--db", db)
    assert '"evidence"' in as_data.out


@pytest.mark.skipif(SEED is None, reason="the shared seed article is not here")
def test_the_seed_article(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    assert run("ingest", SEED, "--source", "Wire", "--db", db).status == 0
    check_the_promise(db, "Sergio Gor")
    assert overdue(db, "2026-09-13") == []
    (late,) = overdue(db, "2026-09-14")
    assert (late["days_overdue"], late["speaker"]) == (1, "Sergio Gor")
    run("ingest", jsonl(tmp_path / "s.jsonl", [signing]), "--db", db)
    assert overdue(db, "2026-11-22") == []
