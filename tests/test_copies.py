"""Copies are found, releases of one template are kept apart, and the order of arrival changes nothing."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import Counter

import pytest
from copies_corpus import WEIGHTY, Corpus, generate

from tracker.copies import Text, agency_of, bands, find_copies

DAY = dt.date(2026, 3, 3)
BODY = (
    "The two ministers went through a list of forty projects, among them a refinery near the port and a rail link to the mines. "
    "Officials from both sides will meet again before the summer to settle the sums, a spokesperson said after the talks. "
    "Companies had asked for clear rules on permits, and several of them are still waiting for the ordinance on royalties."
)
LEAD = "Avaria and Borduria signed an accord worth $850 million on lithium on Tuesday, the minister told reporters."


def texts(*bodies: str, days: tuple[int, ...] = ()) -> list[Text]:
    return [
        Text(n, f"https://outlet{n}.example/a", DAY + dt.timedelta(days=days[n] if days else n), "Talks", body)
        for n, body in enumerate(bodies)
    ]


@pytest.mark.parametrize(
    ("other", "copied"),
    [
        pytest.param(f"{LEAD} {BODY}", True, id="same-words"),
        pytest.param(f"AVELINE, March 3 (Northgate Wire) - {LEAD} {BODY}", True, id="dateline-added"),
        pytest.param(
            f"{LEAD} {BODY.partition('. ')[0]}. {BODY.partition('. ')[2]} More from our reporters follows in the evening edition.",
            True,
            id="sentence-added",
        ),
        pytest.param(f"{LEAD.replace('$850 million', '$850m')} {BODY}", True, id="figure-in-house-style"),
        pytest.param(f"{LEAD.replace('850', '860')} {BODY}", True, id="one-figure-corrected"),
        pytest.param(f"{LEAD.replace('lithium', 'cobalt')} {BODY}", False, id="same-template-other-mineral"),
        pytest.param(f"{LEAD.replace('Borduria', 'Carinthia')} {BODY}", False, id="same-template-other-party"),
        pytest.param(
            f"{LEAD.replace('850', '120').replace('Tuesday', 'Friday')} {BODY}", False, id="same-template-other-figures"
        ),
        pytest.param(
            f"{LEAD} Nothing else of that day is known, and no more was asked of the minister in the hall, whose aides left early.",
            False,
            id="only-the-lead-is-shared",
        ),
    ],
)
def test_what_is_a_copy(other: str, copied: bool) -> None:
    weighty = frozenset({"LITHIUM", "COBALT", "AVARIA", "BORDURIA", "CARINTHIA"})
    assert find_copies(texts(f"{LEAD} {BODY}", other), weighty) == ({1: 0} if copied else {})


def test_the_earliest_is_the_original_and_a_year_later_is_none() -> None:
    same = f"{LEAD} {BODY}"
    assert find_copies(texts(same, same, same, days=(4, 2, 3))) == {0: 1, 2: 1}
    assert find_copies(texts(same, same, days=(0, 365))) == {}


def test_short_notes_are_nobodys_copies() -> None:
    assert find_copies(texts("Markets closed. No comment.", "Markets closed. No comment.")) == {}
    assert bands(texts("Markets closed. No comment.")[0]) == ()


def test_groups_do_not_depend_on_the_order_of_arrival() -> None:
    corpus = generate(originals=120, copies=60, siblings=12, background=20, seed=3)
    expected = find_copies(corpus.texts, WEIGHTY)
    assert expected
    for seed in range(4):
        shuffled = corpus.texts[:]
        random.Random(seed).shuffle(shuffled)
        assert expected == find_copies(shuffled, WEIGHTY)


def test_copies_share_a_band_that_a_store_can_look_up() -> None:
    corpus = generate(originals=60, copies=40, siblings=0, background=0, seed=4)
    held = {text.key: set(bands(text)) for text in corpus.texts}
    found = find_copies(corpus.texts, WEIGHTY)
    assert found
    direct = [(one, other) for one, other in found.items() if corpus.of.get(one) == other]
    assert direct
    assert all(held[one] & held[other] for one, other in direct)


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("NEW DELHI, March 3 (Reuters) - India said on Tuesday", "Reuters"),
        ("LONDON (AP) \u2014 Ministers agreed", "AP"),
        ("(IANS) The minister said", "IANS"),
        ("Beijing, 3 March (Xinhua) -- China will", "Xinhua"),
        ("The minister spoke.\n-- Reuters", "Reuters"),
        ("He left.\n(With inputs from PTI)", "PTI"),
        ("Aveline, March 3 (Northgate Wire) - The talks", "Northgate Wire"),
        ("He left.\n(Northgate Wire)", "Northgate Wire"),
        ("The Ministry of Mines (MoM) said it would", None),
        ("Ministers (from both sides) met", None),
        ("He left.\n(To be continued)", None),
        ("The bank said Reuters had misquoted its chairman.", None),
    ],
)
def test_datelines_and_credits_name_the_agency(text: str, agency: str | None) -> None:
    assert agency_of(text) == agency


def figures(corpus: Corpus) -> dict[str, float]:
    """Recall of copies, precision of links, share of siblings merged, documents a CPU second."""
    begun = time.process_time()
    found = find_copies(corpus.texts, WEIGHTY)
    seconds = time.process_time() - begun
    group = corpus.of
    root = {text.key: found.get(text.key, text.key) for text in corpus.texts}
    siblings = set(corpus.siblings)
    links = [(one, other) for one, other in found.items() if one not in siblings]
    good = sum(group.get(one, one) == group.get(other, other) for one, other in links)
    missed = Counter(corpus.kind[key] for key, original in corpus.of.items() if root[key] != root[original])
    assert not missed or max(missed.values()) < 0.2 * len(corpus.of) / 8, missed
    return {
        "recall": 1 - missed.total() / len(corpus.of),
        "precision": good / max(1, len(links)),
        "siblings": sum(key in found for key in siblings) / len(siblings),
        "speed": len(corpus.texts) / seconds,
    }


def test_copies_among_a_thousand_documents() -> None:
    got = figures(generate(originals=800, copies=200, siblings=40, background=50))
    assert got["recall"] >= 0.97
    assert got["precision"] >= 0.99
    assert got["siblings"] <= 0.02


@pytest.mark.slow
def test_copies_among_ten_thousand_documents() -> None:
    corpus = generate()
    assert len(corpus.texts) == 10_800
    got = figures(corpus)
    assert got["recall"] >= 0.97
    assert got["precision"] >= 0.99
    assert got["siblings"] <= 0.02
    assert got["speed"] >= 800
