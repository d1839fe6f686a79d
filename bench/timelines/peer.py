"""Run one reader over sentences: python peer.py NAME PHRASES.jsonl > predictions.jsonl

Each line of PHRASES is {"id", "text", "anchor", "country"}. One line {"id", "timeline", "window"} comes out for each, and
at the end {"once", "warm"}: sentences a CPU-second when each is read once in a fresh process (as a run over new articles
does it; loading is not counted), and when the same ones are read again and again for a second. Every peer is asked in the way its documentation shows for finding dates
in a sentence, with the article's day as its reference and future dates preferred; of what it finds, the first whose last
day is not before the article's day is taken.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")
Span = tuple[str, dt.date, dt.date]  # words, first day, last day
Reader = Callable[[str, dt.date, "str | None"], Iterator[Span]]
ENOUGH = 1.0  # CPU seconds after which a fast reader is asked no more


def dateparser() -> Reader:
    from dateparser.search import search_dates

    def read(text: str, anchor: dt.date, country: str | None) -> Iterator[Span]:
        order = "MDY" if country == "USA" else "DMY"
        base = dt.datetime.combine(anchor, dt.time())
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future", "DATE_ORDER": order}
        settings |= {"PREFER_DAY_OF_MONTH": "last", "PREFER_MONTH_OF_YEAR": "last"}  # "in June" is due on its last day
        for words, moment in search_dates(text, languages=["en"], settings=settings) or ():
            yield words, moment.date(), moment.date()

    return read


def parsedatetime() -> Reader:
    import parsedatetime as library

    calendar = library.Calendar()

    def read(text: str, anchor: dt.date, _: str | None) -> Iterator[Span]:
        base = dt.datetime.combine(anchor, dt.time(9))
        for moment, _flags, _start, _end, words in calendar.nlp(text, sourceTime=base) or ():
            yield words, moment.date(), moment.date()

    return read


def ctparse() -> Reader:
    from ctparse import ctparse as parse

    def read(text: str, anchor: dt.date, _: str | None) -> Iterator[Span]:
        found = parse(text, ts=dt.datetime.combine(anchor, dt.time(9)), timeout=1)
        if found is None or found.resolution is None:
            return
        what = found.resolution
        first, last = (getattr(what, side, None) or what for side in ("t_from", "t_to"))
        days = [dt.date(one.year, one.month, one.day) for one in (first, last) if getattr(one, "day", None)]
        if days:
            yield text[what.mstart : what.mend], days[0], days[-1]

    return read


def recognizers() -> Reader:
    from recognizers_date_time import recognize_datetime

    def read(text: str, anchor: dt.date, country: str | None) -> Iterator[Span]:
        culture = "en-us" if country == "USA" else "en-gb"
        base = dt.datetime.combine(anchor, dt.time(9))
        for found in recognize_datetime(text, culture, reference=base):
            values = (found.resolution or {}).get("values") or ()
            spans = [span for value in values if (span := _recognized(value))]
            coming = [span for span in spans if span[1] >= anchor] or spans
            if coming:
                yield text[found.start : found.end + 1], *coming[0]

    return read


def _recognized(value: dict[str, Any]) -> tuple[dt.date, dt.date] | None:
    """A Recognizers value as days; the end of its ranges is the first day after them."""
    try:
        if value.get("value") and value["type"].startswith("date"):
            day = dt.date.fromisoformat(value["value"][:10])
            return day, day
        if value.get("end") and value["type"].startswith("date"):
            last = dt.date.fromisoformat(value["end"][:10]) - dt.timedelta(days=value["type"] == "daterange")
            return dt.date.fromisoformat((value.get("start") or value["end"])[:10]), last
    except ValueError:
        pass
    return None


def tracker() -> Reader:
    from tracker.rulebook import load_timeline

    reader = load_timeline()

    def read(text: str, anchor: dt.date, country: str | None) -> Iterator[Span]:
        found = reader.promised(text, anchor, country)
        if found is not None and found.window is not None:
            yield found.words, found.window.earliest, found.window.latest
        elif found is not None:
            yield found.words, dt.date.max, dt.date.max

    return read


READERS = {one.__name__: one for one in (tracker, parsedatetime, dateparser, ctparse, recognizers)}


def main(name: str, path: str) -> None:
    with Path(path).open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    asked = [(row["id"], row["text"], dt.date.fromisoformat(row["anchor"]), row.get("country")) for row in rows]
    read = READERS[name]()
    started = time.process_time()
    answers = [first(read, text, anchor, country) for _, text, anchor, country in asked]
    once = time.process_time() - started
    for (key, *_), answer in zip(asked, answers, strict=True):
        days = [answer[1].isoformat(), answer[2].isoformat()] if answer and answer[2] != dt.date.max else None
        print(json.dumps({"id": key, "timeline": answer[0] if answer else None, "window": days}))
    done, started = 0, time.process_time()
    while time.process_time() - started < ENOUGH:
        _, text, anchor, country = asked[done % len(asked)]
        first(read, text, anchor, country)
        done += 1
    print(json.dumps({"once": len(asked) / once, "warm": done / (time.process_time() - started)}))


def first(read: Reader, text: str, anchor: dt.date, country: str | None) -> Span | None:
    """Of what a reader finds, the first that does not lie before the article's day."""
    return next((span for span in read(text, anchor, country) if span[2] >= anchor), None)


if __name__ == "__main__":
    main(*sys.argv[1:])
