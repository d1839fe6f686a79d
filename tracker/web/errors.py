"""Pages for what went wrong: what, and what to do. No traceback, no path of the machine."""

from __future__ import annotations

import sqlite3
import sys
import traceback
from typing import Any

from tracker.errors import StoreError, TrackerError, UsageError
from tracker.web.site import Site, TooSlow


class NotShown(TrackerError):  # noqa: N818 - an answer, told like an error
    """Something that is there, and that this view does not show."""

    def __init__(self) -> None:
        super().__init__("", "this is not shown here", "see what there is under Data")


class NotThere(TrackerError):  # noqa: N818 - the same
    """An address that leads nowhere."""

    def __init__(self, what: str = "there is no such page", todo: str = "look for it with the search above") -> None:
        super().__init__("", what, todo)


async def page(site: Site, datasette: Any, request: Any, error: BaseException) -> Any:
    """The answer to a request that failed: JSON where JSON was asked for, a page otherwise."""
    from datasette import Response

    status, title, told = _told(site, error)
    path = request.path.partition("?")[0]
    if path.endswith((".json", ".jsonl")):
        return Response.json({"ok": False, "status": status, "error": told.what, "todo": told.todo}, status=status)
    if path.endswith((".csv", ".ics", ".atom", ".svg")):
        return Response.text(f"{told.what}; {told.todo}\n" if told.todo else f"{told.what}\n", status=status)
    template = "start.html" if isinstance(error, StoreError) and not site.path.exists() else "problem.html"
    context = {"title": title, "status": status, "told": told, "file": site.path.name}
    return Response.html(await datasette.render_template(template, context, request=request), status=status)


def _told(site: Site, error: BaseException) -> tuple[int, str, TrackerError]:
    """Status, title, and what to say."""
    known: tuple[tuple[type[TrackerError], int, str], ...] = (
        (UsageError, 400, "This question makes no sense"),
        (NotThere, 404, "Not found"),
        (NotShown, 403, "Not shown"),
        (TooSlow, 503, "That takes too long"),
        (StoreError, 503, "The ledger cannot be read"),
    )
    for sort, status, title in known:
        if isinstance(error, sort):
            return status, title, _public(site, error)
    return _datasettes(error)


def _datasettes(error: BaseException) -> tuple[int, str, TrackerError]:
    """The same for errors of Datasette's own pages, and for our mistakes."""
    from datasette.views.base import DatasetteError

    status = int(getattr(error, "status", 500))
    if status == 404:
        return 404, "Not found", NotThere()
    if isinstance(error, DatasetteError) and error.title == "SQL Interrupted":
        return 503, "That takes too long", TrackerError("", "this page takes too long", "narrow the question")
    if 400 <= status < 500 or isinstance(error, DatasetteError):
        return 400, "This question makes no sense", TrackerError("", str(error) or "it cannot be answered")
    if isinstance(error, sqlite3.OperationalError) and "unable to open" in str(error):
        return (
            503,
            "The ledger cannot be read",
            TrackerError("", "there is no database here yet", "the front page says how to make one"),
        )
    traceback.print_exception(error, file=sys.stderr)
    return (
        500,
        "Something went wrong here",
        TrackerError("", "this page could not be made", "the server's log says why"),
    )


def _public(site: Site, error: TrackerError) -> TrackerError:
    """The same error as strangers may read it: a parameter is named, the folder of the database is not."""
    if isinstance(error, StoreError):
        return TrackerError("", f"{site.path.name}: {error.what}", error.todo)
    where = error.where.removeprefix("--") if isinstance(error, UsageError) else ""
    return TrackerError("", f"{where}: {error.what}" if where else error.what, error.todo)
