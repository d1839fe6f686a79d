"""A small reading of plain pledges and announcements: an act's verb after "will" or in the past."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.model import Firmness, Kind, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.extract.text import Sentence


@dataclass(frozen=True, slots=True)
class Pack:
    countries: Mapping[str, str]
    minerals: Mapping[str, str]
    future: Mapping[str, re.Pattern[str]]
    past: Mapping[str, re.Pattern[str]]


def compile_pack(countries: Mapping[str, str], minerals: Mapping[str, str], acts: Mapping[str, list[str]]) -> Pack:
    def past(verb: str) -> str:
        return verb + ("d" if verb.endswith("e") else "ed") if not verb.endswith("y") else verb[:-1] + "ied"

    ahead = r"\b(?:will|expected to|set to|due to|plans? to|close to|is to|are to)\b(?: \w+){0,3}? (?:"
    return Pack(
        countries,
        minerals,
        {a: re.compile(ahead + "|".join([*vs, *map(past, vs)]) + r"|\w+ing)\b") for a, vs in acts.items()},
        {a: re.compile(r"\b(?:" + "|".join(map(past, vs)) + r")\b") for a, vs in acts.items()},
    )


def read(pack: Pack, text: str, sentence: Sentence) -> list[Statement]:
    quote = text[sentence.start : sentence.end]
    parties = sorted({code for word, code in pack.countries.items() if re.search(rf"\b{re.escape(word)}(?!\w)", quote)})
    minerals = sorted({name for word, name in pack.minerals.items() if word in quote.lower()})
    if not parties:
        return []
    out = []
    for act, ahead in pack.future.items():
        verb_ing = re.compile(ahead.pattern.replace(r"|\w+ing", "|" + act.rstrip("e") + "ing"))
        kind = Kind.PLEDGE if verb_ing.search(quote) else Kind.ANNOUNCEMENT if pack.past[act].search(quote) else None
        if kind is not None:
            out.append(
                Statement(
                    kind,
                    quote,
                    sentence.start,
                    sentence.end,
                    parties=tuple(parties),
                    minerals=tuple(minerals),
                    action=act,
                    firmness=Firmness.PROMISED if kind is Kind.PLEDGE else None,
                    rules=(f"act.{act}",),
                )
            )
    return out
