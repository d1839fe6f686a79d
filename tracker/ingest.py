"""Files to articles: JSON Lines, plain text, HTML pages and web archives. A bad record is told, and the rest goes on."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from tracker.copies import agency_of
from tracker.errors import InputError, Issue
from tracker.model import Article, Day
from tracker.store.write import Arrival

# Files below this day are refused as mistaken: no news page of the web is older.
EARLIEST = dt.date(1995, 1, 1)
STDIN = "-"
_DATED = re.compile(r"\A\s*date (\d{4}-\d{2}-\d{2})\s+")
_DAY = re.compile(r"\A(\d{4}-\d{2}-\d{2})(?:\Z|[T ])")
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Given:
    """What fills in where a file is silent. `now` is the instant of this run (UTC): what was never fetched counts as fetched
    then, and nothing can be published later than the day after it.
    """

    now: dt.datetime
    published: Day | None = None
    url: str | None = None
    source: str | None = None
    title: str | None = None

    @property
    def fetched(self) -> str:
        """`now` as the store writes it."""
        return instant(self.now)

    @property
    def latest(self) -> Day:
        """The last day that a published date may have: a day later than now, for outlets east of Greenwich."""
        return self.now.date() + dt.timedelta(days=1)


def instant(moment: dt.datetime) -> str:
    """An aware moment as ISO 8601 in UTC, to the second."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_any(name: str, given: Given) -> Iterator[Arrival | Issue]:
    """The articles of one file (`-`: JSON Lines on standard input), with an Issue in the place of each bad one."""
    if name == STDIN:
        yield from read_jsonl(sys.stdin.buffer, "standard input", given)
        return
    path = Path(name)
    try:
        if path.is_dir():
            yield Issue(name, "is a folder", "name the files in it")
        elif path.stat().st_size == 0:
            yield Issue(name, "is empty")
        else:
            yield from _read_file(path, name, given)
    except OSError as error:
        yield Issue(name, (error.strerror or str(error)).lower(), "check the path")


def _read_file(path: Path, name: str, given: Given) -> Iterator[Arrival | Issue]:
    kind = "".join(path.suffixes[-2:]).lower() if path.suffix.lower() == ".gz" else path.suffix.lower()
    if kind in (".jsonl", ".ndjson"):
        with path.open("rb") as file:
            yield from read_jsonl(file, name, given)
    elif kind == ".txt":
        yield read_text(path.read_bytes(), name, given)
    elif kind in (".html", ".htm"):
        from tracker.archives import read_html

        yield read_html(path.read_bytes(), name, given)
    elif kind.endswith((".warc", ".warc.gz")):
        from tracker.archives import read_warc

        with path.open("rb") as file:
            yield from read_warc(file, name, given)
    else:
        yield Issue(
            name, f"has the ending {path.suffix or 'of no kind'!r}", "give .jsonl, .txt, .html, .warc or .warc.gz"
        )


def read_jsonl(file: BinaryIO, name: str, given: Given) -> Iterator[Arrival | Issue]:
    """One JSON object a line: url, title, published, source, language, text; also modified, fetched, country."""
    number = 0
    for number, line in enumerate(file, start=1):
        where = f"{name}:{number}"
        if number == 1 and b"\x00" in line[:8192]:
            yield Issue(name, "is binary, not JSON Lines", "give one JSON object a line, in UTF-8")
            return
        if not line.strip():
            continue
        try:
            yield article_of(_object(line, where), where, given)
        except InputError as error:
            yield Issue(error.where, error.what, error.todo)
    if number == 0:
        yield Issue(name, "is empty")


def read_text(body: bytes, name: str, given: Given) -> Arrival | Issue:
    """A plain text. First words ` date YYYY-MM-DD` are its published day, and no part of the text."""
    if b"\x00" in body:
        return Issue(name, "is binary, not text", "give plain text in UTF-8")
    try:
        text = _utf8(body, name)
        record: dict[str, object] = {"text": text}
        dated = _DATED.match(text)
        if dated:
            record = {"text": text[dated.end() :], "published": dated[1]}
        return article_of(record, name, given)
    except InputError as error:
        return Issue(error.where, error.what, error.todo)


