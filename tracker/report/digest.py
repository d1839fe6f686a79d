"""What changed in a stretch of days, as text or HTML: the weekly digest and the body of an alert. Pure."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.model import Day
from tracker.report.words import Row, day_of, headline, is_generic, plain, story, web_address

# What needs a reader first: (status, heading, what an empty section says)
SECTIONS = (
    ("overdue", "Became overdue", "Nothing became overdue."),
    ("delayed", "Delayed", "Nothing was delayed."),
    ("cancelled", "Cancelled", "Nothing was cancelled."),
    ("confirmed", "Confirmed", "Nothing was confirmed."),
)
GENERIC_HEADING = "Naming no mineral: critical minerals as a group, or trade at large"


@dataclass(frozen=True, slots=True)
class Item:
    """One pledge in a digest: a headline, lines about it, a link, and why a recipient is told of it."""

    headline: str
    lines: tuple[str, ...] = ()
    address: str = ""
    reason: str = ""
    generic: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its items; `empty` is said where there is none."""

    heading: str
    items: tuple[Item, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """How one source is doing, in words. A digest names those that are not well."""

    source: str
    well: bool
    words: str


@dataclass(frozen=True, slots=True)
class Digest:
    """A title, an opening line, the sections in their order, closing lines."""

    title: str
    opening: str
    sections: tuple[Section, ...]
    closing: tuple[str, ...] = ()


def item(row: Row, *, link: str = "", reason: str = "") -> Item:
    """A row of changes or pledges as an item. `link` is the address of the web view, where one is served."""
    page = web_address(f"{link.rstrip('/')}/pledge/{row['pledge']}") if link else ""
    address = page or f"tracker show {row['pledge']}"
    return Item(headline(row), tuple(story(row)), address, reason, is_generic(row))


def weekly(
    changes: Iterable[Row],
    upcoming: Iterable[Row],
    overdue: int,
    longest: Row | None,
    health: Sequence[Health],
    *,
    after: Day,
    as_of: Day,
    link: str = "",
) -> Digest:
    """The digest of the days (`after`, `as_of`], also where nothing changed.

    `changes` are the rows of changes, `upcoming` the open pledges that fall due next, `overdue` the number of all that are overdue
    now, and `longest` the one of them that has been for longest.
    """
    by_status: dict[str, list[Item]] = {}
    fresh = []
    for row in changes:
        by_status.setdefault(str(row["status"]), []).append(item(row, link=link))
        if row["status"] == "open" and row.get("was") is None:
            fresh.append(item(row, link=link))
    sections = [Section(title, tuple(by_status.get(status, ())), empty) for status, title, empty in SECTIONS]
    sections += [
        Section("Newly pledged", tuple(fresh), "No new pledge."),
        Section("Falling due next", tuple(item(row, link=link) for row in upcoming), "Nothing falls due soon."),
    ]
    return Digest(
        f"Critical-minerals ledger, {after + dt.timedelta(days=1)} to {as_of}",
        _standing(overdue, longest),
        tuple(sections),
        _health(health),
    )


def as_text(digest: Digest) -> str:
    """The digest as plain text."""
    lines = [digest.title, "=" * len(digest.title), ""]
    if digest.opening:
        lines += [digest.opening, ""]
    for section in digest.sections:
        if not section.items and not section.empty:
            continue
        lines += [section.heading, "-" * len(section.heading), ""]
        if not section.items:
            lines += [section.empty, ""]
        for heading, items in _apart(section.items):
            lines += [heading, ""] if heading else []
            for one in items:
                lines += [f"* {one.headline}", *(f"    {line}" for line in _told(one)), ""]
    return "\n".join([*lines, *digest.closing]).rstrip() + "\n"


def as_html(digest: Digest) -> str:
    """The digest as one HTML page without script or outside reference; every piece of text is escaped."""
    title = html.escape(digest.title)
    body = [f"<h1>{title}</h1>"]
    if digest.opening:
        body.append(f"<p>{html.escape(digest.opening)}</p>")
    for section in digest.sections:
        if section.items or section.empty:
            body.append(f"<h2>{html.escape(section.heading)}</h2>")
        if not section.items and section.empty:
            body.append(f"<p>{html.escape(section.empty)}</p>")
        for heading, items in _apart(section.items):
            body += [f"<h3>{html.escape(heading)}</h3>"] if heading else []
            body += ["<ul>", *(f"<li>{_html_item(one)}</li>" for one in items), "</ul>"]
    body += [f"<p>{html.escape(line)}</p>" for line in digest.closing]
    style = "body{font:16px/1.5 sans-serif;max-width:46em;margin:1em auto;padding:0 1em}li{margin-bottom:1em}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{style}</style></head>\n<body>\n'
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _apart(items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """Pledges on a named mineral first, then those that name none, under a heading of their own."""
    groups = [("", [one for one in items if not one.generic]), (GENERIC_HEADING, [one for one in items if one.generic])]
    return [group for group in groups if group[1]]


def _told(one: Item) -> list[str]:
    return [*one.lines, one.address, *([f"Sent because of {one.reason}."] if one.reason else [])]


def _html_item(one: Item) -> str:
    lines = [f"<strong>{html.escape(one.headline)}</strong>"]
    for line in _told(one):
        shown = html.escape(line)
        lines.append(f'<a href="{shown}">{shown}</a>' if web_address(line) else shown)
    return "<br>\n".join(lines)


def _standing(overdue: int, longest: Row | None) -> str:
    if longest is None:
        return "Nothing is overdue."
    number = "1 pledge is" if overdue == 1 else f"{overdue} pledges are"
    return f"{number} overdue in all, the longest since its due day {day_of(longest.get('due'))}: {plain(longest.get('title'))}."


def _health(health: Sequence[Health]) -> tuple[str, ...]:
    """What the silence is worth: nobody looked is not the same as nothing happened."""
    if not health:
        return ("Sources: none was ever crawled here, so that a follow-up may have been published unseen.",)
    ill = [one for one in health if not one.well]
    if not ill:
        return (f"Sources: all {len(health)} that were crawled answered.",)
    head = (
        f"Sources: {len(health) - len(ill)} of {len(health)} answered; a follow-up in the others may have been missed:"
    )
    return (head, *(f"  {plain(one.source)}: {plain(one.words)}" for one in ill))
