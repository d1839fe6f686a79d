"""What stock Scrapy does not do: refuse private addresses, wait when asked to, check compressed bodies, heed robots files.

The order in the chain is in settings.py. A refusal is an IgnoreRequest whose words reach the summary line.
"""

from __future__ import annotations

import asyncio
import zlib
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser

from spiders.items import spider_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from spiders.hosts import HostBook

_ROBOTS_TRIES = 2
_ROBOTS_SIZE = 500_000  # bytes of a robots file that are read (RFC 9309 asks for 500 KiB)
_LONGEST_CRAWL_DELAY = 60.0  # seconds; a longer one is heeded as this


class RefusedError(IgnoreRequest):
    """A request that this crawler does not make: off limits, closed, forbidden by robots.txt."""


class UnreachableError(RefusedError):
    """A host that the network does not bring us to: nobody forbids it, and another run may ask again."""


class BrokenBodyError(IgnoreRequest):
    """A body that did not arrive whole, or is larger than what is read."""


class HostGate:
    """First in line: no request to an address that is off limits, to a closed host, or before its pause is over."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def hosts(self) -> HostBook:
        return spider_of(self.crawler).hosts

    async def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https"):
            raise RefusedError(f"{request.url[:80]} is no http(s) address: not followed")
        why = self.hosts.off_limits(host)
        if why:
            raise RefusedError(f"{host} is off limits ({why}): not followed")
        if host in self.hosts.closed:
            raise RefusedError(f"{host} {self.hosts.closed[host]}")
        wait = self.hosts.wait(host)
        if wait:
            await asyncio.sleep(wait)


class SafeRedirect(RedirectMiddleware):
    """A redirect loop ends at the first address that comes again, not after twenty requests."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        del spider
        result = super().process_response(request, response)
        if isinstance(result, Request) and result.url in (request.url, *request.meta.get("redirect_urls", [])):
            raise RefusedError(f"{request.url} redirects in a circle")
        if (
            isinstance(result, Response)
            and 300 <= result.status < 400
            and result.status != 304
            and "Location" in result.headers
        ):
            raise RefusedError(f"{request.url} redirects to what is no http(s) address: not followed")
        return result


class CheckedCompression(HttpCompressionMiddleware):
    """A compressed body is unpacked only when its end is there; DOWNLOAD_MAXSIZE bounds what comes out."""

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        del spider
        # what this class can check; an answer in another encoding is reported, not guessed at
        request.headers.setdefault("Accept-Encoding", b"gzip, deflate")

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        del spider
        encodings = [
            e.strip().lower() for value in response.headers.getlist("Content-Encoding") for e in value.split(b",")
        ]
        if (
            encodings
            and encodings[-1] in (b"gzip", b"x-gzip")
            and response.body
            and not _has_end(response.body, self._max_size)
        ):
            raise BrokenBodyError(f"{request.url} came cut off (gzip without its end)")
        result: Request | Response = super().process_response(request, response)
        if isinstance(result, Response) and result.headers.get("Content-Encoding"):
            raise BrokenBodyError(f"{request.url} came in an encoding that was not asked for")
        return result


def _has_end(body: bytes, most: int) -> bool:
    inflater = zlib.decompressobj(wbits=31)
    size, rest = 0, body
    try:
        while rest and not inflater.eof:
            size += len(inflater.decompress(rest, 65_536))
            rest = inflater.unconsumed_tail
            if size > most:
                return True  # too large: the parent class says so
    except zlib.error:
        return False
    return inflater.eof


class RefuseAll(RobotParser):
    """The rules of a host whose robots file could not be read: nothing is allowed in this run."""

    def __init__(self, why: str, *, unreachable: bool = False) -> None:
        self.why, self.unreachable = why, unreachable

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Self:
        del crawler
        return cls(robotstxt_body.decode())

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        del url, user_agent
        return False


