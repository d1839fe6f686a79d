"""Whether the verb that governs an expression looks forward or back.

The nearest verb to the left in the same sentence settles it, else the nearest to the right. Verbs are told by the word
lists of the grammar (will, plans, due ...; was, said, signed ...) and by the ending -ed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.extract.timeline.grammar import Node, Row
from tracker.extract.timeline.lexer import NAME, UNKNOWN, Lexicon

SELF_REFERRING = {"when_length", "when_in_length", "when_undated", "when_condition", "when_vague"}
REACH = 40  # tokens; a verb further off does not govern


class Sense(StrEnum):
    FUTURE = "future"
    PAST = "past"
    OPEN = "open"


@dataclass(slots=True)  # not frozen, for speed
class Governor:
    """The verb found, its item in the row (-1 for none), and how plainly it commits (3 finite, 2 infinitive, 0 none)."""

    sense: Sense
    item: int = -1
    strength: int = 0
    future_left: bool = False


class Tenses:
    """Finds governors; made once from a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._marks: dict[str, str] = {}
        for part, mark in (
            ("past_verb", "P"), ("past_auxiliary", "H"), ("present_perfect", "H"), ("present_verb", "F"), ("promise_verb", "W"), ("plan", "L"),
            ("modal", "F"), ("stop", "."), ("dot", "."),
        ):  # fmt: skip
            for code in lexicon.codes_of("{" + part + "}"):
                self._marks[code] = mark
        for code in lexicon.codes_of("to"):
            self._marks[code] = "t"
        for code in lexicon.codes_of("{ed}"):
            self._marks.setdefault(code, "P")
        for code in lexicon.codes_of("that"):
            self._marks[code] = "c"
        for code in lexicon.codes_of("{saying}"):
            self._marks[code] = "S"
        for kind in lexicon.kinds:
            if kind.startswith("when"):
                self._marks[lexicon.codes_of("{" + kind + "}")] = "x"
        self._sets(lexicon)

    def _sets(self, lexicon: Lexicon) -> None:
        codes = lexicon.codes_of
        self._adjectival = frozenset(
            codes("{determiner}") + codes("{preposition}") + codes("{hyphen}") + codes("{int}")
        )
        self._be = frozenset(codes("{be}"))
        self._is = frozenset(codes("{is}"))
        self._was = frozenset(codes("{past_auxiliary}"))
        self._hyphen, self._prefix = frozenset(codes("{hyphen}")), frozenset(codes("{prefix}"))
        self._abbreviation = frozenset(codes("{abbreviation}"))
        self._perfect = frozenset(codes("{present_perfect}"))
        self._adverb = frozenset(codes("{adverb}"))
        self._until = frozenset(codes("until") + codes("to"))
        self._noun_after_to = frozenset(codes("{noun_after_to}") + codes("{determiner}") + codes("{preposition}"))
        self._verb_in_s = frozenset(codes("{verb_in_s}"))

    def governor(self, row: Row, item: int) -> Governor:
        """The verb that governs the expression at `item`."""
        found = self._look_left(row, item)
        if found.sense is Sense.OPEN:
            return self._look_right(row, item)
        node = row.items[item]
        if (
            found.sense is Sense.PAST
            and not found.future_left
            and not isinstance(node, int)
            and node.kind in SELF_REFERRING
        ):
            right = self._look_right(row, item)  # "said that within months there would be ..."
            return right if right.sense is Sense.FUTURE else found
        return found

    def looks_back(self, row: Row, node: Node) -> bool:
        """Whether the words of a condition tell of a past act: "after the shaft was flooded"."""
        inner = row.base[node.first : node.last + 1]
        if any(code in self._perfect for code in inner):
            return False
        return any(
            self._marks.get(c) == "H"
            or (self._marks.get(c) in ("P", "S") and inner[i] not in self._is and inner[i] not in self._adjectival)
            for i, c in enumerate(inner[1:])
            if i
        )

    def _look_left(self, row: Row, item: int) -> Governor:
        codes, marks = row.codes, self._marks
        past, crossed = -1, False
        for at in range(item - 1, max(-1, item - REACH), -1):
            mark = marks.get(codes[at])
            if mark is None:
                continue
            if mark == ".":
                if self._ends_sentence(row, at):
                    break
                continue
            if mark == "x":
                crossed = crossed or past < 0
                continue
            if mark == "c":
                if past < 0 and self._reports(row, at):
                    break
                continue
            strength = self._forward(row, at, mark)
            if strength:
                sense = Sense.FUTURE if past < 0 or crossed else Sense.PAST
                return Governor(sense, at if past < 0 or crossed else past, strength, future_left=True)
            if past < 0 and self._backward(row, at, mark):
                past = at
        return Governor(Sense.PAST, past) if past >= 0 else Governor(Sense.OPEN)

    def _look_right(self, row: Row, item: int) -> Governor:
        codes, marks = row.codes, self._marks
        for at in range(item + 1, min(len(codes), item + REACH)):
            mark = marks.get(codes[at])
            if mark is None or mark == "x":
                continue
            if mark == "." and self._ends_sentence(row, at):
                break
            strength = self._forward(row, at, mark)
            if strength == 3:
                return Governor(Sense.FUTURE, at, strength)
            if self._backward(row, at, mark):
                return Governor(Sense.PAST, at)
        return Governor(Sense.OPEN)

    def _reports(self, row: Row, at: int) -> bool:
        """Whether "that" opens what somebody said: a verb of saying stands shortly before it."""
        return any(self._marks.get(code) == "S" for code in row.codes[max(0, at - 6) : at])

    def _ends_sentence(self, row: Row, at: int) -> bool:
        """A stop ends a sentence where a capital, a quote or nothing follows the space after it."""
        if at + 1 >= len(row.codes):
            return True
        here, tokens = row.last(at), row.tokens
        previous = tokens.words[here - 1] if here else ""
        if (len(previous) == 1 and previous.isupper()) or (at and row.codes[at - 1] in self._abbreviation):
            return False  # "Donald J. Trump", "Mr. Li"
        following = row.first(at + 1)
        return tokens.start(following) > tokens.end(here) and not tokens.words[following][0].islower()

    def _forward(self, row: Row, at: int, mark: str) -> int:
        codes = row.codes
        before = codes[at - 1] if at else ""
        if mark == "F":
            return 3
        if mark == "L":  # "is expected", but "was expected" is a recap, and "its Action Plan" a thing
            if before in self._adjectival or (at and row.word(at)[0].isupper()):
                return 0
            return 0 if before in self._was or (before in self._be and at > 1 and codes[at - 2] in self._was) else 3
        if mark == "W":
            return 1
        if mark == "H":
            return 3 if at + 1 < len(codes) and codes[at + 1] in self._until else 0
        if mark == "t" and self._infinitive(row, at):
            return 3 if before in self._is else 2
        return 0

    def _infinitive(self, row: Row, at: int) -> bool:
        """Whether "to" opens an infinitive and no direction: what follows is a lower-case word that is no plain noun."""
        if at + 1 >= len(row.codes):
            return False
        code = row.codes[at + 1]
        if code in self._noun_after_to or code == NAME:
            return False
        word = row.word(at + 1)
        if not word[0].islower():
            return False
        if code in self._verb_in_s or code != UNKNOWN:
            return True
        return not word.endswith(("s", "ing", "tion", "ity", "ness")) or word.endswith(("ss", "us"))

    def _prefixed(self, row: Row, at: int) -> bool:
        """ "co-hosted": the hyphen belongs to the verb."""
        return at > 1 and row.codes[at - 1] in self._hyphen and row.codes[at - 2] in self._prefix

    def _backward(self, row: Row, at: int, mark: str) -> bool:
        codes = row.codes
        before = codes[at - 1] if at else ""
        if mark in "HL":
            return mark == "H" or before in self._was
        if mark not in "PS" or (before in self._adjectival and not self._prefixed(row, at)):
            return False
        back = at - 1
        while back >= 0 and codes[back] in self._adverb and back > at - 4:
            back -= 1
        if back >= 0 and self._marks.get(codes[back]) in ("F", "t"):  # "will cut", "to put": no past at all
            return False
        return back < 0 or (codes[back] not in self._be and codes[back] not in self._is)
