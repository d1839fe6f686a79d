"""Every act and every cue says in its data file what it reads and what it must leave: each example is a test."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.extract import extract
from tracker.model import Article, Kind
from tracker.rulebook import load_rulebook

RULES = load_rulebook()
FILES = RULES.packs["en"].files
ENTRIES = [("acts.en.toml", "act", a) for a in FILES.acts] + [
    ("modality.en.toml", "cue", c) for c in FILES.modality.cue
]
SAYS = [(file, f"{sort}:{e.id}", e, text) for file, sort, e in ENTRIES for text in e.says]
NOT = [(file, f"{sort}:{e.id}", text) for file, sort, e in ENTRIES for text in e.not_]


def fired(text: str) -> list[tuple[str, str]]:
    statements = extract(Article("https://a.example/1", "", text, dt.date(2030, 1, 15)), RULES)
    return [(rule, s.kind.value) for s in statements for rule in s.rules]


@pytest.mark.parametrize(
    ("file", "rule", "entry", "text"), SAYS, ids=[f"{r}-{n}" for n, (_, r, _, _) in enumerate(SAYS)]
)
def test_a_rule_reads_what_it_says(file, rule, entry, text):
    got = fired(text)
    vetoes = getattr(entry, "vetoes", False)
    if vetoes:
        assert Kind.PLEDGE not in [kind for _, kind in got], f"{file}: {rule}: {text!r} gave {got}, expected no pledge"
    else:
        assert rule in [r for r, _ in got], f"{file}: {rule}: {text!r} gave {got}, expected a statement by {rule}"


@pytest.mark.parametrize(("file", "rule", "text"), NOT, ids=[f"{r}-{n}" for n, (_, r, _) in enumerate(NOT)])
def test_a_rule_leaves_what_is_none_of_its_own(file, rule, text):
    got = fired(text)
    assert rule not in [r for r, _ in got], f"{file}: {rule}: {text!r} gave {got}, expected none by {rule}"


@pytest.mark.parametrize(("file", "sort", "entry"), ENTRIES, ids=[f"{s}:{e.id}" for _, s, e in ENTRIES])
def test_every_rule_has_an_example_and_a_negative(file, sort, entry):
    assert entry.says, f"{file}: {sort} {entry.id!r} has no example of what it reads"
    assert entry.not_, f"{file}: {sort} {entry.id!r} has no example of what it must leave"
