"""A text to its sentences, by offset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import nupunkt

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at [start, end) of the text it was found in, without white space around it; `paragraph` counts from 0."""

    start: int
    end: int
    paragraph: int
    heading: bool = False


_PARAGRAPH = re.compile(r"[^\n]+")


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences in order. A line break always ends one."""
    for number, paragraph in enumerate(_PARAGRAPH.finditer(text)):
        at = paragraph.start()
        pending: int | None = None
        spans = [(at + a, at + b) for a, b in nupunkt.sent_spans(paragraph.group())]
        for i, (start, end) in enumerate(spans):
            begin = start if pending is None else pending
            following = text[end : spans[i + 1][1]].lstrip() if i + 1 < len(spans) else ""
            if following[:1].islower():  # "the U.S. is": no sentence begins with a lower-case letter
                pending = begin
                continue
            pending = None
            while begin < end and text[begin].isspace():
                begin += 1
            while end > begin and text[end - 1].isspace():
                end -= 1
            if begin < end:
                yield Sentence(begin, end, number)
