"""Stored pages as a web archive (WARC 1.1), one gzip member a record, so that any archive tool reads them."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from tracker.report.formats import Provenance

# the stored body is what came out of these, so that they no longer hold
_DROPPED = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection", "set-cookie"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page as fetched: `fetched` is an ISO 8601 instant in UTC, `sha256` the digest of the body in hexadecimal."""

    url: str
    fetched: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    sha256: str


def write_warc(pages: Iterable[Page], out: IO[bytes], provenance: Provenance) -> int:
    """A warcinfo record with the provenance, then a response record a page. Gives the number of pages.

    Dates and ids come from the pages and the provenance: the same pages give the same bytes.
    """
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    info = writer.create_warcinfo_record("pages.warc.gz", _info(provenance))
    info.rec_headers.replace_header("WARC-Date", f"{provenance.as_of.isoformat()}T00:00:00Z")
    info.rec_headers.replace_header("WARC-Record-ID", _record_id(provenance.line()))
    writer.write_record(info)
    number = 0
    for page in pages:
        writer.write_record(_response(writer, page))
        number += 1
    return number


def _info(provenance: Provenance) -> dict[str, str]:
    told = provenance.items()
    software = told.pop("made by")
    return {
        "software": software,
        "format": "WARC File Format 1.1",
        **{name.replace(" ", "-"): value for name, value in told.items()},
    }


def _response(writer: Any, page: Page) -> object:
    from warcio.statusandheaders import StatusAndHeaders

    headers = [(_ascii(name), _ascii(value)) for name, value in page.headers.items() if name.lower() not in _DROPPED]
    headers.append(("Content-Length", str(len(page.body))))
    status = f"{page.status} {_reason(page.status)}"
    return writer.create_warc_record(
        _ascii(page.url).replace(" ", "%20"),
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
        warc_headers_dict={
            "WARC-Date": _instant(page.fetched),
            "WARC-Record-ID": _record_id(page.url, page.fetched, page.sha256),
            "WARC-Payload-Digest": f"sha256:{page.sha256}",
        },
    )


def _record_id(*parts: str) -> str:
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, chr(31).join(parts)).urn}>"


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _ascii(text: str) -> str:
    """A header's text on one line; what is not ASCII is percent-encoded, as in an address."""
    return quote("".join(c for c in str(text) if c.isprintable()), safe="".join(map(chr, range(32, 127))))


def _instant(fetched: str) -> str:
    """The instant as WARC wants it: 2026-03-13T06:00:00Z."""
    moment = dt.datetime.fromisoformat(fetched)
    moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
