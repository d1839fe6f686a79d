"""`make bench-copies`: how well and how fast copies are found among 10,800 generated documents."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from copies_corpus import generate  # noqa: E402
from harness import Row, report  # noqa: E402
from test_copies import figures  # noqa: E402

LEAST = {"recall": 0.97, "precision": 0.99, "speed": 800.0}
MOST = {"siblings": 0.02}
WHAT = {
    "recall": "copies found",
    "precision": "links that are right",
    "speed": "documents a CPU second",
    "siblings": "releases of one template taken for copies",
}


def rows() -> list[Row]:
    """Measure, and say whether the targets are met."""
    got = figures(generate())
    least = [
        Row(WHAT[k], f"{got[k]:.4g}", f"{limit:g}", got[k] / limit, ">= 1", got[k] >= limit)
        for k, limit in LEAST.items()
    ]
    most = [
        Row(WHAT[k], f"{got[k]:.4g}", f"{limit:g}", got[k] / limit, "<= 1", got[k] <= limit)
        for k, limit in MOST.items()
    ]
    return [*least, *most]


if __name__ == "__main__":
    made = rows()
    report("copies", made)
    sys.exit(not all(row.met for row in made))
