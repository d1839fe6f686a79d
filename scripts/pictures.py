"""Make docs/pictures/{table,chart,front}.png from a fresh demo: what the README shows is what the commands print.

Wants Chromium (for the table and the front page). The ledger is shown as of one day, so that the pictures change only where
the program does.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
AS_OF = "2026-11-25"  # the day that data/sample/expected.toml speaks of
COLUMNS = 118
PORT = 8431
PLEDGES = 6  # rows of the table picture


def main() -> None:
    """Run the demo, then take the three pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "demo"
        tracker("demo", "--keep", str(folder))
        db = str(folder / "demo.db")
        take_table(db, Path(scratch))
        chart = Path(scratch) / "chart.png"
        tracker("chart", "--db", db, "--as-of", AS_OF, "--note", "Sample data", "-o", str(chart))
        page = Path(scratch) / "chart.html"  # half its size: the picture is made for print
        page.write_text(
            '<body style="margin:0"><img src="chart.png" style="width:1264px;display:block">', encoding="utf-8"
        )
        photograph(page.as_uri(), PICTURES / "chart.png", 1264)
        take_front(db)


def tracker(*words: str, env: dict[str, str] | None = None) -> str:
    """Run a command of ours and give what it prints."""
    command = [sys.executable, "-m", "tracker", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **(env or {})}).stdout


def take_table(db: str, scratch: Path) -> None:
    """The overdue table as a terminal shows it: run under a pseudo-terminal, its colours kept, and photographed."""
    import pty

    from rich.console import Console
    from rich.text import Text

    chunks: list[bytes] = []

    def keep(descriptor: int) -> bytes:
        chunk = os.read(descriptor, 65536)
        chunks.append(chunk)
        return chunk

    command = [sys.executable, "-m", "tracker", "overdue", "--db", db, "--as-of", AS_OF, "--limit", str(PLEDGES)]
    os.environ.update(COLUMNS=str(COLUMNS), TERM="xterm-256color")
    pty.spawn(command, keep)
    printed = b"".join(chunks).decode().replace(db, "demo.db").replace("\r\n", "\n")
    # the sample press takes a free port; one of as many digits stands for it, so that the lines stay aligned
    shown = Text.from_ansi(re.sub(r"(127\.0\.0\.1:)\d{5}\b", r"\g<1>50000", printed))
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text("$ tracker overdue", style="bold"))
    console.print(shown)
    page = scratch / "table.html"
    page.write_text(console.export_html(inline_styles=True, code_format=_PAGE), encoding="utf-8")
    photograph(page.as_uri(), PICTURES / "table.png", 1000)


_PAGE = (
    '<!DOCTYPE html><meta charset="utf-8"><body style="margin:0;background:#ffffff">'
    "<pre style=\"margin:0;padding:16px;font:14px/1.3 'DejaVu Sans Mono',monospace;color:#1b1f23\">{code}</pre></body>"
)


def take_front(db: str) -> None:
    """The front page of the web view."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tracker", "serve", "--db", db, "--port", str(PORT)], stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{PORT}/?as_of={AS_OF}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        photograph(address, PICTURES / "front.png", 1280, height=1100)
    finally:
        server.terminate()
        server.wait()


def photograph(address: str, target: Path, width: int, height: int | None = None) -> None:
    """A screenshot of a page: its whole length, or its first `height` pixels."""
    from playwright.sync_api import sync_playwright

    browser_path = shutil.which("chromium")
    if browser_path is None:
        raise SystemExit("chromium is not here: make chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height or 400})
        page.goto(address)
        page.screenshot(path=str(target), full_page=height is None)
        browser.close()


if __name__ == "__main__":
    main()
