"""What an index (feed, sitemap, listing, search answer) says of a page before it is fetched."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Protocol

from tracker.model import Day, PublishedFrom
from tracker.sources import Source


@dataclass(frozen=True, slots=True)
class Found:
    """One page that an index lists. `updated` is the index's own word on its last change, as written."""

    url: str
    title: str = ""
    summary: str = ""
    published: Day | None = None
    published_from: PublishedFrom = PublishedFrom.FEED
    updated: str = ""
    language: str = ""

    @property
    def marker(self) -> str:
        """Changes when the index says that the page has changed: its own date of change, or its title."""
        return hashlib.sha256(f"{self.updated}\x1f{self.title}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Index:
    """One index as read. `more` are addresses that go on where it ends, `problem` says why it is not what it should be,
    `hosts` are those that it speaks for, `notes` are slips that are worth a word."""

    items: tuple[Found, ...] = ()
    more: tuple[str, ...] = ()
    problem: str = ""
    hosts: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to a request for an index; `body` is None for an unchanged one (304)."""

    url: str
    body: bytes | None
    content_type: str = ""
    moved_to: str = ""


class IndexFailedError(Exception):
    """An index could not be had; the words are for the summary line."""


class Desk(Protocol):
    """What a finder asks of the crawl that runs it."""

    source: Source
    since: Day | None
    latest: Day

    @property
    def horizon(self) -> Day:
        """The first day of which pages are wanted in this run."""

    @property
    def full(self) -> bool:
        """Whether this run has taken as many pages as a run may."""

    async def ask(self, url: str, *, conditional: bool = True) -> Answer:
        """Fetch an index. Raises IndexFailedError."""

    async def take(self, found: Found) -> bool:
        """Hand over a page; True where it was not known before."""

    def opens(self, place: str, marker: str) -> bool:
        """Whether a file is to be read: False where it was, to its end, with this marker."""

    async def give(self, found: Found, answer: Answer, fetched: dt.datetime) -> None:
        """Hand over a page whose bytes are here already."""

    def speak_for(self, hosts: frozenset[str]) -> None:
        """Pages of these hosts are wanted as well."""

    def saw_all(self, items: tuple[Found, ...], new: list[bool]) -> None:
        """These are all items that a feed shows at a time: what lies between them and the last crawl was missed."""

    def note(self, words: str, *, place: str = "") -> None:
        """A slip that is worth an issue."""


@dataclass(slots=True)
class Tally:
    """Counts of one source in one run."""

    items: int = 0
    new: int = 0
    fetched: int = 0
    articles: int = 0
    revised: int = 0
    versions: int = 0
    unchanged: int = 0
    kept_as_pages: int = 0
    failed: int = 0
    irrelevant: int = 0
    foreign: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
