"""How long the pages of `tracker serve` take, on made-up ledgers: `make bench-web`.

Starts the real command on a free port of the loopback and asks it over HTTP, one request at a time. "first" is the first
request after the start (nothing is remembered yet), "again" the median of the following ones, "changed" the first one after
the database has changed, which is what a reader meets after a crawl. Databases are kept in bench-out/.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path

import click
import httpx

from tracker.generate.fill import fill
from tracker.store import migrations

OUT = Path(__file__).resolve().parent.parent / "bench-out"
PAGES = (
    "/",
    "/pledges",
    "/pledges?party=IND",
    "/pledges?status=overdue",
    "/pledge/{pledge}",
    "/country/IND",
    "/search?search=lithium+refinery",
)
TARGETS = {10_000: 150.0, 1_000_000: 400.0}  # milliseconds for the front page
AGAIN = 15


def ledger(pledges: int, as_of: dt.date) -> Path:
    """A database with so many pledges as of a day; made anew for another day or another schema."""
    schema = hashlib.sha256(migrations.INITIAL.encode()).hexdigest()[:8]
    path = OUT / f"web-{pledges}-{as_of}-{schema}.db"
    if not path.exists():
        OUT.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        for old in (*OUT.glob(f"web-{pledges}-*"), part):
            old.unlink(missing_ok=True)
        started = time.monotonic()
        fill(part, pledges, as_of=as_of)
        part.rename(path)
        click.echo(
            f"made {path.name}: {path.stat().st_size / 1e6:,.0f} MB in {time.monotonic() - started:.0f} s",
            err=True,
        )
    return path


def start(path: Path) -> tuple[subprocess.Popen[str], str]:
    """The running command and its address."""
    command = [sys.executable, "-m", "tracker", "serve", "--db", str(path), "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    address = (process.stderr.readline() if process.stderr else "").partition(" at ")[2].split()[0]
    with httpx.Client(trust_env=False) as client:
        for _ in range(600):
            try:
                client.get(f"{address}/about", timeout=60)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return process, address
    raise SystemExit("the web view does not answer")


def touch(path: Path) -> None:
    """Change the database as a crawl would."""
    with sqlite3.connect(path, timeout=30) as connection:
        connection.execute("UPDATE meta SET value = value + 1 WHERE key IN ('facts', 'settled')")
    connection.close()


def ask(client: httpx.Client, address: str) -> float:
    """Milliseconds of one request, body included."""
    started = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code} {answer.text[:500]}")
    return took


def measure(path: Path) -> list[tuple[str, float, float, float]]:
    """Page, first, again, changed: milliseconds."""
    connection = sqlite3.connect(path)
    pledge = connection.execute("SELECT pledge FROM spans WHERE status = 'overdue' LIMIT 1").fetchone()[0]
    connection.close()
    process, address = start(path)
    found = []
    try:
        with httpx.Client(timeout=120, trust_env=False) as client:
            for page in PAGES:
                url = address + page.format(pledge=pledge)
                first = ask(client, url)
                again = statistics.median(ask(client, url) for _ in range(AGAIN))
                changed = []
                for _ in range(3):
                    touch(path)
                    changed.append(ask(client, url))
                found.append((page, first, again, statistics.median(changed)))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
    return found


def main() -> int:
    """Print a table for each size. Exit status 1 where the front page misses its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,1000000", help="numbers of pledges, joined by commas")
    late = 0
    today = dt.datetime.now().astimezone().date()
    click.echo(
        "| pledges | page | first, ms | again, ms | after a change, ms | target |\n| ---: | --- | ---: | ---: | ---: | ---: |"
    )
    for size in map(int, parser.parse_args().sizes.split(",")):
        for page, first, again, changed in measure(ledger(size, today)):
            target = TARGETS.get(size) if page == "/" else None
            late += bool(target and max(again, changed) > target)
            click.echo(
                f"| {size:,} | `{page}` | {first:.0f} | {again:.0f} | {changed:.0f} | {f'{target:.0f}' if target else ''} |"
            )
    return 1 if late else 0


if __name__ == "__main__":
    raise SystemExit(main())
