"""By what a page shows that it is no article: typed from data/pages/signs.toml, and the judgement itself."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from tracker import datafiles


class NotArticle(StrEnum):
    """Why a page is kept as a page and not as an article; the value is what `tracker issues` prints."""

    PAYWALL = "only a teaser before a paywall"
    CONSENT = "a consent wall"
    MISSING = "a page that says it was not found (soft 404)"
    BLOCKED = "a page for robots (challenge or block)"
    HOME = "a redirect to the front page"
    EMPTY = "no text"
    UNTITLED = "no title"
    UNDATED = "no published day"
    SCAN = "a PDF of pictures without text (a scan)"
    UNREADABLE = "a body that cannot be parsed"


@dataclass(frozen=True, slots=True)
class Sign:
    """Words in the text or the title, host and path parts, and the number of words from which on they prove nothing."""

    short: int
    says: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Signs:
    """data/pages/signs.toml."""

    paywall: Sign
    consent: Sign
    missing: Sign
    blocked: Sign
    languages: dict[str, list[str]]


@functools.cache
def load_signs() -> Signs:
    """Raises DataFileError where the file is not as the schema says."""
    return datafiles.load(datafiles.data_root() / "pages" / "signs.toml", Signs)


_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2}|[^\W_]+")
_FEWEST_WORDS = 15  # a notice of a signing can be two lines


def count_words(text: str) -> int:
    """Words; two characters make one where a script has no spaces."""
    return len(_WORDS.findall(text))


def judge_page(
    *,
    title: str,
    text: str,
    whole: Callable[[], str],
    free: bool | None,
    asked: str | None,
    got: str | None,
    dated: bool,
) -> NotArticle | None:
    """None for an article.

    `text` is its main text, `whole` gives all that the page shows (asked for only where it matters); `asked` and `got` are the
    address before and after redirects; `dated` tells whether the page itself declares a published day.
    """
    signs = load_signs()
    words = count_words(text)
    head = _squeeze(title)
    bare = not dated  # a page that declares its day is somebody's article, whatever it quotes

    @functools.cache
    def body() -> str:
        return _squeeze(whole()[:20_000])

    verdicts: tuple[tuple[NotArticle, Callable[[], bool]], ...] = (
        (
            NotArticle.BLOCKED,
            lambda: (
                bare
                and words < signs.blocked.short
                and (_titled(head, signs.blocked) or _any(signs.blocked.says, body()))
            ),
        ),
        (NotArticle.HOME, lambda: _to_front_page(asked, got)),
        (NotArticle.MISSING, lambda: bare and words < signs.missing.short and _titled(head, signs.missing)),
        (
            NotArticle.CONSENT,
            lambda: (
                bare
                and words < signs.consent.short
                and (_consent_address(got, signs.consent) or _several(signs.consent.says, body()))
            ),
        ),
        (
            NotArticle.PAYWALL,
            lambda: words < signs.paywall.short and (free is False or _any(signs.paywall.says, body())),
        ),
        (NotArticle.EMPTY, lambda: words < _FEWEST_WORDS),
    )
    return next((reason for reason, holds in verdicts if holds()), None)


def _squeeze(text: str) -> str:
    return _SPACES.sub(" ", text.casefold().replace("\u2019", "'"))


def _any(says: list[str], text: str) -> bool:
    return any(words in text for words in says)


def _several(says: list[str], text: str) -> bool:
    """One cookie phrase stands in the footer of every page; two make a wall."""
    return sum(words in text for words in says) >= 2


def _titled(title: str, sign: Sign) -> bool:
    """The title is little more than one of the sign's titles."""
    return any(words in title and len(title) <= len(words) + 40 and _edges(words, title) for words in sign.titles)


def _edges(words: str, title: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", title) is not None or not words.isascii()


def _consent_address(url: str | None, sign: Sign) -> bool:
    if not url:
        return False
    parts = urlsplit(url)
    return (parts.hostname or "").split(".")[0] in sign.hosts or any(
        p in parts.path.lower().split("/") for p in sign.paths
    )


def _to_front_page(asked: str | None, got: str | None) -> bool:
    if not asked or not got:
        return False
    deep, shallow = urlsplit(asked), urlsplit(got)
    return len(deep.path.strip("/")) > 3 and not shallow.path.strip("/") and not shallow.query
