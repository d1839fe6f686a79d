"""data/rules and data/lexicon to the readers that the pure core works with."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any, TypeVar

from tracker.datafiles import data_root, load, read_toml, structure
from tracker.errors import DataFileError
from tracker.extract.acts import Act, Instrument, VerbSorts
from tracker.extract.grammar import Modality
from tracker.extract.pack import Body, Country, Files, Group, Mineral, Offices, Relevance, Verbs, compile_pack
from tracker.extract.shapes import Rulebook
from tracker.extract.text import Boilerplate
from tracker.extract.timeline import Grammar, Places, TimelineReader

T = TypeVar("T")


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
        _before, opened, rest = pattern.partition("<")
        if not opened:
            return pattern
        for name, text in macros.items():
            pattern = pattern.replace(f"<{name}>", text)
    raise DataFileError(where, f"no macro is called {rest.partition('>')[0]!r}", "name one of [macros]")


@functools.cache
def load_rulebook(root: Path | None = None) -> Rulebook:
    """Read all rules and lexicons below `root` (default: the package's data), every language that has act rules.

    Raises DataFileError that names the file and what is wrong in it.
    """
    root = root or data_root()
    digest = hashlib.sha256()
    for path in sorted(p for folder in ("lexicon", "rules") for p in (root / folder).rglob("*.toml")):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    languages = sorted(path.name.split(".")[1] for path in (root / "rules").glob("acts.*.toml"))
    return Rulebook(digest.hexdigest(), {x: compile_pack(load_files(root, x), load_timeline(x)) for x in languages})


def load_files(root: Path, language: str) -> Files:
    """The rule and lexicon files of one language, as typed objects. Raises DataFileError."""

    def read(folder: str, name: str) -> tuple[dict[str, Any], str]:
        path = root / folder / f"{name}.{language}.toml"
        return read_toml(path), str(path)

    def rows(folder: str, name: str, key: str, shape: type[T]) -> tuple[T, ...]:
        raw, where = read(folder, name)
        return structure([_unreserved(one) for one in raw.get(key, ())], tuple[shape, ...], where)  # type: ignore[valid-type]

    def whole(folder: str, name: str, shape: type[T]) -> T:
        raw, where = read(folder, name)
        raw = {
            k: [_unreserved(x) for x in v] if isinstance(v, list) and v and isinstance(v[0], dict) else v
            for k, v in raw.items()
        }
        return structure(raw, shape, where)

    bodies, where = read("lexicon", "bodies")
    return Files(
        acts=rows("rules", "acts", "act", Act),
        verb_sorts=structure(read("rules", "acts")[0].get("verbs", {}), VerbSorts, read("rules", "acts")[1]),
        modality=whole("rules", "modality", Modality),
        instruments=rows("lexicon", "instruments", "instrument", Instrument),
        countries=rows("lexicon", "countries", "country", Country),
        minerals=rows("lexicon", "minerals", "mineral", Mineral),
        bodies=structure(bodies.get("body", []), tuple[Body, ...], where),
        groups=structure(bodies.get("group", []), tuple[Group, ...], where),
        pseudo=structure(bodies.get("names", {}).get("pseudo", []), tuple[str, ...], where),
        offices=whole("lexicon", "offices", Offices),
        verbs=whole("lexicon", "verbs", Verbs),
        boilerplate=whole("rules", "boilerplate", Boilerplate),
        relevance=whole("rules", "relevance", Relevance),
    )


def _unreserved(entry: dict[str, Any]) -> dict[str, Any]:
    """`not` and `with` are Python's words: the objects call them not_ and with_."""
    return {{"not": "not_", "with": "with_"}.get(key, key): value for key, value in entry.items()}
