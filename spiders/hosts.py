"""Which hosts may be asked, and when: off limits, paused, closed for this run, and the least seconds between two requests."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from spiders.addresses import forbidden_host
from tracker.sources import Source

LONGEST_WAIT = 600.0  # seconds that a run waits when it is asked to; a longer wait ends the host for this run
MOST_FAILURES = 5  # in a row, of a host's network or server, after which it is left alone for this run
_LONGEST_CLOSED = 14 * 86_400.0  # no host closes itself for ever by a slip of a digit


class HostBook:
    """What is known of hosts in this run. `close` is told when one is to be left alone beyond it."""

    def __init__(
        self,
        sources: Iterable[Source],
        closed: dict[str, tuple[str, str]],
        close: Callable[[str, float, str], str],
        *,
        private: Iterable[str] = (),
    ) -> None:
        sources = list(sources)
        named = {host for source in sources if source.file.allow_private for host in source.hosts}
        self.private = frozenset(named | {host for address in private if (host := urlsplit(address).hostname)})
        self.floors: dict[str, float] = dict.fromkeys(self.private - named, 0.0)
        for source in sources:
            for host in source.hosts:  # two sources on one host: the slower one is heeded
                self.floors[host] = max(self.floors.get(host, 0.0), source.delay)
        self.closed = {host: f"asked to be left alone until {until} ({why})" for host, (until, why) in closed.items()}
        self._close = close
        self._paused: dict[str, float] = {}
        self._failures: dict[str, int] = {}

    def off_limits(self, host: str) -> str | None:
        """Why no request may go to a host, by its spelling; None where only its DNS answer can tell."""
        return None if host in self.private else forbidden_host(host)

    def wait(self, host: str) -> float:
        """Seconds for which the host asked to be left alone, 0 for now."""
        return max(0.0, self._paused.get(host, 0.0) - time.monotonic())

    def heed(self, host: str, retry_after: str | None, now: dt.datetime, why: str) -> float:
        """Take note of a Retry-After; gives the seconds to wait, -1 where the host is closed for this run."""
        seconds = retry_seconds(retry_after, now)
        if seconds > LONGEST_WAIT:
            until = self._close(host, min(seconds, _LONGEST_CLOSED), why)
            self.closed[host] = f"asked to be left alone until {until} ({why})"
            return -1.0
        if seconds:
            self._paused[host] = time.monotonic() + seconds
        return seconds

    def answered(self, host: str) -> None:
        """The host works."""
        self._failures.pop(host, None)

    def failed(self, host: str, why: str) -> None:
        """The host does not; after several times in a row it is closed for this run."""
        self._failures[host] = self._failures.get(host, 0) + 1
        if self._failures[host] >= MOST_FAILURES:
            self.closed.setdefault(host, f"failed {MOST_FAILURES} times in a row ({why})")


def retry_seconds(written: str | None, now: dt.datetime) -> float:
    """A Retry-After, in seconds or as a date, as seconds from `now`; 0 where it is missing, past or unreadable."""
    text = (written or "").strip()
    if not text:
        return 0.0
    if text.replace(".", "", 1).isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())
