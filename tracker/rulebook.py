"""data/rules and data/lexicon to the readers that the pure core works with."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any

from tracker.datafiles import data_root, load, read_toml, structure
from tracker.errors import DataFileError
from tracker.extract import first
from tracker.extract.shapes import Rulebook
from tracker.extract.timeline import Grammar, Places, TimelineReader


@functools.cache
def load_timeline(language: str = "en") -> TimelineReader:
    """The reader of a language's timelines. Raises DataFileError that names file and rule where the rules are wrong."""
    path = data_root() / "rules" / f"timeline.{language}.toml"
    return TimelineReader(load_grammar(path), load(data_root() / "rules" / "calendar.toml", Places), path.name)


def load_grammar(path: Path) -> Grammar:
    """One file of timeline rules, its macros put in."""
    raw = read_toml(path)
    macros = raw.pop("macros", {})
    for one in (*raw.get("rule", ()), *raw.get("cue", ())):
        for key, name in (("not", "not_"), ("with", "with_")):
            if key in one:
                one[name] = one.pop(key)
        if isinstance(one.get("pattern"), str):
            one["pattern"] = _put_in(one["pattern"], macros, f"{path.name}: {one.get('name')!r}")
    return structure(raw, Grammar, str(path))


def _put_in(pattern: str, macros: dict[str, Any], where: str) -> str:
    """Replace each <name> by its macro, macros within macros too."""
    for _ in range(4):
        before, opened, rest = pattern.partition("<")
        if not opened:
            return pattern
        for name, text in macros.items():
            pattern = pattern.replace(f"<{name}>", text)
    raise DataFileError(where, f"no macro is called {rest.partition('>')[0]!r}", "name one of [macros]")


@functools.cache
def load_rulebook(root: Path | None = None) -> Rulebook:
    """Read all rules and lexicons below `root` (default: the package's data). Raises DataFileError."""
    root = root or data_root()
    digest = hashlib.sha256()
    for path in sorted(p for folder in ("lexicon", "rules") for p in (root / folder).rglob("*.toml")):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    countries = read_toml(root / "lexicon" / "countries.en.toml")["country"]
    minerals = read_toml(root / "lexicon" / "minerals.en.toml")["mineral"]
    acts = {"sign": ["sign", "ink"], "conclude": ["conclude", "finalise"], "ratify": ["ratify"], "launch": ["launch"], "publish": ["publish"]}
    pack = first.compile_pack(
        {w: c["code"] for c in countries for k in ("names", "demonyms", "capitals", "offices") for w in c.get(k, ())},
        {word: m["name"] for m in minerals for word in m["words"]},
        acts,
    )
    return Rulebook(digest.hexdigest(), {"en": pack})
