"""A sentence to tokens, each with a one-letter code.

Every word that the grammar names belongs to some parts ("second" is an ordinal and a unit) and may be a literal of a
pattern. Words with the same memberships share a code, one private-use character, so that a pattern over typed parts becomes
a small regular expression over a string with one character a token. Unknown words share one code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

# Every repeat is bounded or possessive: linear time on any text.
_TOKEN = re.compile(
    r"[A-Za-z][a-z]++(?![^\W_])|a(?![^\W_]|\.)"  # almost all words: four times as fast as the forms below
    r"|"
    r"(?:[^\W\d_]\.){2,8}+"  # U.S.
    r"|[Ff][Yy] ?['’]?\d{2,4}(?:[-/–]\d{2,4})?(?![\w/-])"  # FY27, FY2026-27
    r"|[^\W\d_]++\d*+"  # words, Q3, COP30
    r"|(?=\d)(?:"
    r"\d{1,2}[:.]\d\d ?[ap]\.?m\b\.?|\d{1,2}:\d\d(?::\d\d)?(?!\d)"  # times of day
    r"|\d{1,2} ?[apAP](?:m\b|M\b|\.m\.)"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?![\d/-])"  # 2026-06-14
    r"|\d{1,2}/\d{1,2}/\d{2,4}(?![\d/-])|\d{1,2}\.\d{1,2}\.\d{2,4}(?![\d/-])|\d{1,2}-\d{1,2}-\d{4}(?![\d/-])"
    r"|\d{1,3}(?:,\d{3})++(?:\.\d++)?+"  # 11,200
    r"|\d{1,4}[-–/]\d{1,4}(?![\d/.,-]\d)(?![^\W_])"  # 2026-27, 14-16
    r"|\d++\.\d++"
    r"|\d{1,4}[A-Za-z]{1,2}\d{0,4}+(?![^\W_])"  # 21st, 2H26
    r"|\d++)"
    r"|['’](?:\d\d(?!\w)|[a-z]{0,2}+)"  # 's, 'll, '27
    r"|\s[-–—]{1,2}\s|[^\w\s]|\n[^\S\n]*+\n\s*+"
)

UNKNOWN = "\uf8fd"
ED = "\uf8fe"  # an unknown word that ends like a past tense
NAME = "\uf8ff"  # an unknown word with a capital
_FIRST_CODE = 0xE000

# Parts that a token has by its form. Each value is a predicate's name in `_form`.
FORMS = (
    "int", "day_number", "year_number", "ordinal_digits", "decimal", "clock", "iso_date", "numeric_date", "number_range",
    "year_pair", "year_range", "slash_pair", "quarter_code", "half_code", "quarter_year", "half_year", "fiscal_code", "short_year", "decade_code", "unknown", "ed",
    "name", "hyphen", "dash", "comma", "dot", "stop", "colon", "possessive", "quote", "bracket", "currency", "percent", "mark",
)  # fmt: skip

_NO_PAST = {"{neutral}", "{plan}", "{promise_verb}", "{past_verb}"}  # parts that settle what a word in -ed is
_QUARTER_CODE = re.compile(r"(?:[qQ][1-4]|[1-4][qQ](?:\d{2}|\d{4})?)\Z")
_HALF_CODE = re.compile(r"(?:[hH][12]|[12][hH](?:\d{2}|\d{4})?)\Z")
_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)\Z")
_ORDINAL_ENDS = ("st", "nd", "rd", "th")
_MARKS = {
    ",": ("comma",), ".": ("dot", "stop"), ";": ("stop",), "!": ("stop",), "?": ("stop",), ":": ("colon",), "-": ("hyphen",), "–": ("hyphen", "dash"),
    "—": ("dash",), "'": ("possessive", "quote"), "’": ("possessive", "quote"), "'s": ("possessive",), "’s": ("possessive",), "$": ("currency",), "€": ("currency",),
    "£": ("currency",), "¥": ("currency",), "₹": ("currency",), "%": ("percent",), "(": ("bracket",), ")": ("bracket",), '"': ("quote",), "“": ("quote",),
    "”": ("quote",), "/": ("mark",),
}  # fmt: skip


def _values(
    numbers: Mapping[str, Mapping[str, int]], names: Mapping[str, Mapping[str, str]], sets: Mapping[str, Iterable[str]]
) -> dict[str, dict[str, int | str]]:
    """What each word of a part is worth; a set of parts knows the values of all of them."""
    out: dict[str, dict[str, int | str]] = {}
    for table in (numbers, names):
        for part, values in table.items():
            out[part] = {word.lower(): value for word, value in values.items()}
    for name, parts in sets.items():
        out.setdefault(name, {word: value for part in parts for word, value in out.get(part, {}).items()})
    return out


def _members(listed: Mapping[str, Iterable[str]], literals: Iterable[str]) -> dict[str, set[str]]:
    """For each word the parts it belongs to, itself where it is a literal, and {ed} where it ends like a past tense."""
    out: dict[str, set[str]] = {}
    for part, words in listed.items():
        for word in words:
            out.setdefault(word.lower(), set()).add("{" + part + "}")
    for word in literals:
        out.setdefault(word, set()).add(word)
    for word, parts in out.items():
        if word.endswith("ed") and len(word) > 4 and not parts & _NO_PAST:
            parts.add("{ed}")
    return out


class _Codes(dict[str, str]):
    """Codes by word; a word that is not listed gets its code by form, kept for the next time while there is room."""

    ROOM = 100_000

    def __init__(self, form: Callable[[str], str]) -> None:
        super().__init__()
        self._form = form

    def __missing__(self, word: str) -> str:
        code = self._form(word)
        if len(self) < self.ROOM and len(word) < 40:
            self[word] = code
        return code


class Tokens:
    """The tokens of a text and their codes; where a token stands is worked out when somebody asks."""

    __slots__ = ("_starts", "codes", "text", "words")

    def __init__(self, text: str, words: list[str], codes: str) -> None:
        self.text, self.words, self.codes = text, words, codes
        self._starts: list[int] = []

    def start(self, number: int) -> int:
        """The offset of a token's first character."""
        starts, words, index = self._starts, self.words, self.text.index
        place = starts[-1] + len(words[len(starts) - 1]) if starts else 0
        for word in words[len(starts) : number + 1]:  # between tokens stand only spaces and underscores
            place = index(word, place)
            starts.append(place)
            place += len(word)
        return starts[number]

    def end(self, number: int) -> int:
        """The offset after a token's last character."""
        return self.start(number) + len(self.words[number])


