"""The pattern language of the rules: from a row of typed parts to a regular expression over codes.

A pattern is a row of elements: `{part}` (captured under that name, or under another as `{part:name}`), a literal word,
`(a | b)`, and `?` after an element that may be missing. `{word*4}` stands for up to four of a part, as few as will do, and
`{word+4}` for as many as there are; `{word}` is any token but a mark, `{any}` any but the end of a sentence, and neither is
an expression of time. `!{part}` and `!word` forbid what follows. comma, dot, colon, hyphen, possessive, dash, stop, quote
and mark are written without braces. `<name>` puts in a macro of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tracker.errors import DataFileError
from tracker.extract.timeline.lexer import ED, NAME, UNKNOWN, Lexicon

_ELEMENT = re.compile(
    r"\{(?P<part>[a-z_]+)(?:(?P<how>[*+])(?P<most>\d+))?(?::(?P<alias>[a-z_]+))?\}(?P<more>\??)"
    r"|(?P<not>!)?(?P<literal>[a-z']+)(?P<maybe>\??)|!\{(?P<barred>[a-z_]+)\}"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a pattern: its regular expression, and what is known of all that it fits.

    It starts with one of `firsts` (or is `empty`), and holds one of `needs`, the set of the rarest words that is known.
    After a code of `open_after` it may end, or go on with a plain word.
    """

    regex: str
    firsts: frozenset[str] = frozenset()
    empty: bool = False
    needs: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()  # codes that it may consist of, all alone
    plain: frozenset[str] = frozenset()  # first codes after which a plain word may come

    def maybe(self, mark: str) -> Piece:
        """The same, marked by "?" as one that may be missing; as it is without that mark."""
        return Piece(f"{self.regex}?", self.firsts, empty=True, ends=self.ends, plain=self.plain) if mark else self

    def then(self, other: Piece, needs: frozenset[str]) -> Piece:
        """This piece and another after it."""
        return Piece(
            self.regex + other.regex,
            self.firsts | other.firsts if self.empty else self.firsts,
            self.empty and other.empty,
            needs,
            (self.ends if other.empty else frozenset()) | (other.ends if self.empty else frozenset()),
            self.plain
            | (self.ends if UNKNOWN in other.firsts else frozenset())
            | (other.plain if self.empty else frozenset()),
        )


class Pattern:
    """A pattern as a regular expression over codes, its first codes, and what each of its groups captures."""

    def __init__(self, source: str, lexicon: Lexicon, sets: Mapping[str, Iterable[str]], where: str) -> None:
        self.captures: list[tuple[str, str]] = []
        self._lexicon, self._sets, self._where, self._source, self._place = lexicon, sets, where, source, 0
        self._common = frozenset("".join(map(lexicon.codes_of, COMMON)))
        whole = self._alternatives()
        if self._place < len(source):
            raise self._unreadable()
        if whole.empty:
            raise DataFileError(where, "its pattern fits the empty text", "make one element needed")
        self.regex, self.firsts, self.needs = whole.regex, whole.firsts, whole.needs
        self.open_after = whole.ends | whole.plain

    def _unreadable(self) -> DataFileError:
        return DataFileError(
            self._where,
            f"pattern cannot be read at {self._source[self._place :]!r}",
            "see the head of tracker/extract/timeline/patterns.py",
        )

    def _alternatives(self) -> Piece:
        branches = [self._row()]
        while self._take("|"):
            branches.append(self._row())
        if len(branches) == 1:
            return branches[0]
        none = frozenset[str]()
        return Piece(
            "|".join(branch.regex for branch in branches),
            none.union(*(branch.firsts for branch in branches)),
            any(branch.empty for branch in branches),
            none.union(*(branch.needs for branch in branches)) if all(branch.needs for branch in branches) else none,
            none.union(*(branch.ends for branch in branches)),
            none.union(*(branch.plain for branch in branches)),
        )

    def _row(self) -> Piece:
        row = Piece("", empty=True)
        while (piece := self._element()) is not None:
            rarer = piece.needs and (not row.needs or self._commonness(piece.needs) < self._commonness(row.needs))
            row = row.then(piece, piece.needs if rarer else row.needs)
        return row

    def _commonness(self, codes: frozenset[str]) -> tuple[int, int]:
        return len(codes & self._common), len(codes)

    def _take(self, mark: str) -> bool:
        while self._source[self._place : self._place + 1].isspace():
            self._place += 1
        found = self._source.startswith(mark, self._place)
        self._place += len(mark) * found
        return found

    def _element(self) -> Piece | None:
        if self._take("("):
            inner = self._alternatives()
            if not self._take(")"):
                raise self._unreadable()
            maybe = "?" if self._source.startswith("?", self._place) else ""
            self._place += len(maybe)
            return replace(inner, regex=f"(?:{inner.regex})").maybe(maybe)
        found = _ELEMENT.match(self._source, self._place)
        if found is None:
            return None
        self._place = found.end()
        if found["barred"] or found["not"]:
            member = "{" + found["barred"] + "}" if found["barred"] else literal(found["literal"])
            return Piece(f"(?!{code_class(self._codes(member))})", empty=True)
        if found["part"]:
            return self._part(found)
        return self._one(self._codes(literal(found["literal"])), "{}").maybe(found["maybe"])

    def _part(self, found: re.Match[str]) -> Piece:
        codes = self._codes("{" + found["part"] + "}")
        if found["most"]:
            regex = f"{code_class(codes)}{{0,{found['most']}}}" + ("?" if found["how"] == "*" else "")
            return Piece(regex, frozenset(codes), empty=True, ends=frozenset(codes), plain=frozenset(codes))
        self.captures.append((found["alias"] or found["part"], found["part"]))
        return self._one(codes, "({})").maybe(found["more"])

    @staticmethod
    def _one(codes: str, form: str) -> Piece:
        several = frozenset(codes)
        return Piece(form.format(code_class(codes)), several, needs=several, ends=several)

    def _codes(self, member: str) -> str:
        if member in ("{word}", "{any}"):
            return _any_of(self._lexicon, strict=member == "{word}")
        members = ["{" + kind + "}" for kind in self._sets.get(member[1:-1], ())] or [member]
        codes = "".join(self._lexicon.codes_of(one) for one in members)
        if not codes:
            raise DataFileError(
                self._where,
                f"nothing is known as {member}",
                "name a part of [words], [names], [numbers] or a kind that a rule makes",
            )
        return codes


