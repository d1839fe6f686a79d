"""Amounts of money: the words, the number and the currency where one is named."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracker.model import Money

_SIGNS = {
    "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL", "$": None,
    "€": "EUR", "£": "GBP", "₹": "INR", "¥": None, "₩": "KRW", "₦": "NGN", "rs.": None, "rs": None, "re": None,
    "usd": "USD", "eur": "EUR", "gbp": "GBP", "inr": "INR", "aud": "AUD", "cad": "CAD", "jpy": "JPY", "cny": "CNY", "rmb": "CNY", "krw": "KRW",
    "zar": "ZAR", "brl": "BRL", "chf": "CHF", "sek": "SEK", "nok": "NOK", "aed": "AED", "sar": "SAR", "idr": "IDR", "pkr": "PKR", "pln": "PLN",
}  # fmt: skip
_WORDS = {
    "u.s. dollars": "USD", "us dollars": "USD", "american dollars": "USD", "australian dollars": "AUD", "canadian dollars": "CAD", "dollars": None,
    "dollar": None, "euros": "EUR", "euro": "EUR", "pounds sterling": "GBP", "pounds": "GBP", "sterling": "GBP", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY",
    "won": "KRW", "rupees": None, "rand": "ZAR", "reais": "BRL", "rupiah": "IDR", "kwacha": "ZMW", "naira": "NGN", "tenge": "KZT", "pesos": None,
    "swiss francs": "CHF", "kronor": "SEK", "kroner": None, "dirhams": "AED", "riyals": "SAR", "hryvnia": "UAH",
}  # fmt: skip
_SCALE = {
    "trillion": 1e12, "tn": 1e12, "trn": 1e12, "lakh crore": 1e12, "billion": 1e9, "bn": 1e9, "b": 1e9, "crore": 1e7, "crores": 1e7, "cr": 1e7,
    "million": 1e6, "mn": 1e6, "mln": 1e6, "m": 1e6, "lakh": 1e5, "lakhs": 1e5, "thousand": 1e3, "k": 1e3,
}  # fmt: skip
_AROUND = 64  # characters about a sign or word of currency within which its number stands
_LONGEST = 40  # digits beyond which no amount is meant


def _either(words: dict[str, str | None] | dict[str, float]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_AMOUNT = rf"(?P<%s>\d[\d,]{{0,{_LONGEST}}}(?:\.\d{{1,6}})?)(?:[ -]?(?P<%s>{_either(_SCALE)})(?![a-z]))?"
_MONEY = re.compile(
    rf"(?<![a-z0-9])(?P<sign>{_either(_SIGNS)})[ ]?{_AMOUNT % ('n1', 's1')}"
    rf"|(?<![\w.,]){_AMOUNT % ('n2', 's2')}[ -](?P<word>{_either(_WORDS)})(?![a-z])"
)


HINTS = (
    "$",
    "€",
    "£",
    "¥",
    "₹",
    "₩",
    "₦",
    *(w for w in (*_SIGNS, *_WORDS) if w.isalpha()),
)  # words that an amount has one of


def find(text: str, folded: str, hints: Iterable[int]) -> list[tuple[int, int, Money]]:
    """Every amount, as (start, end, money) in text order.

    `folded` is the folded text, of the same length; `hints` are the offsets at which one of HINTS stands, in order. They are
    rare, so that the long pattern is tried at few places.
    """
    found: list[tuple[int, int, Money]] = []
    for hint in hints:
        low = max(found[-1][1] if found else 0, hint - _AROUND)
        while 0 < low < hint and folded[low - 1].isalnum():
            low += 1  # not from the middle of a word
        match = _MONEY.search(folded, low, hint + _AROUND)
        if match is not None and match.start() <= hint < match.end():
            found.append((match.start(), match.end(), _money(text, match)))
    return found


def _money(text: str, match: re.Match[str]) -> Money:
    digits, scale = match["n1"] or match["n2"], match["s1"] or match["s2"]
    number = float(digits.replace(",", "") or 0) * (_SCALE[scale] if scale else 1.0)
    currency = _SIGNS[match["sign"]] if match["sign"] else _WORDS[match["word"]]
    return Money(text[match.start() : match.end()], number, currency)
