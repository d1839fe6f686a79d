"""Backfill from news archives: each archive becomes one Parquet part, in this process, on local workers or on a Dask cluster;
then all parts go onto the ledger, once and in the order of their archives' addresses.

A part is a pure function of its archive and the rules, written whole or not at all: a worker that dies in the middle leaves
nothing, its archive is read again, and the result is that of a single process.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tracker.datafiles import data_root, load
from tracker.errors import Issue, TrackerError
from tracker.extract import extract
from tracker.gate import Gate, GateFile
from tracker.ingest import instant
from tracker.model import Article, PublishedFrom
from tracker.rulebook import load_rulebook
from tracker.store.write import Arrival, RawPage

MAX_BODY = 5 * 1024 * 1024  # a longer body is no article: the longest of 257 saved news pages had 3 MB
_PAGES = ("text/html", "application/xhtml+xml")
_COUNTS = b"tracker_counts"


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one archive. `counts` sums to its records: "kept", and a reason for each that was left out."""

    archive: str
    path: str
    counts: dict[str, int]
    damage: str = ""

    @property
    def records(self) -> int:
        return sum(self.counts.values())


def part_path(archive: str, parts: str | Path) -> Path:
    """Where an archive's part lies; another name under other rules, so that no stale part is taken for a new one."""
    digest = hashlib.sha256(archive.encode()).hexdigest()[:16]
    return Path(parts) / f"{digest}-{load_rulebook().digest[:8]}.parquet"


def read_archive(archive: str, parts: str, now: dt.datetime) -> Part:
    """Read one archive (a local path, or an address that fsspec opens) into its part, unless that is there already.

    Raises TrackerError where the archive cannot be opened. A damaged one gives a part of what came before the damage, which
    is told and not kept as finished.
    """
    path = part_path(archive, parts)
    if path.exists():
        return Part(archive, str(path), _stored_counts(path))
    counts: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    damage = ""
    with _opened(archive) as stream:
        try:
            for record in _responses(stream):
                outcome = _read_record(record, now)
                counts["kept" if isinstance(outcome, dict) else outcome] += 1
                if isinstance(outcome, dict):
                    rows.append(outcome)
        except Exception as error:  # noqa: BLE001 - fastwarc raises kinds of its own for a damaged archive
            damage = f"is damaged after record {sum(counts.values())} ({type(error).__name__}: {error})"
    if damage:
        path = path.with_suffix(".damaged.parquet")
    _write_part(path, rows, counts)
    return Part(archive, str(path), dict(counts), damage)


def run(
    archives: Sequence[str], parts: str, now: dt.datetime, *, workers: int = 1, scheduler: str | None = None
) -> Iterator[Part | Issue]:
    """Read archives as they come to an end, on `workers` local processes or on the Dask cluster at `scheduler`.

    An archive that cannot be opened is an Issue in its place.
    """
    Path(parts).mkdir(parents=True, exist_ok=True)
    if workers <= 1 and not scheduler:
        for archive in archives:
            yield _attempt(archive, parts, now)
        return
    from dask.distributed import Client, LocalCluster, as_completed

    cluster = None if scheduler else LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)  # type: ignore[no-untyped-call]  # dask has no types
    with Client(scheduler or cluster) as client:  # type: ignore[no-untyped-call]
        futures = client.map(_attempt, archives, parts=parts, now=now, pure=False, retries=2)
        for future in as_completed(futures):  # type: ignore[no-untyped-call]
            yield future.result()
    if cluster:
        cluster.close()


def arrivals(done: Sequence[Part]) -> Iterator[Arrival | Issue]:
    """The articles of all parts, in the order of their archives' addresses whatever order they were read in."""
    import pyarrow.parquet as pq

    for part in sorted(done, key=lambda one: one.archive):
        if part.damage:
            yield Issue(part.archive, part.damage, "fetch it again; what came before is kept")
        for batch in pq.ParquetFile(part.path).iter_batches(batch_size=200):
            yield from map(_arrival, batch.to_pylist())


def _attempt(archive: str, parts: str, now: dt.datetime) -> Part | Issue:
    try:
        return read_archive(archive, parts, now)
    except TrackerError as error:
        return Issue(error.where, error.what, error.todo)


@functools.cache
def _gate() -> Gate:
    return Gate(load(path, GateFile) for path in sorted((data_root() / "rules").glob("gate.*.toml")))


def _read_record(record: Any, now: dt.datetime) -> dict[str, Any] | str:  # Any: fastwarc has no types
    """A row of the part, or the reason why the record is left out: the cheap reasons first."""
    if record.http_headers is None or record.http_headers.status_code != 200:
        return "not fetched with success"
    if (record.http_content_type or "").lower() not in _PAGES:
        return "no web page"
    body = record.reader.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        return "too long"
    if not _gate().passes(body):
        return "no topic"
    url = record.headers.get("WARC-Target-URI", "").strip("<>")
    if not url.startswith(("http://", "https://")):
        return "no web address"
    return _read_body(body, url, record.http_headers.get("Content-Type"), record.record_date or now)


def _read_body(body: bytes, url: str, content_type: str | None, fetched: dt.datetime) -> dict[str, Any] | str:
    from spiders.article import read_page

    page = read_page(body, url, content_type=content_type, fetched=fetched.date())
    if page.reason is not None or page.published is None:
        return f"no article: {page.reason or 'no published day'}"
    rules = load_rulebook()
    if page.language not in rules.languages:
        return f"unread: {page.language}"
    origin = page.published_from or PublishedFrom.META
    article = Article(page.url or url, page.title, page.text, page.published, page.language, published_from=origin)
    if not extract(article, rules):
        return "no statement"
    return {
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "published": article.published,
        "published_from": origin.value,
        "language": article.language,
        "modified": page.modified,
        "fetched": instant(fetched),
        "page_url": url,
        "content_type": content_type or "",
        "body": body,
    }


def _arrival(row: dict[str, Any]) -> Arrival:
    article = Article(
        row["url"],
        row["title"],
        row["text"],
        row["published"],
        row["language"],
        published_from=PublishedFrom(row["published_from"]),
    )
    page = RawPage(
        row["page_url"], row["body"], headers={"content-type": row["content_type"]} if row["content_type"] else {}
    )
    return Arrival(article, row["fetched"], row["modified"], page)


def _responses(stream: Any) -> Iterator[Any]:  # Any: fastwarc has no types
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    yield from ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True)


@contextmanager
def _opened(archive: str) -> Iterator[BinaryIO]:
    try:
        if "://" in archive:
            import fsspec

            with fsspec.open(archive, "rb") as stream:
                yield stream
        else:
            with Path(archive).open("rb") as stream:
                yield stream
    except (OSError, ValueError, ImportError) as error:
        what = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise TrackerError(archive, f"cannot be opened ({what})", "check the path or address") from error


def _write_part(path: Path, rows: list[dict[str, Any]], counts: Counter[str]) -> None:
    """Write the part beside its place and move it there: whoever looks sees all of it or nothing."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    text = ("url", "title", "text", "published_from", "language", "fetched", "page_url", "content_type")
    days = ("published", "modified")
    schema = pa.schema([*((n, pa.string()) for n in text), *((n, pa.date32()) for n in days), ("body", pa.binary())])
    schema = schema.with_metadata({_COUNTS: json.dumps(counts, sort_keys=True).encode()})
    half = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), half, compression="zstd")
    half.replace(path)


def _stored_counts(path: Path) -> dict[str, int]:
    import pyarrow.parquet as pq

    counts: dict[str, int] = json.loads(pq.read_schema(path).metadata[_COUNTS])
    return counts
