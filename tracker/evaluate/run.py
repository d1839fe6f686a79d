"""Ingest an annotated split into a database of its own through the real commands, and score what they say."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tracker.errors import DataFileError, InputError
from tracker.evaluate import figures, matching
from tracker.evaluate.figures import Figures
from tracker.evaluate.matching import Matching, Row

ARTICLE_FIELDS = ("url", "title", "published", "source", "language", "text")  # the annotations stay out of what is read
LAST_DAY = "2027-06-01"


def evaluate(
    articles_path: Path, commitments_path: Path, days: Sequence[str] | None = None
) -> tuple[Figures, Matching]:
    """All figures of one split, and the matching they come from.

    `days` are the ISO days on which the ledger is asked for (default: the first day of each quarter from the split's first
    article to the end of its last year, and 2027-06-01). Raises InputError where a file is missing or is not JSON Lines.
    """
    articles, commitments = read_rows(articles_path), read_rows(commitments_path)
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "gold.db")
        stripped = Path(folder) / "articles.jsonl"
        stripped.write_text(
            "".join(json.dumps({k: a[k] for k in ARTICLE_FIELDS}) + "\n" for a in articles), encoding="utf-8"
        )
        _tracker("ingest", str(stripped), "--db", database)
        found = _listing("statements", "--db", database)
        snapshots = {
            day: _listing("pledges", "--as-of", day, "--db", database) for day in days or quarter_days(articles)
        }
    matched = matching.match(articles, found)
    return {
        "articles": len(articles),
        "detection": figures.detection(matched),
        "fields": figures.fields(matched.pairs),
        "linking_b3": figures.b_cubed(matched.pairs),
        "ledger": figures.ledger(articles, commitments, matched.pairs, snapshots),
    }, matched


def quarter_days(articles: Sequence[Row]) -> list[str]:
    """The first day of each quarter from the first article on, and one late day by which most is settled."""
    first, last = min(a["published"] for a in articles), max(a["published"] for a in articles)
    days = (f"{year}-{month:02d}-01" for year in range(int(first[:4]), int(last[:4]) + 1) for month in (1, 4, 7, 10))
    return [day for day in days if day >= first] + [LAST_DAY]


def read_rows(path: Path) -> list[Row]:
    """The objects of a JSON Lines file. Raises InputError that names file and line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(str(path), error.strerror or str(error), "check the path") from error
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            rows.append(json.loads(line))
        except ValueError as error:
            raise InputError(f"{path}:{number}", f"is not JSON: {error}", "mend that line") from error
    return rows


def misses(matched: Matching, limit: int) -> Iterator[str]:
    """The first `limit` of each kind of miss, a line each, for a person who mends rules."""
    for article, s in matched.missed[:limit]:
        yield f"MISSED {article['id']} {s['kind']}: {s['quote']}"
    for article, s in matched.extra[:limit]:
        yield f"EXTRA  {article['id']} {s['kind']}: {matching.squash(s['quote'])}"
    wrong = [
        p
        for p in matched.pairs
        if p.gold["window"] and (p.found.get("window") or [None, None])[1] != p.gold["window"][1]
    ]
    for p in wrong[:limit]:
        yield f"DUE    {p.gold['timeline']!r}: {p.gold['window']}, got {p.found.get('window')} in: {p.gold['quote']}"


def flatten(nested: Figures, prefix: str = "") -> dict[str, float]:
    """Nested figures to dotted names, counts left out: {"detection.all.f1": 0.91, ...}."""
    flat: dict[str, float] = {}
    for name, value in nested.items():
        if isinstance(value, dict):
            flat |= flatten(value, f"{prefix}{name}.")
        elif isinstance(value, float):
            flat[prefix + name] = value
    return flat


def _listing(*arguments: str) -> list[Row]:
    return [json.loads(line) for line in _tracker(*arguments, "--format", "jsonl").splitlines()]


def _tracker(*arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "tracker", *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )
    if run.returncode:
        raise DataFileError("tracker " + arguments[0], run.stderr.strip()[-500:], "run it by itself to see more")
    return run.stdout
