"""Calendar dates whose form the grammar does not know, read by dateparser: month names of other languages.

English copy quotes dates as they stand in a gazette ("14 de junio de 2026", "14 Juni 2026", "14 июня 2026"). dateparser
takes milliseconds a date, so it is asked only for a day, one unknown word and a year in a row, once for each word, and for
a few words of a text.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

ASKED_AT_MOST = 8  # words of one text
LANGUAGES = [
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "ru",
    "uk",
    "pl",
    "tr",
    "id",
    "ms",
    "vi",
    "sv",
    "da",
    "fi",
    "ro",
    "cs",
    "hu",
]


class Months:
    """The month that a foreign word names; one for each text that is read, so that the number of questions is bounded."""

    def __init__(self) -> None:
        self._left = ASKED_AT_MOST

    def month(self, word: str) -> int:
        """Raises ValueError where the word names no month, or too many have been asked for."""
        if self._left <= 0:
            raise ValueError("too many unknown words in dates")
        self._left -= 1
        found = _month(word.lower())
        if not found:
            raise ValueError(f"{word!r} is no month")
        return found


@functools.lru_cache(maxsize=4096)
def _month(word: str) -> int:
    """1 to 12, or 0; only a whole date counts, so that "14 tonnes 2026" is none."""
    if not 2 <= len(word) <= 12:
        return 0
    read = _parser().get_date_data(f"14 {word} 2026", date_formats=["%d %B %Y"])
    day = read.date_obj
    return day.month if day is not None and read.period == "day" and (day.day, day.year) == (14, 2026) else 0


@functools.cache
def _parser() -> DateDataParser:
    from dateparser.date import DateDataParser

    settings = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"}
    return DateDataParser(languages=LANGUAGES, settings=settings)
