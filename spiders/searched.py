"""The day that a search of the whole page finds, for pages that neither declare one nor show one beside the headline.

htmldate does the search. It makes up a day where only a month or a year is written, such as the first of January out of a
copyright notice, and reads days out of links to other pages: both are taken from it here.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from spiders.dates import EARLIEST, days_written
from tracker.model import Day

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# a notice of rights with its year or years: "(c) 2019-2026 The Ledger", "Copyright 2026", "2026 All rights reserved"
_YEARS = r"(?:19|20)\d\d(?:\s*[-\u2013\u2014,/]\s*(?:19|20)?\d\d)*"
_RIGHTS = re.compile(
    rf"(?:\u00a9|\([cC]\)|copyright|&copy;)[^\n<>]{{0,80}}?{_YEARS}|{_YEARS}[^\n<>]{{0,40}}?(?:\u00a9|\ball rights reserved)",
    re.IGNORECASE,
)


def searched_day(tree: HtmlElement, url: str | None, latest: Day | None) -> Day | None:
    """The day that htmldate's quick search finds, else its extensive one; None for a day that is nowhere written as one."""
    from htmldate import find_date

    searched = _without_decoys(tree)
    written: frozenset[Day] | None = None
    for extensive in (False, True):
        found = find_date(
            copy.deepcopy(searched),
            extensive_search=extensive,
            original_date=True,
            url=url,
            min_date=EARLIEST.isoformat(),
            max_date=latest.isoformat() if latest else None,
        )
        day = Day.fromisoformat(found) if found else None
        if day is None:
            continue
        if day.day != 1:
            return day
        written = days_written(_source(searched)) if written is None else written
        if day in written:
            return day
    return None


def _without_decoys(tree: HtmlElement) -> HtmlElement:
    """A copy without the addresses and days of other pages and without notices of rights."""
    made = copy.deepcopy(tree)
    for time in list(made.iter("time")):
        teaser = next(time.iterancestors("li", "a"), None)
        if teaser is not None and (teaser.tag == "a" or next(teaser.iter("a"), None) is not None):
            time.drop_tree()
    for element in made.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "a":
            element.attrib.pop("href", None)
        if element.text and _RIGHTS.search(element.text):
            element.text = _RIGHTS.sub(" ", element.text)
        if element.tail and _RIGHTS.search(element.tail):
            element.tail = _RIGHTS.sub(" ", element.tail)
        for name in ("content", "value", "title", "alt"):
            value = element.get(name)
            if value and _RIGHTS.search(value):
                element.set(name, _RIGHTS.sub(" ", value))
    return made


def _source(tree: HtmlElement) -> str:
    from lxml import html

    return str(html.tostring(tree, encoding="unicode"))