class HeedRobots(RobotsTxtMiddleware):
    """robots.txt after RFC 9309: 4xx allows all, 5xx and silence forbid all for this run; Crawl-delay is heeded."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rules_of: dict[str, asyncio.Future[RobotParser | None]] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        if isinstance(rp, RefuseAll):
            netloc = urlsplit(request.url).netloc
            if rp.unreachable:
                raise UnreachableError(f"{netloc} cannot be reached: {rp.why}")
            raise RefusedError(f"robots.txt of {netloc} {rp.why}: nothing is fetched there in this run")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RefusedError(
                f"robots.txt of {urlsplit(request.url).netloc} forbids {urlsplit(request.url).path}"
            ) from error

    async def robot_parser(self, request: Request) -> RobotParser | None:
        netloc = urlsplit(request.url).netloc
        if netloc not in self._rules_of:
            self._rules_of[netloc] = asyncio.ensure_future(self._read(request, netloc))
        # shielded: one request that is given up must not end the question that others wait for
        return await asyncio.shield(self._rules_of[netloc])

    async def _read(self, request: Request, netloc: str) -> RobotParser | None:
        address = f"{urlsplit(request.url).scheme}://{netloc}/robots.txt"
        why, unreachable = "could not be read", False
        for attempt in range(_ROBOTS_TRIES):
            if attempt:
                await asyncio.sleep(spider_of(self.crawler).limits.retry_seconds)
            asked = Request(
                address, priority=self.DOWNLOAD_PRIORITY, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK
            )
            try:
                engine: Any = self.crawler.engine
                response = await engine.download_async(asked)
            except RefusedError as error:
                return RefuseAll(f"could not be read ({error})")
            except Exception as error:  # noqa: BLE001 - whatever the network does, the answer is the same
                why, unreachable = reason_of(error), True
                if isinstance(error, CannotResolveHostError | DownloadConnectionRefusedError):
                    break  # asking again at once will not help
                continue
            if response.status == 429:
                return RefuseAll("answers 429 (too many requests)")
            if response.status >= 500:
                why, unreachable = f"answers {response.status}", False
                continue
            return self._rules(response, netloc, request)
        return RefuseAll(why, unreachable=unreachable)

    def _rules(self, response: Response, netloc: str, request: Request) -> RobotParser | None:
        if response.status != 200:
            return None
        rules = ProtegoRobotParser.from_crawler(self.crawler, response.body[:_ROBOTS_SIZE])
        self.crawler.signals.send_catch_log(signal=signals.robots_parsed, robotparser=rules, request=request)
        agent = self._robotstxt_useragent or self._default_useragent
        delay = rules.crawl_delay(agent)
        if delay:
            spider_of(self.crawler).slow_down(urlsplit(request.url).hostname or "", min(delay, _LONGEST_CRAWL_DELAY))
        spider_of(self.crawler).sitemaps[netloc] = tuple(rules.rp.sitemaps)
        return rules


def reason_of(error: BaseException) -> str:
    """An exception of the download in words for people."""
    from scrapy.exceptions import (
        DownloadCancelledError,
        DownloadFailedError,
        DownloadTimeoutError,
        ResponseDataLossError,
    )

    text = str(error)
    if isinstance(error, IgnoreRequest):
        return text
    known: tuple[tuple[type[BaseException], str], ...] = (
        (DownloadTimeoutError, "no answer in time"),
        (DownloadConnectionRefusedError, "connection refused"),
        (CannotResolveHostError, "no such host (or no network)"),
        (ResponseDataLossError, "the answer was cut off"),
        (DownloadCancelledError, "larger than what is read"),
    )
    for kind, words in known:
        if isinstance(error, kind):
            return words
    if any(word in text.lower() for word in ("certificate", "ssl", "tls")):
        return f"certificate trouble: {text[:100]}"
    if isinstance(error, DownloadFailedError):
        return f"connection lost ({text[:80]})"
    return f"{type(error).__name__}: {text[:100]}"
