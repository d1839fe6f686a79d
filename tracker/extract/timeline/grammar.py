"""Rules over typed parts, compiled once into one regular expression a layer, and run over a string of codes.

A pattern is a row of elements: `{part}` (captured under that name, or under another as `{part:name}`), a literal word,
`(a | b)`, and `?` after an element that may be missing; `{word*4}` stands for up to four of a part, as few as will do, and
`{word+4}` for as many as there are; `!{part}` and `!word` forbid what follows. `<name>` puts in a macro. Rules are tried in the
order of the file, and the first that fits at the leftmost place wins; what it covers becomes one node of its kind, which
rules of later layers (and of the same layer, in its next round) may hold as a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.errors import DataFileError
from tracker.extract.timeline.lexer import Lexicon
from tracker.extract.timeline.shapes import Rule

_ELEMENT = re.compile(r"\{(?P<part>[a-z_]+)(?:(?P<how>[*+])(?P<most>\d+))?(?::(?P<alias>[a-z_]+))?\}(?P<more>\??)"
    r"|(?P<not>!)?(?P<literal>[a-z']+)(?P<maybe>\??)|!\{(?P<barred>[a-z_]+)\}"
)
MAX_ROUNDS = 4  # how deep parts nest: "the end of the first week of the second quarter of fiscal 2027"


class Node:
    """A part that a rule made of tokens `first` to `last` (both included)."""

    __slots__ = ("first", "kind", "last", "parts", "rule")

    def __init__(self, rule: Rule, first: int, last: int, parts: dict[str, Node | str | int]) -> None:
        self.rule, self.kind, self.first, self.last, self.parts = rule, rule.makes, first, last, parts

    def node(self, name: str) -> Node:
        value = self.parts[name]
        if not isinstance(value, Node):
            raise TypeError(f"rule {self.rule.name!r}: {name} is a word, not a part")
        return value

    def num(self, name: str, default: int | None = None) -> int:
        value = self.parts.get(name, default)
        if value is None or isinstance(value, Node):
            raise TypeError(f"rule {self.rule.name!r}: {name} is no number")
        return int(value)

    def word(self, name: str, default: str = "") -> str:
        value = self.parts.get(name, default)
        if isinstance(value, Node):
            raise TypeError(f"rule {self.rule.name!r}: {name} is a part, not a word")
        return str(value)

    def has(self, name: str) -> bool:
        return name in self.parts

    def below(self) -> Iterable[Node]:
        """This node and all nodes that it is made of."""
        yield self
        for value in self.parts.values():
            if isinstance(value, Node):
                yield from value.below()


@dataclass(slots=True)
class Row:
    """A row of items under way through the layers: one code an item, and the tokens (or node) that each stands for."""

    codes: str
    firsts: list[int]
    lasts: list[int]
    nodes: list[Node | None]
    words: Sequence[re.Match[str]]
    base: str  # the codes of the bare tokens


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a pattern as a regular expression, the codes that it may start with, and whether it may be empty."""

    regex: str
    firsts: frozenset[str]
    empty: bool = False


class Pattern:
    """A pattern as a regular expression over codes, its first codes, and what each of its groups captures."""

    def __init__(self, source: str, lexicon: Lexicon, sets: Mapping[str, Iterable[str]], where: str) -> None:
        self.captures: list[tuple[str, str]] = []
        self._lexicon, self._sets, self._where, self._source, self._place = lexicon, sets, where, source, 0
        whole = self._alternatives()
        if self._place < len(source):
            raise self._unreadable()
        if whole.empty:
            raise DataFileError(where, "its pattern fits the empty text", "make one element needed")
        self.regex, self.firsts = whole.regex, whole.firsts

    def _unreadable(self) -> DataFileError:
        return DataFileError(self._where, f"pattern cannot be read at {self._source[self._place :]!r}", "see the head of tracker/extract/timeline/grammar.py")

    def _alternatives(self) -> Piece:
        branches = [self._row()]
        while self._take("|"):
            branches.append(self._row())
        firsts = frozenset[str]().union(*(branch.firsts for branch in branches))
        return Piece("|".join(branch.regex for branch in branches), firsts, any(branch.empty for branch in branches))

    def _row(self) -> Piece:
        regex, firsts, empty = "", frozenset[str](), True
        while (piece := self._element()) is not None:
            regex += piece.regex
            firsts = firsts | piece.firsts if empty else firsts
            empty = empty and piece.empty
        return Piece(regex, firsts, empty)

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
            maybe = self._source.startswith("?", self._place)
            self._place += maybe
            return Piece(f"(?:{inner.regex}){'?' * maybe}", inner.firsts, inner.empty or maybe)
        found = _ELEMENT.match(self._source, self._place)
        if found is None:
            return None
        self._place = found.end()
        if found["barred"] or found["not"]:
            member = "{" + found["barred"] + "}" if found["barred"] else literal(found["literal"])
            return Piece(f"(?!{_class(self._codes(member))})", frozenset(), empty=True)
        if found["part"]:
            return self._part(found)
        codes = self._codes(literal(found["literal"]))
        return Piece(_class(codes) + found["maybe"], frozenset(codes), bool(found["maybe"]))

    def _part(self, found: re.Match[str]) -> Piece:
        codes = self._codes("{" + found["part"] + "}")
        if found["most"]:
            regex = f"{_class(codes)}{{0,{found['most']}}}" + ("?" if found["how"] == "*" else "")
            return Piece(regex, frozenset(codes), empty=True)
        self.captures.append((found["alias"] or found["part"], found["part"]))
        return Piece(f"({_class(codes)}){found['more']}", frozenset(codes), bool(found["more"]))

    def _codes(self, member: str) -> str:
        if member in ("{word}", "{any}"):
            return _any_of(self._lexicon, strict=member == "{word}")
        members = ["{" + kind + "}" for kind in self._sets.get(member[1:-1], ())] or [member]
        codes = "".join(self._lexicon.codes_of(one) for one in members)
        if not codes:
            raise DataFileError(self._where, f"nothing is known as {member}", "name a part of [words], [names], [numbers] or a kind that a rule makes")
        return codes


