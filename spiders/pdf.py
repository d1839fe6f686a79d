"""A PDF of a ministry to text, with the place at which each of its pages begins: a quote can be cited by page."""

from __future__ import annotations

import io
import logging
import re
from typing import TYPE_CHECKING

from spiders.dates import day_in_url, parse_day, within
from spiders.language import find_language
from spiders.signs import NotArticle, count_words
from spiders.titles import tidy
from tracker.model import Day, PublishedFrom

if TYPE_CHECKING:
    from spiders.article import Hints, PageArticle

MOST_PAGES = 200  # a press release has five, a budget thousands
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?=[a-z])")
# a sentence goes on where the next line begins small, or where the line before was as long as lines get
_WRAPPED = re.compile(r"(?<![.!?:;\n])\n(?=[^\W\d_A-Z])|(?<=[^\n]{55})(?<![.!?:;])\n(?=\S)")
_SPACES = re.compile(r"[ \t\u00a0]+")
_WRITTEN = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?\s+[^\W\d_]{3,12},?\s+20\d\d|[^\W\d_]{3,12}\s+\d{1,2},?\s+20\d\d|\d{1,2}[./-]\d{1,2}[./-]20\d\d|20\d\d-\d\d-\d\d"
)
_TEMPLATE_TITLE = re.compile(
    r"\A(?:microsoft word|untitled|document\d*|slide \d|.*\.(?:docx?|pdf|indd|pptx?|qxd))", re.IGNORECASE
)
_HEADLINE = (12, 250)  # characters of a line that can be a headline


def read_pdf(body: bytes, url: str | None, *, latest: Day | None, hints: Hints) -> PageArticle:
    """Read one PDF; a broken, locked or scanned one has a reason instead of text."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    from spiders.article import PageArticle

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every slip of the writer's
    language = hints.language or "und"
    try:
        reader = PdfReader(io.BytesIO(body))
        pages = [tidy_text(page.extract_text()) for page in reader.pages[:MOST_PAGES]]
        info = reader.metadata
        named, made = tidy(str(info.title or "")) if info else "", _made(info.get("/CreationDate") if info else None)
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
        NotImplementedError,
    ):
        return PageArticle(url, hints.title or "", "", None, None, language, NotArticle.UNREADABLE)
    text, starts = join_pages(pages)
    title = tidy(hints.title or "") or ("" if _TEMPLATE_TITLE.match(named) else named) or _headline(text)
    published, place = _published(text, url, made, latest, hints)
    reason = NotArticle.SCAN if count_words(text) < 5 * max(1, len(pages)) else None
    reason = reason or (NotArticle.UNTITLED if not title else NotArticle.UNDATED if published is None else None)
    return PageArticle(url, title, text, published, place, find_language(text, (language,)), reason, page_starts=starts)


def tidy_text(text: str) -> str:
    """Lines of a sentence joined, words mended that a line end had split; paragraphs stay lines."""
    text = _SPACES.sub(" ", text).replace(" \n", "\n")
    return _WRAPPED.sub(" ", _HYPHENATED.sub("", text)).strip()


def join_pages(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """The text of all pages and the offset at which each begins; a page without text has that of the next."""
    starts, length = [], 0
    for page in pages:
        starts.append(length)
        length += len(page) + 1
    return "\n".join(pages), tuple(starts)


def page_of(offset: int, starts: tuple[int, ...]) -> int:
    """The number of the page (from 1) on which an offset lies."""
    return max(1, sum(start <= offset for start in starts))


def _headline(text: str) -> str:
    lines = [line.strip() for line in text.splitlines()[:12]]
    return next((line for line in lines if _HEADLINE[0] <= len(line) <= _HEADLINE[1] and not _WRITTEN.search(line)), "")


def _published(
    text: str, url: str | None, made: Day | None, latest: Day | None, hints: Hints
) -> tuple[Day | None, PublishedFrom | None]:
    if hints.published and within(hints.published, latest):
        return hints.published, hints.published_from
    shown = next(
        (
            day
            for m in _WRITTEN.finditer(text[:1_500])
            if (day := parse_day(m[0], day_first=hints.day_first, latest=latest))
        ),
        None,
    )
    if shown:
        return shown, PublishedFrom.TEXT
    day = day_in_url(url, latest) if url else None
    if day:
        return day, PublishedFrom.URL
    made = within(made, latest)
    return (made, PublishedFrom.META) if made else (None, None)


def _made(written: object) -> Day | None:
    """ "D:20260331120000+05'30'" -> 31 March 2026."""
    return parse_day(str(written).removeprefix("D:")[:8]) if written else None
