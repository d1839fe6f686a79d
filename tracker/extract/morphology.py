"""The forms of an English verb or noun, so that a lexicon names each word once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

BASE, S, ING, PAST, PP = "base", "s", "ing", "past", "pp"
FIXED = "fixed"  # a phrase that is no verb but tells as one does ("still unsigned")
_VOWELS = frozenset("aeiou")
_BE = {BASE: ("be",), S: ("is", "are"), ING: ("being",), PAST: ("was", "were"), PP: ("been",)}


def verb_forms(verb: str, irregular: Mapping[str, Sequence[str]], double: Collection[str]) -> list[tuple[str, str]]:
    """Return (surface, form) for each form of a verb; of an idiom of several words the first is inflected."""
    head, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    if head == "be":
        return [(word + tail, form) for form, words in _BE.items() for word in words]
    prefix, hyphen, stem = head.rpartition("-")  # co-host inflects as host
    past, pp = irregular.get(head) or irregular.get(stem) or (_ed(stem, double),) * 2
    forms = {BASE: stem, S: _s(stem), ING: _stem(stem, double, "ing") + "ing", PAST: past, PP: pp}
    if stem == "have":
        forms[S] = "has"
    return [(prefix + hyphen + word.removeprefix(prefix + hyphen) + tail, form) for form, word in forms.items()]


def noun_forms(noun: str) -> tuple[str, ...]:
    """Return the noun and its plural (of the last word, or of the first before "of": "rounds of talks")."""
    head, of, rest = noun.partition(" of ")
    if of:
        return (noun, _s(head) + of + rest) if not head.endswith("s") else (noun,)
    if noun.endswith("s") or not noun[-1:].isalpha():
        return (noun,)
    return (noun, noun + "s" if noun[-1:].isupper() else _s(noun))


def _s(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    if word in ("go", "do", "veto", "embargo") or word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def _ed(word: str, double: Collection[str]) -> str:
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ied"
    return _stem(word, double, "ed") + "ed"


def _stem(word: str, double: Collection[str], ending: str) -> str:
    """The stem before -ed or -ing: a silent e goes, a last consonant doubles where the lexicon says so or in a short word."""
    if word.endswith("ie"):
        return word[:-2] + "y" if ending == "ing" else word
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1]
    return word + word[-1] if word in double or _short(word) else word


def _short(word: str) -> bool:
    """A word of one syllable that ends consonant, vowel, consonant (not w, x, y): ban, slip, set."""
    return (
        len(word) >= 3
        and word[-1] not in _VOWELS | set("wxy")
        and word[-2] in _VOWELS
        and word[-3] not in _VOWELS
        and sum(c in _VOWELS for c in word) == 1
    )
