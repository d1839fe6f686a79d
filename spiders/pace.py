"""AutoThrottle with a floor a host: the source's delay, or the robots file's Crawl-delay where that is longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.extensions.throttle import AutoThrottle

from spiders.items import spider_of
from spiders.settings import DEFAULT_DELAY, stretched

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response


class HostPace(AutoThrottle):
    """A slow host is asked more slowly; none is asked faster than its floor. A floor of 0 (tests, the demo) is left alone."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        host = request.meta.get("download_slot", "")
        floor = spider_of(self.crawler).hosts.floors.get(host, DEFAULT_DELAY)
        if floor:
            self.mindelay = stretched(floor)
            super()._response_downloaded(response, request, spider)
