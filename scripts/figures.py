"""Fill a marked block of README.md with measured figures: `python scripts/figures.py accuracy`, `... speed < table.md`.

A block stands between `<!-- figures: NAME -->` and `<!-- end figures -->`. `accuracy` is measured here, by `tracker evaluate`;
any other block takes Markdown from standard input.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

README = Path(__file__).resolve().parent.parent / "README.md"
# what the README shows, in its order: (words, path into the figures of `tracker evaluate --json`)
SHOWN = (
    ("statements found: precision", "detection.all.p"),
    ("statements found: recall", "detection.all.r"),
    ("pledges with a due day: precision", "detection.dated_pledge.p"),
    ("pledges with a due day: recall", "detection.dated_pledge.r"),
    ("parties right (F1)", "fields.parties_f1"),
    ("minerals right (F1)", "fields.minerals_f1"),
    ("speaker right", "fields.speaker"),
    ("last due day exactly right", "fields.due_exact"),
    ("statements put to the right pledge (B-cubed F1)", "linking_b3.f1"),
    ("outcome of a pledge right", "ledger.outcome_accuracy"),
    ("overdue list, over all quarter days: precision", "ledger.overdue.p"),
    ("overdue list, over all quarter days: recall", "ledger.overdue.r"),
)


def accuracy(figures: dict[str, object]) -> str:
    """The figures as a Markdown table, below a line that says how and when they were measured."""
    lines = [
        f"Measured by `tracker evaluate` on {dt.datetime.now().astimezone():%Y-%m-%d}:",
        "",
        "| | |",
        "| --- | ---: |",
    ]
    for words, path in SHOWN:
        value: Any = figures
        for key in path.split("."):
            value = value[key]
        lines.append(f"| {words} | {value:.3f} |")
    return "\n".join(lines)


def fill(text: str, name: str, body: str) -> str:
    """The text with the named block filled. Raises SystemExit where the block is not there exactly once."""
    block = re.compile(rf"(<!-- figures: {re.escape(name)} -->\n).*?(<!-- end figures -->)", re.DOTALL)
    filled, number = block.subn(lambda found: f"{found[1]}{body.strip()}\n{found[2]}", text)
    if number != 1:
        raise SystemExit(f"README.md holds {number} blocks `figures: {name}`, wants one")
    return filled


def measure() -> dict[str, object]:
    """The figures of `tracker evaluate`, whether or not all floors held."""
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "evaluate", "--json"], capture_output=True, text=True, check=False
    )
    if not done.stdout:
        raise SystemExit(done.stderr or "tracker evaluate printed nothing")
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def main() -> None:
    """Fill the blocks named on the command line."""
    for name in sys.argv[1:] or ["accuracy"]:
        body = accuracy(measure()) if name == "accuracy" else sys.stdin.read()
        README.write_text(fill(README.read_text(encoding="utf-8"), name, body), encoding="utf-8")


if __name__ == "__main__":
    main()
