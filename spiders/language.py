"""Which language a text is in: its script, then its commonest words, then what the page declares."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable

from spiders.signs import load_signs

_SAMPLE = 4_000  # characters
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.05),
    ("ko", re.compile("[\uac00-\ud7af]"), 0.2),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.3),
    ("th", re.compile("[\u0e00-\u0e7f]"), 0.3),
    ("he", re.compile("[\u0590-\u05ff]"), 0.3),
    ("el", re.compile("[\u0370-\u03ff]"), 0.3),
    ("ar", re.compile("[\u0600-\u06ff]"), 0.3),
    ("ru", re.compile("[\u0400-\u04ff]"), 0.3),
    ("hi", re.compile("[\u0900-\u097f]"), 0.3),
)
# scripts that several languages share: a declared one of them stands
_SHARING = {
    "ar": {"ar", "fa", "ur", "ps", "ug"},
    "ru": {"ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg"},
    "hi": {"hi", "mr", "ne"},
    "he": {"he", "yi"},
}
_CODE = re.compile(r"\A[A-Za-z]{2,3}(?=[-_]|\Z)")
_WORD = re.compile(r"[^\W\d_]+")
_NORWEGIAN = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}


def code_of(tag: str) -> str | None:
    """ "en-IN" or "en_IN" -> "en"; None for what is no language tag."""
    found = _CODE.match(tag.strip())
    code = found[0].lower() if found else ""
    return _NORWEGIAN.get(code, code) or None


def find_language(text: str, declared: Iterable[str]) -> str:
    """The language (ISO 639-1) that the text itself shows, else the declared one; "und" where neither tells."""
    codes = [code for tag in declared if (code := code_of(tag))]
    script = _script(text[:_SAMPLE])
    if script:
        return next((code for code in codes if code in _SHARING.get(script, {script})), script)
    shares = _shares(text[:_SAMPLE])
    best = max(shares, key=lambda code: shares[code], default="")
    stated = codes[0] if codes else "und"
    # running text of any of these languages has 15-40% such words; a name or a menu has few
    if not best or shares[best] < 0.08:
        return stated
    # relatives (Danish and Norwegian, Spanish and Portuguese) share words: the declared one stands unless it is clearly beaten
    return (
        stated
        if (stated in shares and shares[stated] >= 0.6 * shares[best])
        or (stated not in shares and stated != "und" and shares[best] < 0.2)
        else best
    )


def _script(text: str) -> str | None:
    letters = sum(1 for c in text if c.isalpha())
    if not letters:
        return None
    return next((code for code, pattern, share in _SCRIPTS if len(pattern.findall(text)) >= share * letters), None)


def _shares(text: str) -> dict[str, float]:
    words = _WORD.findall(text.casefold())
    if len(words) < 8:
        return {}
    told: Counter[str] = Counter()
    languages_of = _common_words()
    for word in words:
        for code in languages_of.get(word, ()):
            told[code] += 1
    return {code: told[code] / len(words) for code in load_signs().languages}


@functools.cache
def _common_words() -> dict[str, tuple[str, ...]]:
    """Word -> the languages of whose commonest words it is one."""
    languages = load_signs().languages
    return {
        word: tuple(c for c, words in languages.items() if word in words)
        for words in languages.values()
        for word in words
    }
