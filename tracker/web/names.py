"""Names that people know in place of keys: countries from the lexicon, outlets from the source files."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from tracker.datafiles import data_root, read_toml
from tracker.errors import TrackerError


@functools.cache
def countries() -> Mapping[str, str]:
    """Code -> the first name in the lexicon."""
    found: dict[str, str] = {}
    for path in sorted((data_root() / "lexicon").glob("*.en.toml")):
        for entry in read_toml(path).get("country", ()):
            if entry.get("names"):
                found.setdefault(entry["code"], entry["names"][0])
    return found


def country(code: str) -> str:
    """The name of a party's code, or what was given where it is no code ("G7")."""
    return countries().get(code, code)


def title(text: object) -> str:
    """A pledge's title with names for the codes that it opens with: "IND-USA: sign ..." is "India and United States: sign ..."."""
    head, colon, rest = str(text).partition(": ")
    codes = head.split("-")
    if not colon or not all(code in countries() for code in codes):
        return str(text)
    known = [countries()[code] for code in codes]
    return f"{', '.join(known[:-1])}{' and ' if known[:-1] else ''}{known[-1]}: {rest}"


@functools.cache
def _outlets() -> Mapping[str, str]:
    from tracker import sources

    try:
        known = sources.load_sources(sources.user_folder())
    except TrackerError:  # a faulty source file is told by `tracker sources check`; a page can do without its title
        return {}
    return {key: one.file.publisher for key, one in known.items()}


def outlet(key: str) -> str:
    """The publisher of a source, else its key made readable; an outlet named on ingest stays as it is."""
    known = _outlets().get(key)
    if known:
        return known
    return key.replace("_", " ").title() if key.islower() and " " not in key else key
