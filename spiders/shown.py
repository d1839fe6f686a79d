"""The day that a page shows its readers beside the headline, for pages that declare none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from spiders.dates import parse_day
from spiders.declared import Declared
from spiders.language import code_of
from spiders.titles import choose_title, fold, tidy
from tracker.model import Day

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BEFORE, _AFTER = 25, 120  # elements before and after the headline among which its dateline stands
_DATELINE = re.compile(r"date|time(?!line)|publi|posted|byline|meta-?info|created|fecha|datum|tarih", re.IGNORECASE)
_CHANGED = re.compile(
    r"updat|modif|g\u00fcncelle|aktualis|actuali[sz]|mis \u00e0 jour|\u66f4\u65b0|\uc218\uc815", re.IGNORECASE
)
# what a day beside a headline may be of: the printed issue, an event that is to come, an expiry
_OTHER_DAY = re.compile(
    r"\bissue\b|\bedition\b|\bausgabe\b|edici\u00f3n|\u00e9dition|\bevent|\bdeadline\b|\bexpire|\bcopyright\b|\u00a9|\buntil\b|\bsince\b",
    re.IGNORECASE,
)
_SET_APART = frozenset({"nav", "footer", "aside", "script", "style", "noscript", "select", "template"})
_WRITTEN = re.compile(
    r"(?:19|20)\d\d\s*[-/.\u5e74\ub144]\s*\d{1,2}\s*[-/.\u6708\uc6d4]\s*\d{1,2}|\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*(?:19|20)\d\d"
    r"|\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:de\s+|of\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?(?:19|20)\d\d|[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
)
_TITLE_TAIL = re.compile(r"(?:[|,\u2013\u2014]|\s-)\s*([^|,\u2013\u2014]{6,30})\Z")
_LONGEST = 120  # characters of a dateline
_BARE, _BESIDE = 50, 24  # characters of a day that stands alone, and of what may stand beside it: a weekday, an hour


def shown_day(tree: HtmlElement, declared: Declared, *, day_first: bool | None, latest: Day | None) -> Day | None:
    """The day of a <title> that ends in one, else of the dateline nearest to the headline; None where neither is there."""
    first = _day_first(declared) if day_first is None else day_first
    for candidate in declared.titles:
        tail = _TITLE_TAIL.search(candidate.text) if candidate.place in ("title", "og") else None
        day = _read(tail[1], first, latest) if tail else None
        if day:
            return day
    return next((day for text in _datelines(tree, declared) if (day := _read(text, first, latest))), None)


def _day_first(declared: Declared) -> bool | None:
    """Only in English do some outlets write the month first; dots are day-first everywhere (see parse_day)."""
    codes = {code_of(tag) for tag in declared.languages}
    return True if codes and "en" not in codes else None


def _read(text: str, day_first: bool | None, latest: Day | None) -> Day | None:
    written = _WRITTEN.search(text)
    if not written:
        return None
    words = re.sub(r"\s*([-/.])\s*(?=\d)", r"\1", written[0])
    return parse_day(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", words), day_first=day_first, latest=latest)


def _datelines(tree: HtmlElement, declared: Declared) -> Iterator[str]:
    """Texts of elements that look like datelines: after the headline first, then before it; changes of the page last."""
    elements = [e for e in tree.iter() if isinstance(e.tag, str)]
    headline = fold(choose_title(declared.titles, declared.outlet_names))
    place = next(
        (i for i, e in enumerate(elements) if e.tag == "h1" and headline and headline in fold(e.text_content())), None
    )
    if place is None:
        place = next((i for i, e in enumerate(elements) if e.tag == "h1"), None)
    if place is None:
        return
    near = [*elements[place + 1 : place + _AFTER], *reversed(elements[max(0, place - _BEFORE) : place])]
    changed: list[str] = []
    for element in near:
        text = _dateline(element)
        if text and _CHANGED.search(text):
            changed.append(text)
        elif text:
            yield text
    yield from changed


def _dateline(element: HtmlElement) -> str | None:
    if element.tag in _SET_APART or any(
        a.tag in _SET_APART or a.tag == "a" or (a.tag == "li" and _leads_away(a)) for a in element.iterancestors()
    ):
        return None
    if element.tag == "time":
        return tidy(element.get("datetime") or element.text_content())[:_LONGEST]
    if not _DATELINE.search(f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"):
        return _bare_day(element)
    text = tidy(element.text_content()) if len(element) < 12 else ""
    return text if 0 < len(text) <= _LONGEST else None


def _leads_away(item: HtmlElement) -> bool:
    """A list item with a link is a teaser of another page; one without may be a line of this page's own particulars."""
    return next(item.iter("a"), None) is not None


def _bare_day(element: HtmlElement) -> str | None:
    """An element's own words where they are a day and little else: "Friday, April 28, 2023", "Wed, Oct 16, 2024 page1"."""
    if not element.text or len(element.text) > 4 * _LONGEST:
        return None
    text = tidy(element.text)
    written = _WRITTEN.search(text) if 0 < len(text) <= _BARE else None
    if not written or _OTHER_DAY.search(text):
        return None
    return text if len(text) - len(written[0]) <= _BESIDE else None