class Lexicon:
    """The words of a grammar, their values and their codes."""

    def __init__(
        self,
        numbers: Mapping[str, Mapping[str, int]],
        names: Mapping[str, Mapping[str, str]],
        words: Mapping[str, Iterable[str]],
        cased: Iterable[str],
        literals: Iterable[str],
        sets: Mapping[str, Iterable[str]],
    ) -> None:
        self.kinds: list[str] = []
        self._values = _values(numbers, names, sets)
        self._cased = {word for part in cased for word in self._values[part]}
        self._cased_parts = {"{" + part + "}" for part in cased}
        self._codes: dict[frozenset[str], str] = {}
        self._by_member: dict[str, str] = {}
        self._by_word = _Codes(self._form)
        self._add_forms()
        for word, parts in _members({**numbers, **names, **words}, literals).items():
            if " " in word:  # several tokens: the layer `compound` makes one of them
                for part in parts:
                    self._code(frozenset({part}))
            else:
                self._register(word, parts)

    def _add_forms(self) -> None:
        """Codes for tokens that are told by their form."""
        for special, code in (("{unknown}", UNKNOWN), ("{ed}", ED), ("{name}", NAME)):
            self._codes[frozenset({special})] = self._by_member[special] = code
        for form in FORMS:
            self._code(frozenset({"{" + form + "}"}))
        for combination in (("int", "day_number"), *_MARKS.values()):
            self._code(frozenset("{" + part + "}" for part in combination))

    def _code(self, signature: frozenset[str]) -> str:
        if signature not in self._codes:
            self._codes[signature] = chr(_FIRST_CODE + len(self._codes))
            for member in signature:
                self._by_member[member] = self._by_member.get(member, "") + self._codes[signature]
        return self._codes[signature]

    def _register(self, word: str, parts: set[str]) -> None:
        shapes = {word, word.capitalize(), word.upper()}
        plain = frozenset(parts - self._cased_parts)
        if word not in self._cased:
            plain = frozenset(parts)
        for shape in shapes:
            signature = plain if shape == word and word in self._cased else frozenset(parts)
            self._by_word[shape] = self._code(signature) if signature else UNKNOWN

    def add_kinds(self, kinds: Iterable[str]) -> None:
        """Give each kind of composed part a code of its own."""
        for kind in kinds:
            self.kinds.append(kind)
            self._code(frozenset({"{" + kind + "}"}))

    def code_of_kind(self, kind: str) -> str:
        """The one code of a composed part."""
        return self._code(frozenset({"{" + kind + "}"}))

    def codes_of(self, member: str) -> str:
        """All codes of the tokens that belong to a part ("{month_name}") or are a literal word; "" if there is none."""
        return self._by_member.get(member, "")

    def all_codes(self) -> dict[frozenset[str], str]:
        return self._codes

    def value(self, part: str, token: str) -> int | str:
        """What a token is worth as a member of a part: a month's number, a unit's name, else its own lower-case text."""
        lowered = token.lower()
        known = self._values.get(part, {}).get(lowered)
        if known is None and lowered[0].isdecimal():
            return (
                lowered[:-2] if lowered[-2:] in _ORDINAL_ENDS and lowered[:-2].isdecimal() else lowered.replace(",", "")
            )
        return lowered if known is None else known

    def scan(self, text: str) -> Tokens:
        """The tokens of a text, and one code for each."""
        words = _TOKEN.findall(text)
        return Tokens(text, words, "".join(map(self._by_word.__getitem__, words)))

    def _form(self, word: str) -> str:
        """The code of a word that no part lists: by its form."""
        first = word[0]
        if first.isalpha():
            if len(word) < 5 and (_QUARTER_CODE.match(word) or _HALF_CODE.match(word)):
                return self._code(frozenset({"{quarter_code}" if word[0] in "qQ" else "{half_code}"}))
            if word[:2] in ("FY", "fy", "Fy") and word[-1].isdigit():
                return self._code(frozenset({"{fiscal_code}"}))
            if first.isupper():
                return NAME
            return ED if word.endswith("ed") and len(word) > 4 else UNKNOWN
        if first.isdecimal():
            return self._code(_number_form(word))
        if word in _MARKS:
            return self._code(frozenset("{" + part + "}" for part in _MARKS[word]))
        if len(word) > 1 and word[1].isdigit():
            return self._code(frozenset({"{short_year}"}))
        stripped = word.strip()
        part = "stop" if not stripped else "dash" if stripped in ("-", "–", "—", "--") else "mark"
        return self._code(frozenset({"{" + part + "}"}))


