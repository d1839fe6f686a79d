"""Whether a text is about what a source file says it is crawled for. Pure."""

from __future__ import annotations

import functools
import re


def is_relevant(words: tuple[str, ...], text: str) -> bool:
    """True where one of the words begins somewhere in the text, or where there are no words to ask for.

    A word stands at a word's edge on its left alone, so that "mineral" finds "minerals" and "tin" no "meeting"; in
    scripts without spaces it stands anywhere.
    """
    return not words or _pattern(words).search(text) is not None


@functools.lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = [rf"(?<![^\W_]){re.escape(w)}" if w[0].isascii() else re.escape(w) for w in words if w]
    return re.compile("|".join(parts), re.IGNORECASE)
