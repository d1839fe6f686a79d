"""What every exported column holds: the text of docs/data-dictionary.md and the types of Excel and Parquet. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.model import Basis, Firmness, Kind, Precision, PublishedFrom, Status


class Type(StrEnum):
    """What a cell holds. CSV writes a list as "a; b", a window as "earliest/latest" and a flag as true or false."""

    TEXT = "text"
    DAY = "day"
    INSTANT = "instant"
    NUMBER = "whole number"
    FLAG = "true or false"
    NAMES = "list of names"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and what that means. `null` says when it is empty; without it, it never is."""

    type: Type
    meaning: str
    null: str = ""


def _one_of(values: Sequence[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


_T = Type
_STATUSES = _one_of(list(Status))
_PARTIES = Column(
    _T.NAMES, "Parties of the act: ISO 3166-1 alpha-3 codes, `EU`, or plain names of other bodies, sorted."
)
_MINERALS = Column(
    _T.NAMES,
    "Minerals as the lexicon names them; `critical minerals` where the words name the group and no member of it.",
)
_INSTRUMENT = Column(
    _T.TEXT, "What is promised or done: agreement, framework, tariff, quota, project ... (data/gold/guide.md)."
)
_ACTION = Column(_T.TEXT, "The act: sign, conclude, ratify, impose, lift, build ... (data/rules).")
_SPEAKER = Column(_T.TEXT, "Who said it: a person, else a body.", "nobody is named")
_TIMELINE = Column(_T.TEXT, "The words that say when, as they stand in the quote.", "there are none")
_QUOTE = Column(_T.TEXT, "The sentence, word for word as in the stored article.")
_WINDOW = Column(_T.WINDOW, "Earliest and latest day on which the act is due, both included.", "the words give no day")
_PRECISION = Column(_T.TEXT, f"How fine the timeline's words are: {_one_of(list(Precision))}.", "there is no timeline")
_FIRMNESS = Column(
    _T.TEXT, f"How far the speaker commits, weakest first: {_one_of(list(Firmness))}.", "it is no promise"
)
_RULE = Column(_T.TEXT, "Id of the rule that read the timeline (data/rules).", "there is no timeline")
_DEAL = Column(_T.TEXT, "Name of the deal that this pledge is a step of.", "none is known")
_PLEDGE = Column(_T.TEXT, "Id of the pledge; it stays valid through rebuilds and merges (`tracker show ID`).")
_TITLE = Column(_T.TEXT, "The promised act in a few words, made from its fields.")
_STATUS = Column(_T.TEXT, f"Status as of the day of the export: {_STATUSES}.")
_DETAIL = Column(_T.TEXT, "What the status alone does not say, in words.", "there is nothing to add")
_DUE = Column(_T.DAY, "Last day of the window in force.", "no day can be read")
_BASIS = Column(
    _T.TEXT,
    f"`{Basis.STATED}`: the words name a day, month, quarter, year or count; `{Basis.READ}`: this project's reading of vague words.",
    "no day can be read",
)
_FIRST_DUE = Column(
    _T.DAY, "Last day of the first window ever promised; later slips do not move it.", "no day was ever given"
)
_SLIPS = Column(_T.NUMBER, "How often the due day was moved later.")
_FIRST_PLEDGED = Column(_T.DAY, "Day of publication of the first promise.", "the act was not promised beforehand")
_HAPPENED = Column(
    _T.DAY, "Day on which the act took place, as far as the report says.", "it has not, or no report says when"
)
_RESOLVED = Column(_T.DAY, "Day of publication of the report that settled the pledge.", "it is not settled")
_DAYS_LATE = Column(
    _T.NUMBER, "`happened` minus `due`, in days; negative where early.", "the day of the act or the due day is unknown"
)
_ARTICLE_URL = Column(_T.TEXT, "Address of the article that holds the quote.")
_ARTICLE_TITLE = Column(_T.TEXT, "Title of the article that holds the quote.")
_PUBLISHED = Column(_T.DAY, "Day of publication of the article.")

Table = Mapping[str, Column]

PLEDGES: Table = {
    "pledge": _PLEDGE,
    "title": _TITLE,
    "status": _STATUS,
    "detail": _DETAIL,
    "due": _DUE,
    "due_basis": _BASIS,
    "window": _WINDOW,
    "first_due": _FIRST_DUE,
    "slips": _SLIPS,
    "days_overdue": Column(
        _T.NUMBER,
        "Days from `due` to the day of the export; with `--against-first` from `first_due`.",
        "the pledge is not overdue",
    ),
    "first_pledged": _FIRST_PLEDGED,
    "happened": _HAPPENED,
    "resolved_on": _RESOLVED,
    "days_late": _DAYS_LATE,
    "precision": _PRECISION,
    "firmness": _FIRMNESS,
    "rule": _RULE,
    "deal": _DEAL,
    "parties": _PARTIES,
    "minerals": _MINERALS,
    "instrument": _INSTRUMENT,
    "action": _ACTION,
    "speaker": _SPEAKER,
    "timeline": _TIMELINE,
    "quote": Column(_T.TEXT, "The sentence in force: the promise, or the report that changed it last, word for word."),
    "article_url": _ARTICLE_URL,
    "statements": Column(_T.NUMBER, "How many statements speak of the pledge, copies included."),
    "last_checked": Column(
        _T.DAY, "Last day on which a source that could carry the follow-up was crawled with success.", "none was"
    ),
    "checked_since_due": Column(
        _T.FLAG,
        "Whether such a source was crawled after the due day, with nothing missed since. Without that, `overdue` is unchecked.",
    ),
}

TIMELINES: Table = {
    "pledge": _PLEDGE,
    "title": _TITLE,
    "event": Column(
        _T.TEXT,
        "What happened on the day: `promised`, `restated`, `rescheduled`, `delayed`, `due`, `confirmed`, `cancelled`, `recapped`, or "
        "`announced` where nobody had promised the act.",
    ),
    "day": Column(_T.DAY, "Day from which the statement counts; of the event `due`, the due day in force."),
    "window": Column(_T.WINDOW, "The window that this statement gives.", "it gives none"),
    "due": Column(_T.DAY, "Last day of that window.", "it gives none"),
    "happened": Column(_T.WINDOW, "Between which days the act took place, by this statement.", "it does not say"),
    "days_late": Column(
        _T.NUMBER, "Of the event `confirmed`: days from the due day to the act; negative where early.", "else"
    ),
    "status": _STATUS,
    "detail": _DETAIL,
    "deal": _DEAL,
    "parties": _PARTIES,
    "minerals": _MINERALS,
    "instrument": _INSTRUMENT,
    "action": _ACTION,
    "speaker": _SPEAKER,
    "timeline": _TIMELINE,
    "rule": _RULE,
    "quote": _QUOTE,
    "outlet": Column(_T.TEXT, "Key of the source that was crawled, or the name that was given on ingest."),
    "address": _ARTICLE_URL,
    "article_title": _ARTICLE_TITLE,
    "published": _PUBLISHED,
    "copy": Column(_T.FLAG, "Whether the article repeats another one; a copy confirms nothing on its own."),
}

STATEMENTS: Table = {
    "article_url": _ARTICLE_URL,
    "article_title": _ARTICLE_TITLE,
    "published": _PUBLISHED,
    "kind": Column(_T.TEXT, f"What the statement does: {_one_of(list(Kind))}."),
    "quote": _QUOTE,
    "start": Column(_T.NUMBER, "Where the quote starts in the article's text or title, in Unicode code points from 0."),
    "end": Column(_T.NUMBER, "Where it ends; the first code point that is no longer in it."),
    "speaker": _SPEAKER,
    "parties": _PARTIES,
    "minerals": _MINERALS,
    "instrument": _INSTRUMENT,
    "action": _ACTION,
    "timeline": _TIMELINE,
    "window": _WINDOW,
    "precision": _PRECISION,
    "happened": Column(_T.WINDOW, "Of an announcement: between which days the act took place.", "the words do not say"),
    "firmness": _FIRMNESS,
    "pledge": Column(_T.TEXT, "Id of the pledge that it is evidence of.", "it is evidence of none"),
    "rules": Column(_T.NAMES, "Ids of the rules that read the statement."),
}

ARTICLES: Table = {
    "url": Column(_T.TEXT, "Address of the article."),
    "version": Column(_T.NUMBER, "1 is the oldest version stored under this address."),
    "title": Column(_T.TEXT, "Title, without the outlet's name."),
    "published": _PUBLISHED,
    "published_from": Column(_T.TEXT, f"Where that day was found: {_one_of(list(PublishedFrom))}."),
    "counts_from": Column(
        _T.DAY, "Day from which this version counts: of a revised one, the day it declares, else its first fetch."
    ),
    "superseded": Column(_T.DAY, "Day from which the next version counts.", "it is the newest version"),
    "language": Column(_T.TEXT, "Language of the text, ISO 639-1."),
    "source": Column(_T.TEXT, "Key of the source that was crawled, or the name that was given on ingest."),
    "country": Column(_T.TEXT, "Where the outlet sits, ISO 3166-1 alpha-3.", "it is not known"),
    "fetched": Column(_T.INSTANT, "When this version was first fetched, UTC."),
    "origin": Column(_T.TEXT, "The news agency that its dateline names.", "it names none"),
    "copy_of": Column(_T.TEXT, "Address of the article that it repeats.", "it is no copy"),
    "read_with": Column(
        _T.TEXT,
        "Digest of the rules that read it; `unread:` and the language where there are no rules for it.",
        "it waits to be read",
    ),
    "statements": Column(_T.NUMBER, "How many statements were found in it."),
}

CHANGES: Table = {
    "pledge": _PLEDGE,
    "title": _TITLE,
    "status": Column(_T.TEXT, f"Status from `since` on: {_STATUSES}."),
    "was": Column(_T.TEXT, "Status before it.", "it is the first"),
    "since": Column(_T.DAY, "First day of the status."),
    "detail": _DETAIL,
    "due": _DUE,
    "due_basis": _BASIS,
    "last_due": Column(_T.DAY, "The due day before this change.", "there was none"),
    "window": _WINDOW,
    "first_due": _FIRST_DUE,
    "slips": _SLIPS,
    "changes": Column(_T.NUMBER, "How many stretches of time the pledge had behind it: a number that only grows."),
    **{
        name: PLEDGES[name]
        for name in (
            "first_pledged",
            "happened",
            "resolved_on",
            "days_late",
            "precision",
            "firmness",
            "rule",
            "deal",
            "parties",
            "minerals",
            "instrument",
            "action",
            "speaker",
            "timeline",
            "quote",
            "article_url",
        )
    },
    "outlet": TIMELINES["outlet"],
    "report_quote": Column(
        _T.TEXT, "The sentence that confirmed, delayed or cancelled it, word for word.", "no report made the change"
    ),
    "report_url": Column(_T.TEXT, "Address of the article that holds that sentence.", "no report made the change"),
    "report_outlet": Column(_T.TEXT, "Outlet of that article.", "no report made the change"),
}

TABLES: Mapping[str, tuple[str, Table]] = {
    "timelines": (
        "One row a pledge and event, pledges in the order of their first promise, events in the order of their days.",
        TIMELINES,
    ),
    "pledges": ("One row a pledge, as of a day; by due day, the undated ones last.", PLEDGES),
    "statements": ("One row a statement; by day, address and place in the text.", STATEMENTS),
    "articles": ("One row a version of a stored article, without its text; by day and address.", ARTICLES),
    "changes": (
        "One row a change of status or of due day, newest first. The calendar, the feed and the alerts are made of it.",
        CHANGES,
    ),
}


def markdown() -> str:
    """The data dictionary as Markdown: one table of columns a table of data."""
    lines = [
        "# Data dictionary",
        "",
        "Made from `tracker/report/dictionary.py` by `tracker export dictionary -o docs/data-dictionary.md`; a test holds it current.",
        "",
        "Every table comes as CSV, Excel, Parquet, JSON and JSON Lines (`tracker export TABLE --format ...`), with the columns in this",
        "order. Days are ISO 8601 (`2026-09-13`), text is UTF-8. CSV and Excel write a list as `AUS; USA`, a window as",
        "`2026-03-13/2026-09-13` and an empty value as an empty cell; JSON and Parquet have lists and nulls. pandas reads the cell",
        "`NA` (Namibia's two-letter code) as nothing unless it is told not to: `pandas.read_csv(..., keep_default_na=False)`.",
    ]
    for name, (about, table) in TABLES.items():
        lines += [
            "",
            f"## {name}",
            "",
            about,
            "",
            "| column | type | meaning | empty where |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            f"| `{key}` | {column.type} | {column.meaning} | {column.null or 'never'} |"
            for key, column in table.items()
        ]
    return "\n".join(lines) + "\n"
