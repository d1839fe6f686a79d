"""Filters in addresses: what is read, what is refused, and that the same question always has the same address."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs

import pytest

from tracker.errors import UsageError
from tracker.web import ask

TODAY = dt.date(2026, 9, 1)


def read(query: str) -> ask.Ask:
    return ask.read(parse_qs(query, keep_blank_values=True), TODAY)


def test_an_empty_question_is_about_today() -> None:
    got = read("")
    assert (got.filters.as_of, got.dated, got.page, got.query()) == (TODAY, False, 1, "")


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("party=IND&party=USA", "party", ("IND", "USA")),
        ("party=IND,USA", "party", ("IND", "USA")),
        ("mineral=rare+earths", "mineral", ("rare earths",)),
        ("status=overdue", "status", "overdue"),
        ("status=", "status", None),
        ("stated=1", "stated", True),
        ("as_of=2026-02-28", "as_of", dt.date(2026, 2, 28)),
        ("due_by=2026-02-28", "due_by", dt.date(2026, 2, 28)),
        ("search=C%242bn", "search", "C$2bn"),
        ("speaker=Ada+Okonjo", "speaker", "Ada Okonjo"),
        ("utm_source=mail", "source", None),
    ],
)
def test_a_filter_is_read(query: str, name: str, value: object) -> None:
    assert value == getattr(read(query).filters, name)


@pytest.mark.parametrize(
    "query",
    [
        "status=late", "kind=promise", "stated=yes", "as_of=yesterday", "as_of=20260228", "as_of=2026-02-30", "page=0", "page=-1",
        "page=x", "page=%D9%A3", "page=99999999999999999999", "search=%3F%3F", "party=A%00B", f"search={'x' * 300}",
        "party=" + ",".join(map(str, range(20))),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_refused_by_name(query: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(query)
    assert caught.value.where.removeprefix("--") == query.partition("=")[0]


def test_the_same_filters_in_another_order_have_the_same_address() -> None:
    one, other = read("status=overdue&party=IND&mineral=lithium"), read("mineral=lithium&party=IND&status=overdue&x=1")
    assert one.query() == other.query() == "?party=IND&mineral=lithium&status=overdue"
    assert one.key == other.key


def test_a_filter_is_added_replaced_and_taken_away() -> None:
    got = read("party=IND&status=overdue")
    assert got.query(plus=("party", "USA")) == "?party=IND&status=overdue&party=USA"
    assert got.query(plus=("status", "open")) == "?party=IND&status=open"
    assert got.query(without=("party", "IND")) == "?status=overdue"
    assert got.query(page=3) == "?party=IND&status=overdue&page=3"


def test_an_address_reads_back_as_the_question_it_was_made_from() -> None:
    got = read("party=IND&search=%22a+%26+b%22&speaker=O%27Neil&as_of=2026-01-31")
    assert read(got.query().removeprefix("?")) == got
