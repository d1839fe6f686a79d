"""HTML pages and web archives to articles, through the same page reader that the spiders use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from spiders.article import Hints, read_page
from tracker.errors import InputError, Issue
from tracker.ingest import Given, check_url, instant, local_address
from tracker.model import Article, PublishedFrom
from tracker.store.write import Arrival, RawPage

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BODY = 10 * 1024 * 1024  # a longer body is no article, and might be a bomb
_PAGES = ("text/html", "application/xhtml+xml", "application/pdf")


def read_html(body: bytes, name: str, given: Given) -> Arrival | Issue:
    """One saved page. What it does not say of itself is filled from `given`."""
    if b"\x00" in body[:8192] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Issue(name, "is binary, not HTML", "give a saved web page")
    return _article(body, given.url, name, given, fetched=given.now)


def read_warc(file: BinaryIO, name: str, given: Given) -> Iterator[Arrival | Issue]:
    """The pages among the responses of a web archive; what is no page (pictures, robots files) is passed over.

    A page that is no article (a consent wall, a soft 404, one without a day) is a warning with its reason.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    number = 0
    try:
        for number, record in enumerate(
            ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True, auto_decode="all"), start=1
        ):
            where = f"{name}: record {number}"
            if _is_page(record):
                yield _response(record, where, given)
    except Exception as error:  # noqa: BLE001 - the reader raises its own kinds for a damaged archive
        yield Issue(name, f"is damaged after record {number} ({type(error).__name__}: {error})", "fetch it again")
        return
    if number == 0:
        yield Issue(name, "holds no web page", "give a WARC file with responses")


def _is_page(record: Any) -> bool:
    kind = (record.http_content_type or "").lower()
    status = record.http_headers.status_code if record.http_headers else None
    return kind in _PAGES and status == 200


def _response(record: Any, where: str, given: Given) -> Arrival | Issue:
    url = record.headers.get("WARC-Target-URI", "").strip("<>")
    body = record.reader.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        return Issue(where, f"{url} is longer than {MAX_BODY} bytes", severity="warning")
    encoded = any(name.lower() in ("content-encoding", "transfer-encoding") for name, _ in record.http_headers.items())
    if not encoded and len(body) < record.content_length:
        return Issue(
            where, f"{url} breaks off after {len(body)} of {record.content_length} bytes", "fetch the archive again"
        )
    headers = {
        key: value
        for key, value in record.http_headers.items()
        if key.lower() in ("content-type", "last-modified", "etag")
    }
    fetched = record.record_date or given.now
    got = _article(body, url, where, given, fetched=fetched, headers=headers)
    return Issue(f"{where} ({url})", got.what, got.todo, "warning") if isinstance(got, Issue) else got


def _article(
    body: bytes,
    url: str | None,
    where: str,
    given: Given,
    *,
    fetched: dt.datetime,
    headers: Mapping[str, str] | None = None,
) -> Arrival | Issue:
    headers = {key.lower(): value for key, value in (headers or {}).items()}
    hints = Hints(title=given.title, published=given.published, published_from=PublishedFrom.GIVEN)
    page = read_page(body, url, content_type=headers.get("content-type"), fetched=fetched.date(), hints=hints)
    if page.reason is not None or page.published is None:
        return Issue(
            where,
            f"is no article: {page.reason or 'no published day'}",
            "give --published and --title where the page has none",
        )
    address = page.url or local_address(page.title, page.text)
    try:
        check_url(address, where)
    except InputError as error:
        return Issue(error.where, error.what, error.todo)
    article = Article(
        url=address,
        title=page.title,
        text=page.text,
        published=page.published,
        language=page.language,
        source=given.source or "",
        published_from=page.published_from or PublishedFrom.GIVEN,
    )
    return Arrival(article, instant(fetched), page.modified, RawPage(url or address, body, headers=headers))
