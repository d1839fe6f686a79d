"""The laws of the ledger on random ledgers: order, batches, the future, repetition, ids, decisions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_cases import Desk, filed, ledger_of, rules

from tracker.ledger import Anchor, Decision, Verb, anchor_of, decision, settle
from tracker.model import Condition, Filed, Pledge, Span, Status

# Two subjects that most statements are about, and a few that clash with them: statements meet, chain and ripple.
SUBJECTS = [("IND USA", "critical minerals", "agreement"), ("USA", "lithium", "project"), ("CHL EU", "", "agreement")]
OTHERS = [
    ("AUS USA", "critical minerals", "agreement"),
    ("", "lithium", "project"),
    ("USA", "critical minerals, lithium", "project"),
]
STEPS = ["sign", "sign", "sign", "conclude", "announce", "ratify", "enter into force", "launch"]
WORDS = [
    "Panvar smelter",
    "Panvar pilot",
    "Lobito corridor",
    "memorandum of intent",
    "second tranche",
    "draft",
    "vetted by lawyers",
]
SPEAKERS = [None, "Ana Quiroga", "Tomas Beck"]
START = dt.date(2026, 1, 1)


@st.composite
def statements(draw: st.DrawFn) -> Filed:
    at = START + dt.timedelta(days=draw(st.integers(0, 40)) * 9)
    kind = draw(st.sampled_from(["pledge", "pledge", "announcement", "announcement", "delay", "cancellation"]))
    words = " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=2)))
    due = None
    if kind in ("pledge", "delay") and draw(st.booleans()):
        first = at + dt.timedelta(days=draw(st.integers(0, 20)) * 10)
        due = f"{first}..{first + dt.timedelta(days=draw(st.sampled_from([0, 30, 90])))}"
    happened = (
        str(at - dt.timedelta(days=draw(st.integers(0, 60))))
        if kind == "announcement" and draw(st.booleans())
        else None
    )
    page = draw(st.integers(0, 9))
    parties, minerals, instrument = draw(st.sampled_from(SUBJECTS * 4 + OTHERS))
    action = (
        draw(st.sampled_from(STEPS))
        if instrument == "agreement"
        else draw(st.sampled_from(["launch", "launch", "build"]))
    )
    return filed(
        str(at),
        kind,
        f"They said {draw(st.integers(0, 3))} {words}.",
        act=f"{instrument} {action}",
        parties=parties,
        minerals=minerals,
        due=due,
        words=draw(st.sampled_from(["soon", "by then"])) if due else None,
        vague=draw(st.booleans()),
        speaker=draw(st.sampled_from(SPEAKERS)),
        happened=happened,
        url=f"https://wire.example/{at}/{page}",
        title=draw(st.sampled_from(["", "Panvar smelter nears", "Talks end"])),
        gone=str(at + dt.timedelta(days=30)) if draw(st.integers(0, 7)) == 0 else None,
        copy_of=f"https://wire.example/{at}/{(page + 1) % 10}" if draw(st.integers(0, 5)) == 0 else None,
        condition=Condition("sign", 30, "day")
        if kind == "pledge" and not due and draw(st.integers(0, 3)) == 0
        else None,
        start=draw(st.integers(0, 3)) * 100,
    )


def distinct(items: list[Filed]) -> list[Filed]:
    return list({one.id: one for one in items}.values())


ledgers = st.lists(statements(), min_size=5, max_size=18).map(distinct)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def whole(
    items: list[Filed], decisions: tuple[Decision, ...] = (), issued: dict[str, tuple[str, str]] | None = None
) -> list[Pledge]:
    return list(settle(items, decisions, rules=rules(), issued=issued).pledges)


def members(pledges: list[Pledge]) -> set[frozenset[str]]:
    return {frozenset(one.statement for one in pledge.evidence) for pledge in pledges}


@few
@given(ledgers, st.randoms(use_true_random=False))
def test_the_order_in_which_statements_are_given_changes_nothing(items, random):
    mixed = items[:]
    random.shuffle(mixed)
    assert whole(mixed) == whole(items)


@few
@given(ledgers, st.randoms(use_true_random=False), st.lists(st.integers(1, 5), min_size=1, max_size=14))
def test_batches_in_any_order_give_the_ledger_that_a_rebuild_gives(items, random, sizes):
    mixed = items[:]
    random.shuffle(mixed)
    desk = Desk()
    while mixed:
        size = sizes[desk.runs % len(sizes)]
        desk.take(mixed[:size])
        mixed = mixed[size:]
    assert desk.ledger() == whole(items, issued=desk.issued)
    assert members(desk.ledger()) == members(whole(items))


@few
@given(ledgers, st.randoms(use_true_random=False), st.integers(0, 3))
def test_taking_statements_away_or_changing_them_leaves_what_a_rebuild_gives(items, random, how):
    desk = Desk()
    desk.take(items)
    lost = random.sample(items, max(1, len(items) // 4))
    if how == 0:
        desk.take([], [one.id for one in lost])
        left = [one for one in items if one not in lost]
    else:
        changes = {
            1: lambda one: replace(one, gone=one.published + dt.timedelta(days=3)),
            2: lambda one: replace(one, copy_of=None if one.copy_of else "https://wire.example/2026-01-01/0"),
            3: lambda one: replace(one, statement=replace(one.statement, action="launch", parties=("USA",))),
        }
        after = [changes[how](one) for one in lost]
        desk.take(after)
        left = [one for one in items if one not in lost] + after
    assert desk.ledger() == whole(left, issued=desk.issued)


@few
@given(ledgers)
def test_taking_the_same_statements_twice_changes_nothing(items):
    desk = Desk()
    desk.take(items)
    before, links = desk.ledger(), dict(desk.links)
    desk.take(items[: len(items) // 2 + 1])
    assert desk.ledger() == before
    assert desk.links == links


@few
@given(ledgers, st.integers(0, 400))
def test_the_ledger_of_a_day_is_made_of_what_was_published_by_then(items, days):
    day = START + dt.timedelta(days=days)
    then = [one for one in items if one.published <= day]
    later = {pledge.evidence[0].statement: span_on(pledge, day) for pledge in whole(items)}
    for pledge in whole(then):
        # what vanishes after the day is not known on it either
        assert span_on(pledge, day) == later[pledge.evidence[0].statement]


def span_on(pledge: Pledge, day: dt.date) -> Span | None:
    found = [span for span in pledge.spans if span.since <= day and (span.until is None or day < span.until)]
    return replace(found[0], until=None) if found else None


@few
@given(ledgers)
def test_spans_follow_one_another_without_gap_and_differ(items):
    for pledge in whole(items):
        assert pledge.spans, pledge
        assert pledge.spans[-1].until is None or pledge.spans[-1].until in {one.gone for one in items}
        for one, after in zip(pledge.spans, pledge.spans[1:], strict=False):
            assert one.until == after.since or one.until in {
                each.gone for each in items
            }  # then nothing stood for a while
            assert one.since < after.since
            assert replace(one, since=after.since, until=after.until) != after


@few
@given(ledgers)
def test_every_statement_has_one_home_and_every_status_a_statement_behind_it(items):
    ledger = settle(items, rules=rules())
    assert set(ledger.homes) == {one.id for one in items}
    known = {one.id for one in items}
    for pledge in ledger.pledges:
        assert {span.current for span in pledge.spans} <= known
        assert {one.statement for one in pledge.evidence} <= known


@few
@given(ledgers)
def test_nothing_is_overdue_without_a_window_that_has_ended(items):
    for pledge in whole(items):
        for span in pledge.spans:
            if span.status is Status.OVERDUE:
                assert span.window is not None
                assert span.window.latest < span.since


@few
@given(ledgers, st.randoms(use_true_random=False))
def test_a_confirmed_pledge_has_a_report_that_is_no_copy_and_came_no_earlier(items, random):
    ledger = settle(items, rules=rules())
    by_id = {one.id: one for one in items}
    for pledge in ledger.pledges:
        for span in pledge.spans:
            if span.status is not Status.CONFIRMED:
                continue
            reports = [
                by_id[one.statement] for one in pledge.evidence if by_id[one.statement].statement.kind == "announcement"
            ]
            assert any(one.copy_of is None and one.published <= span.since for one in reports)


@few
@given(ledgers, st.randoms(use_true_random=False))
def test_ids_stay_when_older_articles_arrive_late(items, random):
    ordered = sorted(items, key=lambda one: one.order)
    desk = Desk()
    desk.take(ordered[len(ordered) // 2 :])
    before = {one.id: desk.homes[one.id] for one in ordered[len(ordered) // 2 :]}
    openers = {
        pledge.id: next(e.statement for e in pledge.evidence if desk.homes[e.statement] == pledge.id)
        for pledge in desk.ledger()
    }
    desk.take(ordered[: len(ordered) // 2])
    ids = {pledge.id for pledge in desk.ledger()}
    for old, opener in openers.items():
        # the id still names a pledge, or the statement it was issued for now stands in another one
        assert old in ids or desk.homes[opener] in ids
    assert set(before) <= set(desk.homes)


@st.composite
def ruled(draw: st.DrawFn) -> tuple[list[Filed], tuple[Decision, ...]]:
    items = draw(st.lists(statements(), min_size=4, max_size=14).map(distinct).filter(lambda found: len(found) > 2))
    out = []
    for number in range(draw(st.integers(1, 4))):
        one, other = draw(st.sampled_from(items)), draw(st.sampled_from(items))
        verb = draw(
            st.sampled_from(
                [
                    Verb.ACCEPT_LINK,
                    Verb.REJECT_LINK,
                    Verb.MERGE,
                    Verb.REJECT,
                    Verb.SET,
                    Verb.CLOSE,
                    Verb.DISPUTE,
                    Verb.CONFIRM,
                ]
            )
        )
        values = {
            Verb.SET: {"parties": "EU,CHL"},
            Verb.CLOSE: {"reason": "superseded by p-bcd", "day": "2026-08-01"},
            Verb.CONFIRM: {
                "url": "https://desk.example/found",
                "published": "2026-09-01",
                "quote": "It was done.",
                "day": "2026-08-30",
            },
        }.get(verb, {})
        targets = () if verb in (Verb.CLOSE, Verb.DISPUTE, Verb.CONFIRM) else (anchor_of(one),)
        opener = None if verb in (Verb.SET, Verb.REJECT) else anchor_of(other)
        out.append(
            decision(
                f"2026-10-0{number + 1}T10:00:00Z",
                "Mai",
                "seen",
                verb,
                pledge=opener,
                statements=targets,
                values=values,
            )
        )
    return items, tuple(out)


@few
@given(ruled())
def test_a_ruling_on_two_statements_holds_whatever_else_is_ruled_on_others(case):
    items, decisions = case
    first = decisions[-1]
    homes = settle(items, decisions, rules=rules()).homes
    if first.verb not in (Verb.ACCEPT_LINK, Verb.REJECT_LINK) or not first.pledge:
        return
    pair = [one for one in items if anchor_of(one) in (first.pledge, *first.statements)]
    if len(pair) != 2 or any(one.id not in homes for one in pair) or len(decisions) > 1:
        return
    assert (homes[pair[0].id] == homes[pair[1].id]) is (first.verb is Verb.ACCEPT_LINK)


@few
@given(ruled(), st.randoms(use_true_random=False))
def test_decisions_hold_in_batches_as_in_a_rebuild(case, random):
    items, decisions = case
    mixed = items[:]
    random.shuffle(mixed)
    desk = Desk(decisions)
    for at in range(0, len(mixed), 3):
        desk.take(mixed[at : at + 3])
    assert desk.ledger() == whole(items, decisions, issued=desk.issued)


@few
@given(ruled())
def test_a_decision_made_on_a_settled_ledger_gives_what_a_rebuild_gives(case):
    items, decisions = case
    desk = Desk()
    desk.take(items)
    for number in range(len(decisions)):
        desk.rule(decisions[: number + 1])
    assert desk.ledger() == whole(items, decisions, issued=desk.issued)


def test_a_decision_whose_target_is_gone_is_told():
    lost = decision(
        "2026-10-01T10:00:00Z", "Mai", "", Verb.REJECT, statements=[Anchor("https://wire.example/x", "Gone.")]
    )
    assert "its target is gone" in ledger_of(decisions=[lost]).notes[0]
