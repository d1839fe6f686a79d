"""Source files: one outlet or office that is crawled per data/sources/<key>.toml, a user's folder in front of the package's.

The key of a source is its file's name. A file in the user's folder (`--sources DIR`, environment variable TRACKER_SOURCES)
replaces the one of the same key.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from tracker import datafiles
from tracker.errors import DataFileError, UsageError
from tracker.model import Day

Kind = Literal["feed", "sitemap", "listing", "gdelt", "warc"]
FOLDER_VARIABLE = "TRACKER_SOURCES"
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{1,60}")
_GDELT_DELAY = 5.5  # seconds; its service asks for one request in five


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors of a listing: its links, and the link to its next page."""

    link: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The keys of a source file; `Source` adds what the file's place tells."""

    title: str
    publisher: str
    country: str
    language: str
    standing: Literal["official", "press"]
    kind: Kind
    addresses: list[str]
    interval_hours: int
    covers_parties: list[str]
    covers_minerals: list[str]
    checked_on: Day
    found: str
    relevance: list[str] = field(default_factory=list)
    day_first: bool | None = None
    items_per_week: int = 0
    selectors: Selectors = Selectors()
    query: str = ""
    delay_seconds: float = 3.0
    allow_private: bool = False
    max_pages: int = 200
    sitemap: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One source and where it is written down.

    `delay` are the seconds between two requests to one of its hosts; `max_pages` bounds the articles of one run;
    `allow_private` lets it be crawled on hosts of its own that have private addresses (an intranet, the demo, tests).
    """

    key: str
    path: Path
    file: SourceFile

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of its addresses, in lower case."""
        addresses = [*self.file.addresses, *([self.file.sitemap] if self.file.sitemap else [])]
        return frozenset(host for a in addresses if (host := urlsplit(a).hostname))

    @property
    def delay(self) -> float:
        return (
            max(self.file.delay_seconds, _GDELT_DELAY)
            if self.file.kind == "gdelt" and not self.file.allow_private
            else self.file.delay_seconds
        )


def user_folder(given: Path | None = None) -> Path | None:
    """The user's folder of sources: as given, else of the environment variable, else none."""
    named = os.environ.get(FOLDER_VARIABLE)
    return given or (Path(named) if named else None)


def load_sources(folder: Path | None = None) -> dict[str, Source]:
    """Every source by key, in the order of keys. Raises DataFileError where a file or the folder is not as it should be."""
    found: dict[str, Source] = {}
    for place in (datafiles.data_root() / "sources", folder):
        if place is None:
            continue
        if not place.is_dir():
            raise DataFileError(str(place), "is not a folder", "name the folder that holds your source files")
        found.update((path.stem, load_source(path)) for path in sorted(place.glob("*.toml")))
    return dict(sorted(found.items()))


def load_source(path: Path) -> Source:
    """Read and check one source file."""
    where = str(path)
    if not _KEY.fullmatch(path.stem):
        raise DataFileError(where, "is no key", "name it in lower-case letters, digits, - and _, such as in_pib.toml")
    file = datafiles.load(path, SourceFile)
    problem = _problem(file)
    if problem:
        raise DataFileError(where, *problem)
    return Source(path.stem, path, file)


def _problem(file: SourceFile) -> tuple[str, str] | None:
    """What is wrong with a file whose shape is right, and what to do about it."""
    bad = next((a for a in file.addresses if file.kind != "warc" and not _is_address(a)), None)
    checks = (
        (not file.addresses, "`addresses` is empty", "name at least one"),
        (bad is not None, f"{bad!r} in `addresses` is no http(s) address", "write it as https://host/path"),
        (
            file.kind == "gdelt" and not file.query,
            "`query` is missing",
            'name words to search for, such as query = "lithium tariff"',
        ),
        (file.interval_hours < 1, f"`interval_hours` is {file.interval_hours}", "write 1 or more"),
        (file.max_pages < 1, f"`max_pages` is {file.max_pages}", "write 1 or more"),
        (
            file.delay_seconds < (0 if file.allow_private else 1),
            f"`delay_seconds` is {file.delay_seconds}",
            "leave a public host at least one second between two requests",
        ),
    )
    return next(((what, todo) for holds, what, todo in checks if holds), None)


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def pick(sources: dict[str, Source], keys: Iterable[str]) -> list[Source]:
    """The named sources, all of them where none is named. Raises UsageError for a key that is not there."""
    wanted = list(dict.fromkeys(keys))
    for key in wanted:
        if key not in sources:
            close = _closest(key, list(sources))
            raise UsageError(
                key, "is no source", f"did you mean {close}?" if close else "`tracker sources list` shows them"
            )
    return [sources[key] for key in wanted] if wanted else list(sources.values())


def _closest(key: str, keys: list[str]) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(key, keys, 1)), None)
