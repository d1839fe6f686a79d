"""data/rules and data/lexicon to a Rulebook: the edge at which the extractor's rules are read from files."""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING

from tracker import datafiles
from tracker.extract import first
from tracker.extract.shapes import Rulebook

if TYPE_CHECKING:
    from pathlib import Path


@functools.cache
def load_rulebook(root: Path | None = None) -> Rulebook:
    """Read all rules and lexicons below `root` (default: the package's data). Raises DataFileError."""
    root = root or datafiles.data_root()
    digest = hashlib.sha256()
    for path in sorted(p for folder in ("lexicon", "rules") for p in (root / folder).rglob("*.toml")):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    countries = datafiles.read_toml(root / "lexicon" / "countries.en.toml")["country"]
    minerals = datafiles.read_toml(root / "lexicon" / "minerals.en.toml")["mineral"]
    acts = datafiles.read_toml(root / "rules" / "acts.en.toml")["act"]
    pack = first.compile_pack(
        {word: c["code"] for c in countries for word in c["words"]},
        {word: m["name"] for m in minerals for word in m["words"]},
        {a["id"]: a["verbs"] for a in acts},
    )
    return Rulebook(digest.hexdigest(), {"en": pack})
