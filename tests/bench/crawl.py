"""`make bench-crawl`: our crawl of 2,000 local pages of 20 hosts against a bare Scrapy spider that calls trafilatura.

CPU seconds of all processes of each (readers included), and the most memory of ours at 500 and at 2,000 pages.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from harness import Row, report  # noqa: E402
from material import GOLD, page  # noqa: E402
from press.sources import write_source  # noqa: E402

from spiders.plan import Plan  # noqa: E402

HOSTS = [f"127.0.5.{n}" for n in range(1, 21)]
PAGES = 2_000
SIZE = 120_000  # bytes of a page
NOW = dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)
MOST = 1.25  # times the CPU seconds of the bare spider
GROWTH = 1.1  # times the memory at a quarter of the pages

BARE = """
import sys, json, scrapy, trafilatura
from scrapy.crawler import AsyncCrawlerProcess
urls = json.load(open(sys.argv[1]))
class Bare(scrapy.Spider):
    name = "bare"
    found = 0
    async def start(self):
        for url in urls:
            yield scrapy.Request(url)
    def parse(self, response):
        Bare.found += bool(trafilatura.extract(response.body, url=response.url))
process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False})
process.crawl(Bare)
process.start()
print(Bare.found)
"""


def article(host: str, number: int) -> bytes:
    """A page as heavy as real ones; its words differ from those of every other."""
    rng = random.Random(f"{host}{number}")
    base = GOLD[rng.randrange(len(GOLD))]
    text = f"{base['text']}\n\nThis is report {number} of {host}, number {rng.randrange(10**9)} of all."
    return page(f"{base['title']} ({number})", text, "2026-03-19", rng, size=SIZE)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pages = PAGES // len(HOSTS)

    def do_GET(self) -> None:
        host, port = self.headers["Host"].split(":")
        kind, status = "text/html; charset=utf-8", 200
        if self.path.startswith("/map"):
            urls = "".join(
                f"<url><loc>http://{host}:{port}/news/{n}</loc><lastmod>2026-03-19</lastmod></url>"
                for n in range(int(self.path.rpartition("=")[2]))
            )
            body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
            kind = "application/xml"
        elif self.path.startswith("/news/"):
            body = article(host, int(self.path.rpartition("/")[2]))
        else:
            body, status = b"", 404
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


def serve(ports: multiprocessing.Queue) -> None:
    """All hosts in a process of their own, so that their work is nobody's."""
    port = 0
    for host in HOSTS:
        server = ThreadingHTTPServer((host, port), _Handler)
        port = server.server_port
        Thread(target=server.serve_forever, daemon=True).start()
    ports.put(port)
    multiprocessing.Event().wait()


def spent(command: list[str], said: str = "") -> tuple[float, float, str]:
    """CPU seconds of a command and its children, most megabytes of one of its processes, its last line."""
    code = (
        "import resource,subprocess,sys;"
        "p=subprocess.run(sys.argv[1:],stdin=sys.stdin,stdout=subprocess.PIPE,text=True);"
        "r=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(r.ru_utime+r.ru_stime,r.ru_maxrss/1024,(p.stdout.strip().splitlines() or [''])[-1],sep='\\t')"
    )
    with tempfile.TemporaryFile("w+") as words:
        words.write(said)
        words.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-c", code, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdin
        process.stdin.write(said)
        process.stdin.flush()  # left open: the crawl stops when its input ends
        assert process.stdout
        cpu, megabytes, last = process.stdout.readline().rstrip("\n").split("\t")
        process.stdin.close()
        process.wait()
    return float(cpu), float(megabytes), last


def ours(folder: Path, port: int, pages: int) -> tuple[float, float]:
    """CPU seconds and megabytes of our crawl of so many pages."""
    sources = folder / f"sources-{pages}"
    each = pages // len(HOSTS)
    for host in HOSTS:
        write_source(
            sources,
            f"host_{host.rpartition('.')[2]}",
            f"http://{host}:{port}/map?n={each}",
            kind="sitemap",
            max_pages=each,
        )
    keys = tuple(path.stem for path in sorted(sources.glob("*.toml")))
    plan = Plan(folder / f"{pages}.db", keys, NOW, sources)
    cpu, megabytes, _ = spent([sys.executable, "-m", "spiders.run"], plan.to_json() + "\n")
    import sqlite3

    stored = sqlite3.connect(plan.db).execute("SELECT count(*) FROM articles").fetchone()[0]
    if stored != pages:
        raise SystemExit(f"only {stored} of {pages} articles were stored")
    return cpu, megabytes


def bare(folder: Path, port: int, pages: int) -> float:
    """CPU seconds of the bare spider for the same pages."""
    import json

    urls = [f"http://{host}:{port}/news/{n}" for n in range(pages // len(HOSTS)) for host in HOSTS]
    (folder / "urls.json").write_text(json.dumps(urls))
    (folder / "bare.py").write_text(BARE)
    cpu, _, found = spent([sys.executable, str(folder / "bare.py"), str(folder / "urls.json")])
    if int(found) != pages:
        raise SystemExit(f"the bare spider read only {found} of {pages} pages")
    return cpu


def rows(pages: int = PAGES) -> list[Row]:
    """Measure, and say whether the targets are met."""
    os.environ["no_proxy"] = "*"
    ports: multiprocessing.Queue = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(ports,), daemon=True)
    server.start()
    port = ports.get(timeout=60)
    try:
        with tempfile.TemporaryDirectory() as name:
            peer = bare(Path(name), port, pages)
            _, few = ours(Path(name), port, pages // 4)
            cpu, many = ours(Path(name), port, pages)
    finally:
        server.terminate()
    return [
        Row(
            f"crawl of {pages} pages of {len(HOSTS)} hosts",
            f"{cpu:.0f} CPU s",
            f"bare spider and trafilatura {peer:.0f} CPU s",
            cpu / peer,
            f"<= {MOST}",
            cpu <= MOST * peer,
        ),
        Row(
            "memory of the crawl",
            f"{many:.0f} MB at {pages} pages",
            f"{few:.0f} MB at {pages // 4}",
            many / few,
            f"<= {GROWTH}",
            many <= GROWTH * few,
        ),
    ]


if __name__ == "__main__":
    made = rows(int(sys.argv[1]) if len(sys.argv) > 1 else PAGES)
    report("crawl", made)
    sys.exit(not all(row.met for row in made))