_BREAKS = {"{stop}", "{dot}", "{dash}"}
_PUNCTUATION = {"{comma}", "{colon}", "{bracket}", "{quote}", "{mark}"}
MARKS = {"comma", "dot", "colon", "hyphen", "possessive", "dash", "stop", "quote", "mark"}  # written without braces


def _class(codes: str) -> str:
    return "[" + codes + "]" if len(codes) > 1 else codes


def literal(word: str) -> str:
    """The member name of a literal: a word, or a mark by its name."""
    return "{" + word + "}" if word in MARKS else word


def _any_of(lexicon: Lexicon, *, strict: bool) -> str:
    barred = _BREAKS | _PUNCTUATION if strict else _BREAKS
    return "".join(code for sign, code in lexicon.all_codes().items() if not _is_barred(sign, barred))


def _is_barred(sign: frozenset[str], barred: set[str]) -> bool:
    return sign <= barred or any(member.startswith("{when") for member in sign)


Slots = list[tuple[int, str, str]]  # group, name, part


@dataclass(frozen=True, slots=True)
class Branches:
    """The rules that may start with one code, as one regular expression; each rule's own group leads to its slots."""

    regex: re.Pattern[str]
    rules: dict[int, tuple[Rule, Slots]]


class Layer:
    """The rules of one pass. A code leads to the few rules that may start with it; those are compiled when first needed."""

    def __init__(self, name: str, rules: Sequence[Rule], lexicon: Lexicon, sets: Mapping[str, Iterable[str]], where: str) -> None:
        self.name = name
        self._lexicon = lexicon
        self._rules = [(rule, Pattern(rule.pattern, lexicon, sets, f"{where}: rule {rule.name!r}")) for rule in rules]
        self._starters: dict[str, tuple[int, ...]] = {}
        for number, (_, pattern) in enumerate(self._rules):
            for code in pattern.firsts:
                self._starters[code] = (*self._starters.get(code, ()), number)
        self._compiled: dict[tuple[int, ...], Branches] = {}
        self._starts = re.compile(_class("".join(self._starters)) if self._starters else "(?!)")
        self._codes = {rule.makes: lexicon.codes_of("{" + rule.makes + "}") for rule in rules}

    def _branches(self, code: str) -> Branches:
        numbers = self._starters[code]
        if numbers not in self._compiled:
            groups, sources, table = 0, [], {}
            for number in numbers:
                rule, pattern = self._rules[number]
                slots = [(groups + 2 + i, alias, part) for i, (alias, part) in enumerate(pattern.captures)]
                table[groups + 1] = (rule, slots)
                groups += 1 + len(slots)
                sources.append(f"({pattern.regex})")
            self._compiled[numbers] = Branches(re.compile("|".join(sources)), table)
        return self._compiled[numbers]

    def _matches(self, codes: str) -> Iterable[tuple[re.Match[str], Rule, Slots]]:
        """What rules cover, left to right, without overlap."""
        free = 0
        for start in self._starts.finditer(codes):
            place = start.start()
            if place < free:
                continue
            branches = self._branches(codes[place])
            match = branches.regex.match(codes, place)
            if match is not None:
                free = match.end()
                yield (match, *branches.rules[match.lastindex or 0])

    def run(self, row: Row, rounds: int = 1) -> Row:
        """Put a node in the place of all that a rule covers, left to right, for up to `rounds` rounds."""
        for _ in range(rounds):
            after = self._once(row)
            if after is row:
                break
            row = after
        return row

    def _once(self, row: Row) -> Row:
        found = list(self._matches(row.codes))
        if not found:
            return row
        codes: list[str] = []
        firsts: list[int] = []
        lasts: list[int] = []
        nodes: list[Node | None] = []
        place = 0
        for match, rule, slots in found:
            node = self._node(match, rule, slots, row)
            start, end = match.span()
            codes += (row.codes[place:start], self._codes[node.kind])
            firsts += row.firsts[place:start]
            firsts.append(node.first)
            lasts += row.lasts[place:start]
            lasts.append(node.last)
            nodes += row.nodes[place:start]
            nodes.append(node)
            place = end
        codes.append(row.codes[place:])
        return Row("".join(codes), firsts + row.firsts[place:], lasts + row.lasts[place:], nodes + row.nodes[place:], row.words, row.base)

    def matches(self, row: Row) -> dict[Node, Rule]:
        """For each node that a pattern of this layer holds, the first rule that holds it."""
        out: dict[Node, Rule] = {}
        for match, rule, slots in self._matches(row.codes):
            for group, _, _ in slots:
                node = row.nodes[at] if (at := match.start(group)) >= 0 else None
                if node is not None:
                    out.setdefault(node, rule)
        return out

    def _node(self, match: re.Match[str], rule: Rule, slots: Slots, row: Row) -> Node:
        parts: dict[str, Node | str | int] = {}
        for group, alias, part in slots:
            at = match.start(group)
            if at >= 0:
                node = row.nodes[at]
                parts[alias] = node if node is not None else self._lexicon.value(part, row.words[row.firsts[at]].group())
        return Node(rule, row.firsts[match.start()], row.lasts[match.end() - 1], parts)


def literals_of(patterns: Iterable[str]) -> set[str]:
    """All literal words that patterns name."""
    return {f["literal"] for pattern in patterns for f in _ELEMENT.finditer(pattern) if f["literal"]} - MARKS
