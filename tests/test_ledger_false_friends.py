"""Reports that look like the follow-up of a pledge and are not; beside each, the report that is."""

from __future__ import annotations

import pytest
from ledger_cases import filed, holder, ledger_of, on

from tracker.model import Filed, Role, Status

PLEDGE = filed(
    "2026-02-03",
    "pledge",
    "Kenya and Japan will sign a memorandum of understanding on titanium sands by the end of May, trade minister Wanjiru Oduya said.",
    parties="JPN KEN",
    minerals="titanium",
    due="2026-02-03..2026-05-31",
    words="by the end of May",
    speaker="Wanjiru Oduya",
    title="Kenya, Japan to sign titanium memorandum by end of May",
)
KEPT = filed(
    "2026-05-21",
    "announcement",
    "Japan and Kenya signed a memorandum of understanding on titanium sands in Mombasa on Wednesday.",
    parties="JPN KEN",
    minerals="titanium",
    happened="2026-05-20",
)
SCHEME = filed(
    "2026-01-12",
    "pledge",
    "Chile will launch the second round of its salt flat lithium tender in March, the mining ministry said.",
    act="auction launch",
    parties="CHL",
    minerals="lithium",
    due="2026-03-01..2026-03-31",
    words="in March",
    speaker="mining ministry",
)
SCHEME_KEPT = filed(
    "2026-03-18",
    "announcement",
    "Chile's mining ministry launched the second round of the salt flat lithium tender on Tuesday.",
    act="auction launch",
    parties="CHL",
    minerals="lithium",
    happened="2026-03-17",
)

FRIENDS = [
    (
        "another country's deal of the same kind",
        PLEDGE,
        filed(
            "2026-05-21",
            "announcement",
            "Japan and Tanzania signed a memorandum of understanding on titanium sands in Dodoma on Wednesday.",
            parties="JPN TZA",
            minerals="titanium",
            happened="2026-05-20",
        ),
    ),
    (
        "the same countries' deal on another mineral",
        PLEDGE,
        filed(
            "2026-05-21",
            "announcement",
            "Japan and Kenya signed a memorandum of understanding on rare earths in Mombasa on Wednesday.",
            parties="JPN KEN",
            minerals="rare earths",
            happened="2026-05-20",
        ),
    ),
    (
        "the same countries' deal on no mineral at all",
        PLEDGE,
        filed(
            "2026-05-21",
            "announcement",
            "Japan and Kenya signed a convention on double taxation in Nairobi on Wednesday.",
            parties="JPN KEN",
            minerals="",
            happened="2026-05-20",
        ),
    ),
    (
        "talks concluded but nothing signed",
        PLEDGE,
        filed(
            "2026-05-21",
            "announcement",
            "Japan and Kenya have concluded negotiations on a memorandum on titanium sands, officials said.",
            act="agreement conclude",
            parties="JPN KEN",
            minerals="titanium",
            happened="2026-05-20",
        ),
    ),
    (
        "agreement in principle",
        PLEDGE,
        filed(
            "2026-05-21",
            "announcement",
            "Kenya and Japan reached an agreement in principle on titanium sands.",
            act="agreement conclude",
            parties="JPN KEN",
            minerals="titanium",
            happened="2026-05-20",
        ),
    ),
    (
        "a letter of intent on the way there",
        PLEDGE,
        filed(
            "2026-03-02",
            "announcement",
            "Kenya and Japan signed a letter of intent on titanium sands in Tokyo on Monday.",
            parties="JPN KEN",
            minerals="titanium",
            happened="2026-03-02",
        ),
    ),
    (
        "a recap of an older signing",
        PLEDGE,
        filed(
            "2026-05-21",
            "announcement",
            "Kenya and Japan had signed a memorandum of understanding on titanium sands in August 2019.",
            parties="JPN KEN",
            minerals="titanium",
            happened="2019-08-01..2019-08-31",
        ),
    ),
    (
        "the signing of an earlier round",
        SCHEME,
        filed(
            "2026-03-18",
            "announcement",
            "Chile's mining ministry launched the first round of the salt flat lithium tender in 2024.",
            act="auction launch",
            parties="CHL",
            minerals="lithium",
            happened="2024-01-01..2024-12-31",
        ),
    ),
    (
        "another round of the same tender",
        SCHEME,
        filed(
            "2026-03-18",
            "announcement",
            "Chile's mining ministry launched the third round of the salt flat lithium tender on Tuesday.",
            act="auction launch",
            parties="CHL",
            minerals="lithium",
            happened="2026-03-17",
        ),
    ),
    (
        "another state's tender",
        SCHEME,
        filed(
            "2026-03-18",
            "announcement",
            "Argentina launched the second round of its salt flat lithium tender on Tuesday.",
            act="auction launch",
            parties="ARG",
            minerals="lithium",
            happened="2026-03-17",
        ),
    ),
    (
        "a company's deal that shares the name",
        filed(
            "2026-02-03",
            "pledge",
            "The United States will launch the Blue Anvil stockpile by June, the Interior Department said.",
            act="supply launch",
            parties="USA",
            minerals="cobalt",
            due="2026-02-03..2026-06-30",
            names="Blue Anvil",
        ),
        filed(
            "2026-05-04",
            "announcement",
            "Blue Anvil Drilling signed an offtake contract with a Finnish smelter for nickel.",
            act="supply sign",
            parties="FIN",
            minerals="nickel",
            names="Blue Anvil Drilling",
        ),
    ),
]


