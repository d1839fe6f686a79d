"""A text to its sentences, by offset: what a line is, where the report begins in it, and where its sentences end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import nupunkt

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_BULLET = re.compile(r"\s*(?:[-–—•*▪●◦·»>]+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+")
_CLOCK = re.compile(
    r"\s*(?:\d{1,2}[:.]\d\d\s*(?:[ap]\.?m\.?)?(?:\s*(?:GMT|BST|IST|ET|EST|EDT|CET|AEST|UTC))?)\s*[-–—:|]?\s+"
)
_CLOSERS = "\"'”’)]»"
_LONGEST = 1500  # characters of a line that are split by sentences at once; longer "sentences" are cut at white space
_HEADING_WORDS = 18


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """One language's lines that are no report, its abbreviations, and its datelines; see data/rules/boilerplate."""

    junk: tuple[str, ...]
    abbreviations: tuple[str, ...]
    datelines: tuple[str, ...]


@dataclass(frozen=True)
class Lines:
    """Boilerplate made ready for use."""

    junk: re.Pattern[str]
    dateline: tuple[re.Pattern[str], ...]
    abbreviations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at [start, end) of the text it was found in, without white space around it.

    `read` is where its own words begin, past a dateline, bullet or clock time. `paragraph` counts lines from 0. A `heading`
    is a short line without a full stop; a `bullet` opens a list item; `lead` is the paragraph of the line that leads a list in.
    """

    start: int
    end: int
    paragraph: int
    read: int = 0
    heading: bool = False
    bullet: bool = False


def compile_lines(raw: Boilerplate) -> Lines:
    """Compile the patterns. Raises re.error for one that is no regular expression."""
    return Lines(
        re.compile("|".join(f"(?:{p})" for p in raw.junk)),
        tuple(re.compile(p) for p in raw.datelines),
        raw.abbreviations,
    )


def sentences(text: str, folded: str, lines: Lines) -> Iterator[Sentence]:
    """Yield the sentences in order, boilerplate left out. A line break always ends one. Linear in the text's length."""
    told = 0  # paragraphs of the report so far: only the first can open with a dateline
    for number, line in enumerate(_LINE.finditer(text)):
        start, end = _strip(text, line.start(), line.end())
        if start >= end or lines.junk.match(folded, start, min(end, start + 300)):
            continue
        bullet = _BULLET.match(text, start, min(end, start + 12))
        read = bullet.end() if bullet else start
        clock = _CLOCK.match(text, read, min(end, read + 24))
        read = clock.end() if clock else read
        heading = not bullet and _heading(text, start, end)
        if not heading and told < 2:
            read = max(read, _dateline(text, read, end, lines))
            told += 1
        first = True
        for opening, stop in _split(text, folded, start, end, lines):
            begin = max(opening, min(read, stop - 1)) if first and bullet else opening
            yield Sentence(
                begin, stop, number, max(begin, min(read, stop)) if first else begin, heading, bool(bullet) and first
            )
            first = False


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _heading(text: str, start: int, end: int) -> bool:
    if (
        end - start > 160
        or text[end - 1] in ".!?…"
        or (text[end - 1] in _CLOSERS and text[end - 2 : end - 1] in tuple(".!?…"))
    ):
        return False
    return text.count(" ", start, end) < _HEADING_WORDS


def _dateline(text: str, start: int, end: int, lines: Lines) -> int:
    stop = min(end, start + 110)
    for pattern in lines.dateline:
        found = pattern.match(text, start, stop)
        if found and end - found.end() > 20:
            return found.end()
    return start


def _split(text: str, folded: str, start: int, end: int, lines: Lines) -> Iterator[tuple[int, int]]:
    """The sentences of one line."""
    for low, high in _windows(text, start, end):
        pending = -1
        spans = [(low + a, low + b) for a, b in nupunkt.sent_spans(text[low:high])]
        for i, (a, b) in enumerate(spans):
            begin = a if pending < 0 else pending
            last = i + 1 == len(spans)
            if not last and _runs_on(text, folded, begin, b, spans[i + 1], lines):
                pending = begin
                continue
            pending = -1
            begin, stop = _strip(text, begin, b)
            if begin < stop:
                yield begin, stop


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a line of absurd length at white space, so that no step is worse than linear."""
    while end - start > 40 * _LONGEST:
        cut = text.find(" ", start + 30 * _LONGEST, start + 40 * _LONGEST)
        cut = cut if cut > 0 else start + 40 * _LONGEST
        yield start, cut
        start = cut
    yield start, end


def _runs_on(text: str, folded: str, begin: int, end: int, following: tuple[int, int], lines: Lines) -> bool:
    """Whether the full stop at `end` ends no sentence."""
    nxt, _ = _strip(text, *following)
    if nxt >= following[1]:
        return True
    stop = end
    while stop > begin and text[stop - 1].isspace():
        stop -= 1
    if stop - begin > _LONGEST:
        return False
    if text[nxt].islower():
        return True
    word = folded.rfind(" ", begin, stop)
    token = folded[max(begin, word + 1) : stop].lstrip("(\"'“‘[")
    if token in lines.abbreviations:
        return not (token.count(".") > 1 and text[nxt] in '"“') or token in ("mr.", "rs.")
    return len(token) == 2 and token[0].isalpha() and token[1] == "." and text[max(begin, word + 1)].isupper()
