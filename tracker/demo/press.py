"""data/sample to an invented press: outlets and their articles as plain values."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template

from tracker import datafiles
from tracker.errors import DataFileError

_FRONT = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes. `index` is rss, atom, sitemap or listing; `folder` is its path on the loopback."""

    key: str
    name: str
    host: str
    folder: str
    language: str
    tagline: str
    index: str
    index_path: str
    article_path: str
    undated_path: str
    day_shown: str
    newsletter: str
    sign_off: str
    page_size: int = 20


@dataclass(frozen=True, slots=True)
class Front:
    """What stands between the +++ lines of an article's file. Instants are ISO 8601 with the outlet's offset."""

    title: str
    published: str = ""
    updated: str = ""
    undated: bool = False
    byline: str = ""
    section: str = ""
    dateline: str = ""
    caption: str = ""
    also: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    copy_of: str = ""
    copy_paragraphs: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it stands at one time; `blocks` are its paragraphs and boxes as written."""

    title: str
    updated: dt.datetime | None
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """One address of the sample press and all versions that it ever shows, oldest first."""

    key: str
    slug: str
    front: Front
    published: dt.datetime | None
    versions: tuple[Version, ...]

    @property
    def number(self) -> int:
        """Six digits such as an outlet's system puts into an address; the same on each run."""
        return 100_000 + int(hashlib.sha256(self.key.encode()).hexdigest()[:8], 16) % 900_000


@dataclass(frozen=True, slots=True)
class Press:
    """All of data/sample. `articles` are newest first within an outlet, the undated last."""

    notice: str
    outlets: tuple[Outlet, ...]
    articles: dict[str, tuple[SampleArticle, ...]]
    templates: dict[str, Template]


@dataclass(frozen=True, slots=True)
class _PressFile:
    notice: str
    outlet: tuple[Outlet, ...]


def load_press(root: Path | None = None) -> Press:
    """Read the sample press. Raises DataFileError that names the file and what is wrong in it."""
    root = root or datafiles.data_root() / "sample"
    listed = datafiles.load(root / "press.toml", _PressFile)
    found = {outlet.key: _articles_of(root, outlet.key) for outlet in listed.outlet}
    by_key = {article.key: article for articles in found.values() for article in articles}
    articles = {key: tuple(_with_copies(article, by_key) for article in some) for key, some in found.items()}
    templates = {p.stem: Template(_read(p)) for p in sorted((root / "templates").glob("*.html"))}
    return Press(listed.notice, listed.outlet, articles, templates)


def _articles_of(root: Path, outlet: str) -> list[SampleArticle]:
    folder = root / "articles" / outlet
    found = [_article(path, outlet) for path in sorted(folder.glob("*.md")) if not path.name.endswith(".v2.md")]
    oldest = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda a: (a.published or oldest, a.slug), reverse=True)


def _article(path: Path, outlet: str) -> SampleArticle:
    front, blocks = _parse(path)
    if not front.undated and not front.published:
        raise DataFileError(str(path), "has neither `published` nor `undated = true`", "add one of them")
    versions = [Version(front.title, None, blocks)]
    revised = path.with_name(f"{path.stem}.v2.md")
    if revised.exists():
        later, revised_blocks = _parse(revised)
        versions.append(Version(later.title, _instant(later.updated, revised), revised_blocks))
    published = None if front.undated else _instant(front.published, path)
    return SampleArticle(f"{outlet}/{path.stem}", path.stem, front, published, tuple(versions))


def _parse(path: Path) -> tuple[Front, tuple[str, ...]]:
    import tomllib

    match = _FRONT.match(_read(path))
    if match is None:
        raise DataFileError(str(path), "does not start with TOML between two +++ lines", "see its neighbours")
    try:
        values = tomllib.loads(match.group(1))
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(str(path), f"is not TOML between its +++ lines: {error}", "mend that line") from error
    blocks = tuple(block.strip() for block in match.group(2).split("\n\n") if block.strip())
    return datafiles.structure(values, Front, str(path)), blocks


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(str(path), str(error), "install the package again") from error


def _instant(text: str, path: Path) -> dt.datetime:
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise DataFileError(str(path), f"{text!r} is no ISO 8601 instant", "write 2026-01-31T09:00:00+01:00") from error
    if instant.tzinfo is None:
        raise DataFileError(str(path), f"{text!r} has no offset from UTC", "add one, such as +01:00")
    return instant


def _with_copies(article: SampleArticle, by_key: dict[str, SampleArticle]) -> SampleArticle:
    """A syndicated copy gets the agency's paragraphs, its dateline and the credit line."""
    if not article.front.copy_of:
        return article
    source = by_key.get(article.front.copy_of)
    if source is None:
        raise DataFileError(
            article.key, f"copy_of names {article.front.copy_of!r}, which is not there", "mend the name"
        )
    blocks = [b for b in source.versions[0].blocks if not b.startswith("[")][: article.front.copy_paragraphs]
    front = replace(article.front, byline=article.front.byline or "Agencies", dateline=source.front.dateline)
    version = Version(article.front.title, None, (*blocks, "(Northgate Wire)"))
    return replace(article, front=front, versions=(version,))


def folder_name(section: str) -> str:
    """A section's name as it stands in an address: "Märkte" is "maerkte"."""
    return re.sub(r"[^a-z]+", "-", section.lower().translate(_UMLAUTS)).strip("-") or "news"
