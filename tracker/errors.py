"""Errors that a user may see: where it went wrong, what is wrong there, and what to do about it.

Only the standard library is imported here (a wall that a test holds).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


class TrackerError(Exception):
    """A failure told in one line.

    `where` names a file (with line), address, database or option; `what` says what is wrong there;
    `todo` says the next thing to do, or is empty when nothing can be done.
    """

    exit_status = 1

    def __init__(self, where: str, what: str, todo: str = "") -> None:
        self.where, self.what, self.todo = where, what, todo
        super().__init__(str(self))

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line}; {self.todo}" if self.todo else line


class DataFileError(TrackerError):
    """A file below data/ (rules, lexicon, sources, queries) is not as its schema says."""


class StoreError(TrackerError):
    """The database cannot be used: missing, not SQLite, locked, read-only, newer than this program."""


class InputError(TrackerError):
    """A file or record that was handed in cannot be read."""


class UsageError(TrackerError):
    """An option or argument makes no sense."""

    exit_status = 2


@dataclass(frozen=True, slots=True)
class Issue:
    """One bad record, page or source that was reported, counted and left out of an otherwise good run."""

    where: str
    what: str
    todo: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        return str(TrackerError(self.where, self.what, self.todo))
