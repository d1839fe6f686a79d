"""Readers of dates side by side on the shipped phrases: `make bench-timelines`.

Makes bench-out/timelines (an environment for the peers; chrono-node too where node and npm are there), runs each reader in a
process of its own, one after the other, and prints a table. The peers are rerun only when asked; nothing is kept.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tracker.evaluate_timelines import read_rows, score_phrases

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OUT = ROOT / "bench-out" / "timelines"
PHRASES = ROOT / "data" / "gold" / "phrases_dev.jsonl"
PEERS = ("parsedatetime", "dateparser", "ctparse", "recognizers")


def main() -> None:
    gold = read_rows(PHRASES)
    print("Speed in sentences a CPU-second: each read once in a fresh process, and the same ones for a second.")
    print(
        f"{'reader':16}{'detection F1':>14}{'latest day':>12}{'both days':>11}{'alarms':>8}{'read once':>11}{'warm':>9}"
    )
    for name, command, folder in commands():
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name:16} failed: {done.stderr.strip().splitlines()[-1:]}")
            continue
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        figures, speed = score_phrases(gold, lines[:-1]), lines[-1]
        print(
            f"{name:16}{figures['det_f1']:14.1%}{figures['latest']:12.1%}{figures['both']:11.1%}"
            f"{figures['fp']:8.0f}{speed['once']:11,.0f}{speed['warm']:9,.0f}"
        )


def commands() -> list[tuple[str, list[str], Path]]:
    """Each reader's name, its command, and where to run it."""
    python = peers_python()
    script = str(HERE / "peer.py")
    found = [("tracker", [sys.executable, script, "tracker", str(PHRASES)], ROOT)]
    if modules := chrono_node():
        found.append(("chrono-node", ["node", str(HERE / "chrono.mjs"), str(PHRASES)], modules))
    return found + [(name, [str(python), script, name, str(PHRASES)], OUT) for name in PEERS]


def peers_python() -> Path:
    """The Python of the peers' environment, made where it is missing."""
    python = OUT / "venv" / "bin" / "python"
    stamp = OUT / "venv" / "requirements.txt"
    wanted = (HERE / "requirements.txt").read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(OUT / "venv")], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "-r", str(HERE / "requirements.txt")], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return python


def chrono_node() -> Path | None:
    """The folder with chrono-node in it, made where node and npm are there and it is missing; None without them."""
    if not (shutil.which("node") and shutil.which("npm")):
        print("node or npm is not here: chrono-node is left out", file=sys.stderr)
        return None
    folder = OUT / "node"
    if not (folder / "node_modules" / "chrono-node").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--silent", "--no-fund", "--no-audit", "chrono-node@2.10.3"]
        if subprocess.run(install, cwd=folder, check=False).returncode:
            print("chrono-node could not be installed and is left out", file=sys.stderr)
            return None
    return folder


if __name__ == "__main__":
    main()
