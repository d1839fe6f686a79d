"""The GDELT DOC 2.0 article list: articles of any outlet that match a query, by ranges of time split at the result cap."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from spiders.addresses import tidy_url
from spiders.dates import parse_day
from spiders.found import Found, Index, IndexFailedError
from spiders.markup import decode
from spiders.titles import tidy
from tracker.model import Day

if TYPE_CHECKING:
    from spiders.found import Desk

CAP = 250  # articles that one answer holds at most
_SHORTEST = dt.timedelta(minutes=15)  # GDELT's own clock ticks in these
_LONGEST = dt.timedelta(days=7)  # of one question
_LANGUAGES = {
    "english": "en",
    "spanish": "es",
    "portuguese": "pt",
    "french": "fr",
    "german": "de",
    "chinese": "zh",
    "japanese": "ja",
    "korean": "ko",
    "indonesian": "id",
    "russian": "ru",
    "arabic": "ar",
}

Range = tuple[dt.datetime, dt.datetime]


def question(address: str, query: str, span: Range) -> str:
    """The address that asks for the articles of [span[0], span[1]], oldest first."""
    start, end = (moment.strftime("%Y%m%d%H%M%S") for moment in span)
    asked = {
        "query": query,
        "mode": "ArtList",
        "format": "json",
        "maxrecords": CAP,
        "sort": "DateAsc",
        "startdatetime": start,
        "enddatetime": end,
    }
    return f"{address}?{urlencode(asked)}"


def ranges(since: Day, until: dt.datetime) -> list[Range]:
    """[since, until] in pieces of a week at most, newest first: what is likeliest to be due comes first."""
    found: list[Range] = []
    end = until.replace(tzinfo=None)
    start = dt.datetime.combine(since, dt.time())
    while end > start:
        piece = max(start, end - _LONGEST)
        found.append((piece, end))
        end = piece
    return found


def halves(span: Range) -> list[Range]:
    """A range in two, newest first; nothing for one that cannot be split further."""
    start, end = span
    if end - start <= _SHORTEST:
        return []
    middle = start + (end - start) / 2
    return [(middle, end), (start, middle)]


def parse_answer(body: bytes, *, latest: Day | None = None) -> Index:
    """Read one answer. GDELT says what is wrong with a question in plain words and status 200: those are the `problem`."""
    text = decode(body).strip()
    try:
        answer = json.loads(text, strict=False) if text else {}
    except ValueError:
        return Index(problem=f"answers: {tidy(text)[:160]}")
    listed = answer.get("articles", []) if isinstance(answer, dict) else []
    items = []
    for article in listed if isinstance(listed, list) else []:
        address = tidy_url(str(article.get("url") or "")) if isinstance(article, dict) else None
        if address:
            seen = str(article.get("seendate") or "")
            language = _LANGUAGES.get(str(article.get("language") or "").lower(), "")
            items.append(
                Found(
                    address,
                    tidy(str(article.get("title") or "")),
                    "",
                    parse_day(seen[:8], latest=latest),
                    updated="",
                    language=language,
                )
            )
    return Index(tuple(items))


async def find(desk: Desk, address: str) -> None:
    """Ask range by range; a range whose answer is full is asked again in halves."""
    queue = ranges(desk.horizon, dt.datetime.combine(desk.latest, dt.time()))
    while queue and not desk.full:
        span = queue.pop(0)
        answer = await desk.ask(question(address, desk.source.file.query, span), conditional=False)
        index = parse_answer(answer.body or b"", latest=desk.latest)
        if index.problem:
            raise IndexFailedError(index.problem)
        split = halves(span) if len(index.items) >= CAP else []
        if split:
            queue[:0] = split
            continue
        if len(index.items) >= CAP:
            desk.note(f"has more than {CAP} articles between {span[0]} and {span[1]}; some are missing", place=address)
        for item in index.items:
            await desk.take(item)
