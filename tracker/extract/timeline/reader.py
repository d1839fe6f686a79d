"""From a text and the article's day to the windows that its words name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.errors import DataFileError
from tracker.extract.timeline import dates, periods  # noqa: F401 - their resolvers register themselves
from tracker.extract.timeline.choose import choose
from tracker.extract.timeline.conditions import condition_of
from tracker.extract.timeline.context import PERIODS, Context
from tracker.extract.timeline.grammar import MAX_ROUNDS, Layer, Node, Row
from tracker.extract.timeline.judge import FUTURE, NONE, PAST, UNPROMISED, Verdict, judge
from tracker.extract.timeline.lengths import length_of
from tracker.extract.timeline.lexer import Lexicon
from tracker.extract.timeline.patterns import code_class, literals_of
from tracker.extract.timeline.relations import RELATIONS
from tracker.extract.timeline.shapes import Grammar, Places, Rule
from tracker.extract.timeline.tense import Governor, Sense, Tenses
from tracker.model import Basis, Day, Precision, Timeline

LAYERS = ("compound", "count", "length", "year", "date", "period", "relation", "event", "condition")
UNGOVERNED = Governor(Sense.OPEN)
_PRECISION = {
    "day": Precision.DAY, "days": Precision.DAY, "holiday": Precision.DAY, "week": Precision.WEEK, "month": Precision.MONTH, "quarter": Precision.QUARTER,
    "half": Precision.HALF, "season": Precision.SEASON, "year": Precision.YEAR, "years": Precision.YEAR, "fiscal": Precision.YEAR, "decade": Precision.DECADE,
    "hour": Precision.DAY, "workday": Precision.DAY, "fortnight": Precision.WEEK, "weekend": Precision.DAY, "weekday_day": Precision.DAY, "bare_month": Precision.MONTH, "bare_year": Precision.YEAR,
    "the_unit": Precision.YEAR, "new_year": Precision.YEAR,
}  # fmt: skip


@dataclass(slots=True)  # not frozen, for speed
class Found:
    """One expression of a text, its verdict, the verb that governs it, and its timeline where it has one."""

    node: Node
    words: str
    verdict: Verdict
    governor: Governor
    timeline: Timeline | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a text was read: every expression in text order, the one that won, and why each of the others lost."""

    found: tuple[Found, ...]
    winner: Timeline | None
    lost: tuple[tuple[Found, str], ...]


class TimelineReader:
    """Reads a language's expressions of time. Made once; its methods are pure."""

    def __init__(self, grammar: Grammar, places: Places, where: str = "timeline rules") -> None:
        self.grammar, self._places = grammar, places
        cues = [Rule(c.name, "cue", "cue", c.pattern, c.verdict) for c in grammar.cue]
        sets = dict(grammar.kinds)
        sets["when"] = tuple(dict.fromkeys(r.makes for r in grammar.rule if r.makes.startswith("when")))
        names = {**grammar.names, "holiday_word": {word: word for holiday in places.holiday for word in holiday.words}}
        compounds = _compounds((*grammar.numbers.items(), *names.items()))
        rules = [*compounds, *grammar.rule]
        literals = literals_of(rule.pattern for rule in (*rules, *cues))
        self._lexicon = Lexicon(grammar.numbers, names, grammar.words, grammar.cased, literals, sets)
        self._lexicon.add_kinds(dict.fromkeys(rule.makes for rule in grammar.rule))
        taken = {*sets, *names, *grammar.numbers, *grammar.words}
        for rule in grammar.rule:
            _check(rule, where)
            if rule.makes in taken:
                raise DataFileError(
                    f"{where}: rule {rule.name!r}",
                    f"makes {rule.makes!r}, which is a part or set already",
                    "take another name",
                )
        self._layers = [
            Layer(name, [r for r in rules if r.layer == name], self._lexicon, sets, where) for name in LAYERS
        ]
        self._cues = Layer("cue", cues, self._lexicon, sets, where)
        for layer in (*self._layers, self._cues):
            layer.compile()
        self._tenses = Tenses(self._lexicon)
        self._whens = frozenset("".join(self._lexicon.codes_of("{" + kind + "}") for kind in sets["when"]))
        self._gate = re.compile(code_class("".join(sorted(self._triggers()))))

    def find(self, text: str, anchor: Day, country: str | None = None) -> list[Timeline]:
        """Every expression that may say when a future act is due, in text order; past dates and durations are not in it."""
        return [
            f.timeline
            for f in self._read(text, anchor, country)
            if f.timeline and f.verdict.kind in (FUTURE, UNPROMISED)
        ]

    def past(self, text: str, anchor: Day, country: str | None = None) -> list[Timeline]:
        """Every expression that says when a past act happened; its window ends on or before the anchor."""
        return [f.timeline for f in self._read(text, anchor, country) if f.timeline and f.verdict.kind == PAST]

    def promised(self, text: str, anchor: Day, country: str | None = None) -> Timeline | None:
        """The expression that governs the promised act of a sentence (or of a pair of sentences), or None."""
        winner = choose(self._read(text, anchor, country)).winner
        return winner.timeline if winner else None

    def explain(self, text: str, anchor: Day, country: str | None = None) -> Explanation:
        """How the text was read: what each word was taken for, the winner, and why the others lost."""
        words = self._lexicon.scan(text).words
        found = [_with_parts(one, words) for one in self._read(text, anchor, country)]
        choice = choose(found)
        return Explanation(tuple(found), choice.winner.timeline if choice.winner else None, choice.lost)

    def _triggers(self) -> frozenset[str]:
        """Codes of which every expression of time holds at least one."""
        known: dict[str, frozenset[str]] = {}
        for layer in self._layers:
            for kind, codes in layer.needs(known).items():
                known[kind] = known.get(kind, frozenset()) | codes
        return frozenset[str]().union(*(codes for kind, codes in known.items() if kind in self._whens)) - set(known)

    def rules_used(self, text: str) -> frozenset[str]:
        """The names of all rules and cues that hold some words of a text."""
        row = self._parse(text)
        if row is None:
            return frozenset()
        nodes = [part.rule.name for item in row.items if isinstance(item, Node) for part in item.below()]
        return frozenset(nodes) | {cue.name for cue in self._cues.matches(row).values()}

    def _parse(self, text: str) -> Row | None:
        """The row of items after all layers; None where no word can begin an expression of time."""
        tokens = self._lexicon.scan(text)
        if self._gate.search(tokens.codes) is None:
            return None
        row = Row(tokens.codes, list(range(len(tokens.words))), tokens, tokens.codes)
        for layer in self._layers:
            row = layer.run(row, MAX_ROUNDS if layer.name == "period" else 1)
        return row

    def _read(self, text: str, anchor: Day, country: str | None) -> list[Found]:
        row = self._parse(text)
        if row is None:
            return []
        places = [i for i, code in enumerate(row.codes) if code in self._whens]
        if not places:
            return []
        cues = self._cues.matches(row)
        ctx = Context(anchor, country, self._places, anchor)
        return [self._judge(row, place, ctx, cues) for place in places]

    def _judge(self, row: Row, place: int, ctx: Context, cues: Mapping[Node, Rule]) -> Found:
        node = row.items[place]
        assert isinstance(node, Node)  # noqa: S101 - places were chosen so
        words = row.tokens.text[row.tokens.start(node.first) : row.tokens.end(node.last)]
        cue = cues.get(node)
        if cue is not None and cue.resolver == NONE:
            return Found(node, words, Verdict(NONE, f"cue: {cue.name}"), UNGOVERNED)
        if node.kind == "when_condition" and self._tenses.looks_back(row, node):
            return Found(node, words, Verdict(NONE, "tells of a past act"), UNGOVERNED)
        governor = self._tenses.governor(row, place)
        verdict = judge(node, governor, cue.resolver if cue else None, ctx)
        if cue is not None and verdict.kind == FUTURE and cue.resolver == UNPROMISED:
            verdict = Verdict(UNPROMISED, f"cue: {cue.name}", verdict.window)
        if verdict.kind == NONE:
            return Found(node, words, verdict, governor)
        return Found(node, words, verdict, governor, self._timeline(node, words, row, verdict))

    def _timeline(self, node: Node, words: str, row: Row, verdict: Verdict) -> Timeline:
        start = row.tokens.start(node.first)
        reads = node.reads
        condition = condition_of(node, words, self.grammar.acts) if verdict.window is None else None
        return Timeline(
            words,
            start,
            start + len(words),
            verdict.window,
            _precision(node),
            Basis.READ if reads else Basis.STATED,
            node.rule.name,
            condition,
        )


