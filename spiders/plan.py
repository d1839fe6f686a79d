"""What one run of the crawler is asked to do: read from its standard input, as JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tracker.model import Day


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one run; seconds and bytes. Tests make them small.

    `run_seconds` bounds the whole run: what is not done by then is fetched by the next one. `read_seconds` bounds the reading
    of one page in a worker process, `stall_seconds` the time in which none is read although one waits; `retry_seconds` is the first pause after a failure
    that names none, and doubles.
    """

    timeout: float = 30.0
    most_bytes: int = 10 * 1024 * 1024
    tries: int = 3
    retry_seconds: float = 5.0
    read_seconds: float = 20.0
    stall_seconds: float = 120.0
    run_seconds: float = 2 * 3600.0
    workers: int = field(default_factory=lambda: min(4, max(1, (os.cpu_count() or 2) - 1)))  # one core is the network's


@dataclass(frozen=True, slots=True)
class Plan:
    """One run: the database, the sources by key and where their files are, the instant, and how far back to go.

    `most_pages` bounds the pages of each source in place of its own bound (a trial takes few); `probe` is an address whose
    offers are looked for in place of any crawl, `private` whether that address may be a private one.
    """

    db: Path
    keys: tuple[str, ...]
    now: dt.datetime
    folder: Path | None = None
    since: Day | None = None
    due: bool = False
    most_pages: int | None = None
    probe: str = ""
    private: bool = False
    contact: str = ""
    limits: Limits = field(default_factory=Limits)

    def to_json(self) -> str:
        """One line of JSON."""
        values = asdict(self)
        values.update(db=str(self.db), folder=str(self.folder) if self.folder else None, now=self.now.isoformat())
        values["since"] = self.since.isoformat() if self.since else None
        return json.dumps(values)

    @classmethod
    def from_json(cls, line: str) -> Plan:
        """The inverse of `to_json`."""
        values = json.loads(line)
        values["db"] = Path(values["db"])
        values["folder"] = Path(values["folder"]) if values["folder"] else None
        values["now"] = dt.datetime.fromisoformat(values["now"])
        values["since"] = Day.fromisoformat(values["since"]) if values["since"] else None
        values["keys"] = tuple(values["keys"])
        values["limits"] = Limits(**values["limits"])
        return cls(**values)
