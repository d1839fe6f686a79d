"""DNS answers are looked at before a connection is made: a public name that points into a private network is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver

from spiders.addresses import forbidden_address

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver; what it answers for a host that is not in PRIVATE_HOSTS must be a public address.

    The address that was looked at is the one that is connected to: a second answer (DNS rebinding) is never asked for.
    """

    private: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        made = super().from_crawler(crawler, reactor)
        made.private = frozenset(crawler.settings.getlist("PRIVATE_HOSTS"))
        return made

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        answer = super().getHostByName(name, timeout)
        return answer.addCallback(self._looked_at, name)

    def _looked_at(self, address: str, name: str) -> str:
        why = None if name in self.private else forbidden_address(address)
        if why:
            raise CannotResolveHostError(f"{name} points to {address}, {why}: not followed")
        return address
