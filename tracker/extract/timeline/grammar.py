"""Rules over typed parts, run layer by layer over a string of codes.

Rules are tried in the order of the file, and the first that fits at the leftmost place wins; what it covers becomes one
node of its kind, which rules of later layers (and of the same layer, in its next round) may hold as a part. The pattern
language is told at the head of patterns.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.extract.timeline.lexer import Lexicon, Tokens
from tracker.extract.timeline.patterns import Pattern, starters
from tracker.extract.timeline.shapes import Rule

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

    def reads(self) -> bool:
        """Whether any rule of this node is a house reading of vague words."""
        return self.rule.reads or any(isinstance(part, Node) and part.reads() for part in self.parts.values())

    def below(self) -> Iterable[Node]:
        """This node and all nodes that it is made of."""
        yield self
        for value in self.parts.values():
            if isinstance(value, Node):
                yield from value.below()


Item = int | Node  # a bare token, by its number, or a part made of tokens


class Row:
    """A row of items under way through the layers: one code an item. `base` are the codes of the bare tokens."""

    __slots__ = ("base", "codes", "items", "tokens")

    def __init__(self, codes: str, items: list[Item], tokens: Tokens, base: str) -> None:
        self.codes, self.items, self.tokens, self.base = codes, items, tokens, base

    def first(self, at: int) -> int:
        """The first token of an item."""
        item = self.items[at]
        return item if isinstance(item, int) else item.first

    def last(self, at: int) -> int:
        """The last token of an item."""
        item = self.items[at]
        return item if isinstance(item, int) else item.last

    def word(self, at: int) -> str:
        """The first word of an item."""
        return self.tokens.words[self.first(at)]


Slots = list[tuple[int, str, str]]  # group, name, part


@dataclass(frozen=True, slots=True)
class Branches:
    """The rules that may start with one code, as one regular expression; each rule's own group leads to its slots."""

    regex: re.Pattern[str]
    rules: dict[int, tuple[Rule, Slots]]


class Layer:
    """The rules of one pass. A code leads to the few rules that may start with it; those are compiled when first needed."""

    def __init__(
        self, name: str, rules: Sequence[Rule], lexicon: Lexicon, sets: Mapping[str, Iterable[str]], where: str
    ) -> None:
        self.name = name
        self._lexicon = lexicon
        self._rules = [(rule, Pattern(rule.pattern, lexicon, sets, f"{where}: rule {rule.name!r}")) for rule in rules]
        self._starters: dict[str, tuple[int, ...]] = {}
        for number, (_, pattern) in enumerate(self._rules):
            for code in pattern.firsts:
                self._starters[code] = (*self._starters.get(code, ()), number)
        self._compiled: dict[tuple[int, ...], Branches] = {}
        self._by_code: dict[str, Branches] = {}
        self._starts = starters(pattern for _, pattern in self._rules)
        self._codes = {rule.makes: lexicon.code_of_kind(rule.makes) for rule in rules}

    def needs(self, known: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        """For each kind that this layer makes, bare-token codes of which its words hold at least one.

        `known` tells the same of the kinds (by their code) that earlier layers make.
        """
        out: dict[str, frozenset[str]] = {}
        for _ in range(2):  # kinds of one layer may hold one another
            for rule, pattern in self._rules:
                codes = frozenset[str]().union(*({**known, **out}.get(code, frozenset(code)) for code in pattern.needs))
                kind = self._codes[rule.makes]
                out[kind] = out.get(kind, frozenset()) | codes
        return out

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
        self._by_code[code] = self._compiled[numbers]
        return self._compiled[numbers]

    def _matches(self, codes: str) -> Iterator[tuple[re.Match[str], Rule, Slots]]:
        """What rules cover, left to right, without overlap."""
        search, compiled = self._starts.search, self._by_code
        start = search(codes)
        while start is not None:
            place = start.start()
            code = codes[place]
            branches = compiled.get(code) or self._branches(code)
            match = branches.regex.match(codes, place)
            if match is None:
                place += 1
            else:
                place = match.end()
                yield (match, *branches.rules[match.lastindex or 0])
            start = search(codes, place)

    def run(self, row: Row, rounds: int = 1) -> Row:
        """Put a node in the place of all that a rule covers, left to right, for up to `rounds` rounds."""
        for _ in range(rounds):
            after = self._once(row)
            if after is row:
                break
            row = after
        return row

    def _once(self, row: Row) -> Row:
        pieces: list[str] = []
        items: list[Item] = []
        place, codes = 0, row.codes
        for match, rule, slots in self._matches(codes):
            start, end = match.span()
            pieces += (codes[place:start], self._codes[rule.makes])
            items += row.items[place:start]
            items.append(Node(rule, row.first(start), row.last(end - 1), self._parts(match, slots, row)))
            place = end
        if not place:
            return row
        pieces.append(codes[place:])
        return Row("".join(pieces), items + row.items[place:], row.tokens, row.base)

    def matches(self, row: Row) -> dict[Node, Rule]:
        """For each node that a pattern of this layer holds, the first rule that holds it."""
        out: dict[Node, Rule] = {}
        for match, rule, slots in self._matches(row.codes):
            for group, _, _ in slots:
                item = row.items[at] if (at := match.start(group)) >= 0 else 0
                if not isinstance(item, int):
                    out.setdefault(item, rule)
        return out

    def _parts(self, match: re.Match[str], slots: Slots, row: Row) -> dict[str, Node | str | int]:
        parts: dict[str, Node | str | int] = {}
        for group, name, part in slots:
            at = match.start(group)
            if at >= 0:
                item = row.items[at]
                if isinstance(item, int):
                    parts[name] = self._lexicon.value(part, row.tokens.words[item])
                else:
                    parts[name] = self._lexicon.value(part, item.rule.name) if item.rule.layer == "compound" else item
        return parts
