"""Rules over typed parts, run layer by layer over a string of codes.

Rules are tried in the order of the file, and the first that fits at the leftmost place wins; what it covers becomes one
node of its kind, which rules of later layers (and of the same layer, in its next round) may hold as a part. The pattern
language is told at the head of patterns.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.extract.timeline.lexer import Lexicon, Tokens
from tracker.extract.timeline.patterns import Pattern, starters
from tracker.extract.timeline.shapes import Rule

MAX_ROUNDS = 4  # how deep parts nest: "the end of the first week of the second quarter of fiscal 2027"


class Node:
    """A part that a rule made of tokens `first` to `last` (both included)."""

    __slots__ = ("first", "kind", "last", "parts", "reads", "rule")
    reads: bool  # whether any rule of this node is a house reading of vague words

    def __init__(self, rule: Rule, first: int, last: int, parts: dict[str, Node | str | int]) -> None:
        self.rule, self.kind, self.first, self.last, self.parts = rule, rule.makes, first, last, parts
        self.reads = rule.reads or any(part.reads for part in parts.values() if isinstance(part, Node))

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

    match: Callable[[str, int], re.Match[str] | None]
    rules: dict[int, tuple[Rule, str, Slots]]  # the rule, the code of what it makes, what its groups capture


class Layer:
    """The rules of one pass. A code leads to the few rules that may start with it."""

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
        self._search = starters(pattern for _, pattern in self._rules).search
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

    def compile(self) -> None:
        """Compile all that could be needed, so that the first text is read as fast as the next."""
        for code in self._starters:
            self._branches(code)

    def _branches(self, code: str) -> Branches:
        numbers = self._starters[code]
        if numbers not in self._compiled:
            groups, sources, table = 0, [], {}
            for number in numbers:
                rule, pattern = self._rules[number]
                slots = [(groups + 2 + i, alias, part) for i, (alias, part) in enumerate(pattern.captures)]
                table[groups + 1] = (rule, self._codes[rule.makes], slots)
                groups += 1 + len(slots)
                sources.append(f"({pattern.regex})")
            self._compiled[numbers] = Branches(re.compile("|".join(sources)).match, table)
        self._by_code[code] = self._compiled[numbers]
        return self._compiled[numbers]

    def run(self, row: Row, rounds: int = 1) -> Row:
        """Put a node in the place of all that a rule covers, left to right, for up to `rounds` rounds."""
        while rounds and (start := self._search(row.codes)) is not None:
            after = self._once(row, start)
            if after is row:
                break
            row, rounds = after, rounds - 1
        return row

    def _once(self, row: Row, start: re.Match[str] | None) -> Row:
        """One round, from the first place where a rule may start. Written out in one piece, since all time goes here."""
        codes, items, words = row.codes, row.items, row.tokens.words
        search, by_code = self._search, self._by_code
        pieces: list[str] = []
        made: list[Item] = []
        copied = 0
        while start is not None:
            place = start.start()
            branches = by_code.get(codes[place]) or self._branches(codes[place])
            match = branches.match(codes, place)
            if match is None:
                start = search(codes, place + 1)
                continue
            end = match.end()
            rule, code, slots = branches.rules[match.lastindex or 0]
            first, last = items[place], items[end - 1]
            first = first if isinstance(first, int) else first.first
            last = last if isinstance(last, int) else last.last
            pieces += (codes[copied:place], code)
            made += items[copied:place]
            made.append(Node(rule, first, last, self._parts(match, slots, items, words)))
            copied = end
            start = search(codes, end)
        if not copied:
            return row
        pieces.append(codes[copied:])
        return Row("".join(pieces), made + items[copied:], row.tokens, row.base)

    def _parts(
        self, match: re.Match[str], slots: Slots, items: Sequence[Item], words: Sequence[str]
    ) -> dict[str, Node | str | int]:
        parts: dict[str, Node | str | int] = {}
        for group, name, part in slots:
            at = match.start(group)
            if at >= 0:
                item = items[at]
                if isinstance(item, int):
                    parts[name] = self._lexicon.value(part, words[item])
                else:
                    parts[name] = self._lexicon.value(part, item.rule.name) if item.rule.layer == "compound" else item
        return parts

    def matches(self, row: Row) -> dict[Node, Rule]:
        """For each node that a pattern of this layer holds, the first rule that holds it."""
        out: dict[Node, Rule] = {}
        start = self._search(row.codes)
        while start is not None:
            place = start.start()
            code = row.codes[place]
            branches = self._by_code.get(code) or self._branches(code)
            match = branches.match(row.codes, place)
            if match is None:
                place += 1
            else:
                place = match.end()
                rule, _, slots = branches.rules[match.lastindex or 0]
                for group, _, _ in slots:
                    item = row.items[at] if (at := match.start(group)) >= 0 else 0
                    if not isinstance(item, int):
                        out.setdefault(item, rule)
            start = self._search(row.codes, place)
        return out
