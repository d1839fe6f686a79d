"""Scrapy's settings for a crawler that can be left alone; each that differs from the default says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tracker import __version__

if TYPE_CHECKING:
    from spiders.hosts import HostBook
    from spiders.plan import Plan

_JITTER = 0.2  # of a host's delay, either way; delays are stretched so that the least of them is still the source's
DEFAULT_DELAY = 3.0


def user_agent(contact: str) -> str:
    """An honest name with a way to reach whoever runs the crawl."""
    return f"minerals-tracker/{__version__} (policy event tracker; {contact or 'no contact was set'})"


def stretched(delay: float) -> float:
    """The mean delay whose jitter never falls below `delay`."""
    return delay / (1 - _JITTER)


def settings_for(plan: Plan, hosts: HostBook) -> dict[str, Any]:
    """The settings of one run."""
    return {
        **_QUIET,
        **_CHAIN,
        "USER_AGENT": user_agent(plan.contact),
        "DOWNLOAD_SLOTS": {
            h: {"concurrency": 1, "delay": stretched(d), "jitter": _JITTER} for h, d in hosts.floors.items()
        },
        "DOWNLOAD_TIMEOUT": plan.limits.timeout,
        "DOWNLOAD_MAXSIZE": plan.limits.most_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "PRIVATE_HOSTS": sorted(hosts.private | _proxies()),
    }


def _proxies() -> set[str]:
    """Hosts of the proxies that the environment names: they may well be private."""
    from urllib.request import getproxies

    return {host for url in getproxies().values() if (host := urlsplit(url if "//" in url else f"//{url}").hostname)}


_QUIET: dict[str, Any] = {
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,  # on by default: a local server that runs Python
    "LOG_LEVEL": "ERROR",  # the summary says what failed
    "LOGSTATS_INTERVAL": 0,
    "COOKIES_ENABLED": False,
}
_CHAIN: dict[str, Any] = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": stretched(DEFAULT_DELAY),
    "DOWNLOAD_DELAY_JITTER": _JITTER,
    "AUTOTHROTTLE_ENABLED": True,
    "AUTOTHROTTLE_START_DELAY": stretched(DEFAULT_DELAY),
    "DOWNLOAD_VERIFY_CERTIFICATES": True,  # off by default
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "RETRY_ENABLED": False,  # the desk retries: it knows Retry-After, and what a failure means for the source
    "REDIRECT_MAX_TIMES": 5,
    "METAREFRESH_ENABLED": False,
    "DNS_RESOLVER": "spiders.resolver.GuardedResolver",
    "DNS_TIMEOUT": 20,
    "EXTENSIONS": {"scrapy.extensions.throttle.AutoThrottle": None, "spiders.pace.HostPace": 0},
    "DOWNLOADER_MIDDLEWARES": {
        "spiders.middlewares.HostGate": 50,  # before robots.txt is asked for
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "spiders.middlewares.HeedRobots": 100,
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
        "spiders.middlewares.CheckedCompression": 590,
        "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
        "spiders.middlewares.SafeRedirect": 600,
    },
    "ITEM_PIPELINES": {"spiders.pipelines.ReadPages": 100, "spiders.pipelines.SavePages": 200},
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "en,*;q=0.5",
    },
}
