"""The gold articles: nobody real speaks in them, and every label stands in its text."""

import json
import re
import tomllib
from pathlib import Path

import pytest

GOLD = Path(__file__).resolve().parents[1] / "data" / "gold"
NAMES = tomllib.loads((Path(__file__).parent / "gold" / "names.toml").read_text(encoding="utf-8"))
ARTICLES = [json.loads(line) for line in (GOLD / "dev.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("table", ["people", "surnames", "outlets"])
def test_no_original_name_is_left_in_the_gold_folder(table: str) -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in [*sorted(GOLD.glob("dev*.jsonl")), GOLD / "guide.md"])
    left = [name for name in NAMES[table] if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    assert left == []


def test_the_search_for_original_names_would_find_one() -> None:
    original = next(iter(NAMES["people"]))
    assert re.search(rf"(?<!\w){re.escape(original)}(?!\w)", f"the ambassador, {original}, said")


def test_an_invented_name_is_nobody_elses_original() -> None:
    invented = {new for table in NAMES.values() for new in table.values()}
    assert invented.isdisjoint({old for table in NAMES.values() for old in table})


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a["id"])
def test_every_quote_and_timeline_stands_in_its_article(article: dict) -> None:
    for statement in article["statements"]:
        assert statement["quote"] in article["text"]
        assert statement["timeline"] is None or statement["timeline"] in article["text"]


def test_every_commitment_of_a_statement_is_listed() -> None:
    listed = {
        json.loads(line)["commitment"]
        for line in (GOLD / "dev_commitments.jsonl").read_text(encoding="utf-8").splitlines()
    }
    assert {s["commitment"] for a in ARTICLES for s in a["statements"]} <= listed
