"""Backfill: pages a second through the gate against trafilatura on every page, what is lost, and what a second worker gives."""

import datetime as dt
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import material
from harness import FULL, Row, walled

from tracker import bulk

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)


def rows() -> list[Row]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "news.warc.gz"
        telling = material.archive(path, 4000)
        bulk.load_rulebook(), bulk._gate()
        start = time.perf_counter()
        part = bulk.read_archive(str(path), str(folder), NOW)
        ours = part.records / (time.perf_counter() - start)
        peer = _trafilatura(path, 500)
        kept = {one.article.url for one in bulk.arrivals([part])}
        recall = len(kept & set(telling)) / len(telling)
        made = [
            Row(
                "backfill, 2% of pages relevant",
                f"{ours:.0f} pages/s",
                f"trafilatura on every page: {peer:.1f}/s",
                ours / peer,
                ">= 15",
                ours >= 15 * peer,
            ),
            Row(
                "backfill, articles with statements kept",
                f"{len(kept & set(telling))}",
                f"{len(telling)} in the archive",
                recall,
                ">= 0.99",
                recall >= 0.99,
            ),
        ]
        return made + (_workers(folder) if FULL else [])


def _trafilatura(path: Path, pages: int) -> float:
    """Pages a second of reading the archive and taking the main text of each page."""
    import trafilatura
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    start = time.perf_counter()
    with path.open("rb") as file:
        for number, record in enumerate(
            ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True), 1
        ):
            trafilatura.bare_extraction(record.reader.read())
            if number == pages:
                break
    return pages / (time.perf_counter() - start)


def _workers(folder: Path) -> list[Row]:
    """One worker against two on 20,000 pages, runs interleaved, medians; both through Dask, so that its cost is on both sides."""
    names = []
    for k in range(8):
        names.append(str(folder / f"part-{k}.warc.gz"))
        material.archive(Path(names[-1]), 2500, seed=10 + k)
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(5):
        for workers in (1, 2):
            parts = folder / f"parts-{turn}-{workers}"
            seconds[workers].append(walled(lambda: list(bulk.run(names, str(parts), NOW, workers=workers))))  # noqa: B023 - called at once
    one, two = statistics.median(seconds[1]), statistics.median(seconds[2])
    return [
        Row(
            "backfill of 20,000 pages, two workers",
            f"{two:.1f} s",
            f"one: {one:.1f} s",
            one / two,
            ">= 1.6",
            one >= 1.6 * two,
        )
    ]
