"""Getting one address from the network in the crawl's manner: one request at a time within a host, retries, waits."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request

from spiders.middlewares import BrokenBodyError, RefusedError, UnreachableError, reason_of
from tracker.store.crawlstate import Validators

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from spiders.hosts import HostBook
    from spiders.plan import Limits
    from spiders.state import Memory

_TOO_MANY = 429
_AGAIN = frozenset({408, 425, _TOO_MANY, 500, 502, 503, 504, 520, 521, 522, 523, 524})


class FetchFailedError(Exception):
    """An address could not be had. `again` tells whether another run may; `refused` that robots or safety forbid it."""

    def __init__(self, words: str, *, again: bool = False, refused: bool = False, gone: bool = False) -> None:
        super().__init__(words)
        self.again, self.refused, self.gone = again, refused, gone


class Fetcher:
    """Fetches addresses for every source of a run."""

    def __init__(self, crawler: Crawler, hosts: HostBook, memory: Memory, limits: Limits) -> None:
        self._crawler, self._hosts, self._memory, self._limits = crawler, hosts, memory, limits
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def fetch(self, url: str, validators: Validators | None = None) -> Response:
        """The answer 200 or 304 to one request. Raises FetchFailedError with the reason in words."""
        async with self._locks[urlsplit(url).hostname or ""]:
            return await self._fetch(url, validators)

    async def _fetch(self, url: str, validators: Validators | None) -> Response:
        host = urlsplit(url).hostname or ""
        failure = FetchFailedError(f"{url} could not be fetched", again=True)
        for attempt in range(self._limits.tries):
            try:
                response = await self._ask(url, validators)
            except UnreachableError as error:
                raise FetchFailedError(str(error), again=True) from error
            except RefusedError as error:
                raise FetchFailedError(
                    str(error), again="left alone" in str(error) or "in a row" in str(error), refused=True
                ) from error
            except BrokenBodyError as error:
                failure = FetchFailedError(str(error), again=True)
            except Exception as error:
                failure = self._failure(url, host, error)
                if not failure.again:
                    raise failure from error
            else:
                if response.status not in _AGAIN:
                    self._hosts.answered(host)
                    return _accepted(url, response)
                failure = FetchFailedError(f"{url} answers {response.status}", again=True)
                if not await self._heed(response, attempt):
                    raise failure
                continue
            await asyncio.sleep(self._limits.retry_seconds * 2**attempt if attempt + 1 < self._limits.tries else 0)
        self._hosts.failed(host, str(failure))
        raise failure

    async def _ask(self, url: str, validators: Validators | None) -> Response:
        headers: dict[str, str] = {}
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.modified:
            headers["If-Modified-Since"] = validators.modified
        engine: Any = self._crawler.engine
        answer: Response = await engine.download_async(Request(url, headers=headers, dont_filter=True))
        return answer

    def _failure(self, url: str, host: str, error: Exception) -> FetchFailedError:
        from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, IgnoreRequest

        words = f"{url}: {reason_of(error)}"
        # ValueError and TypeError: an address that no request can be made of
        final = isinstance(
            error, DownloadCancelledError | IgnoreRequest | ValueError | TypeError
        ) or "not followed" in str(error)
        if isinstance(error, CannotResolveHostError):  # asking again at once will not help
            self._hosts.failed(host, reason_of(error))
        return FetchFailedError(words, again=not final, refused="not followed" in str(error))

    async def _heed(self, response: Response, attempt: int) -> bool:
        """Wait as the server asks, or as is decent; False where the host is closed for this run or the tries are used up."""
        asked = urlsplit(response.url).hostname or ""
        written = response.headers.get("Retry-After")
        wait = self._hosts.heed(
            asked, written.decode("latin-1") if written else None, self._memory.clock(), f"status {response.status}"
        )
        if wait < 0:
            return False
        if attempt + 1 >= self._limits.tries:
            self._hosts.failed(asked, f"status {response.status}")
            return False
        if not wait:
            patience = 4 if response.status == _TOO_MANY else 1
            await asyncio.sleep(self._limits.retry_seconds * patience * 2**attempt)
        return True


def _accepted(url: str, response: Response) -> Response:
    if response.status in (200, 203, 304):
        return response
    if response.status in (404, 410):
        raise FetchFailedError(f"{url} answers {response.status}", gone=True)
    raise FetchFailedError(f"{url} answers {response.status}", refused=response.status in (401, 403, 451))


def header_of(response: Response, name: str) -> str:
    """A header of an answer, "" where it has none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""


def validators_of(response: Response) -> Validators:
    """What makes the next request for the same address conditional."""
    return Validators(header_of(response, "ETag") or None, header_of(response, "Last-Modified") or None)