_INT_DAY = frozenset({"{int}", "{day_number}"})
_YEAR = frozenset({"{year_number}"})


def _number_form(word: str) -> frozenset[str]:
    if word.isdecimal():
        if len(word) <= 2:
            return _INT_DAY if 1 <= int(word) <= 31 else frozenset({"{int}"})
        if len(word) == 4 and 1900 <= int(word) <= 2199:
            return _YEAR
        return frozenset({"{int}"}) if len(word) <= 6 else frozenset({"{mark}"})
    if ":" in word or (word[-1] in "mM." and not word[-2].isdecimal()):
        return frozenset({"{clock}"})
    if _ORDINAL.match(word):
        return frozenset({"{ordinal_digits}"})
    if _QUARTER_CODE.match(word):
        return frozenset({"{quarter_code}"} if len(word) < 3 else {"{quarter_year}"})
    if _HALF_CODE.match(word):
        return frozenset({"{half_code}"} if len(word) < 3 else {"{half_year}"})
    if len(word) == 5 and word[:4].isdecimal() and word[3:] in ("0s", "0S"):
        return frozenset({"{decade_code}"})
    return frozenset({"{" + _joined_form(word) + "}"})


def _joined_form(word: str) -> str:
    pieces = re.split(r"[-–/.]", word[:16])
    if "," in word:
        return "int" if len(word) <= 7 and "." not in word else "mark"
    if not all(piece.isdecimal() for piece in pieces):
        return "mark"
    sizes = [len(piece) for piece in pieces]
    if len(pieces) == 3:
        return "iso_date" if sizes[0] == 4 else "numeric_date"
    if "." in word:
        return "decimal"
    left, right = int(pieces[0]), int(pieces[1])
    if sizes == [4, 2] and 1900 <= left <= 2199 and right == (left + 1) % 100:
        return "year_pair"
    if sizes == [4, 4] and 1900 <= left <= right <= 2199:
        return "year_range"
    if "/" in word:
        return "slash_pair" if max(sizes) <= 2 else "mark"
    return "number_range" if left < right and max(sizes) <= 3 else "mark"