@pytest.mark.parametrize(("pledge", "friend"), [case[1:] for case in FRIENDS], ids=[case[0] for case in FRIENDS])
def test_a_false_friend_confirms_nothing(pledge: Filed, friend: Filed):
    held = holder(ledger_of(pledge, friend), pledge)
    assert all(span.status is not Status.CONFIRMED for span in held.spans)
    assert friend.id not in {one.statement for one in held.evidence}


def test_a_report_older_than_the_promise_confirms_nothing():
    # the same act by its words, so it may stand in the story; it cannot be what the later promise speaks of
    older = filed(
        "2026-01-20",
        "announcement",
        "Japan and Kenya signed a memorandum of understanding on titanium sands in Mombasa on Monday.",
        parties="JPN KEN",
        minerals="titanium",
        happened="2026-01-19",
    )
    held = holder(ledger_of(older, PLEDGE), PLEDGE)
    assert all(span.status is not Status.CONFIRMED for span in held.spans)
    assert held.spans[-1].status is Status.OVERDUE
    assert all(one.role is not Role.CONFIRMS for one in held.evidence)


@pytest.mark.parametrize(("pledge", "report"), [(PLEDGE, KEPT), (SCHEME, SCHEME_KEPT)], ids=["memorandum", "tender"])
def test_the_report_itself_confirms(pledge: Filed, report: Filed):
    held = holder(ledger_of(pledge, report), pledge)
    assert held.spans[-1].status is Status.CONFIRMED
    assert held.spans[-1].detail == "on time"


def test_the_report_confirms_beside_all_its_false_friends():
    friends = [friend for _, pledge, friend in FRIENDS if pledge is PLEDGE]
    held = holder(ledger_of(PLEDGE, KEPT, *friends), PLEDGE)
    assert [one.statement for one in held.evidence if one.role is Role.CONFIRMS] == [KEPT.id]


def test_a_denial_leaves_the_pledge_open():
    # a minister who denies a delay says no more than the pledge: told as a restatement, it moves nothing
    denial = filed(
        "2026-03-10",
        "pledge",
        "Oduya denied that the titanium memorandum with Japan had slipped: it would be signed as planned.",
        parties="JPN KEN",
        minerals="titanium",
        speaker="Wanjiru Oduya",
    )
    held = holder(ledger_of(PLEDGE, denial), PLEDGE)
    assert denial.id in {one.statement for one in held.evidence}
    assert on(held, "2026-03-11").status is Status.OPEN
    assert on(held, "2026-03-11").slips == 0


def test_a_copy_of_the_pledges_own_article_neither_confirms_nor_moves_it():
    copy = filed(
        "2026-02-10",
        "pledge",
        "Kenya and Japan will sign a memorandum of understanding on titanium sands by the end of May, Oduya said.",
        parties="JPN KEN",
        minerals="titanium",
        due="2026-02-10..2026-05-31",
        words="by the end of May",
        copy_of=PLEDGE.url,
    )
    told = filed(
        "2026-02-10",
        "announcement",
        "They signed it.",
        parties="JPN KEN",
        minerals="titanium",
        copy_of=PLEDGE.url,
        url=copy.url,
        start=300,
    )
    held = holder(ledger_of(PLEDGE, copy, told), PLEDGE)
    assert copy.id in {one.statement for one in held.evidence}
    assert {span.status for span in held.spans} == {Status.OPEN, Status.OVERDUE}
    assert on(held, "2026-03-01").slips == 0
    assert on(held, "2026-03-01").current == PLEDGE.id


def test_a_step_further_on_settles_the_step_before_it():
    force = filed(
        "2026-05-21",
        "announcement",
        "The titanium sands memorandum between Japan and Kenya was ratified by parliament in Nairobi.",
        act="agreement ratify",
        parties="JPN KEN",
        minerals="titanium",
        happened="2026-05-20",
    )
    held = holder(ledger_of(PLEDGE, force), PLEDGE)
    assert held.spans[-1].status is Status.CONFIRMED
    assert [one.role for one in held.evidence if one.statement == force.id] == [Role.CONFIRMS]


def test_a_deal_renamed_between_promise_and_signing_is_linked_or_asked_about():
    renamed = filed(
        "2026-05-21",
        "announcement",
        "Tokyo and Nairobi on Wednesday signed the Indian Ocean Heavy Sands Compact.",
        parties="JPN KEN",
        minerals="critical minerals",
        happened="2026-05-20",
        names="Indian Ocean Heavy Sands Compact",
    )
    ledger = ledger_of(PLEDGE, renamed)
    asked = {question.statement for question in ledger.queue if question.root == PLEDGE.id}
    assert renamed.id in asked or renamed.id in {one.statement for one in holder(ledger, PLEDGE).evidence}
    assert on(holder(ledger, PLEDGE), "2026-08-01").status is not Status.OVERDUE
