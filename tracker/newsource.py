"""A source file from what a probed address offers. Pure: values in, TOML out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from tracker.model import Day


def key_of(address: str) -> str:
    """ "https://www.example-news.co.uk/feed" -> "example_news_co_uk"; an address of numbers is its own."""
    host = (urlsplit(address).hostname or "source").removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "_", host.lower()).strip("_") or "source"


def file_text(
    offer: Mapping[str, Any], *, country: str, standing: str, relevance: Iterable[str], private: bool, today: Day
) -> str:
    """The text of a source file. A JSON string is also a TOML one."""
    host = urlsplit(offer["address"]).hostname or ""
    values: dict[str, object] = {
        "title": _line(offer["title"]) or host,
        "publisher": _line(offer["title"]) or host,
        "country": country,
        "language": offer["language"],
        "standing": standing,
        "kind": offer["kind"],
        "addresses": [offer["address"]],
        "interval_hours": 6,
        "relevance": list(relevance),
        "covers_parties": [],
        "covers_minerals": [],
        "items_per_week": 0,
        "found": "added by hand",
    }
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    lines.append(f"checked_on = {today.isoformat()}")
    if private:
        lines += ["allow_private = true", "delay_seconds = 0"]
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:120]