# members of a code that stand in almost any sentence: no pattern is told by them alone
COMMON = (
    "{preposition}", "{determiner}", "{modal}", "{be}", "{is}", "{unknown}", "{name}", "{comma}", "{hyphen}", "{dot}", "{stop}",
    "{possessive}", "{colon}", "{mark}", "{past_auxiliary}", "and", "to", "or", "as", "not", "so", "up", "only", "when", "if", "after", "come", "run", "put", "of", "{int}", "{count_word}", "{decimal}", "first", "one", "two", "in", "before", "time", "far", "on", "by", "from", "at",
)  # fmt: skip
_BREAKS = {"{stop}", "{dot}", "{dash}"}
_PUNCTUATION = {"{comma}", "{colon}", "{bracket}", "{quote}", "{mark}"}
MARKS = {"comma", "dot", "colon", "hyphen", "possessive", "dash", "stop", "quote", "mark"}  # written without braces


def starters(patterns: Iterable[Pattern]) -> re.Pattern[str]:
    """Where one of some patterns may start: codes that need a certain second code are passed over before plain words."""
    patterns = list(patterns)
    firsts = frozenset[str]().union(*(one.firsts for one in patterns))
    free = frozenset[str]().union(*(one.open_after for one in patterns))
    everything, strict = code_class("".join(sorted(firsts))), "".join(sorted(firsts - free))
    # one character class first: that is what the search of `re` skips by
    return re.compile(
        f"{everything}(?:(?<!{code_class(strict)})|(?![{UNKNOWN}{NAME}{ED}]))" if strict else everything or "(?!)"
    )


def code_class(codes: str) -> str:
    return "[" + codes + "]" if len(codes) > 1 else codes


def literal(word: str) -> str:
    """The member name of a literal: a word, or a mark by its name."""
    return "{" + word + "}" if word in MARKS else word


def _any_of(lexicon: Lexicon, *, strict: bool) -> str:
    barred = _BREAKS | _PUNCTUATION if strict else _BREAKS
    return "".join(code for sign, code in lexicon.all_codes().items() if not _is_barred(sign, barred))


def _is_barred(sign: frozenset[str], barred: set[str]) -> bool:
    return sign <= barred or any(member.startswith("{when") for member in sign)


def literals_of(patterns: Iterable[str]) -> set[str]:
    """All literal words that patterns name."""
    return {f["literal"] for pattern in patterns for f in _ELEMENT.finditer(pattern) if f["literal"]} - MARKS
