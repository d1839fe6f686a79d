"""The nouns of the tracker as frozen dataclasses and enums; the words are those of the README's vocabulary.

Only the standard library is imported here (a wall that a test holds). Days are `datetime.date`; a text offset counts
Unicode code points from the start of the article's title or text.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

Day = dt.date


class Kind(StrEnum):
    """What a statement does."""

    PLEDGE = "pledge"
    ANNOUNCEMENT = "announcement"
    DELAY = "delay"
    CANCELLATION = "cancellation"


class Status(StrEnum):
    """What is known of a pledge on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    DELAYED = "delayed"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    ANNOUNCED = "announced"


class Role(StrEnum):
    """What a statement is to the pledge it is evidence of."""

    OPENS = "opens"
    RESTATES = "restates"
    RESCHEDULES = "reschedules"
    DELAYS = "delays"
    CONFIRMS = "confirms"
    CANCELS = "cancels"
    RECAPS = "recaps"


class Precision(StrEnum):
    """How fine the words are that a window was read from, finest first; `vague` words name no unit at all."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    VAGUE = "vague"


class Basis(StrEnum):
    """Whether the words state the day, or the day is this project's reading of vague words."""

    STATED = "stated"
    READ = "read"


class Firmness(StrEnum):
    """How far the speaker commits, weakest first."""

    CONSIDERING = "considering"
    INTENDED = "intended"
    PROMISED = "promised"
    AGREED = "agreed"
    BOUND = "bound"


class TextField(StrEnum):
    """Which field of an article an offset counts in."""

    TITLE = "title"
    TEXT = "text"


class PublishedFrom(StrEnum):
    """Where an article's published day was found."""

    JSON_LD = "json-ld"
    META = "meta"
    FEED = "feed"
    SITEMAP = "sitemap"
    URL = "url"
    TEXT = "text"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Window:
    """Earliest and latest day on which an act is due, both included.

    Raises ValueError where the end lies before the start.
    """

    earliest: Day
    latest: Day

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError(f"a window ends ({self.latest}) before it starts ({self.earliest})")


@dataclass(frozen=True, slots=True)
class Condition:
    """A clock that starts when an act is reported: "within 30 days of signing" is (sign, 30, "day").

    `count` and `unit` (day, week, month, year) are None where the words give no length ("once ratified").
    """

    act: str
    count: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Words that say when a promised act is due, and how they were read.

    `start` and `end` are offsets into the text that was handed to the reader; `words == text[start:end]`.
    `window` is None for words without a date (a condition, an undated meeting, "in due course").
    `parts` tells what each word was read as, for `tracker when --explain`.
    """

    words: str
    start: int
    end: int
    window: Window | None
    precision: Precision
    basis: Basis
    rule: str
    condition: Condition | None = None
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as written ("$1.2 billion"), as a number (1.2e9) and its ISO 4217 currency where one is named."""

    words: str
    number: float
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says. `country` is where its outlet sits (ISO 3166 alpha-3), None where that is not known."""

    url: str
    title: str
    text: str
    published: Day
    language: str = "en"
    source: str = ""
    country: str | None = None
    published_from: PublishedFrom = PublishedFrom.GIVEN


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim in one sentence of one article; `quote` stands verbatim at [start, end) of the named field.

    `parties` are ISO 3166 alpha-3 codes, "EU", or plain names of other bodies, sorted. `timeline`, `window`, `precision`,
    `basis`, `rule` and `condition` belong to pledges and delays only; `happened` to announcements only. `names` are proper
    names of the thing promised ("Project Vault", "BTA") for linking. `rules` are the ids of the rules that fired.
    """

    kind: Kind
    quote: str
    start: int
    end: int
    where: TextField = TextField.TEXT
    speaker: str | None = None
    parties: tuple[str, ...] = ()
    minerals: tuple[str, ...] = ()
    instrument: str = "agreement"
    action: str = "announce"
    timeline: str | None = None
    window: Window | None = None
    precision: Precision | None = None
    basis: Basis | None = None
    rule: str | None = None
    condition: Condition | None = None
    happened: Window | None = None
    firmness: Firmness | None = None
    amount: Money | None = None
    names: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """A statement in its place: the article it stands in and the days between which it counts.

    `id` is stable over rebuilds: it comes from address, field, quote, kind and action, not from the order of arrival.
    `published` is the day from which it counts (a revised version counts from the day it declares, else from its first
    fetch); `gone` is the first day on which the newest version of its article no longer holds it; `fetched` is the day it
    was first fetched (for --known-at); `copy_of` is the address of the original where its article is a copy.
    """

    id: str
    statement: Statement
    url: str
    title: str
    source: str
    published: Day
    fetched: Day
    gone: Day | None = None
    copy_of: str | None = None

    @property
    def order(self) -> tuple[Day, str, int, int, str]:
        """The canonical order in which the ledger reads: published, address, place in the text."""
        place = 0 if self.statement.where is TextField.TITLE else 1
        return (self.published, self.url, place, self.statement.start, self.id)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a statement belongs to a pledge. `reasons` are words for people; `score` lies in [0, 1]."""

    statement: str
    role: Role
    score: float
    reasons: tuple[str, ...] = ()
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """What a pledge's status is on each day of [since, until); `until` is None for the last span.

    `due` is the last day of the window in force; `happened` the day of the act as far as reported; `resolved_on` the day of
    the report that settled it. `current` is the id of the statement whose words are in force (its quote, speaker, timeline
    and rule are what a listing shows).
    """

    since: Day
    until: Day | None
    status: Status
    current: str
    detail: str = ""
    window: Window | None = None
    due_basis: Basis | None = None
    precision: Precision | None = None
    rule: str | None = None
    firmness: Firmness | None = None
    first_due: Day | None = None
    slips: int = 0
    happened: Day | None = None
    resolved_on: Day | None = None
    days_late: int | None = None
    statements: int = 1


@dataclass(frozen=True, slots=True)
class Pledge:
    """One promised act, with all its evidence in canonical order and its status as spans that follow one another."""

    id: str
    title: str
    parties: tuple[str, ...]
    minerals: tuple[str, ...]
    instrument: str
    action: str
    first_pledged: Day | None
    evidence: tuple[Evidence, ...]
    spans: tuple[Span, ...]
    deal: str | None = None
    notes: tuple[str, ...] = field(default=())


_ID_LETTERS = "bcdfghjkmnpqrstvwxz"  # no vowels, so that no word comes of it; no l or y, which are misread


def short_id(prefix: str, *parts: object, letters: int = 11) -> str:
    """A short typable id of letters only (a spreadsheet turns 12E45 into a number), the same for the same parts.

    19 letters in 11 places are 1.2e14 ids: among a million the chance of any collision is 0.4% (birthday bound).
    """
    digest = hashlib.sha256("\x1f".join(str(p) for p in parts).encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest[:16], "big")
    out = []
    for _ in range(letters):
        number, rest = divmod(number, len(_ID_LETTERS))
        out.append(_ID_LETTERS[rest])
    return f"{prefix}-{''.join(out)}"
