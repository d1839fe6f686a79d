"""Which stored articles repeat which: each new one is compared with those that share a band of its MinHash, none else.

A group of copies is a set of addresses; its original is the earliest, by published day and then by address. Groups only grow
as articles come, and do not depend on the order in which they do.
"""

from __future__ import annotations

import datetime as dt
import functools
import sqlite3
from collections.abc import Iterable

from tracker.copies import Text, bands, find_copies
from tracker.datafiles import data_root, read_toml
from tracker.pipeline.settling import link_rules
from tracker.pipeline.shelf import noting
from tracker.store import copies
from tracker.store.connect import writing

# a copy is compared with what was published at most so long before or after it
REACH = dt.timedelta(days=21)
_STEP = 200  # articles a transaction


def group_copies(connection: sqlite3.Connection) -> None:
    """Compare every stored article that was not compared yet."""
    while new := copies.not_compared(connection, _STEP):
        found: dict[int, tuple[Text, tuple[int, ...]]] = {row[0]: (text := _text(row), bands(text)) for row in new}
        with writing(connection):
            copies.save_bands(
                connection,
                ((_month(text.published), band, key) for key, (text, held) in found.items() for band in held),
            )
            near = {key for text, held in found.values() for key in _near(connection, text, held)} - found.keys()
            texts = {row[0]: _text(row) for row in copies.texts_of(connection, near)}
            texts.update((key, text) for key, (text, _) in found.items())
            originals = find_copies(texts.values(), _weighty())
            pairs = [(texts[one].url, texts[other].url) for one, other in originals.items()]
            _merge(connection, [text.url for text, _ in found.values()], pairs)
            copies.mark_compared(connection, found)


def group_anew(connection: sqlite3.Connection) -> None:
    """Compare all stored articles anew: the words that weigh, or the way of comparing, may have changed."""
    with writing(connection):
        copies.forget_all(connection)
        group_copies(connection)


def _near(connection: sqlite3.Connection, text: Text, held: tuple[int, ...]) -> list[int]:
    first, last = text.published - REACH, text.published + REACH
    return copies.sharing(connection, range(_month(first), _month(last) + 1), held, first.isoformat(), last.isoformat())


def _merge(connection: sqlite3.Connection, new: Iterable[str], pairs: Iterable[tuple[str, str]]) -> None:
    """Join the groups of the addresses in each pair, and say anew which of a group is the original."""
    group: dict[str, set[str]] = {}
    for url in {*new, *(url for pair in pairs for url in pair)}:
        members = copies.group_of(connection, url)
        joined = set().union(members, *(group.get(one, ()) for one in members))
        group.update(dict.fromkeys(joined, joined))
    for one, other in pairs:
        joined = group[one] | group[other]
        group.update(dict.fromkeys(joined, joined))
    grown = {id(members): members for members in group.values() if len(members) > 1}
    if grown:
        with noting(connection, sorted(set().union(*grown.values())), link_rules()):
            for members in grown.values():
                copies.save_group(connection, sorted(members))


def _text(row: copies.TextRow) -> Text:
    key, url, published, title, text = row
    return Text(key, url, dt.date.fromisoformat(published), title, text)


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month


@functools.cache
def _weighty() -> frozenset[str]:
    """The single words of countries and minerals, in upper case: one exchanged for another is another event."""
    lexicon = data_root() / "lexicon"
    countries = read_toml(lexicon / "countries.en.toml")["country"]
    minerals = read_toml(lexicon / "minerals.en.toml")["mineral"]
    words = [word for one in countries for key in ("names", "demonyms", "capitals") for word in one.get(key, ())]
    words += [word for one in minerals for word in one["words"]]
    return frozenset(word.upper() for word in words if " " not in word)
