"""Lengths of time: "18 months", "two to three weeks", "a few days", "half a year"."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.extract.timeline import days
from tracker.extract.timeline.grammar import Node
from tracker.model import Day

# the annotation guide's reading of "few", "coming weeks" and bare plurals, by unit
FEW = {"hour": (24, "hour"), "day": (7, "day"), "weekend": (3, "week"), "week": (6, "week"), "fortnight": (3, "fortnight"), "month": (6, "month"), "quarter": (3, "quarter"), "year": (5, "year"), "decade": (3, "decade")}  # fmt: skip
_ROUGH = {"couple": 3, "several": 8}


@dataclass(slots=True)  # not frozen, for speed
class Length:
    """Between `least` and `most` units."""

    least: int
    most: int
    unit: str

    def after(self, day: Day) -> Day:
        return days.add(day, self.most, self.unit)

    def least_after(self, day: Day) -> Day:
        return days.add(day, self.least, self.unit)


def length_of(node: Node) -> Length:
    """Read a node of kind `length`."""
    unit = node.rule.with_.get("unit") or node.word("unit")
    match node.rule.resolver:
        case "rough":
            return _rough(node.rule.with_.get("how") or node.word("how"), unit)
        case "fraction":
            return _fraction(node, unit)
        case "two_units":
            return _two_units(node, unit)
    if node.has("number_range"):
        left, _, right = node.word("number_range").replace("–", "-").replace("/", "-").partition("-")
        return Length(int(left), int(right), unit)
    least = amount(node, "amount")
    most = amount(node, "most") if node.has("most") else least + int(node.rule.with_.get("more", "0"))
    if node.word("unit_kind") or node.has("workday"):
        unit = "workday"
    return Length(min(least, most), most, unit)


def amount(node: Node, name: str) -> int:
    """A number: written in digits, as a word, or made of several words."""
    value = node.parts.get(name)
    if value is None:
        return 1
    return count_of(value) if isinstance(value, Node) else int(value)


def count_of(node: Node) -> int:
    """A number made of words: twenty-one, two hundred, a dozen."""
    if "value" in node.rule.with_:
        return int(node.rule.with_["value"]) * node.num("times", 1)
    return node.num("tens", 0) + node.num("ones", 0) + 100 * node.num("hundreds", 0)


def _rough(how: str, unit: str) -> Length:
    if how in _ROUGH:
        return Length(0, _ROUGH[how], unit)
    most, unit = FEW[unit]
    return Length(0, most, unit)


def _fraction(node: Node, unit: str) -> Length:
    """ "half a year", "a year and a half", "1.5 years", in the next smaller unit."""
    whole = (
        float(node.word("amount")) if node.word("amount").replace(".", "").isdecimal() else float(node.num("amount", 0))
    )
    whole += float(node.rule.with_.get("part", "0"))
    smaller, size = {"year": ("month", 12), "month": ("day", 30), "week": ("day", 7), "day": ("hour", 24), "decade": ("year", 10), "quarter": ("day", 90), "hour": ("hour", 1), "fortnight": ("day", 14)}[unit]  # fmt: skip
    count = round(whole * size)
    return Length(count, count, smaller)


def _two_units(node: Node, unit: str) -> Length:
    """ "a year and six months"."""
    smaller = node.word("smaller")
    sizes = {"year": 12, "month": 1}
    if unit not in sizes or smaller not in sizes:
        return Length(amount(node, "amount"), amount(node, "amount"), unit)
    count = sizes[unit] * amount(node, "amount") + sizes[smaller] * amount(node, "rest")
    return Length(count, count, "month")
