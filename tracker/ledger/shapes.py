"""What the ledger is made of between statements and pledges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.model import Filed, Pledge

__all__ = ["Change", "Ledger", "Link", "Question"]


@dataclass(frozen=True, slots=True)
class Question:
    """A link that is likely but not likely enough: `statement` may belong to the pledge that `root` opened."""

    id: str
    statement: str
    root: str
    chance: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Where one statement went. `root` is the id of the canonically first statement of its pledge (its own where it opened
    one); `deal` is the root of the deal that a root belongs to, None for all others; `copy` says that it repeats another
    article's sentence.
    """

    statement: str
    root: str
    chance: float = 1.0
    reasons: tuple[str, ...] = ()
    deal: str | None = None
    copy: bool = False
    decided: bool = False
    asked: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """The whole ledger. `links` by statement id; `homes` statement id -> pledge id; `notes` tell which decisions
    could not be applied; `added` are the statements that people added, to be stored beside those that were read."""

    pledges: tuple[Pledge, ...]
    queue: tuple[Question, ...]
    links: Mapping[str, Link]
    homes: Mapping[str, str]
    notes: tuple[str, ...] = ()
    added: tuple[Filed, ...] = ()


@dataclass(frozen=True)
class Change:
    """What a run of statements changed: write `pledges`, take away the pledges of the roots in `gone`, write `links`
    (None: take it away). `homes` covers the statements of `pledges`; `notes` and `added` as in Ledger.
    """

    pledges: tuple[Pledge, ...]
    gone: tuple[str, ...]
    links: Mapping[str, Link | None]
    homes: Mapping[str, str]
    notes: tuple[str, ...] = ()
    added: tuple[Filed, ...] = ()
