"""Web archives (WARC) on this machine's disks to pages: each page was fetched by somebody else, on the day the archive says.

For archives by the thousand, or at an address, there is `tracker backfill`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spiders.addresses import tidy_url
from spiders.found import Answer, Found, IndexFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spiders.found import Desk

_PAGES = ("text/html", "application/xhtml+xml", "application/pdf")
_LONGEST = 10 * 1024 * 1024  # bytes of a page


async def find(desk: Desk, address: str) -> None:
    """Hand over the pages of the archives that a path names (* and ? stand for any; a relative one begins at the source file).

    An archive that was read to its end is not opened again until its size or time of change is another.
    """
    if "://" in address:
        raise IndexFailedError(
            f"{address} is no file of this machine; `tracker backfill` reads archives from elsewhere"
        )
    paths = sorted(Path(found) for found in glob.glob(str(desk.source.path.parent / address)))  # noqa: PTH207 - absolute
    if not paths:
        raise IndexFailedError(f"{address} names no file")
    failures: list[str] = []
    for path in paths:
        if desk.full:
            return
        stat = path.stat()
        if not desk.opens(path.as_uri(), f"{stat.st_size}-{stat.st_mtime_ns}"):
            continue
        try:
            await _read(desk, path)
        except Exception as error:  # noqa: BLE001 - the reader raises its own kinds for a damaged archive
            failures.append(f"{path} is damaged ({type(error).__name__}: {error}); what stood before that was read")
            desk.note(failures[-1], place=str(path))
    if failures:
        raise IndexFailedError("; ".join(failures))


async def _read(desk: Desk, path: Path) -> None:
    number = 0
    for number, (found, answer, fetched) in enumerate(_records(path), start=1):
        if desk.full:
            return
        if desk.since is None or fetched.date() >= desk.since:
            await desk.give(found, answer, fetched)
        if number % 50 == 0:
            await asyncio.sleep(0)  # reading an archive must not starve the network
    if not number:
        desk.note("holds no web page", place=str(path))


def _records(path: Path) -> Iterator[tuple[Found, Answer, dt.datetime]]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with path.open("rb") as file:
        records: Iterator[Any] = iter(
            ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True, auto_decode="all")
        )
        for record in records:
            url = tidy_url(record.headers.get("WARC-Target-URI", "").strip("<>"))
            if url is None or record.record_date is None or not _is_page(record):
                continue
            body = record.reader.read(_LONGEST + 1)
            encoded = {"content-encoding", "transfer-encoding"} & {
                name.lower() for name, _ in record.http_headers.items()
            }
            if not encoded and len(body) < min(record.content_length, _LONGEST):
                raise ValueError(f"{url} breaks off after {len(body)} of {record.content_length} bytes")
            if len(body) <= _LONGEST:
                moment = record.record_date.astimezone(dt.UTC)
                found = Found(url, updated=moment.isoformat())
                yield found, Answer(url, body, record.http_headers.get("Content-Type", "")), moment


def _is_page(record: Any) -> bool:
    kind = (record.http_content_type or "").lower()
    return kind in _PAGES and record.http_headers is not None and record.http_headers.status_code == 200
