"""The crawling process: `python -m spiders.run`, with a plan on standard input; writes one JSON object a line.

{"event": "source", ...} for each source that is done, {"event": "end", ...} at last. It stops when its input is closed: a
parent that was killed cannot tell it to.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from spiders.plan import Plan

_GRACE = 120.0  # seconds that a run whose time is over has to put its things away

if TYPE_CHECKING:
    from spiders.state import Memory
    from tracker.sources import Source


def main() -> int:
    """Run one plan. Exit status: 0 done, 1 a source failed, 3 another run holds the lock, 4 the run itself failed."""
    from filelock import FileLock, Timeout

    from tracker.errors import TrackerError

    plan = Plan.from_json(sys.stdin.readline())
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    threading.Thread(target=_stop_in_time, args=(plan.limits.run_seconds + _GRACE,), daemon=True).start()
    try:
        with FileLock(f"{plan.db}.crawl-lock", timeout=0):
            return _crawl(plan)
    except Timeout:
        _say({"event": "locked"})
        return 3
    except TrackerError as error:
        _say({"event": "error", "words": str(error)})
        return 4


def _stop_with_parent() -> None:
    while sys.stdin.readline():
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _stop_in_time(seconds: float) -> None:
    """The last resort, should the loop that heeds the run's limit be stuck itself. What was stored stands."""
    time.sleep(seconds)
    _say({"event": "error", "words": f"the crawl was still at work after {seconds / 60:.0f} minutes, and was ended"})
    os._exit(4)


def _say(event: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(event, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def clock_from(now: dt.datetime) -> Callable[[], dt.datetime]:
    """The clock of a run: the instant that it was handed, and what has passed since."""
    begun = time.monotonic()
    return lambda: now + dt.timedelta(seconds=time.monotonic() - begun)


def _crawl(plan: Plan) -> int:
    from spiders.state import Memory
    from tracker.sources import load_sources, pick
    from tracker.store.connect import open_to_write

    picked = [] if plan.probe else pick(load_sources(plan.folder), plan.keys)
    with open_to_write(plan.db) as connection:
        # a power cut may cost the last pages, which are then fetched again; the file stays sound
        connection.execute("PRAGMA synchronous = NORMAL")
        memory = Memory(connection, clock_from(plan.now))
        sources = [s for s in picked if not plan.due or memory.is_due(s)]
        _say({"event": "begin", "sources": [s.key for s in sources]})
        good = _run_spider(plan, sources, memory) if sources or plan.probe else True
    _say({"event": "end"})
    return 0 if good else 1


def _run_spider(plan: Plan, sources: list[Source], memory: Memory) -> bool:
    from scrapy.crawler import AsyncCrawlerProcess

    from spiders.hosts import HostBook
    from spiders.press import PressSpider
    from spiders.settings import settings_for

    outcomes: dict[str, str] = {}

    def told(key: str, event: dict[str, Any]) -> None:
        outcomes[key] = event["outcome"]
        _say({"event": "source", "key": key, **event})

    hosts = HostBook(sources, memory.closed_hosts(), memory.close_host, private=[plan.probe] if plan.private else [])
    process = AsyncCrawlerProcess(settings_for(plan, hosts))
    process.crawl(PressSpider, plan=plan, sources=sources, memory=memory, hosts=hosts, told=told)
    process.start()
    expected = ["probe"] if plan.probe else [source.key for source in sources]
    return all(outcomes.get(key) in ("ok", "unchanged") for key in expected)


if __name__ == "__main__":
    sys.exit(main())