def article_of(record: dict[str, object], where: str, given: Given) -> Arrival:
    """One record as an article. Raises InputError that says what is missing or wrong and what to do.

    Without an address it gets one that no one can visit, made from its words, so that the same text is the same article
    whatever file it comes in: https://local.invalid/ and 16 hex digits (RFC 2606 keeps .invalid free for ever).
    """
    text = _string(record, "text", where)
    if not text or not text.strip():
        raise InputError(where, "has no text", "give the article's words in the key text")
    title = _string(record, "title", where) or given.title or ""
    published = check_day(_string(record, "published", where), "published", where, given) or given.published
    if published is None:
        raise InputError(where, "has no published day", "give the key published, or --published YYYY-MM-DD")
    url = _string(record, "url", where) or given.url
    language = _string(record, "language", where)
    article = Article(
        url=check_url(url, where) if url else local_address(title, text),
        title=" ".join(title.split()),
        text=text,
        published=published,
        language=_language(language, text),
        source=_string(record, "source", where) or given.source or "",
        country=_string(record, "country", where) or None,
    )
    modified = check_day(_string(record, "modified", where), "modified", where, given)
    return Arrival(article, _fetched(record, where, given), modified, origin=agency_of(text))


def check_day(text: str | None, key: str, where: str, given: Given) -> Day | None:
    """An ISO day or instant as a day; None for none. Raises InputError where it is no day or cannot be one of news."""
    if text is None or not text.strip():
        return None
    found = _DAY.match(text.strip())
    try:
        day = dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if day is None:
        raise InputError(where, f"{key} {text[:40]!r} is no day", "write it as 2026-03-13")
    if day > given.latest:
        raise InputError(where, f"{key} {day} lies in the future", "correct the date, or the clock of this machine")
    if day < EARLIEST:
        raise InputError(where, f"{key} {day} is before {EARLIEST}, when no news stood on the web", "correct the date")
    return day


def check_url(url: str, where: str) -> str:
    """The address itself. Raises InputError for anything but http(s) with a host."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        parts, host = None, None
    if parts is None or parts.scheme not in ("http", "https") or not host or _UNPRINTABLE.search(url):
        raise InputError(where, f"url {url[:80]!r} is no web address", "give one that begins with https:// or http://")
    return url


def local_address(title: str, text: str) -> str:
    """The address of a text that came without one."""
    digest = hashlib.sha256(f"{title}\x1f{text}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"https://local.invalid/{digest[:16]}"


def _fetched(record: dict[str, object], where: str, given: Given) -> str:
    text = _string(record, "fetched", where)
    if not text:
        return given.fetched
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InputError(where, f"fetched {text[:40]!r} is no instant", "write it as 2026-03-13T08:30:00Z") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    if moment > given.now + dt.timedelta(days=1):
        raise InputError(where, f"fetched {text} lies in the future", "correct it, or the clock of this machine")
    return instant(moment)


def _language(named: str | None, text: str) -> str:
    from spiders.language import code_of, find_language

    return (code_of(named) if named else None) or find_language(text, ["en"])


def _object(line: bytes, where: str) -> dict[str, object]:
    try:
        record = json.loads(_utf8(line, where))
    except json.JSONDecodeError as error:
        raise InputError(where, f"is not JSON ({error.msg}, column {error.colno})", "mend the line") from error
    except RecursionError as error:
        raise InputError(where, "is not JSON that can be read (nested too deep)", "mend the line") from error
    if not isinstance(record, dict):
        raise InputError(
            where, "is no JSON object", "give one object a line: url, title, published, source, language, text"
        )
    return record


def _utf8(body: bytes, where: str) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(where, f"is not UTF-8 (byte {error.start + 1})", "save it as UTF-8") from error


def _string(record: dict[str, object], key: str, where: str) -> str | None:
    value = record.get(key)
    if value is None or isinstance(value, str):
        return value
    raise InputError(where, f"{key} is {type(value).__name__}, not text", "put it in quotation marks")
