"""Accuracy on the gold: our figures are those of the shared scorer, and none falls below its pinned floor."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.datafiles import data_root, read_toml
from tracker.evaluate import figures, matching, run

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "score" / "run_gold.py"
GOLD = data_root() / "gold"
DAYS = ["2026-01-01", "2026-07-01", "2027-06-01"]


@pytest.fixture(scope="module")
def measured() -> tuple[figures.Figures, matching.Matching]:
    return run.evaluate(GOLD / "dev.jsonl", GOLD / "dev_commitments.jsonl")


def test_no_figure_has_fallen_below_its_floor(measured: tuple[figures.Figures, matching.Matching]) -> None:
    floors = read_toml(GOLD / "floors.toml")
    now = run.flatten(measured[0])
    assert {"detection.all.f1", "fields.due_exact", "linking_b3.f1", "ledger.overdue.p"} <= set(floors)
    fallen = {name: (now.get(name), floor) for name, floor in floors.items() if now.get(name, 0.0) < floor}
    assert fallen == {}


def test_a_floor_can_fail(tmp_path: Path) -> None:
    worse = matching.match(*nothing_found())
    assert figures.detection(worse)["all"]["f1"] == 0.0


def nothing_found() -> tuple[list[matching.Row], list[matching.Row]]:
    return run.read_rows(GOLD / "dev.jsonl"), []


def test_annotations_scored_against_themselves_are_perfect() -> None:
    articles = run.read_rows(GOLD / "dev.jsonl")
    found = [{**s, "article_url": a["url"], "pledge": s["commitment"]} for a in articles for s in a["statements"]]
    perfect = matching.match(articles, found)
    assert figures.detection(perfect)["all"]["f1"] == 1.0
    assert figures.b_cubed(perfect.pairs)["f1"] == 1.0
    scored = figures.fields(perfect.pairs)
    assert {name: value for name, value in scored.items() if value not in (1.0, None)} == {}


@pytest.mark.skipif(not SHARED.is_file(), reason="the shared scorer is not beside this checkout")
def test_our_figures_are_those_of_the_shared_scorer(tmp_path: Path) -> None:
    command = tmp_path / "tracker"  # the scorer calls one program by name
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tracker "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    names = [str(GOLD / "dev.jsonl"), str(GOLD / "dev_commitments.jsonl"), "--days", ",".join(DAYS)]
    done = subprocess.run(
        [sys.executable, str(SHARED), *names],
        env={**os.environ, "TRACKER": str(command)},
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = json.loads(done.stdout)
    theirs.pop("ingest_seconds")
    ours, _ = run.evaluate(GOLD / "dev.jsonl", GOLD / "dev_commitments.jsonl", DAYS)
    assert ours == theirs
