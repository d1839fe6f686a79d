"""A case: how one host behaves, how its source file reads, and what must have been stored and said afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from press.server import Ask, Press, Reply, Serve
from press.words import html, item, rss

ALLOW_ALL = b"User-agent: *\nDisallow:\n"


@dataclass(frozen=True)
class Told:
    """What a crawl left behind for one case."""

    address: str
    base: str
    db: sqlite3.Connection
    press: Press
    outcomes: tuple[str, ...]  # of the runs, in order
    words: tuple[str, ...]  # their summary lines

    def titles(self) -> list[str]:
        """Titles of stored articles, newest versions alone."""
        rows = self.db.execute(
            "SELECT title FROM articles WHERE url LIKE ? AND superseded IS NULL ORDER BY title", (f"{self.base}/%",)
        )
        return [row[0] for row in rows]

    def urls(self) -> list[str]:
        return [
            row[0]
            for row in self.db.execute(
                "SELECT DISTINCT url FROM articles WHERE url LIKE ? ORDER BY url", (f"{self.base}/%",)
            )
        ]

    def text(self, path: str) -> str:
        row = self.db.execute(
            "SELECT text FROM texts JOIN articles ON id = article WHERE url = ? ORDER BY version DESC",
            (self.base + path,),
        ).fetchone()
        return row[0] if row else ""

    def pages(self) -> list[str]:
        """Paths of stored pages."""
        rows = self.db.execute("SELECT DISTINCT url FROM pages WHERE url LIKE ? ORDER BY url", (f"{self.base}/%",))
        return [row[0].removeprefix(self.base) for row in rows]

    def issues(self) -> str:
        rows = self.db.execute(
            "SELECT place, what FROM issues WHERE place LIKE ? OR what LIKE ?", (f"{self.base}%", f"%{self.base}%")
        )
        return "\n".join(f"{place}: {what}" for place, what in rows)

    def asked(self, path: str, phase: int | None = None) -> int:
        """How often a path was asked for."""
        return self.press.paths(self.address, phase).count(path)

    def fate(self, path: str) -> str:
        row = self.db.execute("SELECT outcome FROM seen WHERE url = ?", (self.base + path,)).fetchone()
        return row[0] if row else ""


@dataclass(frozen=True)
class Case:
    """`files` are keys of its source file in place of the usual ones."""

    id: str
    serve: Serve
    check: Callable[[Told], None]
    index: str = "/feed.xml"
    files: dict[str, object] = field(default_factory=dict)


def site(
    *numbers: int,
    pages: dict[str, Callable[[Ask], Reply]] | None = None,
    items: Callable[[Ask], list[str]] | None = None,
) -> Serve:
    """A well-behaved host with a feed of these articles; `pages` replace single paths, `items` the feed's items."""
    own = {} if pages is None else pages

    def serve(ask: Ask) -> Reply:
        if ask.path in own:
            return own[ask.path](ask)
        if ask.path == "/robots.txt":
            return Reply(body=ALLOW_ALL, kind="text/plain")
        if ask.path == "/feed.xml":
            listed = items(ask) if items else [item(ask.base, n) for n in numbers]
            return Reply(body=rss(listed, ask.base), kind="application/rss+xml")
        name = ask.path.rpartition("/")[2]
        if ask.path.startswith("/a/") and name.isdigit():
            return Reply(body=html(int(name)))
        return Reply(404, b"<html><title>Not found</title><p>nothing here</p></html>")

    return serve
