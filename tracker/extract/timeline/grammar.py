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
    r"|(?P<not>!)?(?P<literal>[a-z']+)(?P<maybe>\??)|!\{(?P<barred>[a-z_]+)\}|(?P<group>\(|\)\??|\|)|\s+"
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


class Pattern:
    """A pattern's regular expression source, and what each of its groups captures."""

    def __init__(self, source: str, lexicon: Lexicon, sets: Mapping[str, Iterable[str]], where: str) -> None:
        self.captures: list[tuple[str, str]] = []
        self._lexicon, self._sets, self._where = lexicon, sets, where
        self.regex = self._translate(source)

    def _translate(self, source: str) -> str:
        out, place = [], 0
        while place < len(source):
            found = _ELEMENT.match(source, place)
            if found is None or found.end() == place:
                raise DataFileError(self._where, f"pattern cannot be read at {source[place:]!r}", "see the head of the file")
            place = found.end()
            if found["part"]:
                out.append(self._part(found))
            elif found["barred"] or found["not"]:
                out.append(f"(?!{self._set('{' + found['barred'] + '}' if found['barred'] else literal(found['literal']))})")
            elif found["literal"]:
                out.append(self._set(literal(found["literal"])) + found["maybe"])
            elif found["group"]:
                out.append("(?:" if found["group"] == "(" else found["group"])
        return "".join(out)

    def _part(self, found: re.Match[str]) -> str:
        codes = self._set("{" + found["part"] + "}")
        if found["most"]:
            return f"{codes}{{0,{found['most']}}}" + ("?" if found["how"] == "*" else "")
        self.captures.append((found["alias"] or found["part"], found["part"]))
        return f"({codes}){found['more']}"

    def _set(self, member: str) -> str:
        if member in ("{word}", "{any}"):
            return _any_of(self._lexicon, strict=member == "{word}")
        members = ["{" + kind + "}" for kind in self._sets.get(member[1:-1], ())] or [member]
        codes = "".join(self._lexicon.codes_of(one) for one in members)
        if not codes:
            raise DataFileError(self._where, f"nothing is known as {member}", "name a part of [words], [names], [numbers] or a kind that a rule makes")
        return "[" + codes + "]" if len(codes) > 1 else codes


_BREAKS = {"{stop}", "{dot}", "{dash}"}
_PUNCTUATION = {"{comma}", "{colon}", "{bracket}", "{quote}", "{mark}"}
MARKS = {"comma", "dot", "colon", "hyphen", "possessive", "dash", "stop", "quote"}  # written in a pattern without braces


def literal(word: str) -> str:
    """The member name of a literal: a word, or a mark by its name."""
    return "{" + word + "}" if word in MARKS else word


def _any_of(lexicon: Lexicon, *, strict: bool) -> str:
    barred = _BREAKS | _PUNCTUATION if strict else _BREAKS
    return "[^" + "".join(code for sign, code in lexicon.all_codes().items() if _is_barred(sign, barred)) + "]"


def _is_barred(sign: frozenset[str], barred: set[str]) -> bool:
    return sign <= barred or any(member.startswith("{when") for member in sign)


class Layer:
    """The rules of one pass, as one regular expression."""

    def __init__(self, name: str, rules: Sequence[Rule], lexicon: Lexicon, sets: Mapping[str, Iterable[str]], where: str) -> None:
        self.name = name
        self._lexicon = lexicon
        branches: list[str] = []
        self._rules: dict[int, tuple[Rule, list[tuple[int, str, str]]]] = {}
        groups = 0
        for rule in rules:
            pattern = Pattern(rule.pattern, lexicon, sets, f"{where}: rule {rule.name!r}")
            if re.fullmatch(pattern.regex, ""):
                raise DataFileError(f"{where}: rule {rule.name!r}", "its pattern fits the empty text", "make one element needed")
            opened = groups + 1
            slots = [(opened + 1 + i, alias, part) for i, (alias, part) in enumerate(pattern.captures)]
            self._rules[opened] = (rule, slots)
            groups += 1 + len(slots)
            branches.append(f"({pattern.regex})")
        self._regex = re.compile("|".join(branches)) if branches else None
        self._codes = {rule.makes: lexicon.codes_of("{" + rule.makes + "}") for rule in rules}

    def run(self, row: Row, rounds: int = 1) -> Row:
        """Put a node in the place of all that a rule covers, left to right, for up to `rounds` rounds."""
        for _ in range(rounds):
            after = self._once(row)
            if after is row:
                break
            row = after
        return row

    def _once(self, row: Row) -> Row:
        if self._regex is None:
            return row
        found = list(self._regex.finditer(row.codes))
        if not found:
            return row
        codes: list[str] = []
        firsts: list[int] = []
        lasts: list[int] = []
        nodes: list[Node | None] = []
        place = 0
        for match in found:
            node = self._node(match, row)
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
        for match in self._regex.finditer(row.codes) if self._regex else ():
            rule, slots = self._rules[match.lastindex or 0]
            for group, _, _ in slots:
                node = row.nodes[at] if (at := match.start(group)) >= 0 else None
                if node is not None:
                    out.setdefault(node, rule)
        return out

    def _node(self, match: re.Match[str], row: Row) -> Node:
        rule, slots = self._rules[match.lastindex or 0]
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
