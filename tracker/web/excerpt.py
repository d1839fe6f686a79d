"""The quote inside a little of the kept text around it; whole articles are not ours to show. Pure."""

from __future__ import annotations

from dataclasses import dataclass

AROUND = 220  # characters on each side that are fetched; fewer are shown, cut at a word


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What stands before the quote, the quote, and what stands after it."""

    before: str
    quote: str
    after: str


def excerpt(kept: str, start: int, quote: str, around: int = AROUND) -> Excerpt:
    """The quote at `start` of a kept piece of text, with at most `around` characters on each side.

    Where the quote is not at that place, it comes alone: a wrong passage is never marked.
    """
    end = start + len(quote)
    if not quote or kept[start:end] != quote:
        return Excerpt("", quote, "")
    return Excerpt(_tail(kept[:start], around), quote, _head(kept[end:], around))


def _tail(text: str, most: int) -> str:
    """The end of a text, from the start of a paragraph or of a word."""
    text = text[text.rfind("\n\n") + 2 :] if "\n\n" in text else text
    if len(text) < most:
        return text.lstrip()
    cut = text[-most:]
    return "\u2026 " + (cut.split(maxsplit=1)[1] if len(cut.split(maxsplit=1)) > 1 else "")


def _head(text: str, most: int) -> str:
    """The start of a text, to the end of a paragraph or of a word."""
    text = text.split("\n\n", 1)[0]
    if len(text) < most:
        return text.rstrip()
    cut = text[:most].rsplit(maxsplit=1)[0] if " " in text[:most] else ""
    return cut + " \u2026"
