"""What every benchmark shares: rows of ratios, timing that takes the best of several runs, and the README's block."""

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "bench-out"
FULL = os.environ.get("BENCH") == "full"


@dataclass(frozen=True)
class Row:
    """Ours against a named peer or limit, of the same run. `target` says what the ratio must be, `met` whether it is."""

    what: str
    ours: str
    peer: str
    ratio: float
    target: str
    met: bool

    def __str__(self) -> str:
        return f"| {self.what} | {self.ours} | {self.peer} | {self.ratio:.2f} | {self.target} | {'yes' if self.met else 'NO'} |"


HEAD = "| what | ours | peer, same run | ratio | target | met |\n| --- | --- | --- | --- | --- | --- |\n"


def best(action: Callable[[], object], runs: int = 3) -> float:
    """The least CPU seconds of several runs: what is above it is the machine's noise."""
    return min(timed(action) for _ in range(runs))


def timed(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def walled(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def report(name: str, rows: Iterable[Row], *, readme: bool = False) -> None:
    """Print the table; with `readme`, put it into README.md's block of speed figures."""
    table = HEAD + "".join(f"{row}\n" for row in rows)
    print(f"\n{name}\n{table}", flush=True)
    if readme:
        size = "the large sizes, `BENCH=full make bench`" if FULL else "`make bench`"
        words = (
            f"Measured by {size} on {dt.datetime.now(dt.UTC).date()}, ours against a peer in the same run:\n\n{table}"
        )
        subprocess.run(
            [sys.executable, str(ROOT / "scripts" / "figures.py"), "speed"], input=words, text=True, check=True
        )