def _compounds(tables: Iterable[tuple[str, Mapping[str, object]]]) -> list[Rule]:
    """A rule for each word of several tokens: "new year's eve", "twenty first" (which may be "twenty-first")."""
    found = [(word, part) for part, table in tables for word in table if " " in word]
    found.sort(key=lambda one: -len(one[0]))
    spelt = [
        (
            word,
            part,
            word.replace("'s", " possessive").replace(" ", " hyphen? ").replace("hyphen? possessive", "possessive"),
        )
        for word, part in found
    ]
    return [Rule(word, "compound", part, pattern, "compound") for word, part, pattern in spelt]


def _check(rule: Rule, where: str) -> None:
    known = {**PERIODS, **RELATIONS} if rule.layer not in ("count", "length") else {}
    if known and rule.resolver not in known:
        raise DataFileError(
            f"{where}: rule {rule.name!r}",
            f"no resolver is called {rule.resolver!r}",
            f"known are {', '.join(sorted(known))}",
        )
    if rule.layer not in LAYERS:
        raise DataFileError(
            f"{where}: rule {rule.name!r}", f"no layer is called {rule.layer!r}", f"known are {', '.join(LAYERS)}"
        )


def _precision(node: Node) -> Precision:
    """The unit of the period or length that the words name: "the week of 14 June" is a week, "Q3 2027" a quarter."""
    if node.kind == "week":
        return Precision.WEEK
    if node.kind.startswith("quarter"):
        half = node.word("unit") == "half" or "h" in node.word("code")
        return Precision.HALF if half else Precision.QUARTER
    for name in ("until", "period", "inner", "when"):
        if node.has(name):
            return _precision(node.node(name))
    if node.has("length"):
        return _PRECISION.get(length_of(node.node("length")).unit, Precision.DAY)
    if node.kind in _PRECISION and not (node.kind == "the_unit" and node.word("unit") in _PRECISION):
        return _PRECISION[node.kind]
    unit = node.rule.with_.get("unit") or node.word("unit")
    return _PRECISION.get(unit) or next(
        (_PRECISION[name] for name in ("month", "season") if node.has(name)), Precision.VAGUE
    )


def _with_parts(found: Found, words: Sequence[str]) -> Found:
    """The same, with each part's own words and what they were read as."""
    if found.timeline is None:
        return found
    parts = []
    for part in found.node.below():
        text = " ".join(words[part.first : part.last + 1])
        plain = ", ".join(f"{name} {value}" for name, value in part.parts.items() if not isinstance(value, Node))
        parts.append((text, f"{part.rule.name} ({plain})" if plain else part.rule.name))
    return replace(found, timeline=replace(found.timeline, parts=tuple(parts)))
