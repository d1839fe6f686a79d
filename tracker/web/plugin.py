"""The Datasette plugin: permissions, routes, template tools, error pages. It does nothing in a Datasette that is not ours."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Generator, Iterable
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from datasette import hookimpl
from markupsafe import Markup

from tracker import __version__
from tracker.report.words import web_address
from tracker.web import errors, guard, names, pages, replies, tables, views, wording
from tracker.web.site import Site

# datasette has no types: its objects are Any throughout
SITES: WeakKeyDictionary[Any, Site] = WeakKeyDictionary()
Handler = Callable[[Site, Any, Any], Awaitable[Any]]

ROUTES: tuple[tuple[str, Handler], ...] = (
    (r"^/$", pages.front),
    (r"^/pledges$", pages.pledges),
    (r"^/overdue(?P<form>\.\w+)?$", pages.overdue),
    (r"^/pledge/(?P<pledge>[^/]+?)(?P<form>\.json)?$", pages.pledge),
    (r"^/(?P<sort>country|mineral|speaker)/(?P<name>[^/]+)$", pages.subject),
    (r"^/(?P<sort>countries|minerals|speakers)(?P<form>\.json)?$", pages.subjects),
    (r"^/search$", pages.search),
    (r"^/sources(?P<form>\.json)?$", pages.sources),
    (r"^/timeline$", pages.timeline),
    (r"^/timeline\.svg$", pages.timeline_svg),
    (r"^/about$", pages.about),
    (r"^/robots\.txt$", pages.robots),
    (r"^/tables$", tables.dictionary),
    (r"^/(?P<table>statements|articles|timelines)$", tables.listing_page),
    (r"^/(?P<table>pledges|statements|articles|timelines)\.(?P<form>csv|json|jsonl)$", tables.whole),
    (r"^/calendar\.ics$", tables.calendar),
    (r"^/feed\.atom$", tables.feed),
)


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Our pages. They are looked at before Datasette's own."""
    return [(pattern, partial(_answer, handler)) for pattern, handler in ROUTES] if datasette is not None else []


async def _answer(handler: Handler, request: Any, datasette: Any) -> Any:
    """A page, or the page that says why there is none."""
    site = SITES.get(datasette)
    if site is None:
        return None
    try:
        return await handler(site, datasette, request)
    except Exception as error:  # noqa: BLE001 - whatever it is, no traceback reaches a reader
        return await errors.page(site, datasette, request, error)


@hookimpl(trylast=True)  # the last word counts
def permission_allowed(datasette: Any, action: str, resource: Any) -> bool | None:
    """Everything is denied but looking at the three views."""
    if datasette not in SITES:
        return None
    if action == "view-instance":
        return True
    if action == "view-database":
        return bool(resource == guard.DATABASE)
    if action == "view-table":
        return resource is not None and resource[0] == guard.DATABASE and resource[1] in views.NAMES
    return False


@hookimpl(trylast=True)  # the outermost layer
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """The wall around our own instance."""
    return guard.guarded if datasette in SITES else lambda app: app


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Filters that our templates use."""
    if datasette in SITES:
        env.filters |= {
            "day": wording.day,
            "window": wording.window,
            "count": wording.count,
            "country": names.country,
            "named": names.title,
            "outlet": names.outlet,
            "web_address": web_address,
            "verdict": wording.verdict,
            "remark": wording.remark,
            "marked": marked,
            "part": replies.part,
        }


def marked(text: str) -> Markup:
    """A search snippet with its finds as <mark>: the marks are control characters, everything else is escaped."""
    return Markup("").join(
        Markup("<mark>{}</mark>{}").format(*piece.split("\x03", 1))
        if place and "\x03" in piece
        else Markup.escape(piece)
        for place, piece in enumerate(str(text).split("\x02"))
    )


@hookimpl
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    """What the frame of every page shows."""
    site = SITES.get(datasette)
    if site is None:
        return {}
    return {
        "version": __version__,
        "style": replies.style_version(),
        "statuses": wording.STATUS_MEANS,
        "path": request.path.partition("?")[0] if request else "",
        "today": site.today(),
    }


@hookimpl(tryfirst=True)
def forbidden(datasette: Any, request: Any, message: str) -> Awaitable[Any] | None:
    """A page for what is denied."""
    del message
    site = SITES.get(datasette)
    return errors.page(site, datasette, request, errors.NotShown()) if site else None


@hookimpl(hookwrapper=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Generator[None, Any, None]:
    """Our error page in place of Datasette's, which prints every 404 as a traceback."""
    outcome = yield
    site = SITES.get(datasette)
    if site is not None:
        _close(outcome.get_result())
        outcome.force_result([errors.page(site, datasette, request, exception)])


def _close(answers: Iterable[Any]) -> None:
    for answer in answers:
        if inspect.iscoroutine(answer):
            answer.close()
        elif asyncio.isfuture(answer):
            answer.cancel()
